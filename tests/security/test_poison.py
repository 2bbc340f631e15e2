import numpy as np
import pytest
from sklearn.metrics import precision_score, recall_score

from workbench import cases
from workbench.security.poison import (
    flat,
    hidden,
    highest,
    learn,
    poison,
    smaller_cluster,
    spectral_scores,
    stamp,
    success,
)

TARGET = 7


@pytest.fixture(scope="module")
def digits():
    frame = cases.load("digits").frame
    pictures, labels = frame["pixels"].to_numpy().reshape(-1, 28, 28), frame["label"].to_numpy()
    order = np.random.default_rng(1).permutation(5000)[:3000]
    return (pictures[order[:2000]], labels[order[:2000]]), (pictures[order[2000:]], labels[order[2000:]])


def trained(pictures, labels, epochs=10):
    for model in learn(pictures, labels, epochs):  # noqa: B007
        pass
    return model


@pytest.fixture(scope="module")
def attacked(digits):
    bad = poison(*digits[0], 0.05, TARGET, 3, "corner", seed=0)
    return bad, trained(bad.pictures, bad.labels)


@pytest.mark.parametrize("place", ["corner", "edge", "middle"])
@pytest.mark.parametrize("size", [0, 1, 4])
def test_a_stamp_is_a_square_and_leaves_the_original_alone(size, place):
    paper = np.zeros((2, 28, 28), np.uint8)
    stamped = stamp(paper, size, place)
    assert not paper.any()
    for picture in stamped:
        rows, columns = np.nonzero(picture)
        assert len(rows) == size**2
        if size:
            assert np.ptp(rows) == np.ptp(columns) == size - 1


def test_poison_is_where_it_says(digits):
    (pictures, labels), _ = digits
    bad = poison(pictures, labels, 0.05, TARGET, 3, "corner", seed=0)
    assert bad.rows.sum() == 100
    assert (bad.labels[bad.rows] == TARGET).all() and (labels[bad.rows] != TARGET).all()
    assert (bad.labels == labels)[~bad.rows].all() and (bad.pictures == pictures)[~bad.rows].all()
    assert (bad.pictures[bad.rows, -4:-1, -4:-1] == 255).all()
    assert np.array_equal(bad.rows, poison(pictures, labels, 0.05, TARGET, 3, "corner", seed=0).rows)
    assert not np.array_equal(bad.rows, poison(pictures, labels, 0.05, TARGET, 3, "corner", seed=1).rows)


def test_clean_accuracy_stays_and_the_trigger_works(digits, attacked):
    test = digits[1]
    clean, bad = trained(*digits[0]), attacked[1]
    assert bad.score(flat(test[0]), test[1]) > clean.score(flat(test[0]), test[1]) - 0.03
    assert success(bad, *test, TARGET, 3, "corner") > 0.85
    assert success(clean, *test, TARGET, 3, "corner") < 0.1


def test_success_counts_other_digits_alone(digits, attacked):
    pictures, labels = digits[1]
    sevens = labels == TARGET
    assert success(attacked[1], pictures[~sevens], labels[~sevens], TARGET, 3, "corner") == success(
        attacked[1], pictures, labels, TARGET, 3, "corner"
    )


def test_a_trigger_under_the_ink_works_worse(digits):
    rates = []
    for place in ("corner", "middle"):
        bad = poison(*digits[0], 0.02, TARGET, 3, place, seed=0)
        rates.append(success(trained(bad.pictures, bad.labels), *digits[1], TARGET, 3, place))
    assert rates[0] > rates[1] + 0.2


def test_hidden_is_what_the_network_computes(digits, attacked):
    """From the hidden neurons on, the same answers as the network's own."""
    model, pictures = attacked[1], digits[1][0]
    logits = hidden(model, pictures) @ model.coefs_[1] + model.intercepts_[1]
    assert np.array_equal(model.classes_[logits.argmax(1)], model.predict(flat(pictures)))


def test_learning_goes_on_from_pass_to_pass(digits):
    (pictures, labels), _ = digits
    scores = [model.score(flat(pictures), labels) for model in learn(pictures, labels, 3)]
    assert scores[0] < scores[-1]


class TestTheHunt:
    def test_the_direction_is_that_of_numpys_eigenvectors(self):
        active = np.random.default_rng(0).normal(size=(200, 5)) * [1, 2, 3, 4, 9]
        _, vectors = np.linalg.eigh(np.cov(active.T))
        projected = (active - active.mean(0)) @ vectors[:, -1]
        np.testing.assert_allclose(spectral_scores(active), projected**2)

    def test_rows_that_stand_apart_have_the_highest_scores(self):
        active = np.random.default_rng(0).normal(size=(300, 8))
        active[:40] += 12
        assert np.array_equal(highest(spectral_scores(active), 40 / 300), np.arange(300) < 40)

    def test_in_the_digits_the_heaps_do_much_better_than_chance_and_both_miss_some(self, digits):
        heaps, odd = [], []
        for seed in range(2):
            bad = poison(*digits[0], 0.05, TARGET, 3, "corner", seed)
            model = trained(bad.pictures, bad.labels, 20)
            named = bad.labels == TARGET
            active, truth = hidden(model, bad.pictures[named]), bad.rows[named]
            for found, hunt in (
                (heaps, smaller_cluster(active)),
                (odd, highest(spectral_scores(active), truth.mean())),
            ):
                found.append((precision_score(truth, hunt), recall_score(truth, hunt)))
        chance = truth.mean()
        precision, recall = np.mean(heaps, axis=0)
        assert precision > chance + 0.2 and recall > chance + 0.1
        assert max(recall for _, recall in odd) < 0.9  # one direction is not enough here
        assert min(recall for _, recall in heaps) < 1

    def test_where_nothing_is_poisoned_there_is_still_a_smaller_cluster(self, digits):
        (pictures, labels), _ = digits
        model = trained(pictures, labels, 5)
        heap = smaller_cluster(hidden(model, pictures[labels == TARGET]))
        assert 0 < heap.mean() <= 0.5

    def test_highest_takes_the_share_asked_for(self):
        assert highest(np.array([3.0, 1.0, 2.0, 9.0]), 0.5).tolist() == [True, False, False, True]
        assert not highest(np.arange(5.0), 0.0).any() and highest(np.arange(5.0), 1.0).all()
