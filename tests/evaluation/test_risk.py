"""Tiers of the AI Act: well-known examples, the order of the tiers, and articles for all that is said."""

from __future__ import annotations

from itertools import combinations

import pytest

from workbench.errors import WorkbenchError
from workbench.evaluation import risk

STRICTEST_FIRST = list(risk.NAMES)


@pytest.mark.parametrize(
    ("yes", "tier"),
    [
        ((), "minimal"),  # a spam filter, a film tip
        (("talks",), "transparency"),  # a chatbot in a shop
        (("services", "profiles"), "high"),  # credit scoring of people
        (("employment", "talks"), "high"),  # a chatbot that sorts applications
        (("product",), "high"),  # a part of a medical device
        (("education", "narrow_task"), "minimal"),  # turns forms of applicants into a table
        (("education", "narrow_task", "profiles"), "high"),
        (("product", "narrow_task"), "high"),  # the exception is one of Annex III alone
        (("employment", "reads_emotions"), "prohibited"),  # rates the moods of workers
    ],
)
def test_well_known_examples(yes, tier):
    assert risk.place(yes).tier == tier


def test_one_more_yes_never_leads_to_a_milder_tier_but_for_the_exception():
    keys = [question.key for question in risk.QUESTIONS if question.key != "narrow_task"]
    for pair in combinations(keys, 2):
        both = STRICTEST_FIRST.index(risk.place(pair).tier)
        assert both <= min(STRICTEST_FIRST.index(risk.place([key]).tier) for key in pair), pair


def test_duties_add_up():
    high, both = risk.place(["services"]), risk.place(["services", "talks"])
    assert set(high.duties) < set(both.duties)
    assert any("Art. 50(1)" in duty for duty in both.duties)
    assert any("Art. 6(4)" in duty for duty in risk.place(["justice", "narrow_task"]).duties)


def test_what_is_said_names_its_article():
    assert all(question.article.startswith(("Art. ", "Annex III")) for question in risk.QUESTIONS)
    assert all("(Art. " in duty for duty in risk.HIGH_DUTIES)
    assert set(risk.TELL) == {question.key for question in risk.INFORM}
    assert len({question.key for question in risk.QUESTIONS}) == len(risk.QUESTIONS)
    words = risk.place(["services"]).words
    assert words.startswith("**High risk.** Does it decide on benefits, credit") and "\n- " in words


def test_an_unknown_answer_is_refused():
    with pytest.raises(WorkbenchError) as refused:
        risk.place(["services", "credit"])
    assert str(refused.value) == (
        f"`yes` must hold keys of questions; got 'credit'. Look at `QUESTIONS`: there are {len(risk.QUESTIONS)}."
    )
