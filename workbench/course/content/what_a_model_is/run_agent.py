"""Exercise 0.1.4: an agent is a loop with a goal, tools and a limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if
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
    """An agent that tidies up open tickets: a goal in reach, one reached already, and one out of reach."""
    tickets, most = int(rng.integers(6, 12)), int(rng.integers(20, 40))

    def run(tickets: int, harm: int = 0) -> tuple[int, int]:
        """The tickets left over and the steps, when every ticket closed opens `harm` new ones."""
        choices = taken = 0

        def choose(state: int) -> int:
            nonlocal choices
            choices += 1
            fail_if(
                choices > 10 * most,
                "Your agent never stops when the goal is out of reach.",
                "Each step of a real agent costs money. Stop when `steps` has reached `most`.",
            )
            return 1

        def use(state: int, action: int) -> int:
            nonlocal taken
            taken += 1
            return state - action + harm

        result = answer["run_agent"](tickets, lambda state: state <= 0, choose, use, most)
        fail_if(
            not isinstance(result, tuple) or len(result) != 2,
            "`run_agent` must return two things: the last state and the steps taken.",
        )
        left, steps = result
        fail_if(
            steps != taken,
            "The steps are not counted rightly.",
            f"The tool was used {taken} times; you return {steps} steps.",
        )
        return int(left), taken

    left, steps = run(tickets, harm=1)
    fail_if(steps > most, "Your agent takes one step too many.", f"The limit was {most}; it took {steps} steps.")
    left, steps = run(tickets)
    fail_if(
        left < 0,
        "Your agent goes on after the goal is reached.",
        f"{tickets} tickets were open; after {steps} steps there are {left}. Ask `reached(state)` after each step.",
    )
    fail_if(left > 0, "Your agent gives up before the goal is reached.", f"{left} of {tickets} tickets are still open.")
    fail_if(
        run(0)[1] != 0,
        "Your agent acts although the goal is reached before it begins.",
        "Ask `reached(state)` before the first step too.",
    )
    return "Your agent works towards its goal, stops when it is there, and cannot run away. Frameworks do the same."


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
        "acts before it looks": Wrong(
            SOLUTION.replace(
                "    going_on = not reached(state) and steps < most\n    while", "    going_on = True\n    while"
            ),
            "Your agent acts although the goal is reached before it begins.",
        ),
    },
    examine=examine,
)
