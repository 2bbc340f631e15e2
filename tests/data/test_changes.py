import polars as pl

from workbench.data.changes import Changes


def test_each_step_is_noted():
    frame = pl.DataFrame({"a": [1, 1, 2], "b": ["x", "x", None]})
    changes = Changes(frame)
    frame = changes.step("drop copies", "pressed twice", frame.unique(maintain_order=True))
    frame = changes.step("fill b", "unknown is a value too", frame.with_columns(pl.col("b").fill_null("?")))
    frame = changes.step("a as text", "it is a code", frame.with_columns(pl.col("a").cast(str), c=1).drop("b"))
    table = changes.table()
    assert table["rows_before"].to_list() == [3, 2, 2]
    assert table["rows_after"].to_list() == [2, 2, 2]
    assert table["cells_changed"].to_list() == [None, 1, 2]
    assert table["columns"].to_list() == ["", "", "+c, -b, ~a"]
    assert table["why"][0] == "pressed twice"
    assert changes.frame is frame


def test_a_column_in_the_place_of_another_is_compared_with_it():
    frame = pl.DataFrame(
        {"at": ["1", "2", None], "reply": [60.0, 0.0, 3.0], "office": ["Chicago", "Chicago", "London"]}
    )
    changes = Changes(frame)
    hours = pl.when(pl.col("office") == "Chicago").then(pl.col("reply") / 60).otherwise("reply")
    frame = changes.step("hours", "minutes", frame.with_columns(hours=hours).drop("reply"), instead={"hours": "reply"})
    times = frame.with_columns(day=pl.col("at").cast(pl.Int64)).drop("at")
    changes.step("days", "text", times, instead={"day": "at"})
    changes.step("new column", "it is one", times.with_columns(c=1))
    assert changes.table()["cells_changed"].to_list() == [1, 2, 0]  # 0 minutes are 0 hours


def test_before_the_first_step_the_table_is_empty():
    assert Changes(pl.DataFrame({"a": [1]})).table().height == 0
