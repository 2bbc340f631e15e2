"""What came out of a sweep as a picture: each measure against the control, or a heat map of two controls."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

from workbench.live.pins import in_words, spell
from workbench.live.spec import Colour, Control, LabSpec, Value
from workbench.live.style import CSS_DPI, INKS, Look, dress, show_as_written
from workbench.live.sweep import SingleRun, SweepPlan

MOST = 6  # measures that have a panel; the table has all
NARROWEST = 270  # CSS px of a panel
TALL, LOW = 230, 180  # CSS px of a panel, in one row and in more
FACTOR = 50  # between the lowest and the highest mean, from which an axis goes by factors
FEW = 60  # cells of a heat map that have room for numbers


@dataclass(frozen=True)
class SweepPanel:
    """Where a panel stands in the picture, for the marks and clicks of the page.

    Attributes:
        box: Left, top, right and bottom, as shares of the picture's width and height.
        places: For each axis that a control goes along, x first: where each of its values stands, as such a share.
    """

    box: tuple[float, float, float, float]
    places: tuple[tuple[float, ...], ...]


def draw(lab: LabSpec, plan: SweepPlan, runs: Sequence[SingleRun], look: Look) -> tuple[bytes, list[SweepPanel]]:
    """The picture as PNG, and where its panels stand.

    Args:
        lab: The lab.
        plan: What is swept.
        runs: The runs that are done.
        look: Theme, width and sharpness of the picture.
    """
    names = list(dict.fromkeys(name for one in runs for name in one.measures))[:MOST]
    columns = max(1, min(len(names), look.width // NARROWEST))
    rows = max(1, -(-len(names) // columns))
    height = rows * (TALL if rows == 1 else LOW)
    figure = Figure((look.width / CSS_DPI, height / CSS_DPI), dpi=CSS_DPI * look.ratio, layout="constrained")
    axes = [figure.add_subplot(rows, columns, i + 1) for i in range(len(names))]
    for panel, name in zip(axes, names, strict=True):
        panel.set_title(name, loc="left", fontsize=10, fontweight="bold", color=INKS[look.theme].text)
        if len(plan.values) == 1:
            _draw_line(panel, lab, plan, runs, name)
        else:
            _draw_map(panel, lab, plan, runs, name)
    dress(figure, INKS[look.theme])
    for panel in axes:
        if len(plan.values) == 2:
            panel.grid(False)
        panel.tick_params(labelsize=8.5)
    show_as_written(axes)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    file = io.BytesIO()
    Image.fromarray(np.asarray(canvas.buffer_rgba())).save(file, "PNG", compress_level=1)
    return file.getvalue(), [_placed(panel, lab, plan) for panel in axes]


def summary(plan: SweepPlan, runs: Sequence[SingleRun], name: str) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of a measure over the repeats, by the values of the controls; NaN where none is.

    Returns: Two arrays of one dimension a control. The deviation is 0 where there is one repeat alone.
    """
    shape = tuple(len(values) for _, values in plan.values)
    place = [{value: i for i, value in enumerate(values)} for _, values in plan.values]
    found: dict[tuple[int, ...], list[float]] = {}
    for one in runs:
        at = tuple(place[i][one.changes[key]] for i, (key, _) in enumerate(plan.values))
        value = one.measures.get(name, math.nan)
        if math.isfinite(value):
            found.setdefault(at, []).append(value)
    mean, spread = np.full(shape, np.nan), np.full(shape, np.nan)
    for at, values in found.items():
        mean[at] = np.mean(values)
        spread[at] = np.std(values, ddof=1) if len(values) > 1 else 0.0
    return mean, spread


def _positions(control: Control, values: Sequence[Value]) -> list[float]:
    """Where values stand on an axis: numbers where they are, others side by side."""
    numeric = control.kind in ("slider", "number")
    return [float(value) if numeric else float(i) for i, value in enumerate(values)]


