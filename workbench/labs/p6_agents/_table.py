"""The trace of an agent as a table: two lines a step, marks where something failed and where it was mended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from workbench.experiments.agent_goals import failed
from workbench.experiments.agents import TraceLine
from workbench.labs.p3_architecture._tokens import CSS_DPI
from workbench.labs.p6_agents._lines import cut, in_lines
from workbench.labs.quick_text import QuickText, quick_text
from workbench.live.marks import areas
from workbench.live.spec import Colour

LETTERS = 8.5  # points
FIRST, ROW, LINE = 40, 33, 14  # CSS pixels: where the first row begins, from row to row, from line to line
GUTTER, TIME, GAP = 18, 44, 8  # CSS pixels: of the numbers, of the times, between columns
HEADS = ("thought", "tool and arguments", "result")
SHARES = (0.29, 0.32, 0.39)  # of the width that is left
NARROW, NARROW_SHARES = 340, (0.0, 0.45, 0.55)  # CSS pixels: a narrower panel has no room for thoughts
LOW, DETAIL = 240, 3  # CSS pixels: in a higher panel the newest step has so many lines of its own, at least
MOST_LINES = 7  # that it has at most
FAILED, MENDS, REFUSED, OPEN = "✗", "↻", "⊘", "…"
COLOURS = {FAILED: Colour.WARNING, MENDS: Colour.BEST, REFUSED: Colour.PURPLE, OPEN: Colour.VALIDATION}


@dataclass(frozen=True)
class TableRow:
    """One step as the table shows it.

    Attributes:
        number: Of the step, from 1.
        line: What was done.
        mark: One of the four marks; "" if nothing is to be marked.
        result: What came of it, in words.
    """

    number: int
    line: TraceLine
    mark: str
    result: str


def table_rows(
    trace: Sequence[TraceLine], mends: Mapping[int, int], wish: TraceLine | None, open_: str
) -> list[TableRow]:
    """The rows of a trace.

    Args:
        trace: The lines.
        mends: Which error was mended by which line: places, from 0.
        wish: What is planned and has no result yet; None if nothing is.
        open_: What to say in place of its result.
    """
    rows = []
    for place, line in enumerate(trace):
        mended = [error + 1 for error, later in mends.items() if later == place]
        if line.error:
            mark = FAILED if failed(line) else REFUSED
            result = f"error: {line.error}" if failed(line) else f"no: {line.error}"
        else:
            mark = MENDS if mended else ""
            told = f"mends {' and '.join(map(str, mended))}: " if mended else ""
            more = f"(cut: {lost}) " if (lost := cut_off(line.result)) else ""
            result = told + more + " ".join(line.result.split())
        rows.append(TableRow(place + 1, line, mark, result))
    if wish is not None:
        rows.append(TableRow(len(trace) + 1, wish, OPEN, open_))
    return rows


def cut_off(result: str) -> str:
    """What `agent.calls.shortened` says at the end of a result that was too long; "" if it was not."""
    found = re.search(r" … and ([\d,]+ characters more)$", result)
    return found[1] if found else ""


class TraceTable:
    """A table that fills a panel from the top; where there is no room for all steps, the first are left out.

    Args:
        axes: The panel; it gets no ticks.
        most: How many rows there can be.
    """

    def __init__(self, axes: Axes, most: int) -> None:
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
        self.axes = axes
        self.bands = areas(axes, transform=axes.transAxes)
        self.goal = self._text(weight="bold")
        self.heads = [self._text(color=Colour.MUTED) for _ in HEADS]
        self.time_head = self._text(color=Colour.MUTED, ha="right")
        self.detail = [self._text(color=Colour.MUTED), *(self._text() for _ in range(MOST_LINES))]
        self.cells = [self._row() for _ in range(most)]
        self.shown: list[tuple[int, float]] = []  # which step stands where
        self.high = 0.0

    def _text(self, **style: Any) -> QuickText:
        made = quick_text(self.axes, transform=self.axes.transAxes, fontsize=LETTERS, **style)
        made.even = True
        return made

    def _row(self) -> dict[str, QuickText]:
        names = ("number", "mark", "thought 1", "thought 2", "tool", "args", "result 1", "result 2")
        right = {"time": self._text(ha="right", color=Colour.MUTED)}
        return {**{name: self._text(**({"weight": "bold"} if name == "tool" else {})) for name in names}, **right}

    def update(self, goal: str, rows: Sequence[TableRow]) -> None:
        """Show these rows below the goal."""
        for spine in self.axes.spines.values():
            spine.set_visible(False)
        scale = self.axes.figure.dpi / CSS_DPI
        width, height = (float(side) / scale for side in self.axes.bbox.size)
        place = np.array([1 / width, 1 / height])

        def put(text: QuickText, words: str, x: float, y: float) -> None:
            text.set_text(words)
            text.set_position((x * place[0], 1 - y * place[1]))

        free = width - GUTTER - TIME - len(HEADS) * GAP
        narrow = width < NARROW
        wide = [share * free for share in (NARROW_SHARES if narrow else SHARES)]
        left = [GUTTER + place * GAP + sum(wide[:place]) for place in range(len(HEADS))]
        room = max(1, int((height - FIRST - (DETAIL * LINE + 22 if height > LOW else 0)) // ROW))
        shown = rows[-min(room, len(self.cells)) :]
        before = len(rows) - len(shown)
        put(self.goal, cut(f"Goal: {goal}", width, LETTERS, bold=True), 0, 8)
        heads = list(HEADS)
        if before:
            heads[narrow] = f"… {before} before"
        for head, words, x, space in zip(self.heads, heads, left, wide, strict=True):
            put(head, cut(words, space, LETTERS) if space else "", x, 27)
        put(self.time_head, "time", width, 27)
        bands, tints = [], []
        for texts in self.cells[len(shown) :]:
            for text in texts.values():
                text.set_text("")
        for i, (row, texts) in enumerate(zip(shown, self.cells, strict=False)):
            top = FIRST + ROW * i
            first, second = top + 9, top + 9 + LINE
            put(texts["number"], f"{row.number}", 2, first)
            put(texts["mark"], row.mark, 2, second)
            texts["mark"].set_color(COLOURS.get(row.mark, Colour.MUTED))
            for name, words, column in (("thought", row.line.thought, 0), ("result", row.result, 2)):
                lines = [*(in_lines(words, wide[column], LETTERS, 2) if wide[column] else ()), "", ""]
                put(texts[f"{name} 1"], lines[0], left[column], first)
                put(texts[f"{name} 2"], lines[1], left[column], second)
            put(texts["tool"], cut(row.line.tool, wide[1], LETTERS, bold=True), left[1], first)
            put(texts["args"], cut(row.line.args, wide[1], LETTERS), left[1], second)
            put(texts["time"], told_time(row.line.ms) if row.mark != OPEN else "", width, first)
            if row.mark:
                edges = np.array([(0, top), (width, top), (width, top + ROW - 2), (0, top + ROW - 2)])
                bands.append(np.array([0, 1]) + edges * place * (1, -1))
                tints.append(to_rgba(COLOURS[row.mark], 0.13))
        self.bands.set_verts(bands)
        self.bands.set_facecolor(tints)
        top = FIRST + ROW * len(shown) + 14
        lines = in_lines(_whole(rows[-1]), width, LETTERS, min(MOST_LINES, int((height - top) // LINE))) if rows else []
        put(self.detail[0], f"Step {rows[-1].number} in full:" if lines else "", 0, top)
        for i, text in enumerate(self.detail[1:]):
            put(text, lines[i] if i < len(lines) else "", 0, top + LINE * (i + 1))
        self.shown = [(row.number - 1, 1 - (FIRST + ROW * i) / height) for i, row in enumerate(shown)]
        self.high = ROW / height

    def row_at(self, y: float) -> int | None:
        """The number of the step, from 0, whose row is at a height of the panel, in shares from the bottom."""
        return next((number for number, top in self.shown if top - self.high <= y <= top), None)


def _whole(row: TableRow) -> str:
    """What was called and what came of it."""
    asked = "" if row.line.args == row.result else f" ({row.line.args})"
    return f"{row.line.tool}{asked} → {row.result}"


def told_time(ms: float) -> str:
    """A time in few letters, whatever it is."""
    if ms < 9.95:
        return f"{ms:.1f} ms"
    return f"{ms:.0f} ms" if ms < 999.5 else f"{ms / 1000:.1f} s" if ms < 99_950 else f"{ms / 60_000:.0f} min"
