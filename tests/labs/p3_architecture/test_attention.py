import numpy as np
import pytest

from workbench.experiments.heads import MOST, heads_in
from workbench.labs.p3_architecture.attention import HEADS, KNOWN, LAB, LAYERS, START, Picture
from workbench.models.attention import follows

OTHER = "The red car passed the house, and the red bus passed the church."
LEAST = {"One back": 0.6, "At rest": 0.95, "At itself": 0.6, "Same token": 0.3, "What came next": 0.4}


@pytest.mark.parametrize("sentence", [START, OTHER])
@pytest.mark.parametrize(("label", "values"), KNOWN)
def test_each_head_worth_seeing_does_what_its_button_says(label, values, sentence):
    frame = LAB.run(sentence=sentence, **values)
    share = frame.scores[values["layer"] - 1, values["head"] - 1]
    assert share > LEAST[label]
    assert np.count_nonzero(frame.scores > share) <= 12
    found = heads_in(sentence)
    by_hand = follows(found.weights[values["layer"] - 1][None, [values["head"] - 1]], found.ids, values["pattern"])
    assert share == pytest.approx(by_hand[0, 0])


def test_buttons_lead_to_them():
    assert [(one.label, one.values) for one in LAB.run().suggestions] == list(KNOWN)


def test_the_head_is_the_one_that_was_asked_for():
    for layer, head in ((1, 1), (30, 9), (12, 4)):
        frame = LAB.run(layer=layer, head=head)
        assert np.array_equal(frame.weights, heads_in(START).weights[layer - 1, head - 1])
    assert frame.weights.sum(axis=1) == pytest.approx(1) and np.triu(frame.weights, 1).max() == 0


def test_the_sentence_says_where_the_token_looks():
    frame = LAB.run(token=12, **dict(KNOWN)["What came next"])
    assert frame.tokens[frame.row] == " kettle"
    assert "token 12, “ kettle”, looks most at “ on”" in LAB.describe(frame)
    assert "nothing comes twice" not in LAB.describe(frame)


def test_a_token_beyond_the_end_is_the_last_one():
    frame = LAB.run(sentence="One two.", token=MOST)
    assert frame.row == 2


def test_without_a_repetition_there_is_nothing_to_follow():
    frame = LAB.run(sentence="One two three.", pattern="same")
    assert "no token comes twice" in LAB.describe(frame) and LAB.measures(frame) == {}


def test_an_empty_sentence_and_a_long_one():
    assert LAB.describe(LAB.run(sentence="")) == "There is no sentence yet. Type one."
    assert LAB.describe(LAB.run(sentence="one two " * 18)).endswith("tokens of the sentence are left out.")


def test_clicks_choose_a_token_and_a_head():
    frame = LAB.run()
    picture = Picture(*LAB.picture(frame).axes)
    assert picture.pick(frame, 0, 0.2, 3.3) == picture.pick(frame, 1, 2.0, 2.8) == {"token": 4}
    assert picture.hover(frame, 0, 0.2, 3.3) == {"token": 4} and picture.hover(frame, 2, 8.7, 29.8) is None
    assert picture.pick(frame, 2, 8.7, 29.8) == {"layer": LAYERS, "head": HEADS}
    assert picture.pick(LAB.run(sentence=""), 0, 0.2, 3.3) is None
