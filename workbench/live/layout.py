"""Where the panels of a picture stand, so that each is wide enough and no text is written over another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure

from workbench.live.spec import LabSpec
from workbench.live.style import CSS_DPI, INKS, LABEL, Ink, Look

NARROWEST, LOWEST = 240, 80  # CSS px: no panel is narrower or lower than this where another arrangement helps
MAIN = 1.2  # how much wider the main panel is than the two that stand one above the other beside it
MEASURED = np.array((2.5, 1.5, 3.2, 2.4))  # inches: where a panel stands while its labels are measured
LEFT, RIGHT, BOTTOM, TOP, LEGEND_ROW = 60, 14, 42, 30, 20  # CSS px around a panel
SMALLEST = 7  # points: no letters beside a panel are smaller
THINNED = "thinned out"  # marks a label that was hidden here
GAP = 3  # CSS px between two labels of an axis

Columns = list[tuple[float, list[int]]]  # from left to right: the share of the width, and the panels from top to bottom


def rooms(figure: Figure, panels: Sequence[Axes], look: Look) -> list[int]:
    """Room needed to the left of each panel, for ticks and labels, in CSS pixels.

    It is measured in the same place whatever the layout is now: the same labels always get the same room.
    """
    place = MEASURED / np.tile(figure.get_size_inches(), 2)
    return [_left(axes, look, place) for axes in panels]


def lay_out(figure: Figure, panels: Sequence[Axes], lab: LabSpec, look: Look, lefts: Sequence[int]) -> None:
    """Place the panels: side by side, or the main one beside the others, or one below the other.

    The first of these ways in which no panel is too narrow or too low is taken.
    """
    ink = INKS[look.theme]
    for columns in _arrangements(lab):
        widths = _widths(columns, look.width, lefts)
        rows = [_add_legend(axes, (widths[i] + RIGHT) * look.ratio, ink) for i, axes in enumerate(panels)]
        top = [column[0] for _, column in columns]
        for panel in top:  # titles beside each other stand in one line
            rows[panel] = max(rows[i] for i in top)
        outer = [TOP + BOTTOM + LEGEND_ROW * count for count in rows]
        inner = _inner(columns, outer, lab, look)
        total = sum(outer[panel] + inner[panel] for panel in columns[0][1])
        if min(widths) >= NARROWEST and (not look.height or total <= look.height + 1):
            break
    figure.set_size_inches(look.width / CSS_DPI, total / CSS_DPI)
    x = 0.0
    for _, column in columns:
        left, y = max(lefts[panel] for panel in column), float(total)
        for panel in column:
            _set_title(panels[panel], 8 + 0.75 * LEGEND_ROW * rows[panel], widths[panel] + RIGHT, look)
            _fit_label(panels[panel], inner[panel], look)
            y -= outer[panel] + inner[panel]
            box = ((x + left) / look.width, (y + BOTTOM) / total, widths[panel] / look.width, inner[panel] / total)
            panels[panel].set_position(box)
        x += left + widths[column[0]] + RIGHT


def thin_out(panels: Sequence[Axes]) -> None:
    """Hide numbers on an axis that would touch the one before: of every two, three, four ... only the first stays."""
    gap = GAP * panels[0].figure.dpi / CSS_DPI
    for axes in panels:
        for side, axis in enumerate((axes.xaxis, axes.yaxis)):
            _show_all(axis)
            labels = [label for label in axis.get_majorticklabels() if any(map(str.isdigit, label.get_text()))]
            low, high = axes.bbox.get_points()[:, side]
            boxes = [(label, label.get_window_extent().get_points()[:, side]) for label in labels]
            seen = sorted(
                ((*box, label) for label, box in boxes if low - 1 <= box.mean() <= high + 1), key=lambda one: one[0]
            )
            for every in range(1, len(seen) + 1):
                if all(one[1] + gap <= other[0] for one, other in pairwise(seen[::every])):
                    break
                for place, (*_, label) in enumerate(seen):
                    hidden = place % (every + 1) > 0
                    label.set(visible=not hidden, gid=THINNED if hidden else None)


def _arrangements(lab: LabSpec) -> Iterator[Columns]:
    every = list(range(len(lab.panels)))
    yield [(share, [panel]) for panel, share in enumerate(lab.panels)]
    if len(every) > 2:
        others = 1.0, [panel for panel in every if panel != lab.main]
        main = MAIN, [lab.main]
        yield [others, main] if lab.main == every[-1] else [main, others]
    yield [(1.0, every)]


def _widths(columns: Columns, width: int, lefts: Sequence[int]) -> list[float]:
    """The inner width of each panel: by its share, but none too narrow as long as another has width to give."""
    free = width - sum(max(lefts[panel] for panel in column) + RIGHT for _, column in columns)
    shares = np.array([share for share, _ in columns])
    wide = free * shares / shares.sum()
    if free >= NARROWEST * len(columns):
        while (wide < NARROWEST - 1e-6).any():
            more = wide > NARROWEST
            missing = np.maximum(NARROWEST - wide, 0).sum()
            wide = np.where(more, wide - missing * (wide - NARROWEST) / (wide - NARROWEST)[more].sum(), NARROWEST)
    of = {panel: wide[place] for place, (_, column) in enumerate(columns) for panel in column}
    return [float(of[panel]) for panel in sorted(of)]


def _inner(columns: Columns, outer: Sequence[int], lab: LabSpec, look: Look) -> list[float]:
    """The inner height of each panel: columns end together, and a long one may need more than the page has room for."""
    wish = lab.height - TOP - BOTTOM
    alone = len(columns) == 1 and len(columns[0][1]) > 1  # all panels, one below the other
    lowest = [max(LOWEST, wish / 2) if alone and panel == lab.main else LOWEST for panel in range(len(outer))]
    needed = [sum(outer[panel] + lowest[panel] for panel in column) for _, column in columns]
    wanted = sum(outer) + wish * len(outer) if alone else wish + max(outer[column[0]] for _, column in columns)
    total = max(look.height or wanted, *needed, 0)
    inner = list(lowest)
    for (_, column), need in zip(columns, needed, strict=True):
        for panel in column:
            inner[panel] += (total - need) / len(column)
    return inner


def _fit_label(axes: Axes, height: float, look: Look) -> None:
    """The label beside a low panel, in smaller letters."""
    label = axes.yaxis.label
    label.set_fontsize(LABEL)
    long = label.get_window_extent().height / look.ratio
    label.set_fontsize(max(LABEL * min(1, height / max(long, 1)), SMALLEST))


def _show_all(axis: Axis) -> None:
    for tick in axis.get_major_ticks():
        if tick.label1.get_gid() == THINNED:
            tick.label1.set(visible=True, gid=None)


def _left(axes: Axes, look: Look, place: np.ndarray) -> int:
    before = axes.get_position(original=True)  # a panel of equal scales stands inside it, and would drift
    size = axes.yaxis.label.get_fontsize()
    axes.set_position(tuple(place))
    axes.yaxis.label.set_fontsize(LABEL)
    _show_all(axes.yaxis)
    labels = [text for text in axes.texts if not text.get_animated()]
    boxes = [axes.yaxis.get_tightbbox(), *(text.get_window_extent() for text in labels)]
    overhang = float(axes.bbox.x0 - min((box.x0 for box in boxes if box is not None), default=axes.bbox.x0))
    axes.set_position(before)
    axes.yaxis.label.set_fontsize(size)
    return round(min(max(LEFT, overhang / look.ratio + 8), look.width * 0.45))


def _set_title(axes: Axes, pad: float, width: float, look: Look) -> None:
    """The panel's title above its legend, smaller where it would not fit into `width` CSS pixels."""
    title = axes.set_title(
        axes.get_title(loc="left"), loc="left", pad=pad, fontsize=11, fontweight="bold", color=INKS[look.theme].text
    )
    long = title.get_window_extent().width / look.ratio
    title.set_fontsize(11 * min(1, width / max(long, 1)))


def _add_legend(axes: Axes, width: float, ink: Ink) -> int:
    """Put a legend above the panel if its artists have labels, as wide as fits into `width` screen pixels.

    Returns: The number of its rows.
    """
    count = len(axes.get_legend_handles_labels()[1])
    for rows in range(1, count + 1):
        columns = -(-count // rows)
        legend = axes.legend(
            loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=columns, frameon=False, fontsize=9,
            labelcolor=ink.muted, handlelength=1.3, handletextpad=0.5, columnspacing=1.2, borderaxespad=0.2,
            labelspacing=0.3,
        )  # fmt: skip
        for text in legend.get_texts():
            text.set_parse_math(False)  # a name may hold a dollar sign
        if columns == 1 or legend.get_window_extent().width <= width:
            return rows
    return 0
