import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from workbench.experiments.few_labels import LABELS, few_labels
from workbench.experiments.shipped import shipped
from workbench.experiments.ticket_texts import texts_of, whole
from workbench.labs.p3_architecture.meaning import LAB, TOPICS, Picture
from workbench.models.loaded import sentence_model
from workbench.models.sentences import embed


def test_the_nearest_messages_are_those_of_scikit_learn():
    sentence = "I forgot my password"
    frame = LAB.run(sentence=sentence, draws=1)
    vectors = whole(shipped("tickets"))
    near = NearestNeighbors(n_neighbors=3, metric="cosine").fit(vectors)
    distances, places = near.kneighbors(embed([sentence], sentence_model()))
    assert set(frame.found) == set(places[0])
    assert frame.alike == pytest.approx(tuple(1 - distances[0]), abs=1e-5)
    assert frame.texts == tuple(texts_of(shipped("tickets")).texts[place] for place in frame.found)


def test_meaning_finds_what_shared_words_do_not():
    sentence = "My box never turned up."
    meaning, words = LAB.run(sentence=sentence, draws=1), LAB.run(sentence=sentence, by="words", draws=1)
    assert TOPICS[meaning.topics[meaning.found[0]]] == "delivery"
    assert TOPICS[words.topics[words.found[0]]] != "delivery"


def test_a_sentence_without_a_known_word_is_nowhere():
    for values in ({"sentence": "Zahnrad Donaudampf", "by": "words"}, {"sentence": " "}):
        frame = LAB.run(draws=1, **values)
        assert np.isnan(frame.here).all() and frame.found == ()
        assert LAB.describe(frame).startswith("No message has anything in common with this sentence.")


def test_every_topic_of_the_tickets_has_its_place_and_messages_have_their_own():
    frame = LAB.run(draws=1)
    assert [TOPICS[topic] for topic in frame.topics] == list(texts_of(shipped("tickets")).topics)
    assert set(frame.topics) == set(range(len(TOPICS)))


def test_scores_are_those_of_the_experiment_and_the_sentence_says_who_wins():
    frame = LAB.run(draws=2, labels=50)
    case = shipped("tickets")
    for place, labels in enumerate(LABELS):
        assert frame.scores[place].tolist() == [list(few_labels(case, labels, seed)) for seed in range(2)]
    assert LAB.describe(frame).endswith("MiniLM is ahead.")
    assert LAB.describe(LAB.run(draws=2, labels=800)).endswith("words alone are ahead.")
    assert LAB.measures(frame)["macro F1, MiniLM"] == pytest.approx(frame.scores[1, :, 0].mean())


def test_a_click_on_the_scores_chooses_the_nearest_number_of_labels():
    frame = LAB.run(draws=1)
    picture = Picture(*LAB.picture(frame).axes)
    assert picture.pick(frame, 2, 330, 0.5) == {"labels": 400}
    assert picture.pick(frame, 2, 1, 0.5) == {"labels": 25} and picture.pick(frame, 0, 0.1, 0.1) is None
