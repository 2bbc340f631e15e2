"""K-means on penguins, or on your own rows: groups that are found, and groups that are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from workbench.cases import Case, load
from workbench.errors import DataError
from workbench.labs._own import Own, adapted
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import areas, ghost_line, here_bar, star
from workbench.live.spec import Colour, Curve, Frame, choice, number, slider, toggle
from workbench.models.clusters import Groupings, group, shuffled, spread_shares

MOST = 8  # groups: as many as there are colours
COLOURS = (
    Colour.TRAINING,
    Colour.VALIDATION,
    Colour.BEST,
    Colour.PURPLE,
    Colour.WARNING,
    Colour.SKY,
    Colour.BROWN,
    Colour.MUTED,
)
WORDS = {
    "bill_length_mm": "Bill length (mm)",
    "bill_depth_mm": "Bill depth (mm)",
    "flipper_length_mm": "Flipper length (mm)",
    "body_mass_g": "Body mass (g)",
}
SETS = {
    "all": tuple(WORDS),
    "mass": ("bill_length_mm", "body_mass_g"),
    "bill": ("bill_length_mm", "bill_depth_mm"),
}
SPECIES = ("Adelie", "Chinstrap", "Gentoo")
LIMITS = {"bill_length_mm": (30.0, 62.0), "bill_depth_mm": (12.5, 22.5), "body_mass_g": (2500.0, 6500.0)}


OWN_ROWS, OWN_FEATURES, OWN_KINDS, FEWEST = 1000, 20, 4, 30  # of a table of somebody's own


@dataclass(frozen=True, eq=False)
class Points:
    """Rows to group.

    Attributes:
        title: What they are.
        words: The features by name, and what stands at their axes.
        values: One column a feature, shape (n, features).
        truth: What they are sorted by in truth, such as "species".
        kinds: The names of these classes.
        kind: Which of them each row is, shape (n,).
        sample: A sentence if there are more rows than these.
    """

    title: str
    words: Mapping[str, str]
    values: np.ndarray
    truth: str
    kinds: tuple[str, ...]
    kind: np.ndarray
    sample: str = ""

    def used(self, settings: Settings) -> tuple[str, ...]:
        """The features that distances are taken from."""
        return SETS.get(settings.features) or (
            tuple(self.words) if settings.features == "every" else self.axes(settings)
        )

    def axes(self, settings: Any) -> tuple[str, str]:
        """The two features shown."""
        if hasattr(settings, "across"):
            return settings.across, settings.up
        return "bill_length_mm", "bill_depth_mm" if settings.features == "bill" else "body_mass_g"

    def limits(self, feature: str) -> tuple[float, float]:
        """The ends of an axis, with a little room."""
        if feature in LIMITS:
            return LIMITS[feature]
        column = self.values[:, list(self.words).index(feature)]
        room = 0.05 * float(np.ptp(column)) or 1.0
        return float(column.min()) - room, float(column.max()) + room


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    groups: int = slider(
        3, 2, MOST, label="Groups (k)", help="K-means makes as many as you ask for. Or click the middle."
    )
    scaled: bool = toggle(
        False,
        label="Same scale",
        help="Bring each feature to mean 0 and standard deviation 1 before distances are taken.",
    )
    features: str = choice(
        "all",
        {"all": "All four measures", "mass": "Bill length, body mass", "bill": "Bill length, bill depth"},
        label="Features",
        help="What a distance between two penguins is made of.",
    )
    species: bool = toggle(
        False, label="Show species", help="Look at the end only: in real clustering there is no answer to look at."
    )
    shuffle: bool = toggle(
        False,
        label="Shuffle each column",
        help="Mixes bills and bodies of different penguins, so that no group is left.",
    )
    starts: int = slider(5, 1, 20, label="Starts", help="K-means begins at random birds; the best of so many is kept.")
    seed: int = number(0, 0, 9999, label="Seed", help="Another number begins elsewhere, and shuffles in another way.")


@dataclass(frozen=True, kw_only=True)
class Groups(Frame):
    """Penguins in k groups, and the scores of every k.

    Attributes:
        settings: What it was computed for.
        axes: The two features shown.
        points: Their values, shape (n, 2).
        species: Place of each bird's species in `SPECIES`, shape (n,).
        labels: The group of each bird, from 0; group 0 has its centre lowest in the picture. Shape (n,).
        centres: Means of the groups in the two features shown, shape (k, 2).
        inertia: For 1 to `MOST` groups, as a share of that of one group, shape (MOST,).
        silhouette: For 1 to `MOST` groups; NaN for one. Shape (MOST,).
        table: Birds of each species in each group, shape (k, 3).
        agreement: Adjusted Rand index of groups and species: 1 for the same, about 0 for chance.
        loudest: The feature that most of each distance comes from, and its share.
    """

    settings: Settings
    axes: tuple[str, str]
    points: np.ndarray
    species: np.ndarray
    labels: np.ndarray
    centres: np.ndarray
    inertia: np.ndarray
    silhouette: np.ndarray
    table: np.ndarray
    agreement: float
    loudest: tuple[str, float]

    @property
    def best(self) -> int:
        """The number of groups with the highest silhouette."""
        return 1 + int(np.nanargmax(self.silhouette))


@lru_cache(maxsize=1)
def _penguins() -> Points:
    """The four measures and the species of the penguins."""
    frame = load("penguins").frame
    values = frame.select(list(WORDS)).to_numpy().astype(float)
    return Points("Penguins", WORDS, values, "species", SPECIES, np.array([SPECIES.index(s) for s in frame["species"]]))


@lru_cache(maxsize=64)
def _grouped(
    rows: Points, features: tuple[str, ...], scaled: bool, shuffle: bool, starts: int, seed: int
) -> tuple[np.ndarray, np.ndarray, Groupings]:
    """All measures, those that distances were taken from, and the groups; some tenths of a second, remembered."""
    measures = rows.values
    if shuffle:
        measures = shuffled(measures, seed)
    used = measures[:, [list(rows.words).index(name) for name in features]]
    if scaled:
        used = StandardScaler().fit_transform(used)
    return measures, used, group(used, MOST, starts, seed)


def compute(settings: Settings, rows: Points | None = None) -> Iterator[Groups]:
    """Group the rows; None is the penguins."""
    rows = rows or _penguins()
    k, species, features, axes = settings.groups, rows.kind, rows.used(settings), rows.axes(settings)
    measures, used, found = _grouped(rows, features, settings.scaled, settings.shuffle, settings.starts, settings.seed)
    points = measures[:, [list(rows.words).index(name) for name in axes]]
    labels = found.labels[k - 1]
    centres = np.array([points[labels == i].mean(0) for i in range(k)])
    order = np.argsort(centres[:, 1])  # steady colours, whatever numbers k-means gives
    labels = np.argsort(order)[labels]
    shares = spread_shares(used)
    loudest = int(shares.argmax())
    yield Groups(
        settings=settings,
        axes=axes,
        points=points,
        species=species,
        labels=labels,
        centres=centres[order],
        inertia=found.inertia / found.inertia[0],
        silhouette=found.silhouette,
        table=np.array([[np.sum((labels == i) & (species == j)) for j in range(len(rows.kinds))] for i in range(k)]),
        agreement=float(adjusted_rand_score(species, labels)),
        loudest=(features[loudest], float(shares[loudest])),
    )


class Picture:
    """Left the birds in the colours of their groups, in the middle the scores of every k, right a count."""

    def __init__(self, birds: Axes, scores: Axes, table: Axes, rows: Points | None = None) -> None:
        self.rows = rows = rows or _penguins()
        self.birds, self.shown = birds, ("", "")
        names = (*rows.kinds, "all")
        birds.set_title(rows.title)
        scores.set(xlim=(0.5, MOST + 0.5), xticks=range(1, MOST + 1), xlabel="Groups (k)", ylim=(0, 1.05))
        scores.set_title("How many groups?")
        table.set(xlim=(0, MOST), ylim=(len(names), -1), xticks=(), yticks=())
        table.set_yticks(np.arange(len(names)) + 0.48, names, minor=True)  # minor ones have no grid line
        table.set_title("In each group")

        self.markers = [
            birds.scatter([], [], s=22, marker=marker, linewidths=0, alpha=0.8)
            for marker in ("o", "o", "^", "s", "D")[: len(names)]
        ]
        self.centres = birds.scatter([], [], s=170, marker="X", edgecolors="white", linewidths=1.5)
        self.old = [ghost_line(scores) for _ in range(2)]
        self.current = here_bar(scores)
        (self.inertia,) = scores.plot([], [], "o-", color=Colour.SKY, linewidth=2, markersize=4, label="inertia")
        (self.silhouette,) = scores.plot(
            [], [], "D-", color=Colour.PURPLE, linewidth=2, markersize=4, label="silhouette"
        )
        self.best = star(scores, "highest")
        self.cells = areas(table)
        self.names = table.scatter([], [], s=90, marker="o", linewidths=0)
        self.numbers = [
            [quick_text(table, i + 0.48, j + 0.48, ha="center", fontsize=9) for j in range(len(names))]
            for i in range(MOST)
        ]

    def update(self, frame: Groups, ghost: Groups | None) -> None:
        """Show these groups; the scores before them faint and dashed."""
        if frame.axes != self.shown:
            across, up = frame.axes
            self.birds.set(xlim=self.rows.limits(across), xlabel=self.rows.words[across])
            self.birds.set(ylim=self.rows.limits(up), ylabel=self.rows.words[up])
            self.shown = frame.axes
        shown = frame.settings.species
        colours = [to_rgba(colour) for colour in COLOURS]
        for artist, kind in zip(self.markers, (None, *range(len(self.rows.kinds))), strict=True):
            rows = np.full(len(frame.species), not shown) if kind is None else shown & (frame.species == kind)
            artist.set_offsets(frame.points[rows])
            artist.set_facecolor([colours[label] for label in frame.labels[rows]])
        self.centres.set_offsets(frame.centres)
        self.centres.set_facecolor(colours[: len(frame.centres)])
        k = np.arange(1, MOST + 1)
        self.current.set_xdata([frame.settings.groups] * 2)
        self.inertia.set_data(k, frame.inertia)
        self.silhouette.set_data(k, frame.silhouette)
        self.best.set_data([frame.best], [frame.silhouette[frame.best - 1]])
        self._fill_table(frame, colours)
        for line in self.old:
            line.set_visible(ghost is not None)
        if ghost is not None:
            self.old[0].set_data(k, ghost.inertia)
            self.old[1].set_data(k, ghost.silhouette)

    def _fill_table(self, frame: Groups, colours: Sequence[Any]) -> None:
        counts = np.column_stack([frame.table, frame.table.sum(1)])
        every = counts.shape[1] - 1
        open_columns = range(every + 1) if frame.settings.species else (every,)
        for i, row in enumerate(self.numbers):
            for j, text in enumerate(row):
                text.set_text("" if i >= len(counts) else str(counts[i, j]) if j in open_columns else "?")
        cells = [(i, j) for i in range(len(counts)) for j in range(every + 1)]
        shades = [counts[i, j] / counts[i, every] if j in open_columns else 0 for i, j in cells]
        self.cells.set_verts([[(i, j), (i + 0.96, j), (i + 0.96, j + 0.94), (i, j + 0.94)] for i, j in cells])
        self.cells.set_facecolor(
            [(*colours[i][:3], 0.08 + 0.6 * shade) for (i, _), shade in zip(cells, shades, strict=True)]
        )
        self.names.set_offsets([(i + 0.48, -0.45) for i in range(len(counts))])
        self.names.set_facecolor(colours[: len(counts)])

    def main_curve(self, frame: Groups) -> Curve:
        """The silhouette of every k."""
        return Curve(1, np.arange(1, MOST + 1), frame.silhouette)

    def pick(self, frame: Groups, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on the scores chooses the number of groups there."""
        return {"groups": int(np.clip(round(x), 2, MOST))} if panel == 1 else None


