"""A healthy machine gets 0; each fault gets 1 and a sentence."""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from tests.setup.stand_ins import as_anybody
from workbench import cache, runs
from workbench.cases import store
from workbench.setup import browser, doctor, environment, jupyter, packages


def problems(findings: object) -> list[str]:
    return [finding.problem for finding in findings if finding.problem]


def run(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = doctor.run(argparse.Namespace(), [])
    return code, capsys.readouterr().out


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data sets, looked at instead of the real ones."""
    folder = shutil.copytree(store.FOLDER, tmp_path / "datasets")
    monkeypatch.setattr(store, "FOLDER", folder)
    store.verify.cache_clear()
    yield folder
    store.verify.cache_clear()


def test_the_sound_data_sets_pass(damaged: Path) -> None:
    findings = list(doctor.examine_data())
    assert [finding.what for finding in findings] == [f"data set {name}" for name in store.FILES]
    assert problems(findings) == []


def test_a_changed_byte_is_told(damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = damaged / "income" / "income.parquet"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    code, text = run(capsys)
    assert code == 1
    assert "The file datasets/income/income.parquet must have its recorded checksum; it is damaged." in text


@pytest.mark.parametrize("name", ["income.parquet", "checksum.txt"])
def test_a_missing_file_is_told(damaged: Path, name: str) -> None:
    (damaged / "income" / name).unlink()
    (sentence,) = problems(doctor.examine_data())
    assert sentence == (
        f"The file datasets/income/{name} must be there; it is missing. Run `git checkout -- datasets/income`, "
        "or rebuild it with `python -m workbench.cases.rebuild income`."
    )


def test_packages_are_compared_with_their_pins(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["pytest", "no-such-package"]\n'
        '[project.optional-dependencies]\ntest = ["not-here-either"]\n'
    )
    (tmp_path / "constraints.txt").write_text("pytest==0.1\nno-such-package==1\n")
    version = packages.installed()["pytest"]
    assert problems(doctor.examine_packages(Path(sys.executable), tmp_path)) == [
        f"Package pytest is {version} and 0.1 was tested. Run `python3 -m workbench start` to mend this.",
        "Package no-such-package is missing. Run `python3 -m workbench start` to mend this.",
    ]


def test_before_the_set_up_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["x"]\n[project.optional-dependencies]\n')
    (tmp_path / "constraints.txt").write_text("x==1\n")
    python = environment.venv_python(tmp_path / ".venv")
    expected = "The packages are {}. Run `python3 -m workbench start` to mend this."
    assert problems(doctor.examine_packages(python, tmp_path)) == [expected.format("not installed")]
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / environment.STAMP).write_text(environment.UNFINISHED)
    assert problems(doctor.examine_packages(python, tmp_path)) == [expected.format("partly installed")]


def test_the_runs_are_counted_and_a_damaged_or_newer_file_is_told(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path / "home"))
    file, python = tmp_path / "home" / "runs.sqlite", Path(sys.executable)
    assert doctor.examine_runs(python) == doctor.Finding("your runs", "none yet", "`reset --runs` puts them away")
    assert not file.parent.exists()
    runs.save("one", {}, {}, 1.0)
    assert doctor.examine_runs(python) == doctor.Finding("your runs", "1 saved", "`reset --runs` puts them away")
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA user_version = 99")
    assert "is of version 99. Update workbench" in doctor.examine_runs(python).problem
    file.write_bytes(b"broken" * 100)
    said = f"The file of runs, {file}, is damaged. `python3 -m workbench reset --runs` renames it."
    assert doctor.examine_runs(python).problem == said
    assert file.read_bytes() == b"broken" * 100


def test_a_known_weakness_is_told_with_its_record() -> None:
    (sentence,) = problems(doctor.examine_advisories({"jinja2": "3.1.5", "tornado": "6.6.1"}))
    assert sentence == (
        "jinja2 3.1.5 has a known weakness, CVE-2025-27516: a template from a stranger runs code. "
        "Run `python -m pip install jinja2==3.1.6` in this environment."
    )
    (sound,) = doctor.examine_advisories({"jinja2": "3.1.6"})
    assert (sound.here, sound.problem) == ("none", "")
    assert list(doctor.examine_advisories({})) == []


def test_assets_are_shown_and_may_be_absent(tmp_path: Path) -> None:
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "assets.txt").write_text("# notes, a==b\nxai==0.3 --hash=sha256:12\nISLP==0.6\n")
    findings = list(doctor.examine_assets({"islp": "0.6"}, tmp_path))
    assert [(finding.what, finding.here, finding.tested) for finding in findings] == [
        ("package xai", "not installed, optional", "0.3"),
        ("package ISLP", "0.6", "0.6"),
    ]
    assert problems(findings) == []


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o555)
    code = (
        "import sys; from pathlib import Path; from workbench.setup import doctor\n"
        "for finding in doctor.examine_folders(Path(sys.executable)): print(finding.problem)"
    )
    elsewhere = ("WORKBENCH_", "JUPYTER_", "XDG_", "MPLCONFIGDIR")
    variables = {name: value for name, value in os.environ.items() if not name.startswith(elsewhere)}
    answer = subprocess.run(
        as_anybody(sys.executable, "-c", code),
        cwd=packages.ROOT,
        env=variables | {"HOME": str(home), "USERPROFILE": str(home)},
        capture_output=True,
        text=True,
    )
    data = home / ".local" / "share"
    assert answer.stdout.splitlines() == [
        f"The folder for your progress must be one that you may write to; {data / 'workbench'} is not. "
        "Make it yours again, or set WORKBENCH_HOME to another folder.",
        f"The folder for what is made once must be one that you may write to; {home / '.cache' / 'workbench'} is not. "
        "Make it yours again, or set WORKBENCH_CACHE to another folder.",
        f"The folder for running notebooks must be one that you may write to; {data / 'jupyter' / 'runtime'} is not. "
        "Make it yours again, or set JUPYTER_RUNTIME_DIR to another folder.",
        f"The folder for JupyterLab's settings must be one that you may write to; {home / '.jupyter'} is not. "
        "Make it yours again, or set JUPYTER_CONFIG_DIR to another folder.",
        "The folder for matplotlib's fonts must be one that you may write to; it is not. "
        "Make it yours again, or set MPLCONFIGDIR to another folder.",
    ], answer.stderr
    assert list(home.iterdir()) == []


def test_notebooks_that_cannot_be_saved_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    code = (
        "import sys; from pathlib import Path; from workbench.setup import doctor\n"
        "print(doctor.examine_notebooks(Path(sys.argv[1])).problem, end='')"
    )
    for mode, sentence in (
        (0o755, ""),
        (0o555, f"The folder of notebooks must be one that you may write to; {folder} "),
    ):
        folder.chmod(mode)
        command = as_anybody(sys.executable, "-c", code, str(tmp_path))
        answer = subprocess.run(command, cwd=packages.ROOT, capture_output=True, text=True)
        assert answer.stdout.startswith(sentence) and bool(answer.stdout) == bool(sentence), answer.stderr


def test_what_was_made_once_is_shown_with_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))
    assert list(doctor.examine_cache(Path(sys.executable))) == []
    (tmp_path / "features-1").mkdir()
    (tmp_path / "features-1" / "numbers.npy").write_bytes(bytes(2_500_000))
    assert list(doctor.examine_cache(Path(sys.executable))) == []  # a folder that somebody else has made
    (tmp_path / "features-1" / cache.CONTENTS).write_text('{"numbers.npy": 2500000}')
    (finding,) = doctor.examine_cache(Path(sys.executable))
    assert (finding.what, finding.here, finding.problem) == ("made once: features-1", "2.5 MB", "")


def test_a_cache_that_cannot_be_found_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_CACHE", "~nosuch/x")
    (sentence,) = problems(doctor.examine_cache(Path(sys.executable)))
    assert sentence.startswith("`WORKBENCH_CACHE` must be a folder on this machine; got ~nosuch/x.")


def test_a_home_that_can_be_written_is_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _, variable, _ in doctor.FOLDERS:
        monkeypatch.setenv(variable, str(tmp_path / "new" / variable))
    findings = list(doctor.examine_folders(Path(sys.executable)))
    assert [finding.here for finding in findings] == [str(tmp_path / "new" / name) for _, name, _ in doctor.FOLDERS]
    assert problems(findings) == []


def test_a_file_that_bears_the_name_of_a_package_is_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["scikit-learn"]\noptional-dependencies = {}\n')
    for name in ("sklearn.py", "notebooks/0_start/random.py", "notebooks/helpers.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert problems(doctor.examine_names(tmp_path)) == [
        f"The file {name} must not bear the name of a package or of a part of Python, which may import "
        "it instead. Rename it."
        for name in ("notebooks/0_start/random.py", "sklearn.py")
    ]


def test_memory_is_what_psutil_says() -> None:
    assert doctor.memory_size() == pytest.approx(psutil.virtual_memory().total, rel=0.02)


def test_little_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "memory_size", lambda: 2_000_000_000)
    assert problems(doctor.examine_machine()) == [
        "Memory should be 3.5 GB or more; there is 2.0 GB. Close other programs before large labs."
    ]


def test_a_missing_browser_is_no_problem_for_a_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find", lambda: None)
    finding = next(f for f in doctor.examine_machine() if f.what == "browser for tests")
    assert (finding.here, finding.problem) == ("none: `test` needs one", "")


def test_a_taken_port_is_shown_with_the_one_that_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as listener:
        listener.bind((jupyter.HOST, 0))
        listener.listen()
        port = listener.getsockname()[1]
        monkeypatch.setattr(jupyter, "PORT", port)
        monkeypatch.setattr(jupyter.free_port, "__defaults__", (port,))
        finding = next(f for f in doctor.examine_machine() if f.what == f"port {port}")
    assert finding.here.startswith("taken, `start` will use ")
    assert finding.problem == ""


def test_the_exit_code_follows_the_problems(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sound, faulty = doctor.Finding("Python", "3.11", "3.11"), doctor.Finding("port", "taken", "free", "Close it.")
    monkeypatch.setattr(doctor, "examine", lambda: iter([sound]))
    code, text = run(capsys)
    assert (code, text.splitlines()[-1]) == (0, "All is well.")
    monkeypatch.setattr(doctor, "examine", lambda: iter([sound, faulty]))
    code, text = run(capsys)
    assert (code, text.splitlines()[-1]) == (1, "Close it.")
    assert "port    taken  free         !" in text
