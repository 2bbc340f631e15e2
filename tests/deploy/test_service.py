"""A service in a process of its own: ready when it says so, gone with whoever started it, clear when it has ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import numpy as np
import pandas as pd
import polars as pl
import pytest

from tests.deploy.stub import stub
from workbench.deploy.service import ServiceError, serve

ROOT = Path(__file__).parents[2]


def ends(pid: int, seconds: float = 10.0) -> bool:
    """Whether a process is gone within this time; one that nobody has waited for is gone too."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with serve(stub(tmp_path_factory.mktemp("services") / "doubles")) as running:
        yield running


@pytest.mark.parametrize(
    "rows",
    [
        [{"a": 1.0}, {"a": 2.5}],
        pl.DataFrame({"a": [1.0, 2.5]}),
        pd.DataFrame({"a": [1.0, 2.5]}),
        pd.DataFrame({"a": np.array([1.0, 2.5], dtype=np.float32)}),
        ({"a": value} for value in (1.0, 2.5)),
    ],
)
def test_rows_of_each_kind_are_answered_in_their_order(service, rows):
    assert service.predict(rows)["predictions"] == [2.0, 5.0]


def test_one_row_may_stand_alone(service):
    assert service.predict({"a": 7})["predictions"] == [14.0]


def test_a_client_has_the_address_and_the_token(service):
    with service.client() as client:
        assert client.post("/predict", json={"rows": [{"a": 1}]}).json()["predictions"] == [2.0]
        assert client.get("/health").json() == {"ready": True}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}])
def test_nobody_is_answered_without_the_token(service, headers):
    assert httpx.post(f"{service.url}/predict", json={"rows": []}, headers=headers).status_code == 401


def test_it_listens_on_this_machine_alone(service):
    port = int(service.url.rpartition(":")[2])
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    addresses = [words[1] for words in listening if words[3] == "0A" and int(words[1].split(":")[1], 16) == port]
    assert addresses == [f"0100007F:{port:04X}"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"a": 300}, "rows.0.a: Input should be less than or equal to 100"),
        ({}, "rows.0.a: Field required"),
        ({"a": "many"}, "rows.0.a: Input should be a valid number"),
        ({"a": None}, "rows.0.a: Input should be a valid number"),
    ],
)
def test_a_refusal_names_the_field(service, row, said):
    with pytest.raises(ServiceError, match="refuses this .status 422.*") as caught:
        service.predict([row])
    assert said in str(caught.value)


@pytest.mark.parametrize("rows", [5, None, "a"])
def test_what_are_no_rows_is_refused_before_it_is_sent(service, rows):
    with pytest.raises(ServiceError, match=r"`rows` must be a list of mappings or a table; got .*\. Pass \[\{"):
        service.predict(rows)


def test_its_page_links_to_the_form_and_tells_the_token(service):
    page = service._repr_html_()
    assert f'href="{service.url}/#token={service.token}"' in page and f'href="{service.url}/docs"' in page
    assert service.token not in repr(service) and service.url in repr(service)


def test_two_services_of_one_folder_run_beside_each_other(service):
    with serve(service.folder) as other:
        assert other.url != service.url and other.token != service.token
        assert [one.predict({"a": 1})["pid"] for one in (service, other)] == [service.pid, other.pid]
        status = httpx.post(
            f"{other.url}/predict", json={"rows": []}, headers={"Authorization": f"Bearer {service.token}"}
        )
        assert status.status_code == 401
    assert service.alive and not other.alive


def test_two_workers_answer_and_end_together(service):
    with serve(service.folder, workers=2) as both:
        assert repr(both).endswith("2 workers)")
        seen, until = set(), time.monotonic() + 20
        while len(seen) < 2 and time.monotonic() < until:
            with both.client() as client:  # a new connection each time
                seen.add(client.post("/predict", json={"rows": [{"a": 1}]}).json()["pid"])
        assert len(seen) == 2 and both.pid in seen
    assert all(ends(pid) for pid in seen)


def test_where_one_worker_is_killed_the_service_has_ended(service):
    with serve(service.folder, workers=2) as both:
        other = both.pid
        while other == both.pid:
            with both.client() as client:
                other = client.post("/predict", json={"rows": [{"a": 1}]}).json()["pid"]
        os.kill(other, signal.SIGKILL)
        assert ends(both.pid) and not both.alive


def test_a_killed_service_says_that_it_has_ended_and_how_to_start_it_again(tmp_path):
    service = serve(stub(tmp_path / "killed"))
    assert service.alive and service.predict({"a": 1})["predictions"] == [2.0]
    os.kill(service.pid, signal.SIGKILL)
    message = f'The service of killed has ended. Start it again: `service = deploy.serve("{service.folder}")`.'
    for _ in range(2):
        with pytest.raises(ServiceError) as caught:
            service.predict({"a": 1})
        assert str(caught.value) == message and not service.alive
    assert repr(service) == "Service('killed', ended)" and "has ended" in service._repr_html_()
    service.stop()
    with serve(service.folder) as again:
        assert again.predict({"a": 1})["predictions"] == [2.0]


