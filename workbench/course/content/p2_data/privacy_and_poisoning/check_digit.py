"""Tell a card number from a parcel number.

A number on a parcel may be as long as a card number. On a card the last digit checks the others. *Luhn's rule*: from
the end, double every second digit, beginning with the last but one; if that gives more than 9, take 9 away; add up
all digits. The sum must end in 0. Complete `may_be_card`.
"""

from collections.abc import Callable

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def may_be_card(number):
    """Whether the last digit of a number fits the others (Luhn's rule), as on every bank card."""
    digits = [int(sign) for sign in number if sign.isdigit()]
    total = 0
    for place, digit in enumerate(reversed(digits)):
        if place % 2 == ‹1›:  # every second one, counted from the end
            digit = ‹2 * digit›
            digit = digit - 9 if digit > 9 else digit
        total += digit
    return ‹total % 10 == 0›
'''
HINTS = (
    "The last digit has place 0 here, and is not doubled.",
    "`total % 10` is the last digit of the sum.",
    "The three gaps are `1`, `2 * digit` and `total % 10 == 0`.",
)

OTHER_HALF = Mistake(
    "You double the wrong half of the digits.",
    "The last digit is not doubled, the one before it is.",
    {"place % 2 == 1": "place % 2 == 0"},
)
FROM_THE_FRONT = Mistake(
    "You count from the front, which fits only numbers with an even number of digits.",
    "Begin at the end: `reversed(digits)`.",
    {"reversed(digits)": "digits", "% 2 == 1": "% 2 == 0"},
)
TWO_DIGITS = Mistake(
    "A doubled digit above 9 has to become one digit again.",
    "Take 9 away: 7 becomes 14, and 14 becomes 5.",
    {"            digit = digit - 9 if digit > 9 else digit\n": ""},
)
DOES_NOT_DOUBLE = Mistake("No digit is doubled.", "Every second one is.", {"digit = 2 * digit": "digit = digit"})


def examine(answer: Names, rng: Random) -> str:
    """Numbers with a right and with a wrong check digit, beside python-stdnum."""
    from stdnum import luhn

    lengths = rng.permutation([13, 15, 16, 19] * 15)  # old and new kinds of cards
    bodies = ["400000" + "".join(map(str, rng.integers(0, 10, length - 7))) for length in lengths]
    good = [body + luhn.calc_check_digit(body) for body in bodies]
    bad = [number[:-1] + str((int(number[-1]) + int(rng.integers(1, 10))) % 10) for number in good]
    may_be_card = answer["may_be_card"]
    says = {number: bool(may_be_card(number)) for number in good + bad}

    def like(rule: Callable[[str], int]) -> bool:
        return all(said == (rule(number) % 10 == 0) for number, said in says.items())

    example = f"Try `may_be_card({good[0]!r})`, which is fine, and `may_be_card({bad[0]!r})`, which is not."
    DOES_NOT_DOUBLE.fail_if(like(lambda number: sum(map(int, number))), example)
    OTHER_HALF.fail_if(like(lambda number: luhn.checksum(number + "0")), example)  # the last one is doubled then
    TWO_DIGITS.fail_if(like(lambda number: sum(map(int, number + number[-2::-2]))), example)
    FROM_THE_FRONT.fail_if(like(lambda number: luhn.checksum(number[::-1] + "0")), example)
    fail_if(all(says.values()), "Every number passes.", f"Compare the last digit of the sum with 0. {example}")
    fail_if(any(says[number] != luhn.is_valid(number) for number in says), "Some numbers are judged wrongly.", example)
    for number, fits in ((good[0], True), (bad[0], False)):
        gaps = f"{number[:4]} {number[4:8]}-{number[8:]}"
        tried = f"Take the digits alone. Try {gaps!r}."
        fail_if(bool(may_be_card(gaps)) != fits, "Blanks and dashes in a number confuse it.", tried)
    return "Of 100 numbers that are only as long as a card number, 90 are now left alone."
