"""Fewer bits a weight: how small a network becomes, on which levels its weights stand, and which answers change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes

from workbench.deploy.quantising import LEAST_BITS, MOST_BITS
from workbench.experiments.distilling import parts_for_teaching
from workbench.experiments.few_bits import BITS, LAYERS, Flips, Grid, GridTable, Requantised, flips, grid_run
from workbench.experiments.replay import Newest
from workbench.experiments.shipped import shipped
from workbench.labs.p3_architecture._tiles import WHOLE, ink
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import areas, segments, star
from workbench.live.spec import Colour, Curve, Frame, choice, slider

KINDS = {  # which levels; the words of the legend, colour and line
    ("tensor", "largest"): ("layer, largest", Colour.WARNING, ":"),
    ("channel", "largest"): ("channel, largest", Colour.VALIDATION, "--"),
    ("tensor", "least_squares"): ("layer, squares", Colour.SKY, "-."),
    ("channel", "least_squares"): ("channel, squares", Colour.TRAINING, "-"),
}
PLACES = {"first": "convolutions.0", "second": "convolutions.1", "last": "head"}
OTHER = {"largest": "least_squares", "least_squares": "largest"}
BARS = 48  # of the histogram
MOST = 24  # small pictures
SIDE, WIDE, HIGH, LEAST_WIDE, LEAST_HIGH = 28, 34, 46, 43, 58  # pixels: a digit, its cell; the cell on the page


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    bits: int = slider(
        3, LEAST_BITS, MOST_BITS, label="Bits a weight", unit="bits", help="Before, each weight has 32. Or click."
    )
    levels: str = choice(
        "tensor",
        {"tensor": "for the whole layer", "channel": "for each channel"},
        label="Levels",
        help="Where weights may stand: the same places in a whole layer (per tensor), or each channel its own.",
    )
    rule: str = choice(
        "largest",
        {"largest": "the largest weight", "least_squares": "least squares"},
        label="They reach to",
        help="Least squares: weights move as little as they can, together; the few largest are cut off.",
    )
    layer: str = choice(
        "second",
        {name: LAYERS[place] for name, place in PLACES.items()},
        label="Layer shown",
        help="Whose weights stand in the middle. All layers get fewer bits, whichever is shown.",
    )

    @property
    def grid(self) -> Grid:
        """As the experiment takes it."""
        return Grid(self.bits, self.levels == "channel", self.rule)  # type: ignore[arg-type]  # one of its two options


@dataclass(frozen=True, kw_only=True)
class Coarse(Frame):
    """A network with fewer bits, beside all others of its kind that are known.

    Attributes:
        settings: What was asked for.
        known: What was tried so far.
    """

    settings: Settings
    known: Newest[GridTable]

    @property
    def table(self) -> GridTable:
        """What was tried so far."""
        return self.known.item or GridTable(0.0)

    @property
    def chosen(self) -> Requantised | None:
        """The network that was asked for; None if it is not known yet."""
        return self.table.found.get(self.settings.grid)

    @property
    def changed(self) -> Flips | None:
        """Which answers it gives that the network with 32 bits does not."""
        y = parts_for_teaching(shipped("digits")).test[1].numpy()
        return None if self.chosen is None else flips(self.table.answers, self.chosen.answers, y)

    def curve(self, levels: str, rule: str) -> np.ndarray:
        """The accuracy in % for each number of bits, shape (8,); NaN where it is not known."""
        found = self.table.found
        grids = [replace(self.settings, bits=bits, levels=levels, rule=rule).grid for bits in BITS]
        return np.array([100 * found[grid].right if grid in found else np.nan for grid in grids])


def compute(settings: Settings) -> Iterator[Coarse]:
    """Train the network, unless it is known; then all numbers of bits, once: afterwards a change takes no time."""
    run = grid_run(shipped("digits"))
    for table in run:
        yield Coarse(settings=settings, known=Newest(run), progress=table.share)


class Picture:
    """Left accuracy against bits; in the middle the weights and their levels; right the digits that flip."""

    def __init__(self, scores: Axes, weights: Axes, digits: Axes) -> None:
        self.reach, self.weights = 0.0, weights
        scores.set(xlim=(0.6, 8.4), ylim=(0, 104), xticks=list(BITS), xlabel="Bits a weight", ylabel="Accuracy (%)")
        scores.set_title("What fewer bits cost")
        self.exact = scores.axhline(-50, color=Colour.BEST, linewidth=1.4, label="32 bits")
        self.curves = {
            kind: scores.plot([], [], style, color=colour, linewidth=1.6, label=words)[0]
            for kind, (words, colour, style) in KINDS.items()
        }
        (self.old,) = scores.plot([], [], "o", color=Colour.MUTED, markersize=9, fillstyle="none")
        self.here = star(scores, "")
        self.here.set_label("_chosen")
        self.said = quick_text(scores, 8.3, 7, fontsize=9.5, fontweight="bold", ha="right")

        weights.set(ylim=(0, 1.04), yticks=[], xlabel="Weight")
        weights.set_title("Weights, and levels for them")
        self.bars = areas(weights, facecolors=Colour.SKY, alpha=0.55)
        self.lines = segments(weights, colors=Colour.WARNING)

        self.digits = digits
        digits.set_title("Flipped: ✗ wrong, ✓ right")
        digits.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        digits.set_axis_off()
        self.image = digits.imshow(np.zeros((1, 1, 4), np.uint8), extent=WHOLE, interpolation="nearest", aspect="auto")
        self.captions = [quick_text(digits, fontsize=9.5, ha="center") for _ in range(MOST)]
        self.none = quick_text(digits, 0.5, 0.55, "", ha="center", color=Colour.MUTED)

    def update(self, frame: Coarse, ghost: Coarse | None) -> None:
        """Show what is known; an open circle marks what was chosen before."""
        settings, table, chosen = frame.settings, frame.table, frame.chosen
        self.exact.set_ydata([100 * table.right] * 2 if table.weights else [-50, -50])
        for kind, curve in self.curves.items():
            curve.set_data(list(BITS), frame.curve(*kind))
        self.old.set_data(*_point(ghost) if ghost is not None else ([], []))
        self.here.set_data(*_point(frame))
        bits = f"{settings.bits} bit{'s' * (settings.bits > 1)}"
        size = "" if chosen is None else f"{bits}: {100 * chosen.right:.1f}%, {chosen.packed / 1000:.1f} kB"
        self.said.set_text(size)
        self._show_weights(frame)
        self._show_digits(frame)

    def _show_weights(self, frame: Coarse) -> None:
        layer = PLACES[frame.settings.layer]
        weights = frame.table.weights.get(layer, np.zeros(1))
        self._fix_axes(float(np.abs(weights).max()))
        counts, edges = np.histogram(weights, BARS, (-self.reach, self.reach))
        heights = counts / counts.max() if frame.table.weights else np.zeros(BARS)
        shapes = zip(edges[:-1], edges[1:], heights, strict=True)
        self.bars.set_verts([[(a, 0), (a, high), (b, high), (b, 0)] for a, b, high in shapes])
        levels = np.empty((0, 1)) if frame.chosen is None else frame.chosen.levels[layer]
        high = 1.0 if len(levels) == 1 else 0.9
        self.lines.set_segments(  # each channel has its own, one above the other
            [[(x, row / len(levels)), (x, (row + high) / len(levels))] for row, xs in enumerate(levels) for x in xs]
        )
        self.lines.set_linewidth(float(np.clip(24 / levels.shape[1], 0.2, 1.2)))

    def _fix_axes(self, largest: float) -> None:
        """Limits in coarse steps; seldom, because each change draws the axes again."""
        reach = max(0.25, np.ceil(4.2 * largest) / 4)
        if reach != self.reach:
            self.reach = reach
            self.weights.set_xlim(-reach, reach)

    def _show_digits(self, frame: Coarse) -> None:
        changed, chosen = frame.changed, frame.chosen
        X, y = (part.numpy() for part in parts_for_teaching(shipped("digits")).test)
        wide, high = (size / self.digits.figure.dpi * 96 for size in self.digits.bbox.size)
        columns, lines = max(1, int(wide / LEAST_WIDE)), max(1, int(high / LEAST_HIGH))
        columns = min(columns, MOST // lines)
        rows = np.empty(0, int) if changed is None else changed.rows[: columns * lines]
        shares = np.zeros((lines * HIGH, columns * WIDE))
        scale = min(wide / (columns * WIDE), high / (lines * HIGH))
        right, low = columns * WIDE * scale / wide, 1 - lines * HIGH * scale / high
        for place, text in enumerate(self.captions):
            if place >= len(rows) or chosen is None:
                text.set_text("")
                continue
            line, column = divmod(place, columns)
            top, left = line * HIGH + 1, column * WIDE + (WIDE - SIDE) // 2
            shares[top : top + SIDE, left : left + SIDE] = X[rows[place], 0]
            before, after, truth = (int(of[rows[place]]) for of in (frame.table.answers, chosen.answers, y))
            mark, colour = {before: ("✗", Colour.WARNING), after: ("✓", Colour.BEST)}.get(truth, ("", Colour.MUTED))
            text.set(text=f"{before}→{after}{mark}", color=colour)
            text.set_position(((column + 0.5) / columns * right, 1 - (1 - low) * (line + 0.8) / lines))
        self.image.set_extent((0, right, low, 1))
        self.image.set_data(ink(shares, Colour.MUTED))
        self.none.set_text("none" if changed is not None and not len(rows) else "")

    def main_curve(self, frame: Coarse) -> Curve:
        """The accuracy for each number of bits, with such levels."""
        return Curve(0, list(BITS), frame.curve(frame.settings.levels, frame.settings.rule))

    def pick(self, frame: Coarse, panel: int, x: float, y: float) -> dict[str, int | str] | None:
        """A click on the curve chooses the bits, a click on the weights shows the next layer."""
        if panel == 0:
            return {"bits": int(min(max(round(x), LEAST_BITS), MOST_BITS))}
        names = list(PLACES)
        return {"layer": names[(names.index(frame.settings.layer) + 1) % len(names)]} if panel == 1 else None


def _point(frame: Coarse) -> tuple[list[int], list[float]]:
    return ([], []) if frame.chosen is None else ([frame.settings.bits], [100 * frame.chosen.right])


def describe(frame: Coarse) -> str:
    """The score and the size, which answers change, and what the other range would give."""
    chosen, table, changed = frame.chosen, frame.table, frame.changed
    if not table.weights:
        return "A network learns to read digits. Its weights have 32 bits."
    if chosen is None or changed is None:
        return f"{len(table.found)} kinds of levels are tried. Yours comes soon."
    many, bits = len(chosen.answers), frame.settings.bits
    told = (
        f"{bits} bit{'s' * (bits > 1)}: {percent(chosen.right, 1)} of {many:,} new digits are read rightly, with 32 "
        f"bits {percent(table.right, 1)}. The file has {chosen.packed / 1000:.1f} kB, not {table.full / 1000:.1f}."
    )
    told += f" {_answers(changed)} {percent(chosen.zeros)} of the weights become 0."
    other = table.found.get(replace(frame.settings, rule=OTHER[frame.settings.rule]).grid)
    if other is not None:
        way = "least squares" if frame.settings.rule == "largest" else "the largest weight"
        told += f" By {way}: {percent(other.right, 1)}."
    return told


def _answers(changed: Flips) -> str:
    many, wrong, right = len(changed.rows), changed.became_wrong, changed.became_right
    if not many:
        return "No answer changes."
    return f"{many} answer{'s change' if many > 1 else ' changes'}: {wrong} to wrong, {right} to right."


def measures(frame: Coarse) -> dict[str, float]:
    """The score and the size, with fewer bits and with 32, and what changes."""
    chosen, changed = frame.chosen, frame.changed
    assert chosen is not None and changed is not None  # a finished run knows all
    return {
        "accuracy (%)": 100 * chosen.right,
        "accuracy with 32 bits (%)": 100 * frame.table.right,
        "size (kB)": chosen.packed / 1000,
        "size with 32 bits (kB)": frame.table.full / 1000,
        "answers that change": float(len(changed.rows)),
        "weights that become 0 (%)": 100 * chosen.zeros,
    }


LAB = Lab(
    title="Fewer bits",
    question="How few bits a weight can a network do with, and which answers change first?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.6, 1.0, 1.0),
    data=lambda settings: [shipped("digits").card],
)
