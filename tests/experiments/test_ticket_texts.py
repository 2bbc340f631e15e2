"""Vectors of the tickets, and classifiers with few labels, against scikit-learn called directly."""

import numpy as np
import polars as pl
import pytest
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.neighbors import NearestNeighbors

from workbench.experiments import few_labels as few
from workbench.experiments.shipped import shipped
from workbench.experiments.ticket_texts import nearest, space_of, texts_of, vector_of, vectors_of, whole, words_of
from workbench.models.loaded import sentence_model
from workbench.models.sentences import embed


@pytest.fixture(scope="module")
def case():
    return shipped("tickets")


def test_only_messages_with_consent_come_in_and_each_once(case):
    found = texts_of(case)
    allowed = case.frame.filter(pl.col("consent") == 1)
    assert len(set(found.texts)) == len(found.texts) == len(found.topics) == 1200
    topics = dict(zip(allowed["text"], allowed["topic"], strict=True))
    assert set(found.texts) <= set(topics)


def test_vectors_are_those_of_the_network_in_the_order_of_the_texts(case):
    places = [0, 7, 1199]
    direct = embed([texts_of(case).texts[place] for place in places], sentence_model())
    assert whole(case)[places] == pytest.approx(direct, abs=1e-5)
    assert list(vectors_of(case)) == []  # nothing is left to be made


@pytest.mark.parametrize("by", ["meaning", "words"])
def test_the_nearest_are_those_of_scikit_learn(case, by):
    space = space_of(case, by)
    vector = vector_of(case, by, "My parcel has not arrived, where is it?")
    distances, expected = NearestNeighbors(n_neighbors=5, metric="cosine").fit(space.rows).kneighbors(vector[None])
    places, alike = nearest(space.rows, vector, 5)
    assert alike == pytest.approx(1 - distances[0], abs=1e-5)
    assert 1 - space.rows[places] @ vector == pytest.approx(distances[0], abs=1e-5) and len(expected[0]) == 5


def test_what_has_nothing_in_common_is_not_near(case):
    vector = vector_of(case, "words", "Wo bleibt Zustellung?")
    assert not vector.any() and len(nearest(space_of(case, "words").rows, vector, 3)[0]) == 0


def test_the_map_is_the_one_of_pca(case):
    space = space_of(case, "meaning")
    theirs = PCA(2, random_state=0).fit_transform(whole(case))
    assert np.allclose(np.abs(space.points), np.abs(theirs), atol=1e-4)


def test_words_are_those_of_tfidf(case):
    rows = TfidfVectorizer(sublinear_tf=True).fit_transform(texts_of(case).texts).toarray()
    assert np.allclose(words_of(case)[1], rows)


def test_scores_with_few_labels_are_those_of_scikit_learn_on_rows_held_back(case):
    texts = texts_of(case)
    learned, judged = np.arange(800), np.arange(800, 1200)  # with 800 labels every message is learned from
    model = LogisticRegression(C=10, max_iter=1000).fit(whole(case)[learned], texts.topics[learned])
    expected = f1_score(texts.topics[judged], model.predict(whole(case)[judged]), average="macro")
    assert few.few_labels(case, 800, 0)[0] == pytest.approx(expected, abs=0.02)  # the order of rows matters a little


def test_few_labels_favour_the_network_and_many_the_words(case):
    few_, many = (np.mean([few.few_labels(case, labels, seed) for seed in range(3)], axis=0) for labels in (50, 800))
    assert few_[0] > few_[1] + 0.05 and many[1] > many[0]


def test_curves_come_in_one_number_of_labels_after_the_other(case):
    steps = list(few.curves(case, 2))
    assert len(steps) == len(few.LABELS)
    known = [np.isfinite(step).all(axis=(1, 2)).sum() for step in steps]
    assert known == list(range(1, len(few.LABELS) + 1))
    assert steps[0][0, 1].tolist() == list(few.few_labels(case, 25, 1))
