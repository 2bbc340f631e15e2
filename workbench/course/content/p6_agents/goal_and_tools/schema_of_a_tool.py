"""What a planner is told about a tool.

A planner never sees the code of a tool. It reads a **schema**: the name, what the tool does, its arguments, and which
of them must be given. All of this stands in the function already. Complete `schema`:

- the name of the function and its docstring, without the indentation (`inspect.getdoc`);
- the names of all its arguments, in order;
- those that have **no default** are required.
"""

from __future__ import annotations

from collections.abc import Callable

from workbench.course.checks import Mistake, Names, Random, fail_if, mapping

CELL = '''\
import inspect


def schema(function):
    """What a planner is told about a tool."""
    parameters = inspect.signature(function).parameters
    return {
        "name": ‹function.__name__›,
        "description": ‹inspect.getdoc(function)›,
        "arguments": ‹list(parameters)›,
        "required": [name for name, one in parameters.items() if ‹one.default is one.empty›],
    }
'''
HINTS = (
    "`function.__name__` is the name of a function, as a text. `parameters` is a dictionary: its keys are the names.",
    "A parameter without a default has `one.default is one.empty`.",
    "The gaps: `function.__name__`, `inspect.getdoc(function)`, `list(parameters)` and `one.default is one.empty`.",
)

ALL_REQUIRED = Mistake(
    "You say that every argument must be given, also those with a default.",
    "Required are those **without** a default: `one.default is one.empty`.",
    {"one.default is one.empty": "True"},
)
TURNED_ROUND = Mistake(
    "It is turned round: you list the arguments that may be left out.",
    "`is`, not `is not`.",
    {"one.default is one.empty": "one.default is not one.empty"},
)
NONE_IS_A_DEFAULT = Mistake(
    "You take the default `None` for no default at all.",
    "`None` is a value like others. Without a default it is `one.empty`.",
    {"one.default is one.empty": "one.default is one.empty or one.default is None"},
)
INDENTED = Mistake(
    "The description still has the indentation of the code in it.",
    "`inspect.getdoc` takes it away; `function.__doc__` does not.",
    {"inspect.getdoc(function)": "function.__doc__"},
)
WHOLE_SIGNATURE = Mistake(
    "The arguments are objects of `inspect`, and not names.",
    "`list(parameters)` gives the keys, which are the names.",
    {"list(parameters)": "list(parameters.values())"},
)


def examine(answer: Names, rng: Random) -> str:
    """Functions with names, docstrings and defaults drawn by chance."""
    call = answer["schema"]
    words = ["ticket", "topic", "office", "limit", "body", "reply"]
    for round_ in range(4):
        names = [words[int(place)] for place in rng.permutation(6)]
        must, may = names[: int(rng.integers(1, 4))], names[4:]
        tool = _tool(f"tool_{round_}", must, may, int(rng.integers(1, 99)))
        told = mapping(call(tool), "schema", "what a planner is told")
        lacking = [key for key in ("name", "description", "arguments", "required") if key not in told]
        fail_if(bool(lacking), f"{lacking[:1]} is missing.", "Keep the four keys of the dictionary.")
        fail_if(told["name"] != tool.__name__, "The name is not that of the function.", f"You give {told['name']!r}.")
        wanted = "Do a thing.\n\nArgs:\n    many: Of them."
        INDENTED.fail_if(told["description"] == tool.__doc__)
        said = f"It is {wanted!r}; you give {told['description']!r}."
        fail_if(told["description"] != wanted, "The description is not the docstring.", said)
        arguments = list(told["arguments"])
        WHOLE_SIGNATURE.fail_if(any(hasattr(one, "default") for one in arguments))
        said = f"They are {must + may}; you give {arguments}."
        fail_if(arguments != must + may, "These are not the names of the arguments, in order.", said)
        required = list(told["required"])
        ALL_REQUIRED.fail_if(required == must + may)
        TURNED_ROUND.fail_if(required == may)
        NONE_IS_A_DEFAULT.fail_if(required == [*must, may[0]])
        said = f"They are {must}; you give {required}."
        fail_if(required != must, "These are not the arguments that must be given.", said)
    return "A docstring is more than a comment now: it is what the planner knows of your tool."


def _tool(name: str, must: list[str], may: list[str], default: int) -> Callable[..., None]:
    """A function: the first of `may` has the default None, the others a number."""
    optional = ", ".join(f"{one}={None if place == 0 else default}" for place, one in enumerate(may))
    said = '"""Do a thing.\n\n    Args:\n        many: Of them.\n    """'
    text = f"def {name}({', '.join(must)}, {optional}):\n    {said}\n"
    made: dict[str, Callable[..., None]] = {}
    exec(text, made)  # noqa: S102 - names are from a list of our own
    return made[name]
