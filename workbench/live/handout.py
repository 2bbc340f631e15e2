"""A lab as one HTML file to hand out: it needs no Python and no network, and moves among pictures made beforehand.

The file holds the same page.js and page.css as a live lab; handout.js answers there in place of the kernel. A policy
in the file forbids every request, and lets no script and no style work but these. What comes from data stands in a
block of JSON, in which no tag can begin, and reaches the page as text.
"""

from __future__ import annotations

import json
import os
import time
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any

import workbench
from workbench.errors import SettingsError
from workbench.escape import html
from workbench.live import report
from workbench.live.listed import Listed, listed
from workbench.live.shelf import Shelf
from workbench.live.spec import Frame, LabSpec, Value, brief, default_of
from workbench.live.view import SCRIPTS, STYLE, spec_of
from workbench.scripts import script

HERE = Path(__file__).parent
MOST_BYTES = 25_000_000  # of one page
MARK = '<meta name="generator" content="workbench'  # by which a page is known, which may be replaced by a newer one
BETWEEN = 0.5  # s between two words of progress


def hand_out(lab: LabSpec, path: str | os.PathLike[str], values: Mapping[str, Any]) -> Path:
    """Make the page; see `Lab.page`.

    Args:
        lab: The lab.
        path: Where the file goes.
        values: By setting, one value to fix it at, or several to move among.
    """
    target, choices = _target(path), listed(lab, values)
    pictures, shelf, first = _pictures(lab, choices)
    text = _assembled(lab, choices, pictures, shelf, first)
    if len(text) > MOST_BYTES:
        raise _too_large(len(text), choices)
    _write(target, text)
    print(f"\r{target.name}: {len(choices):,} pictures, {len(text) / 1e6:.1f} MB. Open it in any browser.".ljust(60))
    return target


