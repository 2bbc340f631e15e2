"""Exercise 0.1.4: an agent is a loop with a goal, tools and a limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if, several
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
def run_agent(state, reached, choose, use, most):
    """Act until `reached(state)` is true or `most` steps are taken. Returns the last state and the steps taken."""
    steps = 0
    going_on = not reached(state) and steps < most
    while going_on:
        action = choose(state)
        state = use(state, action)
        steps = steps + 1
        going_on = not reached(state) and steps < most
    return state, steps
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """An agent that tidies up open tickets: out of reach, in reach, reached already, and not allowed a single step."""
    most = int(rng.integers(20, 40))
    tickets = int(rng.integers(4, 10)) * 12  # two steps close 12
    run = partial(_run, answer["run_agent"])

    _, steps = run(tickets, most, harm=12)
    fail_if(steps > most, "Your agent takes one step too many.", f"The limit was {most}; it took {steps} steps.")
    fail_if(steps < most, "Your agent stops before its limit.", f"The limit was {most}; it took only {steps} steps.")
    left, steps = run(tickets, most)
    fail_if(
        left < 0,
        "Your agent goes on after the goal is reached.",
        f"{tickets} tickets were open; after {steps} steps there are {left}. Ask `reached(state)` after each step.",
    )
    fail_if(left > 0, "Your agent gives up before the goal is reached.", f"{left} of {tickets} tickets are still open.")
    fail_if(
        run(0, most)[1] != 0,
        "Your agent acts although the goal is reached before it begins.",
        "Ask `reached(state)` before the first step too.",
    )
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
        fail_if(
            choices > 10 * (most + 1),
            "Your agent never stops when the goal is out of reach.",
            "Each step of a real agent costs money. Stop when `steps` has reached `most`.",
        )
        _same(state, now, "`choose` does not get the state as it is now.")
        chosen = f"close {9 if choices % 2 else 3}"
        return chosen

    def use(state: int, action: str) -> int:
        nonlocal now, taken
        taken += 1
        _same(state, now, "`use` does not get the state as it is now.")
        _same(action, chosen, "`use` does not get the action that was chosen.")
        now = state - int(action.split()[1]) + harm
        return now

    given = run_agent(tickets, lambda state: state <= 0, choose, use, most)
    left, steps = several(given, "run_agent", ("the last state", "the steps taken"))
    fail_if(
        steps != taken,
        "The steps are not counted rightly.",
        f"The tool was used {taken} times; you return {steps!r} steps.",
    )
    _same(left, now, "The first result is not the last state.")
    return now, taken


def _same(given: Any, right: Any, message: str) -> None:
    fail_if(not (type(given) is type(right) and given == right), message, f"It must be {right!r}; it is {given!r}.")


EXERCISE = Exercise(
    "0.1.4",
    "Keep an agent in bounds",
    """
An *agentic* system uses a model again and again: look at the state, choose an action, use a tool, look again.
Two things must end the loop: the goal is reached, or a limit of steps is used up. Complete `run_agent`.
`reached`, `choose` and `use` are functions: `reached(state)` says whether the goal is reached, `choose(state)` gives
an action, and `use(state, action)` gives the new state.
""",
    starter='''\
def run_agent(state, reached, choose, use, most):
    """Act until `reached(state)` is true or `most` steps are taken. Returns the last state and the steps taken."""
    steps = 0
    going_on = ...
    while going_on:
        action = choose(state)
        state = ...
        steps = steps + 1
        going_on = ...
    return state, steps
''',
    hints=(
        "`going_on` is the same question before the loop and inside it.",
        "The loop goes on while the goal is *not* reached *and* there are steps left.",
        "`going_on = not reached(state) and steps < most`, and the new state is `use(state, action)`.",
    ),
    solution=SOLUTION,
    wrong={
        "has no limit": Wrong(
            SOLUTION.replace(" and steps < most", ""), "Your agent never stops when the goal is out of reach."
        ),
        "takes a step too many": Wrong(
            SOLUTION.replace("steps < most", "steps <= most"), "Your agent takes one step too many."
        ),
        "ignores the goal": Wrong(
            SOLUTION.replace("not reached(state) and ", ""), "Your agent goes on after the goal is reached."
        ),
        "stops a step short": Wrong(
            SOLUTION.replace("steps < most", "steps < most - 1"), "Your agent stops before its limit."
        ),
        "ignores the choice": Wrong(
            SOLUTION.replace("use(state, action)", 'use(state, "close 9")'),
            "`use` does not get the action that was chosen.",
        ),
        "acts before it looks": Wrong(
            SOLUTION.replace(
                "    going_on = not reached(state) and steps < most\n    while", "    going_on = True\n    while"
            ),
            "Your agent acts although the goal is reached before it begins.",
        ),
    },
    examine=examine,
)
