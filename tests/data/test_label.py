import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, f1_score, precision_score, recall_score

from workbench.data.label import agreement, doubts, flip, small_or_large, text_model, wrong_labels


def test_agreement_by_hand():
    """20 and 15 times both say yes and no, 5 and 10 times they differ: the example of every textbook on kappa."""
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    share, chance, kappa = agreement(first, second)
    assert share == pytest.approx(0.7)
    assert chance == pytest.approx(0.5 * 0.6 + 0.5 * 0.4)
    assert kappa == pytest.approx((0.7 - 0.5) / (1 - 0.5)) == cohen_kappa_score(first, second)


def test_two_annotators_agree_far_better_than_chance_and_not_fully(desk):
    wide = desk.labels.pivot("annotator", index="ticket", values="topic")
    found = agreement(wide["Ada"].to_list(), wide["Ben"].to_list())
    assert found.by_chance < 0.25 < 0.7 < found.kappa < found.share < 0.95
    assert found.kappa == pytest.approx((found.share - found.by_chance) / (1 - found.by_chance))


def test_wrong_labels_are_found_better_than_by_chance(desk):
    labels = desk.tickets["topic"].to_list()
    found = wrong_labels(labels, doubts(desk.tickets["text"].to_list(), labels))
    planted = (desk.key["label_wrong"] | desk.key["poisoned"]).to_numpy()
    assert precision_score(planted, found) > 0.75  # about one in eleven would be right by chance
    assert recall_score(planted, found) > 0.5
    assert found.sum() < 1.2 * planted.sum()


def test_doubts_come_from_models_that_did_not_see_the_row(desk):
    texts, labels = desk.tickets["text"].to_list()[:600], desk.tickets["topic"].to_list()[:600]
    p = doubts(texts, labels, seed=1)
    assert p.shape == (600, 7) and np.allclose(p.sum(1), 1)
    seen = text_model().fit(texts, labels).predict_proba(texts)
    right = np.searchsorted(np.unique(labels), labels)
    assert seen[range(600), right].mean() > p[range(600), right].mean() + 0.05


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_flip_makes_exactly_this_share_wrong(share):
    labels = np.array(["a", "b", "c", "d"] * 50)
    flipped = flip(labels, share, seed=3)
    assert np.mean(flipped != labels) == share
    assert np.array_equal(flipped, flip(labels, share, seed=3))
    assert labels.tolist() == ["a", "b", "c", "d"] * 50


def test_a_small_clean_set_beats_a_large_noisy_one(desk):
    texts, labels = desk.tickets["text"].to_list(), desk.key["topic_true"].to_numpy()
    learn, test = np.arange(3000) % 3 > 0, np.arange(3000) % 3 == 0
    train = [texts[i] for i in np.flatnonzero(learn)], labels[learn]
    held = [texts[i] for i in np.flatnonzero(test)], labels[test]
    small = [small_or_large(*train, held, 500, 0.0, seed) for seed in range(3)]
    large = [small_or_large(*train, held, 2000, 0.5, seed) for seed in range(3)]
    assert min(small) > max(large)


def test_without_noise_it_is_a_plain_score(desk):
    texts, labels = desk.tickets["text"].to_list()[:300], desk.key["topic_true"].to_numpy()[:300]
    score = small_or_large(texts, labels, (texts, labels), 300, 0.0, seed=0)
    assert score == pytest.approx(f1_score(labels, text_model().fit(texts, labels).predict(texts), average="macro"))
