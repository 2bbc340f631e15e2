"""Mask without leaving a trace.

A search has found pieces of personal data, each with its first place, the place behind its last letter, and its kind.
Complete `masked`: replace each by its kind in brackets. One replacement moves everything behind it, so mind the order.
"""

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def masked(text, pieces):
    """The text with each piece replaced by its kind in brackets, such as [EMAIL].

    A piece is (start, end, kind); `end` is the place behind its last letter.
    """
    for start, end, kind in sorted(pieces, reverse=‹True›):  # in which order do the places stay right?
        text = ‹text[:start] + f"[{kind}]" + text[end:]›
    return text
'''
HINTS = (
    "What stands in front of a piece does not move when the piece changes its length.",
    "So begin with the last piece: `reverse=True`.",
    'A text is joined from three parts: `text[:start] + f"[{kind}]" + text[end:]`.',
)

FROM_THE_FRONT = Mistake(
    "After the first replacement the places of the others are wrong.",
    "The text has become longer or shorter. Begin at the end of the text.",
    {"reverse=True": "reverse=False"},
)
CUTS_OUT = Mistake(
    "The pieces are cut out, and nobody can see what stood there.",
    "Put the kind in brackets in their place.",
    {'text[:start] + f"[{kind}]" + text[end:]': "text[:start] + text[end:]"},
)
SWALLOWS_LETTER = Mistake(
    "You swallow the letter behind each piece.", "`end` is behind the last letter.", {"text[end:]": "text[end + 1 :]"}
)


def examine(answer: Names, rng: Random) -> str:
    """Three pieces, given in any order, of other lengths than their kinds."""
    names = [
        str(rng.choice(["Ana Gil", "Tom Reed", "Li Wu"])),
        f"a{rng.integers(100, 999)}@example.org",
        "030 23125 042",
    ]
    kinds = ["NAME", "EMAIL", "PHONE"]
    text, pieces = "I am ", []
    for name, kind, then in zip(names, kinds, (", write to ", " or call ", ", please."), strict=True):
        pieces.append((len(text), len(text) + len(name), kind))
        text += name + then
    right = "I am [NAME], write to [EMAIL] or call [PHONE], please."
    given = [pieces[place] for place in rng.permutation(3)]
    got = answer["masked"](text, list(given))
    fail_if(not isinstance(got, str), "`masked` must give a text.", "Return `text` at the end.")
    compared = f"From {text!r} you make {got!r}."
    fail_if(
        got == text, "Nothing is replaced.", f"A text cannot be changed in place: give the new one a name. {compared}"
    )
    cut = text
    for start, end, _ in sorted(pieces, reverse=True):
        cut = cut[:start] + cut[end:]
    CUTS_OUT.fail_if(got == cut, compared)
    shifted = text
    for start, end, kind in sorted(pieces):
        shifted = shifted[:start] + f"[{kind}]" + shifted[end:]
    FROM_THE_FRONT.fail_if(got == shifted, compared)
    one_off = text
    for start, end, kind in sorted(pieces, reverse=True):
        one_off = one_off[:start] + f"[{kind}]" + one_off[end + 1 :]
    SWALLOWS_LETTER.fail_if(got == one_off, compared)
    fail_if(got != right, "This is not the masked text.", compared)
    return f"{right!r}: it can still be read and learned from, and these pieces are hidden."
