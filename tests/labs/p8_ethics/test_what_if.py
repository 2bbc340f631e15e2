import time
from dataclasses import asdict, replace
from math import log

import numpy as np
import polars as pl
import pytest

from workbench.cases import load
from workbench.experiments.explained import KINDS, learned
from workbench.experiments.shipped import shipped
from workbench.labs.p8_ethics import what_if, what_if_bikes
from workbench.live.picture import Canvas, Look

LABS = {"income": (what_if, "person"), "bikes": (what_if_bikes, "moment")}


@pytest.fixture(params=LABS)
def lab(request):
    return LABS[request.param]


def row_of(module, number, model="xgboost"):
    story = module.STORY
    return learned(shipped(story.case), model, story.features).rows.row(number, named=True)


def ask(module, row, model):
    """The model's own answer to a row."""
    known = learned(shipped(module.STORY.case), model, module.STORY.features)
    table = pl.DataFrame({name: [value] for name, value in row.items()}, schema=known.rows.schema)
    return known.model.predict_proba(table)[0, 1] if module is what_if else known.model.predict(table)[0]


def test_the_defaults_are_a_row_of_the_data(lab):
    module, one = lab
    defaults = asdict(module.LAB.settings())
    assert {name: defaults[name] for name in module.STORY.features} == row_of(module, defaults[one])
    assert module.LAB.run().changed == ()


def test_every_value_in_the_data_has_its_place_on_the_controls(lab):
    module, _ = lab
    rows = learned(shipped(module.STORY.case), "xgboost", module.STORY.features).rows
    for name in module.STORY.features:
        for value in rows[name].unique():
            module.LAB.settings(**{name: value})


@pytest.mark.parametrize("model", KINDS)
def test_what_it_says_is_the_models_answer_and_adds_up(lab, model):
    module, one = lab
    change = {"age": 60, "hours_per_week": 20} if module is what_if else {"hour": 8, "weather": "light rain/snow"}
    frame = module.LAB.run(model=model, **change)
    settings = asdict(module.LAB.settings(**change))
    row = {name: settings[name] for name in module.STORY.features}
    assert frame.answer == pytest.approx(ask(module, row, model), rel=1e-5, abs=1e-6)
    assert frame.real == pytest.approx(ask(module, row_of(module, settings[one]), model), rel=1e-5, abs=1e-6)
    assert frame.base + frame.values.sum() == pytest.approx(frame.answer, abs=1e-6 * max(1, abs(frame.answer)))
    assert set(frame.changed) == set(change)


def test_log_odds_move_the_threshold_too():
    frame = what_if.LAB.run(output="log-odds", threshold=0.8)
    assert frame.threshold == pytest.approx(log(0.8 / 0.2))
    in_chances = what_if.LAB.run(threshold=0.8)
    assert 1 / (1 + np.exp(-frame.answer)) == pytest.approx(in_chances.answer, abs=1e-6)
    assert "less than a millionth" in what_if.describe(frame)


def test_a_forest_that_is_quite_sure_of_a_mixture_answers_in_probability_and_says_why():
    person = {"model": "forest", "age": 24, "hours_per_week": 88, "occupation": "Handlers-cleaners", "race": "Other"}
    sure = {
        **person,
        "relationship": "Not-in-family",
        "marital_status": "Married-spouse-absent",
        "capital_gain": 18_778,
    }
    frame = what_if.LAB.run(output="log-odds", **sure)
    assert frame.output == "probability" and frame.answer == what_if.LAB.run(**sure).answer
    assert "the log-odds of 0% or 100% are infinite" in what_if.describe(frame)


def test_an_estimate_comes_first_where_exact_contributions_take_long():
    first, last = what_if.compute(what_if.LAB.settings(model="network"))
    assert not first.exact and first.progress < 1 and last.exact and last.progress == 1
    np.testing.assert_allclose(first.values, last.values, atol=0.1 * np.abs(last.values).max())
    assert what_if.describe(first).endswith("These contributions are a first estimate.")


