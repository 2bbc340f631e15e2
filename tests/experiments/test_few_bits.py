import numpy as np
import pytest
import torch

from workbench.deploy import quantise
from workbench.experiments.distilling import parts_for_teaching, teacher_of
from workbench.experiments.few_bits import BITS, LAYERS, Grid, all_grids, flips, grid_run
from workbench.experiments.shipped import shipped


@pytest.fixture(scope="module")
def table():
    return grid_run(shipped("digits")).last


def test_every_grid_is_tried_once_and_remembered(table):
    assert len(table.found) == len(set(all_grids())) == len(BITS) * 4
    assert grid_run(shipped("digits")).last is table
    shares = [item.share for item in grid_run(shipped("digits"))]
    assert shares == sorted(shares) and shares[-1] == 1


def test_the_answers_are_those_of_the_quantised_network_and_so_is_the_score(table):
    case = shipped("digits")
    X, y = parts_for_teaching(case).test
    network = teacher_of(case, 2000)
    with torch.no_grad():
        exact = network(X).argmax(1)
        few = quantise(network, 2, per_channel=True, rule="least_squares").network(X).argmax(1)
    found = table.found[Grid(2, True, "least_squares")]
    assert (table.answers == exact.numpy()).mean() > 0.998 and (found.answers == few.numpy()).mean() > 0.998
    assert found.right == pytest.approx(float((found.answers == y.numpy()).mean()))
    assert table.weights.keys() == LAYERS.keys()


def test_eight_bits_cost_nearly_nothing_and_two_by_the_largest_weight_nearly_everything(table):
    def right(bits, *kind):
        return table.found[Grid(bits, *kind)].right

    assert abs(right(8, True, "least_squares") - table.right) < 0.01
    assert right(2, False, "largest") < right(2, True, "least_squares") - 0.2
    assert table.found[Grid(8, False, "largest")].packed < 0.3 * table.full


def test_flips_are_sorted_by_what_became_of_them():
    y, before, after = (np.array(part) for part in ([0, 1, 2, 3, 4], [0, 1, 0, 9, 4], [1, 1, 2, 8, 4]))
    found = flips(before, after, y)
    assert found.rows.tolist() == [0, 2, 3] and (found.became_wrong, found.became_right) == (1, 1)
    assert not len(flips(y, y, y).rows)
