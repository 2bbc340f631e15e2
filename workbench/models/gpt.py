"""A small GPT: a transformer that says, at each place of a word, which letter may come next.

It is built like the large ones, with numbers a million times smaller: each sign becomes a row of numbers, blocks of
attention and weighted sums change the rows, and the last layer gives a score for each sign. All its randomness comes
from one `torch.Generator`.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

from workbench.models.letters import END, Letters

HEAD = 16  # numbers that one head of attention works with
SPREAD = 0.02  # standard deviation of the first weights, as in GPT-2


class GPT(nn.Module):
    """A transformer decoder.

    Args:
        signs: How many signs there are, such as `Letters.signs`.
        width: Numbers for each place; a multiple of 16.
        layers: Blocks, one after another.
        context: How many signs it can see.
        generator: Where the first weights take their randomness from.
    Source: Radford and others (2019), Language models are unsupervised multitask learners (GPT-2).
    """

    def __init__(self, signs: int, width: int, layers: int, context: int, generator: torch.Generator) -> None:
        super().__init__()
        if width % HEAD or width < HEAD:
            raise ValueError(f"`width` must be a multiple of {HEAD}; got {width}. Take 32.")
        self.context = context
        with torch.device("meta"):  # torch's own first weights use its global random state: these are never made
            self.sign = nn.Embedding(signs, width)
            self.place = nn.Embedding(context, width)
            self.blocks = nn.ModuleList(Block(width) for _ in range(layers))
            self.norm = nn.LayerNorm(width)
            self.head = nn.Linear(width, signs)
        self.to_empty(device="cpu")
        for name, weights in self.named_parameters():
            if weights.ndim > 1:
                nn.init.normal_(weights, std=SPREAD, generator=generator)
            else:
                nn.init.constant_(weights, 1.0 if name.endswith("norm.weight") else 0.0)

    def forward(self, seen: Tensor) -> Tensor:
        """Each sign's score as the next one, at each place: (n, length, signs) from numbers of shape (n, length)."""
        rows = self.sign(seen) + self.place.weight[: seen.shape[1]]  # (n, length, width)
        for block in self.blocks:
            rows = block(rows)
        logits: Tensor = self.head(self.norm(rows))
        return logits


class Block(nn.Module):
    """Attention, by which a place takes from those before it, then weighted sums; each adds to the rows."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.together = nn.Linear(width, width)
        self.sums_norm = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)

    def forward(self, rows: Tensor) -> Tensor:
        """Changed rows, shape (n, length, width) as before."""
        n, length, width = rows.shape
        parts = self.query_key_value(self.attention_norm(rows)).view(n, length, 3, width // HEAD, HEAD)
        query, key, value = parts.permute(2, 0, 3, 1, 4)  # each (n, heads, length, HEAD)
        mixed = scaled_dot_product_attention(query, key, value, is_causal=True)
        rows = rows + self.together(mixed.transpose(1, 2).reshape(n, length, width))
        changed: Tensor = rows + self.narrow(gelu(self.wide(self.sums_norm(rows))))
        return changed


@torch.no_grad()
def write_words(
    model: Any, letters: Letters, count: int, generator: torch.Generator, temperature: float = 1.0, longest: int = 14
) -> list[str]:
    """Let a model write words, each letter drawn with the chance that the model gives it.

    Args:
        model: A `GPT`, or anything with `context` that gives logits.
        letters: What its numbers mean.
        count: How many words.
        generator: Where the draws come from.
        temperature: Below 1 likely letters become likelier still; must be above 0.
        longest: Letters of a word at most.
    """
    ids = torch.full((count, 1), END)
    for _ in range(longest):
        chances = (model(ids[:, -model.context :])[:, -1] / temperature).softmax(-1)
        ids = torch.cat([ids, torch.multinomial(chances, 1, generator=generator)], dim=1)
        if (ids[:, 1:] == END).any(dim=1).all():  # each word has come to its end
            break
    return [letters.decode(row) for row in ids[:, 1:].tolist()]
