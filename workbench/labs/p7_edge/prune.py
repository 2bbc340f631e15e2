"""Fewer weights: how many can go, what that does to the file, and why the network is no faster."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from workbench.experiments.fewer_weights import BATCHES, SHARES, WAYS, ShareTable, Thinned, thinning_run
from workbench.experiments.replay import Newest
from workbench.experiments.shipped import shipped
from workbench.labs.percent import percent
from workbench.live.lab import Lab
from workbench.live.marks import ghost_line, here_bar, star
from workbench.live.spec import Colour, Curve, Frame, choice, slider

LOOKS = {"once": (Colour.WARNING, "--"), "steps": (Colour.TRAINING, "-")}
ALIKE = 1.25  # two times that differ by less than this factor are about the same here


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    share: int = slider(
        80,
        SHARES[0],
        SHARES[-1],
        step=SHARES.step,
        label="Removed",
        unit="%",
        help="Share of all weights that become 0: those nearest to 0. Or click in the picture.",
    )
    way: str = choice(
        "once",
        {"once": "at once", "steps": "in steps, learning after each"},
        label="How",
        help=f"In steps: after each {SHARES.step}% the weights that are left learn from {BATCHES} batches.",
    )

    @property
    def nearest(self) -> int:
        """The share that was computed, in %."""
        return min(SHARES, key=lambda share: abs(share - self.share))


@dataclass(frozen=True, kw_only=True)
class Thin(Frame):
    """A network without some of its weights, beside all others that are known.

    Attributes:
        settings: What was asked for.
        known: What was tried so far.
    """

    settings: Settings
    known: Newest[ShareTable]

    @property
    def found(self) -> dict[tuple[str, int], Thinned]:
        """What was tried so far."""
        return dict(self.known.item.found) if self.known.item else {}

    @property
    def chosen(self) -> Thinned | None:
        """The network that was asked for; None if it is not known yet."""
        return self.found.get((self.settings.way, self.settings.nearest))

    @property
    def whole(self) -> Thinned | None:
        """The network with all its weights; None if it is not known yet."""
        return self.found.get(("once", 0))

    def curve(self, way: str, what: str) -> np.ndarray:
        """One number of each network, shape (len(SHARES),); NaN where it is not known."""
        found = self.found
        return np.array([getattr(found[way, s], what) if (way, s) in found else np.nan for s in SHARES])


def compute(settings: Settings) -> Iterator[Thin]:
    """Train the network, unless it is known; then every share in both ways, once: afterwards a change takes no time."""
    run = thinning_run(shipped("digits"))
    for table in run:
        yield Thin(settings=settings, known=Newest(run), progress=table.share)


class Picture:
    """Against the share removed: left the accuracy, in the middle two sizes, right the time for one picture."""

    def __init__(self, scores: Axes, sizes: Axes, times: Axes) -> None:
        self.tops = (0.0, 0.0)
        self.sizes, self.times = sizes, times
        for axes in (scores, sizes, times):
            axes.set(xlim=(-3, 98), xticks=range(0, 100, 25), xlabel="Removed (%)")
        scores.set(ylim=(0, 104), ylabel="Accuracy (%)")
        scores.set_title("What is lost")
        self.old = ghost_line(scores)
        self.curves = {
            way: scores.plot([], [], style, color=colour, linewidth=2, label=WAYS[way])[0]
            for way, (colour, style) in LOOKS.items()
        }
        self.here = star(scores, "_chosen")
        sizes.set_ylabel("Size (kB)")
        sizes.set_title("What is saved")
        (self.full,) = sizes.plot([], [], color=Colour.MUTED, linewidth=2, label="in memory")
        (self.packed,) = sizes.plot([], [], "--", color=Colour.BEST, linewidth=2, label="packed")
        times.set_ylabel("One picture (ms)")
        times.set_title("What stays")
        (self.before,) = times.plot(
            [], [], "o", color=Colour.MUTED, markersize=8, fillstyle="none", label="all weights"
        )
        (self.wait,) = times.plot([], [], ".", color=Colour.PURPLE, markersize=9, label="pruned")
        self.bars = [here_bar(axes, "_here") for axes in (sizes, times)]

    def update(self, frame: Thin, ghost: Thin | None) -> None:
        """Show what is known; dashed and grey the way that was chosen before."""
        way, shares = frame.settings.way, list(SHARES)
        self._fix_axes(frame)
        for name, curve in self.curves.items():
            curve.set_data(shares, 100 * frame.curve(name, "right"))
        self.here.set_data(*([shares[0:0]] * 2 if frame.chosen is None else _point(frame)))
        self.old.set_data(*([shares[0:0]] * 2 if ghost is None or ghost.chosen is None else _drop(ghost)))
        for line, what in ((self.full, "full"), (self.packed, "packed")):
            line.set_data(shares, frame.curve(way, what) / 1000)
        for line, what in ((self.before, "whole"), (self.wait, "wait")):
            line.set_data(shares, frame.curve(way, what))
        for bar in self.bars:
            bar.set_xdata([frame.settings.nearest] * 2)

    def _fix_axes(self, frame: Thin) -> None:
        """Limits in coarse steps, by all that was measured, so that they seldom change."""
        every = frame.found.values()
        size = max((one.full / 1000 for one in every), default=1.0)
        wait = max((max(one.wait, one.whole) for one in every), default=1.0)
        tops = (_round_up(size), _round_up(wait))
        if tops != self.tops:
            self.tops = tops
            self.sizes.set_ylim(0, 1.04 * tops[0])
            self.times.set_ylim(0, 1.04 * tops[1])

    def main_curve(self, frame: Thin) -> Curve:
        """The accuracy for each share, in the chosen way."""
        return Curve(0, list(SHARES), 100 * frame.curve(frame.settings.way, "right"))

    def pick(self, frame: Thin, panel: int, x: float, y: float) -> dict[str, int]:
        """A click chooses the share."""
        return {"share": min(SHARES, key=lambda share: abs(share - x))}


def _point(frame: Thin) -> tuple[list[int], list[float]]:
    return [frame.settings.nearest], [100 * (frame.chosen.right if frame.chosen else math.nan)]


def _drop(frame: Thin) -> tuple[list[int], list[float]]:
    """From the axis up to what was chosen before."""
    (x,), (y,) = _point(frame)
    return [x, x], [0, y]


def _round_up(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 ... that is at least a third larger: there is room for slower moments."""
    wanted = value * 4 / 3
    size = 10.0 ** math.floor(math.log10(wanted))
    return next(size * step for step in (1, 2, 5, 10) if size * step >= wanted * (1 - 1e-9))


