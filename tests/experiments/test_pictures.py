import numpy as np
import pytest
import torch

from workbench.experiments.pictures import (
    BATCH,
    EPOCHS,
    accuracy,
    batches_an_epoch,
    make_network,
    network_of,
    parts_of,
    training_run,
)
from workbench.experiments.shipped import shipped


@pytest.fixture(scope="module")
def digits():
    return shipped("digits")


def test_training_and_validation_share_no_picture(digits):
    (X, y), (X_valid, y_valid) = parts_of(digits)
    assert X.shape == (3500, 1, 28, 28) and X_valid.shape == (750, 1, 28, 28)
    assert (X.min(), X.max()) == (0, 1) and set(y.tolist()) == set(y_valid.tolist()) == set(range(10))
    original = digits.frame.filter(digits.frame["label"] == int(y[0]))["pixels"].to_numpy() / np.float32(255)
    assert np.isclose(original, X[0].numpy().ravel()).all(axis=1).any()


def test_the_network_reads_ninety_five_of_a_hundred_and_says_so_on_the_way(digits):
    run = training_run(digits)
    last = run.last
    assert [epoch.number for epoch in last.epochs] == list(range(EPOCHS + 1))
    assert last.epochs[0].validation_score < 0.3 < 0.95 < last.epochs[-1].validation_score
    network = network_of(digits, last)
    X, y = parts_of(digits)[1]
    right = (network.probability(X).argmax(1) == y).float().mean().item()
    assert right == pytest.approx(last.epochs[-1].validation_score)
    assert accuracy(network(X), y).item() == pytest.approx(right)
    assert [step.batches for step in run if step.measured] == [n * batches_an_epoch(digits) for n in range(EPOCHS + 1)]
    assert last.batches == len([step for step in run if not step.measured]) == EPOCHS * -(-3500 // BATCH)


def test_the_run_begins_with_the_untrained_network(digits):
    first = next(iter(training_run(digits)))
    untrained = make_network(digits, 0)
    X = parts_of(digits)[1][0][:5]
    torch.testing.assert_close(network_of(digits, first)(X), untrained(X))
    assert not torch.equal(make_network(digits, 1)(X), untrained(X))
