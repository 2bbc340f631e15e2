"""SmolLM2 as the assistant of the help desk: it is shown messages with their desks, and guesses the desk of another.

It learns nothing: its weights stay as they are. Of the names of the desks, each one token, the likeliest is its answer.
What it makes of the examples is computed once and remembered, so that a message costs a sixth of a second.
"""

from __future__ import annotations

from functools import cache, lru_cache
from threading import Lock
from typing import Any

import torch

from workbench.experiments.assistant import FOR_A_PERSON, FREE, PERSON, answer, rules_of_today
from workbench.models.language import encode
from workbench.models.loaded import language_model
from workbench.threads import one_thread

SHOWN = 2  # examples of each desk
FOR_PERSON = 4  # examples of what is for a person: these differ most
LETTERS = 200  # of a message that are read
TASK = "A shop sends each message to one desk. Danger, threats, fraud and other people's data go to a person."

_turn = Lock()  # the examples as read are one thing for all: nobody else may read on from them meanwhile


def prompt(message: str) -> str:
    """All that the model reads: the task, examples, and the message, up to the place where the desk must stand."""
    return f"{_examples()}{_asked(message)}"


@cache
def _examples() -> str:
    step = len(FOR_A_PERSON) // FOR_PERSON
    told = [(text, desk) for place in range(SHOWN) for desk, texts in FREE.items() for text in texts[place : place + 1]]
    told += [(text, PERSON) for text in FOR_A_PERSON[::step][:FOR_PERSON]]
    told.sort(key=lambda pair: pair[0])  # by their first letters: no desk stands at the end each time
    return "".join([TASK, *(f"{_asked(text)} {desk}" for text, desk in told)])


def _asked(message: str) -> str:
    return f"\n\nMessage: {' '.join(message.split())[:LETTERS]}\nDesk:"


@torch.inference_mode()
@one_thread()
def _read(ids: list[int], before: Any = None) -> Any:
    """What the network says of the token that follows, and what it remembers of all."""
    return language_model().network(input_ids=torch.tensor([ids]), cache=before, use_cache=True, logits_to_keep=1)


@cache
def _memory() -> Any:
    """What the network remembers of the examples."""
    return _read(encode(language_model().tokenizer, _examples())).past_key_values


@lru_cache(maxsize=1024)
def desk_chances(message: str) -> dict[str, float]:
    """How likely each desk is to the model, of all of them together 1."""
    tokenizer = language_model().tokenizer
    desks = [*FREE, PERSON]
    first = [encode(tokenizer, f" {desk}")[0] for desk in desks]
    ids = encode(tokenizer, _asked(message))
    with _turn:
        memory = _memory()
        scores = _read(ids, memory).logits[0, -1, first].float()
        memory.crop(-len(ids))  # the next message follows the examples again
    return dict(zip(desks, scores.softmax(-1).tolist(), strict=True))


def by_language(message: str) -> str:
    """The answer of this assistant, and the rule that holds today."""
    chances = desk_chances(message)
    desk = max(chances, key=lambda name: chances[name])
    return answer(desk, rules_of_today().get(desk, ""))
