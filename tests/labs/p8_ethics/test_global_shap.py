import numpy as np
import pytest

from workbench.experiments.explained import explainer, learned
from workbench.experiments.shipped import shipped
from workbench.labs.p8_ethics.global_shap import GROUPS, LAB, STORY, Picture, describe


def people(group, count, model="xgboost"):
    """The first people of a group, picked here by hand."""
    rows = learned(shipped("income"), model, STORY.features).rows
    test = {
        "everyone": lambda row: True,
        "Female": lambda row: row["sex"] == "Female",
        "Male": lambda row: row["sex"] == "Male",
        "under 30": lambda row: row["age"] < 30,
        "30 to 49": lambda row: 30 <= row["age"] <= 49,
        "50 and older": lambda row: row["age"] >= 50,
    }[group]
    return rows[[i for i, row in enumerate(rows.iter_rows(named=True)) if test(row)]][:count]


@pytest.mark.parametrize("group", GROUPS)
def test_the_people_are_those_of_the_group(group):
    frame = LAB.run(group=group, people=60, feature="age")
    assert frame.people == 60
    np.testing.assert_array_equal(frame.dependence.x, people(group, 60)["age"])


def test_the_bars_are_the_mean_of_the_contributions():
    frame = LAB.run(people=150, group="Female", show=5)
    values = explainer(shipped("income"), "xgboost", STORY.features, "auto")(people("Female", 150)).values
    mean = np.abs(values).mean(0)
    order = np.argsort(-mean)
    np.testing.assert_allclose(frame.credit, [*mean[order[:4]], mean[order[4:]].sum()])
    assert frame.keys == (*(STORY.features[i] for i in order[:4]), "")
    assert frame.swarms[-1].name == "Sum of 7 other features"
    np.testing.assert_allclose(np.sort(frame.swarms[0].x), np.sort(values[:, order[0]]))


def test_with_all_features_there_is_no_rest():
    frame = LAB.run(people=50, show=len(STORY.features))
    assert "" not in frame.keys and set(frame.keys) == set(STORY.features)


@pytest.mark.parametrize("model", ["xgboost", "forest", "linear"])
def test_each_model_is_explained_where_it_is_exact(model):
    frame = LAB.run(people=50, model=model)
    assert frame.output == {"xgboost": "log-odds", "forest": "probability", "linear": "log-odds"}[model]
    assert explainer(shipped("income"), model, STORY.features, "auto").method.exact


def test_more_people_contain_the_fewer_ones():
    few, many = LAB.run(people=120), LAB.run(people=250)
    np.testing.assert_array_equal(few.dependence.y, many.dependence.y[:120])


def test_a_click_on_a_row_looks_closer_at_its_feature():
    frame = LAB.run(people=50, show=5)
    picture = Picture(*LAB.picture(frame).axes)
    for row, key in enumerate(frame.keys[:-1]):
        for panel in (0, 1):
            assert picture.pick(frame, panel, 0.3, 4 - row + 0.3) == {"feature": key}
    assert picture.pick(frame, 0, 0.3, 0) is None  # the sum of the rest is no feature
    assert picture.pick(frame, 0, 0.3, 7) is None
    assert picture.pick(frame, 2, 0.3, 3) is None


def test_the_sentence_names_leaders_disagreement_and_partner():
    frame = LAB.run(people=300, feature="hours_per_week")
    sentence = describe(frame)
    assert sentence.startswith(f"300 people, everyone. On average {frame.swarms[0].name} pushes most, by ")
    partner = frame.dependence.other.split(" (")[0]
    assert sentence.endswith(f"Hours per week works most together with {partner}.")
    assert "The two ways disagree most on " in sentence or "in the same order" in sentence
