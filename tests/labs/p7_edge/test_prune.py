from dataclasses import replace

import numpy as np
import pytest

from tests.labs.test_words_of_pictures import troubles
from workbench.experiments.fewer_weights import SHARES, ShareTable, Thinned
from workbench.labs.p7_edge.prune import LAB, compute, describe
from workbench.live.picture import Canvas
from workbench.live.style import Look


@pytest.fixture(scope="module")
def last():
    return LAB.run()


class Known:
    """Stands for a replay of which so much is known."""

    def __init__(self, item):
        self.item = item


def with_times(frame, wait, whole):
    """The same frame as another machine would measure it."""
    found = {key: replace(one, wait=wait, whole=whole) for key, one in frame.found.items()}
    return replace(frame, known=Known(ShareTable(1.0, found)))


def test_once_known_a_change_shows_everything_from_the_first_frame_on(last):
    first = next(compute(LAB.settings(share=35, way="steps")))
    assert first.chosen is last.found["steps", 35]
    assert not np.isnan(first.curve("once", "right")).any()


def test_two_runs_are_equal_though_times_are_measured(last):
    assert list(compute(LAB.settings())) == list(compute(LAB.settings()))
    assert last.progress == 1


def test_a_share_between_two_is_that_of_the_nearest_and_says_so():
    frame = LAB.run(share=62)
    assert frame.chosen is frame.found["once", 60] and describe(frame).startswith("60% of the weights are 0:")


def test_the_sentence_before_and_during(last):
    assert describe(replace(last, known=Known(None))) == "A network learns to read digits. It has all its weights."
    early = replace(last, known=Known(ShareTable(0.4, {("once", 0): last.found["once", 0]})))
    assert describe(early) == f"1 of {2 * len(SHARES)} networks are tried. Yours comes soon."


@pytest.mark.parametrize(
    ("wait", "whole", "words"),
    [
        (0.091, 0.094, "One picture takes 0.091 ms, with all weights 0.094: a 0 is multiplied, too."),
        (0.05, 0.1, "with all weights 0.1: chance on a busy machine, for a 0 is multiplied, too."),
        (30.0, 10.0, "with all weights 10: chance on a busy machine, for a 0 is multiplied, too."),
    ],
)
def test_the_sentence_says_why_the_time_stays_whatever_was_measured(last, wait, whole, words):
    assert describe(with_times(last, wait, whole)).endswith(words)


def test_the_sentence_counts_the_batches_that_it_learned_from():
    assert "It learned from 12 batches more." in describe(LAB.run(share=0, way="steps"))
    assert "It learned from 36 batches more." in describe(LAB.run(share=10, way="steps"))
    assert "batches" not in describe(LAB.run())


@pytest.mark.parametrize("wait", [0.0004, 0.09, 0.75, 7.5, 100.0, 4000.0])
@pytest.mark.parametrize("size", [(480, 0), (640, 0), (900, 0), (860, 400), (950, 440)])
def test_on_any_machine_no_text_is_over_another_and_every_time_is_in_view(last, wait, size):
    frame = with_times(last, wait, 1.2 * wait)
    canvas = Canvas(LAB, Look("light", size[0], height=size[1]))
    canvas.draw(frame, last)
    assert not list(troubles(canvas))
    low, high = canvas._axes[2].get_ylim()
    assert low == 0 and 1.2 * wait <= high


def test_a_click_chooses_the_nearest_share(last):
    picture = LAB.Picture(*LAB.picture(last).axes)
    assert [picture.pick(last, panel, x, 0) for panel, x in ((0, 41), (1, 43), (2, 200))] == [
        {"share": 40},
        {"share": 45},
        {"share": 95},
    ]


def test_the_measures_are_those_of_the_chosen_network(last):
    one = last.found["once", 80]
    assert isinstance(one, Thinned)
    assert list(LAB.measures(last).values()) == [100 * one.right, one.packed / 1000, one.full / 1000, one.wait]
