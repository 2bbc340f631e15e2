"""An adapter by hand.

A layer gives `W @ x`. LoRA leaves `W` as it is and puts two thin matrices beside it: `A` of shape (rank, inputs) and
`B` of shape (outputs, rank). With the adapter on, the layer gives `W @ x + scale * B @ (A @ x)`. Complete `layer`, and
`saved`: how many times fewer numbers the adapter has than `W`.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, number, versus

CELL = '''\
import numpy as np


def layer(x, W, A, B, scale, on):
    """What the layer gives for the numbers x, with the adapter on or off."""
    plain = ‹W @ x›
    return plain + ‹scale * B @ (A @ x)› if on else plain


def saved(W, A, B):
    """How many times fewer numbers the adapter has than W."""
    return ‹W.size / (A.size + B.size)›
'''
HINTS = (
    "`@` multiplies a matrix with a vector. From right to left: first `A @ x`, a short vector, then `B @` that.",
    "`W.size` is the number of numbers in a matrix.",
    "The gaps are `W @ x`, `scale * B @ (A @ x)` and `W.size / (A.size + B.size)`.",
)

FORGETS_SCALE = Mistake(
    "The adapter is added without its scale.", "Multiply: `scale * B @ (A @ x)`.", {"scale * B": "B"}
)
REPLACES = Mistake(
    "With the adapter on, the layer has forgotten `W`.",
    "The adapter is *added* to what the layer gives.",
    {"plain + scale": "scale"},
)
ALWAYS_ON = Mistake("Off, the adapter still changes the answer.", "Keep `if on else plain`.", {" if on else plain": ""})
SCALES_ALL = Mistake(
    "The scale changes `W @ x` as well.",
    "Only the adapter is scaled.",
    {"return plain + scale * B @ (A @ x) if": "return scale * (plain + B @ (A @ x)) if"},
)
COUNTS_A = Mistake(
    "Only one of the two thin matrices is counted.",
    "The adapter has `A.size + B.size` numbers.",
    {"(A.size + B.size)": "A.size"},
)
OTHER_WAY = Mistake(
    "This is how many times *more* numbers it has.",
    "`W.size` stands above the line.",
    {"W.size / (A.size + B.size)": "(A.size + B.size) / W.size"},
)
COUNTS_ROWS = Mistake(
    "`len` counts rows alone.",
    "`W.size` counts all numbers.",
    {"W.size / (A.size + B.size)": "len(W) / (len(A) + len(B))"},
)


def examine(answer: Names, rng: Random) -> str:
    """Small matrices of odd shapes, row by row against sums."""
    import numpy as np

    for _ in range(3):
        outputs, inputs, rank = (int(rng.integers(low, high)) for low, high in ((5, 8), (8, 12), (2, 4)))
        W, A, B = (rng.normal(size=shape) for shape in ((outputs, inputs), (rank, inputs), (outputs, rank)))
        x, scale = rng.normal(size=inputs), float(rng.uniform(1.5, 3))
        plain = np.array([sum(W[i, j] * x[j] for j in range(inputs)) for i in range(outputs)])
        thin = [sum(A[k, j] * x[j] for j in range(inputs)) for k in range(rank)]
        added = np.array([sum(B[i, k] * thin[k] for k in range(rank)) for i in range(outputs)])
        off, on = (
            array(answer["layer"](x.copy(), W.copy(), A.copy(), B.copy(), scale, switch), "layer", (outputs,))
            for switch in (False, True)
        )
        ALWAYS_ON.fail_if(close(off, plain + scale * added))
        fail_if(not agrees(off, plain), "Off, the layer must give `W @ x`.", "The first gap is one product.")
        REPLACES.fail_if(close(on, scale * added))
        FORGETS_SCALE.fail_if(close(on, plain + added))
        SCALES_ALL.fail_if(close(on, scale * (plain + added)))
        fail_if(not agrees(on, plain + scale * added), "On, the layer is not right.", "Add `scale * B @ (A @ x)`.")
        got = number(answer["saved"](W.copy(), A.copy(), B.copy()), "saved")
        right = outputs * inputs / (rank * (inputs + outputs))
        COUNTS_A.fail_if(close(got, outputs * inputs / (rank * inputs)))
        OTHER_WAY.fail_if(close(got, 1 / right))
        COUNTS_ROWS.fail_if(close(got, outputs / (rank + outputs)))
        fail_if(not agrees(got, right), "`saved` is not right.", f"It must be {versus(right, got)}.")
    return "Off, nothing has changed; on, two thin matrices change the answer. That is all of LoRA."
