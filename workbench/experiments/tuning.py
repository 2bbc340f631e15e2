"""What a search tries on a case: boosted trees or a small network with these values, scored on rows to choose by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import xgboost
from sklearn.neural_network import MLPClassifier, MLPRegressor

from workbench.cases import Case
from workbench.data.encode import Table, prepare
from workbench.experiments.judging import classes_of, judge_of
from workbench.experiments.replay import Replay
from workbench.threads import one_processor
from workbench.training.search import Report, SearchMethod, Tried, search

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

Model = Literal["boosted", "mlp"]
ROUNDS, STEP = 100, 10  # trees of a forest, and how many of them go by between two reports
EPOCHS, PASSES = 16, 2  # the same for a network: passes over the training rows


@dataclass(frozen=True)
class Arena:
    """The rows of a search.

    Attributes:
        training: The models learn from these.
        validation: The search chooses by these.
        fresh: Nobody chooses by these: they show what the choice is worth.
    """

    training: Table
    validation: Table
    fresh: Table


def space(model: Model) -> Mapping[str, BaseDistribution]:
    """The range from which a search takes each value; the names are those of XGBoost and scikit-learn."""
    from optuna.distributions import FloatDistribution as Number
    from optuna.distributions import IntDistribution as Whole

    if model == "boosted":
        return {
            "max_depth": Whole(1, 12),
            "learning_rate": Number(0.01, 1.0, log=True),
            "min_child_weight": Number(0.1, 100.0, log=True),
            "subsample": Number(0.3, 1.0),
        }
    return {
        "layers": Whole(1, 3),
        "width": Whole(4, 128, log=True),
        "learning_rate_init": Number(0.0001, 0.3, log=True),
        "alpha": Number(0.0001, 10.0, log=True),
    }


@lru_cache(maxsize=16)
def arena(case: Case, model: Model, rows: int, held_back: int, seed: int) -> Arena:
    """The rows for a search; the case's test rows stay untouched.

    Args:
        case: With a target of numbers: 0 or 1, 0, 1, 2 ... for more classes, or amounts.
        model: What is searched for.
        rows: Training rows.
        held_back: Rows to choose by, at most; the other rows that are not trained on are the fresh ones, half at least.
        seed: Which rows.
    """
    training, watched = prepare(case, "ordinal" if model == "boosted" else "dense", rows, seed)
    order = np.random.default_rng(seed).permutation(len(watched.y))
    count = min(held_back, len(order) // 2)
    validation, fresh = (Table(watched.X[part], watched.y[part]) for part in (order[:count], order[count:]))
    return Arena(training, validation, fresh)


def most_held_back(case: Case) -> int:
    """How many rows there are to choose by, when as many are to stay fresh."""
    return len(prepare(case, "ordinal", 1)[1].y) // 2


@lru_cache(maxsize=64)
def tuning(
    case: Case, model: Model, method: SearchMethod, trials: int, prune: bool, rows: int, held_back: int, seed: int
) -> Replay[Tried | None]:
    """A search as far as it was asked for; its items are those of `search`. The score on fresh rows stands in `others`.

    Args: those of `search` and `arena`.
    """

    def objective(values: Mapping[str, Any]) -> Iterator[Report]:
        return iter(attempt(case, model, tuple(values.items()), rows, held_back, seed))

    return Replay(lambda: search(objective, space(model), method=method, trials=trials, prune=prune, seed=seed))


@lru_cache(maxsize=4096)
def attempt(
    case: Case, model: Model, values: tuple[tuple[str, Any], ...], rows: int, held_back: int, seed: int
) -> Replay[Report]:
    """How good a model with these values is while it grows: its score on the rows to choose by, and on fresh ones."""
    make = _grow if model == "boosted" else _learn
    return Replay(lambda: make(case, arena(case, model, rows, held_back, seed), dict(values)))


def _grow(case: Case, rows: Arena, values: Mapping[str, Any]) -> Iterator[Report]:
    """Boosted trees, ten by ten."""
    classes = classes_of(case)
    objective = {0: "reg:squarederror", 2: "binary:logistic"}.get(classes, "multi:softmax")
    parameters = {**values, "objective": objective, "nthread": 1, "seed": 0}
    if objective == "multi:softmax":
        parameters["num_class"] = classes
    matrices = [xgboost.DMatrix(table.X, table.y, nthread=1) for table in (rows.training, rows.validation, rows.fresh)]
    booster = xgboost.Booster(parameters, matrices)
    for number in range(ROUNDS):
        booster.update(matrices[0], number)
        if (number + 1) % STEP == 0:
            answers = [booster.predict(matrix) for matrix in matrices[1:]]
            yield _report(case, rows, [a > 0.5 if classes == 2 else a for a in answers])


def _learn(case: Case, rows: Arena, values: Mapping[str, Any]) -> Iterator[Report]:
    """A network, two passes over the rows at a time."""
    classes = classes_of(case)
    network = (MLPClassifier if classes else MLPRegressor)(
        hidden_layer_sizes=(values["width"],) * values["layers"],
        learning_rate_init=values["learning_rate_init"],
        alpha=values["alpha"],
        random_state=0,
    )
    known = {"classes": np.arange(classes)} if classes else {}
    y, scale, middle = rows.training.y, 1.0, 0.0
    if not classes:  # a network learns amounts of every size once they have spread 1
        middle, scale = float(y.mean()), float(y.std()) or 1.0
        y = (y - middle) / scale
    for _ in range(0, EPOCHS, PASSES):
        with one_processor():
            for _ in range(PASSES):
                network.partial_fit(rows.training.X, y, **known)
            answers = [network.predict(table.X) for table in (rows.validation, rows.fresh)]
        yield _report(case, rows, answers if classes else [np.nan_to_num(a) * scale + middle for a in answers])


def _report(case: Case, rows: Arena, answers: list[np.ndarray]) -> Report:
    judge = judge_of(case).of
    validation, fresh = (judge(t.y, a) for t, a in zip((rows.validation, rows.fresh), answers, strict=True))
    return Report(validation, {"fresh": fresh})


def methods_side_by_side(case: Case, model: Model, trials: int, seeds: range, **rows: int) -> dict[str, np.ndarray]:
    """The best score after each trial, of each method, with each seed, shape (seeds, trials)."""
    found: dict[str, np.ndarray] = {}
    methods: tuple[SearchMethod, ...] = ("grid", "random", "tpe")
    for method in methods:
        runs = [tuning(case, model, method, trials, False, seed=seed, **rows) for seed in seeds]
        found[method] = np.array([best_so_far([one for one in run if one is not None]) for run in runs])
    return found


def best_so_far(tried: list[Tried]) -> np.ndarray:
    """The highest score of a whole trial up to each; NaN before the first, shape (n,)."""
    scores = np.array([np.nan if one.pruned else one.score for one in tried])
    return np.fmax.accumulate(scores) if len(scores) else scores
