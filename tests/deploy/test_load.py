"""A load is open and bounded: each answer is counted from when it was due, none is lost, nothing piles up."""

from __future__ import annotations

import os
import signal
import time

import numpy as np
import pytest

from tests.deploy.stub import stub
from workbench.deploy import sender
from workbench.deploy.load import CONNECTIONS, Load, under_load
from workbench.deploy.service import ServiceError, serve

ROWS = [{"a": value} for value in range(20)]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with serve(stub(tmp_path_factory.mktemp("loaded") / "doubles")) as running:
        yield running


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """Answers after 0.2 s: with all connections busy, 5 times as many a second as there are connections."""
    with serve(stub(tmp_path_factory.mktemp("loaded") / "slow", delay=0.2)) as running:
        yield running


def test_at_200_a_second_no_answer_is_lost(service):
    made = under_load(service, ROWS, rate=200, seconds=3)
    assert made.lost == made.failed == made.dropped == 0 and made.answered == made.asked == len(made.latencies)
    assert 480 < made.asked < 720  # 600, give or take five times its spread
    assert made.percentile(50) == pytest.approx(np.percentile(made.latencies, 50))
    assert (made.latencies > 0).all()
    assert str(made).startswith(f"{made.asked} asked, none lost; ")


def test_the_time_counts_from_when_a_request_was_due(slow):
    """With 64 connections of 0.2 s each, 320 a second pass: at 640 the last of two seconds waits two seconds more."""
    passes = CONNECTIONS / 0.2
    made = under_load(slow, ROWS, rate=2 * passes, seconds=2)
    assert made.lost == 0
    assert 1000 < made.latencies[-50:].mean() < 6000
    assert made.latencies[:20].mean() < 700
    assert made.throughput < 1.1 * passes


def test_a_slow_answer_holds_back_no_other_request(slow):
    """A client that waits for each answer would ask five times a second, and see 0.2 s each time."""
    made = under_load(slow, ROWS, rate=100, seconds=2)
    assert made.asked > 120 and made.lost == 0
    assert 195 < made.percentile(50) < 400


def test_the_rate_changes_while_it_runs_and_counts_begin_anew(service):
    load = Load(service, ROWS)
    try:
        pid = service.pid
        load.set(50)
        first = [window for _ in range(10) if (window := load.window())][-1]
        load.set(400)
        windows = [window for _ in range(10) if (window := load.window())]
        assert [window.asked for window in windows] == sorted(window.asked for window in windows)
        assert windows[0].seconds < 0.5 < first.seconds
        assert windows[-1].asked / windows[-1].seconds > 4 * first.asked / first.seconds
        assert service.alive and service.pid == pid
    finally:
        load.stop()
    assert not load.alive


def test_a_rate_that_rises_asks_half_as_much(service):
    load = Load(service, ROWS)
    try:
        load.set(400, ramp=2.0)
        asked, seconds = [0], [0.0]
        while seconds[-1] < 2:
            if window := load.window():
                asked.append(window.asked)
                seconds.append(window.seconds)
        middle = np.interp(seconds[-1] / 2, seconds, asked)
        assert 250 < asked[-1] < 560 and middle < 0.4 * asked[-1]
    finally:
        load.stop()


def test_several_rows_go_in_one_request(service):
    assert under_load(service, ROWS, rate=50, seconds=1, batch=7).lost == 0


def test_what_is_refused_is_counted_as_failed_with_its_reason(service):
    made = under_load(service, [{"a": 1000}], rate=50, seconds=1)
    assert made.failed == made.asked > 0 == made.answered and made.why == "status 422"
    assert "lost (status 422)" in str(made) and np.isnan(made.percentile(99))


def test_a_service_that_is_killed_is_seen_and_the_load_goes_on(tmp_path):
    service = serve(stub(tmp_path / "killed"))
    load = Load(service, ROWS)
    try:
        load.set(100)
        time.sleep(0.5)
        os.kill(service.pid, signal.SIGKILL)
        time.sleep(1)
        windows = [window for _ in range(12) if (window := load.window())]
        assert windows[-1].failed > 20 and windows[-1].why and load.alive
    finally:
        load.stop()
        service.stop()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"rate": -1}, "`rate` must be from 0 to 5000 requests a second; got -1. Choose less."),
        ({"rate": 9999}, "`rate` must be from 0 to 5000 requests a second; got 9999. Choose less."),
        ({"rate": 10, "batch": 0}, "`batch` must be 1 row or more; got 0. Choose 1."),
    ],
)
def test_values_out_of_range_are_refused(service, values, message):
    with pytest.raises(ServiceError) as caught:
        under_load(service, ROWS, **values)
    assert str(caught.value) == message


def test_without_rows_there_is_nothing_to_ask(service):
    with pytest.raises(ServiceError, match="`rows` must have one row at least; got none"):
        Load(service, [])


def test_more_than_can_ever_be_answered_does_not_pile_up():
    """The list of what is due has an end: what does not fit is counted, and not kept."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    async def scene():
        load = sender.Sender("127.0.0.1", 9, "", 0, 1.0)
        load.begin({"rate": 100_000.0, "run": 1, "bodies": ["{}"]})
        load.first -= 1.0
        load.next -= 1.0
        task = asyncio.ensure_future(load.keep_time())
        await asyncio.sleep(0.05)
        task.cancel()
        return load

    with ThreadPoolExecutor(1) as other:  # browser tests leave a loop running in the thread of the tests
        load = other.submit(lambda: asyncio.run(scene())).result()
    assert len(load.due) == sender.BACKLOG and load.dropped == load.asked - sender.BACKLOG > 0


def test_a_load_ends_with_the_program_that_started_it(service):
    import subprocess
    import sys

    from tests.deploy.test_service import ROOT, ends

    code = (
        "import sys, time\nfrom workbench.deploy.load import Load\n"
        "class Told: url, token = sys.argv[1:]\n"
        "load = Load(Told, [{'a': 1}])\nload.set(10)\nprint(load._process.pid, flush=True)\ntime.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, service.url, service.token]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stdout is not None
        pid = int(program.stdout.readline())
        assert not ends(pid, 0.3)
        program.kill()
    assert ends(pid)
