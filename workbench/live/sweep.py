"""Many runs of a lab: one control, or two, go through their values, and each value is tried with several seeds.

`planned` says which runs; `swept` does them one after the other, with a place to stop after each frame; `in_processes`
and `on_cluster` do them beside each other; `table` makes a frame of what came out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.cluster import start_ray
from workbench.errors import SettingsError, WorkbenchError
from workbench.live import report
from workbench.live.spec import Control, Frame, LabSpec, Value, brief, frames

if TYPE_CHECKING:
    import polars as pl

SEED = "seed"  # the control that draws other data in a repeat
KINDS = ("slider", "number", "choice", "toggle")  # of controls that have values to go through
MOST = 5000  # runs
MOST_TOLD = 500  # characters of what one run says that fails


@dataclass(frozen=True)
class SweepPlan:
    """Which runs a sweep does.

    Attributes:
        base: The settings that stay.
        values: The values of each control that is swept, by its name; one control or two.
        seeds: The seed of each repeat; empty where all keep that of `base`.
    """

    base: Any
    values: tuple[tuple[str, tuple[Value, ...]], ...]
    seeds: tuple[int, ...] = ()

    @property
    def runs(self) -> list[dict[str, Value]]:
        """What differs from `base` in each run: all repeats of a value stand together."""
        made: list[dict[str, Value]] = [{}]
        for name, values in self.values:
            made = [{**one, name: value} for one in made for value in values]
        return [{**one, SEED: seed} for one in made for seed in self.seeds] if self.seeds else made


@dataclass(frozen=True)
class SingleRun:
    """What came out of one run.

    Attributes:
        changes: Its settings, as far as they differ from the base.
        measures: Its results; empty if it failed.
        seconds: How long it computed.
        error: What it said if it failed.
    """

    changes: Mapping[str, Value]
    measures: Mapping[str, float]
    seconds: float
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class Swept(Frame):
    """A sweep so far.

    Attributes:
        plan: What is to be done.
        outcomes: The runs that are done, in the order of the plan.
    """

    plan: SweepPlan
    outcomes: tuple[SingleRun, ...]


def spread(control: Control, low: float, high: float, count: int) -> tuple[Value, ...]:
    """So many values from low to high, in equal steps, or by equal factors where the control does so too.

    Of a choice all options in its list, of a toggle both answers; low, high and count are of no account there.

    Raises: SettingsError if low is not below high, or there are fewer than two values.
    """
    if control.kind == "toggle":
        return (False, True)
    if control.kind == "choice":
        return control.named
    if not control.low <= low < high <= control.high or count < 2:
        raise SettingsError(
            f"A sweep of `{control.label}` must go from a lower to a higher number within {control.low:g} to "
            f"{control.high:g}, in at least 2 values; got {low:g} to {high:g} in {brief(count)}. Change these."
        )
    if count > MOST:
        raise _too_many(count)
    shares = [i / (count - 1) for i in range(count)]
    if control.log:
        made = [low * math.exp(math.log(high / low) * share) for share in shares]
    else:
        made = [low + (high - low) * share for share in shares]
    made = [min(max(float(f"{value:.6g}"), low), high) for value in made]
    return tuple(dict.fromkeys(round(value) for value in made)) if control.integer else tuple(made)


def planned(lab: LabSpec, base: Any, values: Mapping[str, Iterable[Any]], repeats: int = 1) -> SweepPlan:
    """The plan of a sweep.

    Args:
        lab: The lab.
        base: The settings that stay.
        values: The values of one control or two, by name.
        repeats: Times that each is run, with the seed of `base` and those after it.
    Raises: SettingsError that says what cannot be swept.
    """
    controls = lab.controls
    if not 1 <= len(values) <= 2:
        raise SettingsError(f"A sweep goes through one control or two; got {len(values)}. Name one or two.")
    for name in values:
        if name in controls and controls[name].kind not in KINDS:
            raise SettingsError(
                f"`{name}` has no values to go through. Sweep a slider, a number, a choice or a toggle."
            )
    cleaned = {
        name: tuple(dict.fromkeys(lab.clean({name: value})[name] for value in some)) for name, some in values.items()
    }
    if not all(cleaned.values()):
        empty = next(name for name, some in cleaned.items() if not some)
        raise SettingsError(f"`{empty}` must get at least one value; got none. Pass some.")
    if not isinstance(repeats, int) or isinstance(repeats, bool) or repeats < 1:
        raise SettingsError(f"`repeats` must be a whole number from 1 on; got {brief(repeats)}. Pass such a number.")
    if (count := math.prod(map(len, cleaned.values())) * repeats) > MOST:  # before anything is made of it
        raise _too_many(count)
    seeds: tuple[int, ...] = ()
    if repeats > 1:
        if SEED not in controls or SEED in values:
            why = "is swept itself" if SEED in values else "is not there: every repeat would give the same"
            raise SettingsError(f"`repeats` needs the control `{SEED}`, which {why}. Leave `repeats` out.")
        seed = controls[SEED]
        span = int(seed.high - seed.low) + 1
        seeds = tuple(int(seed.low + (getattr(base, SEED) - seed.low + i) % span) for i in range(repeats))
    return SweepPlan(base, tuple(cleaned.items()), seeds)


def _too_many(count: int) -> SettingsError:
    many = f"{count:,}" if count < 10**12 else "far more"  # Python writes no number of some thousand digits
    return SettingsError(f"A sweep may have {MOST:,} runs; this one would have {many}. Take fewer values or repeats.")


def swept(lab: LabSpec, plan: SweepPlan) -> Iterator[Swept]:
    """Do the runs in this thread; after each frame of each run there is a place to stop. A run that fails is noted."""
    done: list[SingleRun] = []
    count = len(plan.runs)
    for number, changes in enumerate(plan.runs):
        seconds, last, error = 0.0, None, ""
        steps = frames(lab.compute, replace(plan.base, **changes))
        while True:
            begun = time.perf_counter()
            try:
                frame = next(steps, None)
            except Exception as problem:  # whatever a lab raises, the other runs go on
                frame, error = None, _told(problem)
            seconds += time.perf_counter() - begun
            if frame is None:
                break
            last = frame
            share = (number + 0.99 * frame.progress) / count
            yield Swept(plan=plan, outcomes=tuple(done), progress=share)
        done.append(_outcome(lab, changes, last, seconds, error))
        yield Swept(plan=plan, outcomes=tuple(done), progress=(number + 1) / count)


def _outcome(lab: LabSpec, changes: Mapping[str, Value], last: Frame | None, seconds: float, error: str) -> SingleRun:
    if error or last is None:
        return SingleRun(changes, {}, seconds, error)
    try:
        return SingleRun(changes, dict(lab.measures(last)), seconds)
    except Exception as problem:  # as above
        return SingleRun(changes, {}, seconds, _told(problem))


def _told(problem: BaseException) -> str:
    return report.fit(f"{report.kind(problem)}: {report.words(problem)}", MOST_TOLD)


def run_one(lab: LabSpec, base: Any, changes: Mapping[str, Value]) -> SingleRun:
    """One run to its end, in whichever process."""
    single = SweepPlan(base, tuple((name, (value,)) for name, value in changes.items()))
    for frame in swept(lab, single):  # noqa: B007 - only the last one counts
        pass
    return replace(frame.outcomes[0], changes=dict(changes))


def in_processes(lab: LabSpec, plan: SweepPlan, workers: int) -> list[SingleRun]:
    """The runs in so many processes of this machine, in the order of the plan."""
    from joblib import Parallel, delayed

    return list(Parallel(n_jobs=workers)(delayed(run_one)(lab, plan.base, changes) for changes in plan.runs))


def on_cluster(lab: LabSpec, plan: SweepPlan) -> list[SingleRun]:
    """The runs as tasks of Ray, wherever `start_ray` finds it.

    Raises: WorkbenchError if Ray is not installed, or does not start.
    """
    ray = start_ray()
    task = ray.remote(run_one)
    shared = ray.put(lab), ray.put(plan.base)
    return list(ray.get([task.remote(*shared, changes) for changes in plan.runs]))


def outcomes_of(lab: LabSpec, plan: SweepPlan, workers: int = 1, ray: bool = False) -> Sequence[SingleRun]:
    """The runs, however they are done.

    Raises: SettingsError for a number of workers that cannot be; what the runs say if all of them failed.
    """
    if not isinstance(workers, int) or isinstance(workers, bool) or workers < 1:
        raise SettingsError(f"`workers` must be a whole number from 1 on; got {brief(workers)}. Pass such a number.")
    if ray:
        found: Sequence[SingleRun] = on_cluster(lab, plan)
    elif workers > 1:
        found = in_processes(lab, plan, workers)
    else:
        for frame in swept(lab, plan):  # noqa: B007 - only the last one counts
            pass
        found = frame.outcomes
    if all(one.error for one in found):
        raise WorkbenchError(f"All {len(found)} runs of the sweep failed. The first said: {found[0].error}")
    return found


def table(outcomes: Sequence[SingleRun]) -> pl.DataFrame:
    """One row a run: what was changed, its measures, its seconds; and what it said, if one failed."""
    import polars as pl

    changed = list(outcomes[0].changes) if outcomes else []
    measured = list(dict.fromkeys(name for one in outcomes for name in one.measures))
    columns: dict[str, list[Any]] = {name: [one.changes[name] for one in outcomes] for name in changed}
    for name in measured:
        head = f"{name} (measured)" if name in columns else name
        columns[head] = [None if one.error else one.measures.get(name) for one in outcomes]
    columns["seconds"] = [one.seconds for one in outcomes]
    if any(one.error for one in outcomes):
        columns["error"] = [one.error for one in outcomes]
    return pl.DataFrame(columns, strict=False)
