"""Weights on few levels: against levels laid by hand with NumPy, and against a search by brute force."""

import numpy as np
import pytest
import torch
from onnx import TensorProto, helper
from onnxruntime import InferenceSession
from torch import nn

from workbench.deploy import quantise
from workbench.deploy.quantising import steps_of
from workbench.errors import DataError


@pytest.fixture
def network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.BatchNorm2d(3), nn.Flatten(), nn.Linear(12, 5))


def nearest(weights, levels):
    """Each weight on its nearest level."""
    return levels[np.abs(weights[:, None] - levels).argmin(1)]


@pytest.mark.parametrize("bits", range(1, 9))
@pytest.mark.parametrize("per_channel", [False, True])
def test_by_the_largest_weight_each_stands_on_the_nearest_level(network, bits, per_channel):
    made = quantise(network, bits, per_channel=per_channel, rule="largest")
    for place in (0, 4):
        before, after = (part[place].weight.detach().numpy() for part in (network, made.network))
        rows = zip(before, after, strict=True) if per_channel else [(before, after)]
        for weights, found in rows:
            largest = np.abs(weights).max()
            count = 2**bits - 1 if bits > 1 else 2
            levels = np.linspace(-largest, largest, count)
            assert found.ravel() == pytest.approx(nearest(weights.ravel(), levels), abs=1e-6)


@pytest.mark.parametrize("bits", [2, 3, 5])
def test_least_squares_is_nearly_as_close_as_any_range_tried_by_hand(network, bits):
    weights = network[4].weight.detach().numpy().ravel()
    found = quantise(network, bits, per_channel=False).network[4].weight.detach().numpy().ravel()
    top = 2 ** (bits - 1) - 1
    ends = np.linspace(0.05, 1, 400) * np.abs(weights).max()
    least = min(((nearest(weights, np.linspace(-end, end, 2 * top + 1)) - weights) ** 2).sum() for end in ends)
    assert least <= ((found - weights) ** 2).sum() + 1e-6 <= 1.05 * least


def test_with_one_bit_least_squares_keeps_the_signs_and_the_mean_size(network):
    weights = network[0].weight.detach().numpy()
    found = quantise(network, 1, per_channel=True).network[0].weight.detach().numpy()
    for before, after in zip(weights, found, strict=True):
        assert after == pytest.approx(np.where(before < 0, -1, 1) * np.abs(before).mean(), rel=1e-6)


@pytest.mark.parametrize("rule", ["largest", "least_squares"])
@pytest.mark.parametrize("bits", [1, 2, 8])
@pytest.mark.parametrize("per_channel", [False, True])
def test_every_weight_stands_on_one_of_the_levels_that_are_told(network, bits, per_channel, rule):
    made = quantise(network, bits, per_channel=per_channel, rule=rule)
    assert made.scales.keys() == {"0", "4"}
    for name in made.scales:
        weights, levels = made.network[int(name)].weight.detach(), made.levels(name)
        assert levels.shape == (len(weights) if per_channel else 1, 2 if bits == 1 else 2**bits - 1)
        for row, allowed in zip(weights if per_channel else [weights], levels, strict=True):
            assert (row.reshape(-1, 1) - allowed).abs().amin(1).max() < 1e-6


def test_the_size_is_counted_by_hand(network):
    made = quantise(network, 3, per_channel=True)
    weights = -(-54 * 3 // 8) + -(-60 * 3 // 8)
    scales, biases, norm = 4 * (3 + 5), 4 * (3 + 5), 4 * 4 * 3 + 8  # the norm counts its batches in 8 bytes
    assert made.packed == weights + scales + biases + norm
    assert made.full == 4 * (54 + 60) + biases + norm


def test_the_original_the_biases_and_the_norm_stay_and_a_channel_of_zeros_too(network):
    with torch.no_grad():
        network[0].weight[1] = 0
    before = {name: value.clone() for name, value in network.state_dict().items()}
    for bits in (1, 2, 8):
        made = quantise(network, bits).network.state_dict()
        assert all(torch.equal(before[name], value) for name, value in network.state_dict().items())
        assert all(torch.equal(before[name], made[name]) for name in made if name not in ("0.weight", "4.weight"))
        assert not made["0.weight"][1].any()


def test_more_bits_are_closer_and_per_channel_is_no_worse(network):
    def lost(**options):
        made = quantise(network, **options).network
        return sum(((made[i].weight - network[i].weight) ** 2).sum().item() for i in (0, 4))

    errors = [lost(bits=bits) for bits in range(1, 9)]
    assert errors == sorted(errors, reverse=True)
    assert all(lost(bits=b, per_channel=True) <= 1.01 * lost(bits=b, per_channel=False) for b in range(1, 9))


def test_with_eight_bits_it_is_what_onnxruntime_makes_of_the_integers(network):
    weight = network[4].weight.detach().numpy()
    scale = np.float32(np.abs(weight).max() / 127)
    nodes = [
        helper.make_node("QuantizeLinear", ["w", "scale", "zero"], ["whole"]),
        helper.make_node("DequantizeLinear", ["whole", "scale", "zero"], ["out"]),
    ]
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, weight.shape) for name in ("w", "out")]
    zero = helper.make_tensor("zero", TensorProto.INT8, [], [0])
    graph = helper.make_graph(
        nodes, "levels", ends[:1], ends[1:], [helper.make_tensor("scale", TensorProto.FLOAT, [], [scale]), zero]
    )
    file = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    (theirs,) = InferenceSession(file.SerializeToString()).run(None, {"w": weight})
    ours = quantise(network, 8, per_channel=False, rule="largest").network[4].weight.detach().numpy()
    assert ours == pytest.approx(theirs, abs=1e-6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"bits": 0}, "`bits` must be a whole number from 1 to 8; got 0. Choose one."),
        ({"bits": 2.5}, "`bits` must be a whole number from 1 to 8; got 2.5. Choose one."),
        ({"bits": True}, "`bits` must be a whole number from 1 to 8; got True. Choose one."),
        (
            {"bits": 4, "rule": "best"},
            "`rule` must be 'largest' or 'least_squares'; got 'best'. Choose one of the two.",
        ),
    ],
)
def test_other_bits_and_rules_are_refused(network, call, words):
    with pytest.raises(DataError) as caught:
        quantise(network, **call)
    assert str(caught.value) == words


def test_a_network_without_weights_or_with_broken_ones_is_refused():
    with pytest.raises(DataError) as caught:
        quantise(nn.ReLU(), 4)
    assert str(caught.value) == (
        "`network` must have a convolution or a linear layer; got ReLU. Pass a network that has one."
    )
    broken = nn.Sequential(nn.Linear(2, 2))
    with torch.no_grad():
        broken[0].weight[0, 0] = float("nan")
    with pytest.raises(DataError) as caught:
        quantise(broken, 4)
    assert str(caught.value) == (
        "`network` must have finite weights; got NaN or infinity in '0'. Train it again, with a smaller learning rate."
    )


def test_levels_for_a_scale_of_one_are_whole_numbers():
    assert steps_of(1).tolist() == [-1, 1] and steps_of(3).tolist() == [-3, -2, -1, 0, 1, 2, 3]
