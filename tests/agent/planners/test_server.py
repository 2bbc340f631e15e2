"""A planner on a server, which is played here by a small one on this machine."""

from __future__ import annotations

import json
import threading
import time
import traceback
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workbench.agent.calls import observe_call
from workbench.agent.graph import build_graph, outcome_text
from workbench.agent.planners import server
from workbench.agent.planners.server import KEY, MODEL, URL, ServerPlanner, messages
from workbench.agent.state import TOOLS, Observation
from workbench.agent.tools import desk_tools
from workbench.errors import DataError, WorkbenchError

SECRET = "sk-very-secret-0815"


def reply(content=None, **function):
    """An answer in OpenAI's protocol: words, or a call of a function."""
    message = {"role": "assistant", "content": content}
    if function:
        message["tool_calls"] = [{"id": "x", "type": "function", "function": function}]
    return {"choices": [{"index": 0, "message": message}]}


@contextmanager
def serving(*answers, status=200, slow=0.0):
    """A server that gives these answers in turn; what it was asked is noted."""
    asked, waiting = [], list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, dict(self.headers), json.loads(body)))
            answer = waiting.pop(0) if waiting else reply("nothing more")
            sent = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            try:
                for byte in sent if slow else ():
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(slow)
                if not slow:
                    self.wfile.write(sent)
            except OSError:
                pass  # the planner has hung up

        def log_message(self, *_):
            pass

    machine = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=machine.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{machine.server_port}/v1", asked
    finally:
        machine.shutdown()
        machine.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in (URL, MODEL, KEY):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def tools(desk):
    return desk_tools(desk)


def seen(tool, result="", error="", **args):
    return Observation(thought="", tool=tool, args=args, result=result, error=error, ms=0, planned_ms=0)


def test_without_a_server_it_is_off(tools):
    with pytest.raises(DataError) as problem:
        ServerPlanner(tools, model="m")
    assert str(problem.value) == (
        "`url` must be the address of a server that speaks OpenAI's protocol; none is set, and nothing was sent. Set "
        "WORKBENCH_LLM_URL, such as http://127.0.0.1:11434/v1, or write `url=`."
    )
    with pytest.raises(DataError, match=r"^`model` must be a name that the server knows; none is set\. Set WORKBENCH_"):
        ServerPlanner(tools, "http://127.0.0.1:1/v1")


