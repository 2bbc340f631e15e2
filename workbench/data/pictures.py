"""Pictures moved, turned, thickened and centred: what a camera, a scanner or another hand would do to them."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

BOX, SIDE, MIDDLE = 20, 28, 14  # px: MNIST fits a digit into a box of 20, its centre of mass on pixel 14 of 28


def shift(picture: np.ndarray, right: float, down: float) -> np.ndarray:
    """Move what is on the picture; paper (0) comes in from the side.

    Args:
        picture: Ink from 0 to 255, shape (height, width).
        right: Pixels to the right; to the left below 0.
        down: Pixels down; up below 0.
    """
    return _inked(ndimage.shift(np.asarray(picture, dtype=float), (down, right), order=1))


def rotate(picture: np.ndarray, degrees: float) -> np.ndarray:
    """Turn it about the middle, against the clock where `degrees` is above 0; arguments as for `shift`."""
    return _inked(ndimage.rotate(np.asarray(picture, dtype=float), degrees, reshape=False, order=1))


def thicken(picture: np.ndarray, pixels: float) -> np.ndarray:
    """Make each line wider by so many pixels in all, or thinner below 0; arguments as for `shift`.

    Between two whole numbers it is a mixture of both.
    """
    picture = np.asarray(picture, dtype=float)
    whole = int(np.floor(abs(pixels)))
    share = abs(pixels) - whole
    less, more = (_wide(picture, np.sign(pixels) * step) for step in (whole, whole + 1))
    return _inked((1 - share) * less + share * more)


def centre(picture: np.ndarray) -> np.ndarray:
    """Scale and move a drawing as the digits of MNIST were: into a box of 20 pixels, its centre of mass in the middle.

    Args:
        picture: Ink from 0 to 255, shape (28, 28).
    Returns: The same shape; an empty picture stays as it is.
    Source: LeCun, Bottou, Bengio and Haffner (1998), Proceedings of the IEEE 86.
    """
    picture = np.asarray(picture, dtype=float)
    rows, columns = (np.flatnonzero(picture.max(axis=axis)) for axis in (1, 0))
    if not rows.size or not columns.size:
        return _inked(picture)
    cut = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scaled = np.clip(ndimage.zoom(cut, BOX / max(cut.shape), order=1), 0, 255)
    place = [round(MIDDLE - middle) for middle in ndimage.center_of_mass(scaled)]
    place = [min(max(start, 0), SIDE - length) for start, length in zip(place, scaled.shape, strict=True)]
    made = np.zeros((SIDE, SIDE))
    made[place[0] : place[0] + scaled.shape[0], place[1] : place[1] + scaled.shape[1]] = scaled
    return _inked(made)


def _wide(picture: np.ndarray, pixels: float) -> np.ndarray:
    size = abs(int(pixels)) + 1
    made: np.ndarray = (ndimage.grey_dilation if pixels > 0 else ndimage.grey_erosion)(picture, size=(size, size))
    return made


def _inked(picture: np.ndarray) -> np.ndarray:
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)
