"""Four measures of a forecast's error, and how each of them can be fooled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from workbench.evaluation.forecasts import MEASURES, errors, parts
from workbench.experiments.forecasting import KINDS, forecasts
from workbench.experiments.shipped import shipped
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line, here_bar
from workbench.live.spec import Colour, Curve, Frame, Suggestion, choice, slider

FORECASTS = {"last_week": "As last week", "hour_mean": "Mean of the hour", "trees": "Boosted trees"}
HOURS = {"all": "All", "day": "Day (7 to 22)", "night": "Night (23 to 6)"}
SCALES = np.linspace(0, 2, 81)
COLOURS = (Colour.TRAINING, Colour.SKY, Colour.VALIDATION, Colour.PURPLE)
STYLES = ("-", "--", "-", "--")
WEEK = 7 * 24


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    forecast: str = choice(
        "trees", FORECASTS, label="Forecast", help="Made from the hours until September, for October to December."
    )
    scale: float = slider(
        1.0,
        0.0,
        2.0,
        step=0.025,
        label="Scale error",
        unit="×",
        help="The forecast times this. Or click the right panel.",
    )
    offset: int = slider(
        0, -50, 50, label="Offset error", unit="bikes", help="Added to each forecast; none falls below 0."
    )
    floor: int = slider(
        1, 1, 100, log=True, label="Leave out hours below", unit="bikes", help="Quiet hours that no error counts."
    )
    hours: str = choice("all", HOURS, label="Hours", help="Which hours of the day count.")
    week: int = slider(1, 1, 13, label="Week shown", help="In the left panel only; errors are of all three months.")


@dataclass(frozen=True, kw_only=True)
class Misses(Frame):
    """A forecast and its errors.

    Attributes:
        settings: What it was computed for.
        days: Time of the hours of the week shown, in days since its start, shape (m,).
        truth: Bikes in these hours, shape (m,).
        forecast: The forecast for them, shape (m,).
        errors: The four errors, as in `MEASURES`.
        parts: Share of each hour of the day in each error, shape (4, 24).
        curves: Each error at each of `SCALES`, as a multiple of the lowest, shape (4, scales).
        hours: Number of hours that count.
        worst: Bikes and forecast of the hour with the largest percentage error.
        winners: Which of the three forecasts has the lowest of each error; this one with its errors of scale and
            offset, the others without.
    """

    settings: Settings
    days: np.ndarray
    truth: np.ndarray
    forecast: np.ndarray
    errors: tuple[float, ...]
    parts: np.ndarray
    curves: np.ndarray
    hours: int
    worst: tuple[float, float]
    winners: tuple[str, ...]

    @property
    def best_scales(self) -> np.ndarray:
        """The scale at which each error is lowest, shape (4,)."""
        return np.asarray(SCALES[self.curves.argmin(1)])


@cache
def _columns() -> dict[str, np.ndarray]:
    """The forecasts as arrays, and the time in days since 1 October."""
    frame = forecasts(shipped("bikes"))
    days = (frame["time"] - frame["time"][0]).dt.total_hours().to_numpy() / 24
    return {**{name: frame[name].to_numpy() for name in ("hour", "bikers", *KINDS)}, "days": days}


def compute(settings: Settings) -> Iterator[Misses]:
    """Measure; some ten milliseconds once the trees are trained."""
    known = _columns()
    truth, hour, days = known["bikers"].astype(float), known["hour"], known["days"]
    changed = _changed(known[settings.forecast], settings.scale, settings.offset)
    at_night = (hour >= 23) | (hour <= 6)
    counts = (truth >= settings.floor) & {"all": hour >= 0, "day": ~at_night, "night": at_night}[settings.hours]

    rivals = np.array([changed if kind == settings.forecast else known[kind] for kind in KINDS])
    scores = np.array(list(errors(truth[counts], rivals[:, counts])))  # (4, 3)
    scaled = _changed(known[settings.forecast][counts], SCALES[:, None], settings.offset)
    sweep = np.array(list(errors(truth[counts], scaled)))
    worst = np.argmax(np.where(counts, np.abs(truth - changed) / truth, -1))
    shown = np.floor(days / 7) == settings.week - 1
    best_for_mape = float(SCALES[sweep[2].argmin()])
    yield Misses(
        settings=settings,
        days=days[shown] - 7 * (settings.week - 1),
        truth=truth[shown],
        forecast=changed[shown],
        errors=tuple(scores[:, KINDS.index(settings.forecast)].tolist()),
        parts=parts(truth[counts], changed[counts], hour[counts], 24),
        curves=sweep / np.maximum(sweep.min(1, keepdims=True), 1e-9),
        hours=int(counts.sum()),
        worst=(float(truth[worst]), float(changed[worst])),
        winners=tuple(KINDS[i] for i in scores.argmin(1)),
        suggestions=(Suggestion("The scale that MAPE likes best", {"scale": best_for_mape}),),
    )


def _changed(forecast: np.ndarray, scale: float | np.ndarray, offset: float) -> np.ndarray:
    return np.maximum(scale * forecast + offset, 0.0)


class Picture:
    """Left one week, in the middle the hours that make the errors, right the errors at other scales."""

    def __init__(self, week: Axes, hours: Axes, scales: Axes) -> None:
        week.set(xlim=(0, 7), xticks=range(8), xlabel="Day of the week shown", ylim=(0, 800), ylabel="Bikes in an hour")
        week.set_title("One week")
        hours.set(xlim=(-0.5, 23.5), xticks=(0, 6, 12, 18, 23), xlabel="Hour of the day", ylim=(0, 0.3))
        hours.set(ylabel="Share of the error")
        hours.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        hours.set_title("Who makes the error")
        scales.set(xlim=(0, 2), xlabel="Scale", ylim=(0.9, 3), ylabel="Error (1: lowest)")
        scales.set_title("Other scales")

        self.hours = hours

        self.old, self.old_parts = ghost_line(week), ghost_line(hours)
        (self.truth,) = week.plot([], [], color=Colour.MUTED, linewidth=2, label="what happened")
        (self.forecast,) = week.plot([], [], color=Colour.BEST, linewidth=1.6, label="forecast")
        self.here = here_bar(scales)
        looks: list[dict[str, Any]] = [
            {"color": colour, "linestyle": style, "linewidth": 2} for colour, style in zip(COLOURS, STYLES, strict=True)
        ]
        self.parts = [hours.plot([], [], **look, label=name)[0] for name, look in zip(MEASURES, looks, strict=True)]
        self.curves = [scales.plot([], [], **look)[0] for look in looks]
        self.bests = [
            scales.plot([], [], "*", color=colour, markersize=13, markeredgecolor="white")[0] for colour in COLOURS
        ]
        (self.best,) = scales.plot([], [], "*", color=Colour.MUTED, markersize=9, label="lowest of each")
        self.numbers = [
            quick_text(week, x, y, fontsize=9.5, fontweight="bold", color=colour, transform=week.transAxes)
            for (x, y), colour in zip(((0.02, 0.95), (0.52, 0.95), (0.02, 0.87), (0.52, 0.87)), COLOURS, strict=True)
        ]

    def update(self, frame: Misses, ghost: Misses | None) -> None:
        """Show this forecast; the one before it faint, and the hours that made its MAPE."""
        self.truth.set_data(frame.days, frame.truth)
        self.forecast.set_data(frame.days, frame.forecast)
        self.here.set_xdata([frame.settings.scale] * 2)
        top = next(top for top in (0.3, 0.6, 1.0) if frame.parts.max() <= top)
        if self.hours.get_ylim()[1] != top:
            self.hours.set_ylim(0, top)
        for line, shares in zip(self.parts, frame.parts, strict=True):
            line.set_data(range(24), shares)
        for line, best, curve, scale in zip(self.curves, self.bests, frame.curves, frame.best_scales, strict=True):
            line.set_data(SCALES, curve)
            best.set_data([scale], [1])
        for text, words in zip(self.numbers, _words(frame.errors), strict=True):
            text.set_text(words)
        self.old.set_visible(ghost is not None and ghost.settings.week == frame.settings.week)
        self.old_parts.set_visible(ghost is not None)
        if ghost is not None:
            self.old.set_data(ghost.days, ghost.forecast)
            self.old_parts.set_data(range(24), ghost.parts[MEASURES.index("MAPE")])

    def main_curve(self, frame: Misses) -> Curve:
        """The forecast of the week."""
        return Curve(0, frame.days, frame.forecast, f"week {frame.settings.week}")

    def pick(self, frame: Misses, panel: int, x: float, y: float) -> dict[str, float] | None:
        """A click on the right panel chooses the scale there."""
        return {"scale": float(np.clip(x, 0, 2))} if panel == 2 else None


def _words(found: tuple[float, ...]) -> list[str]:
    mae, rmse, mape, smape = found
    return [f"MAE {mae:.0f}", f"RMSE {rmse:.0f}", f"MAPE {mape:.0%}", f"sMAPE {smape:.0%}"]


def describe(frame: Misses) -> str:
    """The errors, the hours that make MAPE, and who wins by which measure."""
    mape = MEASURES.index("MAPE")
    at_night = frame.parts[:, [23, *range(7)]].sum(1)
    bikes, forecast = frame.worst
    sentences = [
        f"Over {frame.hours:,} hours: {', '.join(_words(frame.errors))}.",
        f"MAPE suffers most in an hour with {bikes:.0f} {'bike' if bikes == 1 else 'bikes'}, forecast {forecast:.0f}: "
        f"an error of {abs(forecast - bikes) / bikes:,.0%}.",
    ]
    if frame.settings.hours == "all":
        sentences.append(
            f"The eight night hours make {at_night[0]:.0%} of the MAE and {at_night[mape]:.0%} of the MAPE."
        )
    sentences.append(
        f"MAE is lowest at {frame.best_scales[0]:.2f} times this forecast, MAPE at {frame.best_scales[mape]:.2f} times."
    )
    listed = "; ".join(
        f"{', '.join(name for name, winner in zip(MEASURES, frame.winners, strict=True) if winner == kind)}: "
        f"{FORECASTS[kind].lower()}"
        for kind in dict.fromkeys(frame.winners)
    )
    return " ".join([*sentences, f"Best of the three by {listed}."])


def measures(frame: Misses) -> dict[str, float]:
    """The four errors: two in bikes, two in percent."""
    mae, rmse, mape, smape = frame.errors
    return {"MAE (bikes)": mae, "RMSE (bikes)": rmse, "MAPE (%)": 100 * mape, "sMAPE (%)": 100 * smape}


LAB = Lab(
    title="Error of a forecast",
    question="Which measure would you rather be judged by, and what would you then forecast?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.3, 1.0, 1.0),
    data=lambda settings: [shipped("bikes").card],
)
