"""Let Optuna search.

`score(rate, depth)` says how good a model with this learning rate and this depth is; higher is better. Complete `tune`:

- the rate is a number from 0.01 to 1.0, and every factor of ten gets the same chance (`log=True`);
- the depth is a whole number from 1 to 10;
- the search makes `trials` trials, and returns the study.
"""

from __future__ import annotations

from typing import Any

from workbench.course.checks import Mistake, Names, Random, fail_if

CELL = '''\
import optuna


def tune(score, trials):
    """The study of a search for the rate and the depth with the highest score."""

    def objective(trial):
        rate = ‹trial.suggest_float("rate", 0.01, 1.0, log=True)›
        depth = ‹trial.suggest_int("depth", 1, 10)›
        return score(rate, depth)

    study = optuna.create_study(direction=‹"maximize"›)
    study.optimize(objective, n_trials=trials)
    return study
'''
HINTS = (
    'A number with a name and a range: `trial.suggest_float("rate", 0.01, 1.0, log=True)`. For whole numbers there is '
    "`trial.suggest_int`.",
    "The objective returns what is to be made as high as can be: `score(rate, depth)`.",
    'The direction is `"maximize"` here. Of a loss it would be `"minimize"`.',
)

MINIMISES = Mistake(
    "The search looks for the lowest score.",
    'Higher is better here: `direction="maximize"`.',
    {'"maximize"': '"minimize"'},
)
EVEN_STEPS = Mistake(
    "Nine of ten rates will be above 0.1: small ones are hardly tried.",
    "With `log=True` each factor of ten gets the same chance.",
    {", log=True": ""},
)
IGNORES_TRIALS = Mistake(
    "The number of trials is not the one that was asked for.",
    "Pass it on: `n_trials=trials`.",
    {"n_trials=trials": "n_trials=12"},
)
EXCHANGES = Mistake(
    "The score was asked for with rate and depth exchanged.",
    "`score(rate, depth)`: first the rate, then the depth.",
    {"score(rate, depth)": "score(depth, rate)"},
)
RETURNS_BEST = Mistake(
    "The best values alone say little: whoever reads them cannot see what else was tried.",
    "Return the whole study. `study.best_params` is one line away.",
    {"return study": "return study.best_params"},
)

GETS_BOTH = "Call `score(rate, depth)`."


def examine(answer: Names, rng: Random) -> str:
    """Two searches of different length on hills with their tops in different places."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    for trials in rng.choice([5, 6, 7, 8, 9], 2, replace=False).tolist():
        top, asked = float(rng.uniform(0.1, 1)), list[tuple[float, float, float]]()

        def score(rate: float, depth: float, top: float = top, asked: list[Any] = asked) -> float:
            height = -abs(rate - top) - abs(depth - 5) / 10
            asked.append((rate, depth, height))
            return height

        study = answer["tune"](score, trials)
        RETURNS_BEST.fail_if(isinstance(study, dict))
        fail_if(not isinstance(study, optuna.Study), "`tune` must return the study.", "Keep its last line.")
        EXCHANGES.fail_if(any(rate > 1 or depth < 1 for rate, depth, _ in asked))
        _check_ranges(study)
        IGNORES_TRIALS.fail_if(len(study.trials) != trials, f"`tune(score, {trials})` made {len(study.trials)} trials.")
        MINIMISES.fail_if(study.direction is not optuna.study.StudyDirection.MAXIMIZE)
        best = max(height for _, _, height in asked)
        told = "The objective must return what `score` gives, unchanged."
        depths = [trial.params["depth"] for trial in study.trials]
        fail_if([depth for _, depth, _ in asked] != depths, "`score` does not get the depth of the trial.", GETS_BOTH)
        fail_if(study.best_value != best or len(asked) != trials, "The study did not get the scores.", told)
    return f"Your search made {trials} trials, and its best one is the highest it has seen."


def _check_ranges(study: Any) -> None:
    ranges = study.trials[0].distributions if study.trials else {}
    fail_if(set(ranges) != {"rate", "depth"}, 'The names must be "rate" and "depth".', f"They are {sorted(ranges)}.")
    rate, depth = ranges["rate"], ranges["depth"]
    EVEN_STEPS.fail_if(not rate.log)
    found = f"It is from {rate.low:g} to {rate.high:g}."
    fail_if((rate.low, rate.high) != (0.01, 1.0), "The range of the rate must be from 0.01 to 1.0.", found)
    fail_if(not isinstance(depth.low, int), "A depth of 3.7 questions does not exist.", "Take `trial.suggest_int`.")
    found = f"It is from {depth.low:g} to {depth.high:g}."
    fail_if((depth.low, depth.high) != (1, 10), "The range of the depth must be from 1 to 10.", found)
    told = "Every whole number from 1 to 10 has the same chance."
    fail_if(depth.log or depth.step != 1, "The depth needs no `log` and no `step`.", told)
