"""The explainers of shap, each with the question it answers exactly or only estimates.

A model is not judged by the name of its class: an exact explainer is taken when its contributions add up to the
model's own answer, and passed over when they do not (trees that predict a logarithm, say). A few rows decide which
explainer is taken; whether sums hold is looked at again in every row that is explained.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from workbench.explain.seeds import seeded as seeded

Output = Literal["log-odds", "probability", "value"]
ModelFunction = Callable[[np.ndarray], np.ndarray]  # (n, columns) -> (n,)
Contributions = tuple[np.ndarray, np.ndarray]  # of each feature (n, features), and the base value (n,)

TOLERANCE = 1e-4  # of the contributions that a sum may be off
SINGLE_PRECISION = 1e-5  # of the answer, for models that add in single precision
EXACT_UP_TO = 11  # features: all 2**11 = 2,048 subsets of them can still be tried


@dataclass(frozen=True)
class Method:
    """Which explainer of shap was chosen.

    Attributes:
        name: Its class in shap.
        why: Why this one, in a sentence.
        output: What the contributions add up to: "log-odds", "probability" or "value".
        exact: Whether they are the Shapley values of the columns the model sees, added up by feature, or come close
            to them. Both add up to the answer, except with GradientExplainer.
    """

    name: str
    why: str
    output: Output
    exact: bool

    def __str__(self) -> str:
        kind = "exact" if self.exact else "estimated"
        return f"{self.name}: {self.why} Contributions are {kind}, in units of {self.output}."


@dataclass(frozen=True)
class Query:
    """What is to be explained, in numbers.

    Attributes:
        estimator: The model without its encoder.
        answer: Its answer, in the output that is asked for.
        output: The name of that output.
        column: Which of several outputs of the model it is, if it has several.
        background: Rows to compare with, encoded, shape (b, columns); b is 0 if none were given.
        owner: For each column, the number of its feature, shape (columns,).
        features: How many features there are; a column for some of them may be missing.
        evaluations: For sampling explainers, how often to ask the model about one row; None for shap's own choice.
        seed: For sampling explainers.
        trial: A few rows to choose an explainer by, encoded, shape (t, columns).
    """

    estimator: Any
    answer: ModelFunction
    output: Output
    column: int
    background: np.ndarray
    owner: np.ndarray
    features: int
    evaluations: int | None
    seed: int
    trial: np.ndarray

    def by_feature(self, values: np.ndarray) -> np.ndarray:
        """Add the contributions of columns, (n, columns), to those of the features they came from, (n, features)."""
        added = np.zeros((self.features, len(values)))
        np.add.at(added, self.owner, values.T)
        return added.T


@dataclass(frozen=True)
class Engine:
    """An explainer ready to run.

    Attributes:
        method: What it is.
        run: From encoded rows to contributions.
        answer: The model's answer as precisely as the explainer knows it.
        query: What it was made for.
        tolerance: How far sums may be off, as a share of the contributions; None if they hold only roughly.
    """

    method: Method
    run: Callable[[np.ndarray], Contributions]
    answer: ModelFunction
    query: Query
    tolerance: float | None = TOLERANCE


def tree(query: Query) -> Engine | None:
    """TreeSHAP, if the model is made of trees whose sum is the answer.

    Source: Lundberg et al. (2020), Nature Machine Intelligence 2.
    """
    import shap

    masker = _masker(query)
    if np.any(getattr(query.estimator, "is_categorical_", None)):
        return None  # HistGradientBoosting with categories, which shap reads as numbers
    if not shap.TreeExplainer.supports_model_with_masker(query.estimator, masker):
        return None
    try:
        explainer = shap.TreeExplainer(query.estimator, masker)
        rescaled = query.output == "probability" and masker is not None and explainer.model.tree_output == "log_odds"
        if rescaled:
            explainer = shap.TreeExplainer(query.estimator, masker, model_output="probability")
    except NotImplementedError:  # such as several trees in parallel in XGBoost
        return None
    _as_scikit_learn_compares(explainer)

    whole = 1 if query.output == "probability" else 0

    def of_outcome(all_outcomes: Any, dimensions: int, total: int = 0) -> np.ndarray:
        """What concerns the outcome: trees tell of several in one more dimension, or of the second of two."""
        out: np.ndarray = np.asarray(all_outcomes, float)
        if out.ndim > dimensions:
            return out[..., query.column]
        return total - out if query.column == 0 and query.output != "value" else out

    def run(rows: np.ndarray) -> Contributions:
        found = explainer(rows, check_additivity=False)  # `adds_up` looks
        return query.by_feature(of_outcome(found.values, 2)), of_outcome(found.base_values, 1, whole)

    if not adds_up(*run(query.trial), query.answer(query.trial)):
        return None
    if not len(query.background):
        why = (
            "the model is made of trees, and no background is given, so a feature left out "
            "is averaged over the training rows that went each way at a split (path-dependent)."
        )
        return Engine(Method("TreeExplainer", why, query.output, True), run, query.answer, query)
    why = (
        f"the model is made of trees, and a feature left out takes its value from {len(query.background)} "
        "background rows in turn (interventional)."
    )
    if rescaled:
        why += " shap rescales log-odds against each background row: sums hold, but it is not quite Shapley's rule."

    def answer(rows: np.ndarray) -> np.ndarray:
        """The trees added in double precision. XGBoost adds in single precision, and is off by up to 0.00001."""
        return of_outcome(explainer.model.predict(rows), 1, whole)

    mixtures = np.random.default_rng(query.seed).permuted(query.background, axis=0)  # shap asks about people like these
    if not _close(answer(mixtures), query.answer(mixtures), np.ptp(answer(mixtures)), TOLERANCE):
        return None
    return Engine(Method("TreeExplainer", why, query.output, not rescaled), run, answer, query)


def linear(query: Query) -> Engine | None:
    """Coefficient times distance from the mean, if the answer is a weighted sum of the columns."""
    import shap

    coefficients = np.ravel(getattr(query.estimator, "coef_", ()))
    intercept = np.ravel(getattr(query.estimator, "intercept_", ()))
    if not len(query.background) or coefficients.shape != query.owner.shape or intercept.size != 1:
        return None
    sign = -1 if query.column == 0 and query.output == "log-odds" else 1
    explainer = shap.LinearExplainer((sign * coefficients, sign * intercept[0]), _masker(query))

    def run(rows: np.ndarray) -> Contributions:
        return query.by_feature(explainer.shap_values(rows)), np.full(len(rows), float(explainer.expected_value))

    if not adds_up(*run(query.trial), query.answer(query.trial)):
        return None
    why = "the answer is a weighted sum of the columns, and the background gives the mean of each."
    return Engine(Method("LinearExplainer", why, query.output, True), run, query.answer, query)


def kernel(query: Query) -> Engine:
    """Kernel SHAP: a weighted regression over subsets of the features; exact when all subsets are tried.

    Source: Lundberg and Lee (2017), NeurIPS 30.
    """
    import shap

    every = 2**query.features - 2
    evaluations = query.evaluations or max(2 * query.features + 2048, every if query.features <= EXACT_UP_TO else 0)
    exact = evaluations >= every
    tried = "all of them are tried" if exact else f"{evaluations:,} of them are tried"
    why = f"it works for any model; its {query.features} features have {every:,} subsets, and {tried}."

    def run(rows: np.ndarray) -> Contributions:
        background, rows, answer = _coded(query, rows)
        explainer = shap.KernelExplainer(answer, background)
        with seeded(query.seed):
            values = explainer.shap_values(rows, nsamples=evaluations, l1_reg=False, silent=True)
        return values, np.full(len(rows), explainer.expected_value)

    return Engine(Method("KernelExplainer", why, query.output, exact), run, query.answer, query)


def permutation(query: Query) -> Engine:
    """Permutation SHAP: features enter in random orders, forwards and backwards.

    Source: Castro, Gómez and Tejada (2009), Computers & Operations Research 36.
    """
    import shap

    round_trip = 2 * query.features + 1
    rounds = max((query.evaluations or 10 * round_trip) // round_trip, 1)
    orders = f"{rounds} random orders of the {query.features} features"
    why = f"it works for any model; {orders} are walked, there and back."

    def run(rows: np.ndarray) -> Contributions:
        background, rows, answer = _coded(query, rows)
        masker = shap.maskers.Independent(background, max_samples=len(background))
        with seeded(query.seed):
            found = shap.PermutationExplainer(answer, masker, seed=query.seed)(
                rows, max_evals=rounds * round_trip, silent=True
            )
        return found.values, found.base_values

    return Engine(Method("PermutationExplainer", why, query.output, False), run, query.answer, query)


def _masker(query: Query) -> Any:
    """The background in shap's terms. Without `max_samples` shap would silently keep 100 rows of it."""
    import shap

    if not len(query.background):
        return None
    return shap.maskers.Independent(query.background, max_samples=len(query.background))


