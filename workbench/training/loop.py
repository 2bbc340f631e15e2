"""The training loop: the few lines by which a neural network learns, as a generator of epochs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from workbench.evaluation.metrics import score

Data = tuple[Tensor, Tensor]  # features (n, inputs) and labels 0.0 or 1.0 (n,)


@dataclass(frozen=True)
class Epoch:
    """How good the model is after so many passes over the training rows.

    Attributes:
        number: Passes done; 0 is the untrained model.
        training_loss: Mean cross-entropy on the training rows; lower is better, always guessing 50% gives 0.693.
        validation_loss: The same on rows the model does not learn from.
        validation_f1: F1 on those rows, in [0, 1]; higher is better.
    """

    number: int
    training_loss: float
    validation_loss: float
    validation_f1: float


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
) -> Iterator[Epoch | None]:
    """Train a model that answers yes or no.

    Args:
        model: Gives a logit for each row, shape (n,). It is changed in place.
        optimiser: Changes the model's weights.
        training: Rows to learn from.
        validation: Rows to watch; the model never learns from them.
        epochs: Passes over the training rows.
        batch_size: Rows in each step.
        generator: Shuffles the rows.
        patience: Stop when the validation loss was not at its lowest for so many epochs, and go back to the
            weights it was lowest with. None trains to the end and keeps the last weights.
    Yields: An `Epoch` before the first step and after each pass. In between, after each step, None: nothing new to
        see, but a place to stop. It ends early when the loss is no longer a number.
    """
    X, y = training
    epoch = _evaluate(model, 0, training, validation)
    best, best_weights = epoch, deepcopy(model.state_dict())
    yield epoch
    for number in range(1, epochs + 1):
        model.train()
        for rows in torch.randperm(len(X), generator=generator).split(batch_size):
            loss = binary_cross_entropy_with_logits(model(X[rows]), y[rows])  # how wrong on these rows?
            optimiser.zero_grad()
            loss.backward()  # which way would each weight make it worse?
            optimiser.step()  # go the other way
            yield None
        epoch = _evaluate(model, number, training, validation)
        yield epoch
        if not math.isfinite(epoch.training_loss):
            break
        if patience is not None and epoch.validation_loss < best.validation_loss:
            best, best_weights = epoch, deepcopy(model.state_dict())
        elif patience is not None and number - best.number >= patience:
            break
    if patience is not None:
        model.load_state_dict(best_weights)


@torch.no_grad()
def _evaluate(model: nn.Module, number: int, training: Data, validation: Data) -> Epoch:
    """The losses and the score as they are now, with dropout switched off."""
    model.eval()
    X, y = validation
    logits = model(X)
    return Epoch(
        number,
        training_loss=binary_cross_entropy_with_logits(model(training[0]), training[1]).item(),
        validation_loss=binary_cross_entropy_with_logits(logits, y).item(),
        validation_f1=score(y.numpy(), (logits > 0).numpy()).f1,
    )
