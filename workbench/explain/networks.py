"""Explainers for networks of torch: they look inside, along the gradients."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from workbench.errors import ExplainError
from workbench.explain.calls import asking
from workbench.explain.methods import Contributions, Engine, Method, Query, adds_up, seeded

ROUGH = 1e-3  # of the contributions that a sum may be off; networks add in single precision, many times over
HALF = 0.5  # the same for averaged slopes; beyond it, something has no slope


def is_network(model: Any) -> bool:
    """Whether this is a module of torch. Torch is not imported to find out."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(model, torch.nn.Module)


def readable(network: Any, row: np.ndarray) -> tuple[Any, bool]:
    """The network, ready to take decimal numbers, and whether it really looks at them as such.

    A network that begins with an Embedding takes whole numbers only: no slope leads through it.

    Args:
        network: A module of torch.
        row: Any one row, shape (1, columns).
    Raises: ExplainError if it takes neither.
    """
    reasons = []
    for candidate, smooth in ((network, True), (_of_whole_numbers(network), False)):
        try:
            _run(candidate, row)
            return candidate, smooth
        except (RuntimeError, IndexError) as problem:
            reasons.append(str(problem).strip().splitlines()[0].rstrip("."))
    raise ExplainError(
        f"The network must take a table of numbers, shape (n, columns); its answer to one row was: {reasons[0]}. "
        "Begin it with a layer that takes such rows."
    )


def _of_whole_numbers(network: Any) -> Any:
    import torch
    from torch import nn

    class Whole(nn.Module):
        def forward(self, rows: Any) -> Any:
            if (rows != rows.round()).any():
                raise ExplainError(
                    f"The network must get whole numbers, which its Embedding asks for; got "
                    f"{float(rows[rows != rows.round()][0]):g}. Number the categories 0, 1, 2."
                )
            return rows.to(torch.long)

    return nn.Sequential(Whole(), network).train(network.training)


def with_columns(network: Any, row: np.ndarray) -> Any:
    """The network itself, or, if it returns one number a row, one that returns it as a column.

    Args:
        network: A module of torch that takes rows of numbers.
        row: Any one row, shape (1, columns).
    Raises: ExplainError if it returns neither.
    """
    from torch import nn

    shape = _run(network, row).shape
    if len(shape) == 1:
        return nn.Sequential(network, nn.Unflatten(0, (-1, 1)))
    if len(shape) == 2:
        return network
    raise ExplainError(
        f"The network must return one row of outputs for each row, shape (n, outputs); got {shape} for one row. "
        "End it with a layer that does, such as `torch.nn.Flatten()`."
    )


def answers(network: Any, rows: np.ndarray) -> np.ndarray:
    """What the network says about each row, shape (n, outputs)."""
    with asking("The network"):
        return _run(network, rows).astype(float)


def _run(network: Any, rows: np.ndarray) -> np.ndarray:
    import torch

    with _evaluating(network), torch.no_grad():
        return np.asarray(network(_tensor(network, rows)).cpu())


def deep(query: Query) -> Engine | None:
    """DeepLIFT's rules against each background row; None if a layer is unknown to them and sums come out wrong.

    Source: Shrikumar, Greenside and Kundaje (2017), ICML.
    """
    import shap

    background = _tensor(query.estimator, query.background)

    def run(rows: np.ndarray) -> Contributions:
        with _evaluating(query.estimator), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of unknown layers; whether the sums hold is what counts
            explainer = shap.DeepExplainer(query.estimator, background)
            values = explainer.shap_values(_tensor(query.estimator, rows), check_additivity=False)
        return values[..., query.column], np.full(len(rows), float(explainer.expected_value[query.column]))

    if not adds_up(*run(query.trial), query.answer(query.trial), ROUGH):
        return None
    why = (
        f"the model is a network of torch with layers it knows; {len(query.background)} background rows are "
        "compared with, and credit is passed back layer by layer."
    )
    return Engine(Method("DeepExplainer", why, query.output, False), run, query.answer, query, ROUGH)


def gradient(query: Query, tolerance: float | None = None) -> Engine:
    """Expected gradients: slopes averaged on the way from background rows to the row.

    Args:
        query: What to explain.
        tolerance: As for `Engine`.
    Source: Erion et al. (2021), Nature Machine Intelligence 3.
    """
    import shap

    steps = query.evaluations or 200

    def run(rows: np.ndarray) -> Contributions:
        with _evaluating(query.estimator), seeded(query.seed):
            explainer = shap.GradientExplainer(query.estimator, _tensor(query.estimator, query.background))
            tensor = _tensor(query.estimator, rows)
            values = explainer.shap_values(tensor, nsamples=steps, rseed=query.seed)
        return values[..., query.column], np.full(len(rows), query.answer(query.background).mean())

    why = f"the model is a network of torch; its slopes are averaged at {steps} random places. Sums hold only roughly."
    return Engine(Method("GradientExplainer", why, query.output, False), run, query.answer, query, tolerance)


def _tensor(network: Any, rows: np.ndarray) -> Any:
    import torch

    like = next(network.parameters(), torch.empty(0))
    return torch.as_tensor(rows).to(like)


@contextmanager
def _evaluating(network: Any) -> Iterator[None]:
    """Switch dropout and the like off, and back on after if they were on."""
    training = network.training
    network.eval()
    try:
        yield
    finally:
        network.train(training)
