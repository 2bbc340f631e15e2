import numpy as np
import pytest
import torch

from workbench.training.surfaces import REACH, SURFACES

# The same surfaces once more, in torch, so that autograd can say what their slopes are.
HEIGHTS = {
    "bowl": lambda x, y: 0.5 * x**2 + 5 * y**2,
    "valley": lambda x, y: 0.1 * (1 - x) ** 2 + (y - x**2) ** 2,
    "saddle": lambda x, y: ((x - y) / 2) ** 2 + 0.5 * (1 - ((x + y) / 2) ** 2) ** 2,
    "dips": lambda x, y: sum(0.5 * z**2 + 0.25 * (1 - torch.cos(3 * torch.pi * z)) for z in (x, y)),
}


@pytest.mark.parametrize("name", SURFACES)
def test_heights_and_slopes_agree_with_autograd(name):
    surface = SURFACES[name]
    for x, y in np.random.default_rng(0).uniform(-REACH, REACH, (20, 2)):
        place = torch.tensor([x, y], dtype=torch.float64, requires_grad=True)
        height = HEIGHTS[name](*place)
        height.backward()
        assert surface.height(x, y) == pytest.approx(height.item())
        assert surface.slope(x, y) == pytest.approx(place.grad.tolist())


@pytest.mark.parametrize("name", SURFACES)
def test_the_lowest_places_are_at_height_0_and_nothing_is_lower(name):
    surface = SURFACES[name]
    for place in surface.lowest:
        assert surface.height(*place) == pytest.approx(0)
        assert surface.slope(*place) == pytest.approx((0, 0))
    ticks = np.linspace(-REACH, REACH, 101)
    assert surface.height(*np.meshgrid(ticks, ticks)).min() > -1e-12
