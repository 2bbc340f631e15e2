"""Find the text that means the same.

A network has turned each text into a vector. Two texts are alike if their vectors point the same way: the cosine of the
angle between them is `a @ b`, divided by the lengths of both. Complete `nearest_text`: the place of the text whose
vector points most nearly the way of `vector`.
"""

from __future__ import annotations

from workbench.course.checks import Mistake, Names, Random, fail_if, number

CELL = '''\
import numpy as np


def nearest_text(vectors, vector):
    """The place of the nearest row; `vectors` has the shape (texts, numbers)."""
    lengths = ‹np.linalg.norm(vectors, axis=1)› * np.linalg.norm(vector)
    cosine = ‹vectors @ vector / lengths›
    return ‹cosine.argmax()›
'''
HINTS = (
    "`np.linalg.norm(vectors, axis=1)` is the length of each row.",
    "`vectors @ vector` multiplies each row by the vector and adds up. Then divide by the lengths.",
    "The last line returns `cosine.argmax()`: the largest cosine is the smallest angle.",
)

FORGETS_LENGTHS = Mistake(
    "A long vector wins although it points elsewhere.",
    "Divide by the lengths: only the direction counts.",
    {"vectors @ vector / lengths": "vectors @ vector"},
)
FARTHEST = Mistake(
    "This is the text that is least alike.", "A high cosine means alike.", {"cosine.argmax()": "cosine.argmin()"}
)


def examine(answer: Names, rng: Random) -> str:
    """Random texts; one is the query's neighbour, a very long one points half away, one points the other way."""
    import numpy as np

    for _ in range(3):
        vector = rng.normal(size=6)
        across = rng.normal(size=6)
        across -= vector * (across @ vector) / (vector @ vector)
        rows = [vector + 0.1 * across, 40 * (vector + across), -vector, 0.3 * vector + across]
        order = rng.permutation(4)
        vectors = np.array(rows)[order]
        place = {int(kind): where for where, kind in enumerate(order)}
        got = number(answer["nearest_text"](vectors.copy(), vector.copy()), "nearest_text")
        told = f"Of four texts it must be number {place[0]}; yours is {got:g}."
        FARTHEST.fail_if(got == place[2], told)
        FORGETS_LENGTHS.fail_if(got == place[1], told)
        fail_if(got != place[0], "This is not the nearest text.", told)
    return "That is the whole search by meaning: vectors, one product, the largest number."
