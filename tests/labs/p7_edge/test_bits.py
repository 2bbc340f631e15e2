from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from workbench.labs.p7_edge.bits import LAB, PLACES, compute, describe


@pytest.fixture(scope="module")
def last():
    return LAB.run()


class Known:
    """Stands for a replay of which so much is known."""

    def __init__(self, item):
        self.item = item


def test_once_known_a_change_shows_everything_from_the_first_frame_on(last):
    first = next(compute(LAB.settings(bits=5, rule="least_squares")))
    assert first.chosen is not None and not np.isnan(first.curve("tensor", "largest")).any()
    assert first.chosen is last.table.found[first.settings.grid]


def test_two_runs_are_equal_and_end_at_full_progress(last):
    assert list(compute(LAB.settings())) == list(compute(LAB.settings()))
    assert last.progress == 1


def test_the_sentence_before_during_and_after(last):
    assert describe(replace(last, known=Known(None))) == "A network learns to read digits. Its weights have 32 bits."
    table = last.table
    few = {grid: found for grid, found in table.found.items() if grid.bits == 8}
    early = replace(last, known=Known(replace(table, found=few)))
    assert describe(early) == "4 kinds of levels are tried. Yours comes soon."
    told = describe(last)
    assert told.startswith(f"{last.settings.bits} bits: {100 * last.chosen.right:.1f}% of 1,000 new digits")
    assert f"not {table.full / 1000:.1f}." in told and " By least squares: " in told


def test_the_sentence_counts_the_answers_that_change(last):
    y = last.table.answers
    for rows, words in (([], "No answer changes."), ([0], "1 answer changes:"), ([0, 1], "2 answers change:")):
        after = y.copy()
        after[rows] = (after[rows] + 1) % 10
        one = replace(last.chosen, answers=after)
        table = replace(last.table, found={last.settings.grid: one})
        assert words in describe(replace(last, known=Known(table)))


def test_the_digits_shown_are_those_that_flip(last):
    figure = LAB.picture(last)
    FigureCanvasAgg(figure).draw()
    picture = LAB.Picture(*figure.axes)
    picture.update(last, None)
    shown = [text.get_text() for text in picture.captions if text.get_text()]
    rows = last.changed.rows[: len(shown)]
    assert shown and len(rows) == len(shown)
    for words, row in zip(shown, rows, strict=True):
        assert words.startswith(f"{last.table.answers[row]}→{last.chosen.answers[row]}")
        assert words.endswith("✗"), "those that became wrong come first"


def test_each_channel_has_its_own_levels_in_the_picture(last):
    frame = LAB.run(levels="channel", bits=2, layer="second")
    picture = LAB.Picture(*LAB.picture(frame).axes)
    picture.update(frame, last)
    lines = picture.lines.get_segments()
    assert len(lines) == 16 * 3 and len({line[0][1] for line in lines}) == 16


def test_a_click_chooses_bits_or_the_next_layer(last):
    picture = LAB.Picture(*LAB.picture(last).axes)
    assert picture.pick(last, 0, 4.6, 50) == {"bits": 5} and picture.pick(last, 0, -3, 50) == {"bits": 1}
    assert picture.pick(last, 1, 0, 0.5) == {"layer": "last"} and picture.pick(last, 2, 0.5, 0.5) is None
    assert picture.pick(replace(last, settings=LAB.settings(layer="last")), 1, 0, 0.5) == {"layer": "first"}


def test_the_measures_are_those_of_the_table(last):
    found = LAB.measures(last)
    assert found["accuracy (%)"] == pytest.approx(last.curve("tensor", "largest")[last.settings.bits - 1])
    assert found["answers that change"] == (last.chosen.answers != last.table.answers).sum()
    assert found["size (kB)"] < found["size with 32 bits (kB)"] * 4 / 32
    assert set(PLACES.values()) == last.table.weights.keys()
