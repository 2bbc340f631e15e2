"""K-means on penguins: groups that are found, and groups that are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from workbench.cases import load
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import areas, ghost_line, here_bar, star
from workbench.live.spec import Colour, Frame, choice, number, slider, toggle
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


@dataclass(frozen=True)
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
def _penguins() -> tuple[np.ndarray, np.ndarray]:
    """The four measures, shape (n, 4), and the place of the species in `SPECIES`, shape (n,)."""
    frame = load("penguins").frame
    return frame.select(list(WORDS)).to_numpy().astype(float), np.array([SPECIES.index(s) for s in frame["species"]])


@lru_cache(maxsize=64)
def _grouped(
    features: str, scaled: bool, shuffle: bool, starts: int, seed: int
) -> tuple[np.ndarray, np.ndarray, Groupings]:
    """All measures, those that distances were taken from, and the groups; some tenths of a second, remembered."""
    measures = _penguins()[0]
    if shuffle:
        measures = shuffled(measures, seed)
    used = measures[:, [list(WORDS).index(name) for name in SETS[features]]]
    if scaled:
        used = StandardScaler().fit_transform(used)
    return measures, used, group(used, MOST, starts, seed)


def compute(settings: Settings) -> Iterator[Groups]:
    """Group the birds."""
    k, species = settings.groups, _penguins()[1]
    measures, used, found = _grouped(
        settings.features, settings.scaled, settings.shuffle, settings.starts, settings.seed
    )
    axes = ("bill_length_mm", "bill_depth_mm" if settings.features == "bill" else "body_mass_g")
    points = measures[:, [list(WORDS).index(name) for name in axes]]
    labels = found.labels[k - 1]
    centres = np.array([points[labels == i].mean(0) for i in range(k)])
    order = np.argsort(centres[:, 1])  # steady colours, whatever numbers k-means gives
    labels = np.argsort(order)[labels]
    shares = spread_shares(used)
    loudest = int(shares.argmax())
    yield Groups(
        settings,
        axes,
        points,
        species,
        labels,
        centres[order],
        found.inertia / found.inertia[0],
        found.silhouette,
        np.array([[np.sum((labels == i) & (species == j)) for j in range(3)] for i in range(k)]),
        float(adjusted_rand_score(species, labels)),
        (SETS[settings.features][loudest], float(shares[loudest])),
    )


class Picture:
    """Left the birds in the colours of their groups, in the middle the scores of every k, right a count."""

    def __init__(self, birds: Axes, scores: Axes, table: Axes) -> None:
        self.birds, self.shown = birds, ("", "")
        birds.set(xlim=(30, 62), xlabel=WORDS["bill_length_mm"])
        birds.set_title("Penguins")
        scores.set(xlim=(0.5, MOST + 0.5), xticks=range(1, MOST + 1), xlabel="Groups (k)", ylim=(0, 1.05))
        scores.set_title("How many groups?")
        table.set(xlim=(0, MOST), ylim=(4, -1), xticks=(), yticks=())
        table.set_yticks(np.arange(4) + 0.48, (*SPECIES, "all"), minor=True)  # minor ones have no grid line
        table.set_title("In each group")

        self.markers = [
            birds.scatter([], [], s=22, marker=marker, linewidths=0, alpha=0.8) for marker in ("o", "o", "^", "s")
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
            [quick_text(table, i + 0.48, j + 0.48, ha="center", fontsize=9) for j in range(4)] for i in range(MOST)
        ]

    def update(self, frame: Groups, ghost: Groups | None) -> None:
        """Show these groups; the scores before them faint and dashed."""
        if frame.axes != self.shown:
            depth = frame.axes[1] == "bill_depth_mm"
            self.birds.set(ylim=(12.5, 22.5) if depth else (2500, 6500), ylabel=WORDS[frame.axes[1]])
            self.shown = frame.axes
        shown = frame.settings.species
        colours = [to_rgba(colour) for colour in COLOURS]
        for artist, kind in zip(self.markers, (None, 0, 1, 2), strict=True):
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
        open_columns = range(4) if frame.settings.species else (3,)
        for i, row in enumerate(self.numbers):
            for j, text in enumerate(row):
                text.set_text("" if i >= len(counts) else str(counts[i, j]) if j in open_columns else "?")
        cells = [(i, j) for i in range(len(counts)) for j in range(4)]
        shades = [counts[i, j] / counts[i, 3] if j in open_columns else 0 for i, j in cells]
        self.cells.set_verts([[(i, j), (i + 0.96, j), (i + 0.96, j + 0.94), (i, j + 0.94)] for i, j in cells])
        self.cells.set_facecolor(
            [(*colours[i][:3], 0.08 + 0.6 * shade) for (i, _), shade in zip(cells, shades, strict=True)]
        )
        self.names.set_offsets([(i + 0.48, -0.45) for i in range(len(counts))])
        self.names.set_facecolor(colours[: len(counts)])

    def pick(self, frame: Groups, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on the scores chooses the number of groups there."""
        return {"groups": int(np.clip(round(x), 2, MOST))} if panel == 1 else None


def describe(frame: Groups) -> str:
    """How good the groups look, and what that is worth."""
    k, settings = frame.settings.groups, frame.settings
    feature, share = frame.loudest
    sentences = [
        f"{k} groups: the silhouette is {_signed(frame.silhouette[k - 1])}, "
        f"and {frame.inertia[k - 1]:.0%} of the inertia of a single group is left. "
        f"The highest silhouette is {_signed(frame.silhouette[frame.best - 1])}, with {frame.best} groups."
    ]
    if share > 0.9:
        name = WORDS[feature].partition(" (")[0].lower()
        part = "More than 99.9%" if share > 0.999 else f"{share:.1%}"
        sentences.append(f"{part} of the squared distances come from {name}: the other features hardly count.")
    if settings.shuffle:
        sentences.append("Every column was shuffled: nothing links them now, and k-means found groups all the same.")
    elif settings.species:
        sentences.append(
            f"Groups and species agree by {_signed(frame.agreement)} (adjusted Rand index: 1 the same, 0 chance)."
        )
    return " ".join(sentences)


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


LAB = Lab(
    title="Clusters",
    question="How many kinds of penguins are there, and would you notice if there were none?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    panels=(1.3, 1.0, 0.9),
)
