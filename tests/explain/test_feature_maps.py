import torch
from torch import nn

from workbench.explain.feature_maps import convolutions, feature_maps
from workbench.models.cnn import CNN


def test_the_maps_and_logits_are_those_of_the_network():
    network = CNN(12, (3, 4), 5, torch.Generator().manual_seed(0)).eval()
    X = torch.randn(2, 1, 12, 12, generator=torch.Generator().manual_seed(1))
    logits, maps = feature_maps(network, X)
    torch.testing.assert_close(logits, network(X))
    for made, expected in zip(maps, network.maps(X), strict=True):
        torch.testing.assert_close(made, expected)
    assert not any(layer._forward_hooks for layer in convolutions(network))


def test_any_network_with_convolutions_will_do():
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(inplace=True), nn.Sequential(nn.Conv2d(2, 4, 3)), nn.Flatten())
    X = torch.randn(1, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    logits, (first, second) = feature_maps(network, X)
    assert [layer.out_channels for layer in convolutions(network)] == [2, 4]
    torch.testing.assert_close(first, network[0](X).relu())
    torch.testing.assert_close(second, logits.reshape(1, 4, 4, 4).relu())
