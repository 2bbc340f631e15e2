import numpy as np
import pytest
import xgboost
from sklearn.metrics import f1_score
from sklearn.tree import DecisionTreeClassifier

from workbench.data.encode import prepare
from workbench.experiments import trees
from workbench.experiments.shipped import shipped
from workbench.experiments.trees import BoostedForest, boosted_forest, tree_scores

ROWS = 500


@pytest.fixture(scope="module")
def tables():
    return prepare(shipped("income"), "ordinal", ROWS, 0)


@pytest.mark.parametrize(("depth", "leaf"), [(1, 1), (4, 1), (10, 20)])
def test_tree_scores_are_those_of_scikit_learn(tables, depth, leaf):
    training, validation = tables
    tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=leaf, random_state=0).fit(training.X, training.y)
    scores = tree_scores(shipped("income"), depth, leaf, ROWS, 0)
    assert scores.training == pytest.approx(f1_score(training.y, tree.predict(training.X)))
    assert scores.validation == pytest.approx(f1_score(validation.y, tree.predict(validation.X)))


def test_forest_scores_are_those_of_a_forest_trained_in_one_go(tables):
    training, validation = tables
    matrix = xgboost.DMatrix(training.X, training.y)
    options = {"objective": "binary:logistic", "max_depth": 3, "min_child_weight": 1.25}
    booster = xgboost.train(options, matrix, num_boost_round=12)
    scores = boosted_forest(shipped("income"), 3, 5, ROWS, 0).scores(12)
    assert scores.training == pytest.approx(f1_score(training.y, booster.predict(matrix) > 0.5))
    assert scores.validation == pytest.approx(f1_score(validation.y, booster.inplace_predict(validation.X) > 0.5))


def test_asking_for_fewer_trees_later_changes_nothing():
    forest = BoostedForest(shipped("income"), 3, 5, ROWS, 0)
    early = forest.scores(3)
    forest.scores(10)
    assert forest.scores(3) == early


def test_each_leaf_of_a_forest_holds_enough_rows(tables):
    training, _ = tables
    forest = BoostedForest(shipped("income"), 6, 20, ROWS, 0)
    forest.scores(5)
    leaves = forest._booster.predict(xgboost.DMatrix(training.X), pred_leaf=True)  # (rows, trees)
    for tree in leaves.T:
        assert np.unique(tree, return_counts=True)[1].min() >= 20


def test_a_tree_without_limits_learns_its_rows_by_heart():
    scores = tree_scores(shipped("income"), 40, 1, ROWS, 0)
    assert scores.training > 0.95 > scores.validation + 0.2


def test_a_forest_that_was_interrupted_goes_on_with_the_trees_it_has(monkeypatch):
    forest, scored = BoostedForest(shipped("income"), 3, 5, ROWS, 0), trees._score

    def stop_once(*arguments):
        monkeypatch.setattr(trees, "_score", scored)
        raise KeyboardInterrupt

    forest.scores(2)
    monkeypatch.setattr(trees, "_score", stop_once)
    with pytest.raises(KeyboardInterrupt):
        forest.scores(5)
    assert forest.scores(5) == BoostedForest(shipped("income"), 3, 5, ROWS, 0).scores(5)
    assert forest._booster.num_boosted_rounds() == 5
