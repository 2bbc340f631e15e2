"""People who do not exist: how like the real ones, how useful, how private, and with whose bias?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from matplotlib.axes import Axes

from workbench.cases import load
from workbench.data.likeness import Use, column_gaps, group_rates, nearest, pair_gap, use
from workbench.data.synthesise import METHODS, tree_chain
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider
from workbench.threads import one_processor

TEST, COMPARED, MOST = 4000, 500, 2000  # real people to judge by, to compare distances with, to learn from
COLUMNS = ("age", "education", "occupation", "relationship", "sex", "capital_gain", "hours_per_week", "income")
MEASURES = ("F1", "women called rich", "men called rich")


@dataclass(frozen=True)
class Settings:
    """How the people are made, and of whom."""

    method: str = choice(
        "trees",
        {"bootstrap": "Copies", "copula": "Gaussian copula", "trees": "Chain of trees"},
        label="Method",
        help="Copies draws real rows. The copula keeps columns and pairs. The chain makes one column after the other.",
    )
    leaf: int = slider(
        20, 1, 300, log=True, label="Leaf size", unit="people", help="For the chain: the smallest group it draws from."
    )
    rows: int = slider(
        1000, 200, MOST, log=True, label="Real people", unit="people", help="To learn from; as many are made."
    )
    kept: float = slider(
        1.0, 0.0, 1.0, step=0.05, label="Rich women kept", help="Share of the rich women left in the source."
    )
    seed: int = number(0, 0, 9999, label="Seed", help="Another number: other people, real and made.", more=True)


@dataclass(frozen=True, kw_only=True)
class Made(Frame):
    """Synthetic people beside real ones.

    Attributes:
        method: How they were made.
        gaps: How far the distribution of each of `COLUMNS` is off, and the mean gap of correlations, shape (9,).
        distances: Of made people to the nearest real person, sorted, shape (COMPARED,); empty while not known.
        yardstick: The same for other real people.
        measures: `MEASURES` of a model trained on real people, and on made ones, shape (2, 3); NaN while not known.
        rich_women: Share of the women who are rich: of all real people, of the source, of the made ones.
    """

    method: str
    gaps: np.ndarray
    distances: np.ndarray
    yardstick: np.ndarray
    measures: np.ndarray
    rich_women: tuple[float, ...]


@lru_cache(maxsize=4)
def _people(seed: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """People to learn from, to compare with, and to judge by."""
    frame = load("income").frame.select(COLUMNS).sample(MOST + COMPARED + TEST, seed=seed, shuffle=True)
    return frame[:MOST], frame[MOST : MOST + COMPARED], frame[MOST + COMPARED :]


@lru_cache(maxsize=16)
def _source(rows: int, kept: float, seed: int) -> pl.DataFrame:
    """The real people that the method sees: some rich women may have been taken out."""
    people = _people(seed)[0][:rows]
    rich = np.flatnonzero(((people["sex"] == "Female") & (people["income"] == 1)).to_numpy())
    gone = np.random.default_rng(seed).permutation(rich)[: round((1 - kept) * len(rich))]
    return people.filter(~pl.int_range(pl.len()).is_in(gone.tolist()))


@lru_cache(maxsize=16)
def _real(rows: int, kept: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The yardstick of privacy, and the measures of a model that learned from all real people."""
    yardstick = np.sort(nearest(_people(seed)[1], _source(rows, kept, seed)))
    return yardstick, _measures(use(_people(seed)[0][:rows], _people(seed)[2], "income", "sex"))


def compute(settings: Settings) -> Iterator[Made]:
    """Make the people; then compare columns, distances and models."""
    source = _source(settings.rows, settings.kept, settings.seed)
    _, _, test = _people(settings.seed)
    if settings.method == "trees":
        made = tree_chain(source, settings.rows, settings.seed, settings.leaf)
    else:
        made = METHODS[settings.method](source, settings.rows, settings.seed)
    with one_processor():
        gaps = np.array([*column_gaps(source, made).values(), pair_gap(source, made)])
    rich = tuple(
        group_rates(frame, "income", "sex").get("Female", 0.0)
        for frame in (_people(settings.seed)[0][: settings.rows], source, made)
    )
    unknown = np.full((2, 3), np.nan)
    none = np.zeros(0)
    yield Made(
        method=settings.method,
        gaps=gaps,
        distances=none,
        yardstick=none,
        measures=unknown,
        rich_women=rich,
        progress=0.3,
    )
    with one_processor():
        distances = np.sort(nearest(made[:COMPARED], source))
        yardstick, real = _real(settings.rows, settings.kept, settings.seed)
    yield Made(
        method=settings.method,
        gaps=gaps,
        distances=distances,
        yardstick=yardstick,
        measures=np.stack([real, unknown[1]]),
        rich_women=rich,
        progress=0.7,
    )
    with one_processor():
        measures = np.stack([real, _measures(use(made, test, "income", "sex"))])
    yield Made(
        method=settings.method, gaps=gaps, distances=distances, yardstick=yardstick, measures=measures, rich_women=rich
    )


def _measures(result: Use) -> np.ndarray:
    return np.array([result.f1, result.rates["Female"], result.rates["Male"]])