def describe(frame: Thin) -> str:
    """The score, the sizes, and why the time stays."""
    chosen, whole, settings = frame.chosen, frame.whole, frame.settings
    if whole is None:
        return "A network learns to read digits. It has all its weights."
    if chosen is None:
        return f"{len(frame.found)} of {len(SHARES) * len(WAYS)} networks are tried. Yours comes soon."
    told = (
        f"{settings.nearest}% of the weights are 0: {percent(chosen.right, 1)} right, with all weights "
        f"{percent(whole.right, 1)}."
    )
    if settings.way == "steps":
        told += f" It learned from {BATCHES * (1 + SHARES.index(settings.nearest))} batches more."
    told += (
        f" Packed: {chosen.packed / 1000:.1f} kB, not {whole.packed / 1000:.1f}; "
        f"in memory {chosen.full / 1000:.1f} as before."
    )
    return f"{told} {_time(chosen)}"


def _time(chosen: Thinned) -> str:
    told = f"One picture takes {chosen.wait:.2g} ms, with all weights {chosen.whole:.2g}"
    if 1 / ALIKE < chosen.wait / chosen.whole < ALIKE:
        return f"{told}: a 0 is multiplied, too."
    return f"{told}: chance on a busy machine, for a 0 is multiplied, too."


def measures(frame: Thin) -> dict[str, float]:
    """The score, both sizes and the time."""
    chosen = frame.chosen
    assert chosen is not None  # a finished run knows all
    return {
        "accuracy (%)": 100 * chosen.right,
        "packed (kB)": chosen.packed / 1000,
        "in memory (kB)": chosen.full / 1000,
        "time for one picture (ms)": chosen.wait,
    }


LAB = Lab(
    title="Fewer weights",
    question="How many weights can go, and does the network get smaller, or faster?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.4, 1.0, 1.0),
    data=lambda settings: [shipped("digits").card],
)
