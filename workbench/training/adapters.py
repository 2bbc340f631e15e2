"""LoRA: a few new weights beside those of a language model. Only they learn, so they can be taken off again.

The work is done by `peft`, Hugging Face's library. Beside a layer with weights W (shape out × in) stand two thin ones,
A (rank × in) and B (out × rank); the layer gives W x + 2 B A x. B begins with zeros, so an untrained adapter changes
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

PLACES = ("q_proj", "v_proj")  # in each layer: where attention asks, and what it passes on
BYTES = 4  # of a weight in 32 bits


def with_adapter(network: Any, rank: int, layers: int, seed: int = 0) -> Any:
    """Put an adapter beside the last layers of a network, in place; its own weights are frozen.

    Args:
        network: A causal language model of the library transformers, built like Llama.
        rank: How thin the adapter is: the rows of A.
        layers: How many layers get one, counted from the last.
        seed: Of the first weights of A.
    Returns: A `peft.PeftModel`; `with model.disable_adapter():` switches it off.
    """
    from peft import LoraConfig, get_peft_model

    total = network.config.num_hidden_layers
    config = LoraConfig(
        r=rank,
        lora_alpha=2 * rank,
        target_modules=list(PLACES),
        layers_to_transform=list(range(total - layers, total)),
        task_type="CAUSAL_LM",
    )
    with torch.random.fork_rng(devices=[]):  # peft draws from torch's global random state
        torch.manual_seed(seed)
        return get_peft_model(network, config)


def adapter_weights(model: Any) -> list[Tensor]:
    """The weights that learn."""
    return [weights for weights in model.parameters() if weights.requires_grad]


def adapter_bytes(model: Any) -> int:
    """How much room the adapter takes in a file, in bytes."""
    return BYTES * sum(weights.numel() for weights in adapter_weights(model))


def tune(weights: Sequence[Tensor], loss: Callable[[], Tensor], *, learning_rate: float, steps: int) -> Iterator[float]:
    """Train these weights, each time on the loss that `loss` computes for the next batch; yields it, step by step."""
    optimiser = torch.optim.AdamW(weights, lr=learning_rate)
    for _ in range(steps):
        error = loss()
        optimiser.zero_grad()
        error.backward()
        optimiser.step()
        yield error.item()
