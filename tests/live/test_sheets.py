"""The controls that hold more than one number: a drawing, a line of words, a table of numbers."""

from __future__ import annotations

import ast
import base64
import json
import threading
import zlib
from dataclasses import asdict, dataclass

import numpy as np
import pytest

from workbench.errors import SettingsError
from workbench.live.drawn import Drawn, rows_of
from workbench.live.lab import Lab
from workbench.live.run import Session, Worker
from workbench.live.spec import Cells, Frame, drawing, grid, text

KERNEL = [[0, -1.5, 0], [-1, 5, -1], [0, -1, 0]]


@dataclass(frozen=True)
class Settings:
    digit: Cells = drawing(size=4, label="Digit")
    words: str = text("a quiet day", label="Words", most=20)
    kernel: Cells = grid(KERNEL, -9, 9, label="Kernel")
    counts: Cells = grid([[1, 2]], 0, 5, label="Counts")


@dataclass(frozen=True)
class Sum(Frame):
    ink: int
    words: str


def compute(s: Settings):
    yield Sum(int(np.asarray(s.digit, dtype=np.uint8).sum()), s.words)


LAB = Lab("Sheets", "How much ink?", Settings, compute, object, lambda frame: frame.words)
INK = np.eye(4, dtype=np.uint8) * 200


@pytest.mark.parametrize("value", [INK, INK.tolist(), list(INK), [list(row) for row in INK], INK.astype(float)])
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
    code = LAB.code(settings)
    assert len(code) < 200
    call = code.splitlines()[-2].partition("LAB.run")[2]
    assert LAB.settings(**eval(f"dict{call}")) == settings


def test_a_drawing_is_written_as_a_short_text_that_stands_for_it():
    rng = np.random.default_rng(3)
    blurred = np.zeros((28, 28), dtype=np.uint8)
    blurred[6:22, 12:16] = rng.integers(0, 256, (16, 4))
    control = drawing(size=28, label="Digit").metadata["control"]
    ink = control.clean("digit", blurred)
    assert len(repr(ink)) < 250
    assert control.clean("digit", ast.literal_eval(repr(ink))) == ink
    np.testing.assert_array_equal(np.asarray(ink), blurred)
    noise = rng.integers(0, 256, (64, 64))  # the largest, and one that cannot be made shorter
    np.testing.assert_array_equal(rows_of(ast.literal_eval(repr(Drawn(noise.tolist())))), noise)


@pytest.mark.parametrize("cells", [b"", b"12", b"1" * 65**2, b"1" * 10_000_000])
def test_a_text_that_is_no_square_is_refused(cells):
    with pytest.raises(ValueError, match="no drawing"):
        rows_of(base64.b64encode(zlib.compress(cells)).decode())


def test_a_result_of_a_drawing_is_kept_by_its_value():
    computed = []

    def counting(settings):
        computed.append(settings)
        yield from compute(settings)

    shown, settled = [], threading.Semaphore(0)

    def show(now):
        if now.state == "settled":
            shown.append(now.frame)
            settled.release()

    session = Session(counting, show, lambda run, error: None, Worker())
    turned = INK[::-1].copy()
    for digit in (INK, turned, INK.tolist()):
        session.set(LAB.settings(digit=digit))
        assert settled.acquire(timeout=5)
    assert computed == [LAB.settings(digit=INK), LAB.settings(digit=turned)]
    assert shown[2] is shown[0]


def test_a_lab_that_tells_of_itself_stays_short():
    assert max(len(line) for line in repr(LAB).splitlines()) < 200


FOUR = "`digit` must be 4 rows of 4 whole numbers from 0 to 255"
TEXT = "`words` must be a text of one line, with at most 20 letters"
NINE = "`kernel` must be 3 rows of 3 numbers from -9 to 9"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"digit": 3}, f"{FOUR}; got 3. Pass an array or a list of rows."),
        ({"digit": INK[:, :2]}, f"{FOUR}; got 4 rows of 2. Pass an array of this shape."),
        ({"digit": []}, f"{FOUR}; got no rows. Pass an array of this shape."),
        ({"digit": INK.astype(int) * 2}, f"{FOUR}; got 400 in row 1, column 1. Change it."),
        ({"digit": INK > 0}, f"{FOUR}; got True in row 1, column 1. Change it."),
        ({"digit": INK / 200}, f"{FOUR}; got shares from 0 to 1. Pass (255 * array).astype('uint8')."),
        ({"digit": INK / 2.5 + 0.5}, f"{FOUR}; got 80.5 in row 1, column 1. Change it."),
        ({"digit": [[float("nan")] * 4] * 4}, f"{FOUR}; got nan in row 1, column 1. Change it."),
        ({"digit": [INK]}, f"{FOUR}; got 1 row of 4. Pass an array of this shape."),
        ({"digit": "a digit"}, f"{FOUR}; got the text 'a digit'. Pass an array or a list of rows."),
        ({"digit": repr(Drawn([[9]])).strip("'")}, f"{FOUR}; got 1 row of 1. Pass an array of this shape."),
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
