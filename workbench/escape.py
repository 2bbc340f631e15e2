"""Foreign text in HTML, Markdown and figures: shown as it is, never obeyed. Standard library alone.

Column names, file names, sentences of learners and errors may hold anything. Whoever puts such a text into a page
calls one of these functions, and no other.
"""

from __future__ import annotations

import re
from html import escape

# Characters that show nothing but turn the direction of what follows, join, hide or end it; and halves of emoji, which
# cannot be sent. The two that Persian and Indian scripts need to join letters stay.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_CODE = re.compile(r"(`[^`]+`)")
_START = re.compile(r"^[#>+=-]")  # would make a heading, a quotation or a list
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")  # so would 1. and 1)
_SPECIAL = re.compile(
    r"(?P<formula>\$|\\(?=[(\[]|begin|end|ref|eqref))"
    r"|[\\`*\[\]|~]"  # code, emphasis, links, cells, crossed-out words
    r"|<(?=[A-Za-z/!?])"  # tags
    r"|&(?=#?\w+;)"  # characters written as names or numbers
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis; in_a_word the line is a line
    r"|(?<=[A-Za-z]):(?=//)|(?<=www)\.|(?<=\w)@(?=\w)",  # addresses, which some programs turn into links unasked
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"<span>\\(.)</span>|\\([!-/:-@\[-`{-~])|(`[^`]+`)")


def html(text: str) -> str:
    """Text as HTML, inside an element or between the quotes of an attribute."""
    return escape(_visible(text))


def markdown(text: str) -> str:
    """Text as Markdown on one line, in a paragraph, a list or a cell of a table; only `code` stays marked up."""
    parts = _CODE.split(" ".join(_visible(text).split()))
    line = "".join(part.replace("|", r"\|") if i % 2 else _SPECIAL.sub(_harmless, part) for i, part in enumerate(parts))
    return _NUMBERED.sub(r"\1\\\2", _START.sub(r"\\\g<0>", line))


def from_markdown(line: str) -> str:
    """The text that `markdown` has made this line of."""
    return _ESCAPED.sub(lambda found: found[1] or found[2] or found[3].replace(r"\|", "|"), line)


def matplotlib(text: str) -> str:
    """Text in a figure that reads formulas between dollar signs, as those of shap do."""
    return _visible(text).replace("$", r"\$")


def own_markdown(text: str) -> str:
    """Markdown that somebody wrote: headings, lists and emphasis stay; HTML and links do nothing.

    A link or picture needs `](`, the address of a link kept elsewhere needs `]:`, and a tag a letter behind its `<`.
    """
    plain = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", _visible(text))
    return re.sub(r"\](?=[(:])", r"]\\", plain)


def _harmless(found: re.Match[str]) -> str:
    """With a backslash; what begins a formula also alone in an element, since formulas are looked for on the page."""
    return f"<span>\\{found[0]}</span>" if found["formula"] else f"\\{found[0]}"


def _visible(text: str) -> str:
    return _HIDDEN.sub("\ufffd", text)
