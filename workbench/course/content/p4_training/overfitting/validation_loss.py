"""Measure the validation loss in torch.

*Dropout* silences neurons at random while a network trains, so that it cannot lean on single ones.
When you measure, it must be off. Complete `validation_loss`: switch the model to evaluation,
compute the loss without recording gradients, switch back to training, and return the loss as a plain number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workbench.course.checks import Mistake, Names, Random, agrees, close, fail_if, number, versus

if TYPE_CHECKING:
    import torch

CELL = '''\
import torch


def validation_loss(model, loss_of, X, y):
    """The loss on rows the model does not learn from, as a number. Training can go on afterwards."""
    ‹model.eval()›  # to evaluation
    with ‹torch.no_grad()›:  # no gradients
        loss = ‹loss_of(model(X), y).item()›
    ‹model.train()›  # back to training
    return loss
'''
HINTS = (
    "A model has two switches: `model.eval()` and `model.train()`.",
    "`torch.no_grad()` stops the recording of gradients inside its `with`.",
    "The loss is `loss_of(model(X), y).item()`; `.item()` makes a plain number of it.",
)

LEAVES_DROPOUT_ON = Mistake(
    "Dropout is still at work, so the loss is a matter of chance.",
    "Call `model.eval()` before you ask the model.",
    {"model.eval()": "pass"},
)
RECORDS_GRADIENTS = Mistake(
    "Gradients are recorded although nobody needs them.",
    "Ask the model inside `with torch.no_grad():`. It saves time and memory.",
    {"torch.no_grad()": "torch.enable_grad()"},
)
TURNS_LOSS_ROUND = Mistake(
    "The predictions come first, then the truth.",
    "Not every loss is the same both ways round: `loss_of(model(X), y)`.",
    {"loss_of(model(X), y)": "loss_of(y, model(X))"},
)
OWN_LOSS = Mistake(
    "You use a loss of your own, not the one you were given.",
    "`loss_of` is the loss to use.",
    {"loss_of(model(X), y)": "torch.nn.functional.mse_loss(model(X), y)"},
)
RETURNS_TENSOR = Mistake("You return a tensor, not a plain number.", "Take it out with `.item()`.", {".item()": ""})
NO_SWITCH_BACK = Mistake(
    "The model stays in evaluation mode, so dropout is off for the rest of the training.",
    "Call `model.train()` at the end.",
    {"model.train()": "pass"},
)


def examine(answer: Names, rng: Random) -> str:
    """A network with dropout that notes whether gradients are being recorded; two losses, one of them lopsided."""
    import torch

    for loss_of in (torch.nn.MSELoss(), torch.nn.BCEWithLogitsLoss()):
        _check_loss(answer["validation_loss"], loss_of, rng)
    return "Your validation loss is the same each time, costs no gradients, and leaves the model ready to train."


def _check_loss(validation_loss: Callable[..., Any], loss_of: torch.nn.Module, rng: Random) -> None:
    import torch

    recording = []

    class Probe(torch.nn.Module):
        def forward(self, X: torch.Tensor) -> torch.Tensor:
            recording.append(torch.is_grad_enabled())
            return X

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(rng.integers(2**31)))
        model = torch.nn.Sequential(
            torch.nn.Linear(5, 64), Probe(), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(64, 1)
        )
        X, y = torch.randn(40, 5), torch.rand(40, 1).round()
        loss = validation_loss(model, loss_of, X, y)
        fail_if(not recording, "The model is never asked for its predictions.", "Call `model(X)`.")
        recorded, training = any(recording), model.training
        with torch.no_grad():
            answers = model.eval()(X)
        expected, turned_round = loss_of(answers, y).item(), loss_of(y, answers).item()
    given = number(loss, "validation_loss")
    compared = f"With `{type(loss_of).__name__}` {versus(expected, given)}."
    TURNS_LOSS_ROUND.fail_if(close(given, turned_round) and not agrees(given, expected), compared)
    mse = torch.nn.functional.mse_loss(answers, y).item()
    OWN_LOSS.fail_if(close(given, mse) and not agrees(given, expected), compared)
    LEAVES_DROPOUT_ON.fail_if(not agrees(given, expected))
    RECORDS_GRADIENTS.fail_if(recorded)
    NO_SWITCH_BACK.fail_if(not training)
    RETURNS_TENSOR.fail_if(isinstance(loss, torch.Tensor))
