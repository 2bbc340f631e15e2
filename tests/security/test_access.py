"""The log, grouped by what somebody may do to it."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.errors import DataError
from workbench.security.access import START, AccessLog


@pytest.fixture
def log(tmp_path):
    log = AccessLog(tmp_path / "access.jsonl")
    for number in range(1, 6):
        log.add("Ada", f"tickets.text, page {number}", 100, "label the topics")
    return log


def refusal(log, **arguments):
    with pytest.raises(DataError) as error:
        log.verify(**arguments)
    return str(error.value)


def lines(log):
    return log.file.read_text().splitlines(keepends=True)


def test_a_whole_log_is_read_back(log):
    entries = log.verify()
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[0].before == START and entries[2].what == "tickets.text, page 3"
    assert log.head == entries[-1].hash


def test_the_hash_is_sha_256_of_the_line_without_it(log):
    for line in lines(log):
        fields = json.loads(line)
        recorded = fields.pop("hash")
        assert recorded == hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def test_an_empty_log_is_whole(tmp_path):
    log = AccessLog(tmp_path / "none.jsonl")
    assert log.verify() == [] and log.head == START


@pytest.mark.parametrize("field", ["number", "time", "who", "what", "rows", "why", "before"])
def test_one_changed_value_is_noticed(log, field):
    changed = lines(log)
    entry = json.loads(changed[2])
    entry[field] = 7 if isinstance(entry[field], int) else entry[field] + "x"
    log.file.write_text("".join([*changed[:2], json.dumps(entry) + "\n", *changed[3:]]))
    assert refusal(log) == (
        "Each line of the log must follow from the one before it; line 3 was changed. Compare it with a copy."
    )


@pytest.mark.parametrize("gone", [0, 1, 3])
def test_a_missing_line_is_noticed(log, gone):
    kept = lines(log)
    log.file.write_text("".join(kept[:gone] + kept[gone + 1 :]))
    assert f"line {gone + 1} does not follow the line before it" in refusal(log)


def test_swapped_lines_are_noticed(log):
    one, two, *rest = lines(log)
    log.file.write_text("".join([two, one, *rest]))
    assert "line 1 does not follow" in refusal(log)


def test_a_line_that_is_no_entry_is_noticed(log):
    log.file.write_text("".join([*lines(log), "hello\n"]))
    assert "line 6 is not an entry" in refusal(log)


class TestTheEnd:
    def test_cut_off_unseen_without_a_noted_hash(self, log):
        log.file.write_text("".join(lines(log)[:3]))
        assert len(log.verify()) == 3

    def test_cut_off_and_noticed_with_one(self, log):
        head = log.head
        log.file.write_text("".join(lines(log)[:3]))
        assert refusal(log, head=head) == (
            "The log must still contain the line whose hash was noted; it does not. "
            "Lines at its end were cut off or written anew: compare it with a copy."
        )

    def test_written_anew_and_noticed_with_one(self, log):
        head = log.head
        log.file.unlink()
        for _ in range(5):
            log.add("Mallory", "tickets.text", 1, "none of your business")
        assert len(log.verify()) == 5
        assert "was noted" in refusal(log, head=head)

    def test_lines_written_since_are_fine(self, log):
        head = log.head
        log.add("Ben", "tickets.topic", 10, "count")
        assert len(log.verify(head)) == 6


def test_a_broken_log_is_not_continued(log):
    log.file.write_text("".join(lines(log)[1:]))
    with pytest.raises(DataError, match="line 1 does not follow"):
        log.add("Ada", "tickets", 1, "go on")


def test_a_purpose_is_asked_for(log):
    with pytest.raises(DataError) as error:
        log.add("Ada", "tickets", 1, " ")
    assert str(error.value) == (
        "`why` must say what the data is read for; got nothing. Write the purpose in a few words."
    )


def test_writers_at_the_same_time_come_one_after_the_other(tmp_path):
    def write(who):
        for page in range(10):
            AccessLog(tmp_path / "access.jsonl").add(who, f"page {page}", 100, "label the topics")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, ("Ada", "Bo", "Cy", "Di")))
    entries = AccessLog(tmp_path / "access.jsonl").verify()
    assert [entry.number for entry in entries] == list(range(1, 41))
    assert [entry.what for entry in entries if entry.who == "Cy"] == [f"page {page}" for page in range(10)]


def test_a_log_that_another_program_keeps_locked_is_said_so(log, monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr("workbench.security.access.PATIENCE", 0.05)
    with FileLock(f"{log.file}.lock"), pytest.raises(DataError, match="another has held it for 0.05 s"):
        log.add("Bo", "tickets.text", 1, "to see")
