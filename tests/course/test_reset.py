"""A damaged notebook is put back, and the old one is kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import pytest

from workbench.course import reset
from workbench.errors import WorkbenchError


@pytest.fixture
def folder(tmp_path):
    """A course with two notebooks, without git."""
    phase = tmp_path / "course" / "notebooks" / "4_training"
    phase.mkdir(parents=True)
    (phase / "4.2_overfitting.ipynb").write_text('{"fresh": "ü"}', encoding="utf-8")
    (phase / "4.1_loss.ipynb").write_text("{}")
    return tmp_path / "course"


@pytest.fixture
def clone(folder):
    """The same, committed."""
    for command in (
        ["init", "-q"],
        ["add", "notebooks"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    return folder


def notebook(root):
    return root / "notebooks" / "4_training" / "4.2_overfitting.ipynb"


def kept(root):
    return [path.read_text(encoding="utf-8") for path in notebook(root).parent.glob("4.2_overfitting.old-*.ipynb")]


def test_a_damaged_notebook_in_a_clone(clone):
    notebook(clone).write_text("broken")
    words = reset.restore("4.2", clone)
    assert notebook(clone).read_text(encoding="utf-8") == '{"fresh": "ü"}'
    assert kept(clone) == ["broken"]
    assert words.startswith("4.2_overfitting.ipynb is fresh again. Your old one is kept as 4.2_overfitting.old-")


def test_twice_keeps_both(clone):
    for text in ("one", "two"):
        notebook(clone).write_text(text)
        reset.restore("4.2", clone)
    assert sorted(kept(clone)) == ["one", "two"]


def test_a_deleted_notebook(clone):
    notebook(clone).unlink()
    assert reset.restore("4.2", clone) == (
        "4.2_overfitting.ipynb is fresh again. If it is open, choose File > Reload Notebook from Disk."
    )
    assert notebook(clone).exists() and kept(clone) == []


def test_a_download_without_git(folder):
    reset.keep_originals(folder)
    notebook(folder).write_text("broken")
    reset.keep_originals(folder)  # the second start must not keep what was changed meanwhile
    reset.restore("4.2", folder)
    assert notebook(folder).read_text(encoding="utf-8") == '{"fresh": "ü"}'
    assert kept(folder) == ["broken"]


def test_a_clone_keeps_no_second_copy(clone):
    reset.keep_originals(clone)
    assert not (clone / ".originals").exists()


def test_a_number_that_does_not_exist(clone):
    with pytest.raises(WorkbenchError) as refused:
        reset.restore("4", clone)
    assert str(refused.value) == "There is no notebook '4'. Choose one of 4.1, 4.2."


def test_ctrl_c_while_originals_are_kept_is_made_good_by_the_next_start(folder, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(shutil, "copystat", stop)  # after the first file
        reset.keep_originals(folder)
    reset.keep_originals(folder)
    kept = folder / ".originals" / "notebooks" / "4_training"
    assert sorted(path.name for path in kept.iterdir()) == ["4.1_loss.ipynb", "4.2_overfitting.ipynb"]
    assert not (folder / ".originals.part").exists()


def test_a_folder_that_cannot_be_written(clone):
    notebook(clone).with_suffix(".fresh").mkdir()
    with pytest.raises(WorkbenchError) as refused:
        reset.restore("4.2", clone)
    assert str(refused.value) == (
        f"4.2_overfitting.ipynb could not be restored ({refused.value.__cause__}). "
        f"Make {notebook(clone).parent} a folder you may write to, or free some disk space, then try again."
    )
    assert notebook(clone).exists() and kept(clone) == []


def test_a_link_in_the_place_of_the_fresh_copy_is_not_followed(clone, tmp_path):
    (tmp_path / "diary.txt").write_text("mine")
    link = notebook(clone).with_suffix(".fresh")
    link.symlink_to(tmp_path / "diary.txt")
    with pytest.raises(WorkbenchError) as refused:
        reset.restore("4.2", clone)
    assert str(refused.value) == (
        "4.2_overfitting.fresh must not be a link: what it leads to would be overwritten. "
        f"Delete the link in {link.parent}, then try again."
    )
    assert (tmp_path / "diary.txt").read_text() == "mine" and kept(clone) == []


def test_what_a_run_that_was_cut_off_has_left_does_not_matter(clone):
    notebook(clone).with_suffix(".fresh").write_text("half a noteb")
    reset.restore("4.2", clone)
    assert notebook(clone).read_text(encoding="utf-8") == '{"fresh": "ü"}'
    assert not notebook(clone).with_suffix(".fresh").exists()


def test_no_originals_at_all(folder):
    notebook(folder).write_text("broken")
    with pytest.raises(WorkbenchError, match="^The original notebooks are not here"):
        reset.restore("4.2", folder)
    assert notebook(folder).read_text() == "broken" and kept(folder) == []


def test_the_command_takes_less_than_two_seconds(clone):
    shutil.copytree(reset.ROOT / "workbench", clone / "workbench", ignore=shutil.ignore_patterns("__pycache__"))
    notebook(clone).write_text("broken")
    start = time.perf_counter()
    done = command(clone, "4.2")
    assert time.perf_counter() - start < 2
    assert done.returncode == 0 and done.stdout.startswith("4.2_overfitting.ipynb is fresh again.")
    assert kept(clone) == ["broken"]
    refused = command(clone, "9.9")
    assert refused.returncode == 1
    assert refused.stderr.strip() == "There is no notebook '9.9'. Choose one of 4.1, 4.2."


def command(folder, *arguments):
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # it names this clone
    line = [sys.executable, "-m", "workbench", "reset", *arguments]
    return subprocess.run(line, capture_output=True, text=True, cwd=folder, env=variables)
