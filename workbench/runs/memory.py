"""How much memory a run needs."""

from __future__ import annotations

import threading
from typing import Self

EVERY = 0.02  # seconds between two looks


class Peak:
    """The most memory that this process holds while the `with` block runs, in MB (1e6 bytes).

    It is looked at 50 times a second, so that a shorter peak can be missed. Everything that the process holds is in
    it, also what was loaded before.
    """

    def __init__(self) -> None:
        """Nothing was looked at so far."""
        self.megabytes = 0.0
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True, name="peak of memory")

    def look(self) -> float:
        """Look now, and give the most so far."""
        from psutil import Process

        self.megabytes = max(self.megabytes, Process().memory_info().rss / 1e6)
        return self.megabytes

    def __enter__(self) -> Self:
        self.look()
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()
        self.look()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            self.look()
