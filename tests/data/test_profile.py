import polars as pl
import pytest

from workbench import cases
from workbench.data.profile import missing_by, profile
from workbench.errors import DataError


def test_a_small_table_by_hand():
    frame = pl.DataFrame({"age": [30, None, 40, 40], "city": ["Rome", "Oslo", None, None]})
    age, city = profile(frame).rows(named=True)
    assert age == {
        **{"column": "age", "type": "Int64", "missing": 1, "missing_share": 0.25, "distinct": 2},
        **{"lowest": "30", "middle": "40", "highest": "40", "commonest": "40"},
    }
    assert (city["missing"], city["distinct"], city["lowest"], city["middle"]) == (2, 2, "Oslo", None)


@pytest.mark.parametrize("name", cases.NAMES)
def test_each_case_has_a_profile_like_that_of_pandas(name):
    frame = cases.load(name).frame
    table = profile(frame)
    assert table["column"].to_list() == frame.columns
    if name != "digits":
        pandas = frame.to_pandas()
        assert table["missing"].to_list() == pandas.isna().sum().to_list()
        assert table["distinct"].to_list() == pandas.nunique().to_list()


def test_an_empty_column_and_an_empty_table_have_one_too():
    assert profile(pl.DataFrame({"x": [None, None]})).row(0, named=True)["commonest"] is None
    assert profile(pl.DataFrame({"x": []}))["missing_share"].to_list() == [0]


def test_equal_counts_give_the_same_answer_each_time():
    frame = pl.DataFrame({"x": [f"word {i % 50}" for i in range(200)]})
    assert {profile(frame)["commonest"][0] for _ in range(10)} == {"word 0"}


def test_the_reason_for_missing_products_is_the_telephone(desk):
    table = missing_by(desk.tickets, "product", by="channel")
    assert table.row(0, named=True)["channel"] == "phone"
    assert table["share"][0] == 1 and table["share"][1:].max() < 0.05
    assert table["missing"].sum() == desk.tickets["product"].null_count()


def test_the_office_is_no_reason(desk):
    share = missing_by(desk.tickets, "product", by="office")["share"]
    assert share.max() - share.min() < 0.08


def test_an_unknown_column_is_refused():
    with pytest.raises(DataError) as error:
        missing_by(pl.DataFrame({"a": [1], "b": [2]}), "c", by="a")
    assert str(error.value) == "`c` must be a column of the table; it has a, b. Choose one of these."
