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
        (("emotions",), "high"),  # reads the moods of customers from their faces
        (("senses_people",), "transparency"),  # counts visitors by the colour of their hair
        (("general_purpose",), "minimal"),  # duties of its own, but no tier
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


def test_who_reads_emotions_must_also_tell_those_concerned():
    for key in ("emotions", "sorts_people"):
        assert any("(Art. 50(3))" in duty for duty in risk.place([key]).duties)
    assert not any("(Art. 50(3))" in duty for duty in risk.place(["identifies"]).duties)


def test_duties_of_the_use_do_not_bind_a_product():
    """Art. 27, 49 and 86 speak of systems of Annex III."""
    use, product = set(risk.place(["services"]).duties), set(risk.place(["product"]).duties)
    assert use - product == set(risk.ANNEX_III_DUTIES) and product < use
    assert set(risk.place(["product", "services", "narrow_task"]).duties) == product


def test_models_of_general_purpose_have_duties_in_every_tier():
    for yes in ([], ["talks"], ["services"]):
        assert set(risk.MODEL_DUTIES) <= set(risk.place([*yes, "general_purpose"]).duties)


def test_the_words_hold_what_the_law_hangs_on():
    """Art. 5(1)(e) is about untargeted collecting for a database; Art. 6(3) about risk and four kinds of tasks."""
    text = {question.key: question.text for question in risk.QUESTIONS}
    assert "untargeted" in text["scrapes_faces"] and "database" in text["scrapes_faces"]
    assert all(
        word in text["narrow_task"] for word in ("risk", "decisions", "procedure", "human", "patterns", "prepare")
    )


def test_what_is_said_names_its_article():
    assert all(question.article.startswith(("Art. ", "Annex III")) for question in risk.QUESTIONS)
    assert all("(Art. " in duty for duty in (*risk.HIGH_DUTIES, *risk.ANNEX_III_DUTIES, *risk.MODEL_DUTIES))
    assert set(risk.TELL) == {question.key for question in risk.INFORM}
    assert len({question.key for question in risk.QUESTIONS}) == len(risk.QUESTIONS)
    words = risk.place(["services"]).words
    assert words.startswith("**High risk.** Does it judge who gets public help, credit") and "\n- " in words


def test_an_unknown_answer_is_refused():
    with pytest.raises(WorkbenchError) as refused:
        risk.place(["services", "credit"])
    assert str(refused.value) == (
        f"`yes` must hold keys of questions; got 'credit'. Look at `QUESTIONS`: there are {len(risk.QUESTIONS)}."
    )
