"""Pictures inside a picture: a square without ticks, and many small ones laid side by side."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage

WHOLE = (0.0, 1.0, 0.0, 1.0)  # every picture fills the unit square, whatever its pixels


def square(axes: Axes) -> AxesImage:
    """A picture that fills the panel's unit square; `set_data` takes RGBA, shape (height, width, 4), as uint8."""
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", anchor="N", xticks=[], yticks=[])  # titles stand in one line
    axes.grid(False)
    for side in axes.spines.values():
        side.set_visible(False)
    return axes.imshow(np.zeros((1, 1, 4), np.uint8), extent=WHOLE, interpolation="nearest", aspect="equal")


def ink(shares: np.ndarray, colour: str) -> np.ndarray:
    """Shares from 0 (the panel shines through) to 1 (this colour) as RGBA, shape (height, width, 4)."""
    made = np.empty((*shares.shape, 4), np.uint8)
    made[..., :3] = np.round(255 * np.array(to_rgb(colour)))
    made[..., 3] = np.round(255 * np.clip(shares, 0, 1))
    return made


def grey(levels: np.ndarray) -> np.ndarray:
    """Grey levels from 0 to 255 as RGBA, shape (height, width, 4)."""
    made = np.full((*levels.shape, 4), 255, np.uint8)
    made[..., :3] = np.clip(np.round(levels), 0, 255)[..., None]
    return made


def heated(picture: np.ndarray, heat: np.ndarray, colour: str) -> np.ndarray:
    """A picture, RGBA of shape (height, width, 4), with a colour laid over it where the heat, from 0 to 1, is high."""
    share = 0.75 * heat[..., None]
    below = picture[..., 3:] / 255.0
    alpha = share + below * (1 - share)
    mixed = (share * 255 * np.array(to_rgb(colour)) + below * (1 - share) * picture[..., :3]) / np.maximum(alpha, 1e-9)
    return np.round(np.concatenate([mixed, 255 * alpha], axis=-1)).astype(np.uint8)


def mosaic(tiles: np.ndarray, columns: int, gap: int = 1) -> np.ndarray:
    """Tiles in rows of so many, as one square of numbers; between them, and where none are left, NaN.

    Args:
        tiles: Shape (n, height, width).
        columns: Tiles in a row.
        gap: Cells between two tiles.
    Returns: Shape (rows × (height + gap) − gap, columns × (width + gap) − gap), filled up to a square.
    """
    count, height, width = tiles.shape
    rows = -(-count // columns)
    side = max(rows * (height + gap), columns * (width + gap)) - gap
    made = np.full((side, side), np.nan)
    for place, tile in enumerate(tiles):
        top, left = (place // columns) * (height + gap), (place % columns) * (width + gap)
        made[top : top + height, left : left + width] = tile
    return made


def tinted(tiles: np.ndarray, columns: int, colour: str) -> np.ndarray:
    """A mosaic as RGBA: the brightest cell of all tiles in this colour, weak ones lifted, the gaps a fine grey."""
    shares = mosaic(np.sqrt(tiles / max(float(tiles.max(initial=0.0)), 1e-9)), columns)
    gaps = np.isnan(shares)
    made = ink(np.where(gaps, 0, shares), colour)
    made[gaps] = (128, 133, 144, 70)
    return made
