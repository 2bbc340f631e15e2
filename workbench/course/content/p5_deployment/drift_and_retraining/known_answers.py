"""Answers that come late.

A forecast is made today. What was right is known only some days later: a loan fails after months, a bike comes back
in the evening. Complete `known`. It gives the places of all rows whose right answer is known on the morning of `today`:

- `days[i]` is the day of row `i`, a whole number;
- the right answer of a row is known **in the evening** of the day `days[i] + delay`;
- so on the morning of `today`, that evening must be over.
"""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def known(days, today, delay):
    """The places of the rows that a model may be trained with on the morning of `today`."""
    places = []
    for place, day in enumerate(days):
        evening = ‹day + delay›
        if ‹evening < today›:
            places.append(‹place›)
    return places
'''
HINTS = (
    "In the evening of which day does the answer of this row come? That is its day and the delay together.",
    "On the morning of `today`, the evening of `today` is still to come: `<`, not `<=`.",
    "The gaps: `day + delay`, `evening < today`, and `place`.",
)

NO_DELAY = Mistake(
    "You use answers that have not come yet: the delay does not count.",
    "The answer of a row comes in the evening of `day + delay`.",
    {"evening = day + delay": "evening = day"},
)
TODAYS_EVENING = Mistake(
    "You use answers of this evening, and it is morning.",
    "The evening must be **over**: `evening < today`.",
    {"evening < today": "evening <= today"},
)
DELAY_TAKEN_AWAY = Mistake(
    "Your answers come before the forecast: the delay is taken away.",
    "Late means later: add the delay.",
    {"day + delay": "day - delay"},
)
DAYS_FOR_PLACES = Mistake(
    "You give the days of the rows. Asked for are their places in the list.",
    "Append `place`.",
    {"places.append(place)": "places.append(day)"},
)


def examine(answer: Names, rng: Random) -> str:
    """Days in an order drawn by chance, with and without a delay, around the border."""
    call = answer["known"]
    for _ in range(6):
        start, delay = int(rng.integers(100, 300)), int(rng.integers(3, 9))
        days = [start + int(step) for step in rng.permutation(20)]
        today = start + 14
        made = _places(call(list(days), today, delay))

        def of(rule: str, days: list[int] = days, today: int = today, delay: int = delay) -> list[int]:
            late = {"no delay": 0, "away": -delay}.get(rule, delay)
            last = today if rule == "evening" else today - 1
            return [place for place, day in enumerate(days) if day + late <= last]

        DAYS_FOR_PLACES.fail_if(sorted(made) == sorted(days[place] for place in of("right")))
        NO_DELAY.fail_if(sorted(made) == of("no delay"))
        DELAY_TAKEN_AWAY.fail_if(sorted(made) == of("away"))
        TODAYS_EVENING.fail_if(sorted(made) == of("evening"))
        right = of("right")
        told = f"For days {days}, today {today} and a delay of {delay} it is {right}; you give {made}."
        fail_if(made != right, "These are not the rows whose answers are known.", told)
        now = _places(call(list(days), today, 0))
        fail_if(now != of("no delay"), "Without a delay, all rows before today are known.", f"You give {now}.")
        none = _places(call([today, today + 1], today, 0))
        fail_if(bool(none), "Rows of today have no right answer this morning.", f"You give {none}.")
    return f"Of {len(days)} rows {len(right)} may be learned from. The others must wait, however new they are."


def _places(value: object) -> list[int]:
    made = list(value) if isinstance(value, Iterable) else [value]
    places = [int(place) for place in made if isinstance(place, Integral)]
    fail_if(len(places) < len(made), "`known` must give a list of places, such as [0, 2].", f"It gives {value!r}.")
    return places
