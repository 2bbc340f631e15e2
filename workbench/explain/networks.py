"""Explainers for networks of torch: they look inside, along the gradients."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from workbench.errors import ExplainError
from workbench.explain.methods import Contributions, Engine, Method, Task, seeded


def is_network(model: Any) -> bool:
    """Whether this is a module of torch. Torch is not imported to find out."""
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(model, torch.nn.Module)


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
    return _run(network, rows).astype(float)


def _run(network: Any, rows: np.ndarray) -> np.ndarray:
    import torch

    with _evaluating(network), torch.no_grad():
        return network(_tensor(network, rows)).cpu().numpy()


def deep(task: Task) -> Engine | None:
    """DeepLIFT's rules against each background row; None if a layer is unknown to them and sums come out wrong.

    Source: Shrikumar, Greenside and Kundaje (2017), ICML.
    """
    import shap

    background = _tensor(task.estimator, task.background)

    def run(rows: np.ndarray) -> Contributions:
        with _evaluating(task.estimator), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of unknown layers; whether the sums hold is what counts
            explainer = shap.DeepExplainer(task.estimator, background)
            values = explainer.shap_values(_tensor(task.estimator, rows), check_additivity=False)
        return values[..., task.column], np.full(len(rows), float(explainer.expected_value[task.column]))

    rows = task.background[:5]
    values, base = run(rows)
    if not np.allclose(base + values.sum(1), task.answer(rows), rtol=1e-3, atol=1e-3):
        return None
    why = (
        f"the model is a network of torch with layers it knows; {len(task.background)} background rows are compared "
        "with, and credit is passed back layer by layer."
    )
    return Engine(Method("DeepExplainer", why, task.output, False), run, task.answer)


def gradient(task: Task) -> Engine:
    """Expected gradients: slopes averaged on the way from background rows to the row.

    Source: Erion et al. (2021), Nature Machine Intelligence 3.
    """
    import shap

    steps = task.evaluations or 200

    def run(rows: np.ndarray) -> Contributions:
        with _evaluating(task.estimator), seeded(task.seed):
            explainer = shap.GradientExplainer(task.estimator, _tensor(task.estimator, task.background))
            tensor = _tensor(task.estimator, rows)
            values = explainer.shap_values(tensor, nsamples=steps, rseed=task.seed)
        return values[..., task.column], np.full(len(rows), task.answer(task.background).mean())

    why = f"the model is a network of torch; its slopes are averaged at {steps} random places. Sums hold only roughly."
    return Engine(Method("GradientExplainer", why, task.output, False), run, task.answer)


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
