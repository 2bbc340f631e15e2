"""A grader that cannot be gamed.

A model sorts digits. The flawed grader asks only whether the answer is in order, and so pays for `[1, 1, 1, 1, 1]`.
Complete `grade`: it pays 1 if the answer is in order **and** made of the digits of the question, each as often as
there; else 0. Both are lists of digits, of any length.
"""

from collections.abc import Callable

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def grade(question, answer):
    """1.0 for the digits of the question in order, else 0.0."""
    in_order = all(before <= after for before, after in zip(answer, answer[1:]))
    same_digits = ‹sorted(answer) == sorted(question)›
    return float(‹in_order and same_digits›)
'''
HINTS = (
    "Equal digits may stand side by side: `[1, 1, 2]` is in order.",
    "Two lists hold the same digits, each as often, if both are the same once sorted.",
    "The gaps are `sorted(answer) == sorted(question)` and `in_order and same_digits`.",
)

IGNORES_QUESTION = Mistake(
    "The question is never looked at: any digits in order are paid for.",
    "Ask for both: in order *and* the same digits.",
    {"in_order and same_digits": "in_order"},
)
IGNORES_ORDER = Mistake(
    "The digits of the question are paid for in any order.",
    "Ask for both: in order *and* the same digits.",
    {"in_order and same_digits": "same_digits"},
)
ONE_IS_ENOUGH = Mistake(
    "One of the two is enough to be paid.", "Both must hold: take `and`.", {"in_order and": "in_order or"}
)
NO_EQUAL_DIGITS = Mistake(
    "A right answer with two equal digits earns nothing.",
    "Equal digits are in order, too: `<=`.",
    {"before <= after": "before < after"},
)
WRONG_WAY_ROUND = Mistake(
    "Your order goes down.", "A digit must be followed by one that is as large or larger.", {"<= after": ">= after"}
)
COMPARES_SETS = Mistake(
    "How *often* a digit stands in the question does not count.",
    "A `set` forgets how often: compare sorted lists.",
    {"sorted(answer) == sorted(question)": "set(answer) == set(question)"},
)
ONLY_ALLOWED_DIGITS = Mistake(
    "One digit of the question, many times, is paid for.",
    "Each digit must stand as often as in the question: compare sorted lists.",
    {"sorted(answer) == sorted(question)": "all(digit in question for digit in answer)"},
)
COMPARES_SUMS = Mistake(
    "Other digits with the same sum are paid for.",
    "Compare the digits, not their sum.",
    {"sorted(answer) == sorted(question)": "sum(answer) == sum(question)"},
)


def examine(answer: Names, rng: Random) -> str:
    """Every answer there is, to some questions with and without equal digits."""
    from itertools import product

    grade = answer["grade"]
    low = int(rng.integers(0, 6))
    kinds = range(low, low + 4)
    a, b, c, d = (int(digit) for digit in rng.permutation(list(kinds)))
    questions = ([a, b, a], [d, c, b], [a, b, b, d][: int(rng.integers(3, 5))], [c, c, c])

    def paid(question: list[int], given: list[int]) -> bool:
        reward = grade(list(question), list(given))
        fail_if(
            not hasattr(reward, "__float__") or float(reward) not in (0.0, 1.0),
            "`grade` must give 0 or 1.",
            f"For the question {question} and the answer {given} it gives {reward!r}.",
        )
        return bool(reward)

    for question in questions:
        for given in map(list, product(kinds, repeat=len(question))):
            right = given == sorted(question)
            if paid(question, given) == right:
                continue
            told = f"Question {question}, answer {given}."
            _explain(paid, question, given, told)
            fail_if(right, "A right answer earns nothing.", told)
            fail_if(True, "A wrong answer is paid for.", told)
    return f"Of all {sum(4 ** len(question) for question in questions)} answers, yours pays for the right ones alone."


def _explain(paid: Callable[[list[int], list[int]], bool], question: list[int], given: list[int], told: str) -> None:
    """Name the mistake, by what else is paid for."""
    low, high = min(question), max(question)
    down = sorted(question, reverse=True)
    strange = [high + 1] * len(question)  # in order, and nothing of it in the question
    if low != high:
        WRONG_WAY_ROUND.fail_if(paid(question, down) and not paid(question, sorted(question)), told)
        ONE_IS_ENOUGH.fail_if(paid(question, strange) and paid(question, down), told)
        IGNORES_ORDER.fail_if(paid(question, down), told)
    IGNORES_QUESTION.fail_if(paid(question, strange), told)
    NO_EQUAL_DIGITS.fail_if(given == sorted(question), told)
    COMPARES_SETS.fail_if(set(given) == set(question) and not paid(question, [low] * len(question)), told)
    ONLY_ALLOWED_DIGITS.fail_if(set(given) <= set(question), told)
    COMPARES_SUMS.fail_if(sum(given) == sum(question), told)
