import numpy as np
import polars as pl
import pytest

from workbench.cases import load
from workbench.data.encode import make_encoder, prepare
from workbench.experiments.shipped import shipped

SEEN = pl.DataFrame({"age": [20, 40, 60], "work": ["office", "field", None]})
UNSEEN = pl.DataFrame({"age": [40], "work": ["sea"]})


def test_ordinal_numbers_the_categories_and_marks_what_it_does_not_know():
    encoder = make_encoder(SEEN, "ordinal").fit(SEEN)
    np.testing.assert_array_equal(encoder.transform(SEEN), [[20, 1], [40, 0], [60, 2]])
    np.testing.assert_array_equal(encoder.transform(UNSEEN), [[40, np.nan]])


def test_dense_gives_each_category_a_column_and_standardises_numbers():
    encoder = make_encoder(SEEN, "dense").fit(SEEN)
    age = np.sqrt(1.5)  # (60 - 40) / standard deviation of 20, 40 and 60
    np.testing.assert_allclose(encoder.transform(SEEN), [[-age, 0, 1, 0], [0, 1, 0, 0], [age, 0, 0, 1]], atol=1e-7)
    np.testing.assert_allclose(encoder.transform(UNSEEN), [[0, 0, 0, 0]], atol=1e-7)


def test_more_training_rows_contain_the_fewer_ones():
    few, many = prepare(shipped("income"), "ordinal", 50)[0], prepare(shipped("income"), "ordinal", 100)[0]
    assert (few.X.shape[0], many.X.shape[0]) == (50, 100)
    np.testing.assert_array_equal(few.y, many.y[:50])
    np.testing.assert_array_equal(few.X[:, 0], many.X[:50, 0])


def test_another_seed_trains_on_other_rows_and_validates_on_the_same():
    (first, held_back), (second, same) = (prepare(shipped("income"), "ordinal", 100, seed) for seed in (0, 1))
    assert not np.array_equal(first.X[:, 0], second.X[:, 0])
    np.testing.assert_array_equal(held_back.X[:, 0], same.X[:, 0])
    np.testing.assert_array_equal(held_back.y, same.y)


@pytest.mark.parametrize("encoding", ["ordinal", "dense"])
def test_both_parts_are_numbers_alone(encoding):
    for table in prepare(shipped("income"), encoding, 100):
        assert table.X.dtype == np.float32
        assert len(table.X) == len(table.y)
        assert set(np.unique(table.y)) == {0, 1}


def test_asking_for_more_rows_than_there_are_gives_all_training_rows():
    training, validation = prepare(shipped("income"), "ordinal", 10**6)
    assert len(training.y) + len(validation.y) < load("income").frame.height  # the test rows stay untouched
