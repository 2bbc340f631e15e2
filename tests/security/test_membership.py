import numpy as np
import pytest
from sklearn.metrics import log_loss
from sklearn.tree import DecisionTreeClassifier

from workbench.data.encode import prepare
from workbench.experiments.shipped import shipped
from workbench.security.membership import guess_members, row_loss


def test_losses_are_those_of_scikit_learn():
    p = np.random.default_rng(0).dirichlet(np.ones(4), 50)
    labels = np.arange(50) % 4
    assert row_loss(p, labels).mean() == pytest.approx(log_loss(labels, p))
    assert row_loss(np.array([[1.0, 0.0]]), np.array([1]))[0] == pytest.approx(-np.log(1e-12))


def test_a_guess_by_hand():
    guess = guess_members(np.array([0.1, 0.2, 0.9]), np.array([0.5, 0.8, 1.0]))
    assert guess.threshold == 0.2  # takes two of three members and none of the others
    assert guess.advantage == pytest.approx(2 / 3) and guess.right == pytest.approx(5 / 6)
    assert guess.area == pytest.approx(7 / 9)  # of nine pairs, 0.9 loses against 0.5 and 0.8


def test_the_best_threshold_is_the_best_of_all():
    random = np.random.default_rng(3)
    members, others = random.exponential(1, 200), random.exponential(1.5, 300)
    tries = [np.mean(members <= t) - np.mean(others <= t) for t in np.r_[members, others]]
    guess = guess_members(members, others)
    assert guess.advantage == pytest.approx(max(tries))
    assert np.mean(members <= guess.threshold) - np.mean(others <= guess.threshold) == pytest.approx(guess.advantage)


def test_the_same_losses_give_a_coin():
    same = np.linspace(0, 1, 100)
    assert guess_members(same, same).advantage == pytest.approx(0, abs=0.01)


def test_an_overfitted_model_gives_its_members_away_and_a_small_one_does_not():
    training, others = prepare(shipped("income"), "ordinal", 2000)

    def advantage(depth):
        model = DecisionTreeClassifier(max_depth=depth, random_state=0).fit(training.X, training.y)
        losses = [row_loss(model.predict_proba(rows.X), rows.y) for rows in (training, others)]
        return guess_members(*losses).advantage

    assert advantage(3) < 0.08 < 0.15 < advantage(None)
