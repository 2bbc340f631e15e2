"""A language model at work: tokens of text in, a probability for every possible next token out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

from workbench.models.pretrained import TextNetwork
from workbench.threads import on_one_thread, one_thread

BATCH = 32  # texts that go through the network together
MOST = 256  # tokens of a text that count, from its end
BEGINNING = "<|endoftext|>"  # stood between two texts while the model learned: after it, a new text begins

Choose = Callable[[np.ndarray], int]  # from the scores of all tokens, shape (tokens,), to the one that is written


@dataclass(frozen=True, kw_only=True, eq=False)
class Reading:
    """What a model makes of a text.

    Attributes:
        ids: The numbers of its tokens.
        tokens: The tokens as text, see `as_text`.
        chances: How probable each token was to the model, given those before it; NaN for the first. Shape (n,).
        logits: The scores of all possible next tokens, shape (vocabulary,).
    """

    ids: tuple[int, ...]
    tokens: tuple[str, ...]
    chances: np.ndarray
    logits: np.ndarray


@torch.inference_mode()
@one_thread()
def read(model: TextNetwork, text: str) -> Reading:
    """Run a text through the model once. The last `MOST` tokens count; an empty text stands for a beginning."""
    ids = encode(model.tokenizer, text)[-MOST:]
    seen = ids or _beginning(model)
    logits = model.network(input_ids=torch.tensor([seen]), use_cache=False).logits[0].float()  # (tokens, vocabulary)
    told = logits[:-1].log_softmax(-1).gather(1, torch.tensor(seen)[1:, None])[:, 0].exp().numpy()
    chances = np.concatenate([[np.nan], told])[: len(ids)]
    return Reading(
        ids=tuple(ids), tokens=as_text(model.tokenizer, ids), chances=chances, logits=logits[-1].numpy().copy()
    )


def write(model: TextNetwork, text: str, choices: Sequence[Choose], most: int) -> Iterator[tuple[int, ...]]:
    """Go on with a text in several ways at once, token by token.

    Args:
        model: What guesses.
        text: What stands there already.
        choices: How each of the ways chooses its next token.
        most: How many tokens to write.
    Returns: An iterator over the number of the next token of each way. A way that has ended repeats its end.
    """
    ids = encode(model.tokenizer, text)[-MOST:] or _beginning(model)
    return on_one_thread(_write(model, ids, choices, most))


@torch.inference_mode()
def _write(model: TextNetwork, ids: list[int], choices: Sequence[Choose], most: int) -> Iterator[tuple[int, ...]]:
    step, cache = torch.tensor([ids] * len(choices)), None
    ended: list[int | None] = [None] * len(choices)
    ends = frozenset(model.tokenizer.all_special_ids)  # each says: here the text is over
    for _ in range(most):
        out = model.network(input_ids=step, cache=cache, use_cache=True, logits_to_keep=1)
        cache, scores = out.past_key_values, out.logits[:, -1].float().numpy()
        ways = zip(ended, choices, scores, strict=True)
        chosen = [choose(row) if end is None else end for end, choose, row in ways]
        ended = [one if one in ends else None for one in chosen]
        yield tuple(chosen)
        step = torch.tensor(chosen)[:, None]


@torch.inference_mode()
@one_thread()
def log_probabilities(model: TextNetwork, prompts: Sequence[str], endings: Sequence[str]) -> np.ndarray:
    """How probable it is to the model that each prompt goes on with its ending: the natural logarithm, shape (n,).

    Args:
        model: What guesses.
        prompts: Texts that an ending can follow.
        endings: One for each, each with the space it begins with.
    """
    pairs = zip(prompts, endings, strict=True)
    cut = [(encode(model.tokenizer, a) or _beginning(model), encode(model.tokenizer, b)) for a, b in pairs]
    order = sorted(range(len(cut)), key=lambda place: sum(map(len, cut[place])))  # equal lengths go together
    found = np.empty(len(cut))
    for start in range(0, len(order), BATCH):
        places = order[start : start + BATCH]
        found[places] = _sums(model.network, [cut[place] for place in places])
    return found


def _sums(network: Any, cut: Sequence[tuple[list[int], list[int]]]) -> np.ndarray:
    """The sum over the tokens of each ending. What follows a text never reaches back, so padding needs no mask."""
    texts = pad_sequence([torch.tensor(prompt + ending) for prompt, ending in cut], batch_first=True)
    hidden = network.model(input_ids=texts, use_cache=False).last_hidden_state
    sums = []
    for row, (prompt, ending) in enumerate(cut):  # the head is a third of the work: only where an ending stands
        before = slice(len(prompt) - 1, len(prompt) + len(ending) - 1)
        scores = network.lm_head(hidden[row, before]).float().log_softmax(-1)  # (tokens of the ending, vocabulary)
        sums.append(scores.gather(1, torch.tensor(ending)[:, None]).sum().item())
    return np.array(sums)


def _beginning(model: TextNetwork) -> list[int]:
    return [model.tokenizer.convert_tokens_to_ids(BEGINNING)]


def encode(tokenizer: Any, text: str) -> list[int]:
    """The numbers of the tokens of a text, without any that the tokenizer would add by itself."""
    ids: list[int] = tokenizer(text, add_special_tokens=False).input_ids
    return ids


def as_text(tokenizer: Any, ids: Sequence[int]) -> tuple[str, ...]:
    """Each token as text; part of a letter, as of an emoji, is shown by its bytes, such as "‹F0 9F›"."""
    return tuple(_token(tokenizer, one) for one in ids)


def _token(tokenizer: Any, one: int) -> str:
    text: str = tokenizer.decode([one], clean_up_tokenization_spaces=False)
    if "\ufffd" not in text:
        return text
    spelled = tokenizer.convert_ids_to_tokens([one])[0]
    return "‹" + " ".join(f"{_bytes()[letter]:02X}" for letter in spelled) + "›"


@cache
def _bytes() -> dict[str, int]:
    """Which byte each letter of a byte-level vocabulary stands for: printable ones themselves, others from 256 on."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    return {
        **{chr(byte): byte for byte in printable},
        **{chr(256 + place): byte for place, byte in enumerate(others)},
    }
