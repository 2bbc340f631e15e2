"""What the controls of a lab say, and what was run: the same, but for a lab that computes on Run alone.

Such a lab (`LabSpec.hold`) may need half a minute for a run, so that a slider on its way must not start one. Moving a
control then changes only what waits; the run that goes on goes on, and its picture stays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from workbench.live.pins import in_words
from workbench.live.run import RUNS_AHEAD, Session
from workbench.live.spec import LabSpec

NAMED = 2  # changed settings of which both values are told; of more, the names alone


class Hold:
    """The settings on the controls of one lab on show; it starts the runs.

    Args:
        lab: The lab.
        session: What runs.
        settings: What the controls say first. One that waits for Run draws its first picture with `lab.hold`.
    """

    def __init__(self, lab: LabSpec, session: Session, settings: Any) -> None:
        self.lab, self._session = lab, session
        self._edit = 0  # how often the controls have changed
        first = settings if lab.hold is None else replace(settings, **lab.clean(lab.hold))
        self._waiting: Any = None if first == settings else settings  # what Run will take; None: what runs already
        session.set(first)

    @property
    def on(self) -> bool:
        """Whether this lab waits for Run at all."""
        return self.lab.hold is not None

    @property
    def settings(self) -> Any:
        """What the controls say."""
        waiting = self._waiting
        return self._session.newest[1] if waiting is None else waiting

    @property
    def waits(self) -> bool:
        """Whether the controls say something else than what was run."""
        return self._waiting is not None

    @property
    def told(self) -> dict[str, Any]:
        """What a page must know: the number of the run, the values on the controls, and what waits for Run."""
        run, settings = self._session.newest
        waiting = self._waiting
        settings = settings if waiting is None else waiting
        told = {"run": run, "values": dict(vars(settings))}  # `asdict` would copy each cell of a drawing
        if self.on:
            told |= {"edit": self._edit, "waits": self.sentence, "code": self.lab.code(settings)}
        return told

    @property
    def sentence(self) -> str:
        """What was changed and not run, and what the picture shows instead; empty if nothing waits."""
        waiting, shown = self._waiting, self._session.newest[1]
        if waiting is None:
            return ""
        names = [name for name in self.lab.controls if getattr(waiting, name) != getattr(shown, name)]
        controls = [self.lab.controls[name] for name in names]
        begin = "Changed, not run yet" if self._edit else "Not run yet"
        if len(names) > NAMED:
            labels = [control.label for control in controls]
            return f"{begin}: {', '.join(labels[:-1])} and {labels[-1]}. The picture is of the run before. Press Run."
        new, old = (
            ", ".join(
                f"{one.label} {in_words(one, getattr(settings, name))}"
                for one, name in zip(controls, names, strict=True)
            )
            for settings in (waiting, shown)
        )
        return f"{begin}: {new}. The picture still shows {old}. Press Run."

    def take(self, settings: Any, run: int = 0, edit: int = 0) -> None:
        """The controls say this now: compute it, unless the lab waits for Run.

        `run` and `edit` are the numbers that a page gives it; what cannot be one becomes the next.
        """
        if not self.on:
            self._session.set(settings, run)
            return
        self._edit = edit if self._edit < edit <= self._edit + RUNS_AHEAD else self._edit + 1
        self._waiting = None if settings == self._session.newest[1] else settings

    def run(self, run: int = 0) -> None:
        """Run was pressed: compute what the controls say; if that was run already, once more."""
        waiting = self._waiting
        if waiting is None:
            self._session.set(self._session.newest[1], run, anew=True)
        else:
            self._session.set(waiting, run)
            self._waiting = None

    def restore(self, settings: Any, run: int = 0) -> None:
        """Settings of an earlier run: shown at once if its result is still known; else as if somebody had set them."""
        if self.on and not self._session.knows(settings):
            self.take(settings)
            return
        self._session.set(settings, run)
        self._edit, self._waiting = self._edit + 1, None
