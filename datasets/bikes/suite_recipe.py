"""How suite.jsonl is made: real hours from October on, hours with planted nonsense, and hours with small changes.

`python datasets/bikes/suite_recipe.py` writes it again, from the repository's folder.
"""

from pathlib import Path

import polars as pl

from workbench import cases
from workbench.evaluation.suite_file import Expected, SuiteCase, write_suite

FILE = Path(__file__).with_name("suite.jsonl")
START = pl.datetime(2011, 10, 1)  # a model of these suites learns from the hours before
SHARE, RIDERS = 0.35, 25  # how far off a right answer may be: the larger of the two
rain = pl.col.weather.is_in(["light rain/snow", "heavy rain/snow"])
PICKED = {  # group, which hours, how many, why they are here
    ("easy", "commute"): ((pl.col.working_day == 1) & pl.col.hour.is_in([7, 8, 9, 16, 17, 18]) & ~rain, 12,
                          "People on their way to work and back: most riders of the day."),
    ("easy", "office"): ((pl.col.working_day == 1) & pl.col.hour.is_between(10, 15) & ~rain, 12,
                         "The calm hours of a working day."),
    ("hard", "rain"): (rain & pl.col.hour.is_between(7, 20), 12, "Rain by day: many stay away, how many differs."),
    ("hard", "weekend"): ((pl.col.working_day == 0) & (pl.col.holiday == 0) & pl.col.hour.is_between(10, 18), 12,
                          "Leisure: it hangs on weather and mood more than on the clock."),
    ("strange", "holiday"): ((pl.col.holiday == 1) & pl.col.hour.is_between(8, 20), 6,
                             "A public holiday: few in the year to learn from."),
    ("strange", "frost"): ((pl.col.temperature < 1) & pl.col.hour.is_between(6, 22), 6,
                           "Frost: the months before had none since February."),
    ("strange", "night"): (pl.col.hour.is_between(1, 4), 6, "At night a handful of riders: is it still no nonsense?"),
}  # fmt: skip
IMPOSSIBLE = (
    ("hour", 25, "A day has 24 hours."), ("hour", -1, "An hour below 0."), ("month", 13, "There are 12 months."),
    ("temperature", 300.0, "Hotter than an oven."), ("temperature", -200.0, "Colder than any place on earth."),
    ("temperature", 75.0, "Degrees Fahrenheit in a column of Celsius."), ("humidity", 450, "More than all: 100%."),
    ("humidity", -3, "Less than none."), ("wind_speed", 900, "No such wind was ever measured."),
    ("weather", "frogs", "Weather that the table does not know."), ("day", 400, "A year has 365 days."),
    ("weekday", "Mon", "An abbreviation: another program wrote it."),
)  # fmt: skip


def build() -> list[SuiteCase]:
    """All cases, group by group."""
    bikes = cases.load("bikes")
    names = [name for name in bikes.features if name != "time"]
    rows = bikes.frame.filter(pl.col.time >= START)
    made: list[SuiteCase] = []
    used: set[object] = set()
    for seed, ((group, name), (condition, count, why)) in enumerate(PICKED.items()):
        chosen = rows.filter(condition & ~pl.col.time.is_in(list(used))).sample(count, seed=seed)
        used.update(chosen["time"])
        for number, row in enumerate(chosen.iter_rows(named=True), 1):
            riders = row["bikers"]
            off = max(RIDERS, round(SHARE * riders))
            expect = Expected.model_validate({"between": [max(riders - off, 0), riders + off]})
            why_here = f"{why} {riders} came on {row['time']:%d %B, %H:00}."
            asked = {column: row[column] for column in names}
            made.append(SuiteCase(id=f"{name}-{number}", group=group, input=asked, expect=expect, why=why_here))
    for number, (case, (column, value, why)) in enumerate(zip(made[6:], IMPOSSIBLE, strict=False), 1):
        asked = {**case.input, column: value}
        expect = Expected.model_validate({"is": "refuse"})
        why = f"{why} No number is right but a refusal."
        made.append(SuiteCase(id=f"impossible-{number}", group="impossible", input=asked, expect=expect, why=why))
    for number, case in enumerate(made[:12], 1):
        asked = {**case.input, "wind_speed": case.input["wind_speed"] + 1}
        expect = case.expect
        why = f"{case.id} with 1 km/h more wind: the right answer stays as it was."
        made.append(SuiteCase(id=f"nudged-{number}", group="nudged", input=asked, expect=expect, why=why))
    return made


if __name__ == "__main__":
    write_suite(build(), FILE)
