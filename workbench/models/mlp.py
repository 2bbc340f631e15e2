"""A small neural network for yes-or-no questions (a multi-layer perceptron, MLP).

All its randomness comes from one `torch.Generator`: the same generator, the same network, whatever else uses torch.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

ACTIVATIONS: Mapping[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "none": nn.Identity,
}


class MLP(nn.Module):
    """Layers of neurons, each a weighted sum and a bend; at the end one number, the logit of "yes".

    Args:
        inputs: Number of features.
        layers: Number of hidden layers; 0 gives logistic regression.
        width: Neurons in each hidden layer.
        activation: The bend after each sum: "relu", "tanh", "sigmoid" or "none".
        dropout: Share of the neurons silenced at random in each training step, in [0, 1).
        generator: Where the first weights and the dropout take their randomness from.
    """

    def __init__(
        self,
        inputs: int,
        layers: int,
        width: int,
        activation: str,
        dropout: float,
        generator: torch.Generator,
    ) -> None:
        super().__init__()
        parts: list[nn.Module] = []
        for _ in range(layers):
            parts += [_linear(inputs, width, generator), ACTIVATIONS[activation](), Dropout(dropout, generator)]
            inputs = width
        self.stack = nn.Sequential(*parts, _linear(inputs, 1, generator))

    def forward(self, X: Tensor) -> Tensor:
        """The logits, shape (n,), of rows of features, shape (n, inputs)."""
        logits: Tensor = self.stack(X)  # (n, 1)
        return logits.squeeze(1)

    @torch.no_grad()
    def probability(self, X: Tensor) -> Tensor:
        """The probability of "yes", shape (n,), with no neuron silenced."""
        training = self.training
        self.eval()
        probability = torch.sigmoid(self(X))
        self.train(training)
        return probability


class Dropout(nn.Module):
    """Like `torch.nn.Dropout`, with a generator of its own instead of torch's global one."""

    def __init__(self, share: float, generator: torch.Generator) -> None:
        super().__init__()
        self.share, self.generator = share, generator

    def forward(self, X: Tensor) -> Tensor:
        """Silence some neurons and strengthen the others, so that the expected sum stays."""
        if not self.training or self.share == 0:
            return X
        kept = torch.empty_like(X).bernoulli_(1 - self.share, generator=self.generator)
        return X * kept / (1 - self.share)


def _linear(inputs: int, outputs: int, generator: torch.Generator) -> nn.Linear:
    """A layer of weighted sums, with weights as He et al. (2015), International Conference on Computer Vision."""
    # torch's own first weights use its global random state
    layer: nn.Linear = nn.utils.skip_init(nn.Linear, inputs, outputs)
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
    nn.init.zeros_(layer.bias)
    return layer
