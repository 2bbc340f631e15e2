"""The price of a useful answer.

A right answer is of use, a wrong one is not. But all answers are paid for. Complete `price_of_useful`:

- the machine is paid by the hour; `seconds` is its time for one answer;
- people look after the model for `hours` a month, each hour at `wage`;
- what both cost together is shared by the **right** answers alone.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

CELL = '''\
def price_of_useful(answers, right, seconds, machine_hour, hours, wage):
    """What one right answer costs, in a month of so many answers; `right` is the share of them that are right."""
    machine_hours = ‹answers * seconds / 3600›
    machine = machine_hours * machine_hour
    people = ‹hours * wage›
    useful = ‹answers * right›
    return (machine + people) / useful
'''
HINTS = (
    "An hour has 3,600 seconds. How many hours does the machine work for all answers together?",
    "People cost the same, however many answers there are: `hours * wage`.",
    "The gaps: `answers * seconds / 3600`, `hours * wage` and `answers * right`.",
)

SHARES_AMONG_ALL = Mistake(
    "You share the cost among all answers, also those that are wrong.",
    "A wrong answer is of no use to anybody. Divide by `answers * right`.",
    {"useful = answers * right": "useful = answers"},
)
ONE_ANSWER = Mistake(
    "The machine is paid for one answer only.",
    "It answers all of them: `answers * seconds`.",
    {"answers * seconds / 3600": "seconds / 3600"},
)
SECONDS_AS_HOURS = Mistake(
    "You pay an hour of the machine for every second.",
    "Divide the seconds by 3,600 first.",
    {" / 3600": ""},
)
SECONDS_AS_MINUTES = Mistake("You take the seconds for minutes.", "An hour has 3,600 seconds, not 60.", {"3600": "60"})
FORGETS_PEOPLE = Mistake(
    "The people are missing.", "They are paid too, and often they cost most: `hours * wage`.", {"hours * wage": "0"}
)
PEOPLE_PER_ANSWER = Mistake(
    "You pay the people once for every answer.",
    "Their hours are those of a whole month, however many answers there are.",
    {"hours * wage": "hours * wage * answers"},
)


def examine(answer: Names, rng: Random) -> str:
    """Three bills with numbers that nobody can mistake for each other."""
    call, right_price = answer["price_of_useful"], 0.0
    for _ in range(3):
        answers, right = int(rng.integers(100, 500)), float(rng.uniform(0.5, 0.9))
        seconds, machine = float(rng.uniform(0.5, 3)), float(rng.uniform(2, 9))
        hours, wage = float(rng.uniform(6, 12)), float(rng.uniform(30, 60))
        paid, people = answers * seconds * machine / 3600, hours * wage
        right_price = (paid + people) / (answers * right)
        made = number(call(answers, right, seconds, machine, hours, wage), "price_of_useful")
        told = f"For {answers:,} answers, {right:.0%} of them right, {versus(right_price, made)}."
        SHARES_AMONG_ALL.fail_if(close(made, right_price * right), told)
        ONE_ANSWER.fail_if(close(made, (paid / answers + people) / (answers * right)), told)
        SECONDS_AS_HOURS.fail_if(close(made, (paid * 3600 + people) / (answers * right)), told)
        SECONDS_AS_MINUTES.fail_if(close(made, (paid * 60 + people) / (answers * right)), told)
        FORGETS_PEOPLE.fail_if(close(made, paid / (answers * right)), told)
        PEOPLE_PER_ANSWER.fail_if(close(made, (paid + people * answers) / (answers * right)), told)
        fail_if(not agrees(made, right_price), "This is not the price of a right answer.", told)
    return f"In the last bill each right answer costs {right_price:.2f}: now two models can be compared in money."
