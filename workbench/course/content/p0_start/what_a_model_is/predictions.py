"""The predictions of notebook 0.1. Each outcome comes from models trained on Income when it is asked for."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction
from workbench.course.quiz import Range

ROWS = 10_000  # enough for the point, and trained in a second


def two_halves() -> Outcome:
    """The same model trained twice, on different people."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    from workbench.data.encode import prepare
    from workbench.experiments.shipped import shipped

    training, _ = prepare(shipped("income"), "dense", ROWS)
    halves = np.arange(ROWS) < ROWS // 2, np.arange(ROWS) >= ROWS // 2
    first, second = (LogisticRegression(max_iter=1000).fit(training.X[half], training.y[half]) for half in halves)
    same_shape = first.coef_.shape == second.coef_.shape
    same_numbers = same_shape and np.array_equal(first.coef_, second.coef_)
    return Outcome(
        2 if same_numbers else 1 if same_shape else 0,
        f"Both have {first.coef_.size} weights and a bias, and the same formula uses them. But the weight of the age "
        f"is {first.coef_[0, 0]:.3f} in one and {second.coef_[0, 0]:.3f} in the other. Training chooses the numbers.",
    )


def model_against_rule() -> Outcome:
    """F1 of a rule and of a model, on people whom neither has seen."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    from workbench.cases import load
    from workbench.data.encode import make_encoder
    from workbench.data.split import split
    from workbench.evaluation.metrics import score

    case = load("income")
    training, validation, _ = split(case.frame, case.target)
    truth = validation[case.target].to_numpy()
    rule = score(truth, (validation["education_num"] >= 13).to_numpy()).f1
    model = make_pipeline(make_encoder(training.select(case.features), "dense"), LogisticRegression(max_iter=1000))
    model.fit(training.select(case.features), training[case.target].to_numpy())
    learned = score(truth, model.predict(validation.select(case.features))).f1
    return Outcome(
        learned - rule,
        f"On {validation.height:,} people whom neither has seen, the rule reaches an F1 of {rule:.2f} and the model "
        f"{learned:.2f}. The rule uses one fact; the model weighs all {len(case.features)} of them.",
    )


PREDICTIONS = (
    Prediction(
        "two_halves",
        "We train the same kind of model, logistic regression, twice: once on 5,000 people, once on 5,000 others. "
        "What will be different in the two models?",
        two_halves,
        options=(
            "The architecture: one will have more weights than the other.",
            "Only the parameters: the weights will have other values.",
            "Nothing: the same kind of model gives the same numbers.",
        ),
    ),
    Prediction(
        "model_against_rule",
        "Who earns more than 50,000 dollars? A rule says: everyone with a bachelor's degree or more. A model weighs "
        "everything it knows about a person. F1 is a score from 0 to 1, and 1 is perfect. By how much will the F1 of "
        "the model be higher?",
        model_against_rule,
        near=0.05,
        within=Range(-1, 1),
    ),
)
