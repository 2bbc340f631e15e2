"""A tiny transformer that writes token after token, small enough to be trained in seconds on one processor.

All its randomness comes from one `torch.Generator`: the same generator, the same network, whatever else uses torch.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

Seen = tuple[Tensor, Tensor]  # keys and values of all tokens before, each (n, heads, length, width / heads)


class Decoder(nn.Module):
    """Blocks of attention and a small MLP, each added to what came in; at the end a logit for each token.

    Args:
        tokens: How many different tokens there are.
        length: Tokens of the longest text.
        width: Numbers by which a token is described; a multiple of `heads`.
        layers: Number of blocks.
        heads: Attention heads in each.
        generator: Where the first weights come from.
    """

    def __init__(
        self, tokens: int, length: int, width: int, layers: int, heads: int, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.length = length
        self.meaning = nn.Parameter(torch.randn(tokens, width, generator=generator))
        self.place = nn.Parameter(0.02 * torch.randn(length, width, generator=generator))
        self.blocks = nn.ModuleList(DecoderBlock(width, heads, generator) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = _weighted_sum(width, tokens, generator)

    def forward(self, ids: Tensor) -> Tensor:
        """The logits of the next token at each place, shape (n, length, tokens), of texts, shape (n, length)."""
        logits: Tensor = self._read(ids, [None] * len(self.blocks))[0]
        return logits

    @torch.no_grad()
    def write(self, ids: Tensor, count: int, generator: torch.Generator | None = None) -> Tensor:
        """So many tokens more for each text; what was read before is not read again.

        Args:
            ids: Texts to go on with, shape (n, length).
            count: Tokens to write.
            generator: Draws each token by its probability; None always takes the likeliest.
        Returns: The new tokens, shape (n, count).
        """
        seen: list[Seen | None] = [None] * len(self.blocks)
        written: list[Tensor] = []
        for _ in range(count):
            logits, seen = self._read(written[-1] if written else ids, seen)
            last = logits[:, -1]
            if generator is None:
                written.append(last.argmax(1, keepdim=True))
            else:
                written.append(torch.softmax(last, 1).multinomial(1, generator=generator))
        return torch.cat(written, dim=1)

    def _read(self, ids: Tensor, seen: list[Seen | None]) -> tuple[Tensor, list[Seen | None]]:
        """Logits for new tokens, given what the blocks have seen; and what they have seen now."""
        start = 0 if seen[0] is None else seen[0][0].shape[2]
        X = self.meaning[ids] + self.place[start : start + ids.shape[1]]  # (n, length, width)
        now: list[Seen | None] = []
        for block, before in zip(self.blocks, seen, strict=True):
            X, after = block(X, before)
            now.append(after)
        return self.head(self.norm(X)), now


class DecoderBlock(nn.Module):
    """Attention to the tokens so far, then a bend; see `Decoder`."""

    def __init__(self, width: int, heads: int, generator: torch.Generator) -> None:
        super().__init__()
        self.heads = heads
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.asks = _weighted_sum(width, 3 * width, generator)  # queries, keys and values in one
        self.joins = _weighted_sum(width, width, generator)
        self.widens = _weighted_sum(width, 4 * width, generator)
        self.narrows = _weighted_sum(4 * width, width, generator)

    def forward(self, X: Tensor, seen: Seen | None) -> tuple[Tensor, Seen]:
        """Described anew, shape (n, length, width), and the keys and values of all tokens so far.

        With `seen`, X holds one new token, which may look at all before it.
        """
        parts = self.asks(self.norms[0](X)).unflatten(2, (3, self.heads, -1))  # (n, length, 3, heads, width / heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        if seen is not None:
            key, value = torch.cat([seen[0], key], 2), torch.cat([seen[1], value], 2)
        found = scaled_dot_product_attention(query, key, value, is_causal=seen is None)
        X = X + self.joins(found.transpose(1, 2).flatten(2))
        X = X + self.narrows(gelu(self.widens(self.norms[1](X))))
        return X, (key, value)


def _weighted_sum(inputs: int, outputs: int, generator: torch.Generator) -> nn.Linear:
    """A layer with first weights of the size that torch takes, from this generator."""
    layer: nn.Linear = nn.utils.skip_init(nn.Linear, inputs, outputs)
    nn.init.uniform_(layer.weight, -(inputs**-0.5), inputs**-0.5, generator=generator)
    nn.init.zeros_(layer.bias)
    return layer
