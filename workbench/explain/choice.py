"""Which explainer fits a model: an exact one if its sums hold, else one that asks the model again and again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from workbench.errors import ExplainError
from workbench.explain import methods, networks
from workbench.explain.calls import asking, one_each
from workbench.explain.methods import Engine, ModelFunction, Output, Query

Wanted = Literal["auto", "log-odds", "probability", "value"]
Choice = Literal["auto", "tree", "linear", "kernel", "permutation", "deep", "gradient"]


def kind(query: Query) -> str:
    """What the model calls itself."""
    return type(getattr(query.estimator, "model", query.estimator)).__name__


def infinite(query: Query) -> ExplainError:
    """What to say about answers that are not finite."""
    if query.output == "log-odds":
        return ExplainError(
            "`output` must be 'probability' for a model that is sometimes quite sure; got 'log-odds', which are "
            'infinite at a probability of 0 or 1. Pass `output="probability"`.'
        )
    return ExplainError(
        f"`model` must answer each row with a finite number; this {kind(query)} does not. "
        "Look at `model.predict(X)`, and leave these rows out."
    )


def prepare(estimator: Any, output: str, outcome: Any, method: Choice, parts: Mapping[str, Any]) -> tuple[Engine, str]:
    """The engine, and a name for what its contributions add up to.

    Args:
        estimator: The model without the steps before it.
        output: As for `Explainer`.
        outcome: As for `Explainer`.
        method: As for `Explainer`.
        parts: The rest of a `Query`, by name.
    Raises: ExplainError if none fits.
    """
    if networks.is_network(estimator):
        return _prepare_network(estimator, output, outcome, method, parts)
    classes = list(getattr(estimator, "classes_", ()))
    column = _column(classes, outcome)
    offered: tuple[Output, ...] = ("log-odds", "probability") if classes else ("value",)
    if output not in ("auto", *offered):
        raise ExplainError(
            f"`output` must be {' or '.join(map(repr, offered))} for this model; got {output!r}. Leave it out."
        )
    outputs = [name for name in offered if output in ("auto", name)]
    queries = [Query(estimator, _answer(estimator, classes, column, name), name, column, **parts) for name in outputs]
    engine = _exact(queries, method) or sampled(queries[-1], method)
    what = engine.method.output
    return engine, what if what == "value" else f"{what} of {classes[column]!s}"


def _exact(queries: list[Query], method: Choice) -> Engine | None:
    for query in queries:
        for name, make in (("tree", methods.tree), ("linear", methods.linear)):
            if method in ("auto", name) and (engine := make(query)):
                return engine
    return None


def sampled(query: Query, method: Choice) -> Engine:
    """An explainer that asks the model again and again.

    Raises: ExplainError if another one was asked for, there is no background, or an answer is infinite.
    """
    name = kind(query)
    if method not in ("auto", "kernel", "permutation"):
        raise ExplainError(
            f"`method` must be 'auto', 'kernel' or 'permutation' to explain the {query.output} of {name}; "
            f"got {method!r}. Leave it out."
        )
    if not len(query.background):
        raise ExplainError(
            f"`background` must be given to explain the {query.output} of {name}; got None. "
            "Pass 50 to 200 random rows of the training data."
        )
    query = replace(query, answer=_finite(query))
    query.answer(query.background)
    few = query.features <= methods.EXACT_UP_TO
    return methods.kernel(query) if method == "kernel" or (method == "auto" and few) else methods.permutation(query)


def _finite(query: Query) -> ModelFunction:
    """The model's answer, also to the mixtures of rows that sampling asks about; refused if it is infinite."""

    def answer(rows: np.ndarray) -> np.ndarray:
        found = query.answer(rows)
        if not np.isfinite(found).all():
            raise infinite(query)
        return found

    return answer


def _prepare_network(
    network: Any, output: str, outcome: Any, method: Choice, parts: Mapping[str, Any]
) -> tuple[Engine, str]:
    if output not in ("auto", "value"):
        raise ExplainError(
            f"`output` must be 'value' for a torch module, which is what it returns; got {output!r}. "
            "Leave it out, or end the module with a layer that returns what you want explained."
        )
    if not len(parts["background"]):
        raise ExplainError(
            "`background` must be given to explain a torch module; got None. "
            "Pass 50 to 200 random rows of the training data."
        )
    network, smooth = networks.readable(network, parts["background"][:1])
    network = networks.with_columns(network, parts["background"][:1])
    outputs = list(range(networks.answers(network, parts["background"][:1]).shape[1]))
    column = outputs[0] if len(outputs) == 1 and outcome is None else _column(outputs, outcome)
    query = Query(network, lambda rows: networks.answers(network, rows)[:, column], "value", column, **parts)
    if method in ("kernel", "permutation") or not smooth:
        return sampled(query, method), "value"
    if method == "gradient":
        return networks.gradient(query), "value"
    engine = networks.deep(query) if method in ("auto", "deep") else None
    if engine is None and method != "auto":
        raise ExplainError(
            f"`method` must be one that fits a torch module with these layers; got {method!r}. Leave it out."
        )
    return engine or networks.gradient(query, networks.HALF), "value"


def _column(classes: list[Any], outcome: Any) -> int:
    """The number of the class to explain; 0 for a model without classes."""
    if not classes or (outcome is None and len(classes) == 2):
        return max(len(classes) - 1, 0)
    if outcome not in classes:
        raise ExplainError(
            f"`outcome` must be one of {', '.join(map(str, classes))}; got {outcome!r}. Say which one to explain."
        )
    return classes.index(outcome)


def _answer(estimator: Any, classes: list[Any], column: int, output: Output) -> ModelFunction:
    """The model as a function from encoded rows to one number each."""
    ask = asker(estimator)
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
            score: np.ndarray = np.asarray(ask("decision_function", rows), float) * (1 if column else -1)
            if np.allclose(1 / (1 + np.exp(-np.clip(score, -700, 700))), p, atol=1e-9):
                return score
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(p) - np.log1p(-p))

    return probability if output == "probability" else log_odds


def asker(estimator: Any) -> Callable[..., Any]:
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
