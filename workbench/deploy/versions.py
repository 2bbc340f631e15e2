"""Two versions of a service side by side behind one address: canary, shadow, and back in one call."""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from workbench.deploy.service import Service, ServiceError, serve, started

if TYPE_CHECKING:
    import httpx
    import polars as pl

ROUTER = Path(__file__).with_name("router.py")
SETTLE = 10.0  # seconds to wait for answers of the new version that nobody waits for


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What one version did so far.

    Attributes:
        version: As it calls itself; empty before its first answer.
        asked: Requests that were sent to it.
        answered: Of these, answered with a prediction.
        refused: Refused with a reason, such as 422.
        errors: Not answered, or with a status of 500 or more. The old version answered these instead.
        milliseconds: For an answer, on average; NaN before the first.
    """

    version: str
    asked: int
    answered: int
    refused: int
    errors: int
    milliseconds: float


@dataclass(frozen=True, kw_only=True)
class Differences:
    """How the answers of both versions to the same requests differ, in shadow.

    Attributes:
        rows: Rows that both have answered.
        different: Of these, with another prediction.
        mean_gap: Mean absolute gap of predictions that are numbers, in their own unit; NaN before the first.
        skipped: Requests that the new version was not asked, because it was too slow.
    """

    rows: int
    different: int
    mean_gap: float
    skipped: int


class Versions:
    """An old and a new version behind one address. Made by `side_by_side`.

    Attributes:
        old: The service of the old version.
        new: The service of the new one.
        router: What people ask: it passes each request on.
    """

    def __init__(self, old: Service, new: Service, router: Service) -> None:
        self.old, self.new, self.router = old, new, router

    @property
    def url(self) -> str:
        """Where both answer."""
        return self.router.url

    @property
    def token(self) -> str:
        """What a request must carry."""
        return self.router.token

    def client(self) -> httpx.Client:
        """As `Service.client`."""
        return self.router.client()

    def predict(self, rows: Any) -> dict[str, Any]:
        """As `Service.predict`; "version" tells who has answered."""
        return self.router.predict(rows)

    def set_share(self, share: float) -> None:
        """Let the new version answer another share of the requests; 1 is all of them.

        Raises: ServiceError if it is not from 0 to 1.
        """
        self._set(share=checked(share), shadow=False)

    def roll_back(self) -> None:
        """Let the old version answer everything from now on. What the new one has begun, it may still end."""
        self._set(share=0.0, shadow=False)

    @property
    def share(self) -> float:
        """Which share of the requests the new version answers."""
        return float(self._known()["share"])

    @property
    def counts(self) -> dict[str, Counts]:
        """Of "old" and "new"."""
        return {which: _counts(told) for which, told in self._known()["counts"].items()}

    @property
    def differences(self) -> Differences:
        """In shadow; answers of the new version that are still to come are waited for."""
        until = time.monotonic() + SETTLE
        while (told := self._known()["compared"])["waiting"] and time.monotonic() < until:
            time.sleep(0.05)
        rows = told["rows"]
        gap = told["gap"] / rows if rows else float("nan")
        return Differences(rows=rows, different=told["different"], mean_gap=gap, skipped=told["skipped"])

    def table(self) -> pl.DataFrame:
        """The counts of both, one row a version."""
        import polars as pl

        return pl.DataFrame([{"service": which, **vars(count)} for which, count in self.counts.items()])

    def stop(self) -> None:
        """End the router first, then both services."""
        for one in (self.router, self.new, self.old):
            one.stop()
        shutil.rmtree(self.router.folder, ignore_errors=True)

    def _known(self) -> dict[str, Any]:
        made: dict[str, Any] = self.router.ask("GET", "/versions").json()
        return made

    def _set(self, **values: Any) -> None:
        self.router.ask("POST", "/versions", json=values)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def __repr__(self) -> str:
        if not self.router.alive:
            return "Versions(ended)"
        known = self._known()
        how = "shadow" if known["shadow"] else f"{known['share']:.0%} to the new one"
        return f"Versions({self.old.folder.name!r}, {self.new.folder.name!r}, {how}, {self.url})"


def side_by_side(old: str | Path, new: str | Path, *, share: float = 0.1, shadow: bool = False) -> Versions:
    """Serve two exported folders behind one address.

    Args:
        old: The folder of the version that is in use.
        new: The folder of the version that is to be tried.
        share: Canary: this share of the requests goes to the new one. Every tenth at 0.1, in their order.
        shadow: All are answered by the old one; the new one is asked too, and differences are counted.
    Returns: Both, running. Nothing is lost in a change: a request that the new one fails at, the old one answers.
    Raises: ServiceError if a folder cannot be served, or the share is not from 0 to 1.
    """
    share = checked(share)
    running: list[Service] = []
    place = Path(tempfile.mkdtemp(prefix="router-"))
    try:
        for folder in (old, new):
            running.append(serve(folder, rate=UNLIMITED))
        shutil.copy(ROUTER, place / "app.py")
        variables = {
            "ROUTER_OLD": running[0].url,
            "ROUTER_NEW": running[1].url,
            "ROUTER_OLD_TOKEN": running[0].token,
            "ROUTER_NEW_TOKEN": running[1].token,
            "ROUTER_SHARE": str(share),
            "ROUTER_SHADOW": str(int(bool(shadow))),
        }
        router = started(place, None, 1, variables)
    except BaseException:
        for service in running:
            service.stop()
        shutil.rmtree(place, ignore_errors=True)
        raise
    return Versions(running[0], running[1], router)


UNLIMITED = 0.0  # requests a second: the router is one client that asks for many


def checked(share: Any) -> float:
    """A share as a number.

    Raises: ServiceError if it is not from 0 to 1.
    """
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise ServiceError(f"`share` must be from 0 to 1; got {share!r}. Begin with 0.1.")
    return float(share)


def _counts(told: dict[str, Any]) -> Counts:
    done = told["answered"] + told["refused"]
    return Counts(
        version=told["version"],
        asked=told["asked"],
        answered=told["answered"],
        refused=told["refused"],
        errors=told["errors"],
        milliseconds=1000 * told["seconds"] / done if done else float("nan"),
    )
