"""Convolution of a picture with a small kernel: what each neuron of a convolutional layer does, written out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Kernel = tuple[tuple[float, ...], ...]

_NINTH = 1 / 9
PRESETS: Mapping[str, Kernel] = {
    "identity": ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
    "blur": ((_NINTH, _NINTH, _NINTH),) * 3,
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "edges": ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    "vertical": ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "horizontal": ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
}


def convolve(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Lay the kernel on every pixel, multiply what lies on top of each other, and add it up.

    Beyond the edge of the picture stand zeros. The kernel is not turned round, as in `torch.nn.Conv2d`; in signal
    processing this is called a cross-correlation.

    Args:
        picture: Grey values, shape (height, width).
        kernel: Weights, shape (rows, columns), both odd.
    Returns: The weighted sums, shape (height, width).
    Raises: ValueError if a number of rows or columns of the kernel is even.
    """
    kernel = np.asarray(kernel, dtype=float)
    rows, columns = kernel.shape
    if rows % 2 == 0 or columns % 2 == 0:
        raise ValueError(
            f"`kernel` must have an odd number of rows and of columns; got {rows} and {columns}. Add a row of zeros."
        )
    height, width = picture.shape
    padded = np.pad(np.asarray(picture, dtype=float), ((rows // 2,) * 2, (columns // 2,) * 2))
    result = np.zeros((height, width))
    for i in range(rows):
        for j in range(columns):
            result += kernel[i, j] * padded[i : i + height, j : j + width]
    return result
