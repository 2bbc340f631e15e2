"""When to stop.

An agent that fails may try the same call again, for ever: each try costs time and money. Complete `stuck`. It reads the
trace, a list of dictionaries with `tool`, `args` and `error`, and gives the reason to stop, or an empty text:

- `"limit"` if there are `limit` steps or more;
- `"again"` if the **last** step failed, and the very same call (tool and arguments) failed before;
- `""` otherwise. Another try with other arguments is fine: that is how an agent mends its errors.
"""

from __future__ import annotations

from typing import Any

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def stuck(trace, limit=8):
    """Why an agent must stop; an empty text if it may go on."""
    if ‹len(trace) >= limit›:
        return "limit"
    failed = [(step["tool"], step["args"]) for step in trace if step["error"]]
    last_failed = bool(trace) and bool(trace[-1]["error"])
    if last_failed and ‹failed.count(failed[-1]) > 1›:
        return "again"
    return ""
'''
HINTS = (
    "`failed` lists all calls that failed, in order. When the last step failed, it is the last of that list.",
    "A list knows how often something is in it: `failed.count(x)`. Once is the step itself.",
    "The gaps: `len(trace) >= limit` and `failed.count(failed[-1]) > 1`.",
)

ONE_TOO_MANY = Mistake(
    "It stops one step too late.",
    "With `limit` steps in the trace, no other may follow: `>=`.",
    {"len(trace) >= limit": "len(trace) > limit"},
)
FIRST_FAILURE = Mistake(
    "It stops at the first failure: nothing is ever mended.",
    "Once is the step itself. Stop if the same call has failed **more** than once.",
    {"failed.count(failed[-1]) > 1": "failed.count(failed[-1]) > 0"},
)
ONLY_THE_TOOL = Mistake(
    "You look at the tool alone. The same tool with other arguments is a new try.",
    "Compare the pairs of tool and arguments, as they stand in `failed`.",
    {"failed.count(failed[-1]) > 1": "[tool for tool, _ in failed].count(failed[-1][0]) > 1"},
)
ANY_TWO = Mistake(
    "Two failures of different calls are enough for you.",
    "Only the **same** call twice is a circle.",
    {"failed.count(failed[-1]) > 1": "len(failed) > 1"},
)


def examine(answer: Names, rng: Random) -> str:
    """Traces that mend themselves, that go round in a circle, and that are long."""
    call = answer["stuck"]
    number = int(rng.integers(100, 999))
    select = {"sql": f"SELECT text{number}"}
    good = _step("count", {"topic": "fault"})
    bad = _step("ask", select, "no such column")
    other = _step("ask", {"sql": "SELECT *"}, "no such table")
    else_ = _step("rule", {"question": f"{number}"}, "nothing fits")
    limit = int(rng.integers(4, 7))
    ONE_TOO_MANY.fail_if(call([good] * limit, limit) == "")
    _same(call([good] * limit, limit), "limit", f"{limit} good steps, and the limit is {limit}")
    _same(call([good] * (limit - 1), limit), "", f"{limit - 1} good steps, and the limit is {limit}")
    FIRST_FAILURE.fail_if(call([good, bad]) == "again")
    ONLY_THE_TOOL.fail_if(call([bad, other]) == "again" and call([bad, else_]) == "")
    ANY_TWO.fail_if(call([bad, else_]) == "again")
    cases = {
        "an empty trace": ([], ""),
        "one failure": ([good, bad], ""),
        "a failure, and another call of the same tool that fails": ([bad, other], ""),
        "the same call fails twice": ([bad, bad], "again"),
        "it fails, something else works, it fails again": ([bad, good, bad], "again"),
        "another call failed, then the same one twice": ([bad, other, other], "again"),
        "the same call failed twice, then another one fails": ([bad, bad, other], ""),
        "a circle of two calls": ([bad, other, bad], "again"),
        "it failed twice, and then something worked": ([bad, bad, good], ""),
        "the call worked, then failed": ([_step("ask", select), bad], ""),
    }
    for said, (trace, right) in cases.items():
        _same(call([dict(step) for step in trace]), right, said)
    return "A mended call goes on, a circle is left, and nothing takes longer than its limit."


def _step(tool: str, args: dict[str, Any], error: str = "") -> dict[str, Any]:
    return {"tool": tool, "args": args, "error": error}


def _same(made: Any, right: str, said: str) -> None:
    fail_if(made != right, f"For this trace it should be {right!r}: {said}.", f"You give {made!r}.")
