import numpy as np
import torch

from workbench.experiments.second_list import HELD_OUT, learn_men, lists, pretrained_on_women


def test_the_lists_share_no_name():
    women, men = lists()
    assert not set(women) & set(men) and len(women) > 2 * len(men) > 4 * HELD_OUT


def test_a_good_start_is_worth_more_than_training_from_nothing_with_few_names():
    tuned, nothing = (learn_men(way, 50, 6) for way in ("all weights", "from nothing"))
    assert tuned.shape == (7, 3)
    assert tuned[:, 1].min() < nothing[:, 1].min() - 0.3


def test_with_few_names_all_weights_learn_by_heart_and_forget_and_the_head_alone_less():
    tuned, head = (learn_men(way, 30, 60) for way in ("all weights", "head only"))
    assert np.allclose(tuned[0], head[0])  # the same start
    assert tuned[-1, 0] < head[-1, 0]  # it learns these names better,
    assert tuned[-1, 1] > tuned[:, 1].min() + 0.1  # and then only these,
    assert tuned[-1, 2] - tuned[0, 2] > head[-1, 2] - head[0, 2]  # and forgets more


def test_the_model_that_is_shared_is_what_it_was():
    before = [weights.clone() for weights in pretrained_on_women().parameters()]
    learn_men("all weights", 30, 2)
    assert all(torch.equal(one, two) for one, two in zip(before, pretrained_on_women().parameters(), strict=True))
