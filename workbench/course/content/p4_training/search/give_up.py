"""Give up early.

A trial reports its score on the way: after 10 trees, after 20, and so on. *Pruning* ends a trial that is behind.
Complete `give_up`: compare the last report of this trial with the **median** of the other trials' reports **at the
same step**. Others that never came so far are left out; where none is left, go on. Higher is better.
"""

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
import numpy as np


def give_up(reports, others):
    """Whether this trial is now below the median of the others at the same step."""
    step = ‹len(reports) - 1›
    then = [‹other[step]› for other in others if ‹len(other) > step›]
    return len(then) > 0 and ‹reports[step] < np.median(then)›
'''
HINTS = (
    "The first report is step 0: after three reports the step is 2.",
    "`other[step]` exists only if `len(other) > step`.",
    "The last gap is `reports[step] < np.median(then)`.",
)

LATEST_OF_OTHERS = Mistake(
    "A young trial is compared with the ends of the others: nearly all would be given up.",
    "Compare at the same step: `other[step]`.",
    {"other[step]": "other[-1]"},
)
TAKES_MEAN = Mistake(
    "One trial that failed badly pulls the mean down, and with it your limit.",
    "Take the median: half are above it, half below.",
    {"np.median(then)": "np.mean(then)"},
)
TAKES_BEST = Mistake(
    "Every trial that is not the best of all is given up.", "Compare with the median.", {"np.median(then)": "max(then)"}
)
WRONG_WAY_ROUND = Mistake(
    "The good trials are given up, the bad ones go on.", "Give up *below* the median.", {"] < np": "] > np"}
)
INCLUDES_BORDER = Mistake(
    "A trial exactly at the median is given up.", "Give up *below* the median.", {"] < np": "] <= np"}
)
FORGETS_SHORT_ONES = Mistake(
    "Some trials were given up before this step, and have no report here.",
    "Leave them out: `if len(other) > step`.",
    {"len(other) > step": "True"},
)
ONE_TOO_FAR = Mistake(
    "The step is one too far: after three reports the last one is number 2.",
    "Counting begins at 0: `len(reports) - 1`.",
    {"len(reports) - 1": "len(reports)"},
)
FIRST_REPORT = Mistake(
    "The first report decides, however far the trial is.",
    "Take the last one, and the others' at the same step.",
    {"len(reports) - 1": "0"},
)


def examine(answer: Names, rng: Random) -> str:
    """Five rising trials, one of them hopeless, one cut short; and a trial just below, at, and above the median."""
    rule, up = answer["give_up"], rng.integers(2, 5, 6).cumsum() / 64
    shape = [float(height) for height in up]  # of each trial, shifted; in steps of 1/64, so that all is exact
    shifts = sorted(int(shift) / 64 for shift in rng.choice(range(40, 56), 4, replace=False))
    whole = [[height + shift for height in shape] for shift in (-9.0, *shifts)]
    short = [[9.0, 9.0]]
    others = [whole[i] for i in rng.permutation(len(whole))] + short
    step = int(rng.integers(2, 5))
    median = shape[step] + shifts[1]

    def gives_up(last: float, among: list[list[float]] = others) -> bool:
        reports = [*(height + shifts[2] for height in shape[:step]), last]
        with FORGETS_SHORT_ONES.explains(IndexError, "index"):
            verdict = rule(reports, [list(other) for other in among])
        fail_if(verdict not in (True, False), "`give_up` must give True or False.", f"It gives {verdict!r}.")
        return bool(verdict)

    with ONE_TOO_FAR.explains(IndexError, "index"):
        rule([0.5], [[0.5, 0.6]])
    below, at, above = (gives_up(median + more) for more in (-1 / 64, 0, 1 / 64))
    WRONG_WAY_ROUND.fail_if(above and not below)
    LATEST_OF_OTHERS.fail_if(gives_up(shape[step] + 1 / 64, [shape] * 3))
    TAKES_BEST.fail_if(gives_up(shape[step] + shifts[2] + 1 / 64))
    TAKES_MEAN.fail_if(not gives_up(median - 1 / 64) and gives_up(-9.0))
    FIRST_REPORT.fail_if(not below)
    INCLUDES_BORDER.fail_if(at)
    fail_if(above, "A trial above the median is given up.", "Give up *below* the median.")
    one_other = gives_up(-9.0, short + whole[-1:])
    fail_if(not one_other, "A trial goes on although the only other at this step was better.", "One is enough.")
    alone = gives_up(-9.0, []) or gives_up(-9.0, short)
    fail_if(alone, "A trial is given up although no other came so far.", "Where none is left, go on.")
    return "Your rule gives up a trial that is behind, and compares like with like."
