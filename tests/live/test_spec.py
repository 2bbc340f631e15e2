"""Controls, settings and the Lab's own small methods."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from workbench.errors import SettingsError
from workbench.live.lab import Lab
from workbench.live.spec import Frame, choice, number, slider, toggle


@dataclass(frozen=True)
class Settings:
    degree: int = slider(3, 1, 20, label="Degree")
    rate: float = slider(0.1, 0.001, 1.0, log=True, label="Rate")
    surface: str = choice("valley", {"bowl": "A bowl", "valley": "A valley"}, label="Surface")
    rows: int = choice(32, [16, 32], label="Rows")
    noisy: bool = toggle(False, label="Noisy")
    seed: int = number(0, 0, 99, label="Seed")


@dataclass(frozen=True)
class Sum(Frame):
    total: int


def compute(s: Settings):
    for i in range(s.degree):
        yield Sum(i, progress=(i + 1) / s.degree)


LAB = Lab("Sum", "How much?", Settings, compute, object, lambda frame: str(frame.total))


def test_a_setting_takes_its_own_type():
    settings = LAB.settings(degree=4.0, rate=1)
    assert (settings.degree, type(settings.degree)) == (4, int)
    assert (settings.rate, type(settings.rate)) == (1.0, float)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"degree": 21}, "`degree` must be a whole number between 1 and 20; got 21. Choose a value in this range."),
        ({"degree": 2.5}, "`degree` must be a whole number between 1 and 20; got 2.5. Choose a value in this range."),
        ({"degree": "3"}, "`degree` must be a whole number between 1 and 20; got '3'. Choose a value in this range."),
        ({"degree": True}, "`degree` must be a whole number between 1 and 20; got True. Choose a value in this range."),
        ({"rate": float("nan")}, "`rate` must be a number between 0.001 and 1; got nan. Choose a value in this range."),
        ({"surface": "hill"}, "`surface` must be one of 'bowl', 'valley'; got 'hill'. Choose one of these."),
        ({"rows": True}, "`rows` must be one of 16, 32; got True. Choose one of these."),
        ({"noisy": 1}, "`noisy` must be True or False; got 1. Pass one of the two."),
        (
            {"speed": 1},
            "`speed` is not a setting of this lab; it has degree, rate, surface, rows, noisy, seed.",
        ),
    ],
)
def test_a_wrong_setting_says_what_is_right(values, message):
    with pytest.raises(SettingsError) as caught:
        LAB.settings(**values)
    assert str(caught.value) == message


@pytest.mark.parametrize("bad", [(5, 1, 3), (3, 3, 3)])
def test_a_control_checks_its_author(bad):
    with pytest.raises((ValueError, SettingsError)):
        slider(*bad, label="x")


def test_a_log_scale_must_stay_above_zero():
    with pytest.raises(ValueError, match="low above 0"):
        slider(0.5, 0.0, 1.0, log=True, label="x")


def test_of_many_options_the_first_are_named_and_all_are_taken():
    @dataclass(frozen=True)
    class Places:
        town: str = choice("b", [*"abcdefgh"], label="Town", first=3)

    lab = Lab("Places", "Where?", Places, compute, object, str)
    town = lab.controls["town"]
    assert town.named == ("a", "b", "c")
    assert town.values == "'a' or 'b' or 'c' or one of 5 others"
    assert lab.settings(town="h").town == "h"
    with pytest.raises(SettingsError) as caught:
        lab.settings(town="z")
    assert str(caught.value) == "`town` must be one of 'a', 'b', 'c' or 5 others; got 'z'. Choose one of these."


def test_run_returns_the_last_frame():
    assert LAB.run(degree=7) == Sum(6, progress=1.0)


def test_a_lab_that_yields_nothing_says_so():
    empty = Lab("Empty", "?", Settings, lambda s: iter(()), object, str)
    with pytest.raises(RuntimeError, match="yielded no frame"):
        empty.run()


def test_the_code_names_only_what_differs_from_the_defaults():
    code = LAB.code(LAB.settings(degree=5, noisy=True))
    assert "LAB.run(degree=5, noisy=True)" in code


def test_the_name_is_the_modules():
    assert LAB.name == __name__.rpartition(".")[2]


def test_a_page_may_write_a_whole_number_without_its_point():
    @dataclass(frozen=True)
    class Rates:
        rate: float = choice(0.5, [0.5, 1.0], label="Rate")

    control = Lab("Rates", "Which?", Rates, compute, object, str).controls["rate"]
    assert repr(control.clean("rate", 1)) == "1.0"
    with pytest.raises(SettingsError):
        control.clean("rate", True)