def describe(frame: Groups, rows: Points | None = None) -> str:
    """How good the groups look, and what that is worth."""
    rows = rows or _penguins()
    k, settings = frame.settings.groups, frame.settings
    feature, share = frame.loudest
    sentences = [
        f"{k} groups: the silhouette is {_signed(frame.silhouette[k - 1])}, "
        f"and {frame.inertia[k - 1]:.0%} of the inertia of a single group is left. "
        f"The highest silhouette is {_signed(frame.silhouette[frame.best - 1])}, with {frame.best} groups."
    ]
    if share > 0.9:
        name = WORDS[feature].partition(" (")[0].lower() if feature in WORDS else rows.words[feature]
        part = "More than 99.9%" if share > 0.999 else f"{share:.1%}"
        sentences.append(f"{part} of the squared distances come from {name}: the other features hardly count.")
    if settings.shuffle:
        sentences.append("Every column was shuffled: nothing links them now, and k-means found groups all the same.")
    elif settings.species:
        sentences.append(
            f"Groups and {rows.truth} agree by {_signed(frame.agreement)} (adjusted Rand index: 1 the same, 0 chance)."
        )
    return " ".join([*sentences, rows.sample]).rstrip()


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def on_case(case: Case, group: str | None) -> Lab:
    """The lab for the numbers of a case; rows with a gap in one of them are left out.

    Raises: DataError if there are fewer than two columns of numbers, or too few rows.
    """
    if group is not None:
        raise DataError("This lab splits nothing, so it needs no `group`; got one. Leave it out.")
    rows = _points(case)
    names = dict(rows.words)
    first, second = sorted(names, key=lambda name: -np.unique(rows.values[:, list(names).index(name)]).size)[:2]
    features = {"every": f"All {len(names)} numbers", "shown": "The two that are shown"}
    settings = adapted(
        Settings,
        features=choice("every", features, label="Features", help="What a distance between two rows is made of."),
        species=toggle(False, label=f"Show {case.target}", help=LAB.controls["species"].help),
        shuffle=toggle(False, label="Shuffle each column", help="Mixes the rows, so that no group is left."),
        starts=slider(5, 1, 20, label="Starts", help="K-means begins at random rows; the best of so many is kept."),
        across=choice(first, names, label="Across", help="What the left panel shows from left to right."),
        up=choice(second, names, label="Up", help="What the left panel shows from the bottom up."),
    )
    return replace(
        LAB,
        question="How many kinds of rows are there, and would you notice if there were none?",
        Settings=settings,
        compute=partial(compute, rows=rows),
        Picture=partial(Picture, rows=rows),
        describe=partial(describe, rows=rows),
    )


