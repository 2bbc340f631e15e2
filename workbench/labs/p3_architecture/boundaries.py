"""Boundaries: two columns, any family of models, and where each says yes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import AutoLocator, ScalarFormatter

from workbench.cases import Case
from workbench.errors import DataError
from workbench.experiments.own import yes_or_no
from workbench.experiments.plane import ACROSS, UP, AnswerMap, Plane, is_number, learning, plane_of
from workbench.experiments.shipped import shipped
from workbench.labs._own import Own, adapted
from workbench.labs.p3_architecture._tokens import CSS_DPI
from workbench.live.lab import Lab
from workbench.live.marks import Tint, ghost_line
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider
from workbench.models.families import FAMILIES, Capacity

COLUMNS = {
    "age": "Age (years)",
    "education_num": "Education (level)",
    "hours_per_week": "Hours a week",
    "capital_gain": "Capital gain (dollars)",
    "capital_loss": "Capital loss (dollars)",
    "occupation": "Occupation",
    "marital_status": "Marital status",
    "relationship": "Place in the household",
    "workclass": "Employer",
    "race": "Race",
    "sex": "Sex",
}
POINTS = 400  # that are drawn
FEWEST = 100  # rows without a gap
MOST_WORDS = 20  # of a column, side by side on the map
LONGEST, LETTER = 14, 7.2  # letters of a word beside the map; width of a letter in CSS px, for those below it
COUNTS = (0.4, 0.12)  # how far a point of whole numbers is moved, in its column's steps and as a share of the map
ORDER = "Words stand in the order of their share of yes."
HEEDED = {  # what gives each family its capacity
    "linear": "a straight line, whatever you set",
    "tree": "depth {depth}",
    "forest": "{trees} trees of depth {depth}",
    "xgboost": "{trees} trees of depth {depth}",
    "catboost": "{trees} trees of depth {depth}",
    "mlp": "{width} neurons",
}


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    data: str = choice(
        "moons",
        {"moons": "Two moons", "income": "Income"},
        label="Data",
        help="Two moons: which half circle is a point from? Income: does a person earn over 50,000 dollars a year?",
    )
    family: str = choice("tree", dict(FAMILIES), label="Model", help="Each family draws lines of its own kind.")
    first: str = choice("age", COLUMNS, label="Across", help=f"From left to right, of Income. {ORDER}")
    second: str = choice("education_num", COLUMNS, label="Up", help=f"From the bottom up, of Income. {ORDER}")
    depth: int = slider(
        4, 1, 12, label="Depth", unit="questions", help="Questions in a row: trees, forest, XGBoost, CatBoost."
    )
    trees: int = slider(50, 1, 200, log=True, label="Trees", unit="trees", help="How many: forest, XGBoost, CatBoost.")
    width: int = slider(16, 1, 128, log=True, label="Width", unit="neurons", help="Of the neural network.")
    rows: int = slider(400, 50, 2000, log=True, label="Training rows", unit="rows", help="Rows to learn from.")
    leaf: int = slider(
        1,
        1,
        100,
        log=True,
        label="Leaf size",
        unit="rows",
        help="Rows in a group, at least: tree and forest.",
        more=True,
    )
    seed: int = number(0, 0, 9999, label="Seed", help="Another number: other rows, another start.", more=True)


@dataclass(frozen=True, kw_only=True)
class Answers(Frame):
    """What a model answers on the map, so far.

    Attributes:
        settings: What it was computed for.
        plane: The rows, and the corners of the map.
        learned: The map of probabilities and the two scores.
    """

    settings: Settings
    plane: Plane
    learned: AnswerMap


def compute(settings: Settings, case: Case | None = None) -> Iterator[Answers]:
    """A frame whenever the model has learned more.

    Args:
        settings: What the learner has chosen.
        case: With a target of 0 and 1; None is Income, or the two moons.
    """
    table = case or (shipped("income") if settings.data == "income" else None)
    plane = plane_of(table, settings.first, settings.second, settings.rows, settings.seed)
    capacity = Capacity(settings.depth, settings.leaf, settings.trees, settings.width)
    for learned in learning(plane, settings.family, capacity, settings.seed):
        yield Answers(settings=settings, plane=plane, learned=learned, progress=learned.share)


def line(frame: Answers) -> tuple[np.ndarray, np.ndarray]:
    """Where both answers are equally likely; NaN between the pieces of the line."""
    low, high = frame.plane.low, frame.plane.high
    across, up = (np.linspace(low[i], high[i], count) for i, count in enumerate((ACROSS, UP)))
    pieces: Any = contour_generator(across, up, frame.learned.map).lines(0.5)
    gap = np.full((1, 2), np.nan)
    x, y = np.vstack([gap, *(part for piece in pieces for part in (piece, gap))]).T
    return x, y


def drawn(plane: Plane) -> np.ndarray:
    """Where the points are drawn: whole numbers are moved a little, or they would hide one another. Shape (n, 2)."""
    X = plane.training.X[:POINTS].astype(float)
    whole = np.all(np.round(X) == X, axis=0)
    spread = np.where(whole, np.minimum(COUNTS[0], COUNTS[1] * (plane.high - plane.low)), 0.0)
    return np.asarray(X + spread * np.random.default_rng(0).uniform(-1, 1, X.shape))


class Picture:
    """The map: the stronger the colour, the surer the answer; the points the model learned from lie on it."""

    def __init__(self, axes: Axes, words: dict[str, str] = COLUMNS) -> None:
        self.axes, self.words = axes, words
        self.layout: tuple[object, ...] = ()
        self.map = Tint(axes, Colour.PURPLE, Colour.BROWN)
        self.old = ghost_line(axes)
        (self.line,) = axes.plot([], [], color=Colour.MUTED, linewidth=2.2, label="as likely as not")
        self.points = [
            axes.plot([], [], marker, color=colour, markersize=5, markeredgecolor="white", label=name)[0]
            for name, marker, colour in (("no", "o", Colour.PURPLE), ("yes", "D", Colour.BROWN))
        ]

    def update(self, frame: Answers, ghost: Answers | None) -> None:
        """Show this map; the line of the run before is faint and dashed."""
        settings, plane = frame.settings, frame.plane
        moons = settings.data == "moons"
        names = ("x1", "x2") if moons else (settings.first, settings.second)
        letters = self._letters(len(plane.words[0]))
        layout = (*plane.low, *plane.high, *names, *plane.words, letters)
        if layout != self.layout:
            self.layout = layout
            across, up = names
            self.axes.set(xlim=layout[0:3:2], ylim=layout[1:4:2])
            self.axes.set(xlabel=self.words.get(across, across), ylabel=self.words.get(up, up))
            _name(self.axes.xaxis, plane.words[0], letters)
            _name(self.axes.yaxis, plane.words[1], LONGEST)
        self.map.set_data(frame.learned.map)
        self.line.set_data(*line(frame))
        places, answers = drawn(plane), plane.training.y[:POINTS]
        for answer, points in enumerate(self.points):
            points.set_data(*places[answers == answer].T)
        same = ghost is not None and _map_of(ghost) == _map_of(frame)
        self.old.set_visible(same)
        if ghost is not None and same:
            self.old.set_data(*line(ghost))

    def _letters(self, words: int) -> int:
        """How many letters each of so many words can have below the map."""
        wide = self.axes.bbox.width / self.axes.figure.dpi * CSS_DPI
        return max(2, int(wide / max(words, 1) / LETTER) - 1)

    def main_curve(self, frame: Answers) -> Curve:
        """The line on which both answers are equally likely."""
        return Curve(0, *line(frame), " ".join(map(str, _map_of(frame))))


def _name(axis: Axis, words: tuple[str, ...], letters: int) -> None:
    """Write words at 0, 1, 2 ... of an axis, each of so many letters at most; without words, numbers as ever."""
    if words:
        short = [word if len(word) <= letters else f"{word[: letters - 1].rstrip('-_ ')}…" for word in words]
        axis.set_ticks(range(len(words)), short)
    else:
        axis.set_major_locator(AutoLocator())
        axis.set_major_formatter(ScalarFormatter())


def _map_of(frame: Answers) -> tuple[object, ...]:
    """Which map it is: lines on another one are no lines to compare with."""
    settings = frame.settings
    return (settings.data,) if settings.data == "moons" else (settings.data, settings.first, settings.second)


def describe(frame: Answers, who: str = "", note: str = "") -> str:
    """The two scores, and what they say; at the end a note on the table."""
    settings, learned = frame.settings, frame.learned
    who = who or ("points" if settings.data == "moons" else "people")
    capacity = HEEDED[settings.family].format(depth=settings.depth, trees=settings.trees, width=settings.width)
    capacity = capacity.replace("1 trees", "1 tree") if settings.trees == 1 else capacity
    capacity = capacity.replace("1 neurons", "1 neuron") if settings.width == 1 else capacity
    sentence = (
        f"{FAMILIES[settings.family]}, {capacity}: F1 {learned.training:.2f} on the {len(frame.plane.training.y):,} "
        f"{who} it learned from and {learned.validation:.2f} on {len(frame.plane.validation.y):,} others."
    )
    if learned.training - learned.validation > 0.1:
        sentence += " The gap says that it follows single points."
    return f"{sentence} {note}".rstrip()


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for two columns of a case, of numbers or of few words; it asks one question, yes or no.

    Raises: DataError if there are fewer than two such columns, or too few rows.
    """
    own = yes_or_no(case, group)
    frame = own.case.frame
    numbers = [name for name in own.case.features if is_number(frame[name])]
    worded = [name for name in own.case.features if name not in numbers and _has_few_words(frame[name])]
    if len(numbers) + len(worded) < 2:
        raise DataError(
            f"`case` must have two columns of numbers or of at most {MOST_WORDS} words for this lab; {case.name} has "
            f"{len(numbers) + len(worded)}. A map needs two directions: add some, or look at another table."
        )
    offered = [*sorted(numbers, key=lambda name: (-frame[name].n_unique(), name)), *worded]
    first, second = offered[:2]
    known = frame.drop_nulls(numbers)
    if known.height < FEWEST:
        raise DataError(
            f"`case` must have at least {FEWEST} rows without a gap in their numbers; {case.name} has {known.height}. "
            "Add rows, or leave out the columns with gaps (`kinds`)."
        )
    table = replace(own.case, frame=known)
    words = {column.name: _named(column.name, column.unit) for column in case.card.columns if column.name in offered}
    most = max(60, min(2000, int(0.7 * known.height)))
    settings = adapted(
        Settings,
        without={"data": "own"},
        first=choice(first, words, label="Across", help=f"From left to right. {ORDER}"),
        second=choice(second, words, label="Up", help=f"From the bottom up. {ORDER}"),
        rows=slider(min(400, most), 50, most, log=True, label="Training rows", unit="rows", help="Rows to learn from."),
    )
    return replace(
        LAB,
        Settings=settings,
        compute=partial(compute, case=table),
        Picture=partial(Picture, words=words),
        describe=partial(describe, who="rows", note=f"Yes means {own.yes}. {own.sample}"),
    )


def _has_few_words(column: pl.Series) -> bool:
    """Whether a column can stand beside the map word by word."""
    plain = not column.dtype.is_nested() and not column.dtype.is_temporal()
    return plain and 2 <= column.drop_nulls().n_unique() <= MOST_WORDS


def _named(name: str, unit: str) -> str:
    return f"{name} ({unit})" if unit else name


def measures(frame: Answers) -> dict[str, float]:
    """Both scores."""
    return {"training F1": frame.learned.training, "validation F1": frame.learned.validation}


LAB = Lab(
    title="Where is the line?",
    question="Which shapes can a model draw between yes and no, and which can it not?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    data=lambda settings: [shipped("income").card] if settings.data == "income" else [],
    own=Own(case=on_case),
)
