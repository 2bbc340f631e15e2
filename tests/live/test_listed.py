"""What a page to hand out may be asked for, and the whole sentence of each refusal."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, make_dataclass, replace

import numpy as np
import pytest

from workbench.errors import SettingsError
from workbench.live.lab import Lab
from workbench.live.listed import MOST, listed
from workbench.live.spec import Control, Frame, choice, number, slider, toggle


@dataclass(frozen=True)
class Settings:
    height: float = slider(1.0, 0.0, 5.0, step=0.25, label="Height")
    width: int = slider(2, 1, 99, label="Width", step=2)
    rate: float = slider(0.1, 0.001, 1.0, log=True, label="Rate")
    seed: int = number(0, 0, 9999, label="Seed")
    shape: str = choice("round", ["round", "square", "flat"], label="Shape")
    filled: bool = toggle(False, label="Filled")


def compute(s):
    yield Frame()


LAB = Lab("Shapes", "Which?", Settings, compute, None, lambda frame: "")


def refusal(lab=LAB, **values):
    with pytest.raises(SettingsError) as raised:
        listed(lab, values)
    return str(raised.value)


def test_values_stand_in_the_order_of_their_control_and_each_once():
    made = listed(LAB, {"filled": [True, False], "shape": ("flat", "round"), "width": np.array([5, 3, 3]), "seed": 7})
    assert made.alive == {"width": [3, 5], "shape": ["round", "flat"], "filled": [False, True]}
    assert list(made.alive) == ["width", "shape", "filled"]
    assert made.fixed == {"height": 1.0, "rate": 0.1, "seed": 7}
    assert len(made) == len(list(made)) == 8
    assert list(made)[:2] == [
        {"width": 3, "shape": "round", "filled": False},
        {"width": 3, "shape": "round", "filled": True},
    ]


def test_a_page_starts_as_the_lab_does_where_it_can():
    assert listed(LAB, {"height": [0, 1, 2], "width": [3, 5]}).start == {"height": 1.0, "width": 3}


def test_values_are_those_that_the_slider_gives():
    values = listed(LAB, {"height": np.arange(0, 1.1, 0.25) + 1e-12, "rate": [0.5, 0.0123]}).alive
    assert values == {"height": [0.0, 0.25, 0.5, 0.75, 1.0], "rate": [0.0123, 0.5]}


def test_a_picture_is_compared_with_earlier_ones_that_differ_in_one_setting():
    made = listed(LAB, {"width": range(1, 99, 2), "seed": range(7)})
    pictures = list(made)
    for place, values in enumerate(pictures):
        steps, at = 0, place
        for earlier in made.nearer(place):
            assert earlier < place
            assert len([name for name in values if values[name] != pictures[earlier][name]]) == 1
        while at:  # from any picture it is a short way to the first
            at, steps = made.nearer(at)[-1], steps + 1
        assert steps <= 8


def test_one_value_fixes_a_setting():
    made = listed(LAB, {"height": [0, 1], "shape": "flat", "filled": [True]})
    assert list(made.alive) == ["height"] and made.fixed["shape"] == "flat" and made.fixed["filled"] is True


def test_what_the_lab_does_not_have():
    assert refusal(depth=[1, 2]) == (
        "`depth` is not a setting of this lab; it has height, width, rate, seed, shape, filled."
    )
    assert refusal(height=[0, 9]) == ("`height` must be a number between 0 and 5; got 9. Choose a value in this range.")
    assert refusal(shape=["round", "oval"]) == (
        "`shape` must be one of 'round', 'square', 'flat'; got 'oval'. Choose one of these."
    )
    assert refusal(filled=[0, 1]) == "`filled` must be True or False; got 0. Pass one of the two."


def test_what_lies_between_two_steps():
    assert refusal(height=[0, 0.3]) == (
        "`height` must lie on a step of its slider, 0.25 each from 0 on; got 0.3. Choose 0.25 or 0.5."
    )
    assert refusal(width=[1, 4]) == (
        "`width` must lie on a step of its slider, 2 each from 1 on; got 4. Choose 3 or 5."
    )


def test_the_start_of_a_setting_is_always_allowed():
    assert listed(LAB, {"width": [1, 2]}).alive == {"width": [1, 2]}  # 2 lies between two steps


def test_nothing_that_moves():
    assert (
        refusal()
        == refusal(height=2)
        == refusal(height=[2.0])
        == (
            "At least one setting must have several values to move among; got none. Write them down, such as "
            "`height=[0, 5]`. This lab has height, width, rate, seed, shape, filled."
        )
    )
    assert refusal(height=[]) == (
        "`height` must have at least one value; got none. Leave it out, or write some values."
    )


def test_too_many_pictures():
    assert refusal(seed=range(100), width=range(1, 99, 2), filled=[False, True]) == (
        "A page holds 3,000 pictures at most; this would be 9,800: 49 (width) × 100 (seed) × 2 (filled). "
        "Leave out some values, such as every second one of `seed`, or a whole setting."
    )
    assert len(listed(LAB, {"seed": range(MOST)})) == MOST
    assert refusal(seed=itertools.count()).startswith("A page holds 3,000 pictures at most; this would be 3,001: ")


@pytest.mark.parametrize("kind", ["drawing", "text", "grid"])
def test_a_lab_that_takes_what_a_person_makes_is_no_page(kind):
    sheet = field(default=0, metadata={"control": Control(kind, "Sheet")})
    lab = replace(LAB, Settings=make_dataclass("Settings", [("sheet", int, sheet)], bases=(Settings,), frozen=True))
    assert refusal(lab, height=[0, 1]) == (
        "This lab cannot be a page: `sheet` takes what a person draws or writes, which nobody can compute beforehand. "
        f"Show it live: `{lab.opening[0]}.show()`."
    )


def test_a_lab_that_needs_more_than_settings_says_so():
    lab = replace(LAB, only_live="it talks with a service that must run")
    assert refusal(lab, height=[0, 1]) == (
        "This lab cannot be a page: it talks with a service that must run. Show it live: `LAB.show()`."
    )
