import numpy as np
import pytest
import torch

from workbench.cases.questions import FACTS
from workbench.experiments.facts import shares
from workbench.models.loaded import language_model
from workbench.threads import one_thread


def by_hand(prompt, ending):
    """The probability of an ending, by the library, one token after the other."""
    model = language_model()
    start, ids = model.tokenizer(prompt).input_ids, model.tokenizer(prompt + ending).input_ids
    with torch.inference_mode(), one_thread():
        told = model.network(input_ids=torch.tensor([ids])).logits[0].log_softmax(-1)
    return np.exp(sum(told[place - 1, ids[place]].item() for place in range(len(start), len(ids))))


@pytest.mark.parametrize("place", [0, 22])
def test_shares_are_in_proportion_to_the_probabilities_of_the_ends(place):
    expected = np.array([by_hand(FACTS[place].prompt, ending) for ending in FACTS[place].endings])
    assert shares()[place] == pytest.approx(expected / expected.sum(), abs=2e-3)


def test_it_knows_many_facts_and_not_all():
    right = shares().argmax(axis=1) == 0
    assert shares().shape == (len(FACTS), 4) and shares().sum(axis=1) == pytest.approx(1)
    assert 0.5 < right.mean() < 0.9
