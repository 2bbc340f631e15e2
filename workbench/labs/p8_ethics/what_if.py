"""What if this person were older, or worked less? The waterfall of one answer, under the learner's hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp, log

from workbench.errors import ExplainError
from workbench.experiments.explained import KINDS
from workbench.experiments.shipped import shipped
from workbench.labs._own import Own, OwnModel
from workbench.labs.p8_ethics._own_what_if import what_if_on
from workbench.labs.p8_ethics._shap_what_if import (
    ExplainedRow,
    Story,
    WhatIfPicture,
    describe_row,
    explain_row,
    measure_row,
)
from workbench.labs.percent import percent
from workbench.live.lab import Lab
from workbench.live.spec import choice, number, slider

EDUCATION = {
    "Preschool": "Preschool",
    "1st-4th": "Grade 1-4",
    "5th-6th": "Grade 5-6",
    "7th-8th": "Grade 7-8",
    "9th": "Grade 9",
    "10th": "Grade 10",
    "11th": "Grade 11",
    "12th": "Grade 12, no diploma",
    "HS-grad": "High school",
    "Some-college": "Some college",
    "Assoc-voc": "College, vocational",
    "Assoc-acdm": "College, academic",
    "Bachelors": "Bachelor",
    "Masters": "Master",
    "Prof-school": "Doctor or lawyer",
    "Doctorate": "Doctorate",
}
MARITAL_STATUS = {
    "Married-civ-spouse": "Married",
    "Married-AF-spouse": "Married, armed forces",
    "Married-spouse-absent": "Married, living apart",
    "Never-married": "Never married",
    "Divorced": "Divorced",
    "Separated": "Separated",
    "Widowed": "Widowed",
}
RELATIONSHIP = {
    "Husband": "Husband",
    "Wife": "Wife",
    "Own-child": "Child",
    "Other-relative": "Other relative",
    "Not-in-family": "Not in a family",
    "Unmarried": "Unmarried, with family",
}
OCCUPATION = {
    "Adm-clerical": "Office work",
    "Armed-Forces": "Armed forces",
    "Craft-repair": "Craft and repair",
    "Exec-managerial": "Manager",
    "Farming-fishing": "Farming and fishing",
    "Handlers-cleaners": "Handling and cleaning",
    "Machine-op-inspct": "Machine operator",
    "Other-service": "Other service",
    "Priv-house-serv": "Work in private homes",
    "Prof-specialty": "Specialist profession",
    "Protective-serv": "Police, fire and guards",
    "Sales": "Sales",
    "Tech-support": "Technical support",
    "Transport-moving": "Transport",
}
WORKCLASS = {
    "Private": "Private company",
    "Self-emp-not-inc": "Self-employed",
    "Self-emp-inc": "Own company",
    "Federal-gov": "Federal government",
    "State-gov": "State government",
    "Local-gov": "Local government",
    "Without-pay": "Without pay",
}
RACE = {
    "White": "White",
    "Black": "Black",
    "Asian-Pac-Islander": "Asian or Pacific islander",
    "Amer-Indian-Eskimo": "American Indian or Inuit",
    "Other": "Other",
}
SEX = {"Female": "Female", "Male": "Male"}
PEOPLE = 1000  # of those the models never saw, this many can be asked for by number


@dataclass(frozen=True)
class Settings:
    """The model, and a person. The defaults are person 36 as in the data."""

    model: str = choice("xgboost", KINDS, label="Model", help="All four learned from the same people.")
    person: int = number(
        36, 0, PEOPLE - 1, label="Person", help="Whom to compare with. The button 'Back to' below sets the controls."
    )
    age: int = slider(35, 17, 90, label="Age", unit="years", help="90 stands for 90 and older.")
    hours_per_week: int = slider(40, 1, 99, label="Working time", unit="hours a week", help="The usual week.")
    education: str = choice("Assoc-acdm", EDUCATION, label="Education", help="The highest level reached.")
    marital_status: str = choice(
        "Married-civ-spouse", MARITAL_STATUS, label="Marital status", help="On the day of the survey."
    )
    relationship: str = choice(
        "Husband", RELATIONSHIP, label="Place in the household", help="'Husband' and 'Wife' also tell the sex."
    )
    occupation: str = choice("Exec-managerial", OCCUPATION, label="Occupation", help="The kind of work.")
    sex: str = choice("Male", SEX, label="Sex", help="The survey of 1994 offered two answers.")
    capital_gain: int = slider(0, 0, 99_999, label="Capital gain", unit="dollars a year", help="From selling assets.")
    capital_loss: int = slider(
        0, 0, 4_356, label="Capital loss", unit="dollars a year", help="From selling assets.", more=True
    )
    workclass: str = choice("Private", WORKCLASS, label="Employer", help="Who pays the wage.", more=True)
    race: str = choice("White", RACE, label="Race", help="As the survey asked it in 1994.", more=True)
    threshold: float = slider(
        0.5, 0.05, 0.95, step=0.05, label="Threshold", help="From this probability on, the answer is yes.", more=True
    )
    output: str = choice(
        "probability",
        {"probability": "Probability", "log-odds": "Log-odds"},
        label="Contributions in",
        help="Log-odds are log(p / (1 - p)): 0 is a chance of 50%. Boosted trees and the linear model add up there.",
        more=True,
    )


def say(answer: float, output: str) -> str:
    """An answer as a chance; log-odds are given as well."""
    if output == "probability":
        return percent(answer, 1, short=True)
    return f"{answer:+.2f} ({percent(1 / (1 + exp(-answer)), short=True)})".replace("-", "−")


STORY = Story(
    case="income",
    features=(
        "age", "workclass", "education", "marital_status", "occupation", "relationship", "race", "sex",
        "capital_gain", "capital_loss", "hours_per_week",
    ),
    one="person",
    words={**EDUCATION, **MARITAL_STATUS, **RELATIONSHIP, **OCCUPATION, **WORKCLASS, **RACE},
    say=say,
    scale={"probability": (0.0, 1.0), "log-odds": (-8.0, 8.0)},
    axis={
        "probability": "Probability of above 50,000 dollars",
        "log-odds": "Log-odds of above 50,000 dollars",
    },
    longest="99999 = capital gain (dollars a year)",
)  # fmt: skip


def compute(settings: Settings) -> Iterator[ExplainedRow]:
    """Explain the answer for this person."""
    p, note = settings.threshold, ""
    if settings.output == "log-odds":
        try:
            yield from explain_row(STORY, settings, "log-odds", log(p / (1 - p)))
            return
        except ExplainError:  # of a forest whose trees all agree
            note = (
                "Contributions are in probability here: of some mixtures of this person with others the model is quite "
                "sure, and the log-odds of 0% or 100% are infinite."
            )
    for frame in explain_row(STORY, settings, "probability", p):
        yield replace(frame, note=note)


class Picture(WhatIfPicture):
    """The waterfall of this person."""

    story = STORY


def describe(frame: ExplainedRow) -> str:
    """The chance of more than 50,000 dollars a year, and why."""
    return describe_row(STORY, frame)


def on_model(own: OwnModel) -> Lab:
    """The lab for a model and rows of somebody's own."""
    return what_if_on(LAB, own)


def measures(frame: ExplainedRow) -> dict[str, float]:
    """The chance of more than 50,000 dollars a year, also as in the data."""
    return measure_row(frame)


LAB = Lab(
    "What if?",
    "Which facts move the chance of more than 50,000 dollars a year, and is it the same for every person?",
    Settings,
    compute,
    Picture,
    describe,
    measures,
    panels=(3.2, 1.0),
    height=430,
    own=Own(model=on_model),
    data=lambda settings: [shipped(STORY.case).card],
)
