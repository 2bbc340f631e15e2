"""A model that writes one kind of names learns another kind: all its weights, its last layer alone, or from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

import numpy as np
import polars as pl
import torch

from workbench.experiments.pretraining import HEAD, all_letters
from workbench.experiments.shipped import shipped
from workbench.models.decoder import Decoder
from workbench.models.letters import letter_loss, letters_right
from workbench.threads import on_one_thread
from workbench.training.loop import Data, train

WhatLearns = Literal["all weights", "head only", "from nothing"]
WAYS: tuple[WhatLearns, ...] = ("all weights", "head only", "from nothing")
WIDTH, CONTEXT, BATCH, RATE = 32, 12, 128, 3e-3
FIRST_EPOCHS = 6  # passes over the names of women
HELD_OUT = 250  # names of each kind that nobody learns from


def lists(seed: int = 0) -> tuple[list[str], list[str]]:
    """Names that women mostly bear, and names that men mostly bear, each in an order drawn by chance."""
    table = shipped("names").frame.sample(fraction=1.0, shuffle=True, seed=seed)
    women, men = (table.filter(pl.col("mostly") == who)["name"].to_list() for who in ("women", "men"))
    return women, men


@lru_cache(maxsize=2)
def pretrained_on_women(seed: int = 0) -> Decoder:
    """A model that has learned the names of women but the held-out ones; copy it before you train it."""
    women, _ = lists(seed)
    model = _fresh(seed)
    for _ in _learn(model, women[HELD_OUT:], women[:HELD_OUT], FIRST_EPOCHS, seed):
        pass
    return model


def learn_men(way: WhatLearns, count: int, epochs: int, seed: int = 0) -> np.ndarray:
    """Teach so many names of men.

    Args:
        way: Which weights learn, or that the model begins from nothing.
        count: Names of men to learn from.
        epochs: Passes over them.
        seed: Of the lists and the first weights.
    Returns: After each pass, and before the first, the loss of a letter on the names it learns from, on other names of
        men, and on names of women that it never saw, shape (epochs + 1, 3).
    """
    women, men = lists(seed)
    model = _fresh(seed)
    if way != "from nothing":
        model.load_state_dict(pretrained_on_women(seed).state_dict())
    if way == "head only":
        for name, weights in model.named_parameters():
            weights.requires_grad_(name.startswith("head."))
    others = _questions(women[:HELD_OUT])
    found = []
    for training, held_out in _learn(model, men[HELD_OUT : HELD_OUT + count], men[:HELD_OUT], epochs, seed):
        with torch.no_grad():
            found.append((training, held_out, letter_loss(model(others[0]), others[1]).item()))
    return np.array(found)


def _fresh(seed: int) -> Decoder:
    return Decoder(all_letters().signs, CONTEXT, WIDTH, 1, WIDTH // HEAD, torch.Generator().manual_seed(seed))


def _questions(names: list[str]) -> Data:
    return all_letters().questions(names, CONTEXT)


def _learn(
    model: Decoder, names: list[str], held_out: list[str], epochs: int, seed: int
) -> Iterator[tuple[float, float]]:
    """The loss on both lists after each pass."""
    run = train(
        model,
        torch.optim.AdamW([weights for weights in model.parameters() if weights.requires_grad], RATE),
        _questions(names),
        _questions(held_out),
        epochs=epochs,
        batch_size=BATCH,
        generator=torch.Generator().manual_seed(seed),
        loss=letter_loss,
        measure=letters_right,
    )
    return ((epoch.training_loss, epoch.validation_loss) for epoch in on_one_thread(run) if epoch is not None)