def _as_scikit_learn_compares(explainer: Any) -> None:
    """Keep a value on its side of a threshold that lies a hair below it.

    scikit-learn compares values in single precision with thresholds in double. shap 0.51 does it the other way round
    for the background, and rounds thresholds, sometimes up onto the value itself, which then takes the wrong branch.
    """
    trees = explainer.model
    if trees.input_dtype != np.float32:
        return
    exact = trees.thresholds
    rounded = exact.astype(np.float32)
    rounded = np.where(rounded > exact, np.nextafter(rounded, np.float32(-np.inf)), rounded)
    trees.thresholds = rounded.astype(exact.dtype)
    if explainer.data is not None:
        explainer.data = explainer.data.astype(np.float32).astype(float)


def adds_up(values: np.ndarray, base: np.ndarray, answers: np.ndarray, tolerance: float | None = TOLERANCE) -> bool:
    """Whether contributions and base value give the model's own answer in each of these rows.

    Args:
        values: Contributions, shape (n, features).
        base: Base values, shape (n,).
        answers: What the model says, shape (n,).
        tolerance: As for `Engine`.
    """
    size = float(np.abs(values).sum(1).max())
    return tolerance is None or _close(base + values.sum(1), answers, size, tolerance)


def _close(found: np.ndarray, answers: np.ndarray, size: float, tolerance: float) -> bool:
    allowed = tolerance * size + SINGLE_PRECISION * np.abs(answers) + 1e-12
    return bool((np.abs(found - answers) <= allowed).all())  # false for NaN, too


def _coded(query: Query, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, ModelFunction]:
    """Background and rows with one code number a feature, and the model as a function of these codes.

    shap's sampling explainers exchange one column at a time. A category of several one-hot columns must change as
    one, or the model is asked about people of two occupations: so each feature becomes one column of code numbers.
    """
    together = np.vstack([query.background, rows])
    places = [np.flatnonzero(query.owner == i) for i in range(query.features)]
    looks = [np.unique(together[:, place], axis=0, return_inverse=True) for place in places]
    codes = np.column_stack([inverse.ravel() for _, inverse in looks]).astype(float)

    def answer(codes: np.ndarray) -> np.ndarray:
        encoded = np.empty((len(codes), len(query.owner)))
        for i, (place, (values, _)) in enumerate(zip(places, looks, strict=True)):
            encoded[:, place] = values[codes[:, i].astype(int)]
        return query.answer(encoded)

    background = len(query.background)
    return codes[:background], codes[background:], answer
