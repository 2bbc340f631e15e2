import numpy as np
import pytest
import torch
from scipy import signal
from torch.nn.functional import batch_norm, max_pool2d

from workbench.models.cnn import CNN


def make(seed=0, **options):
    return CNN(12, (3, 4), 5, torch.Generator().manual_seed(seed), **options)


@pytest.fixture
def X():
    return torch.randn(2, 1, 12, 12, generator=torch.Generator().manual_seed(1))


def test_a_layer_is_scipy_s_correlation_summed_over_its_maps_and_bent(X):
    model = make()
    first, second = (part.detach().double().numpy() for part in model.maps(X))
    pictures = X.double().numpy()
    before = max_pool2d(torch.from_numpy(first), 2).numpy()
    for maps, inputs, layer in zip((first, second), (pictures, before), model.convolutions, strict=True):
        kernels, bias = layer.weight.detach().double().numpy(), layer.bias.detach().double().numpy()
        for picture in range(2):
            for k, kernel in enumerate(kernels):
                pairs = zip(inputs[picture], kernel, strict=True)
                summed = sum(signal.correlate2d(one, each, mode="same") for one, each in pairs)
                np.testing.assert_allclose(maps[picture, k], np.maximum(summed + bias[k], 0), atol=1e-5)


def test_the_logits_are_those_of_the_written_out_network(X):
    model = make()
    last = max_pool2d(model.maps(X)[-1], 2)  # (2, 4, 3, 3)
    torch.testing.assert_close(model(X), last.reshape(2, 36) @ model.head.weight.T + model.head.bias)


def test_an_average_forgets_where_something_was(X):
    model = make(average=True)
    last = max_pool2d(model.maps(X)[-1], 2)
    torch.testing.assert_close(model(X), last.sum((2, 3)) / 9 @ model.head.weight.T + model.head.bias)


def test_normalising_brings_each_map_to_one_scale(X):
    model = make(normalise=True).train()
    raw = model.convolutions[0](X)
    expected = torch.relu(batch_norm(raw, None, None, training=True))
    torch.testing.assert_close(model.maps(X)[0], expected)


def test_the_network_for_digits_is_small():
    model = CNN(28, (8, 16), 10, torch.Generator())
    assert sum(part.numel() for part in model.parameters()) == 8 * 10 + 16 * 73 + 10 * 785 == 9098


def test_probabilities_add_up_to_one_even_for_noise(X):
    model = make().train()
    probability = model.probability(100 * X)
    torch.testing.assert_close(probability.sum(1), torch.ones(2))
    torch.testing.assert_close(probability, model(100 * X).exp() / model(100 * X).exp().sum(1, keepdim=True))
    assert model.training


def test_same_seed_same_network_and_torch_s_global_state_is_left_alone(X):
    state = torch.get_rng_state()
    first = make(seed=4)
    assert torch.equal(torch.get_rng_state(), state)
    torch.rand(5)
    torch.testing.assert_close(first(X), make(seed=4)(X), rtol=0, atol=0)
    assert not torch.equal(first(X), make(seed=5)(X))
