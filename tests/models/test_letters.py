import math
from collections import Counter

import numpy as np
import pytest
import torch
from torch import nn

from workbench.errors import DataError
from workbench.models.letters import IGNORED, Letters, letter_loss, letters_right, pair_loss, write_words

WORDS = ("ab", "abba", "c")
LETTERS = Letters.of(WORDS)


def asked(words, context):
    """Which letters stand before each answer, and the answer, as text; "." is the end."""
    X, y = LETTERS.questions(words, context)
    sign = "." + LETTERS.letters
    for row, wanted in zip(X.tolist(), y.tolist(), strict=True):
        for place, answer in enumerate(wanted):
            if answer != IGNORED:
                yield "".join(sign[one] for one in row[: place + 1]), sign[answer]


def by_hand(words, context):
    """The same with slices of strings."""
    for word in words:
        whole = f".{word}."
        for end in range(1, len(whole)):
            yield whole[max(0, end - context) : end], whole[end]


@pytest.mark.parametrize("context", [1, 2, 3, 5, 8])
def test_each_letter_is_asked_for_once_with_all_the_context_there_may_be(context):
    assert sorted(asked(WORDS, context)) == sorted(by_hand(WORDS, context))


def test_words_come_back():
    assert LETTERS.letters == "abc" and LETTERS.signs == 4
    assert LETTERS.encode("cab") == [3, 1, 2]
    assert LETTERS.decode([3, 1, 2, 0, 1]) == "cab"


def test_an_unknown_letter_is_refused():
    with pytest.raises(DataError) as error:
        LETTERS.encode("abz")
    assert str(error.value) == "`word` must be made of the letters abc; got 'z'. Leave this word out."


def test_the_loss_by_hand():
    """Of two places that count, the right signs have the chances 1/2 and 1/4."""
    chances = torch.tensor([[[0.5, 0.25, 0.25], [0.1, 0.8, 0.1], [0.25, 0.25, 0.5]]])
    wanted = torch.tensor([[0, IGNORED, 1]])
    assert letter_loss(chances.log(), wanted).item() == pytest.approx((math.log(2) + math.log(4)) / 2)
    assert letters_right(chances.log(), wanted).item() == 0.5


def test_counting_pairs_by_hand():
    """After "ab" is seen, each pair once more: beginning to a has 2 of 5, a to the end 1 of 5."""
    assert pair_loss(Letters("abc"), ["ab"], ["a"]) == pytest.approx(-np.log([2 / 5, 1 / 5]).mean())


class Fixed(nn.Module):
    """Gives each sign a chance that does not depend on anything: end 1/2, a 1/3, b 1/6."""

    context = 3

    def forward(self, seen):
        return torch.tensor([1 / 2, 1 / 3, 1 / 6]).log().expand(*seen.shape, 3)


def test_words_are_drawn_with_the_chances_of_the_model():
    words = write_words(Fixed(), Letters("ab"), 6000, torch.Generator().manual_seed(0))
    share = {word: count / 6000 for word, count in Counter(words).items()}
    for word, chance in {"": 1 / 2, "a": 1 / 6, "b": 1 / 12, "aa": 1 / 18}.items():
        assert share[word] == pytest.approx(chance, abs=0.025)  # four standard errors at most
    cold = write_words(Fixed(), Letters("ab"), 100, torch.Generator().manual_seed(0), temperature=0.05)
    assert set(cold) == {""}
