"""What the two what-if labs share: one row of data under the learner's hands, and the contributions that follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from workbench.cases import Case
from workbench.experiments.explained import explainer, learned
from workbench.experiments.shipped import shipped
from workbench.explain.methods import Output
from workbench.labs.p8_ethics._shap_pictures import Waterfall, signed, steps
from workbench.labs.quick_text import QuickText, quick_text
from workbench.live.spec import Colour, Frame, Suggestion, Value

MOST_ROWS = 12  # of a waterfall
ROUNDING = 1e-6  # a gap below this share of the answer is no more than rounding


@dataclass(frozen=True)
class Story:
    """What is particular to one case.

    Attributes:
        case: Its name.
        features: The columns the model learns from; each has a control of the same name.
        one: What a row is; also the name of the setting with its number.
        words: What the page says for values that are hard to read.
        say: An answer in words, from the answer and the output it is in.
        scale: The lowest and highest answer to show, by output.
        axis: What an answer is, for the axis, by output.
        longest: The longest text that stands beside a row of the waterfall.
        inexact: What to say about contributions that only come close to Shapley values.
    """

    case: str
    features: tuple[str, ...]
    one: str
    words: Mapping[Any, str]
    say: Callable[[float, str], str]
    scale: Mapping[str, tuple[float, float]]
    axis: Mapping[str, str]
    longest: str
    inexact: str = "As probabilities these are close to Shapley values; as log-odds they would be exact."

    @property
    def rows(self) -> int:
        """How many rows the waterfall has; the last one sums up the rest."""
        return min(len(self.features), MOST_ROWS)


@dataclass(frozen=True, kw_only=True)
class ExplainedRow(Frame):
    """One explained answer.

    Attributes:
        names: "39 = age (years)" and so on, one a feature.
        values: Contributions, shape (features,).
        base: The mean answer over the background, from which they start.
        answer: The model's answer.
        real: Its answer to the row as the data has it.
        threshold: An answer from here on counts as "yes".
        output: What the answers are: "probability", "log-odds" or "value".
        changed: The features that differ from the data.
        exact: Whether contributions are Shapley values, or come close to them.
        who: The row in words, such as "person 12".
        note: What else there is to say.
    """

    who: str
    output: str
    threshold: float
    names: tuple[str, ...]
    values: np.ndarray
    base: float
    answer: float
    real: float
    changed: tuple[str, ...]
    exact: bool
    note: str = ""

    @property
    def gap(self) -> float:
        """How far base value plus contributions are from the answer."""
        return abs(self.base + float(self.values.sum()) - self.answer)


def explain_row(story: Story, settings: Any, output: Output, threshold: float) -> Iterator[ExplainedRow]:
    """Explain the row that the settings describe.

    Args:
        story: The case.
        settings: With `model`, the number of a row, and a value for each feature.
        output: What to explain.
        threshold: In units of that output.
    Yields: Where exact contributions take long, a first estimate and then the exact ones.
    Raises: ExplainError for log-odds if the model is quite sure of some mixture of the row with others.
    """
    import polars as pl

    wanted = asdict(settings)
    now, number = {name: wanted[name] for name in story.features}, wanted[story.one]
    who, key = f"{story.one} {number}", (shipped(story.case), settings.model, story.features)
    explainers = [explainer(*key, output, quick=True)]
    if explainers[0].method.name == "KernelExplainer" and not explainers[0].method.exact:
        explainers.append(explainer(*key, output))

    rows = learned(*key).rows
    real = rows.row(number, named=True)
    row = pl.DataFrame({name: [value] for name, value in now.items()}, schema=rows.schema)
    answers = _answers(key, output)
    for i, explain in enumerate(explainers, 1):
        found = explain(row)
        answer = float(found.answers[0])
        yield ExplainedRow(
            who=who,
            output=output,
            threshold=threshold,
            names=tuple(
                f"{story.words.get(v, v)} = {label}" for v, label in zip(now.values(), readable(explain), strict=True)
            ),
            values=found.values[0],
            base=float(found.base_values[0]),
            answer=answer,
            real=float(answers[number]),
            changed=tuple(name for name in story.features if now[name] != real[name]),
            exact=explain.method.exact,
            progress=i / len(explainers),
            suggestions=_suggestions(story, key, number, now, (answers >= threshold) != (answer >= threshold)),
        )


def readable(explain: Any) -> list[str]:
    """The features with units, and blanks instead of underscores."""
    return [label.replace("_", " ") for label in explain.labels]


@lru_cache(maxsize=16)
def _answers(key: tuple[Case, str, tuple[str, ...]], output: Output) -> np.ndarray:
    """The model's answers to all rows it never saw, shape (n,)."""
    return explainer(*key, output, quick=True).predict(learned(*key).rows)


def _suggestions(
    story: Story, key: tuple[Case, str, tuple[str, ...]], number: int, now: dict[str, Value], other: np.ndarray
) -> tuple[Suggestion, ...]:
    from workbench.explain import nearest_other

    rows = learned(*key).rows
    real = rows.row(number, named=True)
    following = (number + 1) % 1000
    made = []
    if now != real:
        made.append(Suggestion(f"Back to {story.one} {number} as in the data", real))
    if other.any():
        nearest = rows.row(nearest_other(rows, now, other), named=True)
        made.append(Suggestion(f"Nearest {story.one} on the other side", nearest))
    made.append(Suggestion(f"Next {story.one}", {story.one: following, **rows.row(following, named=True)}))
    return tuple(made)


