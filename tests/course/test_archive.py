"""A long log is summed up: it says the same as before, nothing is lost, and a kill at any moment harms nothing."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
import tracemalloc

import pytest

from workbench.course import archive, log, record
from workbench.errors import WorkbenchError

ITEMS = [f"{notebook}/{n}" for notebook in ("splitting", "overfitting") for n in (1, 2, 3)]


def write_at_random(rng: random.Random, count: int) -> None:
    """Events of all kinds, as quickly as a file takes them, with a damaged line now and then."""
    lines = []
    for number in range(count):
        event = {"time": f"2026-01-01T00:00:00.{number:06}", "item": rng.choice(ITEMS)}
        answer = rng.choice([{"answer": "5"}, {"answer": [1, 0], "chosen": ["b", "a"]}, {"answer": [0]}])
        event |= rng.choice(
            [
                {"kind": "check", "status": rng.choice(["passed", "failed"]), "message": "m", "code": f"x = {number}"},
                {"kind": "attempt", "status": "unattempted", "code": "…"},
                {"kind": "hint", "number": rng.randrange(3)},
                {"kind": "solution"},
                {"kind": "forget"},
                {"kind": "answer", "question": "?", "correct": rng.random() < 0.5, **answer},
                {"kind": "prediction", "question": "?", **answer},
                {"kind": "comparison", "outcome": 1.0, "right": True},
                {"kind": "evidence", "item": "4.1", "text": f"line {number}"},
                {"kind": "words", "item": "4.2", "text": f"### card {number}"},
                {"kind": "dance", "steps": 3},
            ]
        )
        lines.append(rng.choice([b'{"kind": "check", "it\n', b"\n"]) if rng.random() < 0.02 else log.line_of(event))
    log.path().parent.mkdir(parents=True, exist_ok=True)
    with log.path().open("ab") as file:
        file.writelines(lines)


def everything():
    """All that can be seen of the log."""
    events = list(log.history())
    attempts = {item: record.attempts(item) for item in ITEMS}
    done = {item: one for item, one in record.records(log.read().events).items() if one != record.Record()}
    assert done == {item: one for item, one in record.records(events).items() if one != record.Record()}
    return events, attempts, done, str(record.model_card()), log.read().damaged


@pytest.mark.parametrize("seed", range(10))
def test_a_shortened_log_says_the_same(seed, tmp_path):
    rng = random.Random(seed)
    for _ in range(3):  # sums of sums
        write_at_random(rng, 300)
        before = everything()
        size = log.path().stat().st_size
        archive.shorten(long=0)
        assert log.path().stat().st_size < size / 2
        assert everything() == before
    exported = json.loads(record.export(tmp_path / "mine.json").read_text(encoding="utf-8"))
    assert exported["events"] == before[0] and exported["damaged_lines"] == before[4]
    assert sorted(path.name for path in log.home().iterdir()) == [
        "progress-1.jsonl.gz", "progress-2.jsonl.gz", "progress-3.jsonl.gz", "progress.jsonl", "progress.lock"
    ]  # fmt: skip


def test_a_short_log_stays_as_it_is():
    log.append("open", "4.2")
    before = log.path().read_bytes()
    archive.shorten()
    assert log.path().read_bytes() == before
    assert [path.suffix for path in log.home().iterdir() if path.suffix == ".gz"] == []


def test_without_a_log_there_is_nothing_to_do(home):
    archive.shorten()
    home.write_text("a file where the folder should be")
    archive.shorten()


STEPS = ("os.fsync", "os.replace", "pathlib.Path.replace", "pathlib.Path.write_bytes", "gzip.open")
KILLED = """
import itertools, os, sys, {module}
from workbench.course import archive
calls, at, real = itertools.count(), int(sys.argv[1]), {name}
def dies(*arguments, **named):
    if next(calls) == at:
        os._exit(9)
    return real(*arguments, **named)
{name} = dies
archive.shorten(long=0)
"""


@pytest.mark.parametrize("name", STEPS)
def test_a_kill_at_any_step_loses_nothing(name):
    write_at_random(random.Random(name), 200)
    before, kills = everything(), 0
    for at in range(10):
        script = KILLED.format(module=name.partition(".")[0], name=name)
        killed = subprocess.run([sys.executable, "-c", script, str(at)], capture_output=True)
        assert killed.returncode in (0, 9), killed.stderr
        assert everything() == before
        kills += killed.returncode == 9
        if killed.returncode == 0:
            break
    assert kills
    write_at_random(random.Random(1), 50)
    before = everything()
    archive.shorten(long=0)
    assert everything() == before
    assert all(path.name.endswith((".jsonl", ".jsonl.gz", ".lock")) for path in log.home().iterdir())


def test_others_write_while_it_is_shortened():
    write_at_random(random.Random(3), 500)
    count, stop, written = len(list(log.history())), threading.Event(), []

    def write():
        while not stop.is_set():
            log.append("evidence", "4.1", text=f"{len(written)}")
            written.append(1)

    def shorten():
        while not stop.is_set():
            archive.shorten(long=0)

    threads = [threading.Thread(target=one) for one in (write, shorten, shorten)]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    stop.set()
    for thread in threads:
        thread.join()
    texts = [event["text"] for event in log.history() if event["kind"] == "evidence"][-len(written) :]
    assert len(written) > 5 and texts == [str(number) for number in range(len(written))]
    assert len(list(log.history())) == count + len(written)


def test_an_unfinished_last_line_stays():
    write_at_random(random.Random(4), 50)
    with log.path().open("ab") as file:
        file.write(b'{"time": "", "kind": "hint", "item": "4.1.1", "number": 7}')  # its end is still to be written
    before = everything()
    archive.shorten(long=0)
    assert everything() == before


@pytest.mark.parametrize("damage", ["gone", "cut", "no archive"])
def test_an_archive_that_cannot_be_read_is_named(damage):
    write_at_random(random.Random(5), 500)
    before = record.records(log.read().events)
    archive.shorten(long=0)
    kept = log.home() / "progress-1.jsonl.gz"
    if damage == "gone":
        kept.unlink()
    else:
        kept.write_bytes(kept.read_bytes()[:500] if damage == "cut" else b"no archive")
    with pytest.raises(WorkbenchError, match=r"^Your progress could not be read \("):
        list(log.history())
    assert {item: one for item, one in record.records(log.read().events).items() if one.attempts} == {
        item: one for item, one in before.items() if one.attempts
    }


@pytest.mark.parametrize("fields", [{"attempts": "3"}, {"answer": [99, "x"]}, {"chosen": 3}, {"question": None}])
def test_a_damaged_sum_is_set_aside(fields):
    whole = {"attempts": 1, "done": True, "hints": 0, "solution": False, "compared": False, "answer": None,
             "chosen": None, "question": ""}  # fmt: skip
    log.append("sum", "4.1.1", **whole)
    assert record.record("loss_and_optimisers/log_loss").done
    log.append("sum", "4.1.2", **{**whole, **fields})
    assert log.read().damaged == 1 and record.record("loss_and_optimisers/step") == record.Record()


def test_a_huge_log_opens_quickly_and_in_little_memory(long):
    line = log.line_of({"time": "2026-01-01T00:00:00.000+00:00", "kind": "check", "item": "4.2.1", "status": "failed",
                        "message": "m" * 1000})  # fmt: skip
    log.path().parent.mkdir(parents=True)
    with log.path().open("wb") as file:
        for _ in range(200 if long else 20):
            file.write(line * (1_000_000 // len(line)))
    tracemalloc.start()
    archive.shorten()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
    start = time.perf_counter()
    assert record.record("overfitting/diagnose").attempts > 10_000
    assert time.perf_counter() - start < 0.5
    assert log.path().stat().st_size < 1000 and os.listdir(log.home())
