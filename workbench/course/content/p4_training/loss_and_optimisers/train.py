"""Write the training loop.

Every network trained in torch goes round this loop: predict, measure the loss, clear the old gradients,
compute the new ones, let the optimiser take a step. Complete `train`.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from workbench.course.checks import Mistake, Names, Random, agrees, array, close, fail_if, farthest, versus

if TYPE_CHECKING:
    import torch

CELL = '''\
import torch


def train(model, optimiser, X, y, epochs):
    """Train on all rows at once. Returns the loss before each step, as plain numbers."""
    loss_of = torch.nn.MSELoss()
    losses = []
    for epoch in range(epochs):
        loss = ‹loss_of(model(X), y)›
        ‹optimiser.zero_grad()›  # clear the old gradients
        ‹loss.backward()›  # compute the new ones
        ‹optimiser.step()›  # take a step
        losses.append(‹loss.item()›)
    return losses
'''
HINTS = (
    "The loss is `loss_of(predictions, truth)`, and the predictions are `model(X)`.",
    "Gradients are cleared by the optimiser, computed by the loss, and used by the optimiser.",
    "`optimiser.zero_grad()`, `loss.backward()`, `optimiser.step()`; then keep `loss.item()`.",
)

NEVER_CLEARS = Mistake(
    "Old gradients are never cleared, so they pile up.",
    "torch adds each new gradient to the one before, until `optimiser.zero_grad()` clears it.",
    {"optimiser.zero_grad()": "pass"},
)
NEVER_STEPS = Mistake(
    "The loss never changes, so the model does not learn.",
    "Three calls belong together: `zero_grad`, `backward`, `step`. One of them is missing or too early.",
    {"optimiser.step()": "pass"},
)
KEEPS_TENSORS = Mistake(
    "You keep the losses as tensors, with everything that was computed on the way.",
    "In a long run the memory fills up. Keep plain numbers: `loss.item()`.",
    {"loss.item()": "loss"},
)


def examine(answer: Names, rng: Random) -> str:
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
    KEEPS_TENSORS.fail_if(
        isinstance(given, (list, tuple)) and any(getattr(loss, "requires_grad", False) for loss in given)
    )
    losses = array(given, "train", (epochs,))
    NEVER_STEPS.fail_if(close(losses, losses[0]))
    NEVER_CLEARS.fail_if(close(losses, piled_up, 1e-4))
    place = farthest(right, losses)
    compared = f"In epoch {place} {versus(right[place], losses[place])}."
    fail_if(not agrees(losses, right, 1e-4), "These are not the losses of plain gradient descent.", compared)
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
