"""Suites in files: the project's own, and files with every kind of mistake."""

from __future__ import annotations

import json
import runpy

import polars as pl
import pytest

from workbench.cases.store import FOLDER, load
from workbench.data.split import split
from workbench.errors import DataError
from workbench.evaluation.suite_file import SHIPPED, Suite, load_suite, parse, write_suite

GOOD = {"id": "a", "group": "easy", "input": "x y", "expect": {"is": 1}, "why": "because it is common"}


def line(**changed):
    return json.dumps({**GOOD, **changed})


@pytest.mark.parametrize("name", SHIPPED)
def test_each_suite_of_the_project_can_be_read_and_no_case_is_there_twice(name):
    suite = load_suite(name)
    raw = [json.loads(text) for text in (FOLDER / f"{SHIPPED[name]}.jsonl").read_text("utf-8").splitlines()]
    assert len(suite.cases) == len(raw)
    assert len({case["id"] for case in raw}) == len({json.dumps(case["input"]) for case in raw}) == len(raw)
    assert suite.groups == tuple(dict.fromkeys(case["group"] for case in raw))
    assert all(len(case["why"]) >= 10 for case in raw)


@pytest.mark.parametrize("name", ["tickets", "income", "bikes"])
def test_each_group_has_enough_cases_to_say_something(name):
    suite = load_suite(name)
    assert len(suite.groups) == 5
    assert min(sum(case.group == group for case in suite.cases) for group in suite.groups) >= 12


@pytest.mark.parametrize("name", ["income", "bikes"])
def test_the_recipe_makes_the_suite_again(name, tmp_path):
    made = runpy.run_path(str(FOLDER / name / "suite_recipe.py"))["build"]()
    again = write_suite(made, tmp_path / "again.jsonl")
    assert again.read_text("utf-8") == (FOLDER / name / "suite.jsonl").read_text("utf-8")


def test_people_of_the_suite_are_real_and_stand_in_the_test_part():
    income = load("income")
    test = split(income.frame, income.target).test
    people = [case for case in load_suite("income").cases if case.group in ("easy", "hard", "strange")]
    wanted = pl.DataFrame([{**case.input, "income": case.expect.is_} for case in people], infer_schema_length=None)
    found = wanted.join(test, on=wanted.columns, how="semi", nulls_equal=True)
    assert found.height == len(people)


def test_no_message_of_the_suite_stands_in_the_tickets():
    texts = set(load("tickets").frame["text"])
    assert not [case.id for name in ("tickets", "twins") for case in load_suite(name).cases if case.input in texts]


def test_a_twin_says_the_same_as_its_case():
    cases = {case.id: case for case in load_suite("tickets").cases}
    for twin in load_suite("twins").cases:
        assert twin.expect == cases[twin.source.removeprefix("twin of ")].expect


