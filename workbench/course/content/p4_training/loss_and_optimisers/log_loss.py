"""Write the log loss.

The *log loss* asks: how surprised is the model by the right answer? A row with label 1 costs `-log(p)`, a row with
label 0 costs `-log(1 - p)`. Complete `log_loss`: keep `p` at least `1e-12` away from 0 and 1, because the logarithm of
0 is infinite; compute the loss of each row without a loop; return the mean.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
import numpy as np


def log_loss(y, p):
    """Mean log loss of labels y (0 or 1) and predicted probabilities p of class 1; both have shape (n,)."""
    p = ‹np.clip(p, 1e-12, 1 - 1e-12)›
    loss_of_each_row = ‹-(y * np.log(p) + (1 - y) * np.log(1 - p))›
    return loss_of_each_row.mean()
'''
HINTS = (
    "`np.clip(values, low, high)` pulls values into a range.",
    "`y` is 1 or 0, so `y * a + (1 - y) * b` is `a` for the one label and `b` for the other.",
    "The loss of each row is `-(y * np.log(p) + (1 - y) * np.log(1 - p))`.",
)

DOES_NOT_CLIP = Mistake(
    "A prediction of exactly 0 or 1 has no usable loss.",
    "Clip p a little inside 0 and 1 first: `np.clip`.",
    {"np.clip(p, 1e-12, 1 - 1e-12)": "np.asarray(p)"},
)
ADDS_UP = Mistake(
    "You add the losses up instead of taking their mean.",
    "A sum grows with the number of rows, so losses could not be compared.",
    {".mean()": ".sum()"},
)
FORGETS_LABEL_0 = Mistake(
    "The rows with label 0 cost nothing.",
    "For them it is `1 - p` that should be large: add `(1 - y) * np.log(1 - p)`.",
    {" + (1 - y) * np.log(1 - p)": ""},
)
FORGETS_MINUS = Mistake("The sign is wrong: a loss is never below 0.", "Put a minus in front.", {"-(y": "(y"})


def examine(answer: Names, rng: Random) -> str:
    """Random rows against scikit-learn, then predictions of exactly 0 and 1."""
    import numpy as np
    from sklearn.metrics import log_loss as reference

    y = rng.permutation([0, 0, 0, 1, 1, *rng.integers(0, 2, 20)])
    p = rng.uniform(0.05, 0.95, len(y))
    expected = reference(y, p)
    with np.errstate(all="ignore"):  # the infinite values are what this looks for
        got = number(answer["log_loss"](y.copy(), p.copy()), "log_loss")
        certain = number(answer["log_loss"](np.array([1, 0]), np.array([0.0, 1.0])), "log_loss")
    compared = f"On {len(y)} rows {versus(expected, got)}."
    FORGETS_MINUS.fail_if(close(got, -expected), compared)
    ADDS_UP.fail_if(close(got, expected * len(y)), compared)
    FORGETS_LABEL_0.fail_if(close(got, -np.mean(y * np.log(p))), compared)
    fail_if(not agrees(got, expected), "This is not the mean log loss.", compared)
    DOES_NOT_CLIP.fail_if(not np.isfinite(certain) or certain < 10, f"Being certain and wrong costs {certain} here.")
    return "Your loss agrees with scikit-learn's, and survives a model that is certain and wrong."
