"""Small helpers for those who write checks. Each raises Failed with words that a learner can use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from workbench.course.exercise import Failed

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

PRINT = "Print the result to see what it is."

Names = Mapping[str, Any]  # what the learner's cell made, by name
Random: TypeAlias = "np.random.Generator"


@dataclass(frozen=True)
class Mistake:
    """A mistake that people make: what it is called, and how a right cell comes to have it.

    Attributes:
        message: What is wrong, in one or two sentences.
        advice: What to do about it; "" if the check has more to say than stands fixed.
        changes: Old texts of the solution, and the new ones in their place.
    """

    message: str
    advice: str
    changes: Mapping[str, str]

    def fail_if(self, made: bool, detail: str = "") -> None:
        """Name the mistake, if it was made; the detail comes after the advice, such as numbers of this one check."""
        fail_if(made, self.message, " ".join(filter(None, [self.advice, detail])))

    @contextmanager
    def explains(self, error: type[Exception], words: str) -> Iterator[None]:
        """Around the learner's call: this error, with these words in it, comes from the mistake."""
        try:
            yield
        except error as problem:
            if words not in str(problem):
                raise
            raise Failed(self.message, self.advice) from problem


def fail_if(wrong: bool, message: str, next_step: str = "") -> None:
    """Say what is wrong, if something is."""
    if wrong:
        raise Failed(message, next_step)


def number(value: Any, name: str) -> float:
    """One number that the learner's `name` gave, as a float; NaN and infinity are let through."""
    import numpy as np

    _something(value, name)
    plain = _plain(value)
    try:
        if np.ndim(plain) == 0 and not isinstance(value, (str, bytes)):
            return float(plain)
    except (TypeError, ValueError):
        pass
    raise Failed(f"`{name}` must give one number; it gives {_kind(value)}.", PRINT)


def array(value: Any, name: str, shape: Sequence[int]) -> np.ndarray:
    """Numbers of this shape that the learner's `name` gave, as floats."""
    import numpy as np

    _something(value, name)
    try:
        numbers = np.asarray(_plain(_listed(value)), dtype=float)
    except (TypeError, ValueError, RuntimeError):
        raise Failed(f"`{name}` must give an array of numbers; it gives {_kind(value)}.", PRINT) from None
    fail_if(
        numbers.shape != tuple(shape),
        f"`{name}` gives an array of the wrong shape.",
        f"It must have the shape {tuple(shape)}; it has {numbers.shape}.",
    )
    return numbers


def several(value: Any, name: str, things: Sequence[str]) -> list[Any]:
    """What the learner's `name` gave, one for each of these things: a tuple, a list, an array or the like."""
    _something(value, name)
    single = isinstance(value, (str, bytes, dict, set)) or getattr(value, "ndim", 1) == 0
    parts = [] if single or not isinstance(value, Iterable) else list(value)
    fail_if(
        len(parts) != len(things),
        f"`{name}` must give {len(things)} things: {', '.join(things)}.",
        f"It gives {len(parts) or 'one'}: {_kind(value)}. Write them behind `return`, with commas between them.",
    )
    return parts


def mapping(value: Any, name: str, what: str) -> dict[Any, Any]:
    """What the learner's `name` gave as a dict; anything with `items`, such as a pandas Series, will do."""
    _something(value, name)
    fail_if(
        not callable(getattr(value, "items", None)),
        f"`{name}` must give a dict: {what}.",
        f"It gives {_kind(value)}. Keep the last line of the starter.",
    )
    return dict(value.items())


def table(value: Any, name: str, columns: Iterable[str], only: bool = False) -> pl.DataFrame:
    """The table that the learner's `name` gave, with these columns, and others if not `only`.

    A lazy table of polars will do, and one of pandas.
    """
    import polars as pl

    _something(value, name)
    found = value.collect() if isinstance(value, pl.LazyFrame) else value
    if type(found).__module__.partition(".")[0] == "pandas" and hasattr(found, "columns"):
        found = pl.from_pandas(found)
    has = set(found.columns) if isinstance(found, pl.DataFrame) else set()
    fail_if(
        not has >= set(columns) or only and has != set(columns),
        f"`{name}` must give a table with the right columns.",
        f"They are {', '.join(columns)}. It gives {_kind(value)}{f' with {sorted(has)}' if has else ''}.",
    )
    return found


def close(value: Any, expected: Any, tolerance: float = 1e-6) -> bool:
    """Whether all numbers agree, relative to their size."""
    import numpy as np

    return bool(np.allclose(value, expected, rtol=tolerance, atol=tolerance))


def agrees(value: Any, right: Any, tolerance: float = 1e-6) -> bool:
    """Whether all numbers are the right ones, or what rounding to three or more digits makes of them.

    This is not a wide tolerance: a number that is not rounded must be right to the last digits, and one that is rounded
    must be off by one percent at most. To recognise a mistake take `close`, so that nobody is told of one by chance.
    """
    import math

    import numpy as np

    if close(value, right, tolerance):
        return True
    given, expected = np.broadcast_arrays(np.asarray(value, dtype=float), np.asarray(right, dtype=float))
    near = 0.01 * np.abs(expected).max(initial=0.0)
    return all(
        math.isclose(one, other, rel_tol=tolerance, abs_tol=tolerance)
        or abs(one - other) <= near
        and _is_rounded(one, other)
        for one, other in zip(given.ravel().tolist(), expected.ravel().tolist(), strict=True)
    )


def _is_rounded(given: float, right: float) -> bool:
    """Whether rounding to three or more digits, behind the point or in all, gives this number."""
    import math

    before = math.floor(math.log10(abs(right))) if right and math.isfinite(right) else 0
    for digits in {*range(3, 7), *range(2 - before, 6 - before)}:
        steps = given * 10.0**digits
        if abs(steps - right * 10.0**digits) <= 0.50001 and math.isclose(steps, round(steps), rel_tol=1e-6):
            return True
    return False


def versus(right: float, given: float, digits: int = 3) -> str:
    """Both numbers in words, with as many digits as it takes to tell them apart."""
    while digits < 15 and right != given and f"{right:.{digits}f}" == f"{given:.{digits}f}":
        digits += 1
    return f"it must be {right:.{digits}f}; yours is {given:.{digits}f}"


def farthest(right: Any, given: Any) -> int:
    """The place at which the numbers differ most, to show this one; what is NaN or infinite comes first."""
    import numpy as np

    distance = np.abs(np.asarray(right, dtype=float) - np.asarray(given, dtype=float))
    return int(np.nan_to_num(distance, nan=np.inf).argmax())


def _something(value: Any, name: str) -> None:
    fail_if(value is None, f"`{name}` gives nothing back.", "A function hands its result back with `return`.")


def _listed(value: Any) -> Any:
    """A generator, a view of a dict and the like as a list; anything else as it is."""
    lazy = isinstance(value, Iterable) and not isinstance(value, Sequence) and not hasattr(value, "__array__")
    return list(value) if lazy and not isinstance(value, dict) and not hasattr(value, "detach") else value


def _plain(value: Any) -> Any:
    """A torch tensor without its gradient; anything else as it is."""
    return value.detach().cpu() if hasattr(value, "detach") else value


def _kind(value: Any) -> str:
    shape = getattr(value, "shape", None)
    return f"{type(value).__name__} of shape {tuple(shape)}" if shape else type(value).__name__
