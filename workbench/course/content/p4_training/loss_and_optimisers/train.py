"""Exercise 4.1.3: the training loop of torch."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import array, close, fail_if, farthest, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    import torch
    from numpy.random import Generator

SOLUTION = '''\
import torch


def train(model, optimiser, X, y, epochs):
    """Train on all rows at once. Returns the loss before each step, as plain numbers."""
    loss_of = torch.nn.MSELoss()
    losses = []
    for epoch in range(epochs):
        loss = loss_of(model(X), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
'''


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """A small regression, beside a loop that is right and one that never clears its gradients."""
    import torch

    X = torch.tensor(rng.normal(size=(30, 3)), dtype=torch.float32)
    y = X @ torch.tensor(rng.normal(size=(3, 1)), dtype=torch.float32) + 1.0
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**31)))
        model = torch.nn.Linear(3, 1)
    epochs, rate = int(rng.integers(8, 16)), float(rng.uniform(0.03, 0.06))
    right, piled_up = (_losses(copy.deepcopy(model), X, y, epochs, rate, clear) for clear in (True, False))
    learner = copy.deepcopy(model)
    given = answer["train"](learner, torch.optim.SGD(learner.parameters(), lr=rate), X, y, epochs)
    fail_if(
        isinstance(given, (list, tuple)) and any(getattr(loss, "requires_grad", False) for loss in given),
        "You keep the losses as tensors, with everything that was computed on the way.",
        "In a long run the memory fills up. Keep plain numbers: `loss.item()`.",
    )
    losses = array(given, "train", (epochs,))
    fail_if(
        close(losses, losses[0]),
        "The loss never changes, so the model does not learn.",
        "Three calls belong together: `zero_grad`, `backward`, `step`. One of them is missing or too early.",
    )
    fail_if(
        close(losses, piled_up, 1e-4),
        "Old gradients are never cleared, so they pile up.",
        "torch adds each new gradient to the one before, until `optimiser.zero_grad()` clears it.",
    )
    place = farthest(right, losses)
    fail_if(
        not close(losses, right, 1e-4),
        "These are not the losses of plain gradient descent.",
        f"In epoch {place} {versus(right[place], losses[place])}.",
    )
    return f"The loss fell from {losses[0]:.3f} to {losses[-1]:.3f}. Every training loop in torch has these lines."


def _losses(
    model: torch.nn.Module, X: torch.Tensor, y: torch.Tensor, epochs: int, rate: float, clear: bool
) -> list[float]:
    import torch

    optimiser = torch.optim.SGD(model.parameters(), lr=rate)
    losses = []
    for _ in range(epochs):
        loss = torch.mean((model(X) - y) ** 2)
        if clear:
            optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


EXERCISE = Exercise(
    "4.1.3",
    "Write the training loop",
    """
Every network trained in torch goes round this loop: predict, measure the loss, clear the old gradients,
compute the new ones, let the optimiser take a step. Complete `train`.
""",
    starter='''\
import torch


def train(model, optimiser, X, y, epochs):
    """Train on all rows at once. Returns the loss before each step, as plain numbers."""
    loss_of = torch.nn.MSELoss()
    losses = []
    for epoch in range(epochs):
        loss = ...
        ...  # clear the old gradients
        ...  # compute the new ones
        ...  # take a step
        losses.append(...)
    return losses
''',
    hints=(
        "The loss is `loss_of(predictions, truth)`, and the predictions are `model(X)`.",
        "Gradients are cleared by the optimiser, computed by the loss, and used by the optimiser.",
        "`optimiser.zero_grad()`, `loss.backward()`, `optimiser.step()`; then keep `loss.item()`.",
    ),
    solution=SOLUTION,
    wrong={
        "never clears": Wrong(
            SOLUTION.replace("        optimiser.zero_grad()\n", ""), "Old gradients are never cleared, so they pile up."
        ),
        "never steps": Wrong(
            SOLUTION.replace("        optimiser.step()\n", ""), "The loss never changes, so the model does not learn."
        ),
        "keeps tensors": Wrong(
            SOLUTION.replace("loss.item()", "loss"),
            "You keep the losses as tensors, with everything that was computed on the way.",
        ),
    },
    examine=examine,
)
