import numpy as np
import polars as pl
import pytest
from sklearn.metrics import precision_score, recall_score

from workbench.data.duplicates import exact_copies, near_copies


def test_exact_copies_are_all_found(desk):
    found = exact_copies(desk.tickets, but=["ticket"])
    assert (found == (desk.key["duplicate_kind"] == "exact").fill_null(False)).all()


def test_exact_copies_are_those_of_pandas():
    frame = pl.DataFrame({"row": range(6), "a": [1, 1, 2, 1, None, None], "b": list("xxyxzz")})
    assert exact_copies(frame, but=["row"]).to_list() == frame.to_pandas().duplicated(["a", "b"]).to_list()


def test_near_copies_are_found_with_few_false_alarms(desk):
    found = near_copies(desk.tickets["text"].to_list())
    planted = desk.key["duplicate_of"].is_not_null().to_numpy()
    assert precision_score(planted, found.is_not_null()) > 0.85
    assert recall_score(planted, found.is_not_null()) > 0.9
    first = desk.tickets["ticket"].gather(found.drop_nulls())
    right = first == desk.key["duplicate_of"].filter(found.is_not_null())
    assert right.fill_null(False).mean() > 0.8  # and they point at the ticket they copy


def test_a_lower_bar_finds_more_and_errs_more(desk):
    texts, planted = desk.tickets["text"].to_list(), desk.key["duplicate_of"].is_not_null().to_numpy()
    loose, strict = (near_copies(texts, bar).is_not_null().to_numpy() for bar in (0.6, 0.9))
    assert recall_score(planted, loose) > recall_score(planted, strict)
    assert precision_score(planted, loose) < precision_score(planted, strict)


@pytest.mark.parametrize(
    ("texts", "copy_of"),
    [
        (["the bell rings"] * 2, [None, 0]),
        (["where is my parcel", "Where is my parcel, please", "the bell rings"], [None, 0, None]),
        (["the bell rings"] * 4 + ["red", "blue", "green", "grey"], [None, 0, 0, 0] + [None] * 4),
        (["the bell rings"] * 200, [None] + [0] * 199),  # no word is in less than a third of them
        (["?!", None, "?!", None, ""], [None, None, 0, None, None]),
        ([], []),
    ],
)
def test_copies_by_hand(texts, copy_of):
    assert near_copies(texts).to_list() == copy_of


def test_blocks_do_not_change_the_answer(desk, monkeypatch):
    texts = desk.tickets["text"].to_list()[:400]
    whole = near_copies(texts, 0.5)
    monkeypatch.setattr("workbench.data.duplicates.BLOCK", 37)
    assert near_copies(texts, 0.5).equals(whole)
    places = np.array(whole.to_list(), dtype=float)
    known = ~np.isnan(places)
    assert known.any() and (places[known] < np.flatnonzero(known)).all()
