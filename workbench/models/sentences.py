"""What sentences mean, as numbers: MiniLM's vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from workbench.models.pretrained import TextNetwork, minilm
from workbench.threads import one_thread

LONGEST = 128  # tokens; the rest of a text is cut off, as in the network's training


@torch.inference_mode()
def embed(texts: Sequence[str], model: TextNetwork | None = None, batch: int = 32) -> np.ndarray:
    """The vectors of sentences: the mean over the network's tokens, scaled to length 1.

    Two vectors' product is the cosine of their angle: 1 for the same meaning, near 0 for nothing in common.

    Args:
        texts: The sentences, n of them.
        model: What `minilm()` gives; it is loaded if there is none.
        batch: How many are computed at once.
    Returns: Shape (n, 384), float32.
    Source: Reimers and Gurevych (2019), Sentence-BERT.
    """
    tokenizer, network = model or minilm()
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # like lengths together: little padding
    vectors = torch.empty(len(texts), 384)
    with one_thread():
        for start in range(0, len(order), batch):
            places = order[start : start + batch]
            tokens = tokenizer(
                [texts[place] for place in places],
                padding=True,
                truncation=True,
                max_length=LONGEST,
                return_tensors="pt",
            )
            states = network(**tokens).last_hidden_state  # (batch, tokens, 384)
            real = tokens.attention_mask[..., None]  # 0 where a short text was filled up
            vectors[places] = torch.nn.functional.normalize((states * real).sum(1) / real.sum(1), dim=1)
    return vectors.numpy()
