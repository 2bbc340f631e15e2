import numpy as np
import polars as pl
import pytest

from workbench import cases
from workbench.data.synthesise import METHODS, bootstrap, gaussian_copula, tree_chain


@pytest.fixture(scope="module")
def people():
    case = cases.load("income")
    return case.frame.sample(2000, seed=5)


def correlated(rows=4000, r=0.7):
    x, y = np.random.default_rng(1).multivariate_normal([0, 0], [[1, r], [r, 1]], rows).T
    return pl.DataFrame({"x": np.exp(x), "y": 10 * y})


@pytest.mark.parametrize("method", METHODS)
class TestEachMethod:
    def test_gives_a_table_of_the_same_form(self, people, method):
        made = METHODS[method](people, 777, 0)
        assert made.schema == people.schema and made.height == 777

    def test_takes_values_from_the_real_columns(self, people, method):
        made = METHODS[method](people, 500, 0)
        for name in people.columns:
            assert set(made[name].unique()) <= set(people[name].unique())

    def test_the_seed_decides(self, people, method):
        first, again, other = (METHODS[method](people, 300, seed) for seed in (1, 1, 2))
        assert first.equals(again) and not first.equals(other)

    def test_keeps_the_distribution_of_each_column(self, people, method):
        made = METHODS[method](people, 4000, 3)
        for name in ("age", "hours_per_week"):
            assert abs(made[name].mean() - people[name].mean()) < 0.1 * people[name].std()
        for name in ("sex", "race"):
            real, new = (dict(f[name].value_counts(normalize=True).iter_rows()) for f in (people, made))
            assert all(abs(real[word] - new.get(word, 0)) < 0.04 for word in real)

    def test_keeps_a_plain_correlation(self, method):
        real = correlated()
        made = METHODS[method](real, 4000, 2)
        ranks = [np.corrcoef(f["x"].rank(), f["y"].rank())[0, 1] for f in (real, made)]
        assert ranks[0] == pytest.approx(ranks[1], abs=0.06)

    def test_can_do_with_one_column_and_few_rows(self, method):
        one = pl.DataFrame({"x": [1.0, 2.0, 3.0, 4.0]})
        assert METHODS[method](one, 10, 0).height == 10


def test_bootstrap_rows_are_real_rows(people):
    assert (
        bootstrap(people, 500, 0)
        .unique()
        .join(people.unique(), on=people.columns, nulls_equal=True, how="anti")
        .is_empty()
    )


def test_the_copula_gives_the_correlation_of_a_normal_distribution_back():
    """For normal columns the copula is exact: the correlation of the new rows is that of the old ones."""
    x, y, z = (
        np.random.default_rng(0).multivariate_normal([0, 5, -3], [[1, 0.8, 0], [0.8, 1, 0.3], [0, 0.3, 1]], 5000).T
    )
    real = pl.DataFrame({"x": x, "y": y, "z": z})
    made = gaussian_copula(real, 20_000, 1)
    np.testing.assert_allclose(np.corrcoef(made.to_numpy().T), np.corrcoef(real.to_numpy().T), atol=0.03)


def test_the_copula_forgets_what_no_correlation_tells():
    """On a circle x and y are not correlated, though one nearly decides the other."""
    angle = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    real = pl.DataFrame({"x": np.cos(angle), "y": np.sin(angle)})

    def radius(frame):
        return np.hypot(frame["x"].to_numpy(), frame["y"].to_numpy())

    assert np.std(radius(gaussian_copula(real, 4000, 0))) > 0.2
    assert np.std(radius(tree_chain(real, 4000, 0))) < 0.15


def test_a_chain_of_trees_with_one_leaf_forgets_how_columns_go_together():
    real = correlated()
    made = tree_chain(real, 4000, 0, leaf=4000)
    assert abs(np.corrcoef(made["x"].rank(), made["y"].rank())[0, 1]) < 0.06


def test_smaller_leaves_copy_more_rows(people):
    few = people.select("age", "education", "occupation", "hours_per_week", "race")

    def copies(leaf):
        made = tree_chain(few, 1000, 0, leaf=leaf)
        return made.join(few.unique(), on=few.columns, nulls_equal=True, how="semi").height

    assert copies(2) > copies(20) > copies(500)
