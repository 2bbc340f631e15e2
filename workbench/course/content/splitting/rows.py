"""Row numbers that a learner's function gave back; shared by the exercises of notebook 2.4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if
from workbench.course.exercise import Failed

if TYPE_CHECKING:
    import numpy as np


def parts_of(value: Any, name: str, count: int) -> list[np.ndarray]:
    """The parts, each an array of row numbers.

    Raises: Failed if there are not so many, or they hold something else.
    """
    import numpy as np

    fail_if(
        not isinstance(value, (tuple, list)) or len(value) != count,
        f"`{name}` must give {count} parts, one after the other.",
        "Keep the `return` as it is in the starter.",
    )
    parts = [np.asarray(part) for part in value]
    if any(part.ndim != 1 or not np.issubdtype(part.dtype, np.integer) for part in parts):
        raise Failed(
            f"`{name}` must give row numbers: whole numbers in one dimension.",
            "`np.flatnonzero(mask)` turns True and False into row numbers."
            if any(part.dtype == bool for part in parts)
            else "`np.sort` gives the values in order; `np.argsort` gives their row numbers.",
        )
    fail_if(any(not len(part) for part in parts), "One of the parts is empty.", f"`{name}` must give rows in each.")
    return parts
