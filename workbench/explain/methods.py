"""The explainers of shap, each with the question it answers exactly or only estimates.

A model is not judged by the name of its class: an exact explainer is taken when its contributions add up to the
model's own answer, and passed over when they do not (trees that predict a logarithm, say).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from workbench.explain.seeds import seeded as seeded

Output = Literal["log-odds", "probability", "value"]
Answer = Callable[[np.ndarray], np.ndarray]  # (n, columns) -> (n,)
Contributions = tuple[np.ndarray, np.ndarray]  # of each feature (n, features), and the base value (n,)

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
class Task:
    """What is to be explained, in numbers.

    Attributes:
        estimator: The model without its encoder.
        answer: Its answer, in the output that is asked for.
        output: The name of that output.
        column: Which of several outputs of the model it is, if it has several.
        background: Rows to compare with, encoded, shape (b, columns), or None.
        owner: For each column, the number of its feature, shape (columns,).
        features: How many features there are; a column for some of them may be missing.
        evaluations: For sampling explainers, how often to ask the model about one row; None for shap's own choice.
        seed: For sampling explainers.
    """

    estimator: Any
    answer: Answer
    output: Output
    column: int
    background: np.ndarray | None
    owner: np.ndarray
    features: int
    evaluations: int | None
    seed: int

    def by_feature(self, values: np.ndarray) -> np.ndarray:
        """Add the contributions of columns, (n, columns), to those of the features they came from, (n, features)."""
        return values @ np.eye(self.features)[self.owner]


@dataclass(frozen=True)
class Engine:
    """An explainer ready to run.

    Attributes:
        method: What it is.
        run: From encoded rows to contributions.
        answer: The model's answer as precisely as the explainer knows it.
    """

    method: Method
    run: Callable[[np.ndarray], Contributions]
    answer: Answer


def tree(task: Task) -> Engine | None:
    """TreeSHAP, if the model is made of trees whose sum is the answer.

    Source: Lundberg et al. (2020), Nature Machine Intelligence 2.
    """
    import shap

    masker = _masker(task)
    if not shap.TreeExplainer.supports_model_with_masker(task.estimator, masker):
        return None
    explainer = shap.TreeExplainer(task.estimator, masker)
    rescaled = task.output == "probability" and masker is not None and explainer.model.tree_output == "log_odds"
    if rescaled:
        explainer = shap.TreeExplainer(task.estimator, masker, model_output="probability")
    _as_scikit_learn_compares(explainer)

    whole = 1 if task.output == "probability" else 0

    def of_outcome(out: Any, dimensions: int, total: int = 0) -> np.ndarray:
        """What concerns the outcome: trees tell of several in one more dimension, or of the second of two."""
        out = np.asarray(out, float)
        if out.ndim > dimensions:
            return out[..., task.column]
        return total - out if task.column == 0 and task.output != "value" else out

    def run(rows: np.ndarray) -> Contributions:
        found = explainer(rows, check_additivity=False)  # checked by `_adds_up`, and by what_if for each row
        return task.by_feature(of_outcome(found.values, 2)), of_outcome(found.base_values, 1, whole)

    if not _adds_up(task, run):
        return None
    if task.background is None:
        why = (
            "the model is made of trees, and no background is given, so a feature left out "
            "is averaged over the training rows that went each way at a split (path-dependent)."
        )
        return Engine(Method("TreeExplainer", why, task.output, True), run, task.answer)
    why = (
        f"the model is made of trees, and a feature left out takes its value from {len(task.background)} "
        "background rows in turn (interventional)."
    )
    if rescaled:
        why += " shap rescales log-odds against each background row: sums hold, but it is not quite Shapley's rule."

    def answer(rows: np.ndarray) -> np.ndarray:
        """The trees added in double precision. XGBoost adds in single precision, and is off by up to 0.00001."""
        return of_outcome(explainer.model.predict(rows), 1, whole)

    return Engine(Method("TreeExplainer", why, task.output, not rescaled), run, answer)


def linear(task: Task) -> Engine | None:
    """Coefficient times distance from the mean, if the answer is a weighted sum of the columns."""
    import shap

    coefficients = np.ravel(getattr(task.estimator, "coef_", ()))
    intercept = np.ravel(getattr(task.estimator, "intercept_", ()))
    if task.background is None or coefficients.shape != task.owner.shape or intercept.size != 1:
        return None
    sign = -1 if task.column == 0 and task.output == "log-odds" else 1
    explainer = shap.LinearExplainer((sign * coefficients, sign * intercept[0]), _masker(task))

    def run(rows: np.ndarray) -> Contributions:
        return task.by_feature(explainer.shap_values(rows)), np.full(len(rows), float(explainer.expected_value))

    if not _adds_up(task, run):
        return None
    why = "the answer is a weighted sum of the columns, and the background gives the mean of each."
    return Engine(Method("LinearExplainer", why, task.output, True), run, task.answer)


def kernel(task: Task) -> Engine:
    """Kernel SHAP: a weighted regression over subsets of the features; exact when all subsets are tried.

    Source: Lundberg and Lee (2017), NeurIPS 30.
    """
    import shap

    every = 2**task.features - 2
    evaluations = task.evaluations or max(2 * task.features + 2048, every if task.features <= EXACT_UP_TO else 0)
    exact = evaluations >= every
    tried = "all of them are tried" if exact else f"{evaluations:,} of them are tried"
    why = f"it works for any model; its {task.features} features have {every:,} subsets, and {tried}."

    def run(rows: np.ndarray) -> Contributions:
        background, rows, answer = _coded(task, rows)
        explainer = shap.KernelExplainer(answer, background)
        with seeded(task.seed):
            values = explainer.shap_values(rows, nsamples=evaluations, l1_reg=False, silent=True)
        return values, np.full(len(rows), explainer.expected_value)

    return Engine(Method("KernelExplainer", why, task.output, exact), run, task.answer)


def permutation(task: Task) -> Engine:
    """Permutation SHAP: features enter in random orders, forwards and backwards.

    Source: Castro, Gómez and Tejada (2009), Computers & Operations Research 36.
    """
    import shap

    round_trip = 2 * task.features + 1
    rounds = max((task.evaluations or 10 * round_trip) // round_trip, 1)
    why = f"it works for any model; {rounds} random orders of the {task.features} features are walked, there and back."

    def run(rows: np.ndarray) -> Contributions:
        background, rows, answer = _coded(task, rows)
        masker = shap.maskers.Independent(background, max_samples=len(background))
        with seeded(task.seed):
            found = shap.PermutationExplainer(answer, masker, seed=task.seed)(
                rows, max_evals=rounds * round_trip, silent=True
            )
        return found.values, found.base_values

    return Engine(Method("PermutationExplainer", why, task.output, False), run, task.answer)


def _masker(task: Task) -> Any:
    """The background in shap's terms. Without `max_samples` shap would silently keep 100 rows of it."""
    import shap

    if task.background is None:
        return None
    return shap.maskers.Independent(task.background, max_samples=len(task.background))


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


