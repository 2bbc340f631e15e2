"""The photographs of the solar cells: the right ones, in the right order, with their licence, made ready once."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from workbench import cache, cases, installed
from workbench.cases import solar, store
from workbench.errors import DataError

FRAME = cases.load("solar").frame


@pytest.fixture
def five(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of five photographs that a test may spoil, and a cache of its own."""
    package = tmp_path / "packages" / "elpv_dataset"
    (package / "data" / "images").mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('must not be imported')\n")
    for name in FRAME["photograph"].head(5):
        shutil.copy(name, package / "data" / "images")
    lines = [f"images/cell000{number}.png  {number % 2}.0  mono\n" for number in range(1, 6)]
    (package / "data" / "labels.csv").write_text("".join(lines))
    folder = tmp_path / "datasets"
    shutil.copytree(store.FOLDER / "solar", folder / "solar")
    photographs = b"".join((package / "data" / "images" / f"cell000{n}.png").read_bytes() for n in range(1, 6))
    sums = [hashlib.sha256(content).hexdigest() for content in ("".join(lines).encode(), photographs)]
    (folder / "solar" / "checksum.txt").write_text(f"{sums[0]}  labels.csv\n{sums[1]}  photographs\n")
    monkeypatch.setattr(store, "FOLDER", folder)
    monkeypatch.setattr(installed, "find", lambda _, path: file if (file := package / path).is_file() else None)
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "cache"))
    return package / "data"


def test_the_counts_are_those_of_its_publishers() -> None:
    """Their table: 1,074 cells of monocrystalline and 1,550 of polycrystalline modules; 715 surely broken."""
    assert dict(FRAME["cell"].value_counts().iter_rows()) == {"monocrystalline": 1074, "polycrystalline": 1550}
    counts = dict(FRAME["probability"].value_counts().iter_rows())
    assert counts == {0.0: 1508, 0.33: 295, 0.67: 106, 1.0: 715}
    assert FRAME["defective"].sum() == 106 + 715
    assert (
        "401 of the 2,624 labels were not sure" in cases.load("solar").card.text and counts[0.33] + counts[0.67] == 401
    )


def test_the_photographs_are_those_that_were_recorded() -> None:
    whole = hashlib.sha256(b"".join(Path(name).read_bytes() for name in FRAME["photograph"]))
    labels = hashlib.sha256((Path(FRAME["photograph"][0]).parents[1] / "labels.csv").read_bytes())
    recorded = (store.FOLDER / "solar" / "checksum.txt").read_text().split()
    assert [whole.hexdigest(), labels.hexdigest()] == [recorded[2], recorded[0]]


def test_the_licence_stands_on_the_card_and_beside_pictures() -> None:
    card = cases.load("solar").card
    assert card.licence.startswith("CC BY-NC-SA 4.0") and "not for commercial use" in card.licence
    assert "elpv-dataset 1.0.0.post1" in card.source and "Buerhop-Lutz" in card.source
    assert "CC BY-NC-SA 4.0" in solar.CREDIT and "not for commercial use" in solar.CREDIT


def test_nothing_of_it_is_part_of_the_repository() -> None:
    assert {path.name for path in (store.FOLDER / "solar").iterdir()} - {"__pycache__"} == {
        *("card.md", "checksum.txt", "recipe.py")
    }


@pytest.mark.parametrize("side", [300, 128])
def test_photographs_are_what_pillow_reads(five: Path, side: int) -> None:
    grey = cases.photographs(side)
    assert (grey.shape, grey.dtype) == ((5, side, side), np.uint8)
    for row, name in enumerate(sorted((five / "images").iterdir())):
        own = np.asarray(Image.open(name), dtype=float)
        if side == 300:
            np.testing.assert_array_equal(grey[row], own)
        else:  # the mean stays, and so do large shapes: means over blocks of 60 x 60 of the original's pixels
            blocks = own.reshape(5, 60, 5, 60).mean((1, 3))
            small = np.asarray(Image.fromarray(grey[row]).resize((300, 300)), dtype=float)
            assert np.abs(small.reshape(5, 60, 5, 60).mean((1, 3)) - blocks).max() < 3


def test_the_second_time_they_come_from_the_cache(five: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = cases.photographs(32)
    assert "Preparing the photographs of the solar cells, once: done." in capsys.readouterr().out
    for file in (five / "images").iterdir():
        file.unlink()
    np.testing.assert_array_equal(cases.photographs(32), first)
    assert capsys.readouterr().out == ""
    assert list(cache.entries()) == ["solar-1.0.0.post1-32"]


def test_a_damaged_photograph_is_refused(five: Path) -> None:
    file = five / "images" / "cell0003.png"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(DataError) as error:
        cases.photographs(32)
    assert str(error.value) == (
        "The photographs of the package elpv-dataset must have their recorded checksum; one is damaged. "
        f"{installed.HOW_TO}"
    )
    assert cache.entries() == {}


def test_changed_labels_are_refused(five: Path) -> None:
    (five / "labels.csv").write_text("images/cell0001.png  0.0  mono\n")
    with pytest.raises(DataError, match=r"labels\.csv must have its recorded checksum; it is damaged\. Run `python"):
        cases.load("solar")


def test_without_the_package_it_says_how_to_get_it(five: Path) -> None:
    (five / "labels.csv").unlink()
    with pytest.raises(DataError) as error:
        cases.load("solar")
    assert str(error.value) == (
        "The package elpv_dataset with its file data/labels.csv must be installed; it is not. "
        "Run `python -m pip install --force-reinstall --no-deps --require-hashes -r requirements/alone.txt`."
    )


@pytest.mark.parametrize("side", [15, 301])
def test_a_side_out_of_range_is_refused(side: int) -> None:
    with pytest.raises(DataError) as error:
        cases.photographs(side)
    assert str(error.value) == f"`side` must be from 16 to 300; got {side}. Choose 128, for example."


def test_the_recipe_by_hand(tmp_path: Path) -> None:
    import runpy

    (tmp_path / "labels.csv").write_text(
        "images/a.png  0.3333333333333333  poly\nimages/b.png  0.6666666666666666  mono\n"
    )
    frame = runpy.run_path(str(store.FOLDER / "solar" / "recipe.py"))["build"](tmp_path / "labels.csv")
    assert frame.rows() == [
        (str(tmp_path / "images/a.png"), "polycrystalline", 0.33, 0),
        (str(tmp_path / "images/b.png"), "monocrystalline", 0.67, 1),
    ]
    assert frame["defective"].dtype == pl.Int8
