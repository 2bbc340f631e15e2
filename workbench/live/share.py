"""A lab and its settings as a short text, such as `overfitting@0.1?degree=9&noise=0.2`."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode

from workbench import __version__
from workbench.errors import SettingsError
from workbench.live.drawn import Drawn
from workbench.live.spec import SHELF, Control, LabSpec, brief, default_of

VERSION = ".".join(__version__.split(".")[:2])  # the third number changes no lab
SHAPE = '"overfitting@0.1?degree=9"'


def shared(lab: LabSpec, settings: Any) -> str:
    """The text for a lab; it holds the settings that are not as at the start.

    Raises: SettingsError if others cannot open the lab.
    """
    if lab.origin is not None or not lab.Settings.__module__.startswith(SHELF):
        raise SettingsError(
            "A short text opens only a lab that comes with workbench; this one is yours. Share its code instead."
        )
    changed = {k: _written(v) for k, v in vars(settings).items() if v != default_of(lab.Settings, k)}
    query = urlencode(changed)
    return f"{lab.name}@{VERSION}" + (f"?{query}" if query else "")


def opened(text: str) -> tuple[str, dict[str, str]]:
    """The name of the lab, and the values as they are written.

    Raises: SettingsError if this is no such text, or one of another version.
    """
    name, at, rest = str(text).strip().partition("@")
    version, _, query = rest.partition("?")
    if not at or not name.isidentifier() or not version:
        raise SettingsError(f"`text` must look like {SHAPE}; got {brief(text)}. Copy it from a lab: More, then Share.")
    if version != VERSION:
        raise SettingsError(
            f"This text is from workbench {version}; here is {VERSION}, and the lab may have changed. "
            "Ask for a text from the same version."
        )
    return name, dict(parse_qsl(query, keep_blank_values=True))


def values(lab: LabSpec, written: dict[str, str]) -> dict[str, Any]:
    """The values that these texts stand for.

    Raises: SettingsError for an unknown setting or a value outside its range.
    """
    controls = lab.controls
    read = {name: _read(controls[name], text) if name in controls else text for name, text in written.items()}
    return dict(lab.clean(read))


def _written(value: Any) -> str:
    if isinstance(value, Drawn):
        return repr(value).strip("'")
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _read(control: Control, text: str) -> Any:
    if control.kind == "choice":
        return next((option for option, _ in control.options if _written(option) == text), text)
    if control.kind in ("text", "drawing"):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
