"""The generated sets do what their formulas say."""

import numpy as np
import pytest
from sklearn.datasets import make_moons

from workbench.cases import noisy_polynomial, true_curve, two_moons


def test_two_moons_are_those_of_scikit_learn():
    frame = two_moons(50, 0.1, 7)
    points, moon = make_moons(50, noise=0.1, random_state=7)
    np.testing.assert_array_equal(frame.select("x1", "x2").to_numpy(), points)
    np.testing.assert_array_equal(frame["moon"].to_numpy(), moon)


def test_without_noise_moon_0_is_the_upper_half_circle_and_moon_1_the_lower():
    for x1, x2, moon in two_moons(200, 0.0, 0).rows():
        centre = (0, 0) if moon == 0 else (1, 0.5)
        assert np.hypot(x1 - centre[0], x2 - centre[1]) == pytest.approx(1)
        assert x2 >= 0 if moon == 0 else x2 <= 0.5


def test_the_curve_at_points_worked_by_hand():
    # 8/32 - 14/8 + 6.5/2 = 0.25 - 1.75 + 3.25
    np.testing.assert_allclose(true_curve(np.array([-1, 0, 0.5, 1])), [-0.5, 0, 1.75, 0.5])


def test_without_noise_a_fit_of_degree_5_finds_the_coefficients():
    frame = noisy_polynomial(40, 0.0, 3)
    np.testing.assert_allclose(np.polyfit(frame["x"], frame["y"], 5), [8, 0, -14, 0, 6.5, 0], atol=1e-9)


def test_the_noise_has_the_asked_strength():
    n, noise = 20_000, 0.7
    frame = noisy_polynomial(n, noise, 1)
    rest = frame["y"].to_numpy() - true_curve(frame["x"].to_numpy())
    assert abs(rest.mean()) < 5 * noise / np.sqrt(n)  # five standard errors
    assert abs(rest.std() - noise) < 5 * noise / np.sqrt(2 * n)


def test_x_is_sorted_and_fills_its_range():
    x = noisy_polynomial(5000, 0.1, 2)["x"]
    assert x.is_sorted()
    assert -1 <= x.min() < -0.99 and 0.99 < x.max() <= 1


@pytest.mark.parametrize("make", [two_moons, noisy_polynomial])
def test_the_seed_decides_and_nothing_else(make):
    np.random.seed(1)
    first = make(30, 0.3, 5)
    np.random.seed(2)
    assert make(30, 0.3, 5).equals(first)
    assert not make(30, 0.3, 6).equals(first)
