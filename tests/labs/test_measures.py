"""The named results of a finished run: for every lab in plain words, and for some against an independent oracle."""

from __future__ import annotations

import math
from numbers import Real

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, mean_absolute_error, precision_score, recall_score, silhouette_score

from workbench.experiments.forecasting import forecasts
from workbench.experiments.scored import two_hills
from workbench.experiments.shipped import shipped
from workbench.labs import LABS
from workbench.labs.p1_problem.clusters import WORDS
from workbench.training.surfaces import SURFACES


@pytest.mark.parametrize("name", LABS)
def test_every_lab_names_its_results_in_plain_words(name):
    lab = LABS[name]
    found = lab.measures(lab.run())
    assert found
    for words, value in found.items():
        assert "_" not in words and 2 <= len(words) <= 60, words
        assert isinstance(value, Real) and not isinstance(value, (bool, np.generic)), (words, value)
        assert math.isfinite(value), words


@pytest.mark.parametrize("degree", [1, 4, 6])
def test_overfitting_gives_the_errors_of_numpy_polyfit(degree):
    lab = LABS["overfitting"]
    frame = lab.run(degree=degree, points=50)
    fit = np.polyfit(*frame.training, degree)
    training, validation = lab.measures(frame).values()
    for (x, y), error in ((frame.training, training), (frame.validation, validation)):
        assert error == pytest.approx(np.sqrt(np.mean((np.polyval(fit, x) - y) ** 2)))


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8])
def test_threshold_gives_the_rates_of_scikit_learn(threshold):
    lab = LABS["threshold"]
    truth, scores = two_hills(0.2)
    answer, weights = scores >= threshold, np.where(truth, 0.3 / truth.sum(), 0.7 / (1 - truth).sum())
    found = lab.measures(lab.run(source="hills", gap=0.2, share=30, threshold=threshold))
    for name, score in (("precision", precision_score), ("recall", recall_score), ("accuracy", accuracy_score)):
        assert found[name] == pytest.approx(score(truth, answer, sample_weight=weights), abs=1e-6)


def test_where_nobody_is_named_precision_is_no_number():
    lab = LABS["threshold"]
    assert math.isnan(lab.measures(lab.run(threshold=1.0))["precision"])


def test_the_forecast_is_judged_in_bikes_and_in_percent():
    lab, table = LABS["forecast_error"], forecasts(shipped("bikes"))
    found = lab.measures(lab.run(forecast="last_week"))
    truth, guess = table["bikers"].to_numpy().astype(float), table["last_week"].to_numpy()
    counts = truth >= 1
    assert found["MAE (bikes)"] == pytest.approx(mean_absolute_error(truth[counts], guess[counts]))
    assert found["MAPE (%)"] == pytest.approx(100 * np.mean(np.abs(truth - guess)[counts] / truth[counts]))


def test_clusters_gives_the_silhouette_of_scikit_learn_and_tells_the_truth_only_when_it_is_shown():
    lab = LABS["clusters"]
    frame = lab.run(groups=4)
    values = shipped("penguins").frame.select(list(WORDS)).to_numpy()
    assert lab.measures(frame)["silhouette"] == pytest.approx(silhouette_score(values, frame.labels))
    assert "agreement (Rand index)" not in lab.measures(frame)
    assert lab.measures(lab.run(groups=4, species=True))["agreement (Rand index)"] == frame.agreement


def test_the_race_ends_at_the_height_of_its_last_places():
    lab = LABS["optimisers"]
    frame = lab.run(surface="bowl", steps=30)
    for name, path in frame.paths.items():
        height = SURFACES["bowl"].height(*path[-1])
        assert lab.measures(frame)[f"height at the end, {name}"] == pytest.approx(float(height))
