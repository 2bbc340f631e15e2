from itertools import product

import pytest

from workbench.evaluation.copies import copies


def test_by_enumeration():
    """All words of two letters: each is looked up in both lists, one by one."""
    everything = ["".join(pair) for pair in product("abc", repeat=2)]
    training, held_out = everything[:4], everything[4:6]
    written = [*everything, "ab", "ab", "zz"]
    found = copies(written, training, held_out)
    assert found.training == sum(any(word == known for known in training) for word in written) / 12 == 6 / 12
    assert found.held_out == 2 / 12
    assert found.by_chance == pytest.approx(4 / 12)  # it saw twice as many


def test_a_model_that_copies_nothing_meets_both_lists_equally_often():
    everything = ["".join(pair) for pair in product("abcdefgh", repeat=2)]
    found = copies(everything, everything[8:48], everything[:8])
    assert found.training == pytest.approx(found.by_chance)


def test_one_that_only_copies_has_no_chance_to_speak_of():
    assert copies(["a", "b"], ["a", "b"], ["c"]) == (1.0, 0.0, 0.0)


def test_nothing_written_is_refused():
    with pytest.raises(ValueError) as error:
        copies([], ["a"], ["b"])
    assert str(error.value) == "`written` and `held_out` must hold a text; got 0 and 1. Pass both."
