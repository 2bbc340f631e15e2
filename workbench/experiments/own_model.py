"""Somebody's own fitted model with rows of theirs: explainers, answers and errors, remembered for the labs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import ExplainError
from workbench.explain import Explainer, networks
from workbench.explain.boosters import as_estimator
from workbench.explain.methods import Output
from workbench.explain.options import check_model
from workbench.explain.rows import TableRows, rows_of

if TYPE_CHECKING:
    from workbench.explain.choice import Wanted

BACKGROUND = 50  # rows to compare with, where none are given
QUICK = 300  # subsets tried at first where all of them take too long for a slider
MOST = 5000  # rows that are looked through
TRIED = 100  # rows in which columns are shuffled to see which are strong


def right_answers(y: np.ndarray, classes: list[Any]) -> np.ndarray:
    """These answers, if they are such as the model gives: its classes, or numbers.

    Raises: ExplainError if some are missing, or are something else.
    """
    import pandas as pd

    if lost := int(pd.isna(y).sum()):
        raise ExplainError(f"`y` must have an answer in each row; {lost} have none. Leave these rows out.")
    if classes:
        if strange := set(y.tolist()) - set(classes):
            known = ", ".join(map(repr, classes[:5])) + (" ..." if len(classes) > 5 else "")
            raise ExplainError(
                f"`y` must hold the classes of the model, {known}; got {min(strange, key=str)!r}. Pass what it learned."
            )
    elif y.dtype.kind not in "biuf":
        try:
            y = y.astype(float)
        except (TypeError, ValueError):
            raise ExplainError(
                f"`y` must hold numbers for a model that answers with one; got {y.tolist()[0]!r}. Pass what it learned."
            ) from None
    return y


@dataclass(eq=False)
class OwnExplained:
    """A model, and all that is asked about it.

    Args:
        model: Fitted; anything that `explain` takes.
        table: Rows as it learned them.
        y: Their right answers, or None.
        background: Rows to compare with, or None for some of the table.
        units: Of the columns.
    """

    model: Any
    table: Any
    y: Any = None
    background: Any = None
    units: Any = None

    def __post_init__(self) -> None:
        """Take the table apart, and look whether all can be explained.

        Raises: ExplainError if not.
        """
        check_model(self.model)
        self.rows: TableRows = rows_of(self.table)
        self.truth = self._truth()
        self._explainers: dict[tuple[Any, ...], Explainer] = {}
        self.predict(self.outcomes[0], self.output, self.pool[:2])

    def _truth(self) -> np.ndarray | None:
        if self.y is None:
            return None
        y = np.asarray(self.y).ravel()
        if len(y) != len(self.rows):
            raise ExplainError(
                f"`y` must have an answer for each row of `X`; got {len(y)} for {len(self.rows)} rows. "
                "Pass both from the same table."
            )
        return right_answers(y, self.classes)

    @cached_property
    def pool(self) -> np.ndarray:
        """The places of the rows that are looked through: all, or `MOST` at random."""
        places = np.arange(len(self.rows))
        return places if len(places) <= MOST else np.sort(np.random.default_rng(0).choice(places, MOST, replace=False))

    @cached_property
    def classes(self) -> list[Any]:
        """The classes of a classifier, as Python has them; none for a model that answers with a number."""
        known = getattr(as_estimator(self.model), "classes_", None)
        return [] if known is None else np.asarray(known).tolist()

    @cached_property
    def outcomes(self) -> list[Any]:
        """What can be explained: each of several classes or outputs; else None alone."""
        if len(self.classes) > 2:
            return self.classes
        if networks.is_network(self.model):
            row = np.asarray(self.rows.take(self.pool[:1]), float)
            width = networks.answers(networks.readable(self.model, row)[0], row).shape[1]
            return list(range(width)) if width > 1 else [None]
        return [None]

    @cached_property
    def commonest(self) -> Any:
        """The outcome that the model answers most often."""
        if len(self.outcomes) == 1 or not self.classes:
            return self.outcomes[0]
        answers = np.asarray(self.model.predict(self.rows.take(self.pool))).ravel()
        return max(self.outcomes, key=lambda outcome: (answers == outcome).sum())

    @property
    def output(self) -> Output:
        """What is explained unless something else is asked for."""
        return "probability" if self.classes else "value"

    def explainer(self, outcome: Any, output: Wanted, quick: bool = False) -> Explainer:
        """An explainer, made once; `quick` tries fewer subsets where no exact short cut exists."""
        key = (outcome, output, quick)
        if key not in self._explainers:
            given = self.background
            if given is None:
                few = min(BACKGROUND, len(self.rows))
                given = self.rows.take(np.sort(np.random.default_rng(0).choice(len(self.rows), few, replace=False)))
            evaluations = QUICK if quick else None
            try:
                made = Explainer(
                    self.model, given, output=output, outcome=outcome, units=self.units, evaluations=evaluations
                )
            except ExplainError as problem:
                if self.background is not None:
                    raise
                raise ExplainError(str(problem).replace("`background", "`X")) from problem
            self._explainers[key] = made
        return self._explainers[key]

    def predict(self, outcome: Any, output: Wanted, places: Any) -> np.ndarray:
        """The model's answers to the rows at these places, shape (n,)."""
        return self.explainer(outcome, output, quick=True).predict(self.rows.take(places))

    @cached_property
    def wrong(self) -> np.ndarray | None:
        """Whether the model is wrong on each row of the pool, or farther off than on nine in ten; None without `y`."""
        if self.truth is None:
            return None
        truth = self.truth[self.pool]
        if self.classes:
            return np.asarray(np.asarray(self.model.predict(self.rows.take(self.pool))).ravel() != truth)
        off = np.abs(self.predict(self.outcomes[0], "value", self.pool) - truth.astype(float))
        return np.asarray(off > np.quantile(off, 0.9))

    def loss(self, outcome: Any, answers: np.ndarray, places: np.ndarray) -> float:
        """How bad answers are: log loss for a probability, mean absolute error for a number."""
        truth = self.truth[places] if self.truth is not None else None
        if truth is None:
            raise ExplainError("`y` must hold the right answers of `X`; got None. Pass it as well.")
        if not self.classes:
            return float(np.abs(answers - truth.astype(float)).mean())
        yes = truth == (self.classes[-1] if outcome is None else outcome)
        given = np.where(yes, answers, 1 - answers)
        return float(-np.log(np.clip(given, 1e-15, 1)).mean())

    def strength(self, outcome: Any, places: np.ndarray | None = None) -> np.ndarray:
        """For each column, how much worse answers get when its values are dealt to other rows, shape (columns,).

        Without `y`, how far the answers move.
        """
        places = self.pool[:: max(len(self.pool) // TRIED, 1)][:TRIED] if places is None else places
        before = self.predict(outcome, self.output, places)
        explain = self.explainer(outcome, self.output, quick=True)
        found = []
        for column in range(len(self.rows.columns)):
            after = explain.predict(self.rows.shuffled(places, column, seed=column))
            if self.truth is None:
                found.append(float(np.abs(after - before).mean()))
            else:
                found.append(self.loss(outcome, after, places) - self.loss(outcome, before, places))
        return np.array(found)

    @cached_property
    def order(self) -> list[int]:
        """The columns, those first that move the answers most; in their own order if there are few."""
        width = len(self.rows.columns)
        if width <= 12:
            return list(range(width))
        truth, self.truth = self.truth, None  # what moves answers, whether or not it makes them better
        try:
            return [int(i) for i in np.argsort(-self.strength(self.commonest), kind="stable")]
        finally:
            self.truth = truth
