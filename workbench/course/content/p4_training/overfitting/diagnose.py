"""Exercise 4.2.1: two scores, one verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
def diagnose(training, validation, wanted, gap=0.05):
    """"underfits", "overfits" or "fits", from two scores where higher is better."""
    too_weak = training < wanted
    too_far_apart = training - validation > gap
    if too_weak:
        return "underfits"
    if too_far_apart:
        return "overfits"
    return "fits"
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Cases on each side of each border, at random places."""
    diagnose, wanted = answer["diagnose"], rng.uniform(0.6, 0.8)

    def says(training: float, validation: float) -> Any:
        return diagnose(training, validation, wanted)

    high = wanted + rng.uniform(0.1, 0.19)
    verdict = says(high, wanted - 0.1)
    fail_if(
        verdict == "underfits",
        "A model that learned its training rows well is called underfitting.",
        "Whether it is too weak shows on the training rows. Compare `training` with `wanted`.",
    )
    fail_if(
        verdict != "overfits",
        "A validation score far below the training score is not called overfitting.",
        "The gap is training minus validation.",
    )
    fail_if(
        says(high, high + 0.1) != "fits",
        "A validation score above the training score is luck, not overfitting.",
        "Do not take the size of the gap alone: its sign matters.",
    )
    fail_if(
        says(wanted, wanted) != "fits",
        "A training score that is just as wanted is not below it.",
        f"Try `diagnose({wanted}, {wanted}, {wanted})`: it must be 'fits'.",
    )
    low = wanted - rng.uniform(0.01, 0.2)
    fail_if(
        says(low, low - 0.01) != "underfits" or says(low, low - 0.2) != "underfits",
        "A model that is weak even on its training rows is not called underfitting.",
        f"Try `diagnose({low:.2f}, {low - 0.2:.2f}, {wanted:.2f})`: more capacity comes first.",
    )
    fail_if(
        says(high, high - 0.04) != "fits",
        "A small gap is called overfitting.",
        f"Up to `gap` is fine: try `diagnose({high:.2f}, {high - 0.04:.2f}, {wanted:.2f})`.",
    )
    for other in (0.125, 0.25):  # halves of halves, so that the difference of two scores is exact
        near, far = (diagnose(0.875, 0.875 - other - more, wanted, other) for more in (0, 0.01))
        fail_if(
            near == "overfits" and diagnose(0.875, 0.875 - other + 0.01, wanted, other) == "overfits" or far == "fits",
            "Your function ignores `gap`: 0.05 is only what it is unless the caller says otherwise.",
            f"Try `diagnose(0.875, {0.865 - other}, {wanted:.2f}, "
            f"gap={other})`. Compare with `gap`, not with a number.",
        )
        fail_if(
            near != "fits" or far != "overfits",
            "A gap that is exactly as large as allowed is called overfitting.",
            f"*More* than `gap` overfits: try `diagnose(0.875, {0.875 - other}, {wanted:.2f}, gap={other})`.",
        )
    return "You can tell from two scores whether a model needs more capacity, less capacity, or neither."


EXERCISE = Exercise(
    "4.2.1",
    "Tell underfitting from overfitting",
    """
Two scores decide what to do next: the score on the training rows and the score on the validation rows.
Higher is better. Complete `diagnose`:

- `"underfits"` if the training score is below `wanted`: the model cannot even follow the rows it has seen;
- otherwise `"overfits"` if the validation score is more than `gap` below the training score;
- otherwise `"fits"`.
""",
    starter='''\
def diagnose(training, validation, wanted, gap=0.05):
    """"underfits", "overfits" or "fits", from two scores where higher is better."""
    too_weak = ...
    too_far_apart = ...
    if too_weak:
        return "underfits"
    if too_far_apart:
        return "overfits"
    return "fits"
''',
    hints=(
        "Both `...` are comparisons with `<` or `>`; each gives True or False.",
        "Whether a model is too weak has nothing to do with the validation rows.",
        "The second one is `training - validation > gap`.",
    ),
    solution=SOLUTION,
    wrong={
        "judges by the validation score": Wrong(
            SOLUTION.replace("training < wanted", "validation < wanted"),
            "A model that learned its training rows well is called underfitting.",
        ),
        "subtracts the wrong way round": Wrong(
            SOLUTION.replace("training - validation", "validation - training"),
            "A validation score far below the training score is not called overfitting.",
        ),
        "ignores the gap": Wrong(
            SOLUTION.replace("> gap", "> 0.05"),
            "Your function ignores `gap`: 0.05 is only what it is unless the caller says otherwise.",
        ),
        "includes the border": Wrong(
            SOLUTION.replace("> gap", ">= gap"), "A gap that is exactly as large as allowed is called overfitting."
        ),
        "ignores the sign": Wrong(
            SOLUTION.replace("training - validation", "abs(training - validation)"),
            "A validation score above the training score is luck, not overfitting.",
        ),
    },
    examine=examine,
)