class WhatIfPicture:
    """Left the waterfall; right the answer, where it was for the row in the data, and the threshold.

    A lab subclasses it with its story.
    """

    story: Story

    def __init__(self, waterfall: Axes, scale: Axes) -> None:
        """Make the artists, empty."""
        self.waterfall = Waterfall(waterfall, self.story.rows, self.story.longest)
        self.background = self.waterfall.background
        line: dict[str, Any] = {"color": Colour.WARNING, "linestyle": "--", "linewidth": 1.5}
        self.limit = waterfall.axvline(0, **line, label="threshold"), scale.axhline(0, **line)
        waterfall.set_title("How the answer adds up")
        scale.set(xlim=(0, 1), xticks=[])
        scale.set_title("The answer")
        (self.move,) = scale.plot([], [], color=Colour.MUTED, linewidth=1.5)
        (self.old,) = scale.plot([], [], "_", color=Colour.MUTED, markersize=24, markeredgewidth=1.5)
        (self.real,) = scale.plot([], [], "D", color=Colour.MUTED, markersize=7, fillstyle="none", markeredgewidth=1.5)
        (self.now,) = scale.plot([], [], "o", color=Colour.TRAINING, markersize=11)
        style: dict[str, Any] = {"ha": "right", "fontsize": 9}
        self.real_text, self.now_text = quick_text(scale, **style), quick_text(scale, fontweight="bold", **style)
        self.arrows, self.scale, self.shown = waterfall, scale, ""

    def update(self, frame: ExplainedRow, ghost: ExplainedRow | None) -> None:
        """Show this explanation; of the run before, only the answer."""
        low, high = self.story.scale[frame.output]
        if frame.output != self.shown:
            self.scale.set_ylim(low, high)
            self.arrows.set_xlabel(self.story.axis[frame.output])
            self.shown = frame.output
        shown = steps(frame.values, frame.base, frame.names, self.story.rows)
        self.waterfall.update(shown, frame.base, keep=(frame.threshold,))
        self.limit[0].set_xdata([frame.threshold] * 2)
        self.limit[1].set_ydata([frame.threshold] * 2)
        now, real = np.clip((frame.answer, frame.real), low, high)  # an extreme answer stands at the edge
        up = frame.answer >= frame.threshold and now < high  # text keeps off the threshold's line
        self.now.set_data([0.8], [now])
        self.real.set_data([0.8], [real])
        self.move.set_data([0.8, 0.8], [real, now])
        near = abs(frame.answer - frame.real) < 0.08 * (high - low)
        _beside(self.now_text, now, up, self.story.say(frame.answer, frame.output))
        _beside(self.real_text, real, frame.real >= frame.threshold, "" if near else "in the data")
        self.old.set_data([0.8], [ghost.answer if ghost is not None and ghost.output == frame.output else np.nan])


def _beside(text: QuickText, answer: float, above: bool, words: str) -> None:
    text.set(position=(0.7, answer), text=words, va="bottom" if above else "top")


def describe_row(story: Story, frame: ExplainedRow) -> str:
    """The answer, its largest reasons, what was changed, and whether it all adds up."""
    answer, threshold = (story.say(value, frame.output) for value in (frame.answer, frame.threshold))
    side = "at or above" if frame.answer >= frame.threshold else "below"
    parts = [f"For {frame.who} the model answers {answer}, {side} the threshold of {threshold}."]
    if frame.changed:
        changed = ", ".join(name.replace("_", " ") for name in frame.changed)
        parts.append(f"As in the data it was {story.say(frame.real, frame.output)}; changed: {changed}.")
    up, down = int(frame.values.argmax()), int(frame.values.argmin())
    reasons = [
        f"{way} pushes {frame.names[i]} ({signed(frame.values[i])})"
        for way, i, sign in (("upwards", up, 1), ("downwards", down, -1))
        if sign * frame.values[i] > 0
    ]
    parts.append(f"Most {', most '.join(reasons)}." if reasons else "No fact moves the answer.")
    if frame.progress < 1:
        return " ".join([*parts, "These contributions are a first estimate."])
    gap = "less than a millionth" if frame.gap < ROUNDING * max(1, abs(frame.answer)) else f"{frame.gap:.6f}"
    sums = f"Base value {frame.base:.3f} plus all contributions is {frame.answer:.3f}; the gap is {gap}."
    parts.append(sums.replace("-", "−"))
    if not frame.exact:
        parts.append(story.inexact)
    return " ".join([*parts, frame.note]).rstrip()


def measure_row(frame: ExplainedRow, answer: str = "answer") -> dict[str, float]:
    """The answer now and as in the data, and the strongest push in each direction.

    Args:
        frame: The explained row.
        answer: What an answer is, if it is neither a probability nor log-odds.
    """
    word = answer if frame.output == "value" else frame.output
    return {
        word: frame.answer,
        f"{word} in the data": frame.real,
        "strongest push up": max(float(frame.values.max()), 0.0),
        "strongest push down": min(float(frame.values.min()), 0.0),
    }
