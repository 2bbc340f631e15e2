"""Landscapes to walk down: a height for every place, and the slope there.

A loss is such a landscape, with one direction for each weight of the model. These have two, so that we can look.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sin
from typing import Any

import numpy as np

REACH = 2.0  # the maps show x and y from -REACH to REACH


@dataclass(frozen=True)
class Surface:
    """A landscape over the plane. Its lowest places have height 0.

    Attributes:
        name: What it is called.
        height: From x and y (numbers or arrays of one shape), the height.
        slope: From x and y (numbers), how fast the height grows to the right and upwards.
        lowest: The lowest places on the map.
    """

    name: str
    height: Callable[[Any, Any], Any]
    slope: Callable[[float, float], tuple[float, float]]
    lowest: tuple[tuple[float, float], ...]


def _bowl() -> Surface:
    """Ten times as steep one way as the other."""
    return Surface(
        "bowl",
        height=lambda x, y: x**2 / 2 + 10 * y**2 / 2,
        slope=lambda x, y: (x, 10 * y),
        lowest=((0.0, 0.0),),
    )


def _valley() -> Surface:
    """A bent valley with an almost flat floor. Source: Rosenbrock (1960), The Computer Journal 3; scaled."""
    return Surface(
        "valley",
        height=lambda x, y: 0.1 * (1 - x) ** 2 + (y - x**2) ** 2,
        slope=lambda x, y: (-0.2 * (1 - x) - 4 * x * (y - x**2), 2 * (y - x**2)),
        lowest=((1.0, 1.0),),
    )


def _saddle() -> Surface:
    """Down along one diagonal and up along the other; flat where they cross."""

    def height(x: Any, y: Any) -> Any:
        along, across = x + y, x - y
        return across**2 / 4 - along**2 / 4 + along**4 / 32 + 0.5

    def slope(x: float, y: float) -> tuple[float, float]:
        along, across = x + y, x - y
        rise = -along / 2 + along**3 / 8
        return rise + across / 2, rise - across / 2

    return Surface("saddle", height, slope, lowest=((1.0, 1.0), (-1.0, -1.0)))


def _dips() -> Surface:
    """A wide bowl with a dip every two thirds. Source: after Rastrigin (1974)."""
    wave = 3 * pi
    return Surface(
        "dips",
        height=lambda x, y: (x**2 + y**2) / 2 + (2 - np.cos(wave * x) - np.cos(wave * y)) / 4,
        slope=lambda x, y: (x + wave / 4 * sin(wave * x), y + wave / 4 * sin(wave * y)),
        lowest=((0.0, 0.0),),
    )


SURFACES: dict[str, Surface] = {surface.name: surface for surface in (_bowl(), _valley(), _saddle(), _dips())}