def _adds_up(task: Task, run: Callable[[np.ndarray], Contributions]) -> bool:
    """Whether contributions and base value give the model's answer, on a few rows; any rows will do."""
    rows = np.zeros((1, len(task.owner))) if task.background is None else task.background[:5]
    values, base = run(rows)
    return bool(np.allclose(base + values.sum(1), task.answer(rows), rtol=1e-4, atol=1e-4))


def _coded(task: Task, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, Answer]:
    """Background and rows with one code number a feature, and the model as a function of these codes.

    shap's sampling explainers exchange one column at a time. A category of several one-hot columns must change as
    one, or the model is asked about people of two occupations: so each feature becomes one column of code numbers.
    """
    together = np.vstack([task.background, rows])
    places = [np.flatnonzero(task.owner == i) for i in range(task.features)]
    looks = [np.unique(together[:, place], axis=0, return_inverse=True) for place in places]
    codes = np.column_stack([inverse.ravel() for _, inverse in looks]).astype(float)

    def answer(codes: np.ndarray) -> np.ndarray:
        encoded = np.empty((len(codes), len(task.owner)))
        for i, (place, (values, _)) in enumerate(zip(places, looks, strict=True)):
            encoded[:, place] = values[codes[:, i].astype(int)]
        return task.answer(encoded)

    background = len(task.background)
    return codes[:background], codes[background:], answer
