"""The way in: a model and rows, and out come contributions that add up to each answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from workbench.errors import ExplainError
from workbench.explain import choice, networks, tables
from workbench.explain.calls import fitted, one_each
from workbench.explain.methods import Contributions, adds_up
from workbench.explain.options import check_model, check_options

if TYPE_CHECKING:
    import shap

TRIAL_ROWS = 5  # to choose an explainer by; each row that is explained is looked at again


def explain(model: Any, X: Any, background: Any = None, **options: Any) -> shap.Explanation:
    """Share the model's answer for each row of X among its features.

    Args:
        model: A fitted scikit-learn Pipeline or estimator or a search around one, XGBoost, or a torch module on a
            table of numbers.
        X: Rows to explain: a frame of Polars or pandas, an array or a sparse matrix, as the model learned them.
        background: Rows to compare with, 50 to 200 at random from the training data. Only trees can do without.
        **options: As for `Explainer`.
    Returns: shap's own Explanation for `shap.plots`. `values` has shape (n, features); one-hot columns are added back
        into their feature. `output_names` says what the contributions add up to, `method` which explainer was taken and
        why, and `answers`, shape (n,), what the model itself answers; shap drops the last two from a slice.
    Raises: ExplainError if the model or a table cannot be used; it says what to do.
    """
    return Explainer(model, background, like=X, **options)(X)


class Explainer:
    """An explainer for one model, prepared once and called often.

    Attributes:
        method: Which of shap's explainers was taken, and why; `print(explainer.method)`. It is exchanged for one that
            asks the model again and again if, in rows to explain, its sums turn out not to hold.
        features: The names of the features, as in the table.
        labels: The same with units, as in the Explanation.
    """

    def __init__(
        self,
        model: Any,
        background: Any = None,
        *,
        output: choice.Wanted = "auto",
        outcome: Any = None,
        method: choice.Choice = "auto",
        units: Mapping[str, str] | None = None,
        most: int = 100,
        evaluations: int | None = None,
        seed: int = 0,
        like: Any = None,
    ) -> None:
        """Choose and prepare.

        Args:
            model: As for `explain`.
            background: Rows to compare with; only trees can do without.
            output: What to explain. "auto" takes what is exact: log-odds for XGBoost and logistic regression,
                probability for a forest, the value for a regression.
            outcome: For a classifier, the class to explain; for a torch module, the number of the output.
                Left out, it is the second of two classes, or the only output.
            method: Leave it at "auto", or ask for one explainer.
            units: The unit of each feature that has one, such as `{"age": "years"}`.
            most: Most background rows to use; more are thinned at random, since time grows with them.
            evaluations: For sampling explainers, how often to ask the model about one row.
            seed: For thinning and sampling.
            like: Any rows, to name the features if the model kept no names and there is no background.
        Raises: ExplainError if the model or the background cannot be used.
        """
        check_model(model)
        check_options(method, get_args(choice.Choice), units, most=(most, 2), evaluations=(evaluations, 1))
        with fitted(model):
            at_hand = ("X", like) if background is None else ("background", background)
            self._reader = tables.reader(model, at_hand[1], at_hand[0])
            rows = None if background is None else self._reader.numbers(background, "background")
        if rows is not None and len(rows) < 2:
            raise ExplainError(
                "`background` must have at least 2 rows, better 50 to 200; got 1. With a single row every contribution "
                "says only how X differs from that one. Pass random rows of the training data."
            )
        trial = rows if like is None else self._reader.numbers(like, "X")
        query: dict[str, Any] = {
            "background": np.empty((0, len(self._reader.owner))) if rows is None else _thin(rows, most, seed),
            "owner": self._reader.owner,
            "features": len(self._reader.features),
            "evaluations": evaluations,
            "seed": seed,
            "trial": np.zeros((1, len(self._reader.owner))) if trial is None else _spread(trial),
        }
        self.features = self._reader.features
        self.labels = [f"{name} ({unit})" if (unit := (units or {}).get(name)) else name for name in self.features]
        with fitted(model):
            if trial is not None:
                _check_answers(self._reader.estimator, query["trial"])
            self._engine, self._label = choice.prepare(self._reader.estimator, output, outcome, method, query)
        self.method, self._choose = self._engine.method, method == "auto"

    def __call__(self, X: Any) -> shap.Explanation:
        """Explain each row of X; see `explain`."""
        import shap

        rows = self._reader.numbers(X, "X")
        values, base = self._contributions(rows)
        found = shap.Explanation(
            values,
            base_values=base,
            data=tables.known_values(X),
            feature_names=self.labels,
            output_names=self._label,
        )
        found.method, found.answers = self.method, self._engine.answer(rows)
        return found

    def _contributions(self, rows: np.ndarray) -> Contributions:
        """Contributions whose sums hold in each of these rows, or hold roughly where that was said."""
        engine, query = self._engine, self._engine.query
        answers = query.answer(rows)
        if not np.isfinite(answers).all():
            raise choice.infinite(query)
        values, base = engine.run(rows)
        if adds_up(values, base, answers, engine.tolerance):
            return values, base
        if engine.method.name in ("KernelExplainer", "PermutationExplainer"):
            raise ExplainError(
                f"`model` must give the same answer when it is asked again; this {choice.kind(query)} does not. "
                "Fix its random numbers."
            )
        if not self._choose or not len(query.background):
            off = float(np.abs(base + values.sum(1) - answers).max())
            raise ExplainError(
                f"Contributions must add up to the answers of the model; those of {engine.method.name} for this "
                f"{choice.kind(query)} are off by up to {off:.3g}. Pass `background`, and leave `method` out."
            )
        self._engine = choice.sampled(query, "auto")
        self.method = self._engine.method
        return self._contributions(rows)

    def predict(self, X: Any) -> np.ndarray:
        """The model's own answers in the explained output, shape (n,): what contributions must add up to."""
        return self._engine.answer(self._reader.numbers(X, "X"))


def _thin(rows: np.ndarray, most: int, seed: int) -> np.ndarray:
    if len(rows) <= most:
        return rows
    return rows[np.sort(np.random.default_rng(seed).choice(len(rows), most, replace=False))]


def _spread(rows: np.ndarray) -> np.ndarray:
    """A few rows from everywhere."""
    return np.asarray(rows[np.unique(np.linspace(0, len(rows) - 1, TRIAL_ROWS).astype(int))])


def _check_answers(estimator: Any, rows: np.ndarray) -> None:
    """One answer a row; also of a classifier, whose several labels would look like several classes."""
    if not networks.is_network(estimator):
        one_each(np.asarray(choice.asker(estimator)("predict", rows)), len(rows))
