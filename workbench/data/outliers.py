"""Values that lie far from all others, such as prices with a lost decimal point."""

from __future__ import annotations

import polars as pl


def outliers(values: pl.Series, reach: float = 4.0) -> pl.Series:
    """Which values lie far above or below the others, on a scale of factors: outliers.

    The middle and the spread are medians, so that the odd values themselves do not shift them.

    Args:
        values: Positive numbers, shape (n,); zeros, negative and missing ones are never outliers.
        reach: How many robust standard deviations (1.4826 times the median distance from the median) are an outlier.
    Returns: True for an outlier, shape (n,).
    Source: Iglewicz and Hoaglin (1993), How to Detect and Handle Outliers.
    """
    value = pl.col("value")
    size = pl.when(value > 0).then(value.log())
    distance = (size - size.median()).abs()
    far = (distance > reach * 1.4826 * distance.median()).fill_null(False)
    return values.to_frame("value").select(far).to_series().alias(values.name)
