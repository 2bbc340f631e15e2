"""Classification or regression, from the target alone."""

import polars as pl
import pytest

from workbench.cases.task import task_of


@pytest.mark.parametrize(
    ("values", "task"),
    [
        (["a", "b"], "classification"),
        ([True, False], "classification"),
        ([0, 1, None], "classification"),
        ([0.0, 1.0, None], "classification"),
        (list(range(20)) * 7, "classification"),
        (list(range(21)) * 7, "regression"),
        (list(range(20)), "regression"),  # each comes once: amounts
        ([1, 2, 3] * 6 + [1], "regression"),  # 2 and 3 may miss a part
        ([0.5, 1.0], "regression"),
        ([0.0, 1.0, float("nan")], "regression"),
    ],
)
def test_task(values, task):
    assert task_of(pl.Series("y", values)) == task
