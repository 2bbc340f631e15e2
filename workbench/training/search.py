"""Hyperparameter search with Optuna, trial by trial, so that it can be watched, stopped, and taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.distributions import BaseDistribution
    from optuna.samplers import BaseSampler

    from workbench.training.search_on_ray import Running

SearchMethod = Literal["tpe", "random", "grid"]
Knobs = Mapping[str, Any]
Ranges = Mapping[str, "BaseDistribution"]

STARTUP = 10  # trials at random, before TPE has seen enough to choose
UNPRUNED = 5  # trials that run to their end, before any is compared with their median
LARGEST_GRID = 10_000  # points


@dataclass(frozen=True)
class Report:
    """How good a trial is so far.

    Attributes:
        score: On validation rows; higher is better.
        others: More numbers to keep with it, such as the score on other rows.
    """

    score: float
    others: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Tried:
    """A trial that has ended.

    Attributes:
        values: The settings it tried, by name.
        score: Its last report: where it was pruned, that is not the score of a whole training.
        others: The other numbers of that report.
        pruned: Whether it was given up half-way.
    """

    values: Knobs
    score: float
    others: Mapping[str, float]
    pruned: bool


Objective = Callable[[Knobs], Iterator[Report]]


def search(
    objective: Objective,
    space: Ranges,
    *,
    method: SearchMethod = "tpe",
    trials: int,
    seed: int = 0,
    prune: bool = False,
    study: Study | None = None,
    ray: bool = False,
    workers: int = 2,
) -> Iterator[Tried | None]:
    """Look for the values that give the highest score.

    A search in a study from `open_study` that was cut off, by whatever, goes on where it was: ended trials count, and
    are given again first. The trial in the middle of which it was cut off is made anew. With the same seed it then
    finds the same as a search that nobody cut off.

    Args:
        objective: From values, a generator of reports; the last one is the score. It is asked only for as many as are
            needed.
        space: From what range each value is taken, as Optuna's distributions.
        method: "tpe" learns from the trials before (the Tree-structured Parzen Estimator of Bergstra et al., 2011),
            "random" does not, "grid" takes equally spaced values, as many of each as give so many
            combinations, in an order of chance.
        trials: How many.
        seed: Same seed, same trials.
        prune: Whether to give up a trial whose report is below the median of the trials before, at the same step
            (Optuna's MedianPruner).
        study: Where to keep the trials; None keeps them in memory.
        ray: Whether the trials run side by side on a Ray cluster, or on the processors of this machine if there is
            none; this needs Ray (extra `cluster`). A worker that dies costs its trial of the moment, which is made
            anew. TPE then chooses before the trials beside are known, so its trials are others.
        workers: How many run at the same time on Ray.
    Yields: A trial when it has ended. In between, after each report, None: a place to stop.
    Raises: ValueError if `objective` yields nothing; WorkbenchError if Ray is missing, or loses a trial thrice.
    """
    import optuna

    study = study or _quiet_study()
    study.pruner = optuna.pruners.MedianPruner(UNPRUNED) if prune else optuna.pruners.NopPruner()
    _take_up(study, again=method == "grid")
    if method == "grid":
        _queue(study, grid(space, trials), trials, seed)
    known = ended(study)
    yield from known[:trials]

    def ask(number: int) -> Trial:
        study.sampler = make_sampler(method, seed, number)
        return study.ask(dict(space))

    if ray:
        from workbench.training.search_on_ray import trials_on_ray

        def tell(one: Running, pruned: bool) -> Tried:
            return _end(study, one.trial, one.reports[-1] if one.reports else None, pruned)

        yield from trials_on_ray(objective, study, ask, range(len(known), trials), tell, workers)
        return
    for number in range(len(known), trials):
        yield from _try_out(study, ask(number), objective)


def _try_out(study: Study, trial: Trial, objective: Objective) -> Iterator[Tried | None]:
    """Make one trial. It counts as ended only after its last report."""
    report, pruned = None, False
    for step, report in enumerate(objective(trial.params), 1):
        trial.report(report.score, step)
        yield None
        if trial.should_prune():
            pruned = True
            break
    yield _end(study, trial, report, pruned)


def _end(study: Study, trial: Trial, report: Report | None, pruned: bool) -> Tried:
    """Tell the study of a trial's end."""
    from optuna.trial import TrialState

    if report is None:
        raise ValueError("`objective` must yield at least one report; it yielded none. Yield a score at its end.")
    for name, value in report.others.items():
        trial.set_user_attr(name, value)
    if pruned:
        study.tell(trial, state=TrialState.PRUNED)  # Optuna takes the last report
    else:
        study.tell(trial, report.score)
    return Tried(dict(trial.params), report.score, dict(report.others), pruned)


def ended(study: Study) -> list[Tried]:
    """The trials of a study that have ended, in the order in which they began."""
    from optuna.trial import TrialState

    trials = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))
    return [
        Tried(dict(trial.params), float(trial.value), dict(trial.user_attrs), trial.state is TrialState.PRUNED)
        for trial in trials
        if trial.value is not None
    ]


