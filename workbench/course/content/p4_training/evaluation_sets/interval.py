"""How sure is a share?

Twelve of twelve cases are right: is the system perfect? Complete `interval_of` with SciPy: it gives the two ends of the
**Wilson** interval of a share, for `passed` right answers of `cases`, at any `confidence` such as 0.95.
"""

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, several

CELL = '''\
from scipy.stats import binomtest


def interval_of(passed, cases, confidence):
    """The low and the high end of the Wilson interval of a share."""
    result = binomtest(‹passed, cases›)
    interval = result.proportion_ci(confidence_level=confidence, method=‹"wilson"›)
    return interval.low, interval.high
'''
HINTS = (
    "`binomtest(k, n)`: first how many were right, then how many there were.",
    'The method is a text in small letters. Without it, SciPy takes `"exact"`, which is wider.',
    'The gaps are `passed, cases` and `"wilson"`.',
)

EXACT = Mistake(
    "This is another interval, SciPy's exact one. It is wider than it need be.",
    'Write `method="wilson"`.',
    {'"wilson"': '"exact"'},
)
CORRECTED = Mistake(
    "This is Wilson's interval with a correction, which makes it wider.",
    'Write `method="wilson"`, without `cc`.',
    {'"wilson"': '"wilsoncc"'},
)
ALWAYS_95 = Mistake(
    "Your interval has the same confidence, whatever is asked for.", "Pass `confidence` on.", {"=confidence": "=0.95"}
)
WRONG_ANSWERS = Mistake(
    "This is the interval of the *wrong* answers.", "Count `passed`.", {"passed, cases)": "cases - passed, cases)"}
)


def examine(answer: Names, rng: Random) -> str:
    """A few shares and confidences, beside Wilson's formula."""
    from scipy.stats import binomtest

    for _ in range(4):
        cases = int(rng.integers(10, 40))
        passed, confidence = int(rng.integers(1, cases // 2)), float(rng.choice([0.8, 0.9, 0.99]))
        given = several(answer["interval_of"](passed, cases, confidence), "interval_of", ("the low", "the high end"))
        ends = array(given, "interval_of", (2,))
        right = binomtest(passed, cases).proportion_ci(confidence, "wilson")
        if agrees(ends, right):
            continue
        others = {
            "exact": binomtest(passed, cases).proportion_ci(confidence, "exact"),
            "corrected": binomtest(passed, cases).proportion_ci(confidence, "wilsoncc"),
            "95": binomtest(passed, cases).proportion_ci(0.95, "wilson"),
            "wrong": binomtest(cases - passed, cases).proportion_ci(confidence, "wilson"),
        }
        for name, mistake in (("exact", EXACT), ("corrected", CORRECTED), ("95", ALWAYS_95), ("wrong", WRONG_ANSWERS)):
            mistake.fail_if(close(ends, others[name]))
        told = f"For {passed} of {cases} at {confidence} it is {right.low:.3f} to {right.high:.3f}; "
        fail_if(True, "The interval is not right.", f"{told}yours is {ends[0]:.3f} to {ends[1]:.3f}.")
    full = binomtest(12, 12).proportion_ci(0.95, "wilson")
    return f"Your intervals are Wilson's. Twelve of twelve: from {full.low:.0%} to 100%. That is no proof of 90%."
