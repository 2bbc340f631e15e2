import numpy as np
import pytest
from sklearn.metrics import f1_score
from sklearn.tree import DecisionTreeClassifier

from workbench.data.encode import prepare
from workbench.experiments.shipped import shipped
from workbench.labs.p4_training.capacity import DEEPEST, LAB, MOST_TREES, compute


def test_each_frame_adds_a_point():
    frames = list(compute(LAB.settings(rows=400)))
    assert [len(frame.sizes) for frame in frames[:DEEPEST]] == list(range(1, DEEPEST + 1))
    assert sorted({len(frame.rows) for frame in frames}) == [0, 1, 2, 3]
    assert frames[-1].rows.tolist() == [100, 200, 400]
    assert frames[-1].progress == 1


def test_a_growing_forest_can_be_stopped_after_each_tree():
    settings = LAB.settings(model="boosted", trees=30, depth=2, rows=400)
    assert sum(1 for _ in compute(settings)) == MOST_TREES + 3 * 30 + 1


def test_the_scores_are_those_of_scikit_learn():
    frame = LAB.run(depth=4, rows=300, seed=1)
    training, validation = prepare(shipped("income"), "ordinal", 300, 1)
    tree = DecisionTreeClassifier(max_depth=4, random_state=0).fit(training.X, training.y)
    expected = [f1_score(table.y, tree.predict(table.X)) for table in (training, validation)]
    assert frame.by_size[:, 3] == pytest.approx(expected)
    assert frame.by_rows[:, -1] == pytest.approx(expected)  # all the rows, at the depth of the settings


def test_a_forest_is_scored_at_each_number_of_trees():
    frame = LAB.run(model="boosted", trees=7, depth=2, rows=300)
    assert frame.sizes.tolist() == list(range(1, MOST_TREES + 1))
    assert frame.by_rows[:, -1] == pytest.approx(frame.by_size[:, 6])


@pytest.mark.parametrize("model", ["tree", "boosted"])
def test_too_much_capacity_learns_by_heart(model):
    frame = LAB.run(model=model, depth=6, rows=1000)
    training, validation = frame.by_size
    assert training[-1] > 0.9
    assert training[-1] - validation[-1] > 0.2
    assert frame.best < frame.sizes[-1]


def test_more_rows_narrow_the_gap_at_the_same_capacity():
    training, validation = LAB.run(depth=8, rows=20_000).by_rows
    assert training[-1] - validation[-1] < (training[0] - validation[0]) / 2


def test_large_leaves_calm_a_deep_tree():
    gaps = [np.subtract(*LAB.run(rows=1000, leaf=leaf).by_size[:, -1]) for leaf in (1, 50)]
    assert gaps[1] < gaps[0] / 2


def test_the_sentence_speaks_of_depth_or_trees():
    tree, forest = LAB.run(depth=1, rows=300), LAB.run(model="boosted", trees=1, depth=2, rows=300)
    assert LAB.describe(tree).startswith("With depth 1 the F1 is ")
    assert LAB.describe(forest).startswith("With 1 tree the F1 is ")
    early = next(compute(LAB.settings(model="boosted", trees=50, depth=2, rows=300)))
    assert LAB.describe(early) == "Scored so far: 1 tree of 50."


def test_a_click_chooses_what_the_panel_shows():
    picture = LAB.Picture.__new__(LAB.Picture)
    tree, forest = LAB.run(rows=200), LAB.run(model="boosted", depth=2, rows=200)
    assert picture.pick(tree, 0, 7.4, 0.5) == {"depth": 7}
    assert picture.pick(forest, 0, 120.2, 0.5) == {"trees": 120}
    assert picture.pick(tree, 1, 1234.5, 0.5) == {"rows": 1234}
