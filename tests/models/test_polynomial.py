import numpy as np
import pytest
from numpy.polynomial.legendre import legvander
from sklearn.linear_model import Ridge

from workbench.cases import noisy_polynomial, true_curve
from workbench.models.polynomial import fit_polynomial

GRID = np.linspace(-1, 1, 50)


@pytest.fixture
def points():
    return noisy_polynomial(n=60, noise=0.4, seed=3).to_numpy().T


@pytest.mark.parametrize("degree", [0, 1, 2, 5, 9])
def test_without_a_penalty_it_is_least_squares(points, degree):
    expected = np.polyval(np.polyfit(*points, degree), GRID)
    np.testing.assert_allclose(fit_polynomial(*points, degree)(GRID), expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("ridge", [1e-3, 1.0, 100.0])
@pytest.mark.parametrize("degree", [1, 8, 20])
def test_with_a_penalty_it_is_ridge_regression(points, degree, ridge):
    x, y = points
    model = Ridge(alpha=ridge).fit(legvander(x, degree)[:, 1:], y)
    expected = model.predict(legvander(GRID, degree)[:, 1:])
    np.testing.assert_allclose(fit_polynomial(x, y, degree, ridge)(GRID), expected, rtol=1e-6, atol=1e-6)


def test_degree_20_is_still_exact():
    x = np.linspace(-1, 1, 200)
    np.testing.assert_allclose(fit_polynomial(x, true_curve(x), 20)(GRID), true_curve(GRID), atol=1e-9)


def test_a_domain_of_its_own(points):
    x, y = points
    moved = fit_polynomial(5 + 2 * x, y, 4, ridge=0.5, domain=(3, 7))
    np.testing.assert_allclose(moved(5 + 2 * GRID), fit_polynomial(x, y, 4, ridge=0.5)(GRID))


def test_training_error_never_rises_with_the_degree(points):
    x, y = points
    errors = [np.sum((fit_polynomial(x, y, degree)(x) - y) ** 2) for degree in range(1, 21)]
    assert np.all(np.diff(errors) <= 1e-9)


def test_a_stronger_penalty_makes_smaller_coefficients(points):
    sizes = [np.sum(fit_polynomial(*points, 15, ridge).coef[1:] ** 2) for ridge in (0, 0.01, 0.1, 1, 10)]
    assert np.all(np.diff(sizes) < 0)
