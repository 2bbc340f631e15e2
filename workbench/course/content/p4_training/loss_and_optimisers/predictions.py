"""The predictions of notebook 4.1. Each outcome is found by walking down the lab's own surfaces."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range

START = (-1.5, 1.4)  # where the lab begins
STEPS = 200


def highest_rate() -> Outcome:
    """Plain gradient descent in the bowl, with the learning rate raised until the path climbs."""
    rate = 0.01
    while _height_at_the_end("bowl", "SGD", rate + 0.01) < _height_at_the_end("bowl", "SGD", 0.0):
        rate += 0.01
    return Outcome(
        rate,
        f"Up to about {rate:.2f} the path comes down; beyond, each step lands higher on the other side. In the steep "
        "direction the slope grows by 10 with each unit, and a step may not be longer than 2 divided by that.",
    )


def lowest_optimiser() -> Outcome:
    """The race in the bent valley, at the lab's first settings."""
    from workbench.training.descent import RULES

    heights = {name: _height_at_the_end("valley", name, 0.05) for name in RULES}
    names = list(heights)
    best = min(heights, key=heights.__getitem__)
    listed = ", ".join(f"{name} {height:.2g}" for name, height in heights.items())
    return Outcome(
        names.index(best),
        f"Heights after {STEPS} steps: {listed}. On another surface, or with another learning rate, the order changes.",
    )


def _height_at_the_end(surface: str, rule: str, rate: float) -> float:
    from workbench.training.descent import RULES, walk
    from workbench.training.surfaces import SURFACES

    ground = SURFACES[surface]
    x, y = walk(ground, lambda: RULES[rule](rate), START, STEPS)[-1]
    return float(ground.height(x, y))  # NaN if the path was lost, and NaN is below nothing


PREDICTIONS = (
    Prediction(
        "highest_rate",
        "In the bowl the ground is ten times as steep in one direction as in the other: its height is "
        "`x²/2 + 10·y²/2`. Up to which learning rate does plain gradient descent still come down?",
        highest_rate,
        near=0.03,
        within=Range(0),
    ),
    Prediction(
        "lowest_optimiser",
        "Four optimisers walk down a bent valley with an almost flat floor. All use the learning rate 0.05. "
        "Which one is lowest after 200 steps?",
        lowest_optimiser,
        options=("SGD", "Momentum", "RMSProp", "Adam"),
    ),
)
