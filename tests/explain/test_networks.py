import numpy as np
import pytest
import torch
from torch import nn

from tests.explain.brute_force import shapley
from workbench.errors import ExplainError
from workbench.explain import Explainer, explain
from workbench.models.mlp import MLP


@pytest.fixture(scope="module")
def rows():
    return np.random.default_rng(0).normal(size=(60, 4))


def network(*layers):
    """Layers with the same weights on every run."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return nn.Sequential(*(make() for make in layers))


def run(model, rows):
    with torch.no_grad():
        return model.eval()(torch.tensor(rows, dtype=torch.float32)).numpy()


def test_a_linear_network_is_explained_exactly(rows):
    model = network(lambda: nn.Linear(4, 1))
    found = explain(model, rows[:5], rows[20:])
    weights = model[0].weight.detach().numpy()[0]
    np.testing.assert_allclose(found.values, weights * (rows[:5] - rows[20:].mean(0)), atol=1e-5)
    assert found.method.name == "DeepExplainer"


@pytest.mark.parametrize("activation", [nn.ReLU, nn.Tanh, nn.Sigmoid])
def test_deep_contributions_add_up_and_come_close_to_shapley_values(rows, activation):
    model = network(lambda: nn.Linear(4, 8), activation, lambda: nn.Linear(8, 1))
    background = rows[30:]
    found = explain(model, rows[:3], background)
    np.testing.assert_allclose(found.base_values + found.values.sum(1), run(model, rows[:3])[:, 0], atol=1e-5)
    for i in range(3):

        def worth(known, i=i):
            mixed = background.copy()
            mixed[:, list(known)] = rows[i, list(known)]
            return float(run(model, mixed).mean())

        oracle = shapley(worth, 4)
        assert np.abs(found.values[i] - oracle).max() < 0.2 * np.abs(oracle).max()


def test_slopes_are_averaged_when_asked_for_or_when_layers_do_not_add_up(rows):
    model = network(lambda: nn.Linear(4, 8), nn.ReLU, lambda: nn.Linear(8, 1))
    found = explain(model, rows[:3], rows[30:], method="gradient", evaluations=1000)
    assert found.method.name == "GradientExplainer"
    np.testing.assert_allclose(found.base_values + found.values.sum(1), found.answers, atol=0.15)

    class Multiply(nn.Module):
        def forward(self, x):
            return (x[:, :2] * x[:, 2:]).sum(1, keepdim=True)

    assert explain(Multiply(), rows[:3], rows[30:]).method.name == "GradientExplainer"


@pytest.mark.parametrize("method", ["kernel", "permutation"])
def test_a_network_can_be_asked_from_outside_like_any_model(rows, method):
    model = network(lambda: nn.Linear(4, 8), nn.ReLU, lambda: nn.Linear(8, 1))
    found = explain(model, rows[:3], rows[30:], method=method)
    np.testing.assert_allclose(found.base_values + found.values.sum(1), run(model, rows[:3])[:, 0], atol=1e-5)


def test_one_of_several_outputs_is_explained(rows):
    model = network(lambda: nn.Linear(4, 8), nn.Tanh, lambda: nn.Linear(8, 3))
    found = explain(model, rows[:3], rows[30:], outcome=2)
    np.testing.assert_allclose(found.answers, run(model, rows[:3])[:, 2], atol=1e-6)
    np.testing.assert_allclose(found.base_values + found.values.sum(1), found.answers, atol=1e-5)


def test_the_projects_own_network_is_explained_without_its_dropout(rows):
    model = MLP(4, 2, 8, "relu", 0.5, torch.Generator().manual_seed(0))
    found = explain(model, torch.tensor(rows[:3]), torch.tensor(rows[30:]))
    assert model.training  # as it was before
    np.testing.assert_allclose(found.answers, run(model, rows[:3]), atol=1e-6)
    np.testing.assert_allclose(found.base_values + found.values.sum(1), found.answers, atol=1e-5)


MISTAKES = {
    "another output": (
        lambda model, rows: Explainer(model, rows, output="probability"),
        "`output` must be 'value' for a torch module, which is what it returns; got 'probability'. "
        "Leave it out, or end the module with a layer that returns what you want explained.",
    ),
    "no background": (
        lambda model, rows: explain(model, rows),
        "`background` must be given to explain a torch module; got None. "
        "Pass 50 to 200 random rows of the training data.",
    ),
    "three directions": (
        lambda model, rows: explain(nn.Sequential(model, nn.Unflatten(1, (1, 1))), rows, rows),
        "The network must return one row of outputs for each row, shape (n, outputs); got (1, 1, 1) for one row. "
        "End it with a layer that does, such as `torch.nn.Flatten()`.",
    ),
    "trees": (
        lambda model, rows: explain(model, rows, rows, method="tree"),
        "`method` must be one that fits a torch module with these layers; got 'tree'. Leave it out.",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_explained(rows, mistake):
    act, message = MISTAKES[mistake]
    with pytest.raises(ExplainError) as caught:
        act(network(lambda: nn.Linear(4, 1)), rows)
    assert str(caught.value) == message
