"""The form with which people score answers."""

from __future__ import annotations

import pytest

from workbench.course.review import ASPECTS, review_form
from workbench.errors import WorkbenchError

ANSWERS = {"T1": ("Where is <b>my</b> parcel?", "Desk: delivery."), "T2": ("It `does` not work", "Desk: fault.")}


def test_scores_are_kept_in_the_order_in_which_they_were_given():
    form = review_form(ANSWERS)
    assert form.scores.height == 0 and form.scores.columns == ["case", *ASPECTS]
    assert form.answer("T2", "4, 5;5 3").lines == ["Saved: tone 4, accuracy 5, safety 5, usefulness 3."]
    form.answer("T1", " 1 2 3 4 ")
    form.answer("T2", "5 5 5 5")
    assert form.scores.rows() == [("T2", 5, 5, 5, 5), ("T1", 1, 2, 3, 4)]


@pytest.mark.parametrize("typed", ["", "4 5 5", "4 5 5 3 1", "0 1 2 3", "1 2 3 6", "good 5 5 3", "4.5 5 5 3", [1]])
def test_what_is_no_score_is_refused_in_a_sentence(typed):
    form = review_form(ANSWERS)
    one = form.answer("T1", typed)
    assert one.tone == "failed" and form.scores.height == 0
    assert one.lines[0].startswith(
        "Scores must be 4 whole numbers from 1 to 5, for tone, accuracy, safety, usefulness; got "
    )


def test_a_message_cannot_write_into_the_page():
    page = review_form(ANSWERS).still()
    assert "<b>" not in page and "&lt;b&gt;" in page


@pytest.mark.parametrize("count", [0, 21])
def test_too_many_or_none(count):
    with pytest.raises(WorkbenchError, match=f"`answers` must hold 1 to 20 answers; got {count}. Draw a sample."):
        review_form({str(n): ("a", "b") for n in range(count)})