def open_study(path: str | Path, name: str = "search") -> Study:
    """A study kept in a file, which a killed kernel or a power cut leaves whole; made if there is none.

    Args:
        path: A journal, to which each step of the search appends a line.
        name: One file can hold several studies.
    """
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock

    file = str(Path(path).expanduser())
    return _quiet_study(JournalStorage(JournalFileBackend(file, JournalFileOpenLock(file))), name)


def make_sampler(method: SearchMethod, seed: int, number: int) -> BaseSampler:
    """Optuna's sampler of a method, for the trial of this number; each trial has randomness of its own.

    The points of a grid stand in a queue: no sampler is asked for them.
    """
    from optuna.samplers import RandomSampler, TPESampler

    own = int(np.random.SeedSequence((seed, number)).generate_state(1)[0])
    return TPESampler(n_startup_trials=STARTUP, seed=own) if method == "tpe" else RandomSampler(seed=own)


def grid(space: Ranges, trials: int) -> dict[str, list[Any]]:
    """Equally spaced values of each name, as few as give so many combinations or more.

    Raises: ValueError if that takes more than 10,000.
    """
    count = next(count for count in range(2, LARGEST_GRID) if count ** len(space) >= min(trials, LARGEST_GRID))
    points = {name: _spread(distribution, count) for name, distribution in space.items()}
    if np.prod([len(values) for values in points.values()], dtype=float) > LARGEST_GRID:
        raise ValueError(
            f"A grid over {len(space)} names has {count}^{len(space)} points; at most {LARGEST_GRID:,} can be handled. "
            "Leave names out, or search at random."
        )
    return points


def _spread(distribution: Any, count: int) -> list[Any]:
    """Values from the lowest to the highest; by equal factors where the range is one of factors."""
    if hasattr(distribution, "choices"):
        return list(distribution.choices)
    space = np.geomspace if distribution.log else np.linspace
    values = space(distribution.low, distribution.high, count)
    if isinstance(distribution.low, int):
        return sorted({int(value) for value in values.round()})
    return [float(value) for value in np.clip(values, distribution.low, distribution.high)]


def _quiet_study(storage: Any = None, name: str | None = None) -> Study:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna.create_study(storage=storage, study_name=name, direction="maximize", load_if_exists=True)


def _take_up(study: Study, *, again: bool) -> None:
    """A trial that was cut off has failed; a point of a grid is not left out for that."""
    from optuna.trial import TrialState

    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL)
        if again:
            study.enqueue_trial(trial.params)


def _queue(study: Study, points: Mapping[str, list[Any]], trials: int, seed: int) -> None:
    """Let the study try the points of a grid next, in an order of chance; those it knows are left out."""
    every = list(product(*points.values()))
    for place in np.random.default_rng(seed).permutation(len(every))[:trials]:
        study.enqueue_trial(dict(zip(points, every[place], strict=True)), skip_if_exists=True)


def best_of(tried: list[Tried]) -> int:
    """The place of the whole trial with the highest score; of several, the first. -1 if there is none."""
    whole = [(trial.score, -place) for place, trial in enumerate(tried) if not trial.pruned]
    return -max(whole)[1] if whole else -1


def worth_going_on(scores: list[float], gain: float, patience: int) -> bool:
    """A rule to stop: whether the best score rose by at least `gain` in the last `patience` trials."""
    if len(scores) <= patience:
        return True
    return max(scores) - max(scores[:-patience]) >= gain
