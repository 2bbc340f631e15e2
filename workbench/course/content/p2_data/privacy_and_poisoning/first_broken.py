"""Exercise 2.3.3: a log that shows when somebody changed it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import fail_if
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    from numpy.random import Generator

SOLUTION = '''\
import hashlib


def fingerprint(line, before):
    return hashlib.sha256((before + line).encode()).hexdigest()


def first_broken(lines, hashes):
    """The place (from 0) of the first line that does not fit its hash, or None if the log is whole."""
    before = ""
    for place, (line, noted) in enumerate(zip(lines, hashes)):
        fits = fingerprint(line, before) == noted
        if not fits:
            return place
        before = noted
    return None
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """A whole log, one with a changed line, and one whose lines were swapped together with their hashes."""
    import hashlib

    who = [str(name) for name in rng.choice(["Ana", "Ben", "the model", "Kim"], 8)]
    lines = [f"{name} read {rng.integers(10, 3000)} rows, entry {number}" for number, name in enumerate(who)]

    def chain(texts: list[str]) -> list[str]:
        hashes = [""]
        for text in texts:
            hashes.append(hashlib.sha256((hashes[-1] + text).encode()).hexdigest())
        return hashes[1:]

    hashes, first_broken = chain(lines), answer["first_broken"]
    whole = first_broken(list(lines), list(hashes))
    fail_if(
        whole == 1,
        "A whole log is called broken at its second line.",
        "Each fingerprint also holds the hash of the line before. Move `before` on.",
    )
    fail_if(whole is not None, "A whole log is called broken.", f"It has {len(lines)} lines; you say {whole!r}.")
    place = int(rng.integers(2, 7))

    def changed_at(*places: int) -> list[str]:
        return [line.replace("read", "did not read") if at in places else line for at, line in enumerate(lines)]

    got = first_broken(changed_at(place), list(hashes))
    fail_if(
        got is None,
        "A changed line goes unseen.",
        f"Line {place} was changed. Compute its fingerprint and compare it with the hash that is noted.",
    )
    fail_if(got == place + 1, "You name the line after the changed one.", f"It must be {place}, counted from 0.")
    fail_if(got != place, "This is not the line that was changed.", f"It is line {place}; you say {got!r}.")
    for edge in (0, len(lines) - 1):
        got = first_broken(changed_at(edge), list(hashes))
        fail_if(got is None or got != edge, "The first or the last line may be changed unseen.", f"Try line {edge}.")
    got = first_broken(changed_at(place - 1, 7), list(hashes))
    fail_if(
        got != place - 1,
        "Of two changed lines, the first one must be named.",
        f"Lines {place - 1} and 7 were changed; you say {got!r}. Return as soon as one does not fit.",
    )
    swapped, noted = [*lines], [*hashes]
    swapped[place - 1], swapped[place] = swapped[place], swapped[place - 1]
    noted[place - 1], noted[place] = noted[place], noted[place - 1]
    fail_if(
        first_broken(swapped, noted) != place - 1,
        "Two lines that change places go unseen.",
        "The fingerprint must hold what came before.",
    )
    return "Whoever changes an old line would have to change every hash after it. Note the last one elsewhere."


EXERCISE = Exercise(
    "2.3.3",
    "Make a log that cannot be changed unseen",
    """
A log says who read the data. Each line comes with a *hash*, a fingerprint of all its letters **and** of the hash of
the line before it. Whoever changes a line breaks the chain. `fingerprint` is there already. Complete `first_broken`.
""",
    starter='''\
import hashlib


def fingerprint(line, before):
    return hashlib.sha256((before + line).encode()).hexdigest()


def first_broken(lines, hashes):
    """The place (from 0) of the first line that does not fit its hash, or None if the log is whole."""
    before = ""
    for place, (line, noted) in enumerate(zip(lines, hashes)):
        fits = ...
        if not fits:
            return ...
        before = ...
    return None
''',
    hints=(
        "A line fits if its fingerprint is the hash that is noted.",
        "The fingerprint of a line needs the line and the hash before it: `fingerprint(line, before)`.",
        "For the next line, `before` is `noted`.",
    ),
    solution=SOLUTION,
    wrong={
        "does not move on": Wrong(
            SOLUTION.replace("        before = noted\n", '        before = ""\n'),
            "A whole log is called broken at its second line.",
        ),
        "looks for nothing": Wrong(
            SOLUTION.replace("fingerprint(line, before) == noted", "len(noted) == 64"), "A changed line goes unseen."
        ),
        "names the last one": Wrong(
            SOLUTION.replace('    before = ""', '    before, found = "", None')
            .replace("return place", "found = place")
            .replace("return None", "return found"),
            "Of two changed lines, the first one must be named.",
        ),
        "names the line after it": Wrong(
            SOLUTION.replace("return place\n", "return place + 1\n"), "You name the line after the changed one."
        ),
    },
    examine=examine,
)
