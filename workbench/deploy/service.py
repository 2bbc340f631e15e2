"""A service in a process of its own: started and stopped by one call each, and gone with the notebook's kernel.

`with serve("service/") as service: service.predict(rows)`. It listens on 127.0.0.1 alone, and asks for a token that is
made anew each time.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    import httpx

RUNNER = Path(__file__).with_name("runner.py")
PATIENCE = 60.0  # seconds until a service must answer
TIMEOUT = 30.0  # seconds for one answer
LINES = 6  # of the log that an error repeats
GRACE = 5.0  # seconds to end by itself
WORKERS = (1, 2)


class ServiceError(WorkbenchError, RuntimeError):
    """A service does not start, has ended, or refuses what it was asked."""


class Service:
    """A running service. Made by `serve`.

    Attributes:
        folder: What it serves.
        url: Where it answers, such as "http://127.0.0.1:40123".
        token: What a request must carry: `Authorization: Bearer TOKEN`.
        workers: Processes that answer.
    """

    def __init__(self, folder: Path, url: str, token: str, workers: int, process: subprocess.Popen[str], log: Path):
        self.folder, self.url, self.token, self.workers = folder, url, token, workers
        self._process, self._log = process, log
        self._http: httpx.Client | None = None
        self._end = weakref.finalize(self, _end, process, log)  # also when nobody holds it any longer

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """The number of its process, for the system's own tools."""
        return self._process.pid

    def client(self) -> httpx.Client:
        """A new client with the address, the token and a timeout. Close it, or use it in a `with`."""
        import httpx

        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=TIMEOUT, trust_env=False)

    def predict(self, rows: Any) -> dict[str, Any]:
        """Ask for the predictions of some rows.

        Args:
            rows: A list of mappings, one mapping, or a table of Polars or pandas.
        Returns: The service's answer: "predictions", "probabilities", "version" and more.
        Raises: ServiceError if it has ended, or refuses the rows.
        """
        body = json.dumps({"rows": rows_of(rows)}, default=str)  # NaN goes out as it is: the service must refuse it
        answer = self.ask("POST", "/predict", content=body, headers={"Content-Type": "application/json"})
        made: dict[str, Any] = answer.json()
        return made

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request with the token.

        Args:
            method: Such as "GET".
            path: Such as "/health".
            more: As `httpx.Client.request` takes it.
        Raises: ServiceError if the service has ended, does not answer, or answers with a status of 400 or more.
        """
        import httpx

        if self.alive and self._http is None:
            self._http = self.client()
        try:
            if not self.alive or self._http is None:
                raise ServiceError(self._ended())
            answer = self._http.request(method, path, **more)
        except httpx.TransportError as problem:
            time.sleep(0.05)  # a process that was killed is gone a moment later
            if not self.alive:
                raise ServiceError(self._ended()) from problem
            raise ServiceError(
                f"The service at {self.url} must answer within {TIMEOUT:g} s; got {type(problem).__name__}. "
                "Look at `service.log()`, or stop it and start it again."
            ) from problem
        if answer.status_code >= 400:
            raise ServiceError(f"The service refuses this (status {answer.status_code}): {reason(answer)}")
        return answer

    def log(self, lines: int = 20) -> str:
        """The last lines that it has written."""
        return _tail(self._log, lines)

    def stop(self) -> None:
        """End it. Once is enough; again does nothing."""
        if self._http is not None:
            self._http.close()
            self._http = None
        self._end()

    def _ended(self) -> str:
        return (
            f'The service of {self.folder.name} has ended. Start it again: `service = deploy.serve("{self.folder}")`.'
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def __repr__(self) -> str:
        if not self.alive:
            return f"Service({self.folder.name!r}, ended)"
        many = "1 worker" if self.workers == 1 else f"{self.workers} workers"
        return f"Service({self.folder.name!r}, {self.url}, {many})"

    def _repr_html_(self) -> str:
        if not self.alive:
            return f"<p>{escape(self._ended())}</p>"
        link = f'<a href="{self.url}/{{}}" target="_blank" rel="noopener">{{}}</a>'
        form = link.format(f"#token={escape(self.token)}", "form")  # what stands behind # is not sent
        return (
            f"<p>The service of <b>{escape(self.folder.name)}</b> answers at <code>{self.url}</code>: "
            f"{form}, {link.format('docs', 'documentation')}, {link.format('health', 'health')}. "
            f"It asks for this token: <code>{escape(self.token)}</code>. It ends with <code>.stop()</code>, or with "
            "the kernel.</p>"
        )


def serve(folder: str | Path, *, port: int | None = None, workers: int = 1, rate: float | None = None) -> Service:
    """Serve an exported folder from a process of its own, on this machine alone.

    Args:
        folder: With an `app.py` that has `app`, as `deploy.export` writes it.
        port: None lets the system choose one that is free.
        workers: Processes that answer, 1 or 2. Two pay where two processor cores are free.
        rate: Requests a second that one client may send, 0 for any number; None leaves it at what `app.py` says.
    Returns: The service, when it is ready to answer.
    Raises: ServiceError if the folder holds no service, the port is taken, or the service does not start.
    """
    place = Path(folder).expanduser().resolve()
    if not (place / "app.py").is_file():
        raise ServiceError(
            f'`folder` must hold an app.py; got {place}. Make one: `deploy.export(model, case, "{folder}")`.'
        )
    if workers not in WORKERS:
        raise ServiceError(f"`workers` must be 1 or 2; got {workers!r}. Choose 1 if you are not sure.")
    if port is not None and not (isinstance(port, int) and 1024 <= port <= 65535):
        raise ServiceError(f"`port` must be from 1024 to 65535; got {port!r}. Leave it out: the system chooses one.")
    return started(place, port, workers, {} if rate is None else {"SERVICE_RATE": f"{rate:g}"})


def started(place: Path, port: int | None, workers: int, variables: Mapping[str, str]) -> Service:
    """The service of a folder, with more environment variables, as soon as it answers /health.

    Raises: ServiceError with the last lines of its log if it does not.
    """
    token = secrets.token_urlsafe(24)
    log = Path(tempfile.mkdtemp(prefix="service-")) / "log.txt"
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1", **variables, "SERVICE_TOKEN": token}
    if workers > 1:  # so that /metrics counts for all of them
        environment["PROMETHEUS_MULTIPROC_DIR"] = str(log.parent)
    with log.open("w") as writing:
        process = subprocess.Popen(
            [sys.executable, "-P", str(RUNNER), str(place), str(port or 0), str(workers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=writing,
            env=environment,
            text=True,
        )
    try:
        assert process.stdout is not None
        said = process.stdout.readline().strip()  # its port; nothing if it has ended
        if not said and port is not None and "in use" in log.read_text("utf-8", "replace"):
            raise ServiceError(
                f"`port` must be free; got {port}, which another program uses. Leave it out: the system chooses one."
            )
        service = Service(place, f"http://127.0.0.1:{said}", token, workers, process, log)
        _wait(service)
    except BaseException:
        _end(process, log)
        raise
    return service


def _wait(service: Service) -> None:
    """Return when it answers.

    Raises: ServiceError if it ends before, or takes too long.
    """
    import httpx

    until = time.monotonic() + PATIENCE
    with service.client() as client:
        while service.alive and time.monotonic() < until:
            try:
                if client.get("/health", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
    what = f"is not ready after {PATIENCE:g} s" if service.alive else "does not start"
    said = service.log(LINES) or "nothing"
    raise ServiceError(f"The service of {service.folder.name} {what}. Look into its app.py; its log ends with:\n{said}")


def _end(process: subprocess.Popen[str], log: Path) -> None:
    """Ask a process to end when it has answered what it was asked, insist if it does not, and remove its log."""
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    shutil.rmtree(log.parent, ignore_errors=True)


def _tail(log: Path, lines: int) -> str:
    try:
        return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])
    except OSError:
        return ""


def rows_of(rows: Any) -> list[Any]:
    """Rows as JSON holds them: one mapping becomes a list, a table becomes a list of mappings."""
    if hasattr(rows, "to_dicts"):  # Polars
        return list(rows.to_dicts())
    if hasattr(rows, "to_dict") and hasattr(rows, "columns"):  # pandas
        return list(rows.to_dict("records"))
    if isinstance(rows, Mapping):
        return [dict(rows)]
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise ServiceError(f"`rows` must be a list of mappings or a table; got {type(rows).__name__}. Pass [{{...}}].")
    return list(rows)


def reason(answer: httpx.Response) -> str:
    """What a refusal says: each field with its fault, or its sentence."""
    try:
        detail = answer.json()
    except ValueError:
        return answer.text[:300]
    detail = detail.get("detail", detail) if isinstance(detail, Mapping) else detail
    if isinstance(detail, Sequence) and not isinstance(detail, str):
        return "; ".join(_problem(one) for one in detail[:5])
    return str(detail)


def _problem(one: Any) -> str:
    """One fault of a field, as our services tell it or as FastAPI does by itself."""
    if not isinstance(one, Mapping):
        return str(one)
    where = one.get("field") or ".".join(str(part) for part in one.get("loc", ()))
    return f"{where}: {one.get('problem') or one.get('msg', '')}"
