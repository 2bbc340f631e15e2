"""A search on two workers of Ray, one of which is killed.

It runs where Ray is installed (`python -m pip install ray==2.55.1`), with `--long`: `python -m workbench test --long
-k ray`. To start Ray takes half a minute, and Ray is no part of the set-up.
"""

import gc
import os
import signal
import time

import pytest
from optuna.distributions import FloatDistribution, IntDistribution
from optuna.trial import TrialState

from workbench.cluster import start_ray
from workbench.errors import WorkbenchError
from workbench.training.search import Report, open_study, search
from workbench.training.search_on_ray import DEATHS

SPACE = {"x": FloatDistribution(-3.0, 3.0), "depth": IntDistribution(1, 9)}


@pytest.fixture(scope="module")
def ray():
    """Ray on this machine, with two processors, whatever it has."""
    pytest.importorskip("ray", reason="Ray (extra `cluster`) is not installed here")
    ray = start_ray(num_cpus=2)
    yield ray
    ray.shutdown()
    del ray
    gc.collect()  # here nobody minds that Ray's own processes still come to their end


def hill(values):
    for rest in (0.5, 0.2, 0.0):
        yield Report(-((values["x"] - 1) ** 2) - values["depth"] - rest, {"pid": os.getpid()})


def slow(folder):
    """A hill whose every trial says which process it is in, and takes a moment."""

    def objective(values):
        (folder / str(os.getpid())).touch()
        for report in hill(values):
            time.sleep(0.3)
            yield report
        (folder / str(os.getpid())).unlink()

    return objective


def found(tried):
    return sorted((one.values["x"], one.values["depth"], one.score) for one in tried if one is not None)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")  # Ray's own
class TestOnRay:
    @pytest.mark.parametrize("method", ["random", "grid"])
    def test_two_workers_make_the_trials_of_one(self, ray, method):
        arguments = {"method": method, "trials": 9, "seed": 3}
        tried = list(search(hill, SPACE, ray=True, workers=2, **arguments))
        assert found(tried) == found(search(hill, SPACE, **arguments))
        assert os.getpid() not in {one.others["pid"] for one in tried if one is not None}

    def test_a_worker_is_killed_and_nothing_that_had_ended_is_lost(self, ray, tmp_path):
        arguments = {"method": "random", "trials": 8, "seed": 1}
        study = open_study(tmp_path / "search.log")
        tried, killed = [], None
        for one in search(slow(tmp_path), SPACE, study=study, ray=True, workers=2, **arguments):
            tried += [] if one is None else [one]
            busy = [int(file.name) for file in tmp_path.iterdir() if file.name.isdigit()]
            if killed is None and len(tried) == 3 and busy:
                killed, before = busy[0], found(tried)
                os.kill(killed, signal.SIGKILL)
                (tmp_path / str(killed)).unlink()
        assert killed is not None and len(tried) == 8
        assert set(before) <= set(found(tried)) and found(tried) == found(search(hill, SPACE, **arguments))
        states = [trial.state for trial in open_study(tmp_path / "search.log").trials]
        assert states.count(TrialState.FAIL) == 1 and states.count(TrialState.COMPLETE) == 8

    def test_what_is_worse_than_the_median_is_given_up(self, ray):
        tried = [
            one for one in search(hill, SPACE, method="random", trials=30, prune=True, ray=True) if one is not None
        ]
        assert len(tried) == 30 and 0 < sum(one.pruned for one in tried) < 25

    def test_an_error_of_the_objective_comes_here_and_a_trial_that_always_kills_is_named(self, ray):
        def wrong(values):
            raise ZeroDivisionError("not this one")
            yield

        def deadly(values):
            os.kill(os.getpid(), signal.SIGKILL)
            yield

        with pytest.raises(ZeroDivisionError, match="not this one"):
            list(search(wrong, SPACE, trials=2, ray=True))
        with pytest.raises(WorkbenchError, match=f"^Trial 0 has lost its worker {DEATHS} times, with "):
            list(search(deadly, SPACE, trials=2, ray=True, workers=1))
