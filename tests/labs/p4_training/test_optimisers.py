import numpy as np
import pytest

from workbench.labs.p4_training.optimisers import LAB, STEPS, edge, jumps_about, relief
from workbench.training.surfaces import REACH, SURFACES


def test_all_four_begin_where_they_are_told_and_heights_are_those_of_the_paths():
    frame = LAB.run(surface="valley", start_x=-1.0, start_y=0.5)
    assert list(frame.paths) == ["SGD", "Momentum", "RMSProp", "Adam"]
    for name, path in frame.paths.items():
        assert path.shape == (STEPS + 1, 2)
        assert tuple(path[0]) == (-1.0, 0.5)
        assert frame.heights[name] == pytest.approx([SURFACES["valley"].height(x, y) for x, y in path])


def test_a_learning_rate_too_high_is_named_with_the_optimiser():
    # Along y the bowl curves by 10: plain descent overshoots further each time once the learning rate passes 2 / 10.
    calm, wild = LAB.run(surface="bowl", learning_rate=0.19), LAB.run(surface="bowl", learning_rate=0.21)
    assert not calm.lost
    assert list(wild.lost) == ["SGD"]
    assert LAB.describe(wild).startswith("The learning rate 0.21 is too high here for SGD: the path climbs")
    assert "too high" not in LAB.describe(calm)


def test_fewer_steps_are_the_beginning_of_the_same_race():
    whole, part = LAB.run(), LAB.run(steps=30)
    for name, path in part.paths.items():
        np.testing.assert_array_equal(path, whole.paths[name][:31])


def test_who_stops_in_a_dip_is_said_to_be_stuck():
    frame = LAB.run(surface="dips", start_x=1.3, start_y=0.0, learning_rate=0.02)
    assert "SGD" in frame.stuck
    assert "on flat ground that is not the lowest place" in LAB.describe(frame)


def test_who_jumps_about_is_told_that_the_learning_rate_is_too_high():
    # On the slopes of a dip the ground curves by 1 + (3 pi)**2 / 4, about 23: 2 / 23 is the limit for plain descent.
    calm, wild = (LAB.run(surface="dips", learning_rate=rate) for rate in (0.05, 0.3))
    assert "SGD" in wild.wild and "SGD" not in calm.wild
    assert "The learning rate 0.3 is too high here for " in LAB.describe(wild)
    assert "too high" not in LAB.describe(calm)


@pytest.mark.parametrize(
    ("height", "answer"),
    [
        (np.tile([1.0, 2.0], 15), True),
        (np.tile([1.0, 2.0], 10), False),  # too few steps to tell
        (np.geomspace(2, 0.1, 30), False),
        (np.tile([0.001, 2.0], 15), False),  # comes low again and again
    ],
)
def test_jumping_about_is_going_up_again_and_again(height, answer):
    assert jumps_about(height) == answer


def test_nobody_leaves_a_saddle_by_its_ridge():
    frame = LAB.run(surface="saddle", start_x=-1.5, start_y=1.5)
    for path in frame.paths.values():
        assert np.abs(path.sum(axis=1)).max() < 1e-9


def test_the_map_is_lightest_at_its_lowest_places():
    for name, surface in SURFACES.items():
        shade, contours = relief(name)
        row, column = np.unravel_index(shade.argmin(), shade.shape)
        ticks = np.linspace(-REACH, REACH, len(shade))
        found = np.array([ticks[column], ticks[row]])
        assert min(np.hypot(*(found - place)) for place in surface.lowest) < 0.05
        assert contours


@pytest.mark.parametrize(
    ("inside", "outside", "crossing"),
    [((0, 0), (4, 1), (2, 0.5)), ((0, 0), (0, -8), (0, -2)), ((1, 1), (5, 9), (1.5, 2)), ((2, 0), (3, 0), (2, 0))],
)
def test_a_path_leaves_the_map_where_it_crosses_the_edge(inside, outside, crossing):
    np.testing.assert_allclose(edge(np.array(inside, float), np.array(outside, float)), crossing)


def test_a_click_on_the_map_is_a_new_start_and_outside_it_nothing():
    picture = LAB.Picture.__new__(LAB.Picture)
    assert picture.pick(None, 0, 0.52, -1.13) == {"start_x": 0.5, "start_y": -1.1}
    assert picture.pick(None, 0, 2.5, 0) is None
    assert picture.pick(None, 1, 49.7, 1e-3) == {"steps": 50}
