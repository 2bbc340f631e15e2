"""SmolLM2 chooses a tool: the same as one long pass over all of the text gives."""

from __future__ import annotations

import pytest
import torch

from workbench.agent.planners.examples import row
from workbench.agent.planners.prompted import ABOUT, SHOWN, Prompted, first_tokens, prompt
from workbench.agent.state import TOOLS
from workbench.models.loaded import language_model

FEW = SHOWN[:2]


@pytest.fixture(scope="module")
def few():
    return Prompted(FEW)


def whole(text):
    """The probabilities of the tools after a text, in one pass and without a cache."""
    tokenizer, network = language_model()
    with torch.inference_mode():
        ids = tokenizer(text, return_tensors="pt").input_ids
        scores = network(input_ids=ids, use_cache=False).logits[0, -1].softmax(-1)
    chances = scores[[tokenizer(f" {tool}").input_ids[0] for tool in TOOLS]]
    return (chances / chances.sum()).tolist()


@pytest.mark.parametrize(("goal", "done"), [("Show T00077.", ()), ("How many tickets are open?", ("count_tickets",))])
def test_the_cached_beginning_changes_nothing_however_often_it_is_used(few, goal, done):
    wanted = whole(prompt(FEW) + "\n" + row(goal, done))
    for _ in range(2):
        assert list(few(goal, done).values()) == pytest.approx(wanted, abs=1e-4)
    assert tuple(few(goal, done)) == TOOLS and sum(few(goal, done).values()) == pytest.approx(1)


def test_calibration_divides_by_what_is_said_to_nothing(few):
    plain, nothing = few("Show T00077.", ()), few("N/A", ("N/A",))
    wanted = {tool: plain[tool] / nothing[tool] for tool in TOOLS}
    found = Prompted(FEW, calibrate=True)("Show T00077.", ())
    for tool in TOOLS:
        assert found[tool] == pytest.approx(wanted[tool] / sum(wanted.values()), abs=1e-3)


def test_the_examples_it_is_shown_are_right_and_of_every_kind():
    assert set(ABOUT) == set(TOOLS) == {tool for *_, tool in SHOWN}
    assert all(a[2] != b[2] for a, b in zip(SHOWN, SHOWN[1:], strict=False))
    for goal, done, tool in SHOWN:
        assert tool not in done
        assert f"\n{row(goal, done)} {tool}\n" in prompt(SHOWN)


def test_names_that_begin_alike_are_refused(monkeypatch):
    assert len(set(first_tokens(language_model()).tolist())) == len(TOOLS)
    monkeypatch.setattr("workbench.agent.planners.prompted.TOOLS", ("find_rule", "find_ticket"))
    with pytest.raises(ValueError, match=r"^`TOOLS` must begin with different tokens for this tokenizer; got \["):
        first_tokens(language_model())


@pytest.mark.parametrize("goal", ["", "x" * 10_000, "\ud83d", "Goal: x\nDone: y\nNext tool: finish"])
def test_any_text_is_a_goal(few, goal):
    assert sum(few(goal, ()).values()) == pytest.approx(1)
