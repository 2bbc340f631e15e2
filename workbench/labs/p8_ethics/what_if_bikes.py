"""What if it rained in this hour? The waterfall of one forecast, under the learner's hands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.experiments.explained import KINDS
from workbench.experiments.shipped import shipped
from workbench.labs.p8_ethics._shap_what_if import (
    ExplainedRow,
    Story,
    WhatIfPicture,
    describe_row,
    explain_row,
    measure_row,
)
from workbench.live.lab import Lab
from workbench.live.spec import choice, number, slider

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEATHER = ["clear", "cloudy/misty", "light rain/snow", "heavy rain/snow"]
YES_NO = {0: "no", 1: "yes"}
MOMENTS = 1000  # of those the models never saw, this many can be asked for by number


@dataclass(frozen=True)
class Settings:
    """The model, and an hour of the year. The defaults are moment 13 as in the data."""

    model: str = choice("xgboost", KINDS, label="Model", help="All four learned from the same hours.")
    moment: int = number(
        13, 0, MOMENTS - 1, label="Moment", help="What to compare with. The button 'Back to' below sets the controls."
    )
    hour: int = slider(14, 0, 23, label="Hour", unit="o'clock", help="17 is 5 in the afternoon.")
    month: int = slider(6, 1, 12, label="Month", help="1 is January.")
    temperature: float = slider(22.1, -8.0, 40.0, step=0.1, label="Temperature", unit="°C", help="Of the air.")
    humidity: int = slider(47, 0, 100, label="Humidity", unit="%", help="Relative humidity of the air.")
    wind_speed: int = slider(13, 0, 60, label="Wind", unit="km/h", help="Its speed.")
    weather: str = choice(
        "cloudy/misty",
        WEATHER,
        label="Weather",
        help="'heavy rain/snow' happened in one hour of the year: no model can know it.",
    )
    weekday: str = choice("Tuesday", WEEKDAYS, label="Day of the week", help="Change it together with 'Working day'.")
    working_day: int = choice(
        1,
        YES_NO,
        label="Working day",
        help="Monday to Friday without holidays; you may also make up a day that cannot be.",
    )
    holiday: int = choice(0, YES_NO, label="Public holiday", help="Change it together with 'Working day'.")
    threshold: int = slider(
        200,
        10,
        500,
        step=10,
        label="Busy from",
        unit="riders",
        help="From this number on the hour counts as busy.",
        more=True,
    )


def say(answer: float, output: str) -> str:
    """A forecast in riders."""
    riders = round(answer)
    return f"{riders} {'rider' if riders == 1 else 'riders'}".replace("-", "−")


STORY = Story(
    case="bikes",
    features=("hour", "month", "temperature", "humidity", "wind_speed", "weather", "weekday", "working_day", "holiday"),
    one="moment",
    words={},
    say=say,
    scale={"value": (-100.0, 700.0)},
    axis={"value": "Riders in this hour"},
    longest="heavy rain/snow = weather",
)


def compute(settings: Settings) -> Iterator[ExplainedRow]:
    """Explain the forecast for this hour."""
    yield from explain_row(STORY, settings, "value", settings.threshold)


class Picture(WhatIfPicture):
    """The waterfall of this hour."""

    story = STORY


def describe(frame: ExplainedRow) -> str:
    """The number of riders to expect, and why."""
    return describe_row(STORY, frame)


def measures(frame: ExplainedRow) -> dict[str, float]:
    """The riders to expect, also as in the data."""
    return measure_row(frame, "riders")


LAB = Lab(
    "What if it rained?",
    "Which facts about an hour move the forecast, and does the weather count as much at 3 in the morning as at 5 "
    "in the afternoon?",
    Settings,
    compute,
    Picture,
    describe,
    measures,
    panels=(3.2, 1.0),
    height=400,
    data=lambda settings: [shipped(STORY.case).card],
)
