"""LoRA learns to choose tools, and the model that others share stays as it was."""

from __future__ import annotations

import math

import pytest
import torch

from workbench import cache
from workbench.agent.planners import tuned
from workbench.agent.planners.examples import COUNT, READ, Example, row, traces
from workbench.agent.planners.tuned import ToolLesson, remembered, taught
from workbench.agent.state import TOOLS
from workbench.models.loaded import language_model

LESSON = ToolLesson(steps=20, batch=5, layers=3, learning_rate=0.01)
KNOWN = (Example("Show T00001.", READ), Example("How many tickets are open?", COUNT), Example("Delete T00001.", ()))


def ended(steps):
    said = []
    while True:
        try:
            said.append(next(steps))
        except StopIteration as end:
            return said, end.value


@pytest.fixture(scope="module")
def learned():
    before = [weights.clone() for weights in language_model().network.parameters()]
    steps, chooser = ended(taught(LESSON, KNOWN))
    same = all(torch.equal(a, b) for a, b in zip(before, language_model().network.parameters(), strict=True))
    return steps, chooser, same


def test_the_loss_falls_and_what_was_taught_is_known(learned):
    steps, chooser, _ = learned
    assert sum(chooser.losses[-3:]) < 0.3 * sum(chooser.losses[:3])
    for goal, done, tool in traces(KNOWN):
        chances = chooser(goal, done)
        assert tuple(chances) == TOOLS and sum(chances.values()) == pytest.approx(1)
        assert max(chances, key=lambda name: chances[name]) == tool


def test_each_step_says_how_far_it_is(learned):
    steps, chooser, _ = learned
    shares = [step.done for step in steps]
    assert shares == sorted(shares) and shares[-1] == 1 and len(steps) == 5 + LESSON.steps
    assert all(math.isnan(step.loss) for step in steps[:5])
    assert [step.loss for step in steps[5:]] == list(chooser.losses)


def test_the_shared_model_is_not_changed_and_keeps_no_adapter(learned):
    *_, same = learned
    assert same
    assert not [name for name, _ in language_model().network.named_parameters() if "lora" in name]


def test_an_untrained_adapter_says_what_the_whole_network_says():
    _, chooser = ended(taught(ToolLesson(steps=0, layers=2), KNOWN[:1]))
    tokenizer, network = language_model()
    text = row("Show T00001.", ("ask_database",))
    with torch.inference_mode():
        scores = network(input_ids=tokenizer(text, return_tensors="pt").input_ids, use_cache=False).logits[0, -1]
    wanted = scores[[tokenizer(f" {tool}").input_ids[0] for tool in TOOLS]].softmax(-1).tolist()
    assert list(chooser("Show T00001.", ("ask_database",)).values()) == pytest.approx(wanted, abs=1e-4)


def test_a_lesson_can_be_stopped_at_any_step():
    lesson = taught(LESSON, KNOWN)
    for _ in range(7):
        next(lesson)
    lesson.close()
    assert torch.is_grad_enabled() and not torch.is_inference_mode_enabled()


def test_a_lesson_is_learned_once(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))
    monkeypatch.setattr("workbench.agent.planners.tuned.examples", lambda each, seed: KNOWN)
    short = ToolLesson(steps=3, batch=2, layers=1)
    assert language_model()  # loaded before the cache is another one
    steps, first = ended(remembered(short))
    assert steps[-1] == 1 and list(cache.entries())
    monkeypatch.setattr(tuned, "taught", None)
    steps, again = ended(remembered(short))
    assert steps == [] and again.losses == first.losses and len(first.losses) == 3
    assert again("Show T00009.", ()) == first("Show T00009.", ())


def test_each_step_comes_once_before_any_comes_again():
    lesson = ToolLesson(batch=3, seed=5)
    draws = tuned._draws(7, lesson)
    places = [place for _ in range(7) for place in next(draws)]
    assert [sorted(places[start : start + 7]) for start in (0, 7, 14)] == [list(range(7))] * 3
