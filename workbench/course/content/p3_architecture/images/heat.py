"""Write Grad-CAM.

You have what the last layer saw of one picture, `maps`, and for each pixel of them how much the score of the answer
would rise if it were brighter, `gradients`. Grad-CAM gives each map one weight, the mean of its gradients; adds the
weighted maps up; and keeps what is above 0, because only that speaks *for* the answer. Complete `heat`.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, farthest, versus

CELL = '''\
import numpy as np


def heat(maps, gradients):
    """Where the network looks, shape (height, width); both arguments have the shape (maps, height, width)."""
    weights = ‹gradients.mean(axis=(1, 2))›  # one for each map
    total = ‹np.tensordot(weights, maps, axes=1)›
    return ‹np.maximum(total, 0)›
'''
HINTS = (
    "`array.mean(axis=(1, 2))` leaves one number for each map.",
    "`weights[:, None, None] * maps`, added up over the first axis, does the same as `np.tensordot`.",
    "`gradients.mean(axis=(1, 2))`, `np.tensordot(weights, maps, axes=1)`, `np.maximum(total, 0)`.",
)

KEEPS_AGAINST = Mistake(
    "You also keep what speaks against the answer.",
    "Below 0 the map speaks for something else. `np.maximum(total, 0)` leaves it out.",
    {"np.maximum(total, 0)": "total"},
)
SIZE_ALONE = Mistake(
    "You take the size without the sign.",
    "What speaks against the answer must become 0, not look as if it spoke for it.",
    {"np.maximum(total, 0)": "np.abs(total)"},
)
WEIGHS_PLACES = Mistake(
    "You multiply each pixel by its own gradient.",
    "Grad-CAM gives one weight to a whole map: the mean of its gradients.",
    {"np.tensordot(weights, maps, axes=1)": "(gradients * maps).sum(axis=0)"},
)
EQUAL_WEIGHTS = Mistake(
    "All maps weigh the same.",
    "A map that does not change the score must not count. Use the weights.",
    {"np.tensordot(weights, maps, axes=1)": "maps.mean(axis=0)"},
)


def examine(answer: Names, rng: Random) -> str:
    """Maps of which some speak for the answer and some against it."""
    import numpy as np

    for shape in ((5, 4, 6), (4, 7, 7)):
        signs = np.resize([1.0, -1.0], shape[0])[:, None, None]  # some maps speak for the answer, some against it
        seen, slopes = np.abs(rng.normal(size=shape)), rng.normal(size=shape) + 2 * signs
        total = np.einsum("k,kij->ij", slopes.mean((1, 2)), seen)
        right = np.clip(total, 0, None)
        made = array(answer["heat"](seen.copy(), slopes.copy()), "heat", right.shape)
        KEEPS_AGAINST.fail_if(close(made, total) and not close(total, right))
        SIZE_ALONE.fail_if(close(made, np.abs(total)) and not close(np.abs(total), right))
        WEIGHS_PLACES.fail_if(close(made, np.clip((slopes * seen).sum(0), 0, None)))
        EQUAL_WEIGHTS.fail_if(close(made, seen.mean(0)))
        row, column = np.unravel_index(farthest(right, made), right.shape)
        compared = f"At row {row}, column {column} {versus(right[row, column], made[row, column])}."
        fail_if(not agrees(made, right), "This is not Grad-CAM.", compared)
    return "Three lines, and you can ask any network with convolutions where it looks."
