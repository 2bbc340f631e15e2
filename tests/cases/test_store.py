"""`load`: the data sets, and what it says when one is missing or damaged."""

import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import polars as pl
import pytest

from workbench import cases
from workbench.cases import store
from workbench.errors import DataError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of one data set that a test may spoil."""
    shutil.copytree(store.FOLDER / "bikes", tmp_path / "bikes")
    monkeypatch.setattr(store, "FOLDER", tmp_path)
    store.verify.cache_clear()
    yield tmp_path / "bikes"
    store.verify.cache_clear()


@pytest.mark.parametrize("name", cases.NAMES)
def test_each_case_loads_with_its_card(name):
    case = cases.load(name)
    assert case.name == name
    assert case.frame.height == case.card.rows
    assert case.frame.columns == [column.name for column in case.card.columns]
    assert case.target in case.frame.columns
    assert case.target not in case.features
    assert case.card.task in ("classification", "regression")


def test_a_case_is_one_line_as_text_and_its_card_in_a_notebook():
    case = cases.load("income")
    assert repr(case) == "<Case income: 32,561 rows, 12 features, target income>"
    assert case._repr_markdown_() == str(case.card)


def test_what_is_known_only_afterwards_is_no_feature():
    features = cases.load("bikes").features
    assert not {"casual", "registered", "bikers", "time"} & set(features)
    assert {"hour", "temperature"} <= set(features)


def test_loading_is_quick():
    import sklearn.datasets  # noqa: F401 - its import is not part of loading

    def seconds(name: str) -> float:
        store.verify.cache_clear()
        start = time.perf_counter()
        cases.load(name)
        return time.perf_counter() - start

    for name in cases.NAMES:
        assert min(seconds(name) for _ in range(5)) < 0.2, name


def test_importing_cases_loads_nothing_heavy():
    code = "import sys; from workbench import cases; sys.exit(bool({'polars', 'numpy', 'sklearn'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=store.FOLDER.parent, check=False).returncode == 0


def test_tab_offers_what_is_loaded_late():
    assert {"load", "from_csv", "two_moons"} <= set(dir(cases))
    assert all(callable(getattr(cases, name)) or name == "NAMES" for name in dir(cases))


def test_a_name_that_cases_does_not_have_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'workbench.cases' has no attribute 'lod'$"):
        cases.lod  # noqa: B018


def test_a_wrong_name_is_answered_with_the_right_ones():
    with pytest.raises(DataError) as error:
        cases.load("incomes")
    assert str(error.value) == (
        "`name` must be one of income, digits, bikes, tickets, penguins, names, moons, polynomial, solar; got "
        "'incomes'. Choose one of these."
    )


def test_the_answer_key_has_a_row_for_each_ticket():
    assert cases.answer_key("tickets")["ticket"].equals(cases.load("tickets").frame["ticket"])


def test_a_data_set_without_planted_faults_has_no_key():
    with pytest.raises(DataError) as error:
        cases.answer_key("income")
    assert str(error.value) == (
        "`name` must be a data set with planted faults, tickets; got 'income'. Ask for 'tickets'."
    )


def test_the_database_is_read_with_sql():
    with closing(sqlite3.connect(cases.database())) as database:
        offices = pl.read_database("SELECT office, time_zone FROM offices ORDER BY office", database)
    assert offices.rows()[0] == ("Berlin", "Europe/Berlin")
    assert set(offices["office"]) == set(cases.load("tickets").frame["office"])


def test_a_damaged_companion_is_noticed(tmp_path, monkeypatch):
    shutil.copytree(store.FOLDER / "tickets", tmp_path / "tickets")
    with (tmp_path / "tickets" / "helpdesk.sqlite").open("ab") as file:
        file.write(b"?")
    monkeypatch.setattr(store, "FOLDER", tmp_path)
    store.verify.cache_clear()
    with pytest.raises(
        DataError, match=r"^The file datasets/tickets/helpdesk\.sqlite must have its recorded checksum; "
    ):
        cases.database()
    store.verify.cache_clear()


def test_an_untouched_copy_loads(folder):
    assert cases.load("bikes").frame.height > 0


@pytest.mark.parametrize("missing", ["bikes.parquet", "checksum.txt"])
def test_a_missing_file_is_said_with_two_ways_to_mend_it(folder, missing):
    (folder / missing).unlink()
    with pytest.raises(DataError) as error:
        cases.load("bikes")
    assert str(error.value) == (
        f"The file datasets/bikes/{missing} must be there; it is missing. Run `git checkout -- datasets/bikes`, "
        "or rebuild it with `python -m workbench.cases.rebuild bikes`."
    )


def test_damaged_checksums_are_noticed(folder):
    (folder / "checksum.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match=r"^The file datasets/bikes/bikes\.parquet must have its recorded checksum; "):
        cases.load("bikes")


@pytest.mark.parametrize("where", [0, 1000, -1])
def test_one_changed_byte_is_noticed(folder, where):
    data = bytearray((folder / "bikes.parquet").read_bytes())
    data[where] ^= 1
    (folder / "bikes.parquet").write_bytes(data)
    with pytest.raises(DataError, match=r"^The file datasets/bikes/bikes\.parquet must have its recorded checksum; "):
        cases.load("bikes")


def test_the_checksum_is_computed_once(folder, monkeypatch):
    calls = []
    real = store.checksum
    monkeypatch.setattr(store, "checksum", lambda file: calls.append(file) or real(file))
    cases.load("bikes")
    cases.load("bikes")
    assert len(calls) == 1


def test_two_loads_do_not_share_a_frame_to_spoil():
    first = cases.load("bikes").frame
    first.insert_column(0, pl.lit(1).alias("extra"))
    assert "extra" not in cases.load("bikes").frame.columns
