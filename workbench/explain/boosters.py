"""What `xgboost.train` returns, in the dress of an estimator."""

from __future__ import annotations

import json
import sys
from typing import Any

from workbench.errors import ExplainError

_PROBABILITIES = ("binary:logistic", "multi:softprob")


def as_estimator(model: Any) -> Any:
    """A Booster of XGBoost as the estimator that gives the same answers; any other model as it is.

    Raises: ExplainError for a Booster that answers with the number of a class.
    """
    xgboost = sys.modules.get("xgboost")  # not imported to find out
    if xgboost is None or not isinstance(model, xgboost.Booster):
        return model
    objective = json.loads(model.save_config())["learner"]["objective"]["name"]
    if objective == "multi:softmax":
        raise ExplainError(
            "`model` must give a probability for each class; with the objective 'multi:softmax' it gives the number of "
            "one class. Train it with 'multi:softprob'."
        )
    made = xgboost.XGBClassifier() if objective in _PROBABILITIES else xgboost.XGBRegressor()
    made.load_model(model.save_raw())
    made.get_booster().set_attr(best_iteration=None)  # `Booster.predict` uses all trees, also after an early stop
    return made
