import numpy as np
import pytest

from workbench.experiments.next_token import Sampling, after, continued, drawn, ends_text, token_text
from workbench.models.loaded import language_model
from workbench.models.sampling import softmax

TEXT = "The customer wants a refund because the"


def test_what_comes_next_is_in_order_and_nothing_is_lost():
    found = after(TEXT)
    assert np.all(np.diff(found.logits) <= 0)
    assert sorted(found.order) == list(range(len(found.reading.logits)))
    assert np.array_equal(found.logits, found.reading.logits[found.order])


def test_the_same_text_is_read_once():
    assert after(TEXT) is after(TEXT)


def test_seeds_draw_as_often_as_the_chances_say():
    chances = Sampling(temperature=0.5, top_k=3).chances(after(TEXT).logits)
    counts = np.bincount([drawn(chances, 7, seed) for seed in range(2000)], minlength=3)
    assert counts[:3] / 2000 == pytest.approx(chances[:3], abs=0.045)  # four standard errors
    assert counts.sum() == counts[:3].sum()


def test_greedy_texts_are_equal_and_drawn_ones_are_not():
    *_, greedy = continued(TEXT, Sampling(temperature=0), (0, 1), 6)
    *_, free = continued(TEXT, Sampling(temperature=1.5), (0, 1), 6)
    assert greedy[0] == greedy[1] and free[0] != free[1]
    assert [len(way) for way in free] == [6, 6]


def test_each_token_has_the_probability_that_the_model_gives_it_before_any_setting():
    *_, ways = continued(TEXT, Sampling(temperature=0.3, top_k=5), (4,), 3)
    text = TEXT
    for token, probability in ways[0]:
        found = after(text)
        place = int(np.flatnonzero(found.order == token)[0])
        assert probability == pytest.approx(softmax(found.logits)[place], rel=1e-3)
        text += token_text(token)


def test_a_text_that_ends_stays_ended(monkeypatch):
    end = language_model().tokenizer.eos_token_id
    assert ends_text(end) and not ends_text(500)
    monkeypatch.setattr("workbench.experiments.next_token.draw", lambda chances, rng: end)
    assert [[token for token, _ in way] for *_, way in continued(TEXT, Sampling(), (0, 1), 5)] == [[end]]
