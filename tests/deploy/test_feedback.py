"""Corrections are read whole, reviewed by somebody with a name, and a push in one direction is told."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.stats import binomtest

from workbench import deploy
from workbench.errors import DataError


def line(right, source="", predicted=100.0, **features):
    told = {"id": "", "time": "2026-01-01T00:00:00+00:00", "source": source, "note": "", "version": "1"}
    return json.dumps({**told, "predicted": predicted, "right": right, "features": features or {"heat": 3.5}})


def written(tmp_path, *lines):
    (tmp_path / "feedback.jsonl").write_text("".join(one + "\n" for one in lines))
    return tmp_path


def test_what_was_kept_becomes_rows_with_a_source_once_somebody_has_reviewed_it(tmp_path):
    folder = written(tmp_path, line(90, "desk 4", heat=3.5), line(80, heat=4.5), line(1e9, "joker", heat=5.5))
    told = deploy.read_feedback(folder)
    assert told["number"].to_list() == [0, 1, 2] and told["heat"].to_list() == [3.5, 4.5, 5.5]
    with pytest.raises(DataError, match="must have been reviewed"):
        deploy.as_rows(told, "bikers")
    rows = deploy.as_rows(deploy.accepted(told, "Ada", [0, 1]), "bikers")
    assert rows.columns == ["heat", "bikers", "source_note"]
    assert rows.rows() == [
        (3.5, 90.0, "feedback of desk 4, reviewed by Ada"),
        (4.5, 80.0, "feedback of somebody unnamed, reviewed by Ada"),
    ]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda told: deploy.accepted(told, " ", [0]), "`reviewer` must name a person"),
        (lambda told: deploy.accepted(told, "Ada", [0, 9]), "9 is none of them"),
    ],
)
def test_a_review_without_a_name_or_with_a_number_that_is_not_there_is_refused(tmp_path, call, sentence):
    with pytest.raises(DataError, match=sentence):
        call(deploy.read_feedback(written(tmp_path, line(1))))


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [([], "is empty"), (["{"], "Line 1"), ([line(1), '{"right": 3}'], "Line 2"), ([line(1), "[]"], "Line 2")],
)
def test_a_damaged_line_is_named(tmp_path, lines, sentence):
    with pytest.raises(DataError, match=sentence):
        deploy.read_feedback(written(tmp_path, *lines))
    with pytest.raises(DataError, match="There is no feedback yet"):
        deploy.read_feedback(tmp_path / "nowhere")


def test_who_pushes_one_way_is_told_and_who_errs_both_ways_is_not(tmp_path):
    rng = np.random.default_rng(0)
    honest = [line(100 + float(rng.normal(0, 10)), f"desk {i % 4}") for i in range(80)]
    pushed = [line(100 + float(abs(rng.normal(0, 10))), "rival") for _ in range(20)]
    found = deploy.suspicious(deploy.read_feedback(written(tmp_path, *honest, *pushed)))
    assert found["source"][0] == "rival" and found["why"][0] == "raises 20 of 20"
    assert found["p"][0] == pytest.approx(binomtest(20, 20).pvalue)
    assert set(found["why"][1:]) == {""}


def test_a_source_that_floods_is_told(tmp_path):
    lines = [line(90 if i % 2 else 110, "loud") for i in range(40)] + [line(90, f"desk {i}") for i in range(30)]
    found = deploy.suspicious(deploy.read_feedback(written(tmp_path, *lines)))
    assert {row["source"]: row["why"] for row in found.to_dicts() if row["why"]} == {"loud": "sends 57% of all"}
