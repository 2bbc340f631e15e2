import pytest
import torch

from workbench.models.mlp import ACTIVATIONS, MLP, Dropout


def make(seed=0, inputs=3, layers=2, width=5, activation="relu", dropout=0.0):
    return MLP(inputs, layers, width, activation, dropout, torch.Generator().manual_seed(seed))


@pytest.fixture
def X():
    return torch.randn(7, 3, generator=torch.Generator().manual_seed(1))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_logits_are_those_of_the_written_out_network(X, activation):
    bend = {"relu": torch.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "none": lambda z: z}[activation]
    model = make(activation=activation)
    W1, b1, W2, b2, W3, b3 = model.parameters()
    expected = bend(bend(X @ W1.T + b1) @ W2.T + b2) @ W3.T + b3  # (7, 1)
    torch.testing.assert_close(model(X), expected[:, 0])


def test_no_hidden_layer_is_logistic_regression(X):
    model = make(layers=0)
    weight, bias = model.parameters()
    torch.testing.assert_close(model.probability(X), torch.sigmoid((X * weight).sum(1) + bias))


def test_same_seed_same_network_whatever_torch_did_before(X):
    torch.rand(3)
    first = make(seed=4, dropout=0.5)
    torch.rand(5)
    second = make(seed=4, dropout=0.5)
    torch.testing.assert_close(first(X), second(X), rtol=0, atol=0)
    assert not torch.equal(first(X), make(seed=5)(X))


def test_torch_s_global_random_state_is_left_alone(X):
    before = torch.get_rng_state()
    make(dropout=0.5)(X)
    assert torch.equal(torch.get_rng_state(), before)


def test_dropout_keeps_the_expected_value_and_is_off_in_evaluation():
    dropout = Dropout(0.25, torch.Generator().manual_seed(0))
    ones = torch.ones(100_000)
    silenced = dropout(ones)
    assert silenced.unique().tolist() == pytest.approx([0, 1 / 0.75])
    assert (silenced == 0).float().mean().item() == pytest.approx(0.25, abs=0.01)
    assert torch.equal(dropout.eval()(ones), ones)


def test_probability_silences_nothing_and_leaves_the_mode_as_it_was(X):
    model = make(dropout=0.5)
    torch.testing.assert_close(model.probability(X), model.probability(X), rtol=0, atol=0)
    assert model.training
