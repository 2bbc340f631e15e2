import numpy as np
import polars as pl
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score
from sklearn.tree import DecisionTreeClassifier

from workbench.data.split import split_case
from workbench.experiments.plane import ACROSS, UP
from workbench.experiments.shipped import shipped
from workbench.labs.p3_architecture.boundaries import LAB, compute, drawn, line
from workbench.models.families import FAMILIES


def test_the_map_and_the_scores_are_those_of_scikit_learn():
    frame = LAB.run(data="income", first="age", second="hours_per_week", depth=3, rows=300)
    plane = frame.plane
    tree = DecisionTreeClassifier(max_depth=3, random_state=0).fit(plane.training.X, plane.training.y)
    np.testing.assert_allclose(frame.learned.map.ravel(), tree.predict_proba(plane.places)[:, 1], atol=1e-9)
    for table, score in ((plane.training, frame.learned.training), (plane.validation, frame.learned.validation)):
        assert score == pytest.approx(f1_score(table.y, tree.predict(table.X)))


def test_a_forest_is_the_mean_of_its_trees():
    frame = LAB.run(family="forest", trees=25, rows=200)
    X, y = frame.plane.training.X, frame.plane.training.y
    middle, scale = X.mean(0), X.std(0)
    forest = RandomForestClassifier(25, max_depth=4, random_state=0).fit((X - middle) / scale, y)
    expected = forest.predict_proba((frame.plane.places - middle) / scale)[:, 1]
    np.testing.assert_allclose(frame.learned.map.ravel(), expected, atol=1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_parts_the_moons_better_than_chance(family):
    frame = LAB.run(family=family)
    assert frame.learned.map.shape == (UP, ACROSS)
    assert frame.learned.map.min() >= 0 and frame.learned.map.max() <= 1
    assert frame.learned.validation > 0.8
    assert (
        frame.learned.map[0, -1] > 0.9 > 0.1 > frame.learned.map[-1, 0]
    )  # yes below on the right, no above on the left


def test_a_linear_model_draws_a_straight_line_and_a_tree_corners():
    x, y = line(LAB.run(family="linear"))
    x, y = x[~np.isnan(x)], y[~np.isnan(y)]
    slope, start = np.polyfit(x, y, 1)
    np.testing.assert_allclose(slope * x + start, y, atol=0.02)
    x, y = line(LAB.run(family="tree", depth=2))
    steps = np.abs(np.diff(np.stack([x, y]), axis=1))
    steps = steps[:, ~np.isnan(steps).any(0)]
    level = (steps < 1e-9).any(0)
    assert level.mean() > 0.9  # each piece runs along an axis; corners are cut by the grid


def test_more_capacity_follows_single_points():
    calm, wild = LAB.run(depth=2, rows=100), LAB.run(depth=12, rows=100)
    assert wild.learned.training == 1.0 > calm.learned.training
    assert "follows single points" in LAB.describe(wild) and "single points" not in LAB.describe(calm)


def test_a_drag_is_shown_early_and_the_end_is_the_whole_model():
    shares = {name: [frame.progress for frame in compute(LAB.settings(family=name))] for name in FAMILIES}
    assert all(steps[-1] == 1 for steps in shares.values())
    assert len(shares["linear"]) == len(shares["tree"]) == len(shares["xgboost"]) == 1
    assert len(shares["forest"]) == 5 and len(shares["mlp"]) == 60 and len(shares["catboost"]) == 2


def test_points_of_whole_numbers_do_not_hide_one_another():
    plane = LAB.run(data="income", rows=300).plane
    moved = drawn(plane) - plane.training.X
    assert np.abs(moved).max() <= 0.4 and len(np.unique(drawn(plane), axis=0)) == 300
    np.testing.assert_array_equal(drawn(LAB.run().plane), LAB.run().plane.training.X[:400])


def test_the_same_column_twice_is_a_map_too():
    assert LAB.run(data="income", first="age", second="age", rows=100).learned.map.shape == (UP, ACROSS)


def test_lines_on_another_map_are_no_ghosts():
    moons, income = LAB.run(), LAB.run(data="income", rows=100)
    picture = LAB.Picture(*LAB.picture(moons).axes)
    for frame, ghost, shown in ((moons, None, False), (moons, moons, True), (moons, income, False)):
        picture.update(frame, ghost)
        assert picture.old.get_visible() == shown


def test_the_sentence_speaks_of_one():
    assert "XGBoost, 1 tree of depth 4: F1" in LAB.describe(LAB.run(family="xgboost", trees=1))
    assert "Neural network, 1 neuron: F1" in LAB.describe(LAB.run(family="mlp", width=1, rows=50))
    assert "people it learned from" in LAB.describe(LAB.run(data="income", rows=100))


def test_words_stand_in_the_order_of_their_share_of_yes_and_between_two_the_nearer_counts():
    frame = LAB.run(data="income", first="age", second="occupation", depth=6, rows=800)
    words, plane = frame.plane.words[1], frame.plane
    case = shipped("income")
    learned = split_case(case).train.with_columns(pl.col("occupation").fill_null("missing"))
    shares = [learned.filter(occupation=word)[case.target].mean() for word in words]
    assert shares == sorted(shares) and set(words) == set(learned["occupation"]) and plane.words[0] == ()
    assert set(plane.training.X[:, 1]) <= set(range(len(words)))
    tree = DecisionTreeClassifier(max_depth=6, random_state=0).fit(plane.training.X, plane.training.y)
    up = np.linspace(-0.5, len(words) - 0.5, UP)
    across = np.linspace(plane.low[0], plane.high[0], ACROSS)
    for row in (0, 17, UP - 1):
        nearest = min(range(len(words)), key=lambda word: abs(word - up[row]))
        asked = np.column_stack([across, np.full(ACROSS, nearest)])
        np.testing.assert_allclose(frame.learned.map[row], tree.predict_proba(asked)[:, 1], atol=1e-9)


def test_words_are_written_beside_the_map_and_numbers_come_back():
    picture = LAB.Picture(*LAB.picture(LAB.run(rows=50)).axes)
    both = LAB.run(data="income", first="relationship", second="sex", rows=50)
    picture.update(both, None)
    up, across = (
        [label.get_text() for label in axis.get_majorticklabels()] for axis in (picture.axes.yaxis, picture.axes.xaxis)
    )
    assert up == ["Female", "Male"] and len(across) == 6 and "Husband" in across
    picture.update(LAB.run(data="income", first="age", second="hours_per_week", rows=50), None)
    picture.axes.figure.canvas.draw()
    assert "40" in [label.get_text() for label in picture.axes.xaxis.get_majorticklabels()]
