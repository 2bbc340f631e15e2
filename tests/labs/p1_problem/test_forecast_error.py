import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error, mean_absolute_percentage_error, root_mean_squared_error

from workbench.evaluation.forecasts import MEASURES
from workbench.experiments.forecasting import KINDS, forecasts
from workbench.experiments.shipped import shipped
from workbench.labs.p1_problem.forecast_error import LAB, SCALES


@pytest.mark.parametrize("kind", KINDS)
def test_the_errors_are_those_of_scikit_learn_over_the_hours_that_count(kind):
    frame = LAB.run(forecast=kind, scale=1.5, offset=-20, floor=10)
    bikes = forecasts(shipped("bikes")).filter(forecasts(shipped("bikes"))["bikers"] >= 10)
    truth, forecast = bikes["bikers"].to_numpy(), np.maximum(1.5 * bikes[kind].to_numpy() - 20, 0)
    expected = [
        measure(truth, forecast)
        for measure in (mean_absolute_error, root_mean_squared_error, mean_absolute_percentage_error)
    ]
    assert list(frame.errors[:3]) == pytest.approx(expected)
    assert frame.hours == len(truth)


def test_the_curve_over_the_scales_passes_through_the_errors_here():
    here, there = LAB.run(scale=1.0), LAB.run(scale=1.5)
    ratio = np.array(there.errors) / np.array(here.errors)
    at = [int(np.argmin(np.abs(SCALES - scale))) for scale in (1.0, 1.5)]
    assert here.curves[:, at[1]] / here.curves[:, at[0]] == pytest.approx(ratio)


@pytest.mark.parametrize("kind", KINDS)
def test_mape_likes_forecasts_that_are_too_low(kind):
    scales = dict(zip(MEASURES, LAB.run(forecast=kind).best_scales, strict=True))
    assert scales["MAPE"] < scales["MAE"] - 0.1


def test_night_hours_make_half_of_mape_and_little_of_mae():
    frame = LAB.run()
    night = dict(zip(MEASURES, frame.parts[:, [23, *range(7)]].sum(1), strict=True))
    assert night["MAPE"] > 3 * night["MAE"] > 0


def test_without_the_quiet_hours_mape_falls_and_mae_rises():
    (mae, _, mape, _), (mae_before, _, mape_before, _) = LAB.run(floor=30).errors, LAB.run().errors
    assert mape < 0.75 * mape_before and mae > mae_before


def test_the_parts_of_each_error_add_up():
    assert LAB.run(hours="day").parts.sum(1) == pytest.approx(np.ones(4))
    assert LAB.run(hours="day").parts[:, [23, *range(7)]].sum() == 0


def test_the_best_by_mae_is_not_the_best_by_mape():
    winners = LAB.run().winners
    assert winners[MEASURES.index("MAE")] != winners[MEASURES.index("MAPE")]


def test_the_week_shown_is_a_part_of_the_three_months():
    frame = LAB.run(week=2)
    bikes = forecasts(shipped("bikes"))
    eighth = bikes.filter(bikes["time"].dt.date() == bikes["time"][0].date().replace(day=8))
    assert frame.truth[: eighth.height].tolist() == eighth["bikers"].to_list()
    assert frame.days.min() >= 0 and frame.days.max() < 7


def test_the_sentence_gives_the_errors_and_the_worst_hour():
    frame = LAB.run()
    sentence = LAB.describe(frame)
    assert sentence.startswith(f"Over {frame.hours:,} hours: MAE {frame.errors[0]:.0f}, RMSE ")
    bikes, forecast = frame.worst
    assert f"with {bikes:.0f} bikes, forecast {forecast:.0f}" in sentence
    assert "The eight night hours" in sentence and "The eight night hours" not in LAB.describe(LAB.run(hours="day"))


def test_the_suggestion_lowers_mape():
    (suggestion,) = LAB.run().suggestions
    assert LAB.run(**suggestion.values).errors[2] < LAB.run().errors[2]


def test_a_click_chooses_the_scale():
    picture = LAB.Picture.__new__(LAB.Picture)
    assert picture.pick(LAB.run(), 2, 0.75, 2) == {"scale": 0.75}
    assert picture.pick(LAB.run(), 0, 3, 200) is None
