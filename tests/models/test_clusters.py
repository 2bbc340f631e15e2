import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from workbench.models.clusters import group, shuffled, spread_shares


@pytest.fixture(scope="module")
def three_heaps():
    random = np.random.default_rng(0)
    return np.concatenate([random.normal(place, 0.5, (40, 2)) for place in ((0, 0), (9, 0), (0, 9))])


def test_heaps_far_apart_are_found(three_heaps):
    found = group(three_heaps, 5, 10, 0)
    labels = found.labels[2].reshape(3, 40)
    assert all(len(set(heap)) == 1 for heap in labels) and len(set(labels[:, 0])) == 3
    assert np.nanargmax(found.silhouette) == 2


def test_inertia_and_silhouette_are_what_their_definitions_say(three_heaps):
    found = group(three_heaps, 4, 3, 0)
    assert np.isnan(found.silhouette[0])
    for labels, inertia in zip(found.labels, found.inertia, strict=True):
        heaps = [three_heaps[labels == i] for i in np.unique(labels)]
        assert inertia == pytest.approx(sum(((heap - heap.mean(0)) ** 2).sum() for heap in heaps))
    assert found.silhouette[1:] == pytest.approx([silhouette_score(three_heaps, labels) for labels in found.labels[1:]])


def test_more_starts_never_make_it_worse(three_heaps):
    once, often = (group(three_heaps, 6, starts, 3).inertia for starts in (1, 20))
    assert np.all(often <= once + 1e-9)


def test_shuffling_keeps_the_columns_and_breaks_their_link():
    x = np.arange(500.0)
    mixed = shuffled(np.column_stack([x, 2 * x]), 0)
    assert np.sort(mixed, axis=0).tolist() == np.column_stack([x, 2 * x]).tolist()
    assert abs(np.corrcoef(mixed.T)[0, 1]) < 0.2


def test_the_shares_of_the_distances_are_those_between_all_pairs():
    X = np.random.default_rng(0).normal(size=(30, 3)) * [1, 5, 0.1]
    pairs = ((X[:, None] - X[None]) ** 2).sum((0, 1))
    assert spread_shares(X) == pytest.approx(pairs / pairs.sum())
