import numpy as np
import pytest
import torch
from sklearn.metrics import f1_score

from workbench.experiments.training_rows import moons_rows
from workbench.labs.p4_training.training import (
    GRID,
    LAB,
    X1,
    X2,
    answers,
    boundary,
    compute,
    describe,
    make_model,
)

QUICK = {"epochs": 6, "rows": 60, "width": 8}


def settings(**values):
    return LAB.settings(**{**QUICK, **values})


def test_a_frame_after_each_epoch_and_a_place_to_stop_after_each_batch():
    frames = list(compute(settings(rows=64, batch_size=32, epochs=5)))
    assert [frame.epoch for frame in frames] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5]
    assert frames[-1].progress == 1


@pytest.mark.parametrize("data", ["moons", "income"])
def test_the_history_is_that_of_the_weights(data):
    frame = LAB.run(**QUICK, data=data)
    assert frame.history.shape == (7, 3)
    assert np.all((frame.history[:, 2] >= 0) & (frame.history[:, 2] <= 1))
    assert frame.history[-1, 0] < frame.history[0, 0]
    assert frame.best == frame.history[:, 1].argmin()


def test_the_drawn_answers_are_those_of_the_trained_network():
    frame = LAB.run(**QUICK)
    model = make_model(frame.settings, 2, torch.Generator())
    torch.nn.utils.vector_to_parameters(torch.from_numpy(frame.weights), model.parameters())
    np.testing.assert_allclose(answers(frame).ravel(), torch.sigmoid(model(GRID)).detach().numpy(), rtol=1e-5)
    _, (X, y) = moons_rows(60, 500, seed=0)
    assert frame.history[-1, 2] == pytest.approx(f1_score(y, model(X) > 0))


def test_a_network_without_hidden_layers_has_a_straight_boundary():
    x1, x2 = boundary(answers(LAB.run(**QUICK | {"layers": 0, "epochs": 50})))
    x1, x2 = x1[~np.isnan(x1)], x2[~np.isnan(x2)]
    slope, start = np.polyfit(x1, x2, 1)
    np.testing.assert_allclose(slope * x1 + start, x2, atol=0.05)


def test_the_boundary_of_one_answer_everywhere_is_empty():
    x1, x2 = boundary(np.full((len(X2), len(X1)), 0.9))
    assert np.isnan(x1).all() and np.isnan(x2).all()


def test_early_stopping_stops_and_keeps_the_weights_of_the_best_epoch():
    values = {"epochs": 300, "rows": 60, "learning_rate": 0.05, "label_noise": 0.2}
    stopped = LAB.run(**values, early_stopping=True, patience=5)
    assert stopped.epoch == stopped.best + 5 < 300
    assert "training stopped early" in describe(stopped)
    until_best = list(compute(LAB.settings(**values | {"epochs": max(stopped.best, 5)})))
    at_best = next(frame for frame in until_best if frame.epoch == stopped.best)
    np.testing.assert_array_equal(stopped.weights, at_best.weights)


def test_a_loss_that_is_no_number_ends_the_run_and_is_explained():
    frame = LAB.run(**QUICK | {"epochs": 300}, optimiser="momentum", activation="none", layers=4, learning_rate=10.0)
    assert not np.isfinite(frame.history[-1, 0])
    assert "the loss is no longer a number: a learning rate of 10 is too high for SGD with momentum" in describe(frame)


def test_a_wild_loss_is_explained():
    frame = LAB.run(optimiser="sgd", learning_rate=10.0, epochs=60)
    assert "a learning rate of 10 is too high for SGD here" in describe(frame)


def test_a_calm_run_blames_nothing():
    assert "too high" not in describe(LAB.run(epochs=60))


def test_learning_by_heart_is_said():
    frame = LAB.run(epochs=200, rows=40, label_noise=0.2)
    assert f"lowest at epoch {frame.best}," in describe(frame)
    assert "by heart" in describe(frame)


def test_torch_s_global_state_is_left_alone():
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    LAB.run(**QUICK, dropout=0.5)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == threads


def test_two_moons_and_income_share_one_picture():
    moons, income = LAB.run(**QUICK), LAB.run(**QUICK, data="income")
    figure = LAB.picture(moons)
    picture = LAB.Picture(*figure.axes)
    for frame, ghost in ((moons, None), (income, moons), (income, income), (moons, income), (moons, moons)):
        picture.update(frame, ghost)
        assert picture.map.get_visible() == (frame is moons)
        assert picture.f1.get_visible() == (frame is income)
        assert picture.old_left.get_visible() == (frame is ghost)
