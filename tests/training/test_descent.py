from functools import partial

import numpy as np
import pytest
import torch

from workbench.training.descent import RULES, momentum, sgd, walk
from workbench.training.surfaces import SURFACES

ORACLES = {
    "SGD": torch.optim.SGD,
    "Momentum": partial(torch.optim.SGD, momentum=0.9),
    "RMSProp": torch.optim.RMSprop,
    "Adam": torch.optim.Adam,
}
START = (-1.5, 1.4)


def torch_walk(name, surface, learning_rate, steps):
    place = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimiser = ORACLES[name]([place], lr=learning_rate)
    places = [START]
    for _ in range(steps):
        place.grad = torch.tensor(surface.slope(*place.tolist()), dtype=torch.float64)
        optimiser.step()
        places.append(place.tolist())
    return np.array(places)


@pytest.mark.parametrize("surface", SURFACES.values(), ids=lambda surface: surface.name)
@pytest.mark.parametrize("name", RULES)
def test_steps_agree_with_torch(name, surface):
    places = walk(surface, partial(RULES[name], 0.02), START, 60)
    np.testing.assert_allclose(places, torch_walk(name, surface, 0.02, 60), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_works_on_arrays_too(name):
    slopes = np.random.default_rng(0).normal(size=(10, 3))
    together, apart = RULES[name](0.1), [RULES[name](0.1) for _ in range(3)]
    for slope in slopes:
        np.testing.assert_allclose(together(slope), [rule(part) for rule, part in zip(apart, slope, strict=True)])


def test_momentum_that_keeps_nothing_is_sgd():
    bowl = SURFACES["bowl"]
    np.testing.assert_allclose(
        walk(bowl, partial(momentum, 0.05, keep=0), START, 20), walk(bowl, partial(sgd, 0.05), START, 20)
    )


def test_a_lost_path_is_not_followed():
    places = walk(SURFACES["bowl"], partial(sgd, 1.0), START, 50)  # 10 y times 1.0 overshoots by a factor of 9
    lost = np.isnan(places[:, 1])
    assert not lost[0] and lost[-1]
    assert np.all(np.diff(lost.astype(int)) >= 0)  # once lost, always lost


def test_no_steps_leave_the_start_alone():
    np.testing.assert_array_equal(walk(SURFACES["dips"], partial(sgd, 0.1), START, 0), [START])
