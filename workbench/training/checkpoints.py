"""A training that can be stopped, or killed, and taken up again: all that it needs, in one file."""

from __future__ import annotations

import os
from pathlib import Path
from pickle import UnpicklingError

import torch
from torch import nn

from workbench.errors import DataError


def save_checkpoint(
    file: Path, model: nn.Module, optimiser: torch.optim.Optimizer, generator: torch.Generator, epoch: int
) -> None:
    """Write weights, what the optimiser remembers, the state of the chance, and how far the training is.

    The file is written under another name and renamed when it is whole: a kill leaves the old one or the new one.
    """
    part = file.with_name(f"{file.name}.part")
    state = {
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
        "generator": generator.get_state(),
        "epoch": epoch,
    }
    torch.save(state, part)
    os.replace(part, file)


def load_checkpoint(file: Path, model: nn.Module, optimiser: torch.optim.Optimizer, generator: torch.Generator) -> int:
    """Put everything back as it was; model and optimiser must be made as they were made then. Returns the epoch.

    Raises: DataError if the file is missing, damaged, or of a model of another shape.
    """
    try:
        state = torch.load(file, weights_only=True)  # numbers alone: a file from elsewhere can run nothing
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        generator.set_state(state["generator"])
        return int(state["epoch"])
    except (OSError, RuntimeError, KeyError, ValueError, EOFError, TypeError, UnpicklingError) as problem:
        raise DataError(
            f"`file` must be a checkpoint of a model of this shape; got {file.name} ({type(problem).__name__}). "
            "Make the model as it was made before, or begin anew."
        ) from problem
