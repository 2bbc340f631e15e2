"""How suite.jsonl is made: real people of the test part, impossible ones, and twins of whom one thing is changed.

`python datasets/income/suite_recipe.py` writes it again, from the repository's folder.
"""

from pathlib import Path

import polars as pl

from workbench import cases
from workbench.data.split import split
from workbench.evaluation.suite_file import Expected, SuiteCase, write_suite

FILE = Path(__file__).with_name("suite.jsonl")
married = pl.col.marital_status == "Married-civ-spouse"
PICKED = {  # group, who, how many, why they are here
    ("easy", "young"): ((pl.col.age < 25) & ~married & (pl.col.capital_gain == 0), 10,
                        "Young, not married, no gains: nearly nobody of these earns much."),
    ("easy", "rich"): (married & (pl.col.capital_gain > 7000), 10,
                       "Married, with large gains from shares or a house: nearly all of these earn much."),
    ("hard", "border"): (married & pl.col.education.is_in(["HS-grad", "Some-college"]) & pl.col.age.is_between(35, 55)
                         & (pl.col.capital_gain == 0), 12,
                         "Married, middle-aged, school and no degree: about every third earns much."),
    ("hard", "degree"): (~married & (pl.col.education_num >= 13) & pl.col.age.is_between(35, 60)
                         & (pl.col.capital_gain == 0), 12,
                         "A degree speaks for a high income, no marriage against it."),
    ("strange", "unknown"): (pl.col.workclass.is_null(), 5, "Work is not known: the form was left empty there."),
    ("strange", "old"): (pl.col.age >= 80, 5, "80 and older: few are in the table to learn from."),
    ("strange", "hours"): (pl.col.hours_per_week >= 90, 4, "90 hours a week and more: true, or a slip of the pen?"),
}  # fmt: skip
IMPOSSIBLE = (
    ("age", 300, "Nobody is 300 years old."), ("age", -5, "An age below 0."), ("age", None, "The age is missing."),
    ("hours_per_week", 400, "A week has 168 hours."), ("hours_per_week", -40, "Hours below 0."),
    ("education", "Wizard", "A school that is not in the survey."), ("education_num", 99, "There are 16 levels."),
    ("sex", "", "An empty word where the survey has two."), ("occupation", "37", "A number where a word belongs."),
    ("capital_gain", -1_000_000, "A gain below 0."), ("capital_loss", 10**9, "A loss of a thousand million."),
    ("marital_status", "yes", "The answer to another question."),
)  # fmt: skip
SWAPPED = {"Male": "Female", "Female": "Male"}, {"Husband": "Wife", "Wife": "Husband"}


def build() -> list[SuiteCase]:
    """All cases, group by group."""
    income = cases.load("income")
    rows = split(income.frame, income.target).test.with_row_index("place")
    made: list[SuiteCase] = []
    used: set[int] = set()
    for seed, ((group, name), (condition, count, why)) in enumerate(PICKED.items()):
        free = rows.filter(condition & ~pl.col.place.is_in(used)).unique(income.features, keep="none")
        chosen = free.sort("place").sample(count, seed=seed)
        used.update(chosen["place"])
        for number, row in enumerate(chosen.iter_rows(named=True), 1):
            person = {column: row[column] for column in income.features}
            expect = Expected.model_validate({"is": row["income"]})
            made.append(SuiteCase(id=f"{name}-{number}", group=group, input=person, expect=expect, why=why))
    people = [case for case in made if case.group in ("easy", "hard")]
    for number, (case, (column, value, why)) in enumerate(zip(people[8:], IMPOSSIBLE, strict=False), 1):
        asked = {**case.input, column: value}
        expect = Expected.model_validate({"is": "refuse"})
        why = f"{why} No answer is right but a refusal."
        made.append(SuiteCase(id=f"impossible-{number}", group="impossible", input=asked, expect=expect, why=why))
    for number, case in enumerate([*people[10:14], *people[-16:]], 1):
        sex, relationship = (
            swap.get(case.input[name], case.input[name])
            for swap, name in zip(SWAPPED, ("sex", "relationship"), strict=True)
        )
        expect = Expected.model_validate({"same_as": case.id})
        why = f"{case.id} with the other sex: if this changes the answer, sex decides."
        asked = {**case.input, "sex": sex, "relationship": relationship}
        made.append(SuiteCase(id=f"twin-{number}", group="twins", input=asked, expect=expect, why=why))
    return made


if __name__ == "__main__":
    write_suite(build(), FILE)
