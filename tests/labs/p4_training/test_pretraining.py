import numpy as np
import pandas as pd
import pytest
import torch

from workbench.experiments.pretraining import (
    HELD_OUT,
    Pretraining,
    checkpoints,
    counted,
    make_gpt,
    name_list,
    pretraining,
)
from workbench.labs.p4_training.pretraining import LAB, compute

QUICK = {"names": 60, "steps": 200, "width": 64}


@pytest.fixture(scope="module")
def frame():
    """A model that has seen few names often."""
    return LAB.run(**QUICK)


def test_a_model_that_sees_few_names_often_copies_them(frame):
    assert frame.copied[0, 0] == 0 and frame.copied[-1, 0] > 0.5
    assert frame.losses[-1, 0] < 1 < frame.losses[-1, 1]
    assert "since then it learns by heart" in LAB.describe(frame)


def test_the_copies_are_those_that_stand_in_the_list(frame):
    known = set(name_list(60).training)
    last = checkpoints(LAB.settings(**QUICK).setup)[-1]
    assert frame.copied[-1, 0] == np.mean([name in known for name in last.written])
    step, names, same = frame.looks[-1]
    assert step == frame.steps[-1] and [name in known for name in names] == list(same)


def test_untrained_it_guesses_all_signs_alike(frame):
    assert frame.losses[0] == pytest.approx(np.log(27), abs=0.05)


def test_the_loss_of_counting_pairs_is_that_of_a_pandas_table():
    names = name_list(200)
    seen, others = (
        pd.DataFrame([pair for word in words for pair in zip("." + word, word + ".", strict=True)])
        for words in (names.training, names.held_out)
    )
    signs = list("." + names.letters.letters)
    table = pd.crosstab(seen[0], seen[1]).reindex(index=signs, columns=signs, fill_value=0) + 1
    chances = table.div(table.sum(axis=1), axis=0)
    assert counted(200) == pytest.approx(
        -np.mean([np.log(chances.loc[pair]) for pair in others.itertuples(index=False, name=None)])
    )


def test_no_name_is_learned_and_held_back():
    names = name_list(4100)
    assert len(names.held_out) == HELD_OUT and len(names.training) == 4100
    assert not set(names.held_out) & set(names.training)
    assert name_list(50).training == names.training[:50]


def test_a_run_that_was_stopped_goes_on():
    setup = Pretraining(width=16, layers=1, context=12, names=50, steps=60, seed=5)
    run = iter(pretraining(setup))
    early = [next(run) for _ in range(30)]
    del run
    whole = list(pretraining(setup))
    assert all(one is other for one, other in zip(early, whole, strict=False))
    assert abs(whole[-1].step - 60) < 20


def test_it_counts_its_weights():
    setup = Pretraining(width=32, layers=2, context=12, names=50, steps=40)
    block = 2 * 2 * 32 + (32 * 96 + 96) + (32 * 32 + 32) + (32 * 128 + 128) + (128 * 32 + 32)
    expected = 27 * 32 + 12 * 32 + 2 * block + 2 * 32 + 32 * 27 + 27
    assert sum(weights.numel() for weights in make_gpt(setup).parameters()) == expected


def test_each_batch_is_a_place_to_stop_and_torch_s_random_state_stays():
    before = torch.get_rng_state()
    frames = list(compute(LAB.settings(names=50, steps=40, seed=9)))
    assert len(frames) > 40
    assert torch.equal(torch.get_rng_state(), before)
