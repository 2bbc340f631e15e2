"""Finished runs that are worth keeping, such as a pin: the engine offers them, and whoever wants them listens.

The engine knows nothing of a log of runs. `workbench.labs` puts that of `workbench.runs` among the keepers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from workbench.live.spec import Origin


class Keeper(Protocol):
    """Takes a run that is over, as `workbench.runs.save` does."""

    def __call__(
        self,
        what: str,
        settings: Mapping[str, Any],
        scores: Mapping[str, float],
        seconds: float,
        *,
        kind: str,
        origin: Origin | None,
    ) -> object:
        """Keep it, or raise WorkbenchError with a sentence."""


keepers: list[Keeper] = []
checksums: list[Callable[[Origin], str]] = []  # who can tell somebody's own data from others: the first is asked


def checksum_of(origin: Origin) -> str:
    """The checksum of somebody's own data, or "" where nobody computes one."""
    return checksums[0](origin) if checksums else ""


def keep(
    what: str,
    settings: Mapping[str, Any],
    scores: Mapping[str, float],
    seconds: float,
    *,
    kind: str,
    origin: Origin | None = None,
) -> None:
    """Offer a run to all keepers.

    Args:
        what: The title of the lab.
        settings: Its settings by name, as `asdict` gives them.
        scores: Its `measures` by name.
        seconds: How long it computed.
        kind: "pin", "sweep" or "search".
        origin: Of a lab on somebody's own data: with which it was run.
    Raises: WorkbenchError if a keeper cannot keep it, such as on a full disk.
    """
    for keeper in keepers:
        keeper(what, settings, scores, seconds, kind=kind, origin=origin)
