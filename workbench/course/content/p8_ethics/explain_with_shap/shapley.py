"""Share the credit fairly.

How much of an answer is owed to each feature? Let the model get to know the features one after another, and note by
how much each one changes the answer. The order matters, so take every order, and the mean of the gains: these are the
*Shapley values*. Complete `shapley`.
"""

from collections.abc import Callable
from typing import Any

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, mapping, number, versus

CELL = '''\
from itertools import permutations


def shapley(answer, features):
    """Credit of each feature. `answer(known)` is the model's answer when it knows only the features in that set."""
    credit = dict.fromkeys(features, 0.0)
    orders = list(permutations(features))
    for order in orders:
        known = set()
        for feature in order:
            before = answer(known)
            known = ‹known | {feature}›
            credit[feature] += ‹answer(known) - before›
    return {feature: ‹total / len(orders)› for feature, total in credit.items()}
'''
HINTS = (
    "`known | {feature}` is the set with one more feature in it.",
    "The gain is the answer now, minus the answer before.",
    "The last gap is `total / len(orders)`: a mean over the orders.",
)

ADDS_UP = Mistake(
    "You add up the gains of all orders, and do not take their mean.",
    "Divide by the number of orders.",
    {"total / len(orders)": "total"},
)
KEEPS_ADD = Mistake(
    "`known` is no set any more after the first feature.",
    "`known.add(...)` gives nothing back. `known | {feature}` is a new set with the feature in it.",
    {"known | {feature}": "known.add(feature)"},
)
FORGETS_KNOWN = Mistake(
    "Every feature is judged as if it came first.",
    "A feature that is known stays known for those that come after it.",
    {"answer(known) - before": "answer({feature}) - answer(set())"},
)
TAKES_EACH_AWAY = Mistake(
    "Every feature is judged as if it came last.",
    "",
    {"answer(known) - before": "answer(set(features)) - answer(set(features) - {feature})"},
)


def examine(answer: Names, rng: Random) -> str:
    """Models of three and of four features that work together, beside the formula over subsets."""
    names = [str(name) for name in rng.permutation(["age", "hours", "school", "gain"])]
    for features in (names[:3], names):
        total = _check_credit(answer["shapley"], features, rng)
    return f"The credits add up to {total:.3f}, exactly what the answer rose by. shap does the same, only faster."


def _check_credit(shapley: Callable[..., Any], features: list[str], rng: Random) -> float:
    """What the answer rises by when all features become known."""
    from itertools import combinations
    from math import factorial

    count = len(features)
    subsets = [frozenset(group) for size in range(count + 1) for group in combinations(features, size)]
    worth = {subset: float(value) for subset, value in zip(subsets, rng.uniform(1, 9, len(subsets)), strict=True)}

    def expected(feature: str) -> float:
        """Weighted gains over all subsets without the feature. Source: Shapley (1953)."""
        without = [subset for subset in subsets if feature not in subset]
        weights = [factorial(len(subset)) * factorial(count - 1 - len(subset)) / factorial(count) for subset in without]
        gains = [worth[subset | {feature}] - worth[subset] for subset in without]
        return sum(weight * gain for weight, gain in zip(weights, gains, strict=True))

    def model(known: set[str]) -> float:
        KEEPS_ADD.fail_if(known is None)
        return worth[frozenset(known)]

    told = mapping(shapley(model, list(features)), "shapley", "each feature, and its credit")
    got = {feature: number(credit, "shapley") for feature, credit in told.items()}
    message = "`shapley` must give a dict with one number for each feature."
    fail_if(set(got) != set(features), message, "Keep the last line as it was.")
    right = {feature: expected(feature) for feature in features}
    total = worth[frozenset(features)] - worth[frozenset()]
    summed = sum(got.values())
    compared = f"With everything known the answer rises by {total:.3f}; your credits add up to {summed:.3f}."
    ADDS_UP.fail_if(close(summed, factorial(count) * total) and not close(total, 0), compared)
    alone = {feature: worth[frozenset([feature])] - worth[frozenset()] for feature in features}
    FORGETS_KNOWN.fail_if(all(close(got[feature], alone[feature]) for feature in features), compared)
    last = {feature: worth[frozenset(features)] - worth[frozenset(features) - {feature}] for feature in features}
    TAKES_EACH_AWAY.fail_if(all(close(got[feature], last[feature]) for feature in features), compared)
    off = max(features, key=lambda feature: abs(right[feature] - got[feature]))
    words = f"For the credit of `{off}` {versus(right[off], got[off])}."
    fail_if(not agrees(got[off], right[off]), "These are not the Shapley values.", words)
    return total
