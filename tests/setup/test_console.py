"""The line that is rewritten, and the table."""

from __future__ import annotations

import io

import pytest

from workbench.setup.console import Progress, table


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_in_a_log_only_lines_that_stay_are_written() -> None:
    log = io.StringIO()
    progress = Progress(log)
    progress.show("one of a hundred")
    progress.keep("Done.")
    assert log.getvalue() == "Done.\n"


def test_in_a_terminal_the_line_is_rewritten_within_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "21")
    terminal = Terminal()
    progress = Progress(terminal)
    progress.show("a line that is too long for it")
    progress.show("short")
    assert terminal.getvalue() == "\ra line that is too l" + "\rshort" + " " * 15
    progress.keep("Done.")
    assert terminal.getvalue().endswith("\r" + " " * 20 + "\rDone.\n")


def test_columns_line_up() -> None:
    assert table([("a", "bb", ""), ("ccc", "d", "!")]) == "a    bb\nccc  d   !"
