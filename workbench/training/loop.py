"""The training loop: the few lines by which a neural network learns, as a generator of epochs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from workbench.evaluation.metrics import score

Data = tuple[Tensor, Tensor]  # features (n, ...), and the answers to them (n, ...) or (n,)
Rate = Callable[[Tensor, Tensor], Tensor]  # from the model's outputs and the right answers, one number


@dataclass(frozen=True)
class Epoch:
    """How good the model is after so many passes over the training rows.

    Attributes:
        number: Passes done; 0 is the untrained model.
        training_loss: On the training rows; lower is better.
        validation_loss: The same on rows the model does not learn from.
        validation_score: What `measure` makes of those rows.
    """

    number: int
    training_loss: float
    validation_loss: float
    validation_score: float


def train(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    training: Data,
    validation: Data,
    *,
    epochs: int,
    batch_size: int,
    generator: torch.Generator,
    patience: int | None = None,
    loss: Rate = binary_cross_entropy_with_logits,
    measure: Rate | None = None,
) -> Iterator[Epoch | None]:
    """Train a model, by default one that answers yes or no.

    Args:
        model: From features, the outputs that `loss` rates. It is changed in place.
        optimiser: Changes the model's weights.
        training: Rows to learn from.
        validation: Rows to watch; the model never learns from them.
        epochs: Passes over the training rows.
        batch_size: Rows in each step.
        generator: Shuffles the rows.
        patience: Stop when the validation loss was not at its lowest for so many epochs, and go back to the
            weights it was lowest with. None trains to the end and keeps the last weights.
        loss: Mean loss of a batch, which the steps make smaller. The default wants one logit a row, shape (n,), and
            answers 0.0 or 1.0; there always guessing 50% gives 0.693. For classes take `cross_entropy`, for numbers
            `mse_loss`, both of torch.nn.functional.
        measure: What people judge by. None takes F1 of the answers "yes" where a logit is above 0.
    Yields: An `Epoch` before the first step and after each pass. In between, after each step, None: nothing new to
        see, but a place to stop. It ends early when the loss is no longer a number.
    """
    X, y = training
    measure = measure or f1_of_logits
    epoch = _evaluate(model, 0, training, validation, loss, measure)
    best, best_weights = epoch, deepcopy(model.state_dict())
    yield epoch
    for number in range(1, epochs + 1):
        model.train()
        for rows in torch.randperm(len(X), generator=generator).split(batch_size):
            error = loss(model(X[rows]), y[rows])  # how wrong on these rows?
            optimiser.zero_grad()
            error.backward()  # which way would each weight make it worse?
            optimiser.step()  # go the other way
            yield None
        epoch = _evaluate(model, number, training, validation, loss, measure)
        yield epoch
        if not math.isfinite(epoch.training_loss):
            break
        if patience is not None and epoch.validation_loss < best.validation_loss:
            best, best_weights = epoch, deepcopy(model.state_dict())
        elif patience is not None and number - best.number >= patience:
            break
    if patience is not None:
        model.load_state_dict(best_weights)


def f1_of_logits(logits: Tensor, y: Tensor) -> Tensor:
    """F1 in [0, 1] of answering yes where a logit is above 0; both of shape (n,)."""
    return torch.tensor(score(y.numpy(), (logits > 0).numpy()).f1, dtype=torch.float64)


@torch.no_grad()
def _evaluate(model: nn.Module, number: int, training: Data, validation: Data, loss: Rate, measure: Rate) -> Epoch:
    """The losses and the score as they are now, with dropout switched off."""
    model.eval()
    X, y = validation
    outputs = model(X)
    return Epoch(
        number,
        training_loss=loss(model(training[0]), training[1]).item(),
        validation_loss=loss(outputs, y).item(),
        validation_score=measure(outputs, y).item(),
    )
