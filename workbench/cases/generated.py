"""Data sets made by a formula and a seed, so that the truth behind them is known."""

from __future__ import annotations

import numpy as np
import polars as pl


def two_moons(n: int = 400, noise: float = 0.2, seed: int = 0) -> pl.DataFrame:
    """Two interleaved half circles, one a class: no straight line parts them.

    Args:
        n: Number of points, at least 2; half of them in each moon.
        noise: Standard deviation of the noise added to both coordinates; the moons have radius 1.
        seed: Same seed, same points.
    Returns: Columns x1, x2 (float) and moon (0 or 1), n rows.
    Source: scikit-learn's `make_moons`.
    """
    from sklearn.datasets import make_moons

    points, moon = make_moons(n, noise=noise, random_state=seed)  # (n, 2), (n,)
    return pl.DataFrame({"x1": points[:, 0], "x2": points[:, 1], "moon": moon.astype(np.int8)})


def true_curve(x: np.ndarray) -> np.ndarray:
    """The curve behind the polynomial data: y = 8x⁵ − 14x³ + 6.5x, a wave on [−1, 1] of degree 5."""
    y: np.ndarray = 8 * x**5 - 14 * x**3 + 6.5 * x
    return y


def noisy_polynomial(n: int = 60, noise: float = 0.4, seed: int = 0) -> pl.DataFrame:
    """Points scattered about `true_curve`: the best degree for a fit is known to be 5.

    Args:
        n: Number of points, at least 1.
        noise: Standard deviation of the noise added to y; the curve itself runs from about −1.8 to 1.8.
        seed: Same seed, same points.
    Returns: Columns x, uniform on [−1, 1], and y, n rows sorted by x.
    """
    random = np.random.default_rng(seed)
    x = np.sort(random.uniform(-1, 1, n))
    return pl.DataFrame({"x": x, "y": true_curve(x) + random.normal(0, noise, n)})