def test_stop_lets_an_answer_come_that_is_under_way(tmp_path):
    from threading import Thread

    service, got = serve(stub(tmp_path / "slow", delay=0.8)), []
    thread = Thread(target=lambda: got.append(service.predict({"a": 1})["predictions"]))
    thread.start()
    time.sleep(0.3)
    service._end()
    thread.join(10)
    assert got == [[2.0]]
    service.stop()
    service.stop()  # once more does nothing
    assert not service.alive


KERNEL = """
import os, sys, time
from workbench.deploy.service import serve
service = serve(sys.argv[1], workers=2)
print(service.pid, *{service.client().post("/predict", json={"rows": [{"a": 1}]}).json()["pid"] for _ in range(60)})
sys.stdout.flush()
if sys.argv[2] == "fork" and not os.fork():  # a child holds the other end of the pipe too
    time.sleep(15)
    os._exit(0)
time.sleep(60 if sys.argv[2] != "ends" else 0)
"""


@pytest.mark.parametrize("how", ["ends", "fork"])
def test_it_is_gone_with_the_program_that_started_it(tmp_path, how):
    folder = stub(tmp_path / "left")
    command = [sys.executable, "-c", KERNEL, str(folder), how]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stdout is not None
        pids = {int(word) for word in program.stdout.readline().split()}
        assert pids
        if how != "ends":
            assert not any(ends(pid, 0.2) for pid in pids)
            program.kill()
    assert all(ends(pid) for pid in pids)


def test_a_service_that_nobody_holds_any_longer_ends(tmp_path):
    import gc

    service = serve(stub(tmp_path / "dropped"))
    pid, log = service.pid, service._log
    del service
    gc.collect()
    assert ends(pid) and not log.exists()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"workers": 3}, "`workers` must be 1 or 2; got 3. Choose 1 if you are not sure."),
        ({"port": 80}, "`port` must be from 1024 to 65535; got 80. Leave it out: the system chooses one."),
        ({"port": "x"}, "`port` must be from 1024 to 65535; got 'x'. Leave it out: the system chooses one."),
    ],
)
def test_values_out_of_range_are_refused(service, values, message):
    with pytest.raises(ServiceError) as caught:
        serve(service.folder, **values)
    assert str(caught.value) == message


def test_a_folder_without_a_service_is_refused(tmp_path):
    with pytest.raises(ServiceError, match=r"`folder` must hold an app.py; got .*\. Make one: `deploy.export\("):
        serve(tmp_path)


def test_a_port_that_is_taken_is_named(service):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServiceError) as caught:
            serve(service.folder, port=port)
    assert str(caught.value) == (
        f"`port` must be free; got {port}, which another program uses. Leave it out: the system chooses one."
    )


def test_a_service_that_does_not_start_shows_the_end_of_its_log(tmp_path):
    folder = stub(tmp_path / "broken")
    (folder / "app.py").write_text("raise RuntimeError('no model here')\n")
    with pytest.raises(ServiceError, match="The service of broken does not start.*its log ends with") as caught:
        serve(folder)
    assert str(caught.value).endswith("RuntimeError: no model here")


OFFLINE = """
import subprocess, sys
from workbench.deploy.service import serve
with serve(sys.argv[1]) as service:
    print(service.predict({"a": 4})["predictions"])
"""


def test_it_needs_no_network(tmp_path):
    """In a world of its own, with nothing but this machine's own address."""
    command = f'ip link set lo up && "{sys.executable}" -c "$CODE" "{stub(tmp_path / "alone")}"'
    made = subprocess.run(
        ["unshare", "-rn", "sh", "-c", command],
        env={**os.environ, "CODE": OFFLINE},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if "unshare" in made.stderr or "ip: " in made.stderr:
        pytest.skip("this system lets nobody make a network of its own")
    assert made.stdout == "[8.0]\n", made.stderr


def test_an_exported_service_counts_for_both_workers(tmp_path):
    from sklearn.tree import DecisionTreeRegressor

    from workbench.deploy import export

    X = pd.DataFrame({"a": np.arange(50.0), "b": np.arange(50.0)[::-1]})
    model = DecisionTreeRegressor(random_state=0).fit(X, X["a"] * 3)
    export(model, X, tmp_path / "tree")
    with serve(tmp_path / "tree", workers=2) as both:
        for place in range(20):
            with both.client() as client:  # a new connection each time
                body = {"rows": X[place : place + 1].to_dict("records")}
                made = client.post("/predict", json=body).json()["predictions"]
            assert made == pytest.approx(model.predict(X[place : place + 1]).tolist())
        told = both.ask("GET", "/metrics").text.splitlines()
    assert [float(line.split()[-1]) for line in told if line.startswith("service_rows_total")] == [20.0]
