"""Keep an agent in bounds.

An *agentic* system uses a model again and again: look at the state, choose an action, use a tool, look again.
Two things must end the loop: the goal is reached, or a limit of steps is used up. Complete `run_agent`.
`reached`, `choose` and `use` are functions: `reached(state)` says whether the goal is reached, `choose(state)` gives
an action, and `use(state, action)` gives the new state.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from workbench.course.checks import Mistake, Names, Random, fail_if, several

CELL = '''\
def run_agent(state, reached, choose, use, most):
    """Act until `reached(state)` is true or `most` steps are taken. Returns the last state and the steps taken."""
    steps = 0
    going_on = ‹not reached(state) and steps < most›
    while going_on:
        action = choose(state)
        state = ‹use(state, action)›
        steps = steps + 1
        going_on = ‹not reached(state) and steps < most›
    return state, steps
'''
HINTS = (
    "`going_on` is the same question before the loop and inside it.",
    "The loop goes on while the goal is *not* reached *and* there are steps left.",
    "`going_on = not reached(state) and steps < most`, and the new state is `use(state, action)`.",
)

HAS_NO_LIMIT = Mistake(
    "Your agent never stops when the goal is out of reach.",
    "Each step of a real agent costs money. Stop when `steps` has reached `most`.",
    {" and steps < most": ""},
)
STEP_TOO_MANY = Mistake("Your agent takes one step too many.", "", {"steps < most": "steps <= most"})
IGNORES_GOAL = Mistake(
    "Your agent goes on after the goal is reached.",
    "Ask `reached(state)` after each step.",
    {"not reached(state) and ": ""},
)
STOPS_SHORT = Mistake("Your agent stops before its limit.", "", {"steps < most": "steps < most - 1"})
IGNORES_CHOICE = Mistake(
    "`use` does not get the action that was chosen.", "", {"use(state, action)": 'use(state, "close 9")'}
)
ACTS_BEFORE_IT_LOOKS = Mistake(
    "Your agent acts although the goal is reached before it begins.",
    "Ask `reached(state)` before the first step too.",
    {"not reached(state) and steps < most\n    while": "True\n    while"},
)


def examine(answer: Names, rng: Random) -> str:
    """An agent that tidies up open tickets: out of reach, in reach, reached already, and not allowed a single step."""
    most = int(rng.integers(20, 40))
    tickets = int(rng.integers(4, 10)) * 12  # two steps close 12
    run = partial(_run, answer["run_agent"])

    _, steps = run(tickets, most, harm=12)
    STEP_TOO_MANY.fail_if(steps > most, f"The limit was {most}; it took {steps} steps.")
    STOPS_SHORT.fail_if(steps < most, f"The limit was {most}; it took only {steps} steps.")
    left, steps = run(tickets, most)
    IGNORES_GOAL.fail_if(left < 0, f"{tickets} tickets were open; after {steps} steps there are {left}.")
    fail_if(left > 0, "Your agent gives up before the goal is reached.", f"{left} of {tickets} tickets are still open.")
    ACTS_BEFORE_IT_LOOKS.fail_if(run(0, most)[1] != 0)
    fail_if(
        run(tickets, 0)[1] != 0,
        "Your agent takes a step although it may take none.",
        "With `most=0` the limit is used up before the first step.",
    )
    return "Your agent works towards its goal, stops when it is there, and cannot run away. Frameworks do the same."


def _run(run_agent: Callable[..., Any], tickets: int, most: int, harm: int = 0) -> tuple[int, int]:
    """The tickets left over and the steps. A step closes 9 or 3 tickets, in turn, and opens `harm` new ones."""
    now, chosen, choices, taken = tickets, "", 0, 0

    def choose(state: int) -> str:
        nonlocal choices, chosen
        choices += 1
        HAS_NO_LIMIT.fail_if(choices > 10 * (most + 1))
        _same(state, now, "`choose` does not get the state as it is now.")
        chosen = f"close {9 if choices % 2 else 3}"
        return chosen

    def use(state: int, action: str) -> int:
        nonlocal now, taken
        taken += 1
        _same(state, now, "`use` does not get the state as it is now.")
        _same(action, chosen, IGNORES_CHOICE.message)
        now = state - int(action.split()[1]) + harm
        return now

    given = run_agent(tickets, lambda state: state <= 0, choose, use, most)
    left, steps = several(given, "run_agent", ("the last state", "the steps taken"))
    told = f"The tool was used {taken} times; you return {steps!r} steps."
    fail_if(steps != taken, "The steps are not counted rightly.", told)
    _same(left, now, "The first result is not the last state.")
    return now, taken


def _same(given: Any, right: Any, message: str) -> None:
    fail_if(not (type(given) is type(right) and given == right), message, f"It must be {right!r}; it is {given!r}.")
