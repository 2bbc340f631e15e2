"""Has the model seen this case?

A case of the suite that stands in the training texts, word for word or nearly, tests nothing. Complete `was_seen`: is
there a training text whose words are at least `most` alike? *Alike* is the number of words in both, divided by the
number of words in either. Capitals do not count.
"""

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def was_seen(case, training, most):
    """Whether a training text has nearly the same words."""
    words = set(case.lower().split())
    for text in training:
        others = set(‹text.lower().split()›)
        alike = ‹len(words & others) / len(words | others)›
        if ‹alike >= most›:
            return True
    return False
'''
HINTS = (
    "`a & b` are the words in both sets, `a | b` those in either.",
    "The words of a text are made as those of the case: small letters, then split.",
    "The gaps are `text.lower().split()`, `len(words & others) / len(words | others)` and `alike >= most`.",
)

CAPITALS = Mistake(
    "A text in capitals is taken for another text.",
    "Make the letters of the training text small too: `text.lower()`.",
    {"text.lower().split()": "text.split()"},
)
LONG_TEXTS = Mistake(
    "A long text that happens to hold all words of the case counts as the same.",
    "Divide by the words in *either*: `len(words | others)`.",
    {"len(words | others)": "len(words)"},
)
ABOVE = Mistake(
    "A text that is exactly `most` alike is let through.", "*At least* `most`.", {"alike >= most": "alike > most"}
)
EXACT_ONLY = Mistake(
    "Only a text with all the same words is found.", "Compare with `most`.", {"alike >= most": "alike >= 1"}
)
LETTERS = Mistake(
    "Your code compares letters, not words.", "Split the text: `.split()`.", {"text.lower().split()": "text.lower()"}
)

WORDS = ("the", "a", "parcel", "lamp", "came", "late", "on", "my", "red", "kettle", "is", "so", "loud", "today")


def examine(answer: Names, rng: Random) -> str:
    """A case with copies that differ in capitals, by a word, and by many."""
    seen = answer["was_seen"]
    pool = [str(word) for word in rng.permutation(WORDS)]
    words, spare = pool[:6], pool[6:]
    case, other = " ".join(words).capitalize(), " ".join(spare[:5])

    def found(training: list[str], most: float) -> bool:
        given = seen(case, list(training), most)
        fail_if(given not in (True, False), "`was_seen` must give True or False.", f"It gives {given!r}.")
        return bool(given)

    LETTERS.fail_if(not found([other, " ".join(words)], 0.9))
    fail_if(found([other], 0.2), "A text without a common word is called seen.", "Compare the words.")
    CAPITALS.fail_if(not found([" ".join(words).upper()], 0.9))
    LONG_TEXTS.fail_if(found([" ".join(words + spare)], 0.75))
    swapped = " ".join([*words[1:], spare[0]])  # 5 of 7 words are common
    EXACT_ONLY.fail_if(not found([swapped], 0.7))
    ABOVE.fail_if(not found([" ".join(words[:3])], 0.5))
    fail_if(found([swapped], 0.75), "Texts that are less alike than `most` are called seen.", "5 of 7 words is 0.71.")
    fail_if(
        not found([other, swapped, other], 0.7), "The whole list must be looked through.", "Return False at the end."
    )
    return (
        "Your check finds copies and near copies. A twin in quite other words it cannot find: there only a score tells."
    )
