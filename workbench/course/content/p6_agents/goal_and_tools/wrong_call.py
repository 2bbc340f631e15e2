"""A wrong call is an observation.

A planner asks for a tool that is not there, or calls one with wrong arguments, or the tool itself fails. None of this
may stop the agent: the planner must **read** what went wrong, so that it can try something else. Complete `observe`:

- `tools` is a dictionary of functions by name; `action` has the keys `tool` and `args` (a dictionary);
- it always gives back a dictionary with `result` and `error`, both texts; one of them is empty;
- the error holds the words of the exception.
"""

from __future__ import annotations

from typing import Any

from workbench.course.checks import Mistake, Names, Random, fail_if, mapping

CELL = '''\
def observe(tools, action):
    """Call a tool. Whatever happens, say what came of it."""
    name, args = action["tool"], action["args"]
    if ‹name not in tools›:
        return {"result": "", "error": f"There is no tool {name}."}
    try:
        result = tools[name](‹**args›)
    except ‹Exception› as problem:
        return {"result": "", "error": ‹str(problem)›}
    return {"result": str(result), "error": ""}
'''
HINTS = (
    "Two stars unpack a dictionary into arguments by name: `f(**{'a': 1})` is `f(a=1)`.",
    "A tool may raise any exception. `Exception` catches all that a program may go on after.",
    "The gaps: `name not in tools`, `**args`, `Exception` and `str(problem)`.",
)

ONLY_VALUE_ERRORS = Mistake(
    "Another exception than ValueError still stops the agent.",
    "Tools of other people raise what they like: catch `Exception`.",
    {"except Exception": "except ValueError"},
)
NO_REASON = Mistake(
    "The error does not say what was wrong. A planner cannot mend what it cannot read.",
    "Give the words of the exception: `str(problem)`.",
    {"str(problem)": '"it failed"'},
)
ERROR_AS_RESULT = Mistake(
    "The failure stands under `result`. The planner would take it for an answer.",
    "A failure belongs under `error`, and `result` stays empty.",
    {'{"result": "", "error": str(problem)}': '{"result": str(problem), "error": ""}'},
)
ONE_ARGUMENT = Mistake(
    "The tool gets the whole dictionary as one argument.",
    "Unpack it with two stars.",
    {"**args": "args"},
)
UNKNOWN_TOOL = Mistake(
    "A tool that is not there stops the agent.",
    "Ask first whether its name is in `tools`.",
    {"name not in tools": "False", "result = tools[name](**args)\n    except": "result = args\n    except"},
)


def examine(answer: Names, rng: Random) -> str:
    """Tools that work, that are called wrongly, that fail, and that are not there."""
    call = answer["observe"]
    number, words = int(rng.integers(10, 99)), f"the shelf {int(rng.integers(100, 999))} is empty"

    def add(first: int, second: int) -> int:
        return first + second

    def fail(kind: str) -> str:
        raise {"value": ValueError, "type": TypeError, "zero": ZeroDivisionError, "system": OSError}[kind](words)

    tools = {"add": add, "fail": fail}
    try:
        made = told_of(call(tools, {"tool": "dance", "args": {}}))
    except KeyError:
        made = {}
    UNKNOWN_TOOL.fail_if(not made or not made.get("error"))
    fail_if(made.get("result") != "", "A tool that is not there has no result.", f"You give {made}.")
    fail_if("dance" not in str(made["error"]), "The error does not name the missing tool.", f"You give {made}.")
    with ONE_ARGUMENT.explains(TypeError, "argument"):
        made = mapping(
            call(tools, {"tool": "add", "args": {"first": number, "second": 1}}), "observe", "what came of it"
        )
    ONE_ARGUMENT.fail_if("missing 1 required" in str(made.get("error")))
    told = f"add(first={number}, second=1) is {number + 1}; you give {made}."
    fail_if(made != {"result": str(number + 1), "error": ""}, "A tool that works gives its result as text.", told)
    for kind in ("value", "type", "zero", "system"):
        try:
            made = told_of(call(tools, {"tool": "fail", "args": {"kind": kind}}))
        except (TypeError, ZeroDivisionError, OSError):
            made = {}
        ONLY_VALUE_ERRORS.fail_if(not made)
        ERROR_AS_RESULT.fail_if(made.get("result") == words)
        NO_REASON.fail_if(bool(made.get("error")) and words not in str(made["error"]))
        told = f"It should be {{'result': '', 'error': {words!r}}}; you give {made}."
        fail_if(
            made.get("result") != "" or words not in str(made.get("error")), "A failing tool is told wrongly.", told
        )
    made = told_of(call(tools, {"tool": "add", "args": {"first": 1}}))
    fail_if("second" not in str(made.get("error")), "A missing argument is no observation yet.", f"You give {made}.")
    return "Five calls, four of them wrong, and nothing has stopped. The planner reads, and tries again."


def told_of(value: Any) -> dict[Any, Any]:
    """What `observe` gave."""
    made = mapping(value, "observe", "what came of a call")
    texts = all(isinstance(part, str) for part in made.values())
    fail_if(not texts, "Both values must be texts: `str(...)` makes one.", f"You give {made}.")
    return made
