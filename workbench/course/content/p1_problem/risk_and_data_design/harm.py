"""Exercise 1.2.4: what errors cost the people of each group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import close, fail_if, mapping, number, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import numpy as np


def harm(truth, answers, group, of_alarm, of_miss):
    """What errors cost a person of each group on average. All arrays have one entry a person."""
    costs = {}
    for name in np.unique(group):
        here = group == name
        alarms = (here & (answers == 1) & (truth == 0)).sum()
        misses = (here & (answers == 0) & (truth == 1)).sum()
        costs[name] = (of_alarm * alarms + of_miss * misses) / here.sum()
    return costs
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Two groups of different size; scikit-learn counts the errors."""
    import numpy as np
    from sklearn.metrics import confusion_matrix

    of_alarm, of_miss = (int(cost) for cost in rng.choice(range(1, 10), 2, replace=False))
    large, small = (str(name) for name in rng.choice(["A", "B", "C", "D"], 2, replace=False))
    sizes = {large: int(rng.integers(150, 250)), small: int(rng.integers(40, 80))}
    group = np.repeat(list(sizes), list(sizes.values()))
    counts = {name: [0, 0, 0, 0] for name in sizes}
    while any(alarms == misses for _, alarms, misses, _ in counts.values()):  # then exchanged costs would not show
        truth, answers = (rng.random(len(group)) < 0.4).astype(int), (rng.random(len(group)) < 0.3).astype(int)
        counts = {
            name: confusion_matrix(truth[group == name], answers[group == name], labels=[0, 1]).ravel().tolist()
            for name in sizes
        }
    given = answer["harm"](truth.copy(), answers.copy(), group.copy(), of_alarm, of_miss)
    found = {str(name): number(cost, "harm") for name, cost in mapping(given, "harm", "each group, and a cost").items()}
    fail_if(
        set(found) != set(sizes),
        "`harm` must give a dictionary with each group.",
        f"The groups are {large} and {small}. Keep `costs` and its `return` as they are in the starter.",
    )
    everybody = np.sum(list(counts.values()), axis=0)
    for name, size in sizes.items():
        _, alarms, misses, _ = counts[name]
        given, total = found[name], of_alarm * alarms + of_miss * misses
        told = f"Group {name}: {size} people, {alarms} false alarms at {of_alarm}, {misses} misses at {of_miss}."
        fail_if(
            close(given, total),
            "These are sums. A large group looks harmed because it is large.",
            f"Divide by the people of the group. {told}",
        )
        fail_if(
            close(given, total / len(group)),
            "You divide by all people, not by those of the group.",
            f"A small group then looks unharmed because it is small. {told}",
        )
        fail_if(
            close(given, (of_miss * alarms + of_alarm * misses) / size),
            "The costs of a false alarm and of a miss are exchanged.",
            told,
        )
        fail_if(
            close(given, (of_alarm * everybody[1] + of_miss * everybody[2]) / size),
            "The errors of everybody are counted for each group.",
            f"Take only rows with `here`. {told}",
        )
        fail_if(
            not close(given, total / size),
            "The harm of a group is not right.",
            f"{told} So {versus(total / size, given)}.",
        )
    return f"A person of group {large} bears {found[large]:.2f}, one of group {small} {found[small]:.2f}."


EXERCISE = Exercise(
    "1.2.4",
    "Who bears the errors?",
    """
A model can be good on average and hard on some. Complete `harm`: for each group, what its false alarms and misses cost
together, **per person** of this group.
""",
    starter='''\
import numpy as np


def harm(truth, answers, group, of_alarm, of_miss):
    """What errors cost a person of each group on average. All arrays have one entry a person."""
    costs = {}
    for name in np.unique(group):
        here = group == name
        alarms = (here & (answers == 1) & (truth == 0)).sum()
        misses = ...
        costs[name] = ...
    return costs
''',
    hints=(
        "`misses` looks like the line above it; 0 and 1 change places.",
        "`here.sum()` is the number of people in the group.",
        "`(of_alarm * alarms + of_miss * misses) / here.sum()`",
    ),
    solution=SOLUTION,
    wrong={
        "gives sums": Wrong(
            SOLUTION.replace(" / here.sum()", ""), "These are sums. A large group looks harmed because it is large."
        ),
        "divides by everybody": Wrong(
            SOLUTION.replace("/ here.sum()", "/ len(group)"), "You divide by all people, not by those of the group."
        ),
        "exchanges the costs": Wrong(
            SOLUTION.replace("of_alarm * alarms + of_miss * misses", "of_miss * alarms + of_alarm * misses"),
            "The costs of a false alarm and of a miss are exchanged.",
        ),
        "counts everybody's errors": Wrong(
            SOLUTION.replace("(here & (", "((").replace("misses = (here & ", "misses = ("),
            "The errors of everybody are counted for each group.",
        ),
    },
    examine=examine,
)