def _points(case: Case) -> Points:
    columns = [case.card.column(name) for name in case.features]
    numbers = [column for column in columns if case.frame[column.name].dtype.is_numeric()][:OWN_FEATURES]
    if len(numbers) < 2:
        raise DataError(
            f"`case` must have two columns of numbers for this lab; {case.name} has {len(numbers)}. "
            "Distances are taken between numbers: add some, or look at another table."
        )
    names = [column.name for column in numbers]
    gaps = np.any([case.frame[name].is_null() for name in (*names, case.target)], axis=0)
    known = case.frame.filter(~np.asarray(gaps))
    if known.height < FEWEST:
        raise DataError(
            f"`case` must have at least {FEWEST} rows without a gap in their numbers; {case.name} has {known.height}. "
            "Add rows, or leave out the columns with gaps (`kinds`)."
        )
    frame = known if known.height <= OWN_ROWS else known.sample(OWN_ROWS, seed=0)
    lost = f"; {case.frame.height - known.height:,} of them have a gap" if known.height < case.frame.height else ""
    sample = (
        "" if frame.height == case.frame.height else f"These are {frame.height:,} of {case.frame.height:,} rows{lost}."
    )
    words = {column.name: f"{column.name} ({column.unit})" if column.unit else column.name for column in numbers}
    values = frame[names].to_numpy().astype(float)
    return Points(case.name, words, values, case.target, *_kinds(frame[case.target]), sample)


