import numpy as np
import pytest
import torch
from scipy.special import softmax as scipy_softmax
from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from workbench.models.sampling import draw, probabilities, softmax


@pytest.fixture(params=range(4))
def logits(request):
    return np.random.default_rng(request.param).normal(0, 3, 500).astype(np.float32)


def theirs(logits, temperature, top_k, top_p):
    """The same by transformers, in the order in which `generate` puts them."""
    scores = TemperatureLogitsWarper(temperature)(None, torch.tensor(logits, dtype=torch.float64)[None])
    scores = TopKLogitsWarper(top_k)(None, scores) if top_k else scores
    scores = TopPLogitsWarper(top_p)(None, scores) if top_p < 1 else scores
    return scores.softmax(-1)[0].numpy()


@pytest.mark.parametrize("temperature", [0.2, 1.0, 1.7])
@pytest.mark.parametrize("top_k", [0, 1, 7, 40, 500, 9999])
@pytest.mark.parametrize("top_p", [0.05, 0.5, 0.9, 1.0])
def test_it_gives_what_transformers_gives(logits, temperature, top_k, top_p):
    ours = probabilities(logits, temperature, top_k, top_p)
    assert ours == pytest.approx(theirs(logits, temperature, min(top_k, 500), top_p), abs=1e-12)
    assert ours.sum() == pytest.approx(1)


def test_a_hand_worked_case():
    logits = np.log([0.5, 0.25, 0.15, 0.1])
    assert probabilities(logits) == pytest.approx([0.5, 0.25, 0.15, 0.1])
    squares = np.array([0.25, 0.0625, 0.0225, 0.01])  # a temperature of one half squares and divides
    assert probabilities(logits, 0.5) == pytest.approx(squares / squares.sum())
    assert probabilities(logits, top_k=2) == pytest.approx([2 / 3, 1 / 3, 0, 0])
    assert probabilities(logits, top_p=0.6) == pytest.approx([2 / 3, 1 / 3, 0, 0])
    assert probabilities(logits, top_p=0.4) == pytest.approx([1, 0, 0, 0])
    assert probabilities(logits, temperature=0).tolist() == [1, 0, 0, 0]


def test_all_that_tie_with_the_last_one_stay():
    assert probabilities(np.array([1.0, 0.0, 0.0, -1.0]), top_k=2)[1:3] == pytest.approx([0.2119] * 2, abs=1e-4)


def test_softmax_is_that_of_scipy_and_keeps_large_scores():
    scores = np.random.default_rng(0).normal(0, 400, (3, 50))
    assert softmax(scores) == pytest.approx(scipy_softmax(scores, axis=-1))


def test_draws_come_as_often_as_their_chances_say():
    chances, rng = np.array([0.0, 0.1, 0.6, 0.0, 0.3, 0.0]), np.random.default_rng(0)
    counts = np.bincount([draw(chances, rng) for _ in range(20_000)], minlength=6)
    assert counts[[0, 3, 5]].tolist() == [0, 0, 0]
    assert counts / 20_000 == pytest.approx(chances, abs=0.015)  # four standard errors


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"temperature": -1}, "`temperature` must be 0 or more; got -1. Choose 1 for the model's own chances."),
        ({"top_k": -1}, "`top_k` must be 0 or more; got -1. Choose 0 to keep all tokens."),
        ({"top_p": 0}, "`top_p` must be above 0 and at most 1; got 0. Choose 1 to keep all tokens."),
    ],
)
def test_a_setting_out_of_range_is_refused(values, message):
    with pytest.raises(ValueError) as error:
        probabilities(np.zeros(3), **values)
    assert str(error.value) == message
