from itertools import islice

import numpy as np
import pytest
import shap

from tests.explain.brute_force import shapley
from workbench.errors import ExplainError
from workbench.explain.sampling import walk_orders


@pytest.fixture(scope="module")
def game():
    random = np.random.default_rng(0)
    background, row = random.normal(size=(12, 5)), random.normal(size=5)

    def answer(rows):
        return rows[:, 0] * rows[:, 1] * rows[:, 2] + np.sin(rows[:, 3]) * rows[:, 4] + rows[:, 0]

    def worth(known):
        mixed = background.copy()
        mixed[:, list(known)] = row[list(known)]
        return float(answer(mixed).mean())

    return answer, row, background, shapley(worth, 5)


def after(estimates, orders):
    return next(islice(estimates, orders - 1, None))


def test_estimates_come_to_the_shapley_values(game):
    answer, row, background, exact = game
    asked, found = after(walk_orders(answer, row, background, batch=500), 8)
    assert asked == 4000 * 2 * 5
    np.testing.assert_allclose(found, exact, atol=0.03 * np.abs(exact).max())


def test_the_error_falls_with_the_root_of_the_number(game):
    answer, row, background, exact = game
    errors = {}
    for orders in (20, 2000):
        runs = [next(walk_orders(answer, row, background, seed, batch=orders))[1] - exact for seed in range(40)]
        errors[orders] = np.sqrt(np.mean(np.square(runs)))
    assert 0.05 < errors[2000] / errors[20] < 0.2  # a tenth, give or take


def test_every_estimate_adds_up(game):
    answer, row, background, _ = game
    total = answer(row[None])[0] - answer(background).mean()
    for _, found in islice(walk_orders(answer, row, background, seed=3), 10):
        assert found.sum() == pytest.approx(total)


def test_where_features_act_in_pairs_one_order_there_and_back_is_exact(game):
    _, row, background, _ = game

    def answer(rows):
        return rows[:, 0] * rows[:, 1] - 2 * rows[:, 2] * rows[:, 3] + rows[:, 4]

    _, found = next(walk_orders(answer, row, background, seed=1))
    oracle = shap.ExactExplainer(answer, shap.maskers.Independent(background))(row[None]).values[0]
    np.testing.assert_allclose(found, oracle)


def test_the_estimate_of_a_batch_is_that_of_single_orders(game):
    answer, row, background, _ = game
    one, many = (after(walk_orders(answer, row, background, 5, batch), 12 // batch) for batch in (1, 12))
    assert one[0] == many[0]
    np.testing.assert_allclose(one[1], many[1])


def test_a_mistake_is_explained(game):
    answer, row, background, _ = game
    with pytest.raises(ExplainError) as caught:
        next(walk_orders(answer, row[:4], background))
    assert str(caught.value) == (
        "`row` must have one value for each column of `background`; got shapes (4,) and (12, 5). "
        "Pass `X[0]` and rows with the same columns."
    )
