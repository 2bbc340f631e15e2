"""A planner that was taught: a language model with LoRA, trained to name the next tool on steps of example goals.

The model that others share is not changed. The adapter stands beside a copy of its last layers; what the layers below
make of a step is computed once, see `workbench.models.halves`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from workbench import cache
from workbench.agent.planners.examples import Example, examples, row, traces
from workbench.agent.planners.prompted import first_tokens
from workbench.agent.state import TOOLS
from workbench.models.halves import Halves, cut
from workbench.models.language import encode
from workbench.models.loaded import language_model
from workbench.models.pretrained import TextNetwork
from workbench.models.replies import Turn, batch
from workbench.threads import on_one_thread, one_thread
from workbench.training.adapters import adapter_weights, tune, with_adapter

FILE = "adapter.pt"
LONGEST = 128  # tokens of a step that are read, from its end


@dataclass(frozen=True)
class ToolLesson:
    """How an adapter learns to choose tools.

    Attributes:
        each: Example goals from each template.
        steps: Batches that it learns from.
        batch: Steps of goals in a batch.
        layers: The last layers that get an adapter.
        rank: How thin the adapter is.
        learning_rate: Of AdamW.
        seed: Of the examples, of the order, and of the first weights.
    """

    each: int = 1
    steps: int = 48
    batch: int = 8
    layers: int = 6
    rank: int = 8
    learning_rate: float = 3e-3
    seed: int = 0


class ToolStep(NamedTuple):
    """How far the training is.

    Attributes:
        done: The share of the work that is done, in [0, 1].
        loss: Cross-entropy of the batch just learned from, in nats; NaN while the examples are read.
    """

    done: float
    loss: float = math.nan


class Tuned:
    """Chooses the tool whose name the model with the adapter finds likeliest.

    Attributes:
        losses: Of each batch that the adapter learned from, in nats.
    """

    def __init__(self, model: TextNetwork, halves: Halves, losses: Sequence[float]) -> None:
        self._model, self._halves = model, halves
        self._names = first_tokens(model)
        self.losses = tuple(losses)

    @property
    def weights(self) -> list[Tensor]:
        """Those of the adapter."""
        return adapter_weights(self._halves.upper)

    @torch.inference_mode()
    @one_thread()
    def __call__(self, goal: str, done: Sequence[str]) -> Mapping[str, float]:
        """How likely each tool is next."""
        rows = _below(self._halves, self._ids(goal, done))
        chances = _scores(self._halves.upper, [rows], self._names)[0].softmax(-1)
        return dict(zip(TOOLS, chances.tolist(), strict=True))

    def _ids(self, goal: str, done: Sequence[str]) -> list[int]:
        return _step_ids(self._model, goal, done)


def taught(
    lesson: ToolLesson | None = None, known: Sequence[Example] | None = None, model: TextNetwork | None = None
) -> Generator[ToolStep, None, Tuned]:
    """Train an adapter: yields after each piece of work, which may be the last, and returns the chooser.

    Args:
        lesson: How.
        known: The goals to learn from; by default those of `workbench.agent.planners.examples`.
        model: SmolLM2; the one that all share if none is given. It is not changed.
    """
    lesson, model = lesson or ToolLesson(), model or language_model()
    steps = list(traces(examples(lesson.each, lesson.seed) if known is None else known))
    halves, rows = _fresh(model, lesson), list[Tensor]()
    work = 3 * lesson.steps + len(steps)  # to learn from a batch takes about three times as long as to read a step

    def read() -> Iterator[Tensor]:
        for goal, done, _ in steps:
            yield _below(halves, _step_ids(model, goal, done)).clone()

    for one in on_one_thread(read()):
        rows.append(one)
        yield ToolStep(len(rows) / work)
    wanted = torch.tensor([TOOLS.index(tool) for *_, tool in steps])
    names, draws = first_tokens(model), _draws(len(steps), lesson)

    def loss() -> Tensor:
        places = next(draws)
        return cross_entropy(_scores(halves.upper, [rows[place] for place in places], names), wanted[places])

    losses = []
    weights = adapter_weights(halves.upper)
    training = tune(weights, loss, learning_rate=lesson.learning_rate, steps=lesson.steps)
    for error in on_one_thread(training):
        losses.append(error)
        yield ToolStep((len(rows) + 3 * len(losses)) / work, error)
    return Tuned(model, halves, losses)


def remembered(lesson: ToolLesson | None = None) -> Generator[float, None, Tuned]:
    """As `taught`, by the model that all share, and kept in the project's cache: a lesson is learned once.

    Yields: The share done.
    """
    lesson, model = lesson or ToolLesson(), language_model()
    known = examples(lesson.each, lesson.seed)
    told = repr((lesson, tuple(traces(known)), row("", ()), TOOLS))
    name = f"smollm2-tools-{hashlib.sha256(told.encode()).hexdigest()[:12]}"

    def make(folder: Path) -> Iterator[float]:
        training = taught(lesson, known, model)
        while True:
            try:
                yield next(training).done
            except StopIteration as end:
                one: Tuned = end.value
                kept = {"weights": [weights.detach() for weights in one.weights], "losses": list(one.losses)}
                torch.save(kept, folder / FILE)
                return

    made = yield from cache.preparing(name, make)
    kept = torch.load(made / FILE, weights_only=True)
    halves = _fresh(model, lesson)
    for own, given in zip(adapter_weights(halves.upper), kept["weights"], strict=True):
        own.data.copy_(given)
    return Tuned(model, halves, kept["losses"])


def _fresh(model: TextNetwork, lesson: ToolLesson) -> Halves:
    with one_thread():
        lower, upper = cut(model.network, lesson.layers)
        return Halves(lower, with_adapter(upper, lesson.rank, lesson.layers, lesson.seed).eval())


def _draws(count: int, lesson: ToolLesson) -> Iterator[list[int]]:
    """The places of one batch after another; each step comes once before any comes again."""
    chance, places = torch.Generator().manual_seed(lesson.seed), list[int]()
    while True:
        while len(places) < lesson.batch:
            places += torch.randperm(count, generator=chance).tolist()
        yield places[: lesson.batch]
        places = places[lesson.batch :]


def _step_ids(model: TextNetwork, goal: str, done: Sequence[str]) -> list[int]:
    return encode(model.tokenizer, row(goal, done))[-LONGEST:]


@torch.no_grad()
def _below(halves: Halves, ids: Sequence[int]) -> Tensor:
    """What the lower layers make of a step, shape (tokens, width)."""
    rows: Tensor = halves.lower(input_ids=torch.tensor([list(ids)]), use_cache=False).last_hidden_state[0]
    return rows


def _scores(upper: Any, rows: Sequence[Tensor], names: Tensor) -> Tensor:
    """The score of each tool's name after each of these steps, shape (n, tools)."""
    turns = [Turn([0] * len(one), 1) for one in rows]
    filled, mask, _ = batch(turns, rows)
    out = upper(inputs_embeds=filled, attention_mask=mask, use_cache=False, logits_to_keep=1)
    scores: Tensor = out.logits[:, -1, names].float()
    return scores
