"""Every kind of control comes back from a shared text as it was."""

from __future__ import annotations

from dataclasses import dataclass, make_dataclass

import numpy as np
import pytest

from workbench.errors import SettingsError
from workbench.live.lab import Lab
from workbench.live.share import opened, shared, values
from workbench.live.spec import choice, drawing, grid, number, slider, text, toggle


@dataclass(frozen=True)
class Settings:
    rate: float = slider(0.1, 0.001, 1.0, log=True, label="Rate")
    steps: int = number(3, 1, 10**6, label="Steps")
    kind: str = choice("a b", ["a b", "ü&=?", "c"], label="Kind")
    day: int = choice(1, {0: "no", 1: "yes"}, label="Day")
    on: bool = toggle(False, label="On")
    words: str = text("hello", label="Words")
    kernel: tuple = grid([[0, 1], [2, 3]], -9, 9, label="Kernel")
    digit: tuple = drawing(size=8, label="Digit")


SHELF = make_dataclass("Settings", [], bases=(Settings,), frozen=True)
SHELF.__module__ = "workbench.labs.p0.kinds"
LAB = Lab("Kinds", "?", SHELF, lambda s: iter(()), lambda *axes: None, lambda frame: "")


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"rate": 0.0123456789},
        {"kind": "ü&=?", "day": 0, "on": True},
        {"words": "1 + 1 = 2 & more; true"},
        {"words": ""},
        {"words": "12"},
        {"kernel": [[-1, 0], [5, 9]]},
        {"digit": np.arange(64, dtype="uint8").reshape(8, 8)},
        {"steps": 10**6},
    ],
)
def test_settings_come_back_as_they_were(wanted):
    settings = LAB.settings(**wanted)
    line = shared(LAB, settings)
    name, written = opened(f"  {line}\n")
    assert name == "kinds" and len(line.splitlines()) == 1 and " " not in line
    assert LAB.settings(**values(LAB, written)) == settings


@pytest.mark.parametrize("digits", ["[" * 100_000, "9" * 10_000, "NaN", "1e999", '{"a": 1}'])
def test_a_text_that_somebody_has_made_up_is_refused_in_words(digits):
    with pytest.raises(SettingsError, match="must be"):
        values(LAB, {"steps": digits})
