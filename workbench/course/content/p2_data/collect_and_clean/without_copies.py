"""Drop what came twice.

Somebody pressed the button twice, so a message is there twice, under two numbers. Complete `without_copies`: compare
all columns but the number, and keep the first row of each.
"""

from workbench.course.checks import Mistake, Names, Random, fail_if, table

CELL = '''\
def without_copies(frame, identifier):
    """The table without rows that came twice. The identifier is new in each row, so it does not count."""
    facts = ‹[name for name in frame.columns if name != identifier]›
    return frame.unique(subset=facts, keep=‹"first"›, maintain_order=True)
'''
HINTS = (
    "`frame.columns` is a list of names; one of them is `identifier`.",
    "`[name for name in frame.columns if name != identifier]` is the list without it.",
    '`keep` can be "first", "last", "any" or "none".',
)

COMPARES_IDENTIFIER = Mistake(
    "No row was dropped.",
    "With the identifier, no two rows are ever the same. Leave it out of `facts`.",
    {"[name for name in frame.columns if name != identifier]": "frame.columns"},
)
DROPS_BOTH = Mistake(
    "Both rows of a pair are gone: the first one too.",
    '`keep="none"` drops every row that has a copy.',
    {'"first"': '"none"'},
)
KEEPS_COPY = Mistake(
    "The copy is kept, and the first row dropped.",
    'The first one has the right number and time. Use `keep="first"`.',
    {'"first"': '"last"'},
)
TEXT_ALONE = Mistake(
    "Rows are dropped that are no copies.",
    "Two people may write the same words, and one may write twice. All facts must be the same, not one.",
    {"[name for name in frame.columns if name != identifier]": '["text"]'},
)
SHUFFLES = Mistake(
    "The rows are no longer in their order.",
    "`maintain_order=True` keeps it.",
    {", maintain_order=True)": ").sort(identifier, descending=True)"},
)


def examine(answer: Names, rng: Random) -> str:
    """Some messages come twice; no copy is one person's other message, nor the same words of another person."""
    import polars as pl

    once = rng.permutation(29)
    people = [f"customer {number}" for number in [*once, rng.choice(once[:28])]]
    texts = [f"message {number}" for number in rng.permutation(28)] + ["the same words", "the same words"]
    first = pl.DataFrame({"customer": people, "text": texts, "day": rng.integers(1, 4, 30)})
    again = sorted(int(place) for place in rng.choice(30, 6, replace=False))
    identifier = str(rng.choice(["ticket", "id", "number"]))
    both = pl.concat([first, first[again]]).with_row_index(identifier, 1)
    both = both.select(rng.permutation(both.columns).tolist())
    given = table(answer["without_copies"](both, identifier), "without_copies", both.columns, only=True)
    right = list(range(1, 31))
    numbers = given[identifier].to_list()
    seen = f"{both.height} rows came in, 6 of them copies; you give back {given.height}."
    COMPARES_IDENTIFIER.fail_if(given.height == both.height, seen)
    DROPS_BOTH.fail_if(given.height == 24, seen)
    TEXT_ALONE.fail_if(given.height < 30, seen)
    same = f"All columns but the number are the same in them. {seen}"
    fail_if(given.height > 30, "Some copies are still there.", same)
    KEEPS_COPY.fail_if(sorted(numbers) != right)
    SHUFFLES.fail_if(numbers != right)
    return "Six copies are gone, each first row is still there, and two people may still write the same words."
