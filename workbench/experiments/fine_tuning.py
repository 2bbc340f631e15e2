"""SmolLM2 learns to answer like the desk, by an adapter beside its last layers: losses, answers, what it forgets.

The shared network is never changed: an adapter lies beside a copy of its last `MOST_LAYERS` layers. What the layers
below make of a text is computed once and remembered, for all settings.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

import torch
from torch import Tensor

from workbench.experiments.desk import desk, general
from workbench.experiments.replay import Replay
from workbench.models.halves import Halves, cut
from workbench.models.loaded import language_model
from workbench.models.replies import TURN, Batch, Turn, batch, reply_loss, sentence, turn, write_replies
from workbench.threads import on_one_thread, one_thread
from workbench.training.adapters import adapter_weights, tune, with_adapter

MOST_LAYERS = 10  # that can get an adapter
BATCH = 4  # pairs in a step
MOST_STEPS = 60
EVERY = 4  # steps from one look at the losses to the next
LONGEST = 20  # tokens of an answer
SIZE = 2 * 134_515_008  # bytes of the network's weights in a file, at 16 bits each


@dataclass(frozen=True)
class Tuning:
    """How an adapter is trained."""

    rank: int = 8
    layers: int = 6
    learning_rate: float = 5e-3
    pairs: int = 32
    seed: int = 0


class Losses(NamedTuple):
    """Cross-entropy of a token, in nats.

    Attributes:
        desk: On replies of the desk.
        world: On plain sentences about the world.
    """

    desk: float
    world: float


@dataclass(frozen=True, kw_only=True, eq=False)
class TuningStep:
    """A model with an adapter, on its way.

    Attributes:
        step: Steps that the adapter has learned.
        batch_loss: Of the last batch, before its step; NaN before the first.
        losses: On texts that it does not learn from; None where nobody looked.
        weights: Those of the adapter now.
    """

    step: int
    batch_loss: float
    losses: Losses | None
    weights: tuple[Tensor, ...]


@cache
def halves() -> Halves:
    """The shared network, cut below the layers that can get an adapter."""
    with one_thread():
        return cut(language_model().network, MOST_LAYERS)


@torch.inference_mode()
@one_thread()
def _below(ids: Sequence[int]) -> Tensor:
    """What the lower layers make of a text, shape (length, width)."""
    rows: Tensor = halves().lower(input_ids=torch.tensor([list(ids)]), use_cache=False).last_hidden_state[0]
    return rows


@lru_cache(maxsize=512)
def _read(message: str, reply: str) -> tuple[Turn, Tensor]:
    """A pair, or with an empty reply a plain sentence, as the lower layers read it."""
    tokenizer = language_model().tokenizer
    one = turn(tokenizer, message, reply) if reply else sentence(tokenizer, message)
    return one, _below(one.ids).clone()


def _batch(texts: Sequence[tuple[str, str]]) -> Batch:
    turns, rows = zip(*(_read(*text) for text in texts), strict=True)
    return batch(turns, rows)


@cache
def task_texts() -> Batch:
    """The held-out pairs."""
    return _batch([(pair.message, pair.reply) for pair in desk().held_out])


@cache
def general_texts() -> Batch:
    """The general sentences."""
    return _batch([(text, "") for text in general()])


def adapted(tuning: Tuning, weights: Sequence[Tensor] | None = None) -> Any:
    """An upper half with an adapter: an untrained one, or one with the given weights."""
    upper = cut(language_model().network, MOST_LAYERS).upper
    model = with_adapter(upper, tuning.rank, tuning.layers, tuning.seed)
    for own, given in zip(adapter_weights(model), weights or (), strict=weights is not None):
        own.data.copy_(given)
    return model


def fine_tuning(tuning: Tuning, steps: int) -> Iterator[TuningStep | None]:
    """Train so many steps: a `TuningStep` for each; None in between is a place to stop. A longer run goes on later."""
    for one in _run(tuning):
        yield one
        if one is not None and one.step >= steps:
            return


@lru_cache(maxsize=16)
def _run(tuning: Tuning) -> Replay[TuningStep | None]:
    return Replay(lambda: on_one_thread(_tune(tuning)))


def _tune(tuning: Tuning) -> Iterator[TuningStep | None]:
    for _ in reading():
        yield None
    model = adapted(tuning)
    weights = adapter_weights(model)
    draws = torch.Generator().manual_seed(tuning.seed)
    pairs = desk().training[: tuning.pairs]

    def loss() -> Tensor:
        drawn = [pairs[place] for place in torch.randperm(len(pairs), generator=draws)[:BATCH].tolist()]
        return reply_loss(model, _batch([(pair.message, pair.reply) for pair in drawn]))

    def kept() -> tuple[Tensor, ...]:
        return tuple(one.detach().clone() for one in weights)

    yield TuningStep(step=0, batch_loss=math.nan, losses=start(), weights=kept())
    for step, error in enumerate(tune(weights, loss, learning_rate=tuning.learning_rate, steps=MOST_STEPS), 1):
        losses = _losses(model) if step % EVERY == 0 else None
        yield TuningStep(step=step, batch_loss=error, losses=losses, weights=kept())


def reading() -> Iterator[None]:
    """Read the texts that losses are measured on, one after another; each is read once."""
    for pair in desk().held_out:
        _read(pair.message, pair.reply)
        yield
    for text in general():
        _read(text, "")
        yield


@cache
def start() -> Losses:
    """The losses before any training: an untrained adapter changes nothing."""
    return _losses(halves().upper)


@torch.inference_mode()
@one_thread()
def _losses(upper: Any) -> Losses:
    return Losses(*(reply_loss(upper, texts).item() for texts in (task_texts(), general_texts())))


@lru_cache(maxsize=64)
def answers(tuning: Tuning | None, steps: int, prompts: tuple[str, ...]) -> Replay[tuple[str, ...]]:
    """What a model writes to several messages, token by token: without an adapter, or after so many steps with one."""
    return Replay(partial(_answers, tuning, steps, prompts))


def _answers(tuning: Tuning | None, steps: int, prompts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    both = halves()
    if tuning is not None and steps:
        *_, last = fine_tuning(tuning, steps)
        assert last is not None
        both = both._replace(upper=adapted(tuning, last.weights))
    whole = [TURN.format(prompt) for prompt in prompts]
    return on_one_thread(write_replies(both, language_model().tokenizer, whole, LONGEST))


@lru_cache(maxsize=32)
def adapter_size(rank: int, layers: int) -> int:
    """Bytes of an adapter; computed from the shapes, so that a slider may move."""
    config: Any = language_model().network.config
    width: int = config.hidden_size
    value: int = config.num_key_value_heads * config.head_dim
    return 4 * layers * rank * ((width + width) + (width + value))
