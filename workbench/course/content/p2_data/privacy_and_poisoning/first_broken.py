"""Make a log that cannot be changed unseen.

A log says who read the data. Each line comes with a *hash*, a fingerprint of all its letters **and** of the hash of
the line before it. Whoever changes a line breaks the chain. `fingerprint` is there already. Complete `first_broken`.
"""

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
import hashlib


def fingerprint(line, before):
    return hashlib.sha256((before + line).encode()).hexdigest()


def first_broken(lines, hashes):
    """The place (from 0) of the first line that does not fit its hash, or None if the log is whole."""
    before = ""
    for place, (line, noted) in enumerate(zip(lines, hashes)):
        fits = ‹fingerprint(line, before) == noted›
        if not fits:
            return ‹place›
        before = ‹noted›
    return None
'''
HINTS = (
    "A line fits if its fingerprint is the hash that is noted.",
    "The fingerprint of a line needs the line and the hash before it: `fingerprint(line, before)`.",
    "For the next line, `before` is `noted`.",
)

DOES_NOT_MOVE_ON = Mistake(
    "A whole log is called broken at its second line.",
    "Each fingerprint also holds the hash of the line before. Move `before` on.",
    {"        before = noted\n": '        before = ""\n'},
)
LOOKS_FOR_NOTHING = Mistake(
    "A changed line goes unseen.",
    "Compute its fingerprint and compare it with the hash that is noted.",
    {"fingerprint(line, before) == noted": "len(noted) == 64"},
)
NAMES_LAST = Mistake(
    "Of two changed lines, the first one must be named.",
    "Return as soon as one does not fit.",
    {'    before = ""': '    before, found = "", None', "return place": "found = place", "return None": "return found"},
)
NAMES_LINE_AFTER = Mistake("You name the line after the changed one.", "", {"return place\n": "return place + 1\n"})


def examine(answer: Names, rng: Random) -> str:
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
    DOES_NOT_MOVE_ON.fail_if(whole == 1)
    fail_if(whole is not None, "A whole log is called broken.", f"It has {len(lines)} lines; you say {whole!r}.")
    place = int(rng.integers(2, 7))

    def changed_at(*places: int) -> list[str]:
        return [line.replace("read", "did not read") if at in places else line for at, line in enumerate(lines)]

    got = first_broken(changed_at(place), list(hashes))
    LOOKS_FOR_NOTHING.fail_if(got is None, f"Line {place} was changed.")
    NAMES_LINE_AFTER.fail_if(got == place + 1, f"It must be {place}, counted from 0.")
    fail_if(got != place, "This is not the line that was changed.", f"It is line {place}; you say {got!r}.")
    for edge in (0, len(lines) - 1):
        got = first_broken(changed_at(edge), list(hashes))
        fail_if(got is None or got != edge, "The first or the last line may be changed unseen.", f"Try line {edge}.")
    got = first_broken(changed_at(place - 1, 7), list(hashes))
    NAMES_LAST.fail_if(got != place - 1, f"Lines {place - 1} and 7 were changed; you say {got!r}.")
    swapped, noted = [*lines], [*hashes]
    swapped[place - 1], swapped[place] = swapped[place], swapped[place - 1]
    noted[place - 1], noted[place] = noted[place], noted[place - 1]
    unseen = first_broken(swapped, noted) != place - 1
    fail_if(unseen, "Two lines that change places go unseen.", "The fingerprint must hold what came before.")
    return "Whoever changes an old line would have to change every hash after it. Note the last one elsewhere."
