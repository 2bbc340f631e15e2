"""What the training benchmark trains: the training lab's own network, with a stopwatch around it."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from workbench.labs.p4_training import training
from workbench.labs.p4_training.training import Settings, Training
from workbench.live.view import LabView

EPOCHS, ROWS = 300, 1000  # some 6 s of training

seconds: list[float] = []  # from the first step to the last of each training that came to its end


def compute(settings: Settings) -> Iterator[Training]:
    begun = time.perf_counter()
    yield from training.compute(settings)
    seconds.append(time.perf_counter() - begun)


LAB = replace(training.LAB, compute=compute)


def without_drawing(view: LabView) -> None:
    """Train with the lab's settings in the engine's own thread, and look at nothing."""
    done = threading.Event()

    def consume() -> None:
        deque(compute(view.settings), maxlen=0)
        done.set()

    view.session.call(consume)
    done.wait()


def with_livelossplot(epochs: int, every: int) -> None:
    """Train in the cell, as its users do, and plot the losses after every so many epochs."""
    from livelossplot import PlotLosses

    plot, last = PlotLosses(), -1
    for frame in compute(LAB.settings(epochs=epochs, rows=ROWS)):
        if frame.epoch == last:
            continue
        last = frame.epoch
        loss, val_loss, _ = frame.history[-1]
        plot.update({"loss": float(loss), "val_loss": float(val_loss)})
        if last % every == 0:
            plot.send()
