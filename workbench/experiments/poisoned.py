"""A small network that learns from poisoned pictures, the hunt for them, and a network without the suspects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Literal

import numpy as np

from workbench.cases import Case
from workbench.experiments.replay import Replay
from workbench.security import poison

if TYPE_CHECKING:
    from sklearn.neural_network import MLPClassifier

LEARN, TEST, EPOCHS, SHOWN, SIDE = 2000, 1000, 12, 5, 28  # rows, rows, passes, pictures, pixels
REMOVED = 1.5  # the hunt by oddness takes away this many times the poisoned rows, as its authors advise

Hunt = Literal["cluster", "odd"]
Place = poison.Place


@dataclass(frozen=True)
class Plan:
    """What the attacker does.

    Attributes:
        share: Of the training pictures that get the trigger and a wrong label, in [0, 1].
        size: Side of the white square, in pixels.
        place: Where it stands: "corner", "edge" or "middle".
        target: The answer that the attacker wants.
        seed: Which pictures, and the first weights.
    """

    share: float
    size: int
    place: Place
    target: int
    seed: int


@dataclass(frozen=True, eq=False)
class Pass:
    """The model after one pass over its training pictures.

    Attributes:
        accuracy: On clean test pictures, in [0, 1].
        success: Share of stamped test pictures of other digits that are taken for the target, in [0, 1].
        answers: What the model says to the pictures shown, shape (SHOWN,).
        model: The model, which goes on learning: it is as described here only after the last pass.
    """

    accuracy: float
    success: float
    answers: np.ndarray
    model: MLPClassifier


class Poisoning:
    """Poisoned rows, the training on them, and what each hunt among them brings.

    Attributes:
        shown: Some test pictures of other digits with the trigger, shape (SHOWN, SIDE, SIDE).
        passes: The training on the poisoned rows, one `Pass` after another.
        poisoned: Of the rows with the target label, which are poisoned, shape (n,).
    """

    def __init__(self, case: Case, plan: Plan) -> None:
        self._case, self._plan = case, plan
        pictures, labels, test, truth = _digits(case, plan.seed)
        self.shown = poison.stamp(test[truth != plan.target][:SHOWN], plan.size, plan.place)
        rows = poison.poison(pictures, labels, plan.share, plan.target, plan.size, plan.place, plan.seed)
        self._pictures, self._labels, self._named = rows.pictures, rows.labels, rows.labels == plan.target
        self.poisoned: np.ndarray = rows.rows[self._named]
        self.passes = self._training(self._pictures, self._labels)
        self._hunts: dict[Hunt, tuple[np.ndarray, Replay[Pass]]] = {}
        self._turn = Lock()

    def hidden(self) -> np.ndarray:
        """What the trained model makes of the rows with the target label, shape (n, neurons)."""
        return poison.hidden(self.passes.last.model, self._pictures[self._named])

    def hunt(self, kind: Hunt) -> tuple[np.ndarray, Replay[Pass]]:
        """Which of the rows with the target label are suspect, shape (n,), and the training without them.

        Args:
            kind: "cluster" suspects the smaller of two clusters, "odd" the rows with the highest spectral scores.
        """
        with self._turn:
            if kind not in self._hunts:
                suspects = self._suspects(kind)
                kept = np.setdiff1d(np.arange(len(self._named)), np.flatnonzero(self._named)[suspects])
                self._hunts[kind] = suspects, self._training(self._pictures[kept], self._labels[kept])
            return self._hunts[kind]

    def _suspects(self, kind: Hunt) -> np.ndarray:
        active = self.hidden()
        if kind == "cluster":
            return poison.smaller_cluster(active)
        return poison.highest(poison.spectral_scores(active), min(REMOVED * self.poisoned.mean(), 1.0))

    def _training(self, pictures: np.ndarray, labels: np.ndarray) -> Replay[Pass]:
        plan = self._plan
        _, _, test, truth = _digits(self._case, plan.seed)

        def train() -> Iterator[Pass]:
            for model in poison.learn(pictures, labels, EPOCHS, plan.seed):
                yield Pass(
                    model.score(poison.flat(test), truth),
                    poison.success(model, test, truth, plan.target, plan.size, plan.place),
                    model.predict(poison.flat(self.shown)),
                    model,
                )

        return Replay(train)


@lru_cache(maxsize=6)
def attack(case: Case, plan: Plan) -> Poisoning:
    """The attack with this plan, as far as it was computed; who holds it keeps it, whatever is forgotten here.

    Args:
        case: Pictures of SIDE x SIDE pixels in a column `pixels`, and digits in `label`.
        plan: What the attacker does.
    """
    return Poisoning(case, plan)


@lru_cache(maxsize=4)
def _digits(case: Case, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Pictures and labels to learn from, and to test on."""
    order = np.random.default_rng(seed).permutation(case.frame.height)[: LEARN + TEST]
    pictures = case.frame["pixels"].to_numpy()[order].reshape(-1, SIDE, SIDE)
    labels = case.frame["label"].to_numpy()[order]
    return pictures[:LEARN], labels[:LEARN], pictures[LEARN:], labels[LEARN:]
