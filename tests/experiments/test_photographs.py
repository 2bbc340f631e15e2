import numpy as np
import pytest

from workbench.experiments.photographs import CREDITS, FILES, SIDE, photograph


@pytest.mark.parametrize("name", FILES)
def test_a_photograph_is_grey_square_and_not_flat(name):
    picture = photograph(name)
    assert picture.shape == (SIDE, SIDE) and picture.dtype == np.uint8
    assert picture.std() > 30
    assert "CC BY" in CREDITS[name]


def test_the_sky_above_the_temple_is_brighter_than_the_ground():
    picture = photograph("temple").astype(float)
    assert picture[:40, 120:].mean() > picture[-40:].mean() + 20
