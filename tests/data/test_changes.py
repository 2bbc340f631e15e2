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
    assert table["cells_changed"].to_list() == [None, 1, 0]
    assert table["columns"].to_list() == ["", "", "+c, -b, ~a"]
    assert table["why"][0] == "pressed twice"
    assert changes.frame is frame


def test_before_the_first_step_the_table_is_empty():
    assert Changes(pl.DataFrame({"a": [1]})).table().height == 0
