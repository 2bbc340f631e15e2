import numpy as np
import pytest
from scipy import ndimage

from workbench.cases import load
from workbench.data.pictures import centre, rotate, shift, thicken


@pytest.fixture
def bar():
    picture = np.zeros((28, 28), np.uint8)
    picture[6:22, 12:16] = 255  # upright, 4 wide
    return picture


@pytest.mark.parametrize(("right", "down"), [(0, 0), (3, -2), (-5, 4)])
def test_a_shift_moves_the_ink_so_many_pixels(bar, right, down):
    moved = shift(bar, right, down)
    np.testing.assert_array_equal(moved, np.roll(bar, (down, right), (0, 1)))
    y, x = ndimage.center_of_mass(shift(bar, 0.5 * right, 0.5 * down).astype(float))
    assert (x, y) == pytest.approx((13.5 + 0.5 * right, 13.5 + 0.5 * down), abs=0.05)


def test_what_leaves_the_picture_is_lost(bar):
    assert not shift(bar, 28, 0).any()


def test_a_quarter_turn_is_that_of_numpy_and_turns_against_the_clock(bar):
    bar[6:10, 16:20] = 255  # a flag to the right of the top
    np.testing.assert_array_equal(rotate(bar, 90), np.rot90(bar))
    np.testing.assert_array_equal(rotate(bar, 0), bar)


@pytest.mark.parametrize("pixels", [-2, -1, 0, 1, 2, 3])
def test_a_line_gets_wider_by_so_many_pixels(bar, pixels):
    assert np.count_nonzero(thicken(bar, pixels)[14]) == 4 + pixels


def test_between_two_widths_lies_their_mixture(bar):
    ink = [thicken(bar, pixels)[14].sum(dtype=int) for pixels in (1, 1.5, 2)]
    assert ink[0] < ink[1] < ink[2]


def test_a_digit_of_mnist_is_centred_already_and_is_brought_back():
    pictures = load("digits").frame["pixels"].to_numpy().reshape(-1, 28, 28)[::50]
    inside = [picture for picture in pictures if not picture[-3:].any() and not picture[:, :2].any()]
    assert len(inside) > 50
    for picture in inside:
        np.testing.assert_array_equal(centre(picture), picture)
        np.testing.assert_array_equal(centre(np.roll(picture, (3, -2), (0, 1))), picture)


def test_a_small_drawing_in_a_corner_fills_the_box_in_the_middle():
    small = np.zeros((28, 28), np.uint8)
    small[2:8, 1:4] = 200
    ink = np.argwhere(centre(small) > 100)
    assert np.ptp(ink[:, 0]) + 1 == pytest.approx(20, abs=1)
    assert ink.mean(0) == pytest.approx((13.5, 13.5), abs=1)


@pytest.mark.parametrize("change", [centre, lambda p: shift(p, 3, 3), lambda p: rotate(p, 30), lambda p: thicken(p, 2)])
def test_an_empty_picture_stays_empty(change):
    made = change(np.zeros((28, 28), np.uint8))
    assert made.shape == (28, 28) and made.dtype == np.uint8 and not made.any()
