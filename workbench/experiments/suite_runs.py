"""Two systems on one suite, case by case; what was asked once is remembered."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import lru_cache
from typing import NamedTuple

from workbench.evaluation.suite import Answered, System, run_suite
from workbench.evaluation.suite_file import Suite, load_suite
from workbench.experiments.replay import Replay
from workbench.experiments.suite_systems import system_of

MakeSystem = Callable[[], Generator[float, None, System]]


class SuiteStep(NamedTuple):
    """One step of a run.

    Attributes:
        trained: How much of the training is done, in [0, 1].
        old: The answer of the old version to the next case; None while training.
        new: That of the new version to the same case.
    """

    trained: float
    old: Answered | None = None
    new: Answered | None = None


def asked_both(suite: Suite, old: MakeSystem, new: MakeSystem) -> Iterator[SuiteStep]:
    """Train two systems, then ask both one case after the other."""
    systems = []
    for place, make in enumerate((old, new)):
        training = make()
        while True:
            try:
                yield SuiteStep((place + next(training)) / 2)
            except StopIteration as end:
                systems.append(end.value)
                break
    yield SuiteStep(1.0)
    for pair in zip(run_suite(suite, systems[0]), run_suite(suite, systems[1]), strict=True):
        yield SuiteStep(1.0, *pair)


@lru_cache(maxsize=64)
def contest(suite: str, old: str, new: str, caution: float) -> Replay[SuiteStep]:
    """Two versions of `suite_systems.VERSIONS` on one of the project's suites."""

    def make() -> Iterator[SuiteStep]:
        return asked_both(
            load_suite(suite), lambda: system_of(suite, old, caution), lambda: system_of(suite, new, caution)
        )

    return Replay(make)
