"""The graph of an agent as a drawing: where the run stands, which way it came, and how likely each tool seemed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from workbench.labs.p3_architecture._tokens import CSS_DPI
from workbench.labs.percent import percent
from workbench.labs.quick_text import quick_text
from workbench.live.marks import areas, segments
from workbench.live.spec import Colour

PLACES = {  # shares of the part of the panel that holds the graph, from the bottom left
    "start": (0.16, 1.0),
    "plan": (0.16, 0.74),
    "check": (0.51, 0.74),
    "approve": (0.85, 0.53),
    "act": (0.51, 0.28),
    "observe": (0.16, 0.28),
    "end": (0.16, 0.0),
}
FLAT = {  # the same in two lines, for a low panel
    "start": (0.1, 1.0),
    "plan": (0.36, 1.0),
    "check": (0.63, 1.0),
    "approve": (0.9, 0.5),
    "act": (0.63, 0.0),
    "observe": (0.36, 0.0),
    "end": (0.1, 0.0),
}
EDGES = (
    ("start", "plan"), ("plan", "check"), ("check", "approve"), ("check", "act"), ("check", "observe"),
    ("approve", "act"), ("approve", "observe"), ("act", "observe"), ("observe", "plan"), ("observe", "end"),
)  # fmt: skip
BELOW = ("act", "observe")  # how often these ran stands below them, where no arrow passes
WIDE, HIGH = 68, 22  # CSS pixels of a box
HEAD = 7  # CSS pixels of an arrow's head
BARS = 0.36  # the share of the panel, from the bottom, where the probabilities stand
FLATTEST, FLAT_WIDTH = 165, 320  # CSS pixels: a lower panel has two lines only, if it is so wide
LOW = 230  # CSS pixels: a lower panel has no room for probabilities
NAMES_END = 0.42  # where the names of the tools end
LETTERS = 9.0


class GraphDrawing:
    """The graph fills the upper part of a panel, the probabilities of the tools the lower one.

    Args:
        axes: The panel; it gets no ticks.
        tools: Names of the tools.
    """

    def __init__(self, axes: Axes, tools: Sequence[str]) -> None:
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        self.axes, self.tools = axes, tuple(tools)
        self.lines = segments(axes)
        self.heads = areas(axes)
        self.boxes = areas(axes)
        self.words = {name: quick_text(axes, ha="center", fontsize=LETTERS + 0.5) for name in PLACES}
        self.counts = {name: quick_text(axes, ha="left", fontsize=8, color=Colour.MUTED) for name in PLACES}
        self.heading = quick_text(axes, 0.0, 0.0, fontsize=LETTERS, color=Colour.MUTED)
        self.names = [quick_text(axes, ha="right", fontsize=LETTERS) for _ in tools]
        self.shares = [quick_text(axes, ha="left", fontsize=LETTERS) for _ in tools]
        self.bars = areas(axes, facecolor=Colour.TRAINING, alpha=0.75)

    def update(self, path: Sequence[str], ahead: str, chances: dict[str, float], weighs: bool) -> None:
        """Show where a run stands.

        Args:
            path: The nodes in the order in which they ran; the last one is lit.
            ahead: The node that comes next; the last one of the path itself, where it waits for a person.
            chances: The probability of each tool; empty if none is known.
            weighs: Whether the planner gives probabilities at all.
        """
        for spine in self.axes.spines.values():
            spine.set_visible(False)
        scale = self.axes.figure.dpi / CSS_DPI
        self.size = np.array(self.axes.bbox.size) / scale
        self.low = 0.0 if self.size[1] < LOW else BARS
        self.flat = self.size[1] < FLATTEST and self.size[0] >= FLAT_WIDTH
        self._show_edges(path)
        self._show_nodes(path, ahead)
        self._show_chances(chances, weighs)

    def _at(self, name: str) -> np.ndarray:
        """The middle of a node, in CSS pixels from the bottom left."""
        (x, y), (width, height) = (FLAT if self.flat else PLACES)[name], self.size
        low, high = self.low * height + HIGH / 2 + 3, height - HIGH / 2 - 3
        return np.array([x * width, low + (high - low) * y])

    def _show_edges(self, path: Sequence[str]) -> None:
        taken = Counter(pairwise(path))
        newest = tuple(path[-2:])
        lines, heads, widths, colours = [], [], [], []
        for edge in sorted(EDGES, key=lambda edge: (taken[edge] > 0, edge == newest)):  # the newest on top
            begin, end = self._ends(*edge)
            along = (end - begin) / max(float(np.hypot(*(end - begin))), 1e-9)
            across = np.array([-along[1], along[0]])
            neck = end - HEAD * along
            lines.append(np.array([begin, neck]) / self.size)
            heads.append(np.array([end, neck + HEAD / 2 * across, neck - HEAD / 2 * across]) / self.size)
            widths.append(3.4 if edge == newest else 2.0 if taken[edge] else 1.0)
            colours.append(
                to_rgba(Colour.VALIDATION)
                if edge == newest
                else to_rgba(Colour.TRAINING)
                if taken[edge]
                else to_rgba(Colour.MUTED, 0.55)
            )
        self.lines.set_segments(lines)
        self.lines.set(linewidths=widths, colors=colours)
        self.heads.set_verts(heads)
        self.heads.set_facecolor(colours)

    def _ends(self, one: str, other: str) -> tuple[np.ndarray, np.ndarray]:
        """Where an arrow leaves one box and meets the other."""
        here, there = self._at(one), self._at(other)
        half = np.array([WIDE, HIGH]) / 2 + 1
        way = there - here
        out = 1 / max(np.max(np.abs(way) / half), 1e-9)
        return here + out * way, there - out * way

    def _show_nodes(self, path: Sequence[str], ahead: str) -> None:
        visits, here = Counter(path), path[-1] if path else ""
        boxes, fills, edges, widths = [], [], [], []
        for name in PLACES:
            middle = self._at(name)
            corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (WIDE / 2, HIGH / 2)
            boxes.append((middle + corners) / self.size)
            lit = name == here
            fills.append(
                to_rgba(Colour.VALIDATION, 0.85) if lit else to_rgba(Colour.TRAINING, 0.22 if visits[name] else 0.0)
            )
            near = lit or name == ahead
            edges.append(to_rgba(Colour.VALIDATION if near else Colour.TRAINING if visits[name] else Colour.MUTED))
            widths.append(3.0 if lit else 2.2 if near else 1.2)
            word, count = self.words[name], self.counts[name]
            word.set_text(f"{name}?" if lit and name == ahead else name)
            word.set_position(tuple(middle / self.size))
            word.set_fontweight("bold" if lit else "normal")
            count.set_text(f"{visits[name]}×" if visits[name] > 1 and not self.flat else "")
            corner = (WIDE / 2 - 16, (-1 if name in BELOW else 1) * (HIGH / 2 + 7))
            count.set_position(tuple((middle + corner) / self.size))
        self.boxes.set_verts(boxes)
        self.boxes.set(facecolor=fills, edgecolor=edges, linewidths=widths)

    def _show_chances(self, chances: dict[str, float], weighs: bool) -> None:
        seen = self.low > 0
        rows = np.linspace(self.low - 0.075, 0.03, 1 + len(self.tools))
        self.heading.set_position((0.0, rows[0]))
        self.heading.set_text(
            "" if not seen else "Next tool, to the planner:" if weighs else "Rules give no probabilities."
        )
        boxes = []
        likeliest = max(chances.values(), default=0.0)
        for tool, name, share, y in zip(self.tools, self.names, self.shares, rows[1:], strict=True):
            value = chances.get(tool)
            shown = seen and value is not None
            name.set_text(tool if shown else "")
            name.set_position((NAMES_END, y))
            share.set_text(percent(value, short=True) if shown and value is not None else "")
            share.set_fontweight("bold" if value == likeliest else "normal")
            end = NAMES_END + 0.02 + (0.82 - NAMES_END) * (value or 0.0)
            share.set_position((end + 0.02, y))
            if shown:
                high = 0.35 * (rows[1] - rows[2])
                boxes.append(
                    [(NAMES_END + 0.02, y - high), (end, y - high), (end, y + high), (NAMES_END + 0.02, y + high)]
                )
        self.bars.set_verts(boxes)
