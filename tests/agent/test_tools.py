"""The tools: their schemas come from the functions, wrong calls are answered, and drafts are whole and single."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool

from workbench.agent.state import TOOLS
from workbench.agent.tools import called, desk_tools, drafts, save_draft
from workbench.cases import load
from workbench.errors import DataError


def test_names_arguments_and_descriptions_come_from_the_functions(desk):
    tools = desk_tools(desk)
    assert tuple(tools) == TOOLS
    said = {name: convert_to_openai_tool(tool)["function"] for name, tool in tools.items()}
    assert said["ask_database"]["parameters"]["required"] == ["sql"]
    assert said["draft_email"]["parameters"]["required"] == ["ticket", "body"]
    assert "outbox" in said["draft_email"]["description"]
    for function in said.values():
        assert all(value.get("description") for value in function["parameters"]["properties"].values())
    assert "billing" in json.dumps(said["count_tickets"]) and "Chicago" in json.dumps(said["count_tickets"])


@pytest.mark.parametrize(
    "args",
    [{}, {"topic": "billing"}, {"office": "Berlin", "status": "open"}, {"product": "kettle", "topic": "fault"}],
)
def test_counting_agrees_with_polars(desk, args):
    frame = load("tickets").frame
    for column, value in args.items():
        frame = frame.filter(pl.col(column) == value)
    assert json.loads(called(desk_tools(desk), "count_tickets", args)) == {"tickets": frame.height}


@pytest.mark.parametrize(
    "name, args, said",
    [
        ("dance", {}, "must be one of ask_database"),
        ("count_tickets", {"topic": "love"}, "topic"),
        ("count_tickets", {"product": "moon' OR '1'='1"}, "must be a value that tickets have"),
        ("count_tickets", {"colour": "red"}, "got colour as well"),
        ("find_rule", {}, "question"),
        ("find_rule", {"question": 5}, "question"),
        ("ask_database", {"sql": None}, "sql"),
        ("draft_email", {"ticket": "T00090"}, "body"),
        ("draft_email", {"ticket": "../../etc/passwd", "body": "x"}, "must be a number such as T00090"),
        ("draft_email", {"ticket": "T99999", "body": "x"}, "T99999 is not"),
        ("draft_email", {"ticket": "T00090", "body": "  "}, "1 to 5,000"),
        ("draft_email", {"ticket": "T00090", "body": "x" * 6000}, "got 6,000"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(desk, name, args, said):
    with pytest.raises(DataError, match=said):
        called(desk_tools(desk), name, args)
    assert not drafts(desk)


@pytest.mark.parametrize(
    "question, words",
    [
        ("How long does delivery take?", "3 working days"),
        ("refunds", "5 days"),
        ("What do we promise about returns?", "30 days"),
        ("What do we promise about refunds?", "5 days"),
        ("account rule", "2 hours"),
        ("The kettle is broken: what do we promise?", "24 months"),
        ("HOW LONG IS THE WARRANTY??", "24 months"),
        ("Is there a limit for returns?", "30 days"),
        ("password link", "2 hours"),
        ("may I keep goods aside?", "7 days"),
        ("How soon must we answer a request for deletion of data?", "30 days"),
    ],
)
def test_the_rule_of_today_is_found_by_its_meaning(desk, question, words):
    assert words in called(desk_tools(desk), "find_rule", {"question": question})


@pytest.mark.parametrize("question", ["How high is the Eiffel tower?", "", "zzz", "Tell me a joke."])
def test_what_no_rule_is_about_is_refused(desk, question):
    with pytest.raises(DataError, match="must be about account"):
        called(desk_tools(desk), "find_rule", {"question": question})


def test_a_draft_is_written_once_whoever_comes_first(desk):
    def write(number):
        try:
            return save_draft(desk, "T00090", f"letter {number} " * 200)
        except DataError:
            return ""

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(write, range(40)))
    assert sum(map(bool, saved)) == 1
    (text,) = drafts(desk).values()
    assert text == f"letter {saved.index('saved T00090.txt')} " * 200
    assert [file.name for file in desk.outbox.iterdir()] == ["T00090.txt"]


def test_reading_the_database_loads_no_network():
    code = "import sys, workbench.agent.tools, workbench.agent.graph; print('torch' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