@pytest.mark.parametrize(
    "url",
    ["ftp://host/v1", "127.0.0.1:80", "https://", f"https://me:{SECRET}@host/v1", f"https://host/v1?key={SECRET}",
     f"https://host/v1#{SECRET}", "https://host:port/v1", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_not_repeated(tools, url):
    with pytest.raises(DataError, match=r"^`url` must be an address such as") as problem:
        ServerPlanner(tools, url, "m")
    assert SECRET not in "".join(traceback.format_exception(problem.value))


def test_the_environment_names_server_and_model(tools, monkeypatch):
    with serving(reply("Done.")) as (url, asked):
        monkeypatch.setenv(URL, f"{url}/")
        monkeypatch.setenv(MODEL, "small")
        ServerPlanner(tools)("Show T00090.", [])
    assert asked[0][0] == "/v1/chat/completions" and asked[0][2]["model"] == "small"


def test_the_server_is_told_the_goal_and_the_tools_as_their_schemas_have_them(tools):
    with serving(reply(name="find_rule", arguments='{"question": "returns"}')) as (url, asked):
        action = ServerPlanner(tools, url, "m")("What about returns?", [])
    assert action == {"thought": "The model calls find_rule.", "tool": "find_rule", "args": {"question": "returns"}}
    ((_, headers, body),) = asked
    assert "Authorization" not in headers and body["temperature"] == 0
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["messages"][1]["content"] == "What about returns?"
    assert tuple(tool["function"]["name"] for tool in body["tools"]) == TOOLS
    count = body["tools"][1]["function"]["parameters"]
    assert set(count["properties"]) == {"topic", "office", "status", "product"} and not count.get("required")
    assert "Chicago" in json.dumps(count) and body["tools"][4]["function"]["parameters"]["required"] == ["answer"]


def test_a_trace_is_told_as_calls_and_their_results(tools):
    trace = [seen("find_rule", error="no answer", question="x"), seen("ask_database", "a row", sql="SELECT 1")]
    told = messages("Do it.", trace)[2:]
    assert [message["role"] for message in told] == ["assistant", "tool"] * 2
    for place in (0, 2):
        (call,) = told[place]["tool_calls"]
        assert call["id"] == told[place + 1]["tool_call_id"] and call["type"] == "function"
    assert json.loads(told[2]["tool_calls"][0]["function"]["arguments"]) == {"sql": "SELECT 1"}
    assert [message["content"] for message in told[1::2]] == ["Error: no answer", "a row"]


def test_words_without_a_call_end_the_work(tools):
    with serving(reply("There are 12.")) as (url, _):
        action = ServerPlanner(tools, url, "m")("How many?", [])
    assert action["tool"] == "finish" and action["args"] == {"answer": "There are 12."}


UNUSABLE = {
    "no JSON": {"name": "find_rule", "arguments": "{question: returns"},
    "a list": {"name": "find_rule", "arguments": "[1]"},
    "a number": {"name": "find_rule", "arguments": 5},
    "another name": {"name": "find_rule", "arguments": '{"text": "returns"}'},
    "another type": {"name": "find_rule", "arguments": '{"question": [1]}'},
    "nothing": {"name": "find_rule", "arguments": ""},
    "null": {"name": "find_rule", "arguments": None},
    "deep": {"name": "find_rule", "arguments": "[" * 100_000},
    "no such tool": {"name": "rm -rf", "arguments": "{}"},
    "no name": {"arguments": "{}"},
}


@pytest.mark.parametrize("function", UNUSABLE.values(), ids=UNUSABLE)
def test_a_call_that_cannot_be_used_is_an_observation(tools, function):
    with serving(reply(**function)) as (url, _):
        action = ServerPlanner(tools, url, "m")("What about returns?", [])
    step = observe_call(tools, action)
    assert step["error"] and not step["result"] and len(step["error"]) < 500


def test_a_model_sees_its_mistake_and_can_mend_it(tools, desk):
    answers = (
        reply(name="count_tickets", arguments='{"office": "Paris"}'),
        reply(name="count_tickets", arguments='{"office": "Berlin"}'),
        reply(name="finish", arguments='{"answer": "Berlin has 884."}'),
    )
    with serving(*answers) as (url, asked):
        state = build_graph(ServerPlanner(tools, url, "m"), tools, ask=()).invoke({"goal": "Berlin?", "trace": []})
    assert outcome_text(state) == "Berlin has 884."
    wrong, right = (message["content"] for message in asked[-1][2]["messages"] if message["role"] == "tool")
    assert wrong.startswith("Error: `office` of count_tickets does not fit") and json.loads(right) == {"tickets": 884}


def test_arguments_that_come_as_an_object_are_taken(tools):
    with serving(reply("I look it up.", name="count_tickets", arguments={"office": "Berlin"})) as (url, _):
        action = ServerPlanner(tools, url, "m")("How many?", [])
    assert action == {"thought": "I look it up.", "tool": "count_tickets", "args": {"office": "Berlin"}}


@pytest.mark.parametrize("by", ["guard", "person"])
def test_after_a_no_nothing_more_is_asked(tools, by):
    with serving() as (url, asked):
        action = ServerPlanner(tools, url, "m")("Write.", [seen(by, error="A person said no.")])
    assert not asked and action["tool"] == "finish" and "said no" in action["args"]["answer"]


@pytest.mark.parametrize(
    "answer",
    [b"", b"<html>", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": null}]}', b"\xff\xfe", b"[" * 99_999,
     b'{"choices": [{"message": {"tool_calls": 5}}]}', b'{"choices": [{"message": {"tool_calls": [5]}}]}'],
)  # fmt: skip
def test_who_does_not_speak_the_protocol_is_told_so(tools, answer):
    with serving(answer) as (url, _), pytest.raises(WorkbenchError, match="must answer as OpenAI's protocol says"):
        ServerPlanner(tools, url, "m")("Show T00090.", [])


@pytest.mark.parametrize(("status", "words"), [(401, "key"), (404, "model's name"), (429, "busy"), (500, "messages")])
def test_a_refusal_says_what_to_do_and_does_not_repeat_the_server(tools, status, words):
    said = rf"must answer with 200; it answered with {status}\. .*{words}"
    with (
        serving({"error": f"{SECRET}"}, status=status) as (url, _),
        pytest.raises(WorkbenchError, match=said) as problem,
    ):
        ServerPlanner(tools, url, "m")("Show T00090.", [])
    assert SECRET not in "".join(traceback.format_exception(problem.value))


def test_a_server_cannot_send_the_planner_elsewhere(tools):
    with serving(b"", status=307) as (url, asked):
        with pytest.raises(WorkbenchError, match="it answered with 307"):
            ServerPlanner(tools, url, "m")("Show T00090.", [])
        assert len(asked) == 1


def test_an_answer_in_drops_must_come_in_time_as_well(tools):
    with serving(b"x" * 1000, slow=0.05) as (url, _):
        start = time.perf_counter()
        with pytest.raises(WorkbenchError, match=r"must answer within 0\.3 s; it did not"):
            ServerPlanner(tools, url, "m", seconds=0.3)("Show T00090.", [])
        assert time.perf_counter() - start < 5


def test_an_answer_without_end_is_cut(tools, monkeypatch):
    monkeypatch.setattr(server, "LARGEST", 1000)
    with serving(b"x" * 100_000) as (url, _), pytest.raises(WorkbenchError, match="must have 1,000 bytes or fewer"):
        ServerPlanner(tools, url, "m")("Show T00090.", [])


def test_nobody_there_is_one_sentence(tools):
    with serving() as (url, _):
        pass
    with pytest.raises(WorkbenchError, match=r"must be running; it cannot be reached \(ConnectError\)\. Start it"):
        ServerPlanner(tools, url, "m")("Show T00090.", [])


def test_the_key_is_read_at_each_call_and_shown_nowhere(tools, monkeypatch):
    with serving(reply("a"), reply("b"), reply("c")) as (url, asked):
        planner = ServerPlanner(tools, url, "m")
        actions = [planner("Show T00090.", [])]
        monkeypatch.setenv(KEY, f" {SECRET}\n")
        actions.append(planner("Show T00090.", []))
        monkeypatch.delenv(KEY)
        actions.append(planner("Show T00090.", []))
    assert [headers.get("Authorization") for _, headers, _ in asked] == [None, f"Bearer {SECRET}", None]
    assert SECRET not in json.dumps([body for *_, body in asked]) + str(actions) + repr(planner) + str(vars(planner))
    assert repr(planner) == f"<ServerPlanner m at {url}>"


def test_a_key_goes_over_no_open_line(tools, monkeypatch):
    monkeypatch.setenv(KEY, SECRET)
    with pytest.raises(DataError, match=r"^A key must go to an address that begins with https://") as problem:
        ServerPlanner(tools, "http://192.0.2.1/v1", "m")("Show T00090.", [])
    assert SECRET not in str(problem.value)


@pytest.mark.parametrize("key", ["sk-ü", "one\ntwo"])
def test_what_cannot_be_a_key_is_not_repeated(tools, monkeypatch, key):
    monkeypatch.setenv(KEY, key)
    with serving() as (url, asked), pytest.raises(DataError, match=r"must be one line of plain letters") as problem:
        ServerPlanner(tools, url, "m")("Show T00090.", [])
    assert not asked and key not in "".join(traceback.format_exception(problem.value))


def test_a_proxy_is_not_asked_for_a_server_on_this_machine(tools, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://192.0.2.1:9")
    with serving(reply("Done.")) as (url, asked):
        ServerPlanner(tools, url, "m", seconds=5)("Show T00090.", [])
    assert len(asked) == 1


def test_a_goal_with_half_a_letter_can_be_sent(tools):
    with serving(reply("Done.")) as (url, asked):
        ServerPlanner(tools, url, "m", temperature=None)("Show \ud83d T00090.", [])
    assert "temperature" not in asked[0][2]
