"""Measure what a model gives away.

Was this person in the training set? In a table of patients the answer alone can be a secret. The attacker looks at the
model's *loss*, its surprise at the right answer: a low one says "I know this one". Complete `advantage`: the share of
members who are found, minus the share of others who are named by mistake.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
def advantage(members, others, threshold):
    """How much better than a coin the guess is: "a loss of at most `threshold` means: was in the training set".

    `members` and `others` are arrays with the model's loss for people who were in it, and who were not.
    """
    found = ‹(members <= threshold).mean()›
    by_mistake = ‹(others <= threshold).mean()›
    return found - by_mistake
'''
HINTS = (
    "`members <= threshold` is true or false for each person.",
    "The mean of true and false is a share.",
    "The same for the others: `(others <= threshold).mean()`.",
)

FORGETS_MISTAKES = Mistake(
    "You count only the members that are found.",
    "Whoever calls everybody a member finds them all. Take away the mistakes.",
    {"return found - by_mistake": "return found"},
)
TAKES_HIGH_LOSSES = Mistake(
    "You take a high loss for a member.",
    "A model is less surprised by those it has learned by heart: their loss is low.",
    {"<= threshold)": ">= threshold)"},
)
COUNTS_PEOPLE = Mistake(
    "You count people, and do not take shares.", "The two groups are not equally large.", {".mean()": ".sum()"}
)


def examine(answer: Names, rng: Random) -> str:
    """Losses of an overfitted model, for groups of different sizes, beside scikit-learn's ROC curve."""
    import numpy as np
    from sklearn.metrics import roc_curve

    members, others = rng.exponential(0.3, 80), rng.exponential(0.8, 130)
    others[:80:2] = members[::2]  # some lie exactly on any threshold
    false, true, places = roc_curve(np.r_[np.ones(80), np.zeros(130)], -np.r_[members, others], drop_intermediate=False)
    pick = int(np.searchsorted(true, rng.uniform(0.55, 0.75)))
    pick += float(-places[pick]) not in others  # at the next threshold then
    threshold, right = float(-places[pick]), float(true[pick] - false[pick])
    got = number(answer["advantage"](members.copy(), others.copy(), threshold), "advantage")
    found, mistaken = (members <= threshold).mean(), (others <= threshold).mean()
    compared = f"{found:.3f} of the members are found, {mistaken:.3f} of the others by mistake: {versus(right, got)}."
    FORGETS_MISTAKES.fail_if(close(got, found), compared)
    above = (members >= threshold).mean() - (others >= threshold).mean()
    TAKES_HIGH_LOSSES.fail_if(close(got, above) or close(got, -right), compared)
    COUNTS_PEOPLE.fail_if(close(got, (members <= threshold).sum() - (others <= threshold).sum()), compared)
    fail_if(not agrees(got, right), "This is not the advantage.", compared)
    return f"The advantage is {right:.2f}: 0 would be a coin, 1 would give everybody away."
