"""Better than its group.

For each question a model tries a *group* of answers. What counts is how much better an answer is than the others to
the same question: its reward less the mean of the group, divided by the group's standard deviation (NumPy's `std`).
Where all answers of a group earn the same, that deviation is 0 and nothing can be learned: then the result is 0.
Complete `advantages`. The answers to one question stand one after the other.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, farthest

CELL = '''\
import numpy as np


def advantages(rewards, group):
    """How much better each answer is than its group, in standard deviations; shape (n,)."""
    groups = ‹rewards.reshape(-1, group)›
    above = ‹groups - groups.mean(axis=1, keepdims=True)›
    spread = groups.std(axis=1, keepdims=True)
    return ‹np.where(spread > 0, above / np.maximum(spread, 1e-12), 0.0)›.ravel()
'''
HINTS = (
    "`rewards.reshape(-1, group)` makes one row of each group.",
    "`keepdims=True` keeps the mean as a column, so that it can be taken from each answer of its row.",
    "`np.where(spread > 0, above / np.maximum(spread, 1e-12), 0.0)` divides where it can.",
)

MEAN_OF_ALL = Mistake(
    "You compare with the mean of *all* answers: an easy question would lift all its answers.",
    "Take the mean of each group: `axis=1`.",
    {"groups.mean(axis=1, keepdims=True)": "groups.mean()"},
)
WRONG_GROUPS = Mistake(
    "Answers to different questions come into one group.",
    "The answers to one question stand one after the other: `reshape(-1, group)`, and the mean over `axis=1`.",
    {"rewards.reshape(-1, group)": "rewards.reshape(group, -1).T"},
)
NO_SPREAD = Mistake(
    "The result is not divided by the spread of the group.",
    "A group whose rewards are close together counts as much as any other.",
    {"above / np.maximum(spread, 1e-12)": "above"},
)
DIVIDES_BY_ZERO = Mistake(
    "A group whose answers all earn the same gives numbers that are none.",
    "There is nothing to learn from it: its advantages are 0.",
    {"np.where(spread > 0, above / np.maximum(spread, 1e-12), 0.0)": "(above / spread)"},
)
KEEPS_REWARD = Mistake(
    "The mean of the group is not taken away: every answer with a reward would become likelier.",
    "Subtract it first.",
    {"groups - groups.mean(axis=1, keepdims=True)": "groups"},
)
OF_ALL_SPREAD = Mistake(
    "The spread is that of all answers.", "Take that of each group: `axis=1`.",
    {"groups.std(axis=1, keepdims=True)": "np.full((len(groups), 1), groups.std())"},
)  # fmt: skip
NEAR = 2e-3  # who adds a tiny number to the spread, as libraries do, is right too


def examine(answer: Names, rng: Random) -> str:
    """Groups of different level and spread, one of them with equal rewards; SciPy's z-scores know the answer."""
    import numpy as np
    from scipy.stats import zscore

    group, questions = int(rng.integers(3, 7)), int(rng.integers(3, 7))
    if group == questions:
        questions += 1
    levels, spreads = rng.uniform(0, 1, (questions, 1)), rng.uniform(0.3, 0.8, (questions, 1))
    rewards = levels + spreads * rng.normal(size=(questions, group))
    same = int(rng.integers(questions))
    rewards[same] = 0.5
    others = np.delete(np.arange(questions), same)
    expected = np.zeros_like(rewards)
    expected[others] = zscore(rewards[others], axis=1)
    expected = expected.ravel()
    with np.errstate(all="ignore"):
        given = array(answer["advantages"](rewards.ravel().copy(), group), "advantages", (rewards.size,))
    if agrees(given, expected) or close(given, expected, NEAR):
        return f"{questions} groups of {group}: each answer is compared with its own group."
    above = rewards - rewards.mean(1, keepdims=True)
    spread = rewards.std(1, keepdims=True)
    safe = np.where(spread > 0, spread, 1.0)
    mixed = rewards.ravel().reshape(group, -1).T
    mixed_scores = ((mixed - mixed.mean(1, keepdims=True)) / mixed.std(1, keepdims=True)).ravel()
    whole = np.where(spread > 0, (rewards - rewards.mean()) / safe, 0.0)
    kept = np.where(spread > 0, rewards / safe, 0.0)
    place = farthest(expected, given)
    told = f"Answer {place}: it must be {expected[place]:.3f}; yours is {given[place]:.3f}."
    MEAN_OF_ALL.fail_if(close(given, whole.ravel()), told)
    WRONG_GROUPS.fail_if(close(given, mixed_scores), told)
    NO_SPREAD.fail_if(close(given, above.ravel()), told)
    KEEPS_REWARD.fail_if(close(given, kept.ravel()), told)
    OF_ALL_SPREAD.fail_if(close(given, (above / rewards.std()).ravel()), told)
    unequal = (given.reshape(questions, group)[others], expected.reshape(questions, group)[others])
    DIVIDES_BY_ZERO.fail_if(agrees(*unequal))
    fail_if(True, "These are not the advantages within each group.", told)
    return ""
