"""Exercise 2.3.1: is it a card number? The check digit knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
def may_be_card(number):
    """Whether the last digit of a number fits the others (Luhn's rule), as on every bank card."""
    digits = [int(sign) for sign in number if sign.isdigit()]
    total = 0
    for place, digit in enumerate(reversed(digits)):
        if place % 2 == 1:  # every second one, counted from the end
            digit = 2 * digit
            digit = digit - 9 if digit > 9 else digit
        total += digit
    return total % 10 == 0
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """Numbers with a right and with a wrong check digit, beside python-stdnum."""
    from stdnum import luhn

    lengths = rng.permutation([13, 15, 16, 19] * 15)  # old and new kinds of cards
    bodies = ["400000" + "".join(map(str, rng.integers(0, 10, length - 7))) for length in lengths]
    good = [body + luhn.calc_check_digit(body) for body in bodies]
    bad = [number[:-1] + str((int(number[-1]) + int(rng.integers(1, 10))) % 10) for number in good]
    may_be_card = answer["may_be_card"]
    says = {number: bool(may_be_card(number)) for number in good + bad}

    def like(rule: Any) -> bool:
        return all(says[number] == rule([int(sign) for sign in number]) for number in says)

    example = f"Try `may_be_card({good[0]!r})`, which is fine, and `may_be_card({bad[0]!r})`, which is not."
    fail_if(like(lambda digits: sum(digits) % 10 == 0), "No digit is doubled.", f"Every second one is. {example}")
    fail_if(
        like(lambda digits: sum(_halves(digit, place % 2 == 0) for place, digit in enumerate(digits[::-1])) % 10 == 0),
        "You double the wrong half of the digits.",
        f"The last digit is not doubled, the one before it is. {example}",
    )
    fail_if(
        like(lambda digits: sum(digit * (1 + place % 2) for place, digit in enumerate(digits[::-1])) % 10 == 0),
        "A doubled digit above 9 has to become one digit again.",
        f"Take 9 away: 7 becomes 14, and 14 becomes 5. {example}",
    )
    fail_if(
        like(lambda digits: sum(_halves(digit, place % 2 == 0) for place, digit in enumerate(digits)) % 10 == 0),
        "You count from the front, which fits only numbers with an even number of digits.",
        f"Begin at the end: `reversed(digits)`. {example}",
    )
    fail_if(all(says.values()), "Every number passes.", f"Compare the last digit of the sum with 0. {example}")
    fail_if(
        any(says[number] != luhn.is_valid(number) for number in says),
        "Some numbers are judged wrongly.",
        example,
    )
    for number, fits in ((good[0], True), (bad[0], False)):
        gaps = f"{number[:4]} {number[4:8]}-{number[8:]}"
        fail_if(
            bool(may_be_card(gaps)) != fits,
            "Blanks and dashes in a number confuse it.",
            f"Take the digits alone. Try {gaps!r}.",
        )
    return "Of 100 numbers that are only as long as a card number, 90 are now left alone."


def _halves(digit: int, double: bool) -> int:
    """A digit as Luhn's rule counts it."""
    return sum(divmod(2 * digit, 10)) if double else digit


EXERCISE = Exercise(
    "2.3.1",
    "Tell a card number from a parcel number",
    """
A number on a parcel may be as long as a card number. On a card the last digit checks the others. *Luhn's rule*: from
the end, double every second digit, beginning with the last but one; if that gives more than 9, take 9 away; add up
all digits. The sum must end in 0. Complete `may_be_card`.
""",
    starter='''\
def may_be_card(number):
    """Whether the last digit of a number fits the others (Luhn's rule), as on every bank card."""
    digits = [int(sign) for sign in number if sign.isdigit()]
    total = 0
    for place, digit in enumerate(reversed(digits)):
        if place % 2 == ...:  # every second one, counted from the end
            digit = ...
            digit = digit - 9 if digit > 9 else digit
        total += digit
    return ...
''',
    hints=(
        "The last digit has place 0 here, and is not doubled.",
        "`total % 10` is the last digit of the sum.",
        "The three gaps are `1`, `2 * digit` and `total % 10 == 0`.",
    ),
    solution=SOLUTION,
    wrong={
        "doubles the other half": Wrong(
            SOLUTION.replace("place % 2 == 1", "place % 2 == 0"), "You double the wrong half of the digits."
        ),
        "counts from the front": Wrong(
            SOLUTION.replace("reversed(digits)", "digits").replace("% 2 == 1", "% 2 == 0"),
            "You count from the front, which fits only numbers with an even number of digits.",
        ),
        "leaves two digits": Wrong(
            SOLUTION.replace("            digit = digit - 9 if digit > 9 else digit\n", ""),
            "A doubled digit above 9 has to become one digit again.",
        ),
        "does not double": Wrong(SOLUTION.replace("digit = 2 * digit", "digit = digit"), "No digit is doubled."),
    },
    examine=examine,
)
