"""Refuse what the model has never seen.

A service without validation answers everything: an hour of 99, a weather called "lava". Complete `problems`. It gives
the **names of the fields** that are wrong in one row:

- a field that is missing, or that the schema does not know;
- a number outside `least` to `most`; both ends are allowed, NaN (not a number) is not;
- a word that is not among `words`.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def problems(row, schema):
    """The names of all fields of `row` that are wrong, in any order."""
    wrong = [name for name in row if ‹name not in schema›]
    for name, field in schema.items():
        if name not in row:
            wrong.append(name)
        elif "words" in field:
            if ‹row[name] not in field["words"]›:
                wrong.append(name)
        elif not ‹field["least"] <= row[name] <= field["most"]›:
            wrong.append(name)
    return wrong
'''
HINTS = (
    "A field that the schema does not know: its name is not in `schema`.",
    "`a <= x <= b` is true if x lies between a and b, or at one of them. With NaN it is false, as it should be.",
    'The gaps: `name not in schema`, `row[name] not in field["words"]`, and '
    '`field["least"] <= row[name] <= field["most"]`.',
)

IGNORES_UNKNOWN = Mistake(
    "A field that the schema does not know is let through.",
    "It may be a name with a slip, such as `temprature`. Name it: `name not in schema`.",
    {"if name not in schema]": "if False]"},
)
NO_UPPER_END = Mistake(
    "A number that is too large is let through.",
    "Look at both ends: `least <= value <= most`.",
    {'field["least"] <= row[name] <= field["most"]': 'field["least"] <= row[name]'},
)
NO_LOWER_END = Mistake(
    "A number that is too small is let through.",
    "Look at both ends: `least <= value <= most`.",
    {'field["least"] <= row[name] <= field["most"]': 'row[name] <= field["most"]'},
)
ENDS_REFUSED = Mistake(
    "The smallest and the largest number that are allowed are refused.",
    "Both ends belong to the range: `<=`, not `<`.",
    {'field["least"] <= row[name] <= field["most"]': 'field["least"] < row[name] < field["most"]'},
)
NAN_PASSES = Mistake(
    "NaN, which is no number, is let through.",
    "Every comparison with NaN is false. Ask whether the value is **inside**, and refuse what is not.",
    {
        'elif not field["least"] <= row[name] <= field["most"]': (
            'elif row[name] < field["least"] or row[name] > field["most"]'
        )
    },
)
WORDS_INVERTED = Mistake(
    "Known words are refused, and unknown ones are let through.",
    'A word is wrong if it is `not in field["words"]`.',
    {'row[name] not in field["words"]': 'row[name] in field["words"]'},
)


def examine(answer: Names, rng: Random) -> str:
    """One row that is right, and rows with one fault each."""
    call = answer["problems"]
    low = int(rng.integers(-20, 0))
    high = int(rng.integers(20, 60))
    known = ["clear", "misty", "rain"]
    schema: dict[str, dict[str, object]] = {
        "hour": {"least": 0, "most": 23},
        "temperature": {"least": low, "most": high},
        "weather": {"words": known},
    }
    good = {"hour": int(rng.integers(1, 23)), "temperature": low + 3.5, "weather": known[int(rng.integers(3))]}

    def named(row: dict[str, object]) -> set[str]:
        made = call(dict(row), {name: dict(field) for name, field in schema.items()})
        fail_if(
            isinstance(made, str) or not isinstance(made, Iterable),
            "`problems` must give a list of names.",
            f"It gives {made!r}. An empty list says that all is well.",
        )
        return {str(name) for name in made}

    WORDS_INVERTED.fail_if("weather" in named(good))
    fail_if(bool(named(good)), "A row that is right must have no problem.", f"For {good} you name {named(good)}.")
    IGNORES_UNKNOWN.fail_if("temprature" not in named({**good, "temprature": 3}))
    NO_UPPER_END.fail_if("temperature" not in named({**good, "temperature": high + 1}))
    NO_LOWER_END.fail_if("temperature" not in named({**good, "temperature": low - 1}))
    ENDS_REFUSED.fail_if("hour" in named({**good, "hour": 0}) | named({**good, "hour": 23}))
    NAN_PASSES.fail_if("temperature" not in named({**good, "temperature": float("nan")}))
    without = {name: value for name, value in good.items() if name != "temperature"}
    for row, right in (
        ({**good, "weather": "lava"}, {"weather"}),
        (without, {"temperature"}),
        ({**good, "hour": 99, "weather": "lava"}, {"hour", "weather"}),
        ({}, set(schema)),
    ):
        made = named(row)
        fail_if(made != right, "These are not the fields that are wrong.", f"For {row} you name {sorted(made)}.")
    return "Six kinds of nonsense are refused by name, and a row that is right passes."
