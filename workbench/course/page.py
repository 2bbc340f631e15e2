"""Panels of text that need no widget: one plain form for terminals and tests, one HTML form for the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench import escape

# Only the bar at the left is coloured; words keep the theme's own colour, so light and dark are both readable.
_BARS: Mapping[str, str] = {
    "passed": "--jp-success-color1",
    "failed": "--jp-warn-color1",
    "error": "--jp-error-color1",
    "unattempted": "--jp-border-color1",
    "note": "--jp-brand-color1",
}


@dataclass(frozen=True)
class Panel:
    """Something to show on the last line of a cell."""

    plain: str
    html: str

    def __repr__(self) -> str:
        """The plain form."""
        return self.plain

    @property
    def bundle(self) -> dict[str, str]:
        """Both forms, by MIME type."""
        return {"text/plain": self.plain, "text/html": self.html}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return self.bundle


def inline(text: str) -> str:
    """Plain text as HTML; only `code` between backticks is marked up."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape.html(text)).replace("\n", "<br>")


def panel(heading: str, *paragraphs: str, tone: str = "note") -> Panel:
    """A heading and a few sentences. Empty paragraphs are left out."""
    kept = [paragraph for paragraph in paragraphs if paragraph]
    body = "".join(f"<div>{inline(paragraph)}</div>" for paragraph in kept)
    heading = as_sentence(heading)
    return Panel("\n".join([heading, *kept]), framed(f"<strong>{inline(heading)}</strong> {body}", tone))


def as_sentence(words: str) -> str:
    """Words as a sentence: with a full stop, unless they end in a mark already."""
    return words if words.endswith((".", "?", "!")) else f"{words}."


def framed(body: str, tone: str = "note") -> str:
    """HTML with the coloured bar of a panel."""
    style = f"border-left: 4px solid var({_BARS[tone]}); padding: 2px 0 2px 12px; margin: 4px 0; line-height: 1.5"
    # What is shown here holds no formulas: a price in dollars must not become one.
    return f'<div class="workbench-panel mathjax_ignore tex2jax_ignore" data-tone="{tone}" style="{style}">{body}</div>'


def code_block(code: str) -> str:
    """HTML of some lines of code."""
    return f"<pre><code>{escape.html(code)}</code></pre>"
