import numpy as np
import pytest
import torch
from scipy import ndimage, signal

from workbench.models.convolution import PRESETS, convolve

chance = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(3, 3), (5, 3), (1, 1)])
def test_it_is_what_torch_and_scipy_compute(shape):
    picture, kernel = chance.normal(size=(17, 23)), chance.normal(size=shape)
    made = convolve(picture, kernel)
    tensors = (torch.from_numpy(part)[None, None] for part in (picture, kernel))
    by_torch = torch.nn.functional.conv2d(*tensors, padding=(shape[0] // 2, shape[1] // 2))
    np.testing.assert_allclose(made, by_torch[0, 0].numpy(), atol=1e-12)
    np.testing.assert_allclose(made, signal.correlate2d(picture, kernel, mode="same"), atol=1e-12)
    np.testing.assert_allclose(made, ndimage.correlate(picture, kernel, mode="constant"), atol=1e-12)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_does_what_its_name_says(name):
    step = np.zeros((9, 9))
    step[:, 5:] = 100  # paper, then ink: one upright edge
    inner = convolve(step, PRESETS[name])[2:-2, 2:-2]
    if name in ("horizontal", "edges", "vertical"):
        assert np.allclose(inner[:, 0], 0)  # nothing where nothing changes
        assert np.any(inner) == (name != "horizontal")
    else:
        assert np.sum(PRESETS[name]) == pytest.approx(1)  # the brightness stays
    if name == "blur":
        assert set(np.round(inner[0])) == {0, 33, 67, 100}
    if name == "sharpen":
        assert inner.max() > 100 and inner.min() < 0
    if name == "identity":
        np.testing.assert_array_equal(inner, step[2:-2, 2:-2])


def test_a_kernel_without_a_middle_is_refused():
    with pytest.raises(ValueError) as caught:
        convolve(np.zeros((5, 5)), np.zeros((2, 3)))
    assert str(caught.value) == (
        "`kernel` must have an odd number of rows and of columns; got 2 and 3. Add a row of zeros."
    )
