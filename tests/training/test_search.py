import subprocess
import sys
import time

import numpy as np
import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

from workbench.training.search import (
    Report,
    best_of,
    ended,
    grid,
    make_sampler,
    open_study,
    search,
    worth_going_on,
)

SPACE = {
    "x": FloatDistribution(-3.0, 3.0),
    "rate": FloatDistribution(0.01, 1.0, log=True),
    "depth": IntDistribution(1, 9),
}


def hill(values):
    """A smooth hill with its top at x = 1, rate = 0.1, depth = 5; three reports, each nearer the truth."""
    height = -((values["x"] - 1) ** 2) - np.log10(values["rate"] / 0.1) ** 2 - (values["depth"] - 5) ** 2 / 9
    for rest in (0.5, 0.2, 0.0):
        yield Report(height - rest, {"twice": 2 * height})


def run(**arguments):
    return [one for one in search(hill, SPACE, **arguments) if one is not None]


def key(tried):
    return [(dict(one.values), one.score, one.pruned) for one in tried]


@pytest.mark.parametrize("method", ["tpe", "random", "grid"])
def test_a_search_makes_as_many_trials_as_it_was_told_and_the_same_ones_again(method):
    first, again, other = (key(run(method=method, trials=25, seed=seed)) for seed in (0, 0, 1))
    assert len(first) == 25
    assert first == again
    assert first != other


def test_scores_and_other_numbers_are_those_of_the_last_report():
    for one in run(method="random", trials=5):
        *_, last = hill(one.values)
        assert one.score == last.score
        assert one.others == last.others


def test_tpe_gets_nearer_than_chance_on_a_smooth_hill():
    best = {
        method: [max(t.score for t in run(method=method, trials=60, seed=s)) for s in range(5)]
        for method in ("tpe", "random")
    }
    assert np.median(best["tpe"]) > np.median(best["random"])


def test_optuna_itself_finds_the_same_with_the_same_samplers():
    study = optuna.create_study(direction="maximize")
    for number in range(14):
        study.sampler = make_sampler("tpe", 3, number)
        trial = study.ask(SPACE)
        *_, last = hill(trial.params)
        study.tell(trial, last.score)
    ours = run(method="tpe", trials=14, seed=3)
    assert max(one.score for one in ours) == pytest.approx(study.best_value)
    assert [one.values for one in ours] == [trial.params for trial in study.trials]


def test_a_grid_holds_equally_spaced_values_and_each_is_tried_once():
    points = grid(SPACE, 27)
    assert points["x"] == pytest.approx([-3, 0, 3])
    assert points["rate"] == pytest.approx([0.01, 0.1, 1.0])
    assert points["depth"] == [1, 5, 9]
    tried = {tuple(one.values.values()) for one in run(method="grid", trials=27)}
    assert len(tried) == 27


def test_a_grid_takes_every_choice_and_refuses_too_many_points():
    assert grid({"kind": CategoricalDistribution(["a", "b"])}, 5) == {"kind": ["a", "b"]}
    wide = {f"x{i}": FloatDistribution(0, 1) for i in range(20)}
    with pytest.raises(ValueError, match=r"A grid over 20 names has 2\^20 points; at most 10,000 can be handled"):
        grid(wide, 30)


def test_pruning_saves_reports_and_keeps_the_best():
    asked = []

    def counted(values):
        for report in hill(values):
            asked.append(1)
            yield report

    whole = [one for one in search(counted, SPACE, method="random", trials=40) if one is not None]
    reports, best = len(asked), best_of(whole)
    asked.clear()
    pruned = [one for one in search(counted, SPACE, method="random", trials=40, prune=True) if one is not None]
    assert len(asked) < reports
    assert any(one.pruned for one in pruned)
    assert not pruned[best_of(pruned)].pruned
    assert pruned[best].values == whole[best].values  # chance does not look at scores: the trials are the same
    assert pruned[best].score == whole[best].score


def test_the_place_of_the_best_leaves_out_what_was_given_up():
    assert best_of([]) == -1
    tried = run(method="random", trials=12, prune=True)
    scores = [-np.inf if one.pruned else one.score for one in tried]
    assert best_of(tried) == int(np.argmax(scores))


def test_an_objective_without_a_report_is_refused():
    with pytest.raises(ValueError, match="`objective` must yield at least one report"):
        list(search(lambda values: iter(()), SPACE, method="random", trials=1))


@pytest.mark.parametrize("method", ["tpe", "random"])
def test_a_search_that_was_cut_off_goes_on_and_finds_the_same(tmp_path, method):
    unbroken = key(run(method=method, trials=20, seed=5))
    walk = search(hill, SPACE, method=method, trials=20, seed=5, study=open_study(tmp_path / "search.log"))
    for _ in range(30):  # in the middle of a trial
        next(walk)
    walk.close()
    study = open_study(tmp_path / "search.log")
    assert 0 < len(ended(study)) < 20
    assert key(run(method=method, trials=20, seed=5, study=study)) == unbroken
    assert key(run(method=method, trials=20, seed=5, study=open_study(tmp_path / "search.log"))) == unbroken  # done


def test_a_grid_that_was_cut_off_leaves_no_point_out(tmp_path):
    walk = search(hill, SPACE, method="grid", trials=27, study=open_study(tmp_path / "search.log"))
    for _ in range(30):
        next(walk)
    walk.close()
    tried = run(method="grid", trials=27, study=open_study(tmp_path / "search.log"))
    assert len({tuple(one.values.values()) for one in tried}) == 27


KILLED = """
import sys, time
from tests.training.test_search import SPACE, hill
from workbench.training.search import open_study, search

def slow(values):
    for report in hill(values):
        time.sleep(0.02)
        yield report

for one in search(slow, SPACE, method="tpe", trials=200, seed=2, study=open_study(sys.argv[1])):
    if one is not None:
        print(one.score, flush=True)
"""


def test_a_killed_process_loses_no_trial_that_had_ended(tmp_path):
    journal, shown = tmp_path / "search.log", []
    command = [sys.executable, "-c", KILLED, str(journal)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while len(shown) < 12:
            shown.append(float(process.stdout.readline()))
        process.kill()
        shown += [float(line) for line in process.stdout]
    begun = time.monotonic()
    kept = ended(open_study(journal))
    assert time.monotonic() - begun < 40  # the lock of a killed process is given up after 30 s
    assert [one.score for one in kept][: len(shown)] == shown
    assert key(run(method="tpe", trials=40, seed=2, study=open_study(journal)))[:40] == key(
        run(method="tpe", trials=40, seed=2)
    )


def test_the_rule_to_stop_looks_at_the_last_trials_alone():
    assert worth_going_on([0.5, 0.6], 0.01, patience=2)
    assert worth_going_on([0.5, 0.6, 0.6, 0.61], 0.01, patience=2)
    assert not worth_going_on([0.5, 0.6, 0.6, 0.605], 0.01, patience=2)
    assert not worth_going_on([0.9, 0.1, 0.2], 0.01, patience=2)
