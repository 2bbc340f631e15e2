import copy
import math

import pytest
import torch
from sklearn.metrics import f1_score
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from workbench.cases import two_moons
from workbench.models.mlp import MLP
from workbench.training.loop import train
from workbench.training.optimisers import make_optimiser


def moons(n, seed):
    rows = torch.tensor(two_moons(n, noise=0.3, seed=seed).to_numpy(), dtype=torch.float32)
    return rows[:, :2], rows[:, 2]


TRAINING, VALIDATION = moons(60, 0), moons(100, 1)


def make(learning_rate=0.01, optimiser="adam", dropout=0.0, epochs=5, **options):
    """A model, and its training run still to be started."""
    generator = torch.Generator().manual_seed(0)
    model = MLP(2, 1, 16, "relu", dropout, generator)
    steps = make_optimiser(optimiser, model.parameters(), learning_rate)
    run = train(model, steps, TRAINING, VALIDATION, epochs=epochs, batch_size=25, generator=generator, **options)
    return model, run


def epochs_of(run):
    return [epoch for epoch in run if epoch is not None]


def test_it_learns_what_a_loop_written_by_hand_learns():
    generator = torch.Generator().manual_seed(0)
    by_hand = MLP(2, 1, 16, "relu", 0.0, generator)
    adam = torch.optim.Adam(by_hand.parameters(), lr=0.01)
    X, y = TRAINING
    for _ in range(5):
        order = torch.randperm(60, generator=generator)
        for rows in (order[:25], order[25:50], order[50:]):
            adam.zero_grad()
            binary_cross_entropy_with_logits(by_hand(X[rows]), y[rows]).backward()
            adam.step()
    model, run = make()
    last = epochs_of(run)[-1]
    for ours, theirs in zip(model.parameters(), by_hand.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)
    logits = by_hand(VALIDATION[0])
    assert last.training_loss == pytest.approx(binary_cross_entropy_with_logits(by_hand(X), y).item(), rel=1e-5)
    assert last.validation_loss == pytest.approx(
        binary_cross_entropy_with_logits(logits, VALIDATION[1]).item(), rel=1e-5
    )
    assert last.validation_score == pytest.approx(f1_score(VALIDATION[1], logits > 0))


def test_it_counts_epochs_from_the_untrained_model_and_can_stop_after_each_batch():
    _, run = make(epochs=2)
    assert [epoch and epoch.number for epoch in run] == [0, None, None, None, 1, None, None, None, 2]


def test_two_runs_are_equal_and_leave_torch_s_global_random_state_alone():
    before = torch.get_rng_state()
    first = epochs_of(make(dropout=0.3)[1])
    assert first == epochs_of(make(dropout=0.3)[1])
    assert torch.equal(torch.get_rng_state(), before)


def test_training_lowers_the_loss():
    epochs = epochs_of(make(epochs=30)[1])
    assert epochs[-1].training_loss < epochs[0].training_loss / 2


def test_early_stopping_waits_for_its_patience_and_goes_back_to_the_best_weights():
    model, run = make(learning_rate=0.1, epochs=400, patience=7)
    epochs, weights = [], []
    for epoch in run:
        if epoch is not None:
            epochs.append(epoch)
            weights.append(copy.deepcopy(model.state_dict()))
    best = min(epochs, key=lambda epoch: epoch.validation_loss)
    assert epochs[-1].number == best.number + 7 < 400
    for name, kept in model.state_dict().items():
        assert torch.equal(kept, weights[best.number][name])


def test_without_patience_it_trains_to_the_end():
    assert epochs_of(make(learning_rate=0.1, epochs=60)[1])[-1].number == 60


def test_it_ends_when_the_loss_is_no_longer_a_number():
    epochs = epochs_of(make(optimiser="momentum", learning_rate=1e20, epochs=50)[1])
    assert epochs[-1].number < 50
    assert not math.isfinite(epochs[-1].training_loss)


def test_a_run_that_is_cancelled_closes_cleanly():
    model, run = make(epochs=100, patience=3)
    for _ in range(10):
        next(run)
    weights = copy.deepcopy(model.state_dict())
    run.close()
    assert next(run, "closed") == "closed"
    for name, kept in model.state_dict().items():
        assert torch.equal(kept, weights[name])


def test_any_loss_and_any_measure_can_take_their_place():
    generator = torch.Generator().manual_seed(0)
    X = torch.randn(400, 3, generator=generator)
    classes = (X @ torch.tensor([[2.0, 0, -2], [0, 2.0, 1], [1, -1, 2.0]])).argmax(1)
    model = nn.Linear(3, 3)

    def accuracy(outputs, y):
        return (outputs.argmax(1) == y).double().mean()

    run = train(
        model, torch.optim.Adam(model.parameters(), 0.05), (X[:300], classes[:300]), (X[300:], classes[300:]),
        epochs=30, batch_size=50, generator=generator, loss=cross_entropy, measure=accuracy,
    )  # fmt: skip
    *_, last = (epoch for epoch in run if epoch)
    with torch.no_grad():
        assert last.validation_loss == pytest.approx(cross_entropy(model(X[300:]), classes[300:]).item())
        assert last.validation_score == pytest.approx(accuracy(model(X[300:]), classes[300:]).item())
    assert last.validation_score > 0.9
