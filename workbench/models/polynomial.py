"""A polynomial through points. Its degree is its capacity: how far the curve can bend."""

from __future__ import annotations

import numpy as np
from numpy.polynomial import Legendre, legendre


def fit_polynomial(
    x: np.ndarray, y: np.ndarray, degree: int, ridge: float = 0.0, domain: tuple[float, float] = (-1.0, 1.0)
) -> Legendre:
    """The polynomial with the smallest squared error, plus a penalty on large coefficients.

    It minimises `sum((curve(x) - y)**2) + ridge * sum(coefficients[1:]**2)`. The coefficients belong to Legendre
    polynomials rather than to 1, x, x**2 ...: without a penalty the curve is the same, but it can be computed
    exactly at degree 20, where plain powers of x look alike to a computer. The constant is not penalised.

    Args:
        x: Places, shape (n,), inside `domain`.
        y: Values, shape (n,).
        degree: Highest power of x, 0 or more.
        ridge: Strength of the penalty, 0 or more, in the unit of y squared.
        domain: Where the curve will be used.
    Returns: The curve, which can be called: `curve(x)`. Of several equally good ones, that of least coefficients.
    Source: Hoerl and Kennard (1970), Technometrics 12, for the penalty.
    """
    low, high = domain
    features = legendre.legvander((2 * x - low - high) / (high - low), degree)  # (n, degree + 1)
    if ridge:
        # A penalty is the same as more points: one for each coefficient, which asks for 0.
        penalty = np.sqrt(ridge) * np.eye(degree + 1)[1:]
        features, y = np.vstack([features, penalty]), np.append(y, np.zeros(degree))
    return Legendre(np.linalg.lstsq(features, y)[0], domain=domain)
