"""What an exception says, in words that can be shown: whatever it holds, and even if it cannot say it."""

from __future__ import annotations

import traceback

from workbench.errors import WorkbenchError

MOST = 20_000  # characters: more helps nobody, and would slow the page down


def fit(text: str, most: int = MOST) -> str:
    """A text that can be sent: halves of characters are spelled out, and the middle of a long one is left out."""
    if len(text) > most:
        text = f"{text[: most // 2]}\n[... {len(text) - most:,} characters left out ...]\n{text[-most // 2 :]}"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def words(error: BaseException) -> str:
    """What the exception says; if saying it fails, that is the footnote."""
    try:
        return fit(str(error), 2_000)
    except BaseException as second:  # noqa: BLE001 - also what ends a program elsewhere must not end the labs' thread
        return f"(it cannot say more: its text raised {kind(second)})"


def kind(error: BaseException) -> str:
    """The name of its class, even where the class will not give it."""
    return fit(type.__dict__["__name__"].__get__(type(error)), 200)


def sentence(error: BaseException) -> str:
    """One or two sentences for the page."""
    if isinstance(error, WorkbenchError):
        return words(error)
    return f"The lab stopped with an error. {kind(error)}: {words(error)}"


def details(error: BaseException) -> str:
    """The traceback, as Python prints it."""
    try:
        return fit("".join(traceback.format_exception(error)))
    except BaseException as second:  # noqa: BLE001 - as above
        return f"{kind(error)}: {words(error)}\n(its traceback cannot be shown: {kind(second)})"
