"""How well a language model expects sentences: perplexity, among how many equally likely tokens it seems to choose."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch

from workbench.models.language import encode
from workbench.models.pretrained import TextNetwork
from workbench.models.replies import batch, reply_loss, sentence
from workbench.threads import one_thread


@torch.inference_mode()
@one_thread()
def perplexity(model: TextNetwork, sentences: Sequence[str]) -> float:
    """The exponential of the mean cross-entropy of a token; 1 is perfect, lower is better.

    Args:
        model: What is measured.
        sentences: Each at least two tokens long; the first token of each is given.
    Raises: ValueError if there is none, or one of a single token.
    """
    short = [text for text in sentences if len(encode(model.tokenizer, text)) < 2]
    if not sentences or short:
        raise ValueError(f"`sentences` must each have two tokens; got {short or 'none'}. Pass longer ones.")
    turns = [sentence(model.tokenizer, text) for text in sentences]
    return math.exp(reply_loss(model.network, batch(turns, [torch.tensor(one.ids) for one in turns])).item())
