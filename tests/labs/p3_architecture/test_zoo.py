import re

import numpy as np
import pytest
from sklearn.metrics import f1_score, r2_score

from workbench.experiments.shipped import shipped
from workbench.experiments.zoo import Trained, honest_parts, training
from workbench.labs.p3_architecture.zoo import LAB, Zoo, compute
from workbench.models.families import FAMILIES, make

QUICK = {"forest": False, "catboost": False, "mlp": False, "rows": 300}


@pytest.mark.parametrize(
    ("data", "task", "score"), [("income", "classification", f1_score), ("bikes", "regression", r2_score)]
)
def test_a_score_is_that_of_the_model_on_rows_it_has_not_seen(data, task, score):
    frame, case = LAB.run(**QUICK, data=data), shipped(data)
    parts = honest_parts(case)
    rows = parts.train[np.random.default_rng(0).permutation(parts.train.height)[:300]]
    model = make("tree", rows[case.features], task).fit(rows[case.features], rows[case.target].to_numpy())
    answers = model.predict(parts.validation[case.features])
    (trained,) = frame.results["tree"]
    assert trained.score == pytest.approx(score(parts.validation[case.target].to_numpy(), answers))
    assert frame.results.keys() == {"linear", "tree", "xgboost"} and frame.now == ""


def test_bikes_are_judged_on_what_came_later_and_income_on_anybody():
    train, validation, test = honest_parts(shipped("bikes"))
    assert train["time"].max() < validation["time"].min() <= validation["time"].max() < test["time"].min()
    assert "hours that came later" in LAB.describe(LAB.run(**QUICK, data="bikes"))
    assert "4,884 people it has not seen" in LAB.describe(LAB.run(**QUICK))


def test_they_finish_one_by_one_and_what_is_there_stays():
    finished = []
    for frame in compute(LAB.settings(**QUICK, repeats=2)):
        if sum(map(len, frame.results.values())) != len(finished):
            finished.append(frame)
    assert [sum(map(len, frame.results.values())) for frame in finished] == [1, 2, 3, 4, 5, 6]
    assert list(finished[0].results) == ["linear"] and finished[0].now == "tree"
    assert LAB.describe(finished[0]).endswith(" Now: Decision tree.")
    assert finished[-1].progress == 1


def test_a_long_training_has_places_to_stop():
    chosen = dict.fromkeys(FAMILIES, False) | {"forest": True}
    run = compute(LAB.settings(**chosen, rows=300))
    frames = [next(run) for _ in range(5)]
    run.close()
    assert all(frame.results == {} and frame.now == "forest" for frame in frames)
    assert len(list(compute(LAB.settings(**chosen, rows=300)))) > 10  # and it is carried on


def test_what_was_trained_once_is_remembered():
    first, second = LAB.run(**QUICK), LAB.run(**QUICK)
    assert first.results["xgboost"][0] is second.results["xgboost"][0]


def test_seeds_give_a_spread():
    frame = LAB.run(**QUICK, repeats=3)
    scores = [one.score for one in frame.results["tree"]]
    assert len(set(scores)) == 3
    picture = LAB.Picture(*LAB.picture(frame).axes)
    picture.update(frame, None)
    assert picture.cells["tree"][0].get_text() == f"{np.mean(scores):.2f} ±{np.ptp(scores) / 2:.2f}"


def test_nothing_chosen_is_said():
    frame = LAB.run(**dict.fromkeys(FAMILIES, False))
    assert LAB.describe(frame) == "No model is chosen. Switch one on." and frame.progress == 1


def test_a_quicker_model_that_is_as_good_is_named():
    results = {"linear": (Trained(0.7, 0.1, 1, 1),), "catboost": (Trained(0.705, 9, 1, 1),)}
    frame = Zoo(settings=LAB.settings(), measure="F1", results=results, now="", judged=10, later=False)
    assert LAB.describe(frame) == (
        "Best: CatBoost, F1 0.70 on 10 people it has not seen, after 9.0\N{NO-BREAK SPACE}s of learning. "
        "Linear model is as good within 0.01, and needs 0.10\N{NO-BREAK SPACE}s."
    ).replace("0.70 on", f"{0.705:.2f} on")


def test_time_and_size_are_measured():
    *_, trained = training(shipped("income"), "xgboost", 300, 0)
    assert 0 < trained.fit < 60 and 0 < trained.row < 1000 and 10 < trained.size < 10_000


def test_more_models_and_measures():
    found = LAB.measures(LAB.run(**QUICK))
    assert {re.sub(",.*", "", name) for name in found} == {"F1", "seconds to learn"} and len(found) == 6
