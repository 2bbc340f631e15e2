"""The predictions of notebook 8.1. Each outcome comes from a model trained and explained when it is asked for."""

from __future__ import annotations

from workbench.course.prediction import Outcome, Prediction


def twin_without_effect() -> Outcome:
    """A forest that knows heat and its companion; the credit of each is its mean absolute contribution."""
    import numpy as np
    from sklearn.ensemble import RandomForestRegressor

    from workbench.explain import explain
    from workbench.explain.overview import importance

    random = np.random.default_rng(0)
    heat = random.normal(size=600)
    ice_cream = 0.9 * heat + np.sqrt(1 - 0.9**2) * random.normal(size=600)
    X, swimmers = np.column_stack([heat, ice_cream]), 2 * heat + random.normal(0, 0.5, 600)
    forest = RandomForestRegressor(100, max_features=1, min_samples_leaf=5, random_state=0).fit(X, swimmers)
    credit = importance(explain(forest, X[:200], background=X[200:300]))
    share = credit[1] / credit.sum()
    return Outcome(
        0 if share < 0.02 else 1 if share < 0.45 else 2,
        f"Ice cream gets {share:.0%} of the credit, and it does nothing in this world. But the model uses it: it goes "
        "along with the heat, so half of the splits can do without the heat. An explanation is of the model.",
    )


def one_fact_changed() -> Outcome:
    """Somebody of 25 made 45, by boosted trees on Income: how many contributions move?"""
    import polars as pl
    from sklearn.pipeline import make_pipeline
    from xgboost import XGBClassifier

    from workbench.cases import load
    from workbench.data.encode import make_encoder
    from workbench.explain import Explainer, what_if

    case = load("income")
    people = case.frame.select(case.features).head(5000)
    trees = XGBClassifier(n_estimators=60, max_depth=4, n_jobs=1, random_state=0)
    model = make_pipeline(make_encoder(people, "ordinal"), trees).fit(people, case.frame[case.target][:5000].to_numpy())
    moved = what_if(Explainer(model, like=people), people.filter(pl.col("age") == 25)[:1], age=45).moved
    others = {name: change for name, change in moved.items() if name != "age" and abs(change) > 1e-6}
    if not others:
        return Outcome(0, "In this model every fact counts by itself, whatever the others are.")
    strongest = next(iter(others))
    return Outcome(
        1,
        f"The contribution of the age moves by {moved['age']:+.2f}, and {len(others)} others move as well, most of all "
        f"`{strongest}` ({others[strongest]:+.2f}). To these trees, what a fact means depends on the other facts.",
    )


def without_the_column() -> Outcome:
    """Whom a model names, with the column `sex` and without it."""
    import numpy as np
    from sklearn.pipeline import make_pipeline
    from xgboost import XGBClassifier

    from workbench.cases import load
    from workbench.data.encode import make_encoder
    from workbench.data.split import split

    case = load("income")
    parts = split(case.frame, case.target)
    men = (parts.test["sex"] == "Male").to_numpy()

    def named(features: list[str]) -> tuple[float, float]:
        """The shares of men and of women that the model names."""
        X = parts.train.select(features)
        model = make_pipeline(make_encoder(X, "ordinal"), XGBClassifier(n_estimators=100, max_depth=5, n_jobs=1))
        answers = model.fit(X, parts.train[case.target].to_numpy()).predict(parts.test.select(features))
        return float(np.mean(answers[men])), float(np.mean(answers[~men]))

    before, after = named(case.features), named([name for name in case.features if name != "sex"])
    left = (after[0] - after[1]) / (before[0] - before[1])
    return Outcome(
        0 if left < 0.25 else 1 if left < 0.75 else 2,
        f"With the column the model names {before[0]:.0%} of the men and {before[1]:.0%} of the women; without it "
        f"{after[0]:.0%} and {after[1]:.0%}. Other columns, such as Husband and Wife, tell nearly the same.",
    )


PREDICTIONS = (
    Prediction(
        "twin_without_effect",
        "The number of swimmers depends on the heat, and on nothing else. Ice cream sales follow the heat closely. "
        "A forest learns to predict swimmers from both. How much credit will ice cream get?",
        twin_without_effect,
        options=("None: it has no effect.", "Some, but clearly less than heat.", "About as much as heat, or more."),
    ),
    Prediction(
        "one_fact_changed",
        "Boosted trees predict the income of somebody who is 25. You change the age to 45 and nothing else. "
        "Which contributions will change?",
        one_fact_changed,
        options=("Only that of the age.", "That of the age, and those of other facts too."),
    ),
    Prediction(
        "without_the_column",
        "A model of Income names more men than women as earning more than 50,000 dollars. We take the column `sex` "
        "away and train again. From now on, no explanation can name it. What happens to the gap between men and women?",
        without_the_column,
        options=("It disappears, or nearly.", "About half of it is left.", "Most of it is left."),
    ),
)
