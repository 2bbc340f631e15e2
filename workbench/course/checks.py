"""Small helpers for those who write checks. Each raises Failed with words that a learner can use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from workbench.course.exercise import Failed

if TYPE_CHECKING:
    import numpy as np

PRINT = "Print the result to see what it is."


def fail_if(wrong: bool, message: str, next_step: str = "") -> None:
    """Say what is wrong, if it is."""
    if wrong:
        raise Failed(message, next_step)


@contextmanager
def slip(error: type[Exception], words: str, message: str, next_step: str) -> Iterator[None]:
    """Around the learner's call: a usual slip that raises this error, with these words in it, is explained."""
    try:
        yield
    except error as problem:
        if words not in str(problem):
            raise
        raise Failed(message, next_step) from problem


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
        numbers = np.asarray(_plain(value), dtype=float)
    except (TypeError, ValueError):
        raise Failed(f"`{name}` must give an array of numbers; it gives {_kind(value)}.", PRINT) from None
    fail_if(
        numbers.shape != tuple(shape),
        f"`{name}` gives an array of the wrong shape.",
        f"It must have the shape {tuple(shape)}; it has {numbers.shape}.",
    )
    return numbers


def close(value: Any, expected: Any, tolerance: float = 1e-6) -> bool:
    """Whether all numbers agree, relative to their size."""
    import numpy as np

    return bool(np.allclose(value, expected, rtol=tolerance, atol=tolerance))


def _something(value: Any, name: str) -> None:
    fail_if(value is None, f"`{name}` gives nothing back.", "A function hands its result back with `return`.")


def _plain(value: Any) -> Any:
    """A torch tensor without its gradient; anything else as it is."""
    return value.detach().cpu() if hasattr(value, "detach") else value


def _kind(value: Any) -> str:
    shape = getattr(value, "shape", None)
    return f"{type(value).__name__} of shape {tuple(shape)}" if shape else type(value).__name__
