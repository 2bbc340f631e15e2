import numpy as np
import polars as pl
import pytest

from tests.explain.brute_force import interventional
from workbench.experiments.explained import learned
from workbench.experiments.shipped import shipped
from workbench.labs.p8_ethics.convergence import LAB, STORY, compute, describe


def test_the_reference_is_the_shapley_value_by_its_definition():
    known = learned(shipped("income"), "xgboost", STORY.features)
    encode = known.model[:-1].transform
    row, background = (pl.DataFrame(encode(table)) for table in (known.rows[8], known.background[:5]))
    frame = LAB.run(person=8, background=5, budget=100)
    oracle = interventional(
        lambda table: known.model[-1].predict(table.to_numpy(), output_margin=True), row, background, row.columns
    )
    np.testing.assert_allclose(frame.exact, oracle, atol=1e-5)


def test_names_belong_to_their_values():
    frame = LAB.run(person=8, background=5, budget=100)
    assert frame.names[int(np.abs(frame.exact).argmax())] == "capital gain"  # person 8 gained 15,024 dollars
    assert learned(shipped("income"), "xgboost", STORY.features).rows[8]["capital_gain"][0] == 15_024


@pytest.mark.parametrize("method", ["permutation", "kernel"])
def test_more_questions_bring_estimates_closer(method):
    first, last = [], []
    for seed in range(4):
        frame = LAB.run(method=method, budget=1500, background=10, seed=seed)
        first.append(frame.errors[0])
        last.append(frame.errors[-1])
    assert np.mean(last) < 0.4 * np.mean(first)


def test_kernel_shap_is_exact_once_all_subsets_are_tried():
    frame = LAB.run(method="kernel", background=5)
    assert frame.questions[-1] == frame.subsets and frame.errors[-1] < 1e-5
    assert describe(frame).endswith("subsets of features: nothing is left to chance.")


def test_the_budget_is_kept_and_pictures_come_often():
    frames = list(compute(LAB.settings(budget=1000, background=5)))
    assert all(frame.questions[-1] <= 1000 for frame in frames) and frames[-1].questions[-1] > 900
    assert len(frames) > 30
    assert all(frame.questions.shape == frame.errors.shape for frame in frames)


def test_the_error_is_the_distance_from_the_reference():
    frame = LAB.run(budget=200, background=5)
    by_hand = np.sqrt(((frame.estimates[-1] - frame.exact) ** 2).sum() / len(frame.exact))
    assert frame.errors[-1] == pytest.approx(by_hand)
    assert f"typically {by_hand:.3f} log-odds off" in describe(frame)
