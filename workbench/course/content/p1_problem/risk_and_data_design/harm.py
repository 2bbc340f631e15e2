"""Who bears the errors?

A model can be good on average and hard on some. Complete `harm`: for each group, what its false alarms and misses cost
together, **per person** of this group.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, mapping, number, versus

CELL = '''\
import numpy as np


def harm(truth, answers, group, of_alarm, of_miss):
    """What errors cost a person of each group on average. All arrays have one entry a person."""
    costs = {}
    for name in np.unique(group):
        here = group == name
        alarms = (here & (answers == 1) & (truth == 0)).sum()
        misses = ‹(here & (answers == 0) & (truth == 1)).sum()›
        costs[name] = ‹(of_alarm * alarms + of_miss * misses) / here.sum()›
    return costs
'''
HINTS = (
    "`misses` looks like the line above it; 0 and 1 change places.",
    "`here.sum()` is the number of people in the group.",
    "`(of_alarm * alarms + of_miss * misses) / here.sum()`",
)

GIVES_SUMS = Mistake(
    "These are sums. A large group looks harmed because it is large.",
    "Divide by the people of the group.",
    {" / here.sum()": ""},
)
DIVIDES_BY_EVERYBODY = Mistake(
    "You divide by all people, not by those of the group.",
    "A small group then looks unharmed because it is small.",
    {"/ here.sum()": "/ len(group)"},
)
EXCHANGES_COSTS = Mistake(
    "The costs of a false alarm and of a miss are exchanged.",
    "",
    {"of_alarm * alarms": "of_miss * alarms", "of_miss * misses": "of_alarm * misses"},
)
EVERYBODYS_ERRORS = Mistake(
    "The errors of everybody are counted for each group.", "Take only rows with `here`.", {"(here & (": "(("}
)


def examine(answer: Names, rng: Random) -> str:
    """Two groups of different size; scikit-learn counts the errors."""
    import numpy as np
    from sklearn.metrics import confusion_matrix

    of_alarm, of_miss = (int(cost) for cost in rng.choice(range(1, 10), 2, replace=False))
    large, small = (str(name) for name in rng.choice(["A", "B", "C", "D"], 2, replace=False))
    sizes = {large: int(rng.integers(150, 250)), small: int(rng.integers(40, 80))}
    group = np.repeat(list(sizes), list(sizes.values()))
    truth, answers = ((rng.random(len(group)) < share).astype(int) for share in (0.6, 0.2))  # far more misses
    tables = {name: confusion_matrix(truth[group == name], answers[group == name], labels=[0, 1]) for name in sizes}
    counts = {name: (int(table[0, 1]), int(table[1, 0])) for name, table in tables.items()}
    given = answer["harm"](truth.copy(), answers.copy(), group.copy(), of_alarm, of_miss)
    found = {str(name): number(cost, "harm") for name, cost in mapping(given, "harm", "each group, and a cost").items()}
    told = f"The groups are {large} and {small}. Keep `costs` and its `return` as they are in the starter."
    fail_if(set(found) != set(sizes), "`harm` must give a dictionary with each group.", told)
    everybody = np.sum(list(counts.values()), axis=0)
    for name, size in sizes.items():
        alarms, misses = counts[name]
        given, right = found[name], (of_alarm * alarms + of_miss * misses) / size
        told = f"Group {name}: {size} people, {alarms} false alarms at {of_alarm}, {misses} misses at {of_miss}."
        GIVES_SUMS.fail_if(close(given, right * size), told)
        DIVIDES_BY_EVERYBODY.fail_if(close(given, right * size / len(group)), told)
        EXCHANGES_COSTS.fail_if(close(given, (of_miss * alarms + of_alarm * misses) / size), told)
        EVERYBODYS_ERRORS.fail_if(close(given, (of_alarm * everybody[0] + of_miss * everybody[1]) / size), told)
        fail_if(not agrees(given, right), "The harm of a group is not right.", f"{told} So {versus(right, given)}.")
    return f"A person of group {large} bears {found[large]:.2f}, one of group {small} {found[small]:.2f}."