def _set_axis(axes: Axes, control: Control, values: Sequence[Value]) -> None:
    axes.set_xlabel(f"{control.label} ({control.unit})" if control.unit else control.label)
    if control.kind not in ("slider", "number"):
        words = [in_words(control, value) for value in values]
        axes.set_xticks(range(len(values)), [word if len(word) < 16 else f"{word[:14]}…" for word in words])
        axes.set_xlim(-0.5, len(values) - 0.5)
    elif control.log:
        axes.set_xscale("log")
    elif control.integer:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _wide(mean: np.ndarray) -> bool:
    """Whether values are so far apart that only factors show them."""
    known = mean[np.isfinite(mean)]
    return known.size > 1 and bool(known.min() > 0 and known.max() / known.min() > FACTOR)


def _floor(mean: np.ndarray) -> float:
    """Where an axis of factors begins: what is a million times smaller than the largest stands there too."""
    return max(float(np.nanmin(mean)), float(np.nanmax(mean)) / 1e6)


def _draw_line(axes: Axes, lab: LabSpec, plan: SweepPlan, runs: Sequence[SingleRun], name: str) -> None:
    ((key, values),) = plan.values
    mean, spread = summary(plan, runs, name)
    x = np.array(_positions(lab.controls[key], values))
    _set_axis(axes, lab.controls[key], values)
    if plan.seeds:
        axes.fill_between(x, mean - spread, mean + spread, color=Colour.TRAINING, alpha=0.25, linewidth=0)
    axes.plot(x, mean, "o-", color=Colour.TRAINING, linewidth=1.8, markersize=3.5)
    if _wide(mean):
        axes.set(yscale="log", ylim=(_floor(mean) / 1.5, np.nanmax(mean + spread) * 1.5))


def _draw_map(axes: Axes, lab: LabSpec, plan: SweepPlan, runs: Sequence[SingleRun], name: str) -> None:
    (across, xs), (up, ys) = plan.values
    mean = summary(plan, runs, name)[0].T  # rows upwards
    for which, control, values in (("x", lab.controls[across], xs), ("y", lab.controls[up], ys)):
        axis: Any = axes.xaxis if which == "x" else axes.yaxis
        words = [in_words(control, value) for value in values]
        every = max(1, -(-len(words) // (6 if which == "x" else 8)))
        axis.set_ticks(range(0, len(words), every), words[::every])
        axes.set(**{f"{which}label": f"{control.label} ({control.unit})" if control.unit else control.label})
    shown = np.ma.masked_invalid(mean)
    scale = LogNorm(vmin=_floor(mean), clip=True) if _wide(mean) else None
    mesh = axes.pcolormesh(np.arange(len(xs)), np.arange(len(ys)), shown, cmap="viridis", norm=scale)
    bar = axes.figure.colorbar(mesh, ax=axes, fraction=0.06, pad=0.02)
    bar.ax.tick_params(labelsize=8)
    if mean.size <= FEW and len(xs) <= 8 and np.isfinite(mean).any():
        shade = np.log(np.maximum(mean, _floor(mean))) if _wide(mean) else mean
        middle = np.nanmin(shade) + 0.6 * (np.nanmax(shade) - np.nanmin(shade))
        for (row, column), value in np.ndenumerate(mean):
            if math.isfinite(value):
                dark = shade[row, column] < middle
                axes.text(column, row, spell(float(f"{value:.3g}")), ha="center", va="center", fontsize=8,
                          color="white" if dark else "black")  # fmt: skip


def _placed(axes: Axes, lab: LabSpec, plan: SweepPlan) -> SweepPanel:
    width, height = axes.figure.bbox.size
    box = axes.bbox
    places = []
    for i, (key, values) in enumerate(plan.values):
        on_map = len(plan.values) == 2
        at = list(range(len(values))) if on_map else _positions(lab.controls[key], values)
        points = np.zeros((len(at), 2))
        points[:, 1 - i] = axes.get_ylim()[0] if i == 0 else axes.get_xlim()[0]
        points[:, i] = at
        pixels = axes.transData.transform(points)[:, i]
        places.append(tuple((pixels / width if i == 0 else 1 - pixels / height).round(5).tolist()))
    edges = box.x0 / width, 1 - box.y1 / height, box.x1 / width, 1 - box.y0 / height
    return SweepPanel(tuple(round(float(edge), 5) for edge in edges), tuple(places))  # type: ignore[arg-type]
