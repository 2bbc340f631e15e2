"""Warm a model up, or cool it down.

A language model gives every token a score, the *logit*. Temperature divides all scores before they become
probabilities: `exp(score / temperature)`, divided by the sum over all tokens. Complete `with_temperature`.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, farthest, versus

CELL = '''\
import numpy as np


def with_temperature(logits, temperature):
    """The probability of each token; `logits` is an array with one score a token."""
    scores = ‹logits / temperature›
    powers = np.exp(scores - scores.max())  # less the highest: exp(800) would be too large
    return ‹powers / powers.sum()›
'''
HINTS = (
    "A temperature of 2 makes all scores half as large, and so the differences between tokens.",
    "Probabilities add up to 1: divide `powers` by their sum.",
    "The gaps are `logits / temperature` and `powers / powers.sum()`.",
)

MULTIPLIES = Mistake(
    "A high temperature makes your model surer.",
    "Divide by the temperature, so that a high one brings the scores closer together.",
    {"logits / temperature": "logits * temperature"},
)
FORGETS_TEMPERATURE = Mistake(
    "The temperature changes nothing.", "Divide the scores by it.", {"logits / temperature": "logits"}
)
FORGETS_SUM = Mistake(
    "Your probabilities do not add up to 1.", "Divide each by the sum of all.", {"powers / powers.sum()": "powers"}
)
COOLS_PROBABILITIES = Mistake(
    "You divide the probabilities by the temperature, not the scores.",
    "Then they no longer add up to 1. Divide the scores, before `np.exp`.",
    {"logits / temperature": "logits", "powers / powers.sum()": "powers / powers.sum() / temperature"},
)


def examine(answer: Names, rng: Random) -> str:
    """Random scores at a low and a high temperature, and scores that are too large for `exp`."""
    import numpy as np
    from scipy.special import softmax

    for temperature in (rng.uniform(0.5, 0.8), rng.uniform(1.3, 3)):
        logits = rng.normal(0, 1, 8)
        right = softmax(logits / temperature)
        got = array(answer["with_temperature"](logits.copy(), temperature), "with_temperature", (8,))
        place = farthest(right, got)
        compared = f"At temperature {temperature:.2f}, for one token {versus(right[place], got[place])}."
        MULTIPLIES.fail_if(close(got, softmax(logits * temperature)), compared)
        FORGETS_TEMPERATURE.fail_if(close(got, softmax(logits)), compared)
        COOLS_PROBABILITIES.fail_if(close(got, softmax(logits) / temperature), compared)
        powers = np.exp((logits - logits.max()) / temperature)
        FORGETS_SUM.fail_if(close(got, powers), f"They add up to {got.sum():.6g}.")
        fail_if(not agrees(got, right), "These are not the probabilities.", compared)
    large = array(answer["with_temperature"](logits + 5000, 1.0), "with_temperature", (8,))
    told = "Take the highest score off before `np.exp`, as the starter does."
    fail_if(not agrees(large, softmax(logits)), "With large scores your function fails.", told)
    return "One division decides between a careful writer and a wild one. Top-k and top-p only cut off what is left."
