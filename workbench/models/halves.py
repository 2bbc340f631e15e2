"""A language model cut in two: lower layers that stay as they are, and a copy of the upper ones that may learn.

What the lower layers make of a text never changes while only upper ones are trained. So it is computed once for each
text, and a training step costs a third. Put together, both halves give what the whole network gives. The network that
was cut is not changed: the lower half borrows its layers, the upper half copies them.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

import torch
from torch import nn


class Halves(NamedTuple):
    """Two models; `upper(inputs_embeds=lower(input_ids=ids).last_hidden_state)` gives the logits of the whole.

    Attributes:
        lower: Layers from the first on, with the network's own weights.
        upper: The last layers, copied, and the head.
    """

    lower: nn.Module
    upper: nn.Module


def cut(network: Any, layers: int) -> Halves:
    """Cut a network of the library transformers, built like Llama, above its lower layers.

    Args:
        network: A causal language model.
        layers: How many layers the upper half gets, from 1 to all but one.
    Raises: ValueError if there are not so many.
    """
    total = network.config.num_hidden_layers
    if not 1 <= layers < total:
        raise ValueError(f"`layers` must be a whole number from 1 to {total - 1}; got {layers}. Take the last few.")
    whole = network.model
    with torch.device("meta"):  # shells without weights, which get those of the network
        lower = type(whole)(_config(network, total - layers))
        upper = type(network)(_config(network, layers))
    lower.embed_tokens, lower.rotary_emb, lower.norm = whole.embed_tokens, whole.rotary_emb, nn.Identity()
    lower.layers = whole.layers[: total - layers]
    upper.model.layers = deepcopy(whole.layers[total - layers :])
    for place, layer in enumerate(upper.model.layers):
        layer.self_attn.layer_idx = place  # where its keys and values lie in a cache
    upper.model.rotary_emb, upper.model.norm = whole.rotary_emb, deepcopy(whole.norm)
    upper.model.embed_tokens, upper.lm_head = whole.embed_tokens, network.lm_head
    return Halves(lower.eval(), upper.eval())


def _config(network: Any, layers: int) -> Any:
    config = deepcopy(network.config)
    config.num_hidden_layers = layers
    config._attn_implementation = network.config._attn_implementation
    return config
