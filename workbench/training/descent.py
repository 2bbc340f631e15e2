"""Four ways to walk downhill, each in a few lines.

A rule is given the slope at one place and answers with the change to make there. What it remembers from one step
to the next is what tells the four apart. The rules work on one number or on an array of any shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from workbench.training.surfaces import Surface

UpdateRule = Callable[[Any], Any]  # from slope to change
TINY = 1e-8  # keeps a division by a slope of 0 harmless
LOST = 1e6  # a path that is further away than this is not followed


def sgd(learning_rate: float) -> UpdateRule:
    """Stochastic gradient descent: straight down, in proportion to the slope. It remembers nothing."""
    return lambda slope: -learning_rate * slope


def momentum(learning_rate: float, keep: float = 0.9) -> UpdateRule:
    """Like a heavy ball: a share `keep` of the last speed is kept.

    Source: Polyak (1964), USSR Computational Mathematics and Mathematical Physics 4.
    """
    speed: Any = 0.0

    def rule(slope: Any) -> Any:
        nonlocal speed
        speed = keep * speed + slope
        return -learning_rate * speed

    return rule


def rmsprop(learning_rate: float, keep: float = 0.99) -> UpdateRule:
    """Divides by how steep it has been lately, so that steep and flat directions advance alike.

    Source: Tieleman and Hinton (2012), Neural Networks for Machine Learning, lecture 6.5.
    """
    square: Any = 0.0

    def rule(slope: Any) -> Any:
        nonlocal square
        square = keep * square + (1 - keep) * slope**2
        return -learning_rate * slope / (square**0.5 + TINY)

    return rule


def adam(learning_rate: float, keep: float = 0.9, keep_square: float = 0.999) -> UpdateRule:
    """Momentum and RMSProp together. Both memories start at 0; the divisions make up for that.

    Source: Kingma and Ba (2015), International Conference on Learning Representations.
    """
    mean: Any = 0.0
    square: Any = 0.0
    step = 0

    def rule(slope: Any) -> Any:
        nonlocal mean, square, step
        step += 1
        mean = keep * mean + (1 - keep) * slope
        square = keep_square * square + (1 - keep_square) * slope**2
        fair_mean, fair_square = mean / (1 - keep**step), square / (1 - keep_square**step)
        return -learning_rate * fair_mean / (fair_square**0.5 + TINY)

    return rule


RULES: Mapping[str, Callable[..., UpdateRule]] = {"SGD": sgd, "Momentum": momentum, "RMSProp": rmsprop, "Adam": adam}


def walk(surface: Surface, make_rule: Callable[[], UpdateRule], start: tuple[float, float], steps: int) -> np.ndarray:
    """The places that a rule visits on its way down.

    Args:
        surface: Where to walk.
        make_rule: Makes a rule without memories; each direction gets one of its own.
        start: First place, (x, y).
        steps: How many steps to take, 0 or more.
    Returns: Places, shape (steps + 1, 2). NaN after a step that led further than `LOST` from the middle.
    """
    places = np.full((steps + 1, 2), np.nan)
    right, up = make_rule(), make_rule()  # plain numbers: here they are ten times as fast as arrays of two
    x, y = start
    for place in places:
        if not (abs(x) < LOST and abs(y) < LOST):
            break
        place[:] = x, y
        across, along = surface.slope(x, y)
        x, y = x + right(across), y + up(along)
    return places
