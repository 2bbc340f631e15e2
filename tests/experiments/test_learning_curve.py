import numpy as np
import pytest
import xgboost
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import f1_score, mean_absolute_error

from workbench.cases import load
from workbench.data.encode import prepare
from workbench.experiments.learning_curve import TREES, _split, measure_of, most_rows, score_with
from workbench.experiments.shipped import shipped


@pytest.mark.parametrize("rows", [100, 1000])
@pytest.mark.parametrize("kind", ["linear", "boosted"])
def test_people_are_scored_as_scikit_learn_scores_them(kind, rows):
    training, validation = prepare(shipped("income"), "dense" if kind == "linear" else "ordinal", rows, 1)
    model = LogisticRegression(max_iter=2000, tol=1e-8) if kind == "linear" else xgboost.XGBClassifier(**TREES)
    model.fit(training.X.astype(float) if kind == "linear" else training.X, training.y)
    pair = score_with(shipped("income"), kind, rows, 1)
    assert pair.validation == pytest.approx(f1_score(validation.y, model.predict(validation.X)), abs=0.005)
    assert pair.training == pytest.approx(f1_score(training.y, model.predict(training.X)), abs=0.005)


@pytest.mark.parametrize("kind", ["linear", "boosted"])
def test_hours_are_scored_by_their_mean_absolute_error(kind):
    training, validation = _split(shipped("bikes"), "dense" if kind == "linear" else "ordinal", 300, 1, "day")
    model = (Ridge() if kind == "linear" else xgboost.XGBRegressor(**TREES)).fit(training.X, training.y)
    pair = score_with(shipped("bikes"), kind, 300, 1, "day")
    assert pair.validation == pytest.approx(mean_absolute_error(validation.y, model.predict(validation.X)))
    assert pair.training == pytest.approx(mean_absolute_error(training.y, model.predict(training.X)))


def test_no_day_is_on_both_sides():
    training, validation = _split(shipped("bikes"), "ordinal", 10_000, 0, "day")
    assert len(training.y) + len(validation.y) == load("bikes").frame.height
    numbers = [name for name in load("bikes").features if load("bikes").frame[name].dtype.is_numeric()]
    place = numbers.index("day")  # the encoder puts numbers first
    assert not set(training.X[:, place]) & set(validation.X[:, place])


def test_more_rows_contain_the_fewer_ones():
    few, many = (_split(shipped("bikes"), "ordinal", rows, 3, "day")[0].y for rows in (50, 200))
    np.testing.assert_array_equal(many[:50], few)


def test_all_training_rows_are_counted():
    assert most_rows(shipped("income")) == len(prepare(shipped("income"), "ordinal", 10**6)[0].y) == 22_792
    hours = _split(shipped("bikes"), "ordinal", 10**6, 0, "day")[0]
    assert most_rows(shipped("bikes"), "day") == len(hours.y) == 6_935


def test_classes_are_judged_by_f1_and_numbers_by_their_error():
    assert (measure_of(shipped("income")).name, measure_of(shipped("income")).higher_is_better) == ("F1", True)
    assert (measure_of(shipped("bikes")).name, measure_of(shipped("bikes")).higher_is_better) == ("MAE (people)", False)
