"""The loss of preferences.

*DPO* learns from pairs: a better answer and a worse one. For each pair there are four log probabilities: of both
answers, under the model that learns and under the model as it was at the start. The *margin* is how much more the
better answer has gained than the worse one. The loss is minus the logarithm of the sigmoid of `beta` × margin, mean
over the pairs. Complete `preference_loss`; `np.logaddexp(0, -x)` is minus the logarithm of the sigmoid of `x`.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
import numpy as np


def preference_loss(better, worse, better_before, worse_before, beta):
    """The DPO loss; each argument but `beta` holds log probabilities, shape (n,)."""
    gained = ‹better - better_before›
    lost = ‹worse - worse_before›
    margin = ‹gained - lost›
    return np.logaddexp(0, -beta * margin).mean()
'''
HINTS = (
    "What an answer has gained: its log probability now, less the one before.",
    "The worse answer counts the same way: `worse - worse_before`.",
    "The margin is `gained - lost`.",
)

FORGETS_START = Mistake(
    "The model as it was at the start does not count: the loss could be low without any learning.",
    "Subtract the log probabilities from before.",
    {"better - better_before": "better", "worse - worse_before": "worse"},
)
WRONG_WAY_ROUND = Mistake(
    "The worse answer is made likelier.",
    "The margin is what the better one gained, less what the worse one gained.",
    {"gained - lost": "lost - gained"},
)
ADDS = Mistake(
    "Both answers are made likelier, the worse one too.", "Take the difference.", {"gained - lost": "gained + lost"}
)
ONLY_BETTER = Mistake(
    "The worse answer does not count.", "Take what it gained away: `gained - lost`.", {"gained - lost": "gained"}
)
IGNORES_BETA = Mistake("Your loss ignores `beta`.", "Keep the last line of the starter.", {"-beta * margin": "-margin"})
ADDS_UP = Mistake(
    "You add the losses up instead of taking their mean.", "Keep the last line of the starter.", {".mean()": ".sum()"}
)


def examine(answer: Names, rng: Random) -> str:
    """Random pairs, against torch's own log sigmoid."""
    import numpy as np
    import torch

    n, beta = int(rng.integers(4, 9)), float(rng.uniform(0.1, 0.6))
    better, worse, better_before, worse_before = -rng.uniform(1, 9, (4, n))

    def loss(margin: np.ndarray, scale: float = beta) -> float:
        return float(-torch.nn.functional.logsigmoid(torch.tensor(scale * margin)).mean())

    gained, lost = better - better_before, worse - worse_before
    expected = loss(gained - lost)
    given = number(
        answer["preference_loss"](better.copy(), worse.copy(), better_before.copy(), worse_before.copy(), beta),
        "preference_loss",
    )
    compared = f"On {n} pairs {versus(expected, given)}."
    if not agrees(given, expected):
        FORGETS_START.fail_if(close(given, loss(better - worse)), compared)
        WRONG_WAY_ROUND.fail_if(close(given, loss(lost - gained)), compared)
        ADDS.fail_if(close(given, loss(gained + lost)), compared)
        ONLY_BETTER.fail_if(close(given, loss(gained)), compared)
        IGNORES_BETA.fail_if(close(given, loss(gained - lost, 1.0)), compared)
        ADDS_UP.fail_if(close(given, n * expected), compared)
        fail_if(True, "This is not the loss of preferences.", compared)
    return f"Your loss is that of DPO. Where nothing has moved yet it is {np.log(2):.3f}, the logarithm of 2."
