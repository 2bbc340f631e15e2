"""What a person sees while they wait: one line that is rewritten, lines that stay, and tables."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import TextIO


class Progress:
    """A line that is rewritten in a terminal. Where there is none (a log, a pipe), only lines that stay are written."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.live = self.stream.isatty()

    def show(self, text: str) -> None:
        """Replace the line with this text, cut to the width of the terminal."""
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write("\r" + text[:width].ljust(width))
            self.stream.flush()

    def keep(self, text: str) -> None:
        """Write a line that stays."""
        if self.live:
            self.show("")
            self.stream.write("\r")
        self.stream.write(text + "\n")
        self.stream.flush()


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of equal length as lines of text, each column as wide as its longest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
