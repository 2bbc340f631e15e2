"""A small GPT learns to write names: its losses, what it writes on the way, and how much of that is copied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial

import numpy as np
import torch

from workbench.evaluation.copies import CopyShares, copies
from workbench.experiments.replay import Replay
from workbench.experiments.shipped import shipped
from workbench.models.decoder import Decoder
from workbench.models.letters import Letters, letter_loss, letters_right, pair_loss, write_words
from workbench.threads import on_one_thread
from workbench.training.loop import train

HEAD = 16  # numbers that one head of attention works with
HELD_OUT = 1000  # names that no model learns from
MOST = 4100  # names to learn from, at most
BATCH, RATE = 128, 3e-3
LEAST = 20  # batches from one look to the next: few names are taken several times
WRITTEN = 200  # names that are written at each look


@dataclass(frozen=True)
class Pretraining:
    """What a training run is made of: see `Decoder`; and how many names it learns from."""

    width: int
    layers: int
    context: int
    names: int
    steps: int
    seed: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Checkpoint:
    """A model on its way.

    Attributes:
        step: Batches it has learned from.
        training_loss: Of a letter, on the names it learns from.
        validation_loss: The same on names it does not learn from.
        written: Names that it writes, WRITTEN of them.
        copied: How many of them stand where.
    """

    step: int
    training_loss: float
    validation_loss: float
    written: tuple[str, ...]
    copied: CopyShares


@dataclass(frozen=True, eq=False)
class NameList:
    """Names to learn from and names held back, no name in both."""

    letters: Letters
    training: tuple[str, ...]
    held_out: tuple[str, ...]


@lru_cache(maxsize=16)
def name_list(count: int, seed: int = 0) -> NameList:
    """So many first names, drawn by chance, and HELD_OUT others."""
    names = list(shipped("names").frame["name"])
    order = np.random.default_rng(seed).permutation(len(names))
    drawn = [names[place] for place in order]
    return NameList(all_letters(), tuple(drawn[HELD_OUT : HELD_OUT + count]), tuple(drawn[:HELD_OUT]))


@cache
def all_letters() -> Letters:
    """The letters of all names."""
    return Letters.of(shipped("names").frame["name"])


@lru_cache(maxsize=64)
def counted(count: int, seed: int = 0) -> float:
    """The loss of counting which letter follows which."""
    names = name_list(count, seed)
    return pair_loss(names.letters, names.training, names.held_out)


@lru_cache(maxsize=8)
def pretraining(setup: Pretraining) -> Replay[Checkpoint | None]:
    """A training run: a `Checkpoint` after each pass over the names, the untrained model first; else None."""
    return Replay(partial(_train, setup))


def checkpoints(setup: Pretraining) -> list[Checkpoint]:
    """All checkpoints of a run that is carried to its end."""
    return [one for one in pretraining(setup) if one is not None]


def make_gpt(setup: Pretraining) -> Decoder:
    """The untrained model of a run."""
    generator = torch.Generator().manual_seed(setup.seed)
    return Decoder(all_letters().signs, setup.context, setup.width, setup.layers, setup.width // HEAD, generator)


def size(setup: Pretraining) -> int:
    """How many weights the model has."""
    return sum(weights.numel() for weights in make_gpt(setup).parameters())


def _train(setup: Pretraining) -> Iterator[Checkpoint | None]:
    names, model = name_list(setup.names, setup.seed), make_gpt(setup)
    X, y = names.letters.questions(names.training, setup.context)
    times = -(-LEAST * BATCH // len(X)) if len(X) < LEAST * BATCH else 1
    X, y = X.repeat(times, 1), y.repeat(times, 1)
    batches = -(-len(X) // BATCH)
    run = train(
        model,
        torch.optim.AdamW(model.parameters(), RATE),
        (X, y),
        names.letters.questions(names.held_out, setup.context),
        epochs=max(1, round(setup.steps / batches)),
        batch_size=BATCH,
        generator=torch.Generator().manual_seed(setup.seed),
        loss=letter_loss,
        measure=letters_right,
    )
    for epoch in on_one_thread(run):
        if epoch is None:
            yield None
            continue
        draws = torch.Generator().manual_seed(setup.seed + epoch.number)
        written = write_words(model, names.letters, WRITTEN, draws)
        yield Checkpoint(
            step=epoch.number * batches,
            training_loss=epoch.training_loss,
            validation_loss=epoch.validation_loss,
            written=tuple(written),
            copied=copies(written, names.training, names.held_out),
        )
