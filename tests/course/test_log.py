"""The learner's file: several writers at once, killed at random moments; damaged lines; a disk that refuses."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time

import pytest

from workbench.course import log
from workbench.errors import WorkbenchError

WRITER = """
import sys
from workbench.course import log
name, number = sys.argv[1], 0
while True:
    log.append("test", name, number=number, padding="x" * 3000)
    print(number, flush=True)  # from here on it counts as saved
    number += 1
"""


class Writer:
    """A process that writes until it is killed, and what it said it had saved."""

    def __init__(self, name: str) -> None:
        self.name, self.saved = name, -1
        self.process = subprocess.Popen([sys.executable, "-c", WRITER, name], stdout=subprocess.PIPE, text=True)
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.saved = int(line)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.thread.join()
        self.process.stdout.close()


def test_a_hundred_kills_lose_nothing_that_was_saved():
    random.seed()
    writers = [Writer(f"w{n}") for n in range(4)]
    finished = []
    for kill in range(100):
        time.sleep(random.uniform(0.02, 0.12))
        victim = writers.pop(random.randrange(len(writers)))
        victim.kill()
        finished.append(victim)
        if kill < 96:
            writers.append(Writer(f"w{kill + 4}"))
    assert not writers
    events, damaged = log.read()
    found = {(event["item"], event["number"]) for event in events}
    saved = {(writer.name, number) for writer in finished for number in range(writer.saved + 1)}
    assert len(saved) > 100
    assert saved <= found
    assert damaged <= 100


def test_an_event_holds_what_was_given():
    log.append("check", "overfitting/diagnose", status="passed", message="Größe: 1 < 2 \n and “quotes”")
    ((event,), damaged) = log.read()
    assert damaged == 0
    assert {k: event[k] for k in ("kind", "item", "status")} == {
        "kind": "check",
        "item": "overfitting/diagnose",
        "status": "passed",
    }
    assert event["message"] == "Größe: 1 < 2 \n and “quotes”"
    assert event["time"].endswith("+00:00")


def test_nothing_was_written_yet():
    assert log.read() == ([], 0)


@pytest.mark.parametrize("damage", [b'{"kind": "check", "it', b"\x00\x00\x00", b"\xff\xfe{", b"17", b'{"kind": "a"}'])
def test_a_damaged_last_line_is_set_aside_and_stays_in_the_file(home, damage):
    log.append("open", "4.2")
    path = home / "progress.jsonl"
    with path.open("ab") as file:
        file.write(damage)
    assert [event["item"] for event in log.read().events] == ["overfitting"]
    log.append("open", "4.1")
    events, damaged = log.read()
    assert [event["item"] for event in events] == ["overfitting", "loss_and_optimisers"]
    assert damaged == 1
    assert damage in path.read_bytes()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "check", "item": "4.1.1"},
        {"kind": "check", "item": [], "status": "passed"},
        {"kind": [], "item": "4.1.1"},
        {"kind": "hint", "item": "4.1.1", "number": "2"},
        {"kind": "answer", "item": "4.1.q1", "question": "?", "correct": True},
        {"kind": "answer", "item": "4.1.q1", "answer": ["a"], "question": "?", "correct": True},
        {"kind": "prediction", "item": "4.1.p1", "answer": [], "question": "?"},
        {"kind": "evidence", "item": "4.1", "text": 0.87},
    ],
)
def test_a_line_that_lacks_what_its_kind_must_hold_is_set_aside(fields):
    log.append(**fields)
    log.append("evidence", "4.1", text="Kept.")
    events, damaged = log.read()
    assert [event["text"] for event in events] == ["Kept."]
    assert damaged == 1


def test_a_line_that_is_nested_too_deeply_is_set_aside(home):
    home.mkdir()
    (home / "progress.jsonl").write_bytes(b"[" * 200_000)
    assert log.read() == ([], 1)


def test_half_an_emoji_does_not_keep_an_event_from_being_saved():
    log.append("evidence", "4.1", text="Good \ud83d")
    ((event,), damaged) = log.read()
    assert (event["text"], damaged) == ("Good ?", 0)


def test_a_last_line_that_only_lacks_its_end_still_counts(home):
    log.append("open", "4.2")
    path = home / "progress.jsonl"
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    log.append("open", "4.1")
    assert [event["item"] for event in log.read().events] == ["overfitting", "loss_and_optimisers"]
    assert log.read().damaged == 0


def test_a_place_that_cannot_be_written(home):
    home.write_text("a file where the folder should be")
    with pytest.raises(WorkbenchError, match="^Your progress could not be saved in .*Free some disk space or set "):
        log.append("open", "4.2")


def test_a_file_that_cannot_be_read(home):
    (home / "progress.jsonl").mkdir(parents=True)
    with pytest.raises(
        WorkbenchError,
        match=r"^Your progress could not be read \(\[Errno \d+\] .+progress\.jsonl'\)\. "
        r"Make it a file that you may read, or set WORKBENCH_HOME to another folder\.$",
    ):
        log.read()


def test_the_home_of_nobody(monkeypatch):
    monkeypatch.setenv("WORKBENCH_HOME", "~nosuch/x")
    with pytest.raises(WorkbenchError) as refused:
        log.read()
    assert str(refused.value) == (
        "`WORKBENCH_HOME` must be a folder on this machine; got ~nosuch/x. Write its whole path, without `~`."
    )


def test_the_place_of_the_platform(monkeypatch, home):
    import platformdirs

    assert log.home() == home
    monkeypatch.delenv("WORKBENCH_HOME")
    assert str(log.home()) == platformdirs.user_data_dir("workbench", appauthor=False)


def test_every_line_is_one_json_object(home):
    for number in range(3):
        log.append("test", "a", number=number)
    lines = (home / "progress.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["number"] for line in lines] == [0, 1, 2]
