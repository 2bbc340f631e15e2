"""A small GPT: a transformer that says, at each place of a text, which token may come next.

It is built like the large ones, with numbers a million times smaller: each token becomes a row of numbers, blocks of
attention and weighted sums change the rows, and the last layer gives a score for each token. All its randomness comes
from one `torch.Generator`: the same generator, the same network, whatever else uses torch.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention

Seen = tuple[Tensor, Tensor]  # keys and values of all tokens before, each (n, heads, length, width / heads)
SPREAD = 0.02  # standard deviation of the first weights, as in GPT-2


class Decoder(nn.Module):
    """A transformer decoder: blocks of attention and a small MLP, each added to what came in.

    Args:
        tokens: How many different tokens there are.
        context: How many tokens it can see.
        width: Numbers for each token; a multiple of `heads`.
        layers: Blocks, one after another.
        heads: Attention heads in each.
        generator: Where the first weights come from.
        wide_start: Start with tokens far apart and with sums of the size that torch takes, not with the small weights
            of GPT-2: a narrow network then learns in fewer steps.
    Raises: ValueError for a width that the heads cannot share.
    Source: Radford and others (2019), Language models are unsupervised multitask learners (GPT-2).
    """

    def __init__(
        self,
        tokens: int,
        context: int,
        width: int,
        layers: int,
        heads: int,
        generator: torch.Generator,
        *,
        wide_start: bool = False,
    ) -> None:
        super().__init__()
        if width % heads or width < heads:
            raise ValueError(f"`width` must be a multiple of `heads`, {heads}; got {width}. Take {heads * 4}.")
        self.context = context
        with torch.device("meta"):  # torch's own first weights use its global random state: these are never made
            self.token = nn.Embedding(tokens, width)
            self.place = nn.Embedding(context, width)
            self.blocks = nn.ModuleList(DecoderBlock(width, heads) for _ in range(layers))
            self.norm = nn.LayerNorm(width)
            self.head = nn.Linear(width, tokens)
        self.to_empty(device="cpu")
        for name, weights in self.named_parameters():
            if weights.ndim == 1:
                nn.init.constant_(weights, 1.0 if name.endswith("norm.weight") else 0.0)
            elif not wide_start or name == "place.weight":
                nn.init.normal_(weights, std=SPREAD, generator=generator)
            elif name == "token.weight":
                nn.init.normal_(weights, generator=generator)
            else:
                limit = weights.shape[1] ** -0.5
                nn.init.uniform_(weights, -limit, limit, generator=generator)

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
        X = self.token(ids) + self.place.weight[start : start + ids.shape[1]]  # (n, length, width)
        now: list[Seen | None] = []
        for block, before in zip(self.blocks, seen, strict=True):
            X, after = block(X, before)
            now.append(after)
        return self.head(self.norm(X)), now


class DecoderBlock(nn.Module):
    """Attention, by which a place takes from those before it, then weighted sums; each adds to the rows."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(width)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.together = nn.Linear(width, width)
        self.sums_norm = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 4 * width)
        self.narrow = nn.Linear(4 * width, width)

    def forward(self, X: Tensor, seen: Seen | None = None) -> tuple[Tensor, Seen]:
        """Changed rows, shape (n, length, width), and the keys and values of all tokens so far.

        With `seen`, X holds one new token, which may look at all before it.
        """
        parts = self.query_key_value(self.attention_norm(X)).unflatten(2, (3, self.heads, -1))
        query, key, value = parts.permute(2, 0, 3, 1, 4)  # each (n, heads, length, width / heads)
        if seen is not None:
            key, value = torch.cat([seen[0], key], 2), torch.cat([seen[1], value], 2)
        found = scaled_dot_product_attention(query, key, value, is_causal=seen is None)
        X = X + self.together(found.transpose(1, 2).flatten(2))
        X = X + self.narrow(gelu(self.wide(self.sums_norm(X))))
        return X, (key, value)
