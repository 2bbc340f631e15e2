"""Take one step downhill.

A *gradient* says how fast the loss rises when each parameter grows. Gradient descent goes the other way:
new = old − learning rate × slope. The model is `X @ w + b`, the loss is the mean of `error ** 2`.
The slope in `w` is there already. Complete the slope in `b` and the step of both.
"""

from workbench.course.checks import (
    Mistake,
    Names,
    Random,
    agrees,
    array,
    close,
    fail_if,
    farthest,
    number,
    several,
    versus,
)

CELL = '''\
import numpy as np


def step(w, b, X, y, learning_rate):
    """One step of gradient descent on the mean squared error of `X @ w + b`. Returns the new w and b."""
    error = X @ w + b - y  # (n,)
    slope_w = 2 * X.T @ error / len(y)  # (features,)
    slope_b = ‹2 * error.mean()›
    return ‹w - learning_rate * slope_w›, ‹b - learning_rate * slope_b›
'''
HINTS = (
    "`b` is the weight of a feature that is 1 in every row. What becomes of `X.T @ error` then?",
    "A feature of ones turns `X.T @ error / len(y)` into the mean of the errors.",
    "`slope_b = 2 * error.mean()`, and the first value to return is `w - learning_rate * slope_w`.",
)

WALKS_UPHILL = Mistake(
    "You walk uphill: the error grows.",
    "The slope points to where the error rises. Subtract it.",
    {"w - learning": "w + learning", "b - learning": "b + learning"},
)
ADDS_UP = Mistake(
    "The step of `b` grows with the number of rows.",
    "The error is a mean over the rows, and so is its slope: `2 * error.mean()`.",
    {"error.mean()": "error.sum()"},
)
FORGETS_B = Mistake(
    "`b` never moves.",
    "It is a parameter like the others: subtract its slope from it too.",
    {"b - learning_rate * slope_b": "b"},
)
WORKS_IN_PLACE = Mistake(
    "Your step changes the caller's `w` in place.",
    "`w -= ...` writes into the array you were given. Make a new one: `w - ...`.",
    {"    return w -": "    w -= learning_rate * slope_w\n    return w + 0 *"},
)


def examine(answer: Names, rng: Random) -> str:
    """Random rows; the slopes are found by moving each number a little and watching the error."""
    import numpy as np

    n, features = int(rng.integers(10, 30)), int(rng.integers(2, 5))
    X, y = rng.normal(1.0, 1.0, (n, features)), rng.normal(3.0, 1.0, n)
    w, b, rate = rng.normal(size=features), float(rng.normal()), float(rng.uniform(0.02, 0.08))

    def loss(numbers: np.ndarray) -> float:
        return float(np.mean((X @ numbers[:-1] + numbers[-1] - y) ** 2))

    now, given = np.append(w, b), w.copy()
    slopes = np.array([(loss(now + nudge) - loss(now - nudge)) / 2e-4 for nudge in 1e-4 * np.eye(features + 1)])
    new = several(answer["step"](given, b, X.copy(), y.copy(), rate), "step", ("the new w", "the new b"))
    moved_w, moved_b = array(new[0], "the new w", (features,)) - w, number(new[1], "the new b") - b
    WORKS_IN_PLACE.fail_if(not np.array_equal(given, w))
    WALKS_UPHILL.fail_if(close(moved_w, rate * slopes[:-1]))
    FORGETS_B.fail_if(moved_b == 0)
    ADDS_UP.fail_if(close(moved_b, -rate * slopes[-1] * n))
    right_w, right_b = -rate * slopes[:-1], -rate * slopes[-1]
    told = f"The slope in `b` is {slopes[-1]:.4f} here. For the way of `b` {versus(right_b, moved_b)}."
    fail_if(not agrees(b + moved_b, b + right_b), "This is not the step that gradient descent takes.", told)
    place = farthest(right_w, moved_w)
    told = f"For the way of `w[{place}]` {versus(right_w[place], moved_w[place])}."
    fail_if(not agrees(w + moved_w, w + right_w), "The step of `w` is not the one that gradient descent takes.", told)
    after = loss(now + np.append(moved_w, moved_b))
    return f"One step brought the mean squared error from {loss(now):.3f} down to {after:.3f}."