def _target(path: str | os.PathLike[str]) -> Path:
    """Where the page may go: a name of HTML in a folder that is there; no other file is replaced."""
    target = Path(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise SettingsError(f'`path` must end in ".html"; got {brief(str(path))}. Add the ending.')
    if not target.parent.is_dir():
        raise SettingsError(f"The folder {brief(str(target.parent))} must be there; it is missing. Make it first.")
    if target.is_dir() or (target.exists() and MARK.encode() not in target.read_bytes()[:4096]):
        raise SettingsError(f"{brief(target.name)} is there already, and is no page of a lab. Choose another name.")
    return target


def _pictures(lab: LabSpec, choices: Listed) -> tuple[list[dict[str, Any]], Shelf, list[bytes]]:
    """What the page keeps of each picture, the shelf that made them, and the first to be seen as PNG."""
    shelf, progress = Shelf(lab), _Progress(len(choices))
    pictures: list[dict[str, Any]] = []
    first, size = [b"", b""], 0
    for values in choices:
        progress.show(len(pictures))
        settings = lab.settings(**choices.fixed, **values)
        frame = _run(lab, settings)
        if values == choices.start:
            first = shelf.png(frame)
        layers = [
            (layer.size, layer.on, _text(layer.data)) for layer in shelf.put(frame, choices.nearer(len(pictures)))
        ]
        words = report.fit(lab.describe(frame))
        moves = _suggestions(lab, choices, frame)
        pictures.append({"layers": layers, "text": words, "code": _code(lab, settings), "suggestions": moves})
        size += len(json.dumps(pictures[-1]))
        if size > MOST_BYTES:
            raise _too_large(size * len(choices) / len(pictures), choices)
    return pictures, shelf, first


def _too_large(size: float, choices: Listed) -> SettingsError:
    about = f"this would have about {size / 1e6:,.0f} MB: {len(choices):,} pictures"
    return SettingsError(f"A page has {MOST_BYTES / 1e6:g} MB at most; {about}, {choices.told}")


def _run(lab: LabSpec, settings: Any) -> Frame:
    try:
        frame: Frame = lab.run(**asdict(settings))
    except Exception as error:
        error.add_note(f"The page was not made. The settings were {settings!r}.")
        raise
    return frame


def _code(lab: LabSpec, settings: Any) -> str:
    """Python that opens the live lab with these settings."""
    called, before = lab.opening
    changed = {name: value for name, value in asdict(settings).items() if value != default_of(lab.Settings, name)}
    return f"{before}{called}.show({', '.join(f'{name}={value!r}' for name, value in changed.items())})"


def _suggestions(lab: LabSpec, choices: Listed, frame: Frame) -> list[dict[str, Any]]:
    """Those of a frame's suggestions that this page can follow."""
    made = []
    for suggestion in frame.suggestions:
        values = lab.clean(suggestion.values)
        stay = {name: value for name, value in values.items() if name in choices.fixed}
        move = {name: value for name, value in values.items() if value in choices.alive.get(name, ())}
        if move and len(move) + len(stay) == len(values) and stay.items() <= choices.fixed.items():
            made.append({"label": suggestion.label, "values": move})
    return made


def _assembled(
    lab: LabSpec, choices: Listed, pictures: list[dict[str, Any]], shelf: Shelf, first: Iterable[bytes]
) -> str:
    """The whole file. All that comes from data and settings is ASCII in it."""
    book = {
        "spec": _spec(lab, choices),
        "fixed": _told(lab, choices.fixed),
        "pictures": pictures,
        "widths": shelf.widths,
        "palette": [_text(colours.tobytes()) for colours in shelf.palette.colours()],
    }
    code = script(*SCRIPTS, HERE / "handout.js")
    style = STYLE.read_text(encoding="utf-8") + (HERE / "handout.css").read_text(encoding="utf-8")
    light, dark = (f"data:image/png;base64,{_text(png)}" for png in first)
    return Template((HERE / "handout.html").read_text(encoding="utf-8")).substitute(
        book=json.dumps(book).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"),
        script=code,
        script_hash=_hash(code),
        style=style,
        style_hash=_hash(style),
        version=workbench.__version__,
        title=html(lab.title),
        question=html(lab.question),
        sentence=html(pictures[[*choices].index(dict(choices.start))]["text"]),
        light=light,
        dark=dark,
        made=f"{date.today():%d %B %Y}".lstrip("0"),
        data="".join(f"<p>{html(line)}</p>" for line in _data(lab, choices)),
    )


def _spec(lab: LabSpec, choices: Listed) -> dict[str, Any]:
    """What page.js must know: the living controls alone, each with its values; all panels are one picture."""
    spec = spec_of(lab, lab.settings(**choices.fixed, **choices.start), (), ())
    controls = []
    for control in spec["controls"]:
        among = choices.alive.get(control["name"])
        if among:
            options = [option for option in control["options"] if option[0] in among]
            kind = "slider" if control["kind"] == "number" else control["kind"]
            controls.append({**control, "kind": kind, "options": options, "among": among, "more": False, "track": None})
    still = {"panels": 1, "main": 0, "born": 0, "hold": False}  # all is computed: nothing has to wait for Run
    return {**spec, "controls": controls, "values": dict(choices.start), **still}


def _told(lab: LabSpec, fixed: Mapping[str, Value]) -> list[tuple[str, str]]:
    """Label and value of each setting that does not move, in words."""
    told = []
    for name, value in fixed.items():
        control = lab.controls[name]
        if control.kind == "choice":
            words = dict(control.options)[value]
        elif control.kind == "toggle":
            words = "on" if value else "off"
        else:
            words = f"{value if control.integer else format(value, '.4g')} {control.unit}".rstrip()
        told.append((control.label, words))
    return told


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _data(lab: LabSpec, choices: Listed) -> list[str]:
    """A line for each data set that the pictures show: what it is, its licence and where it is from."""
    cards = {card.title: card for values in choices for card in lab.data(lab.settings(**choices.fixed, **values))}
    return [
        " ".join(
            _sentence(part) for part in (f"Data: {card.title}", f"Licence: {card.licence}", f"Source: {card.source}")
        )
        for card in cards.values()
    ]


def _write(target: Path, text: str) -> None:
    """All of the file or nothing: it is written beside its place, then moved there."""
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _hash(text: str) -> str:
    return _text(sha256(text.encode()).digest())


class _Progress:
    """One line, rewritten now and then: how far, and how long it will take."""

    def __init__(self, count: int) -> None:
        self._count, self._begun, self._told = count, time.perf_counter(), time.perf_counter()

    def show(self, done: int) -> None:
        now = time.perf_counter()
        if done and now - self._told > BETWEEN:
            self._told = now
            left = (now - self._begun) * (self._count - done) / done
            wait = f"{left:.0f} s" if left < 90 else f"{left / 60:.0f} min"
            print(f"\r{done:,} of {self._count:,} pictures, about {wait} left ", end="", flush=True)