def _kinds(target: pl.Series) -> tuple[tuple[str, ...], np.ndarray]:
    """The names of the commonest answers, and which one each row has; amounts are low, middling or high."""
    if target.dtype.is_numeric() and target.n_unique() > OWN_KINDS:
        ends = np.quantile(target.to_numpy(), (1 / 3, 2 / 3))
        return ("low", "middle", "high"), np.digitize(target.to_numpy(), ends)
    words = target.cast(pl.String)
    counts = words.alias("word").value_counts(name="rows").sort("rows", "word", descending=[True, False])
    names = counts["word"].to_list()
    shown = names if len(names) <= OWN_KINDS else [*names[: OWN_KINDS - 1], "others"]
    return tuple(shown), np.array([min(names.index(word), len(shown) - 1) for word in words])


def measures(frame: Groups) -> dict[str, float]:
    """How good the groups look; how far they agree with the truth only where it is shown."""
    k = frame.settings.groups
    found = {
        "silhouette": float(frame.silhouette[k - 1]),
        "inertia left (%)": 100 * float(frame.inertia[k - 1]),
        "groups with the highest silhouette": frame.best,
    }
    return {**found, "agreement (Rand index)": frame.agreement} if frame.settings.species else found


LAB = Lab(
    title="Clusters",
    question="How many kinds of penguins are there, and would you notice if there were none?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.3, 1.0, 0.9),
    own=Own(case=on_case),
    data=lambda settings: [load("penguins").card],
)
