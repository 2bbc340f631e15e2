"""Row numbers that a learner's function gave back; shared by the exercises of notebook 2.4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if, several
from workbench.course.exercise import Failed

if TYPE_CHECKING:
    import numpy as np

NO_ROW_NUMBERS = "`{}` must give row numbers: whole numbers in one dimension."
PARTS = ("rows to learn from", "rows to choose by", "rows to judge by")


def parts_of(value: Any, name: str, count: int) -> list[np.ndarray]:
    """The parts, each an array of row numbers.

    Raises: Failed if there are not so many, or they hold something else.
    """
    import numpy as np

    parts = [
        np.array(sorted(part) if isinstance(part, (set, frozenset)) else part)
        for part in several(value, name, PARTS if count == 3 else PARTS[::2])
    ]
    if any(part.ndim != 1 or not np.issubdtype(part.dtype, np.integer) for part in parts):
        raise Failed(
            NO_ROW_NUMBERS.format(name),
            "`np.flatnonzero(mask)` turns True and False into row numbers."
            if any(part.dtype == bool for part in parts)
            else "`np.sort` gives the values in order; `np.argsort` gives their row numbers.",
        )
    fail_if(any(not len(part) for part in parts), "One of the parts is empty.", f"`{name}` must give rows in each.")
    return parts
