import numpy as np
import pytest

from workbench.experiments.heads import MOST, followers, heads_in
from workbench.models.attention import PATTERNS, attention
from workbench.models.loaded import language_model

TEXT = "I bought a kettle on Monday and my sister bought a kettle on Friday."


def test_heads_are_those_of_the_network():
    found = heads_in(TEXT)
    assert "".join(found.tokens) == TEXT and found.cut == 0
    assert found.weights == pytest.approx(attention(language_model().network, found.ids), abs=1e-5)
    assert found.weights.shape == (30, 9, 15, 15)


def test_a_long_text_is_cut_and_an_empty_one_has_no_tokens():
    long = heads_in("one two " * 20)
    assert (len(long.tokens), long.cut) == (MOST, 17)  # a last space is a token of its own
    assert heads_in("").weights.shape == (30, 9, 0, 0)
    assert np.isnan(followers("", "before")).all()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_a_share(pattern):
    scores = followers(TEXT, pattern)
    assert scores.shape == (30, 9) and scores.min() >= 0 and scores.max() <= 1.0001
