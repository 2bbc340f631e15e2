"""Tell underfitting from overfitting.

Two scores decide what to do next: the score on the training rows and the score on the validation rows.
Higher is better. Complete `diagnose`:

- `"underfits"` if the training score is below `wanted`: the model cannot even follow the rows it has seen;
- otherwise `"overfits"` if the validation score is more than `gap` below the training score;
- otherwise `"fits"`.
"""

from typing import Any

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def diagnose(training, validation, wanted, gap=0.05):
    """"underfits", "overfits" or "fits", from two scores where higher is better."""
    too_weak = ‹training < wanted›
    too_far_apart = ‹training - validation > gap›
    if too_weak:
        return "underfits"
    if too_far_apart:
        return "overfits"
    return "fits"
'''
HINTS = (
    "Both `...` are comparisons with `<` or `>`; each gives True or False.",
    "Whether a model is too weak has nothing to do with the validation rows.",
    "The second one is `training - validation > gap`.",
)

JUDGES_BY_VALIDATION = Mistake(
    "A model that learned its training rows well is called underfitting.",
    "Whether it is too weak shows on the training rows. Compare `training` with `wanted`.",
    {"training < wanted": "validation < wanted"},
)
WRONG_WAY_ROUND = Mistake(
    "A validation score far below the training score is not called overfitting.",
    "The gap is training minus validation.",
    {"training - validation": "validation - training"},
)
IGNORES_GAP = Mistake(
    "Your function ignores `gap`: 0.05 is only what it is unless the caller says otherwise.",
    "Compare with `gap`, not with a number.",
    {"> gap": "> 0.05"},
)
INCLUDES_BORDER = Mistake(
    "A gap that is exactly as large as allowed is called overfitting.",
    "*More* than `gap` overfits.",
    {"> gap": ">= gap"},
)
IGNORES_SIGN = Mistake(
    "A validation score above the training score is luck, not overfitting.",
    "Do not take the size of the gap alone: its sign matters.",
    {"training - validation": "abs(training - validation)"},
)


def examine(answer: Names, rng: Random) -> str:
    """Cases on each side of each border, at random places."""
    diagnose, wanted = answer["diagnose"], rng.uniform(0.6, 0.8)

    def says(training: float, validation: float) -> Any:
        return diagnose(training, validation, wanted)

    high = wanted + rng.uniform(0.1, 0.19)
    verdict = says(high, wanted - 0.1)
    JUDGES_BY_VALIDATION.fail_if(verdict == "underfits")
    WRONG_WAY_ROUND.fail_if(verdict != "overfits")
    IGNORES_SIGN.fail_if(says(high, high + 0.1) != "fits")
    tried = f"Try `diagnose({wanted}, {wanted}, {wanted})`: it must be 'fits'."
    fail_if(says(wanted, wanted) != "fits", "A training score that is just as wanted is not below it.", tried)
    low = wanted - rng.uniform(0.01, 0.2)
    weak = says(low, low - 0.01) == says(low, low - 0.2) == "underfits"
    tried = f"Try `diagnose({low:.2f}, {low - 0.2:.2f}, {wanted:.2f})`: more capacity comes first."
    fail_if(not weak, "A model that is weak even on its training rows is not called underfitting.", tried)
    tried = f"Up to `gap` is fine: try `diagnose({high:.2f}, {high - 0.04:.2f}, {wanted:.2f})`."
    fail_if(says(high, high - 0.04) != "fits", "A small gap is called overfitting.", tried)
    for other in (0.125, 0.25):  # halves of halves, so that the difference of two scores is exact
        near, far = (diagnose(0.875, 0.875 - other - more, wanted, other) for more in (0, 0.01))
        small = diagnose(0.875, 0.885 - other, wanted, other)
        tried = f"Try `diagnose(0.875, {0.865 - other}, {wanted:.2f}, gap={other})`."
        IGNORES_GAP.fail_if(near == small == "overfits" or far == "fits", tried)
        tried = f"Try `diagnose(0.875, {0.875 - other}, {wanted:.2f}, gap={other})`."
        INCLUDES_BORDER.fail_if(near != "fits" or far != "overfits", tried)
    return "You can tell from two scores whether a model needs more capacity, less capacity, or neither."
