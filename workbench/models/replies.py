"""Messages and replies for a language model: as tokens, as batches, and replies written to several messages at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from workbench.models.halves import Halves
from workbench.models.language import encode
from workbench.models.letters import IGNORED

TURN = "<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"  # how SmolLM2 and others mark who speaks
OVER = "<|im_end|>"


class Turn(NamedTuple):
    """A text, and the answers that a model should learn in it.

    Attributes:
        ids: The numbers of its tokens.
        asked: How many tokens at its end are to be learned.
    """

    ids: list[int]
    asked: int


class Batch(NamedTuple):
    """Texts side by side, filled up on the left, so that each ends at the right edge.

    Attributes:
        rows: Token numbers, shape (n, length), or what lower layers make of them, shape (n, length, width).
        mask: 1 for a token and 0 for what fills up, shape (n, length).
        wanted: The last tokens, which are to be learned; `IGNORED` before them. Shape (n, most).
    """

    rows: Tensor
    mask: Tensor
    wanted: Tensor


def turn(tokenizer: Any, message: str, reply: str) -> Turn:
    """A message and its reply; the reply is to be learned, with the sign that ends it."""
    answer = encode(tokenizer, reply + OVER)
    return Turn(encode(tokenizer, TURN.format(message)) + answer, len(answer))


def sentence(tokenizer: Any, text: str) -> Turn:
    """A sentence by itself, of which each token but the first is asked for."""
    ids = encode(tokenizer, text)
    return Turn(ids, len(ids) - 1)


def batch(turns: Sequence[Turn], rows: Sequence[Tensor]) -> Batch:
    """Put texts side by side.

    Args:
        turns: The texts.
        rows: What stands for the tokens of each, shape (length,) or (length, width).
    """
    length, most = max(len(one.ids) for one in turns), max(one.asked for one in turns)
    filled = torch.zeros((len(turns), length, *rows[0].shape[1:]), dtype=rows[0].dtype)
    mask = torch.zeros((len(turns), length), dtype=torch.long)
    wanted = torch.full((len(turns), most), IGNORED)
    for place, (one, row) in enumerate(zip(turns, rows, strict=True)):
        filled[place, length - len(one.ids) :] = row
        mask[place, length - len(one.ids) :] = 1
        wanted[place, most - one.asked :] = torch.tensor(one.ids[len(one.ids) - one.asked :])
    return Batch(filled, mask, wanted)


def reply_loss(network: Any, texts: Batch) -> Tensor:
    """Mean cross-entropy of a wanted token, in nats.

    Args:
        network: A causal language model, or the upper half of one.
        texts: Its `rows` are token numbers for a whole network, and what the lower half makes of them for an upper one.
    """
    name = "input_ids" if texts.rows.ndim == 2 else "inputs_embeds"
    keep = texts.wanted.shape[1] + 1  # the head is the largest layer: it is computed only where something is asked
    out = network(**{name: texts.rows}, attention_mask=texts.mask, logits_to_keep=keep, use_cache=False)
    logits = out.logits[:, -keep:-1].float()
    return cross_entropy(logits.flatten(0, 1), texts.wanted.flatten(), ignore_index=IGNORED)


@torch.inference_mode()
def write_replies(halves: Halves, tokenizer: Any, prompts: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """Write a reply to several prompts at once, the likeliest token each time.

    Args:
        halves: The model that writes.
        tokenizer: Its tokenizer.
        prompts: Whole prompts, with the marks of who speaks, such as `TURN.format(message)`.
        most: Tokens of a reply at most.
    Yields: The replies so far, after each token; it ends when all have ended.
    """
    turns = [Turn(encode(tokenizer, prompt), 1) for prompt in prompts]
    step, mask, _ = batch(turns, [torch.tensor(one.ids) for one in turns])
    caches: list[Any] = [None, None]
    ends = frozenset(tokenizer.all_special_ids)
    written: list[list[int]] = [[] for _ in prompts]
    over = [False] * len(prompts)
    for _ in range(most):
        below = halves.lower(input_ids=step, attention_mask=mask, cache=caches[0], use_cache=True)
        out = halves.upper(
            inputs_embeds=below.last_hidden_state, attention_mask=mask, cache=caches[1], use_cache=True,
            logits_to_keep=1,
        )  # fmt: skip
        caches = [below.past_key_values, out.past_key_values]
        likeliest = out.logits[:, -1].argmax(-1)
        for place, token in enumerate(likeliest.tolist()):
            over[place] = over[place] or token in ends
            if not over[place]:
                written[place].append(token)
        yield tuple(tokenizer.decode(ids).strip() for ids in written)
        if all(over):
            return
        step = likeliest[:, None]
        mask = torch.cat([mask, torch.ones_like(step)], dim=1)