MISTAKES = {
    "no JSON": (
        ["{'id': 1}"],
        "Line 1: it is no JSON (Expecting property name enclosed in double quotes, at character 2). A case stands in "
        "one line, in braces, with double quotes around names and texts.",
    ),
    "not a number": (['{"id": NaN}'], "Line 1: NaN is no number of JSON. Write null where a value is missing."),
    "a name twice": (['{"id": "a", "id": "b"}'], "Line 1: `id` stands there twice. Keep one."),
    "a list": (["[1]"], 'Line 1: a case must be an object in braces; got [1]. Write {"id": ..., "group": ..., ...}.'),
    "a gap": (
        ["", line(why="")],
        'Line 2: `why` must have 10 characters or more; got "". Say in a few words why the case is here.',
    ),
    "a number for a text": ([line(group=5)], 'Line 1: `group` must be a text; got 5. Write a group, such as "easy".'),
    "a list for an input": (
        [line(input=[1])],
        "Line 1: `input` must be a text or values by column; got [1]. Write a text, or the values of a row in braces.",
    ),
    "no rule": (
        [line(expect={})],
        "Line 1: `expect` must have a rule: is, one_of, between, contains, without or same_as.",
    ),
    "a rule with a slip": (
        [line(expect={"betwen": [1, 2]})],
        "Line 1: there is no field `expect.betwen`. Did you mean `between`?",
    ),
    "a field with a slip": ([line(grup="easy")], "Line 1: there is no field `grup`. Did you mean `group`?"),
    "a field too many": (
        [line(colour="red")],
        "Line 1: there is no field `colour`. There are id, group, input, expect, why, source.",
    ),
    "the wrong way round": (
        [line(expect={"between": [3, 1]})],
        "Line 1: `expect` must have the smaller number first in between; got [3.0, 1.0].",
    ),
    "one number": (
        [line(expect={"between": [1]})],
        'Line 1: `expect.between` must have two numbers; got [1]. Write a rule in braces, such as {"is": 1}.',
    ),
    "an empty text": ([line(expect={"contains": [" "]})], "Line 1: `expect.contains` must have no empty text in it."),
    "an id twice": (
        [line(), line(input="other")],
        "Line 2: `id` 'a' stands in line 1 too. Give each case a name of its own.",
    ),
    "an input twice": (
        [line(), line(id="b")],
        "Line 2: `input` is the same as in line 1. Leave one out, or change its words.",
    ),
    "a later case": (
        [line(expect={"same_as": "b"}), line(id="b", input="other")],
        "Line 1: `expect.same_as` must be the id of an earlier case; got 'b'. Put that case before this one.",
    ),
    "nothing": (["", " "], "It has no case. Write one a line."),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_told_in_a_sentence_with_its_line(kind):
    lines, sentence = MISTAKES[kind]
    with pytest.raises(DataError) as told:
        parse(lines, "mine.jsonl")
    assert str(told.value) == f"mine.jsonl cannot be used. {sentence}"


def test_what_is_missing_is_named_field_by_field_and_no_more_than_five_at_once():
    with pytest.raises(DataError) as told:
        parse(["{}", "{}"])
    words = str(told.value)
    assert all(f"Line 1: `{name}` is missing." in words for name in ("id", "group", "input", "expect", "why"))
    assert words.endswith(" And 5 more.") and words.count("Line ") == 5


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(DataError, match=r"`path` must be a file, or one of tickets, .*; there is no file .*no\.jsonl"):
        load_suite(tmp_path / "no.jsonl")
    (tmp_path / "odd.jsonl").write_bytes("ü".encode("latin-1"))
    with pytest.raises(DataError, match=r"odd\.jsonl must be a text in UTF-8; it is not\."):
        load_suite(tmp_path / "odd.jsonl")


def test_a_file_of_windows_is_read_and_what_is_written_comes_back(tmp_path):
    file = tmp_path / "mine.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + line().encode() + b"\r\n\r\n" + line(id="b", input={"age": None}).encode())
    suite = load_suite(file)
    assert (suite.name, [case.id for case in suite.cases]) == ("mine", ["a", "b"])
    assert load_suite(write_suite(suite.cases, tmp_path / "copy.jsonl")).cases == suite.cases
    with pytest.raises(DataError, match="`id` 'a' stands in line 1 too"):
        write_suite([suite.cases[0]] * 2, tmp_path / "bad.jsonl")
    assert not (tmp_path / "bad.jsonl").exists()


def test_a_part_of_a_suite():
    suite = Suite("mine", parse([line(), line(id="b", input="b", group="hard")]))
    assert [case.id for case in suite.only("hard").cases] == ["b"]
    assert repr(suite) == "<Suite mine: 2 cases (1 easy, 1 hard)>"
    with pytest.raises(DataError, match=r"`groups` must be groups of the suite; got 'odd'. It has easy, hard."):
        suite.only("odd")
    twins = load_suite("income")
    assert len(twins.only("easy", "hard", "twins").cases) == 64
    with pytest.raises(DataError, match=r"twin-1 needs rich-1\. Take the group easy too\."):
        twins.only("twins")
