"""Exercise 4.2.4: measure without dropout and without gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from workbench.course.checks import close, fail_if, number, versus
from workbench.course.exercise import Exercise, Wrong

if TYPE_CHECKING:
    import torch
    from numpy.random import Generator

SOLUTION = """\
import torch


def validation_loss(model, loss_of, X, y):
    \"\"\"The loss on rows the model does not learn from, as a number. Training can go on afterwards.\"\"\"
    model.eval()
    with torch.no_grad():
        loss = loss_of(model(X), y).item()
    model.train()
    return loss
"""


def examine(answer: Mapping[str, Any], rng: Generator) -> str:
    """A network with dropout that notes whether gradients are being recorded; two losses, one of them lopsided."""
    import torch

    for loss_of in (torch.nn.MSELoss(), torch.nn.BCEWithLogitsLoss()):
        _check_loss(answer["validation_loss"], loss_of, rng)
    return "Your validation loss is the same each time, costs no gradients, and leaves the model ready to train."


def _check_loss(validation_loss: Callable[..., Any], loss_of: torch.nn.Module, rng: Generator) -> None:
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
    fail_if(
        close(given, turned_round) and not close(given, expected),
        "The predictions come first, then the truth.",
        f"Not every loss is the same both ways round: `loss_of(model(X), y)`. {compared}",
    )
    mse = torch.nn.functional.mse_loss(answers, y).item()
    fail_if(
        close(given, mse) and not close(given, expected),
        "You use a loss of your own, not the one you were given.",
        f"`loss_of` is the loss to use. {compared}",
    )
    fail_if(
        not close(given, expected),
        "Dropout is still at work, so the loss is a matter of chance.",
        "Call `model.eval()` before you ask the model.",
    )
    fail_if(
        recorded,
        "Gradients are recorded although nobody needs them.",
        "Ask the model inside `with torch.no_grad():`. It saves time and memory.",
    )
    fail_if(
        not training,
        "The model stays in evaluation mode, so dropout is off for the rest of the training.",
        "Call `model.train()` at the end.",
    )
    fail_if(isinstance(loss, torch.Tensor), "You return a tensor, not a plain number.", "Take it out with `.item()`.")


EXERCISE = Exercise(
    "4.2.4",
    "Measure the validation loss in torch",
    """
*Dropout* silences neurons at random while a network trains, so that it cannot lean on single ones.
When you measure, it must be off. Complete `validation_loss`: switch the model to evaluation,
compute the loss without recording gradients, switch back to training, and return the loss as a plain number.
""",
    starter='''\
import torch


def validation_loss(model, loss_of, X, y):
    """The loss on rows the model does not learn from, as a number. Training can go on afterwards."""
    ...  # to evaluation
    with ...:  # no gradients
        loss = ...
    ...  # back to training
    return loss
''',
    hints=(
        "A model has two switches: `model.eval()` and `model.train()`.",
        "`torch.no_grad()` stops the recording of gradients inside its `with`.",
        "The loss is `loss_of(model(X), y).item()`; `.item()` makes a plain number of it.",
    ),
    solution=SOLUTION,
    wrong={
        "leaves dropout on": Wrong(
            SOLUTION.replace("    model.eval()\n", ""),
            "Dropout is still at work, so the loss is a matter of chance.",
        ),
        "records gradients": Wrong(
            SOLUTION.replace("torch.no_grad()", "torch.enable_grad()"),
            "Gradients are recorded although nobody needs them.",
        ),
        "turns the loss round": Wrong(
            SOLUTION.replace("loss_of(model(X), y)", "loss_of(y, model(X))"),
            "The predictions come first, then the truth.",
        ),
        "brings its own loss": Wrong(
            SOLUTION.replace("loss_of(model(X), y)", "torch.nn.functional.mse_loss(model(X), y)"),
            "You use a loss of your own, not the one you were given.",
        ),
        "returns a tensor": Wrong(SOLUTION.replace(".item()", ""), "You return a tensor, not a plain number."),
        "forgets to switch back": Wrong(
            SOLUTION.replace("    model.train()\n", ""),
            "The model stays in evaluation mode, so dropout is off for the rest of the training.",
        ),
    },
    examine=examine,
)
