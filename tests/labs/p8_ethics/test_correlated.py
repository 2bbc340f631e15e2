import numpy as np
import pytest
import shap
from sklearn.linear_model import LinearRegression

from workbench.explain.methods import seeded
from workbench.labs.p8_ethics.correlated import EFFECT, LAB, conditional_linear, describe, world


@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.8])
def test_the_world_is_as_described(correlation):
    X, y = world(40_000, correlation, 0.5, seed=1)
    assert np.corrcoef(X.T)[0, 1] == pytest.approx(correlation, abs=0.02)
    effects = np.linalg.lstsq(X, y)[0]
    assert effects == pytest.approx([EFFECT, 0], abs=0.03)
    assert np.std(y - X @ effects) == pytest.approx(0.5, abs=0.01)


def test_the_conditional_way_is_that_of_shap(capsys):
    X, y = world(500, 0.7, 0.5, seed=2)
    model = LinearRegression().fit(X, y + X[:, 1])  # let both have an effect
    with seeded(0):
        theirs = shap.LinearExplainer(model, shap.maskers.Impute(X), nsamples=20_000).shap_values(X[:50])
    np.testing.assert_allclose(conditional_linear(model.coef_, X[:50], X), theirs, atol=0.03)


@pytest.mark.parametrize("model", ["forest", "boosted", "linear"])
@pytest.mark.parametrize("correlation", [0.0, 0.8])
def test_both_ways_share_out_the_same_answers(model, correlation):
    frame = LAB.run(model=model, correlation=correlation)
    sums = [values.sum(1) for values in (frame.interventional, frame.conditional)]
    gap = sums[0] - sums[1]  # they start from mean answers over different rows
    assert np.ptp(gap) < 1e-4 and np.abs(gap).max() < 0.5


@pytest.mark.parametrize("seed", range(3))
def test_who_gets_credit_depends_on_the_way_and_on_the_model(seed):
    def share(model, way, correlation):
        credit = np.abs(getattr(LAB.run(model=model, correlation=correlation, seed=seed), way)).mean(0)
        return credit[1] / credit.sum()

    assert share("linear", "interventional", 0.9) < 0.1 < 0.3 < share("linear", "conditional", 0.9)
    assert share("forest", "interventional", 0.9) > 0.2  # this forest does use ice cream
    assert share("boosted", "interventional", 0.9) < share("forest", "interventional", 0.9)
    for model in ("forest", "boosted", "linear"):
        for way in ("interventional", "conditional"):
            assert share(model, way, 0.0) < 0.12


def test_the_sentence_gives_both_shares():
    frame = LAB.run(model="linear", correlation=0.9)
    shares = [np.abs(values).mean(0) for values in (frame.interventional, frame.conditional)]
    for credit in shares:
        assert f"{credit[1] / credit.sum():.0%}" in describe(frame)
    assert describe(frame).endswith("Both tell what this model does with its columns, not what causes what.")
    assert describe(LAB.run(model="boosted", correlation=0.0, noise=0.0, days=2000)).endswith("both ways say so.")
