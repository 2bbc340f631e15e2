"""Services that labs send requests to: exported once, started when somebody asks, ended when nobody does any longer."""

from __future__ import annotations

import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from workbench.deploy.load import Load
from workbench.deploy.service import Service, serve
from workbench.threads import one_processor

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

MODELS = {"tree": "One tree", "boosted": "XGBoost, 150 trees", "forest": "Forest, 50 deep trees"}
IDLE = 20.0  # seconds that a service waits for the next run
KEPT = 2  # services that run at once
LOOK = 0.05  # seconds between two looks whether one is ready
ROWS = 500  # rows that are asked about, in turn
UNLIMITED = 0.0  # requests a second: the load is one client that asks for many


@lru_cache(maxsize=4)
def fitted(name: str) -> Pipeline:
    """A model of how many bikes are hired in an hour, fitted on the first 70% of the year.

    Args:
        name: One of `MODELS`.
    """
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.tree import DecisionTreeRegressor
    from xgboost import XGBRegressor

    from workbench.data.encode import make_encoder
    from workbench.data.split import split_case
    from workbench.experiments.shipped import shipped

    case = shipped("bikes")
    train = split_case(case).train
    X = train[case.features].to_pandas()
    model = {
        "tree": DecisionTreeRegressor(max_depth=6, random_state=0),
        "boosted": XGBRegressor(n_estimators=150, max_depth=5, learning_rate=0.1, n_jobs=1),
        "forest": RandomForestRegressor(50, n_jobs=1, random_state=0),
    }[name]
    made: Pipeline = make_pipeline(make_encoder(train[case.features], "ordinal"), model)
    with one_processor():
        return made.fit(X, train[case.target].to_numpy())


@dataclass(frozen=True, eq=False)
class Subject:
    """What is served: a model with the rows that are asked about.

    Attributes:
        name: What it is called in a picture.
        model: Fitted.
        table: Rows as it learned them.
    """

    name: str
    model: Any
    table: Any
    place: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="served-")), repr=False)
    turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        weakref.finalize(self, rmtree, self.place, ignore_errors=True)

    def folder(self) -> Path:
        """Its exported folder, written when it is first asked for."""
        from workbench.deploy import export

        with self.turn:
            if not (self.place / "service" / "app.py").is_file():
                with one_processor():
                    export(self.model, self.table, self.place / "service")
        return self.place / "service"

    def rows(self) -> list[dict[str, Any]]:
        """Some rows to ask about."""
        from workbench.deploy.service import rows_of

        return rows_of(self.table[:ROWS])


@lru_cache(maxsize=4)
def shipped_subject(name: str) -> Subject:
    """One of `MODELS` on Bikes."""
    from workbench.data.split import split_case
    from workbench.experiments.shipped import shipped

    case = shipped("bikes")
    return Subject(MODELS[name], fitted(name), split_case(case).train[case.features].to_pandas())


class KeptService:
    """A running service and the loads on it; several runs may use it at once."""

    def __init__(self, subject: Subject, workers: int) -> None:
        self.subject = subject
        self.service: Service = serve(subject.folder(), workers=workers, rate=UNLIMITED)
        self.free: list[Load] = []
        self.users = 0
        self.left = time.monotonic()

    def borrow(self) -> Load:
        """A load that nobody else uses now."""
        self.users += 1
        while self.free:
            if (load := self.free.pop()).alive:
                return load
        return Load(self.service, self.subject.rows())

    def give_back(self, load: Load) -> None:
        """It sends no more; the service waits a while for the next run."""
        self.users -= 1
        self.left = time.monotonic()
        if load.alive and self.service.alive:
            load.set(0)
            self.free.append(load)
        else:
            load.stop()
        _sweep_later()

    def stop(self) -> None:
        """End all its processes."""
        for load in self.free:
            load.stop()
        self.service.stop()


_all_kept: dict[tuple[Subject, int], KeptService] = {}
_turn = threading.Lock()


def readying(subject: Subject, workers: int) -> Iterator[KeptService | None]:
    """A running service of this subject: None while it is made ready, then the service.

    Raises: what `export` and `serve` raise.
    """
    made: list[KeptService | Exception] = []

    def make() -> None:
        try:
            made.append(_kept(subject, workers))
        except Exception as problem:  # raised where somebody waits for it
            made.append(problem)

    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    while not made:
        thread.join(LOOK)
        if not made:
            yield None
    if isinstance(made[0], Exception):
        raise made[0]
    yield made[0]


def _kept(subject: Subject, workers: int) -> KeptService:
    with _turn:
        key = (subject, workers)
        known = _all_kept.get(key)
        if known is not None and known.service.alive:
            known.left = time.monotonic()
            _sweep_later()
            return known
        if known is not None:
            _all_kept.pop(key).stop()
        idle = sorted((one for one in _all_kept.items() if not one[1].users), key=lambda item: item[1].left)
        for old, kept in idle[: max(0, len(_all_kept) - KEPT + 1)]:
            _all_kept.pop(old)
            kept.stop()
        _all_kept[key] = KeptService(subject, workers)
        _sweep_later()
        return _all_kept[key]


def _sweep_later() -> None:
    timer = threading.Timer(IDLE + 0.1, _sweep)
    timer.daemon = True
    timer.start()


def _sweep() -> None:
    """End what nobody has used for a while."""
    with _turn:
        for key, kept in list(_all_kept.items()):
            if not kept.users and time.monotonic() - kept.left > IDLE:
                _all_kept.pop(key).stop()


def running() -> int:
    """How many services run now."""
    with _turn:
        return len(_all_kept)


def stop_all() -> None:
    """End every service at once, whoever uses it."""
    with _turn:
        for key in list(_all_kept):
            _all_kept.pop(key).stop()
