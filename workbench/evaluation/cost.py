"""What a model costs and brings in a month, in money of any currency, from what was measured and prices of your own.

    bill = monthly(Footprint(right=0.85, fit=2.0, answer=0.004, size=1.5), MonthlyUse(answers=10_000), UnitPrices())
    bill.total, bill.per_useful, bill.net

Energy is an estimate, seconds times watts. It stands beside the bill and is not added to it: the price of a machine's
hour contains its electricity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from workbench.errors import DataError

HOUR, MINUTES = 3600, 60  # seconds, and minutes, of an hour
KILOWATT_HOUR = 3.6e6  # joules, that is watts times seconds
FEWEST = 3  # models on the front, for a knee to be told


@dataclass(frozen=True)
class Footprint:
    """What was measured of a model.

    Attributes:
        right: The share of its answers that are right, in [0, 1].
        fit: Seconds of one training.
        answer: Seconds of one answer.
        size: Megabytes of the file that is kept.
    """

    right: float
    fit: float
    answer: float
    size: float


@dataclass(frozen=True)
class MonthlyUse:
    """How a model is used, in a month.

    Attributes:
        answers: How many answers people ask for.
        trainings: How often it is trained anew; each version is kept.
        people: Hours that people look after it: data, checks, questions of users.
        saved: Minutes of work that a right answer saves somebody.
        lost: Minutes of work that a wrong answer costs somebody.
    """

    answers: float = 10_000
    trainings: float = 1
    people: float = 4
    saved: float = 0.5
    lost: float = 2


@dataclass(frozen=True)
class UnitPrices:
    """What things cost, in one currency.

    Attributes:
        machine: An hour of a machine, with its electricity.
        wage: An hour of a person's work.
        storage: A gigabyte for a month.
        watts: What the machine draws while it computes.
    """

    machine: float = 0.2
    wage: float = 30
    storage: float = 0.05
    watts: float = 60


@dataclass(frozen=True)
class Bill:
    """A month of a model. All but `energy`, `useful` are money.

    Attributes:
        training: Machine time of all trainings.
        answering: Machine time of all answers.
        storage: Of all versions, for the whole month.
        people: Who look after it.
        saved: The work that right answers save.
        lost: The work that wrong answers cost.
        useful: How many answers are right.
        energy: Kilowatt-hours of training and answering, an estimate.
    """

    training: float
    answering: float
    storage: float
    people: float
    saved: float
    lost: float
    useful: float
    energy: float

    @property
    def total(self) -> float:
        """What is paid: machines, storage and people."""
        return self.training + self.answering + self.storage + self.people

    @property
    def per_useful(self) -> float:
        """What is paid for each right answer; infinite if none is right."""
        return self.total / self.useful if self.useful else float("inf")

    @property
    def net(self) -> float:
        """What is left: work saved, less work lost, less what is paid."""
        return self.saved - self.lost - self.total


def monthly(measured: Footprint, use: MonthlyUse, prices: UnitPrices) -> Bill:
    """The bill of a month.

    Raises: DataError if a number is below 0, or the share of right answers above 1.
    """
    for part in (measured, use, prices):
        for field in fields(part):
            value = getattr(part, field.name)
            if not value >= 0:
                raise DataError(f"`{field.name}` must be 0 or more; got {value}. Give what was measured or paid.")
    if measured.right > 1:
        raise DataError(f"`right` must be a share from 0 to 1; got {measured.right}. For 85% write 0.85.")
    training, answering = measured.fit * use.trainings, measured.answer * use.answers
    useful = measured.right * use.answers
    return Bill(
        training=training / HOUR * prices.machine,
        answering=answering / HOUR * prices.machine,
        storage=measured.size / 1000 * max(use.trainings, 1) * prices.storage,
        people=use.people * prices.wage,
        saved=useful * use.saved / MINUTES * prices.wage,
        lost=(use.answers - useful) * use.lost / MINUTES * prices.wage,
        useful=useful,
        energy=(training + answering) * prices.watts / KILOWATT_HOUR,
    )


def front(costs: Sequence[float], scores: Sequence[float]) -> list[int]:
    """The models that nobody beats: for each other one, some model is as cheap and as good, and better in one of both.

    Args:
        costs: Of each model; lower is better.
        scores: Of each model; higher is better.
    Returns: Their places, the cheapest first. Of equal ones the first stays.
    """
    kept: list[int] = []
    for place in np.lexsort((-np.asarray(scores, float), np.asarray(costs, float))).tolist():
        if not kept or scores[place] > scores[kept[-1]]:
            kept.append(place)
    return kept


def knee(costs: Sequence[float], scores: Sequence[float]) -> int | None:
    """Where more money begins to buy little: the model on the front farthest above the line between its two ends.

    Both axes go from 0 to 1 on the front, costs by factors (their logarithm) where all are above 0.

    Returns: Its place; None if fewer than three models are on the front, or none is above the line.
    Source: the idea of V. Satopää and others, "Finding a 'Kneedle' in a Haystack", 2011, without its smoothing.
    """
    places = front(costs, scores)
    if len(places) < FEWEST:
        return None
    x, y = np.asarray(costs, float)[places], np.asarray(scores, float)[places]
    if (x > 0).all():
        x = np.log(x)
    above = (y - y[0]) / (y[-1] - y[0]) - (x - x[0]) / (x[-1] - x[0])
    best = int(above.argmax())
    return places[best] if above[best] > 1e-9 else None
