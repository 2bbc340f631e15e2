"""The way in: a model and rows, and out come contributions that add up to each answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from workbench.errors import ExplainError
from workbench.explain import methods, networks, tables
from workbench.explain.calls import asking, fitted, one_each
from workbench.explain.checks import check_model, check_options
from workbench.explain.methods import Answer, Contributions, Engine, Output, Task, adds_up

if TYPE_CHECKING:
    import shap

TRIAL_ROWS = 5  # to choose an explainer by; each row that is explained is looked at again

Choice = Literal["auto", "tree", "linear", "kernel", "permutation", "deep", "gradient"]


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
        output: Literal["auto", "log-odds", "probability", "value"] = "auto",
        outcome: Any = None,
        method: Choice = "auto",
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
        check_options(method, Choice.__args__, units, most=(most, 2), evaluations=(evaluations, 1))
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
        task = {
            "background": None if rows is None else _thin(rows, most, seed),
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
                _check_answers(self._reader.estimator, task["trial"])
            self._engine, self._label = _prepare(self._reader.estimator, output, outcome, method, task)
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
        engine, task = self._engine, self._engine.task
        if not np.isfinite(task.answer(rows)).all():
            raise _infinite(task)
        values, base = engine.run(rows)
        if adds_up(task, values, base, rows, engine.tolerance):
            return values, base
        if engine.method.name in ("KernelExplainer", "PermutationExplainer"):
            raise ExplainError(
                f"`model` must give the same answer when it is asked again; this {_kind(task)} does not. "
                "Fix its random numbers."
            )
        if not self._choose or task.background is None:
            off = float(np.abs(base + values.sum(1) - task.answer(rows)).max())
            raise ExplainError(
                f"Contributions must add up to the answers of the model; those of {engine.method.name} for this "
                f"{_kind(task)} are off by up to {off:.3g}. Pass `background`, and leave `method` out."
            )
        self._engine = _sampled(task, "auto")
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
    return rows[np.unique(np.linspace(0, len(rows) - 1, TRIAL_ROWS).astype(int))]


def _check_answers(estimator: Any, rows: np.ndarray) -> None:
    """One answer a row; also of a classifier, whose several labels would look like several classes."""
    if not networks.is_network(estimator):
        one_each(np.asarray(_asker(estimator)("predict", rows)), len(rows))


def _kind(task: Task) -> str:
    return type(getattr(task.estimator, "model", task.estimator)).__name__


def _infinite(task: Task) -> ExplainError:
    if task.output == "log-odds":
        return ExplainError(
            "`output` must be 'probability' for a model that is sometimes quite sure; got 'log-odds', which are "
            'infinite at a probability of 0 or 1. Pass `output="probability"`.'
        )
    return ExplainError(
        f"`model` must answer each row with a finite number; this {_kind(task)} does not. "
        "Look at `model.predict(X)`, and leave these rows out."
    )


def _prepare(estimator: Any, output: str, outcome: Any, method: Choice, parts: Mapping[str, Any]) -> tuple[Engine, str]:
    """The engine, and a name for what its contributions add up to."""
    if networks.is_network(estimator):
        return _prepare_network(estimator, output, outcome, method, parts)
    classes = list(getattr(estimator, "classes_", ()))
    column = _column(classes, outcome)
    offered: tuple[Output, ...] = ("log-odds", "probability") if classes else ("value",)
    if output not in ("auto", *offered):
        raise ExplainError(
            f"`output` must be {' or '.join(map(repr, offered))} for this model; got {output!r}. Leave it out."
        )
    outputs = offered if output == "auto" else (output,)
    tasks = [Task(estimator, _answer(estimator, classes, column, name), name, column, **parts) for name in outputs]
    engine = _exact(tasks, method) or _sampled(tasks[-1], method)
    what = engine.method.output
    return engine, what if what == "value" else f"{what} of {classes[column]!s}"


def _exact(tasks: list[Task], method: Choice) -> Engine | None:
    for task in tasks:
        for name, make in (("tree", methods.tree), ("linear", methods.linear)):
            if method in ("auto", name) and (engine := make(task)):
                return engine
    return None


def _sampled(task: Task, method: Choice) -> Engine:
    kind = _kind(task)
    if method not in ("auto", "kernel", "permutation"):
        raise ExplainError(
            f"`method` must be 'auto', 'kernel' or 'permutation' to explain the {task.output} of {kind}; "
            f"got {method!r}. Leave it out."
        )
    if task.background is None:
        raise ExplainError(
            f"`background` must be given to explain the {task.output} of {kind}; got None. "
            "Pass 50 to 200 random rows of the training data."
        )
    if not np.isfinite(task.answer(task.background)).all():
        raise _infinite(task)
    few = task.features <= methods.EXACT_UP_TO
    return methods.kernel(task) if method == "kernel" or (method == "auto" and few) else methods.permutation(task)


def _prepare_network(
    network: Any, output: str, outcome: Any, method: Choice, parts: Mapping[str, Any]
) -> tuple[Engine, str]:
    if output not in ("auto", "value"):
        raise ExplainError(
            f"`output` must be 'value' for a torch module, which is what it returns; got {output!r}. "
            "Leave it out, or end the module with a layer that returns what you want explained."
        )
    if parts["background"] is None:
        raise ExplainError(
            "`background` must be given to explain a torch module; got None. "
            "Pass 50 to 200 random rows of the training data."
        )
    network, smooth = networks.readable(network, parts["background"][:1])
    network = networks.with_columns(network, parts["background"][:1])
    outputs = list(range(networks.answers(network, parts["background"][:1]).shape[1]))
    column = outputs[0] if len(outputs) == 1 and outcome is None else _column(outputs, outcome)
    task = Task(network, lambda rows: networks.answers(network, rows)[:, column], "value", column, **parts)
    if method in ("kernel", "permutation") or not smooth:
        return _sampled(task, method), "value"
    if method == "gradient":
        return networks.gradient(task), "value"
    engine = networks.deep(task) if method in ("auto", "deep") else None
    if engine is None and method != "auto":
        raise ExplainError(
            f"`method` must be one that fits a torch module with these layers; got {method!r}. Leave it out."
        )
    return engine or networks.gradient(task, networks.HALF), "value"


def _column(classes: list[Any], outcome: Any) -> int:
    """The number of the class to explain; 0 for a model without classes."""
    if not classes or (outcome is None and len(classes) == 2):
        return max(len(classes) - 1, 0)
    if outcome not in classes:
        raise ExplainError(
            f"`outcome` must be one of {', '.join(map(str, classes))}; got {outcome!r}. Say which one to explain."
        )
    return classes.index(outcome)


def _answer(estimator: Any, classes: list[Any], column: int, output: Output) -> Answer:
    """The model as a function from encoded rows to one number each."""
    ask = _asker(estimator)
    if output == "value":
        return lambda rows: one_each(np.asarray(ask("predict", rows), float), len(rows))
    if not hasattr(estimator, "predict_proba"):
        raise ExplainError(
            "A classifier must give probabilities (`predict_proba`) to be explained; "
            f"{type(estimator).__name__} does not. Wrap it in scikit-learn's CalibratedClassifierCV."
        )

    def probability(rows: np.ndarray) -> np.ndarray:
        return np.asarray(ask("predict_proba", rows), float)[:, column]

    def log_odds(rows: np.ndarray) -> np.ndarray:
        if len(classes) == 2 and hasattr(estimator, "get_booster"):  # more digits than its probabilities have
            return np.asarray(ask("predict", rows, output_margin=True), float) * (1 if column else -1)
        p = probability(rows)
        if len(classes) == 2 and hasattr(estimator, "decision_function"):  # the same, if these are log-odds
            score = np.asarray(ask("decision_function", rows), float) * (1 if column else -1)
            if np.allclose(1 / (1 + np.exp(-np.clip(score, -700, 700))), p, atol=1e-9):
                return score
        with np.errstate(divide="ignore"):
            return np.log(p) - np.log1p(-p)

    return probability if output == "probability" else log_odds


def _asker(estimator: Any) -> Callable[..., Any]:
    """Call the estimator with the kind of table it learned from: a frame if it knows names, or it warns each time."""
    names = getattr(estimator, "feature_names_in_", None)

    def ask(method: str, rows: np.ndarray, **options: Any) -> Any:
        table = rows
        if names is not None:
            import pandas as pd

            table = pd.DataFrame(rows, columns=names)
        with asking("The model"):
            return getattr(estimator, method)(table, **options)

    return ask
