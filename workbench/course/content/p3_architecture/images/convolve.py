"""Write the convolution.

Lay a kernel of 3 × 3 weights on a picture, multiply each weight by the pixel below it, and add the nine products up.
Then move on by one pixel. Complete `convolve` for all places at which the kernel lies wholly on the picture:
the result has two rows and two columns less. Do not turn the kernel round; torch does not either.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, farthest, versus

CELL = '''\
import numpy as np


def convolve(picture, kernel):
    """The weighted sum at each place at which the 3 × 3 kernel lies wholly on the picture."""
    height, width = picture.shape
    result = np.zeros((height - 2, width - 2))
    for row in range(height - 2):
        for column in range(width - 2):
            patch = ‹picture[row : row + 3, column : column + 3]›
            result[row, column] = ‹np.sum(patch * kernel)›
    return result
'''
HINTS = (
    "The patch is as large as the kernel. Its upper left corner is at `row` and `column`.",
    "`patch * kernel` multiplies pixel by pixel. Nine products remain to be added up.",
    "`picture[row : row + 3, column : column + 3]`, then `np.sum(patch * kernel)`.",
)

TURNS_KERNEL = Mistake(
    "You turn the kernel round before you lay it on the picture.",
    "Signal processing does so. Networks do not: take the kernel as it is.",
    {"patch * kernel": "patch * kernel[::-1, ::-1]"},
)
AVERAGES = Mistake(
    "You take the mean of the nine products, not their sum.",
    "A kernel that should average has ninths as its weights. Use `np.sum`.",
    {"np.sum(": "np.mean("},
)
MATRIX_PRODUCT = Mistake(
    "You multiply patch and kernel as matrices.",
    "`@` adds rows times columns. `*` multiplies what lies on top of each other.",
    {"patch * kernel": "patch @ kernel"},
)
EXCHANGES = Mistake(
    "Rows and columns of the picture are exchanged.",
    "The first index of an array is the row, the second the column.",
    {"picture[row : row + 3, column : column + 3]": "picture.T[row : row + 3, column : column + 3]"},
)


def examine(answer: Names, rng: Random) -> str:
    """A picture that is taller than wide or not, against SciPy; beside it what each mistake would give."""
    import numpy as np
    from scipy.signal import convolve2d, correlate2d

    for shape in ((7, 7), (6, 9), (3, 4)):
        picture, kernel = rng.normal(size=shape), rng.normal(size=(3, 3))
        right = correlate2d(picture, kernel, mode="valid")
        made = array(answer["convolve"](picture.copy(), kernel.copy()), "convolve", right.shape)
        TURNS_KERNEL.fail_if(close(made, convolve2d(picture, kernel, mode="valid")))
        AVERAGES.fail_if(close(made, right / 9))
        patches = np.lib.stride_tricks.sliding_window_view(picture, (3, 3))
        MATRIX_PRODUCT.fail_if(close(made, (patches @ kernel).sum((2, 3))))
        if shape[0] == shape[1]:
            EXCHANGES.fail_if(close(made, correlate2d(picture.T, kernel, mode="valid")))
        row, column = np.unravel_index(farthest(right, made), right.shape)
        compared = f"At row {row}, column {column} {versus(right[row, column], made[row, column])}."
        fail_if(not agrees(made, right), "These are not the weighted sums.", compared)
    return "These twelve lines are what a convolutional layer does, for each of its kernels."