class Picture:
    """Left how far columns are off, in the middle the distances to real people, right models and their bias."""

    def __init__(self, gaps: Axes, privacy: Axes, models: Axes) -> None:
        names = [*(name.replace("_", " ").removesuffix(" per week") for name in COLUMNS), "pairs of columns"]
        gaps.set(xlim=(0, 0.22), xticks=(0, 0.1, 0.2), ylim=(len(names) - 0.4, -0.6), xlabel="Gap (0 is the same)")
        gaps.set_yticks(range(len(names)), names)
        gaps.set_title("Like the source?")
        self.bars = [gaps.plot([], [], color=Colour.TRAINING, linewidth=11, solid_capstyle="butt")[0] for _ in names]
        (self.old_gaps,) = gaps.plot([], [], "|", color=Colour.MUTED, markersize=12, markeredgewidth=1.6)

        privacy.set(xlim=(-0.1, 5), ylim=(-0.03, 1.03), xlabel="Distance to the nearest real person")
        privacy.set_yticks((0, 0.5, 1), ("0%", "50%", "100%"))
        privacy.set_title("How near to real people?")
        self.old_distances = ghost_line(privacy)
        (self.yardstick,) = privacy.plot([], [], color=Colour.BEST, linewidth=2, label="other real people")
        (self.distances,) = privacy.plot([], [], color=Colour.VALIDATION, linewidth=2.2, label="made people")

        models.set(xlim=(-0.04, 0.85), ylim=(2.6, -0.6))
        models.set_yticks(range(3), MEASURES)
        models.set_xticks((0, 0.25, 0.5, 0.75), ("0", "0.25", "0.5", "0.75"))
        models.set_title("Useful? Fair?")
        self.links = [models.plot([], [], color=Colour.MUTED, linewidth=1.2)[0] for _ in MEASURES]
        (self.old_models,) = models.plot([], [], "D", color=Colour.MUTED, fillstyle="none", markersize=8)
        (self.real,) = models.plot([], [], "o", color=Colour.BEST, markersize=9, label="learned from real people")
        (self.made,) = models.plot([], [], "o", color=Colour.VALIDATION, markersize=9, label="from made people")
        self.numbers = [quick_text(models, fontsize=9, ha="center", va="bottom") for _ in MEASURES]

    def update(self, frame: Made, ghost: Made | None) -> None:
        """Show these people; those of the run before in grey."""
        for place, (bar, gap) in enumerate(zip(self.bars, frame.gaps, strict=True)):
            bar.set_data([0, gap], [place, place])
        for line, distances in ((self.yardstick, frame.yardstick), (self.distances, frame.distances)):
            line.set_data(*_cumulative(distances))
        self.real.set_data(frame.measures[0], range(3))
        self.made.set_data(frame.measures[1], range(3))
        for place, (link, text) in enumerate(zip(self.links, self.numbers, strict=True)):
            link.set_data(frame.measures[:, place], [place, place])
            value = frame.measures[1, place]
            text.set_position((value if np.isfinite(value) else 0.0, place - 0.14))
            text.set_text(f"{value:.2f}" if np.isfinite(value) else "")
        for line in (self.old_gaps, self.old_distances, self.old_models):
            line.set_visible(ghost is not None)
        if ghost is not None:
            self.old_gaps.set_data(ghost.gaps, range(len(self.bars)))
            self.old_distances.set_data(*_cumulative(ghost.distances))
            self.old_models.set_data(ghost.measures[1], range(3))

    def main_curve(self, frame: Made) -> Curve:
        """How near made people are to real ones."""
        return Curve(1, *_cumulative(frame.distances))


def _cumulative(distances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each distance, the share of people who are at most so near."""
    return distances, np.arange(1, len(distances) + 1) / max(len(distances), 1)


def describe(frame: Made) -> str:
    """Use, privacy and bias in figures."""
    before, source, made = frame.rich_women
    bias = f"{percent(made)} of the made women are rich; of the source {percent(source)}, "
    bias += f"of the women it was taken from {percent(before)}."
    if not len(frame.distances):
        return bias
    same, usual = (np.mean(distances == 0) for distances in (frame.distances, frame.yardstick))
    private = f"{percent(same)} of the made people are exact copies of a real one; by chance {percent(usual)} would be."
    if not np.isfinite(frame.measures[1]).all():
        return f"{private} {bias}"
    real, synthetic = frame.measures[:, 0]
    return f"A model that learned from them has F1 {synthetic:.2f}, from real people {real:.2f}. {private} {bias}"


def measures(frame: Made) -> dict[str, float]:
    """Likeness, use, privacy and bias of the made people."""
    real, made = frame.measures[:, 0]
    return {
        "mean gap of the columns": float(frame.gaps[:-1].mean()),
        "F1 from made people": float(made),
        "F1 from real people": float(real),
        "exact copies (%)": 100 * float(np.mean(frame.distances == 0)),
        "rich among made women (%)": 100 * frame.rich_women[-1],
    }


LAB = Lab(
    title="Synthetic people",
    question="Can made people be like the real ones and useful, without being their copies?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(0.9, 1.0, 1.0),
    height=360,
    data=lambda settings: [load("income").card],
)
