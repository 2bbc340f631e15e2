"""Four optimisers race down a surface from the same place, with the same learning rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap

from workbench.live.lab import Lab
from workbench.live.marks import ghost_line
from workbench.live.spec import Colour, Curve, Frame, choice, slider
from workbench.training.descent import RULES, walk
from workbench.training.surfaces import REACH, SURFACES

LOOKS = {
    "SGD": (Colour.TRAINING, "o"),
    "Momentum": (Colour.VALIDATION, "s"),
    "RMSProp": (Colour.PURPLE, "^"),
    "Adam": (Colour.SKY, "D"),
}
STEPS = 200
LOWEST_SHOWN = 1e-5
LOW = 0.01  # a height above this is not the lowest place
FLAT = 1e-3  # the slope of ground on which nobody moves on


@dataclass(frozen=True)
class Settings:
    """What the learner can change."""

    surface: str = choice(
        "valley",
        {"bowl": "Bowl", "valley": "Bent valley", "saddle": "Saddle", "dips": "Many dips"},
        label="Surface",
        help="The ground to walk down. Its height plays the part of the loss.",
    )
    learning_rate: float = slider(
        0.05, 0.001, 2.0, log=True, label="Learning rate", help="How far a step goes. The same number for all four."
    )
    steps: int = slider(
        STEPS, 1, STEPS, label="Steps", unit="steps", help="Drag it to the left and back again to run the race."
    )
    start_x: float = slider(-1.5, -REACH, REACH, step=0.1, label="Start, left to right", help="Or click on the map.")
    start_y: float = slider(1.4, -REACH, REACH, step=0.1, label="Start, bottom to top", help="Or click on the map.")
    keep: float = slider(
        0.9,
        0.0,
        0.99,
        step=0.01,
        label="Momentum",
        help="Share of its last speed that Momentum keeps. At 0 it is the same as SGD.",
        more=True,
    )


@dataclass(frozen=True, kw_only=True)
class Race(Frame):
    """Where the four have been.

    Attributes:
        surface: Name of the surface.
        learning_rate: The one they all used.
        paths: For each optimiser its places, shape (steps + 1, 2); NaN once it is lost far away.
        heights: For each optimiser the height at each place, shape (steps + 1,).
        lost: Optimisers that ended higher than they began, with the number of the step that left the map.
        wild: Optimisers that jump about above the lowest place to the end.
        stuck: Optimisers that stand still on flat ground above the lowest place.
    """

    surface: str
    learning_rate: float
    paths: dict[str, np.ndarray]
    heights: dict[str, np.ndarray]
    lost: dict[str, int]
    wild: tuple[str, ...]
    stuck: tuple[str, ...]


def compute(settings: Settings) -> Iterator[Race]:
    """The whole race at once: it takes a few milliseconds."""
    surface = SURFACES[settings.surface]
    paths, heights, lost, wild, stuck = {}, {}, {}, [], []
    for name, rule in RULES.items():
        extra = {"keep": settings.keep} if name == "Momentum" else {}
        make_rule = partial(rule, settings.learning_rate, **extra)
        path = walk(surface, make_rule, (settings.start_x, settings.start_y), settings.steps)
        height = surface.height(path[:, 0], path[:, 1])
        paths[name], heights[name] = path, height
        outside = np.flatnonzero(~(np.abs(path) <= REACH).all(axis=1))
        if len(outside) and not height[-1] <= height[0]:  # NaN is not lower either
            lost[name] = int(outside[0])
        elif jumps_about(height):
            wild.append(name)
        elif height[-1] > LOW and np.hypot(*surface.slope(*path[-1])) < FLAT:
            stuck.append(name)
    yield Race(
        surface=settings.surface,
        learning_rate=settings.learning_rate,
        paths=paths,
        heights=heights,
        lost=lost,
        wild=tuple(wild),
        stuck=tuple(stuck),
    )


def jumps_about(height: np.ndarray) -> bool:
    """Whether the last 20 steps never came low, and at least 3 of them went up by a fifth of the height or more."""
    last = height[-21:]
    return len(last) == 21 and bool(last.min() > LOW and np.count_nonzero(np.diff(last) > last[:-1] / 5) >= 3)


@cache
def relief(name: str) -> tuple[np.ndarray, list[np.ndarray]]:
    """Shade in [0, 1] of each spot of the map, shape (120, 120), and the lines of equal height."""
    ticks = np.linspace(-REACH, REACH, 120)
    height = SURFACES[name].height(*np.meshgrid(ticks, ticks))
    shade = np.sqrt(height / height.max())  # the root brings out what is low, where the race is decided
    contours: Any = contour_generator(ticks, ticks, shade)
    return shade, [line for level in np.linspace(0.05, 0.95, 13) for line in contours.lines(level)]


class Picture:
    """Left the map with the four paths, right their heights step by step."""

    def __init__(self, ground: Axes, descent: Axes) -> None:
        ground.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xticks=[], yticks=[])
        ground.set_title("The map: the greyer, the higher")
        descent.set(xlim=(0, 1.02 * STEPS), yscale="log", ylim=(LOWEST_SHOWN, 100))
        descent.set(xlabel="Step", ylabel="Height above the lowest place")
        descent.set_yticks([1e-4, 0.01, 1, 100])
        descent.yaxis.set_major_formatter("{x:g}")
        descent.set_title("The height, step by step")

        self.surface = ""
        self.shade = ground.imshow(
            np.zeros((1, 1)),
            cmap=LinearSegmentedColormap.from_list("fog", [(Colour.MUTED, 0.0), (Colour.MUTED, 0.6)]),
            vmin=0,
            vmax=1,
            extent=(-REACH, REACH) * 2,
            origin="lower",
            interpolation="bilinear",
            interpolation_stage="data",
        )
        self.contours = LineCollection([], colors=Colour.MUTED, linewidths=0.6, alpha=0.6)
        ground.add_collection(self.contours)
        (self.lowest,) = ground.plot([], [], "*", color=Colour.BEST, markersize=14, label="lowest place")
        self.background = (self.shade, self.contours, self.lowest)

        self.old = ghost_line(ground), ghost_line(descent)
        self.trails, self.falls = {}, {}
        nowhere = [np.nan], [np.nan]
        for name, (colour, marker) in LOOKS.items():
            head: dict[str, Any] = {"marker": marker, "markevery": [-1], "markersize": 8, "markeredgecolor": "white"}
            (self.trails[name],) = ground.plot(*nowhere, color=colour, linewidth=1.8, **head)
            (self.falls[name],) = descent.plot(*nowhere, color=colour, linewidth=1.8, label=name, **head)
        (self.exits,) = ground.plot(
            [], [], "X", color=Colour.WARNING, markersize=11, markeredgecolor="white", clip_on=False,
            label="leaves the map",
        )  # fmt: skip

    def update(self, frame: Race, ghost: Race | None) -> None:
        """Show this race, and the one before it faint and dashed."""
        if frame.surface != self.surface:
            self._draw_ground(frame.surface)
        for name, path in frame.paths.items():
            height = frame.heights[name]
            self.trails[name].set_data(path[:, 0], path[:, 1])
            self.falls[name].set_data(np.arange(len(height)), height)
        exits = [edge(*frame.paths[name][step - 1 : step + 1]) for name, step in frame.lost.items()]
        self.exits.set_data(np.reshape(exits, (-1, 2)).T)
        self._draw_ghost(ghost, frame)

    def main_curve(self, frame: Race) -> Curve:
        """How deep the lowest of the four stands at each step."""
        heights = np.array(list(frame.heights.values()))
        lowest = np.where(np.isnan(heights), np.inf, heights).min(0)
        return Curve(1, np.arange(len(lowest)), lowest)

    def pick(self, frame: Race, panel: int, x: float, y: float) -> dict[str, float] | None:
        """A click on the map is a new start; a click on the right panel, a number of steps."""
        if panel == 1:
            return {"steps": min(max(round(x), 1), STEPS)}
        return {"start_x": round(x, 1), "start_y": round(y, 1)} if max(abs(x), abs(y)) <= REACH else None

    def _draw_ground(self, name: str) -> None:
        shade, contours = relief(name)
        self.shade.set_data(shade)
        self.contours.set_segments(contours)
        self.lowest.set_data(np.transpose(SURFACES[name].lowest))
        self.surface = name

    def _draw_ghost(self, ghost: Race | None, frame: Race) -> None:
        on_map, on_curves = self.old
        for line in self.old:
            line.set_visible(ghost is not None)
        if ghost is None:
            return
        gap = np.full((1, 2), np.nan)  # lifts the pen between one path and the next
        on_map.set_data(np.vstack([part for path in ghost.paths.values() for part in (path, gap)]).T)
        on_map.set_visible(ghost.surface == frame.surface)
        curves = [(*height, np.nan) for height in ghost.heights.values()]
        on_curves.set_data(np.tile(np.arange(len(curves[0])), len(curves)), np.ravel(curves))


def edge(inside: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """Where the line between two places crosses the edge of the map, shape (2,)."""
    step = outside - inside
    with np.errstate(divide="ignore", invalid="ignore"):  # a step straight along one axis never meets two edges
        shares = (np.copysign(REACH, step) - inside) / step
    return np.asarray(inside + step * np.nanmin(shares))


def describe(frame: Race) -> str:
    """Who diverges, who is stuck, who is lowest."""
    sentences = []
    if frame.lost:
        where = _join([f"{name} at step {step}" for name, step in frame.lost.items()])
        sentences.append(
            f"The learning rate {frame.learning_rate:.3g} is too high here for {_join(frame.lost)}: "
            f"the path climbs instead of falling and leaves the map ({where})."
        )
    if frame.wild:
        sentences.append(
            f"The learning rate {frame.learning_rate:.3g} is too high here for {_join(frame.wild)}, "
            "jumping from side to side without coming down."
        )
    if frame.stuck:
        verb = "stands" if len(frame.stuck) == 1 else "stand"
        sentences.append(f"{_join(frame.stuck)} {verb} still on flat ground that is not the lowest place.")
    ends = {name: height[-1] for name, height in frame.heights.items() if name not in frame.lost}
    if ends:
        best, worst = min(ends, key=ends.__getitem__), max(ends, key=ends.__getitem__)
        steps = len(frame.heights[best]) - 1
        sentence = f"After {steps} {'step' if steps == 1 else 'steps'} {best} is the lowest, at {_height(ends[best])}"
        sentences.append(sentence + (f"; {worst} is the highest, at {_height(ends[worst])}." if worst != best else "."))
    return " ".join(sentences)


def _height(height: float) -> str:
    return "a height below 0.0001" if height < 1e-4 else f"height {height:.2g}"


def _join(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def measures(frame: Race) -> dict[str, float]:
    """How high each of the four stands at the end; NaN for one that is lost far away."""
    return {f"height at the end, {name}": float(height[-1]) for name, height in frame.heights.items()}


LAB = Lab(
    title="Optimisers race downhill",
    question="What goes wrong when the learning rate is too low, or too high?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(0.75, 1.0),
    height=400,
)
