"""The controls that hold more than one number: a drawing, a line of words, a table of numbers."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import numpy as np
import pytest

from workbench.errors import SettingsError
from workbench.live.lab import Lab
from workbench.live.spec import Frame, Rows, drawing, grid, text

KERNEL = [[0, -1.5, 0], [-1, 5, -1], [0, -1, 0]]


@dataclass(frozen=True)
class Settings:
    digit: Rows = drawing(size=4, label="Digit")
    words: str = text("a quiet day", label="Words", most=20)
    kernel: Rows = grid(KERNEL, -9, 9, label="Kernel")
    counts: Rows = grid([[1, 2]], 0, 5, label="Counts")


@dataclass(frozen=True)
class Sum(Frame):
    ink: int
    words: str


def compute(s: Settings):
    yield Sum(int(np.asarray(s.digit, dtype=np.uint8).sum()), s.words)


LAB = Lab("Sheets", "How much ink?", Settings, compute, object, lambda frame: frame.words)
INK = np.eye(4, dtype=np.uint8) * 200


@pytest.mark.parametrize("value", [INK, INK.tolist(), list(INK), [list(row) for row in INK]])
def test_a_drawing_is_an_array_or_rows(value):
    assert LAB.run(digit=value) == Sum(800, "a quiet day")


def test_settings_stay_values_that_compare_and_travel():
    settings = LAB.settings(digit=INK)
    assert settings == LAB.settings(digit=INK.tolist()) != LAB.settings()
    assert hash(settings) == hash(LAB.settings(digit=INK))
    assert LAB.settings(**json.loads(json.dumps(asdict(settings)))) == settings


def test_a_grid_has_numbers_of_the_kind_of_its_default():
    settings = LAB.settings(kernel=np.ones((3, 3), dtype=int), counts=[[3.0, 0]])
    assert {type(cell) for row in settings.kernel for cell in row} == {float}
    assert [type(cell) for cell in settings.counts[0]] == [int, int]


def test_the_code_runs_and_makes_the_same_settings():
    settings = LAB.settings(digit=INK, words='it\'s "<b>"', kernel=np.zeros((3, 3)))
    call = LAB.code(settings).splitlines()[-2].partition("LAB.run")[2]
    assert eval(f"dict{call}") == {name: getattr(settings, name) for name in ("digit", "words", "kernel")}


def test_a_lab_that_tells_of_itself_stays_short():
    assert max(len(line) for line in repr(LAB).splitlines()) < 200


FOUR = "`digit` must be 4 rows of 4 whole numbers from 0 to 255"
TEXT = "`words` must be a text of one line, with at most 20 letters"
NINE = "`kernel` must be 3 rows of 3 numbers from -9 to 9"
SHARES = "Where yours go from 0 to 1, pass (255 * array).astype('uint8')."


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"digit": 3}, f"{FOUR}; got 3. Pass an array or a list of rows."),
        ({"digit": INK[:, :2]}, f"{FOUR}; got 4 rows of 2. Pass an array of this shape."),
        ({"digit": []}, f"{FOUR}; got no rows. Pass an array of this shape."),
        ({"digit": INK.astype(int) * 2}, f"{FOUR}; got 400 in row 1, column 1. Change it."),
        ({"digit": INK > 0}, f"{FOUR}; got True in row 1, column 1. Change it."),
        ({"digit": INK / 200}, f"{FOUR}; got 1.0 in row 1, column 1. {SHARES}"),
        ({"words": 3}, f"{TEXT}; got 3. Pass a text."),
        ({"words": "x" * 21}, f"{TEXT}; got 21 letters. Shorten it."),
        ({"words": "a\nb"}, f"{TEXT}; got 'a\\nb'. Take the line breaks out."),
        ({"words": "a\n"}, f"{TEXT}; got 'a\\n'. Take the line breaks out."),
        ({"words": "\ud83d"}, f"{TEXT}; got '\\ud83d', which holds half a letter. Take it out."),
        ({"kernel": [[0, 0, 0], [0, 0], [0, 0, 0]]}, f"{NINE}; got 3 rows of 2 or 3. Pass an array of this shape."),
        ({"kernel": [[0, 0, 0], [0, 0, float("nan")], [0] * 3]}, f"{NINE}; got nan in row 2, column 3. Change it."),
        ({"kernel": [["1", 0, 0], [0] * 3, [0] * 3]}, f"{NINE}; got '1' in row 1, column 1. Change it."),
    ],
)
def test_a_wrong_value_says_what_is_right(values, message):
    with pytest.raises(SettingsError) as caught:
        LAB.settings(**values)
    assert str(caught.value) == message


def test_a_control_checks_its_author():
    with pytest.raises(ValueError, match="a size from 1 to 64"):
        drawing(size=0, label="x")
    with pytest.raises(ValueError, match="low < high"):
        grid([[1]], 2, 2, label="x")
    with pytest.raises(SettingsError, match="rows of 2"):
        grid([[1, 2], [1]], 0, 9, label="x")
    with pytest.raises(SettingsError, match="Shorten it"):
        text("too long", label="x", most=3)