def test_the_way_back_leads_to_the_row_in_the_data(lab):
    module, one = lab
    change = {"age": 60} if module is what_if else {"hour": 3}
    assert not any(offer.label.startswith("Back") for offer in module.LAB.run().suggestions)
    back = module.LAB.run(**change).suggestions[0]
    assert back.label.startswith("Back to")
    again = module.LAB.run(**{**change, **back.values})
    assert again.changed == () and again.answer == pytest.approx(again.real)


def test_the_nearest_row_on_the_other_side_is_on_the_other_side(lab):
    module, _ = lab
    frame = module.LAB.run()
    (offer,) = (offer for offer in frame.suggestions if offer.label.startswith("Nearest"))
    other = module.LAB.run(**offer.values)
    assert (other.answer >= other.threshold) != (frame.answer >= frame.threshold)
    assert len(other.changed) < len(module.STORY.features) / 2  # it is near


def test_the_next_row_comes_with_its_number(lab):
    module, one = lab
    number = asdict(module.LAB.settings())[one]
    offer = module.LAB.run().suggestions[-1]
    frame = module.LAB.run(**offer.values)
    assert offer.values[one] == number + 1 and frame.changed == () and frame.who == f"{one} {number + 1}"
    last = module.LAB.run(**{one: module.LAB.controls[one].high}).suggestions[-1]
    assert last.values[one] == 0


def test_the_sentence_tells_side_reasons_and_change():
    sentence = what_if.describe(what_if.LAB.run(education="Doctorate", occupation="Prof-specialty"))
    assert sentence.startswith("For person 36 the model answers ")
    assert "changed: education, occupation." in sentence
    frame = what_if.LAB.run()
    assert "35 = age (years)" in frame.names and "College, academic = education" in frame.names
    assert "Most upwards pushes " in sentence and "the gap is less than a millionth" in sentence
    assert "riders, " in what_if_bikes.describe(what_if_bikes.LAB.run())


def test_no_model_learned_from_the_rows_it_explains(lab):
    module, _ = lab
    case = load(module.STORY.case)
    known = learned(shipped(case.name), "xgboost", module.STORY.features)
    assert 0.15 < known.rows.height / case.frame.height < 0.21  # a fifth was held back; a few have gaps
    assert known.rows.null_count().sum_horizontal()[0] == 0


def test_a_slider_seldom_changes_the_axes_and_a_picture_takes_few_milliseconds():
    frames = [what_if.LAB.run(age=age) for age in range(17, 91)]
    canvas = Canvas(what_if.LAB, Look("light", 900, 1.0))
    for frame in frames:  # letters are remembered from here on
        canvas.draw(frame, None)
    redraws, seconds = 0, []
    for frame in frames:
        begun = time.perf_counter()
        canvas.picture.update(frame, None)
        seconds.append(time.perf_counter() - begun)
        redraws += canvas.figure.stale
        canvas.draw(frame, None)
    assert redraws <= 8
    assert np.median(seconds) < 0.01


def test_an_extreme_answer_stays_in_the_picture():
    extreme = {"capital_gain": 99_999, "capital_loss": 4356, "education": "Doctorate"}
    frame = what_if.LAB.run(model="linear", output="log-odds", **extreme)
    assert frame.answer > 8 and frame.gap < 1e-6
    figure = what_if.LAB.picture(frame)
    low, high = figure.axes[1].get_ylim()
    dots = [line for line in figure.axes[1].lines if line.get_marker() == "o"]
    assert [line.get_ydata()[0] for line in dots] == [high]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([-1.0, -2.0], "Most downwards pushes b (−2)."),
        ([1.0, 0.0], "Most upwards pushes a (+1)."),
        ([1.0, -2.0], "Most upwards pushes a (+1), most downwards pushes b (−2)."),
        ([0.0, 0.0], "No fact moves the answer."),
    ],
)
def test_only_what_pushes_is_named(values, sentence):
    frame = replace(what_if.LAB.run(), names=("a", "b"), values=np.array(values))
    assert sentence in what_if.describe(frame)
