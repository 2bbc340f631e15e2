"""Exercise 4.1.2: one step of gradient descent, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import array, close, fail_if, farthest, number, several, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import numpy as np


def step(w, b, X, y, learning_rate):
    """One step of gradient descent on the mean squared error of `X @ w + b`. Returns the new w and b."""
    error = X @ w + b - y  # (n,)
    slope_w = 2 * X.T @ error / len(y)  # (features,)
    slope_b = 2 * error.mean()
    return w - learning_rate * slope_w, b - learning_rate * slope_b
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Random rows; the slopes are found by moving each number a little and watching the error."""
    import numpy as np

    n, features = int(rng.integers(10, 30)), int(rng.integers(2, 5))
    X, y = rng.normal(1.0, 1.0, (n, features)), rng.normal(3.0, 1.0, n)
    w, b, rate = rng.normal(size=features), float(rng.normal()), float(rng.uniform(0.02, 0.08))

    def loss(numbers: np.ndarray) -> float:
        return float(np.mean((X @ numbers[:-1] + numbers[-1] - y) ** 2))

    now = np.append(w, b)
    nudges = 1e-4 * np.eye(features + 1)
    slopes = np.array([(loss(now + nudge) - loss(now - nudge)) / 2e-4 for nudge in nudges])
    given = w.copy()
    new = several(answer["step"](given, b, X.copy(), y.copy(), rate), "step", ("the new w", "the new b"))
    moved_w = array(new[0], "the new w", (features,)) - w
    moved_b = number(new[1], "the new b") - b
    fail_if(
        not np.array_equal(given, w),
        "Your step changes the caller's `w` in place.",
        "`w -= ...` writes into the array you were given. Make a new one: `w - ...`.",
    )
    fail_if(
        close(moved_w, rate * slopes[:-1]),
        "You walk uphill: the error grows.",
        "The slope points to where the error rises. Subtract it.",
    )
    fail_if(moved_b == 0, "`b` never moves.", "It is a parameter like the others: subtract its slope from it too.")
    fail_if(
        close(moved_b, -rate * slopes[-1] * n),
        "The step of `b` grows with the number of rows.",
        "The error is a mean over the rows, and so is its slope: `2 * error.mean()`.",
    )
    fail_if(
        not close(moved_b, -rate * slopes[-1]),
        "This is not the step that gradient descent takes.",
        f"The slope of the error in `b` is {slopes[-1]:.4f} here. For the way of `b` "
        f"{versus(-rate * slopes[-1], moved_b)}.",
    )
    place = farthest(-rate * slopes[:-1], moved_w)
    fail_if(
        not close(moved_w, -rate * slopes[:-1]),
        "The step of `w` is not the one that gradient descent takes.",
        f"For the way of `w[{place}]` {versus(-rate * slopes[place], moved_w[place])}.",
    )
    after = loss(now + np.append(moved_w, moved_b))
    return f"One step brought the mean squared error from {loss(now):.3f} down to {after:.3f}."


EXERCISE = Exercise(
    "4.1.2",
    "Take one step downhill",
    """
A *gradient* says how fast the loss rises when each parameter grows. Gradient descent goes the other way:
new = old − learning rate × slope. The model is `X @ w + b`, the loss is the mean of `error ** 2`.
The slope in `w` is there already. Complete the slope in `b` and the step of both.
""",
    starter='''\
import numpy as np


def step(w, b, X, y, learning_rate):
    """One step of gradient descent on the mean squared error of `X @ w + b`. Returns the new w and b."""
    error = X @ w + b - y  # (n,)
    slope_w = 2 * X.T @ error / len(y)  # (features,)
    slope_b = ...
    return ..., ...
''',
    hints=(
        "`b` is the weight of a feature that is 1 in every row. What becomes of `X.T @ error` then?",
        "A feature of ones turns `X.T @ error / len(y)` into the mean of the errors.",
        "`slope_b = 2 * error.mean()`, and the first value to return is `w - learning_rate * slope_w`.",
    ),
    solution=SOLUTION,
    wrong={
        "walks uphill": Wrong(
            SOLUTION.replace("w - learning", "w + learning").replace("b - learning", "b + learning"),
            "You walk uphill: the error grows.",
        ),
        "adds up": Wrong(
            SOLUTION.replace("error.mean()", "error.sum()"), "The step of `b` grows with the number of rows."
        ),
        "forgets b": Wrong(SOLUTION.replace("b - learning_rate * slope_b", "b"), "`b` never moves."),
        "works in place": Wrong(
            SOLUTION.replace("    return w -", "    w -= learning_rate * slope_w\n    return w + 0 *"),
            "Your step changes the caller's `w` in place.",
        ),
    },
    examine=examine,
)
