import numpy as np
import pytest
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from scipy import ndimage

from workbench.experiments.photographs import photograph
from workbench.experiments.pictures import EPOCHS, network_of, parts_of, training_run
from workbench.experiments.shipped import shipped
from workbench.labs.p3_architecture.convolution import LAB, compute, describe, example, levels, place, short
from workbench.live.picture import Canvas
from workbench.live.spec import Colour
from workbench.live.style import Look
from workbench.models.convolution import PRESETS

KERNEL = ((1.0, 2.0, -1.0), (0.5, 0.0, -3.0), (2.0, -2.0, 1.0))


@pytest.fixture(scope="module")
def learned():
    return list(compute(LAB.settings(view="network")))


def test_the_result_is_scipy_s_and_the_shown_sum_is_its_value_at_the_place():
    frame = LAB.run(kernel=KERNEL, row=30, column=75)
    picture = photograph("temple").astype(float)
    expected = ndimage.correlate(picture, np.array(KERNEL), mode="constant")
    np.testing.assert_allclose(frame.result, expected)
    row, column = place(frame.settings, picture.shape)
    assert (row, column) == (72, 180)
    assert np.sum(frame.patch * KERNEL) == pytest.approx(expected[row, column])
    assert f"add up to {short(expected[row, column])}." in describe(frame)
    assert LAB.measures(frame) == {"sum at the place": pytest.approx(expected[row, column])}


def test_the_place_is_marked_over_both_pictures():
    pixels = Canvas(LAB, Look()).draw(LAB.run(), None)
    red = (np.array(to_rgb(Colour.WARNING)) * 255).round()
    marked = np.flatnonzero((np.abs(pixels[..., :3] - red) < 3).all(-1).any(0))  # the rest of the picture is grey
    assert marked.min() < pixels.shape[1] / 3 < 2 * pixels.shape[1] / 3 < marked.max()


@pytest.mark.parametrize("corner", [0, 100])
def test_beyond_the_edge_stand_zeros(corner):
    frame = LAB.run(row=corner, column=corner, picture="digit")
    assert frame.patch.shape == (3, 3)
    assert not frame.patch[:, 0 if corner == 0 else 2].any()


def test_a_plain_area_keeps_its_grey_or_becomes_middle_grey():
    plain = np.full((9, 9), 90.0)
    inside = (slice(1, -1), slice(1, -1))
    for name, kernel in PRESETS.items():
        result = ndimage.correlate(plain, np.array(kernel, dtype=float), mode="constant")
        grey = levels(result, np.array(kernel, dtype=float))[inside]
        np.testing.assert_allclose(grey, 90 if name in ("identity", "blur", "sharpen") else 127.5)


def test_a_preset_is_one_press():
    frame = LAB.run()
    assert [one.label for one in frame.suggestions][:2] == ["As it is", "Blur"]
    for suggestion in frame.suggestions:
        assert LAB.settings(**suggestion.values)
    (same,) = (one.values for one in frame.suggestions if one.label == "As it is")
    np.testing.assert_allclose(LAB.run(**same).result, photograph("temple"))


def test_a_network_is_seen_learning_and_ends_where_it_was_measured(learned):
    accuracy = [frame.history[-1, 1] for frame in learned]
    assert accuracy[0] < 0.3 and accuracy[-1] > 0.95
    assert learned[-1].progress == 1 and len(learned) > 5 * EPOCHS
    assert [frame.epoch for frame in learned] == sorted(frame.epoch for frame in learned)
    assert f"After epoch {EPOCHS} it reads" in describe(learned[-1])
    assert "Before any training" in describe(learned[0])


@pytest.mark.parametrize("layer", [1, 2])
def test_the_maps_are_those_of_the_network(learned, layer):
    frame = LAB.run(view="network", layer=layer, digit=5)
    case = shipped("digits")
    network = network_of(case, training_run(case).last)
    expected = network.maps(torch.from_numpy(example(5))[None, None])[layer - 1][0].detach()
    np.testing.assert_allclose(frame.result, expected, atol=1e-6)
    assert frame.result.shape == ((8, 28, 28), (16, 14, 14))[layer - 1]
    np.testing.assert_array_equal(frame.kernels, network.convolutions[0].weight.detach()[:, 0])


def test_fewer_epochs_are_the_beginning_of_the_same_training(learned):
    short_run = list(compute(LAB.settings(view="network", epochs=2)))
    assert len(short_run) < len(learned)
    np.testing.assert_array_equal(short_run[-1].history, learned[-1].history[:3])


def test_the_example_is_no_picture_that_the_network_learned_from():
    X, _ = parts_of(shipped("digits"))[0]
    for digit in range(10):
        assert not (X[:, 0] == torch.from_numpy(example(digit))).all((1, 2)).any()


def test_one_picture_shows_both_and_a_click_chooses_the_place(learned):
    by_hand = LAB.run()
    figure = LAB.picture(by_hand)
    picture = LAB.Picture(*figure.axes)
    for frame in (by_hand, learned[-1], by_hand, learned[0]):
        picture.update(frame, None)
        assert picture.sum.get_visible() == (frame is by_hand)
        FigureCanvasAgg(figure).draw()
    assert picture.pick(by_hand, 0, 0.25, 0.9) == {"column": 25, "row": 10}
    assert picture.pick(by_hand, 1, 0.25, 0.9) is None
    assert picture.pick(learned[0], 0, 0.25, 0.9) is None


@pytest.mark.parametrize(
    ("value", "text"), [(-1.0, "−1"), (0.001, "0"), (-0.001, "0"), (1 / 3, "0.33"), (-0.25, "−0.25")]
)
def test_a_number_is_short(value, text):
    assert short(value) == text
