"""Two systems on one suite, case by case; what was asked once is remembered."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import lru_cache
from typing import NamedTuple

from workbench.evaluation.suite import Answered, System, run_suite
from workbench.evaluation.suite_file import Suite, SuiteCase, load_suite
from workbench.experiments.assistant import by_words
from workbench.experiments.replay import Replay
from workbench.experiments.shipped import shipped
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


def trained(suite: str, version: str, caution: float = 0.4) -> System:
    """A system of `suite_systems`, trained to the end."""
    steps = system_of(suite, version, caution)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            system: System = end.value
            return system


COPIES = 5  # times that each case of the suite stands in the training texts of the model that has seen it


def seen_and_twins() -> dict[str, tuple[float, float]]:
    """The share of right desks on the hard cases of the tickets and on their twins.

    Returns: For "plain", a model of the tickets, and "seen", one that learned the cases as well: both shares.
    """
    twins = load_suite("twins")
    wanted = {twin.source.removeprefix("twin of ") for twin in twins.cases}
    cases = Suite("hard", tuple(case for case in load_suite("tickets").cases if case.id in wanted))
    learned = tuple((str(case.input), desk_of(case)) for case in cases.cases)
    models = {"plain": by_words(shipped("tickets")), "seen": by_words(shipped("tickets"), learned * COPIES)}

    def share(suite: Suite, model: System) -> float:
        return sum(one.passed for one in run_suite(suite, model)) / len(suite.cases)

    return {name: (share(cases, model), share(twins, model)) for name, model in models.items()}


def desk_of(case: SuiteCase) -> str:
    """The desk that a case of the tickets expects."""
    return (case.expect.contains or [""])[0].removeprefix("Desk: ").removesuffix(".")
