import numpy as np
import polars as pl
import pytest
from scipy.spatial.distance import cdist
from sklearn.metrics import f1_score

from workbench import cases
from workbench.data.likeness import column_gaps, group_rates, nearest, pair_gap, use
from workbench.data.split import split
from workbench.data.synthesise import METHODS


@pytest.fixture(scope="module")
def parts():
    case = cases.load("income")
    return split(case.frame.sample(5000, seed=2), "income", (0.3, 0.3, 0.4))


def test_gaps_by_hand():
    real = pl.DataFrame({"n": [1, 2, 3, 4], "w": ["a", "a", "b", None]})
    made = pl.DataFrame({"n": [3, 4, 5, 6], "w": ["a", "b", "b", "c"]})
    gaps = column_gaps(real, made)
    assert gaps["n"] == 0.5  # at 2, half of the real and none of the others are below
    assert gaps["w"] == pytest.approx((0.25 + 0.25 + 0.25 + 0.25) / 2)  # a, b, c and missing
    assert column_gaps(real, real) == {"n": 0, "w": 0}


def test_number_gaps_are_the_largest_gap_between_cumulative_shares(parts):
    gaps = column_gaps(parts.train, parts.test)
    age = np.unique(np.r_[parts.train["age"], parts.test["age"]])
    shares = [np.mean(np.asarray(part["age"])[:, None] <= age, axis=0) for part in (parts.train, parts.test)]
    assert gaps["age"] == pytest.approx(np.abs(shares[0] - shares[1]).max())


def test_pair_gap_by_hand():
    real = pl.DataFrame({"x": [1.0, 2, 3, 4], "y": [1.0, 2, 3, 4]})
    assert pair_gap(real, pl.DataFrame({"x": [1.0, 2, 3, 4], "y": [4.0, 3, 2, 1]})) == pytest.approx(2)
    assert pair_gap(real, real) == pytest.approx(0, abs=1e-6)


def test_nearest_is_the_least_of_all_distances():
    random = np.random.default_rng(0)
    real, made = (pl.DataFrame(random.normal(size=(n, 3)) * [1, 10, 100], schema=["a", "b", "c"]) for n in (200, 50))
    scaled = [
        ((frame - real.to_numpy().mean(0)) / real.to_numpy().std(0)) for frame in (made.to_numpy(), real.to_numpy())
    ]
    np.testing.assert_allclose(nearest(made, real), cdist(*scaled).min(1), atol=1e-3)


def test_a_copy_is_at_distance_zero_and_another_word_is_not(parts):
    real = parts.train.head(500)
    assert (nearest(real, real) == 0).all()
    other = real.with_columns(sex=pl.lit("Another"))
    assert nearest(other, real) == pytest.approx(np.ones(500), abs=0.01)  # one word less in common


def test_two_different_words_are_the_root_of_two_apart():
    real = pl.DataFrame({"w": ["a", "b"]})
    assert nearest(pl.DataFrame({"w": ["a"]}), real.filter(pl.col("w") == "a"))[0] == 0
    both = pl.DataFrame({"w": ["a", "b"], "n": [0.0, 1000.0]})
    apart = nearest(pl.DataFrame({"w": ["b"], "n": [0.0]}), both)
    assert apart[0] == pytest.approx(np.sqrt(2), abs=0.01)  # nearer to the first in numbers, but not in words


def test_use_is_a_score_on_real_rows(parts):
    result = use(parts.train, parts.test, "income", "sex")
    assert 0.5 < result.f1 < 0.75
    assert result.rates["Female"] < result.rates["Male"]
    nobody = use(parts.train.filter(pl.col("income") == 0), parts.test, "income", "sex")
    assert nobody.f1 == 0 and set(nobody.rates.values()) == {0}
    everybody = use(parts.train.filter(pl.col("income") == 1), parts.test, "income", "sex")
    assert everybody.f1 == pytest.approx(f1_score(parts.test["income"], np.ones(parts.test.height)))


def test_likeness_and_privacy_pull_apart(parts):
    """Copies are perfect and private to nobody; the copula is far from everybody and of little use."""
    made = {name: method(parts.train, 1500, 0) for name, method in METHODS.items()}
    distance = {name: np.median(nearest(frame, parts.train)) for name, frame in made.items()}
    f1 = {name: use(frame, parts.test, "income", "sex").f1 for name, frame in made.items()}
    assert distance["bootstrap"] == 0 < distance["trees"] < distance["copula"]
    assert f1["copula"] < f1["trees"] < f1["bootstrap"] + 0.05
    assert pair_gap(parts.train, made["copula"]) > pair_gap(parts.train, made["trees"])


def test_a_bias_in_the_source_is_in_the_copy(parts):
    """Rich women are taken out of the source; the synthetic women are poor, and the model learns it."""
    source = parts.train.filter((pl.col("sex") == "Male") | (pl.col("income") == 0))
    made = METHODS["trees"](source, 1500, 0)
    assert group_rates(source, "income", "sex")["Female"] == 0
    assert group_rates(made, "income", "sex")["Female"] < 0.05
    fair, biased = (use(frame, parts.test, "income", "sex").rates["Female"] for frame in (parts.train, made))
    assert biased < fair / 2
