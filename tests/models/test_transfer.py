import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from workbench import cache
from workbench.models.pretrained import efficientnet
from workbench.models.transfer import Tail, Whole, as_input, features, linear_head, preparing, trunk

chance = np.random.default_rng(0)
PHOTOGRAPHS = chance.integers(0, 256, (5, 64, 64)).astype(np.uint8)


@pytest.fixture(scope="module")
def network():
    return efficientnet()


@pytest.fixture
def empty_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))


def test_the_features_are_those_of_the_network_and_are_kept(network, empty_cache, capsys):
    made = features("noise", PHOTOGRAPHS)
    with torch.no_grad():
        expected = network.extract_features(as_input(PHOTOGRAPHS))  # (5, 1280, 2, 2)
    np.testing.assert_allclose(made.last, expected.mean((2, 3)), rtol=0.01, atol=0.01)  # kept with 16 bits
    assert made.middle.shape == (5, 192, 2, 2)
    assert "Preparing what a network sees in noise, once" in capsys.readouterr().out
    assert list(cache.entries()) == ["noise-efficientnet-5x64"]
    with pytest.raises(StopIteration) as again:
        next(preparing("noise", PHOTOGRAPHS))  # nothing is left to do
    np.testing.assert_array_equal(again.value.value.last, made.last)


def test_a_tail_goes_on_where_the_trunk_ends(network):
    tail = Tail(network, torch.Generator().manual_seed(0))
    X = as_input(PHOTOGRAPHS)
    assert (X.min(), X.max()) == (-1, 1) and X.shape == (5, 3, 64, 64)
    with torch.no_grad():
        expected = network.extract_features(X).mean((2, 3))
        torch.testing.assert_close(tail.features(trunk(network, X)), expected)
        torch.testing.assert_close(Whole(network, tail)(X), (expected @ tail.head.weight.T + tail.head.bias)[:, 0])


def test_training_a_tail_leaves_the_statistics_and_the_network_as_they_were(network):
    tail = Tail(network, torch.Generator().manual_seed(0))
    middle = trunk(network, as_input(PHOTOGRAPHS)).detach()
    before = {name: value.clone() for name, value in (*tail.named_buffers(), *network.named_parameters())}
    optimiser = torch.optim.SGD(tail.parameters(), 0.1)
    tail.train()
    tail(middle).sum().backward()
    optimiser.step()
    assert not tail.training
    for name, value in (*tail.named_buffers(), *network.named_parameters()):
        assert torch.equal(value, before[name]), name


def test_a_linear_head_is_scikit_learn_s_logistic_regression():
    last, y = chance.normal(3, 2, (40, 1280)).astype(np.float32), np.arange(40) % 3 == 0
    model = LogisticRegression(C=0.01, max_iter=500, class_weight="balanced")
    expected = make_pipeline(StandardScaler(), model).fit(last, y).decision_function(last)
    head = linear_head(last, y)
    with torch.no_grad():
        np.testing.assert_allclose(head(torch.from_numpy(last))[:, 0], expected, atol=1e-3)
