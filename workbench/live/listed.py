"""The settings of a page to hand out: values to move among, each checked, and one value for every other setting."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

from workbench.errors import SettingsError
from workbench.live.spec import Control, LabSpec, Value, brief, default_of

MOST = 3_000  # pictures of one page
KINDS = ("slider", "number", "choice", "toggle")  # controls whose values can be listed


@dataclass(frozen=True)
class Listed:
    """What a page can show.

    Attributes:
        alive: The values of each setting that moves, in the order of its control.
        fixed: The value of each other setting.
        start: What those that move begin with.
    """

    alive: Mapping[str, list[Value]]
    fixed: Mapping[str, Value]
    start: Mapping[str, Value]

    def __len__(self) -> int:
        return math.prod(map(len, self.alive.values()))

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """The values of each picture, the last setting changing first."""
        return (dict(zip(self.alive, values, strict=True)) for values in product(*self.alive.values()))

    def nearer(self, place: int) -> list[int]:
        """Earlier pictures to compare with: one setting is nearer to its first value, the others are the same."""
        found, step = [], 1
        for among in reversed([*self.alive.values()]):
            at = place // step % len(among)
            if at:
                found.append(place - (at & -at) * step)  # of 13: 12, of that 8, then 0: a short way for each
            step *= len(among)
        return found

    @property
    def told(self) -> str:
        """How the number of pictures comes about, and what to leave out."""
        product_ = " × ".join(f"{len(among):,} ({name})" for name, among in self.alive.items())
        longest = max(self.alive, key=lambda name: len(self.alive[name]))
        return f"{product_}. Leave out some values, such as every second one of `{longest}`, or a whole setting."


def listed(lab: LabSpec, values: Mapping[str, Any]) -> Listed:
    """Look at what `Lab.page` was given: by setting, one value to fix it at, or several to move among.

    Raises: SettingsError, in a sentence: the lab cannot be a page; it has no such setting or value; a value lies
        between two steps; nothing moves; too many pictures.
    """
    _refuse(lab)
    lab.clean({name: value for name, value in values.items() if name not in lab.controls})  # says what it has
    starts = {name: default_of(lab.Settings, name) for name in lab.controls}
    lists = {name: _values(lab, name, values[name], starts[name]) for name in lab.controls if name in values}
    alive = {name: among for name, among in lists.items() if len(among) > 1}
    if not alive:
        name, control = next(iter(lab.controls.items()))
        raise SettingsError(
            f"At least one setting must have several values to move among; got none. "
            f"Write them down, such as `{name}={_example(control)}`. This lab has {', '.join(lab.controls)}."
        )
    made = Listed(
        alive,
        {name: lists.get(name, [start])[0] for name, start in starts.items() if name not in alive},
        {name: starts[name] if starts[name] in among else among[0] for name, among in alive.items()},
    )
    if len(made) > MOST:
        raise SettingsError(f"A page holds {MOST:,} pictures at most; this would be {len(made):,}: {made.told}")
    return made


def _refuse(lab: LabSpec) -> None:
    """Say why this lab cannot be a page, if it cannot."""
    why = lab.only_live
    for name, control in lab.controls.items():
        if control.kind not in KINDS:
            why = f"`{name}` takes what a person draws or writes, which nobody can compute beforehand"
    if not lab.controls:
        why = "it has no setting to move"
    if why:
        raise SettingsError(f"This lab cannot be a page: {why.rstrip('.')}. Show it live: `{lab.opening[0]}.show()`.")


def _values(lab: LabSpec, name: str, given: Any, start: Value) -> list[Value]:
    """The values of one setting, each once, in the order of its control."""
    control = lab.controls[name]
    several = isinstance(given, Iterable) and not isinstance(given, (str, bytes, Mapping))
    raw = list(islice(given, MOST + 1)) if several else [given]
    made = dict.fromkeys(_on_step(name, control, lab.clean({name: value})[name], start) for value in raw)
    if not made:
        raise SettingsError(f"`{name}` must have at least one value; got none. Leave it out, or write some values.")
    if control.kind == "choice":
        return [option for option, _ in control.options if option in made]
    return sorted(made, key=float)


def _on_step(name: str, control: Control, value: Value, start: Value) -> Value:
    """A value as its slider gives it."""
    if control.kind != "slider" or control.log or value == start:
        return value
    steps = (float(value) - control.low) / control.step
    if abs(steps - round(steps)) > 1e-6:
        below, above = (control.low + control.step * place for place in (math.floor(steps), math.ceil(steps)))
        raise SettingsError(
            f"`{name}` must lie on a step of its slider, {control.step:g} each from {control.low:g} on; "
            f"got {brief(value)}. Choose {below:g} or {above:g}."
        )
    return value if control.integer else float(f"{control.low + control.step * round(steps):.12g}")


def _example(control: Control) -> str:
    if control.kind == "toggle":
        return "[False, True]"
    if control.kind == "choice":
        return repr([*control.named])
    if control.integer and not control.log:
        return f"range({control.low:g}, {control.high + 1:g})"
    return f"[{control.low:g}, {control.high:g}]"
