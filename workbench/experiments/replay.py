"""A long computation, carried on as far as somebody asks, and played again to the next who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from threading import Lock
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Replay(Generic[Item]):
    """The items of a generator, each made once. Several threads may play it at once, and at different places.

    An interrupt or an error in the middle ends a generator. It is then begun anew and made to catch up: the items
    that were given out before stay the same objects.

    Args:
        make: Begins the generator; each time it must yield the same items.
    """

    def __init__(self, make: Callable[[], Iterator[Item]]) -> None:
        self._make = make
        self._known: list[Item] = []
        self._run = make()
        self._over = False
        self._turn = Lock()

    def __iter__(self) -> Iterator[Item]:
        place = 0
        while self._reach(place):
            yield self._known[place]
            place += 1

    def onwards(self) -> Iterator[Item]:
        """The newest item that is known, if there is one, and all that come after it."""
        place = max(0, len(self._known) - 1)
        while self._reach(place):
            yield self._known[place]
            place += 1

    def __getitem__(self, place: int) -> Item:
        """The item at a place, from 0; all before it are made if they are not known yet.

        Raises: IndexError if there are fewer.
        """
        if not self._reach(place):
            raise IndexError(f"there are {len(self._known)} items; got place {place}")
        return self._known[place]

    @property
    def last(self) -> Item:
        """The last item; everything is computed first."""
        *_, last = self
        return last

    def _reach(self, place: int) -> bool:
        """Make items up to a place; whether there is one."""
        with self._turn:
            while place >= len(self._known) and not self._over:
                try:
                    self._known.append(next(self._run))
                except StopIteration:
                    self._over = True
                except BaseException:
                    self._run = islice(self._make(), len(self._known), None)
                    raise
        return place < len(self._known)


class Newest(Generic[Item]):
    """The newest item of a replay at this moment, for a frame: what was computed before is shown at once.

    Two of one replay count as equal: how much of it was known is chance, and no matter of a lab's settings.

    Attributes:
        item: The item; None if nothing is known. It is not computed for this.
    """

    def __init__(self, run: Replay[Item]) -> None:
        self._run = run
        known = run._known
        self.item: Item | None = known[-1] if known else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Newest) and self._run is other._run

    def __hash__(self) -> int:
        return id(self._run)
