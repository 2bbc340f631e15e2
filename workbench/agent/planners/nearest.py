"""A planner that remembers: it looks for the example goals that mean nearly the same, and does what they did."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from workbench.agent.planners.examples import Example, examples, readable
from workbench.agent.state import TOOLS
from workbench.models.loaded import sentence_model
from workbench.models.pretrained import TextNetwork
from workbench.models.sentences import embed

NEIGHBOURS = 5
SHARPNESS = 10.0  # a likeness that is 0.1 higher weighs e times as much; found by leaving out one template at a time
LONGEST = 1000  # characters of a goal that are read


class Neighbour(NamedTuple):
    """An example that is like a goal.

    Attributes:
        example: The example.
        likeness: The cosine between the vectors of both goals, in [-1, 1].
        weight: Its share of the vote; those of all neighbours sum to 1.
    """

    example: Example
    likeness: float
    weight: float


class Nearest:
    """Chooses the tool that the nearest examples used next. A nearer one has a larger say.

    Args:
        known: The examples; those of `workbench.agent.planners.examples` if none are given.
        model: MiniLM; the one that all share if none is given.
        neighbours: How many vote.
    """

    def __init__(
        self,
        known: Sequence[Example] | None = None,
        neighbours: int = NEIGHBOURS,
        model: TextNetwork | None = None,
    ) -> None:
        self._model = model or sentence_model()
        self._known = tuple(examples() if known is None else known)
        self._count = neighbours
        self._vectors = embed([_plain(example.goal) for example in self._known], self._model)  # (examples, 384)
        self._last: tuple[str, tuple[Neighbour, ...]] = "", ()

    def neighbours(self, goal: str) -> tuple[Neighbour, ...]:
        """The examples that are most like a goal, the likest first."""
        last, found = self._last  # each step of a goal asks again
        if found and last == goal:
            return found
        likeness = self._vectors @ embed([_plain(goal)], self._model)[0]
        places = np.argsort(-likeness, kind="stable")[: self._count]
        weights = np.exp(SHARPNESS * (likeness[places] - likeness[places[0]]))
        weights /= weights.sum()
        found = tuple(
            Neighbour(self._known[place], float(likeness[place]), float(weight))
            for place, weight in zip(places, weights, strict=True)
        )
        self._last = goal, found
        return found

    def __call__(self, goal: str, done: Sequence[str]) -> Mapping[str, float]:
        """How likely each tool is next."""
        chances = dict.fromkeys(TOOLS, 0.0)
        for neighbour in self.neighbours(goal):
            chances[neighbour.example.next_tool(done)] += neighbour.weight
        return chances


def _plain(goal: str) -> str:
    """A goal without the numbers of tickets: which ticket it is says nothing about what to do."""
    return re.sub(r"\bT\d{5}\b", "this ticket", readable(goal[:LONGEST]), flags=re.IGNORECASE).strip() or "nothing"
