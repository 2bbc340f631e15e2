"""What is made once: whole or not at all, by one program at a time, whatever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from tests.setup.stand_ins import as_anybody
from workbench import cache
from workbench.errors import WorkbenchError

ROOT = Path(__file__).parents[1]
# A program that makes an entry slowly: it adds a line to `made` each time, so that a test can count.
SLOW = """
import sys, time
from pathlib import Path
from workbench import cache
def make(folder):
    with open("made", "a") as made:
        made.write("begun\\n")
    for step in range(10):
        (folder / f"{step}.bin").write_bytes(bytes(1000))
        time.sleep(float(sys.argv[1]))
        yield step / 10
print(sorted(path.name for path in cache.prepared("numbers-1", make, "numbers").iterdir()))
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path / "cache"


def program(place: Path, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SLOW, str(seconds)], cwd=place.parent, stdout=-1, stderr=-1, text=True
    )


def times_made(place: Path) -> int:
    return (place.parent / "made").read_text().count("begun")


def one_file(folder: Path) -> Iterator[float]:
    (folder / "inner").mkdir()
    (folder / "inner" / "numbers.txt").write_text("1 2 3")
    yield 0.5


def test_it_is_made_once_with_a_line_of_progress(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = cache.prepared("numbers-1", one_file, "numbers")
    assert (entry, (entry / "inner" / "numbers.txt").read_text()) == (place / "numbers-1", "1 2 3")
    said = capsys.readouterr().out
    assert said.split("\r")[1:] == [
        "Preparing numbers, once:   0%",
        "Preparing numbers, once:  50%",
        "Preparing numbers, once: done. \n",
    ]
    assert cache.prepared("numbers-1", lambda _: pytest.fail("made again"), "numbers") == entry
    assert capsys.readouterr().out == ""


def test_a_program_that_is_killed_leaves_nothing_that_counts(place: Path) -> None:
    first = program(place, 60)
    deadline = time.monotonic() + 60
    while not list(place.glob("numbers-1.part-*/0.bin")):
        assert time.monotonic() < deadline and first.poll() is None
        time.sleep(0.05)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    assert not (place / "numbers-1").exists()
    second = program(place, 0)
    said = second.communicate(timeout=60)[0]
    assert second.returncode == 0
    assert "'9.bin', 'contents.json'" in said
    assert sorted(path.name for path in place.iterdir() if path.is_dir()) == ["numbers-1"]


def test_two_programs_at_once_make_it_once(place: Path) -> None:
    both = [program(place, 0.2), program(place, 0.2)]
    said = [each.communicate(timeout=60) for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    assert all("'9.bin', 'contents.json'" in out for out, _ in said)
    assert times_made(place) == 1


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_text("1 2")], ids=["gone", "shorter"])
def test_a_damaged_entry_is_made_anew(place: Path, damage) -> None:
    file = cache.prepared("numbers-1", one_file, "numbers") / "inner" / "numbers.txt"
    damage(file)
    cache.prepared("numbers-1", one_file, "numbers")
    assert file.read_text() == "1 2 3"


def test_stopping_in_the_middle_leaves_nothing_and_no_lock(place: Path) -> None:
    steps = cache.preparing("numbers-1", one_file)
    assert [next(steps), next(steps)] == [0.0, 0.5]
    steps.close()
    assert [path.name for path in place.iterdir() if path.is_dir()] == []
    assert list(cache.preparing("numbers-1", one_file)) == [0.0, 0.5]


def test_an_error_while_it_is_made_leaves_nothing(place: Path) -> None:
    def fail(folder: Path) -> Iterator[float]:
        (folder / "half").touch()
        yield 0.1
        raise ValueError("no")

    with pytest.raises(ValueError, match=r"^no$"):
        cache.prepared("numbers-1", fail, "numbers")
    assert cache.entries() == {}


def test_entries_are_listed_with_their_sizes_and_cleared(place: Path) -> None:
    assert (cache.entries(), cache.clear()) == ({}, {})
    for name in ("b", "a"):
        cache.prepared(name, one_file, "numbers")
    sizes = {name: sum(f.stat().st_size for f in (place / name).rglob("*") if f.is_file()) for name in ("a", "b")}
    assert cache.entries() == sizes and list(cache.entries()) == ["a", "b"]
    assert cache.clear() == sizes
    assert cache.entries() == {}


def test_folders_of_the_person_are_no_entries_and_stay(place: Path) -> None:
    """`WORKBENCH_CACHE` may name a place where other things lie."""
    mine = place / "photos" / "2024" / "beach.jpg"
    mine.parent.mkdir(parents=True)
    mine.write_text("a beach")
    elsewhere = place.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / cache.CONTENTS).write_text("{}")
    (place / "link").symlink_to(elsewhere, target_is_directory=True)
    (place / "begun.part-0123abcd").mkdir()
    cache.prepared("numbers-1", one_file, "numbers")
    assert list(cache.clear()) == ["begun.part-0123abcd", "numbers-1"]
    assert mine.read_text() == "a beach" and (elsewhere / cache.CONTENTS).exists()
    assert sorted(path.name for path in place.iterdir() if path.is_dir()) == ["link", "photos"]


@pytest.mark.parametrize("contents", ["null", "7", "[1]", '[["a"]]', "[" * 100_000, '{"\\u0000": 1}', "\ud800", ""])
def test_an_entry_with_strange_contents_is_made_anew(place: Path, contents: str) -> None:
    entry = cache.prepared("numbers-1", one_file, "numbers")
    (entry / cache.CONTENTS).write_text(contents, encoding="utf-8", errors="surrogatepass")
    assert cache.prepared("numbers-1", one_file, "numbers") == entry and cache.is_whole(entry)


def test_it_lies_where_the_operating_system_keeps_such_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_CACHE")
    assert str(cache.folder()) == platformdirs.user_cache_dir("workbench", appauthor=False)
    monkeypatch.setenv("WORKBENCH_CACHE", "~nosuch/x")
    with pytest.raises(WorkbenchError) as error:
        cache.folder()
    assert str(error.value) == (
        "`WORKBENCH_CACHE` must be a folder on this machine; got ~nosuch/x. Write its whole path, without `~`."
    )


def test_a_folder_that_cannot_be_written_is_said(place: Path) -> None:
    place.mkdir()
    place.chmod(0o555)
    code = "from workbench import cache; cache.prepared('numbers-1', lambda folder: iter(()), 'numbers')"
    answer = subprocess.run(as_anybody(sys.executable, "-c", code), capture_output=True, text=True)
    last = answer.stderr.strip().splitlines()[-1]
    sentence = f"The folder {place} must be one that you may write to, with room for numbers-1; "
    assert last.startswith(f"workbench.errors.WorkbenchError: {sentence}")
    assert last.endswith("Free some disk space, or set WORKBENCH_CACHE to another folder, then try again.")
