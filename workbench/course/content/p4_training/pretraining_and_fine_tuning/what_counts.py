"""Which tokens count?

A model shall learn the *answer*, not to write messages of customers. So only tokens of the answer get a label; each
token of the prompt gets -100, which the loss leaves out. Complete `example`. Its arguments are lists of token numbers,
and `end` is the number of the token that says: the answer is over. The model must learn that one, too.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
def example(prompt, answer, end):
    """What the model sees and what it shall learn, two lists of the same length."""
    learned = ‹answer + [end]›
    input_ids = ‹prompt + learned›
    labels = ‹[-100] * len(prompt) + learned›
    return input_ids, labels
'''
HINTS = (
    "`[1, 2] + [3]` is `[1, 2, 3]`, and `[-100] * 3` is `[-100, -100, -100]`.",
    "The library shifts by itself: at each place `labels` holds the token that stands *there* in `input_ids`, or -100.",
    "The gaps are `answer + [end]`, `prompt + learned` and `[-100] * len(prompt) + learned`.",
)

LEARNS_PROMPT = Mistake(
    "The labels hold the prompt, too: the model learns to write messages of customers.",
    "Give each token of the prompt the label -100.",
    {"[-100] * len(prompt) + learned": "prompt + learned"},
)
NEVER_ENDS = Mistake(
    "The answer has no end: the model would write on and on.",
    "Put `[end]` behind the answer.",
    {"answer + [end]": "answer"},
)
SHIFTS = Mistake(
    "The labels are shifted by one. The library shifts them, so now they are shifted twice.",
    "At each place, `labels` holds the token that stands there in `input_ids`.",
    {"[-100] * len(prompt) + learned": "[-100] * (len(prompt) - 1) + learned + [-100]"},
)
HIDES_END = Mistake(
    "The end is seen and not learned.",
    "Let `labels` end with the whole of `learned`.",
    {"len(prompt) + learned": "len(prompt) + answer + [-100]"},
)
ANSWER_ALONE = Mistake(
    "The model does not see the message that it shall answer.",
    "Put the prompt before it: `prompt + learned`.",
    {"prompt + learned\n    labels": "learned\n    labels", "[-100] * len(prompt) + learned": "learned"},
)
ZEROS = Mistake(
    "0 is the number of a token, so the model would learn to write it.",
    "Only -100 is left out of the loss.",
    {"[-100]": "[0]"},
)


def examine(answer: Names, rng: Random) -> str:
    """Prompts and answers of several lengths, in numbers that do not repeat."""
    for length in rng.choice(range(2, 9), 3, replace=False).tolist():
        numbers = (rng.permutation(900) + 10).tolist()
        prompt, words, end = numbers[:length], numbers[length : length + int(rng.integers(1, 6))], numbers[-1]
        right = [-100] * length + words + [end]
        ids, labels = _two(answer["example"](list(prompt), list(words), end))
        ANSWER_ALONE.fail_if(ids[: len(words)] == words)
        NEVER_ENDS.fail_if(end not in ids)
        whole = prompt + words + [end]
        told = f"For prompt {prompt} and answer {words} it must be {whole}."
        fail_if(ids != whole, "`input_ids` must be the prompt, the answer, and the end.", told)
        LEARNS_PROMPT.fail_if(labels == whole)
        ZEROS.fail_if(labels == [0] * length + words + [end])
        SHIFTS.fail_if(labels == [*right[1:], -100])
        HIDES_END.fail_if(labels == [*right[:-1], -100])
        told = f"For prompt {prompt}, answer {words} and end {end} they must be {right}."
        fail_if(labels != right, "The labels are not right.", told)
    return "The model sees the message, and learns the answer and where it ends."


def _two(given: object) -> list[list[int]]:
    fail_if(
        not isinstance(given, (tuple, list)) or len(given) != 2, "`example` must give two lists.", "Keep its last line."
    )
    made = []
    for part in given:  # type: ignore[attr-defined]
        numbers = part.tolist() if hasattr(part, "tolist") else part
        fail_if(not isinstance(numbers, (list, tuple)), "`example` must give two lists.", f"One of them is {part!r}.")
        made.append(list(numbers))
    return made
