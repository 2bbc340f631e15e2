"""A planner that asks a language model: it reads the tools and some examples, and only a tool's name may come next.

The text before the goal is always the same, so the model reads it once, and a goal once for all its steps; each choice
is one pass over a line or two.
The five names begin with five different tokens: the scores of these, and of no other, become the probabilities.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from workbench.agent.planners.examples import done_lines, goal_line, row
from workbench.agent.state import TOOLS
from workbench.models.language import encode
from workbench.models.loaded import language_model
from workbench.models.pretrained import TextNetwork
from workbench.threads import one_thread

ABOUT = {
    "ask_database": "look up a ticket in the database",
    "count_tickets": "count tickets",
    "find_rule": "look up what the shop promises",
    "draft_email": "write an e-mail to a customer",
    "finish": "stop: the goal is reached, or must be refused",
}
_ANSWER = "Answer T00090 about returns."
# The last lines weigh most, so like ones do not stand together.
SHOWN: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (_ANSWER, ("ask_database", "find_rule"), "draft_email"),
    ("How many tickets are about faults?", ("count_tickets",), "finish"),
    ("Show T00500.", (), "ask_database"),
    (_ANSWER, ("ask_database", "find_rule", "draft_email"), "finish"),
    ("What is our rule on the warranty?", (), "find_rule"),
    ("Delete T00500.", (), "finish"),
    ("How many tickets are about faults?", (), "count_tickets"),
    ("Show T00500.", ("ask_database",), "finish"),
    (_ANSWER, ("ask_database",), "find_rule"),
    ("What is our rule on the warranty?", ("find_rule",), "finish"),
    (_ANSWER, (), "ask_database"),
    ("Tell T00021 what we promise about delivery.", ("ask_database", "find_rule"), "draft_email"),
    ("How many tickets came from Berlin?", (), "count_tickets"),
)
LONGEST = 96  # tokens of a goal that are read, from its end


class Prompted:
    """Chooses the tool whose name the model finds likeliest.

    Args:
        shown: The examples in the text, each with the tools that gave a result and the next one.
        calibrate: Divide by what the model says to a goal without content, "N/A": a habit of its own is taken away.
            Source: Zhao et al. (2021), Calibrate Before Use.
        model: SmolLM2; the one that all share if none is given. It is not changed.
    """

    def __init__(
        self,
        shown: Sequence[tuple[str, tuple[str, ...], str]] = SHOWN,
        calibrate: bool = False,
        model: TextNetwork | None = None,
    ) -> None:
        self._model = model or language_model()
        self._names = first_tokens(self._model)
        self._prefix, _ = _read(self._model, encode(self._model.tokenizer, prompt(shown)))
        self._last: tuple[str, Any] = "", None  # what the network keeps of a goal: each of its steps asks again
        self._habit = self._scores("N/A", ("N/A",)) if calibrate else torch.zeros(len(TOOLS))

    def __call__(self, goal: str, done: Sequence[str]) -> Mapping[str, float]:
        """How likely each tool is next."""
        chances = (self._scores(goal, done) - self._habit).softmax(-1)
        return dict(zip(TOOLS, chances.tolist(), strict=True))

    def _scores(self, goal: str, done: Sequence[str]) -> Tensor:
        """The logarithm of each tool's probability, up to a constant: shape (tools,)."""
        last, seen = self._last
        if seen is None or last != goal:
            seen, _ = _read(self._model, encode(self._model.tokenizer, f"\n{goal_line(goal)}")[-LONGEST:], self._prefix)
            self._last = goal, seen
        _, scores = _read(self._model, encode(self._model.tokenizer, done_lines(done)), seen)
        return scores[self._names]


def prompt(shown: Sequence[tuple[str, tuple[str, ...], str]]) -> str:
    """The text before the goal: the task, the tools, the examples."""
    tools = "".join(f"- {name}: {words}\n" for name, words in ABOUT.items())
    lines = "".join(f"\n{row(goal, done)} {tool}\n" for goal, done, tool in shown)
    return f"Choose the next tool for the goal.\n{tools}{lines}"


def first_tokens(model: TextNetwork) -> Tensor:
    """The number of the token that each tool's name begins with, shape (tools,).

    Raises: ValueError if two names begin with the same one.
    """
    ids = [encode(model.tokenizer, f" {name}")[0] for name in TOOLS]
    if len(set(ids)) < len(TOOLS):
        raise ValueError(f"`TOOLS` must begin with different tokens for this tokenizer; got {ids}. Rename one.")
    return torch.tensor(ids)


@torch.inference_mode()
@one_thread()
def _read(model: TextNetwork, ids: Sequence[int], before: Any = None) -> tuple[Any, Tensor]:
    """What the network keeps of a text and of all before it, and the scores of every next token, shape (tokens,)."""
    seen = copy.deepcopy(before)  # a pass adds to it
    out = model.network(input_ids=torch.tensor([list(ids)]), cache=seen, use_cache=True, logits_to_keep=1)
    return out.past_key_values, out.logits[0, -1].float()
