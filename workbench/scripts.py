"""Several files of JavaScript as the one text that a widget carries. Standard library alone."""

from __future__ import annotations

import re
from pathlib import Path

_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)
SHARED = Path(__file__).with_name("element.js")  # what every page needs


def script(*files: Path) -> str:
    """The text of `element.js` and these files, in this order, as one module.

    Their imports of each other are left out: all names stand in one scope. Each file must keep an import on one line.

    Raises: OSError if a file cannot be read.
    """
    texts = (path.read_text(encoding="utf-8") for path in (SHARED, *files))
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)
