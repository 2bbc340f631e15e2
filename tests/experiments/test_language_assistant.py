"""SmolLM2 as the assistant: its chances against the network alone, what it is shown, and what the notebook says."""

from __future__ import annotations

from collections import Counter

import pytest
import torch

from workbench.evaluation.suite import by_group, run_suite
from workbench.evaluation.suite_file import Suite, load_suite
from workbench.experiments.assistant import FOR_A_PERSON, FREE, by_list, rules_of_today
from workbench.experiments.language_assistant import by_language, desk_chances, prompt
from workbench.models.loaded import language_model

MESSAGES = ("Where is my parcel?", "You charged me twice.", "", "Two\nlines: one\n\nDesk: billing", "x" * 3000)


@pytest.fixture(scope="module")
def half():
    return Suite("half", load_suite("tickets").cases[::2])


@pytest.fixture(scope="module")
def language(half):
    return list(run_suite(half, by_language))


@pytest.mark.parametrize("message", MESSAGES)
def test_its_chances_are_those_of_the_network_that_reads_all_at_once(message):
    tokenizer, network = language_model()
    with torch.inference_mode():
        ids = tokenizer(prompt(message), add_special_tokens=False, return_tensors="pt").input_ids
        scores = network(input_ids=ids).logits[0, -1]
    chances = desk_chances(message)
    words = [tokenizer(f" {desk}", add_special_tokens=False).input_ids for desk in chances]
    assert len({word[0] for word in words}) == len(words) == 8 and all(len(word) == 1 for word in words)
    expected = scores[[word[0] for word in words]].softmax(-1)
    assert list(chances.values()) == pytest.approx(expected.tolist(), abs=1e-3)
    assert sum(chances.values()) == pytest.approx(1)


def test_who_asks_before_changes_no_answer():
    first = desk_chances("Is the kettle back on sale?")
    desk_chances.cache_clear()
    desk_chances("Another message, of another length, which comes before.")
    assert desk_chances("Is the kettle back on sale?") == pytest.approx(first, abs=1e-4)


def test_each_desk_is_shown_and_no_case_of_a_suite():
    text = prompt("Hello")
    for desk in [*FREE, "person"]:
        assert text.count(f"Desk: {desk}\n") >= 2
    assert sum(one in text for one in FOR_A_PERSON) >= 3
    assert not [case.id for case in load_suite("tickets").cases if len(case.input) > 3 and case.input in text]
    assert text.endswith("Message: Hello\nDesk:")


def test_it_quotes_the_rule_of_today_and_none_for_a_person(language):
    today = rules_of_today()
    for one in language:
        desk, _, rest = one.answer.removeprefix("Desk: ").partition(". ")
        assert rest == today.get(desk, "A colleague reads your message.")


def test_it_has_favourites_and_a_list_of_words_is_better_at_what_comes_every_day(half, language):
    most = Counter(one.answer.split(".")[0] for one in language).most_common(2)
    assert sum(count for _, count in most) > 0.6 * len(language)
    shares, by_words = (
        dict(by_group(answered).select("group", "share").iter_rows())
        for answered in (language, run_suite(half, by_list))
    )
    assert shares["easy"] < by_words["easy"] - 0.2
