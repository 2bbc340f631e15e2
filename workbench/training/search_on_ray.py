"""Trials of a search side by side, on the machines of a Ray cluster; the study stays here."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.cluster import start_ray
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from optuna import Study, Trial

LOOK = 0.5  # s after which a search that waits for its workers can be stopped
DEATHS = 3  # workers that one trial may lose


@dataclass(eq=False)
class Running:
    """A trial at a worker.

    Attributes:
        number: Its place in the search.
        trial: What Optuna knows of it.
        reports: What it has said so far.
    """

    number: int
    trial: Trial
    reports: list[Any] = field(default_factory=list)


def trials_on_ray(
    objective: Callable[[Any], Iterator[Any]],
    study: Study,
    ask: Callable[[int], Trial],
    numbers: range,
    tell: Callable[[Running, bool], Any],
    workers: int,
) -> Iterator[Any]:
    """Make trials at so many workers; a trial whose worker dies is made anew by another one.

    Args:
        objective: From values, a generator of reports.
        study: Where the trials are kept.
        ask: From its number, the next trial.
        numbers: Of the trials to make.
        tell: Ends a trial in the study: its reports, and whether it was given up; returns what to yield.
        workers: How many trials run at the same time.
    Yields: What `tell` returns when a trial has ended; None after each report, and while nothing comes.
    Raises: WorkbenchError if Ray does not start, or one trial has cost three workers; what `objective` raises.
    """
    from optuna.trial import TrialState

    ray = start_ray()
    task = ray.remote(max_retries=0, num_returns="streaming")(objective)
    todo, deaths, running = deque(numbers), dict.fromkeys(numbers, 0), dict[Any, Running]()
    try:
        while todo or running:
            while todo and len(running) < workers:
                number = todo.popleft()
                trial = ask(number)
                running[task.remote(trial.params)] = Running(number, trial)
            ready, _ = ray.wait([*running], timeout=LOOK)
            for steps in ready:
                one = running[steps]
                try:
                    one.reports.append(ray.get(next(steps)))
                except StopIteration:
                    del running[steps]
                    yield tell(one, False)
                    continue
                except ray.exceptions.RayTaskError as problem:
                    raise problem.as_instanceof_cause() from None
                except ray.exceptions.RayError:
                    del running[steps]
                    study.tell(one.trial, state=TrialState.FAIL)
                    deaths[one.number] += 1
                    if deaths[one.number] == DEATHS:
                        raise WorkbenchError(
                            f"Trial {one.number} has lost its worker {DEATHS} times, with {one.trial.params}. It may "
                            "need more memory than a worker has: leave such values out, or run fewer workers."
                        ) from None
                    study.enqueue_trial(one.trial.params)
                    todo.appendleft(one.number)
                    continue
                one.trial.report(one.reports[-1].score, len(one.reports))
                if one.trial.should_prune():
                    del running[steps]
                    ray.cancel(steps)
                    yield tell(one, True)
            yield None
    finally:
        for steps in running:
            ray.cancel(steps, force=True)
