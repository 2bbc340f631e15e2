"""A network learns with live curves: how they flow, what they cost, and whether the notebook stays free meanwhile.

Pictures a second and the price are two sides of one thing, so they stand together: in a run of some 10 s, drawn with a
map (two moons) and without (Income), and in one of a minute.

The peer is livelossplot, in a cell, as its users have it. With a plot after each epoch it takes minutes, so there it
gets fewer epochs, and its time is scaled up; plots grow slower with their curves, so that favours it.
"""

from __future__ import annotations

from tests.benchmarks import report
from tests.benchmarks.lesson import EPOCHS, ROWS
from tests.benchmarks.report import Row, at_most, median
from tests.benchmarks.stage import CANVAS, IMAGE, LAB, Eye, Stage, execute

ROUNDS = 3
FEW = 40  # epochs of livelossplot with a plot after each
OURS = "from tests.benchmarks import lesson\nlab = lesson.LAB.show(data={data!r}, epochs={epochs}, rows={rows})\nlab"
PEER = "from tests.benchmarks import lesson\nlesson.with_livelossplot({epochs}, {every})"
LAST = "from tests.benchmarks import lesson; print(lesson.seconds[-1])"
# Data, epochs, rows, rounds, and the price that was promised.
RUNS = (("moons", 450, 1300, ROUNDS, 1.15), ("income", 450, 1100, ROUNDS, 1.10), ("moons", 500, 7000, 1, 1.05))
FRESH = 10_000  # ms at the beginning of a run, in which the eye wants most


def measure(stage: Stage) -> list[Row]:
    """How curves flow and what they cost; then Stop, the first point, and the peer."""
    rows = []
    for run in RUNS:
        rows += flow(stage, *run)
    with stage.notebook(OURS.format(data="moons", epochs=EPOCHS, rows=ROWS)) as book:
        book.lab().settle(120)
        eye = Eye(book, LAB, CANVAS)
        first = [eye.click(book.lab().button("run")) for _ in range(ROUNDS)]
        stops = [stop(eye) for _ in range(ROUNDS)]
        book.lab().button("run").click()
        book.lab().wait("busy")
        eye.forget()
        book.lab().settle(120)
        ours, speed = float(execute(book, LAST)[0]), pictures_a_second(eye)
    return [
        *rows,
        at_most("training, Stop, longest", max(stops), 150, "ms"),
        at_most("training, Run to the first point, longest", max(first), 500, "ms"),
        *livelossplot(stage, f"training, {EPOCHS} epochs", ours, speed),
    ]


def flow(stage: Stage, data: str, epochs: int, rows: int, rounds: int, price: float) -> list[Row]:
    """One kind of run, without a picture and with them in turn."""
    silent, live, early, late, answers = [], [], [], [], []
    with stage.notebook(OURS.format(data=data, epochs=epochs, rows=rows)) as book:
        book.lab().settle(300)
        eye = Eye(book, LAB, CANVAS)
        for _ in range(rounds):
            execute(book, "lesson.without_drawing(lab)")
            silent.append(float(execute(book, LAST)[0]))
            book.lab().button("run").click()
            book.lab().wait("busy")
            eye.forget()
            book.lab().settle(300)
            live.append(float(execute(book, LAST)[0]))
            early.append(pictures_a_second(eye, 0, FRESH))
            late.append(pictures_a_second(eye, FRESH, 1e9))
        for _ in range(rounds):
            answers.append(longest_answer(eye))
        size = eye.size
    ours, alone = median(live), median(silent)
    ratio = median([a / b for a, b in zip(live, silent, strict=True)])
    title = f"training, {data}, {alone:.0f} s ({size} px)"
    lines = [
        Row(f"{title}, price", f"{ours:.1f} s", f"{alone:.1f} s", ratio, f"<= {price:.2f}", ratio <= price),
        at_least(f"{title}, pictures a second, first 10 s", median(early), 10),
        at_most(f"{title}, 1 + 1 in another cell, longest of each round", max(answers), 100, "ms"),
    ]
    return [*lines, at_least(f"{title}, pictures a second, later", median(late), 4)] if alone > 20 else lines


def at_least(measure: str, ours: float, limit: float) -> Row:
    """A figure without a peer that must reach a limit."""
    return Row(measure, f"{ours:.1f}", target=f">= {limit}", met=ours >= limit)


def longest_answer(eye: Eye) -> float:
    """The longest ms that `1 + 1` takes during one training."""
    eye.book.lab().button("run").click()
    eye.book.lab().wait("busy")
    answers = []
    while eye.book.lab().data["state"] == "busy":
        answers.append(execute(eye.book, "1 + 1")[1])
        eye.page.wait_for_timeout(150)
    return max(answers)


def stop(eye: Eye) -> float:
    """Run for a second, then click Stop: ms until the lab says that it has stopped."""
    eye.book.lab().button("run").click()
    eye.book.lab().wait("busy")
    eye.page.wait_for_timeout(1000)
    return eye.click(eye.book.lab().button("stop"), state="idle")


def pictures_a_second(eye: Eye, start: float = 0, end: float = 1e9) -> float:
    """Pictures seen between two moments, in ms since the first; 0 where there were none."""
    log = eye.seen()["log"]
    times = [at - log[0][0] for at, _ in log if start <= at - log[0][0] <= end]
    return 1000 * (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0


def livelossplot(stage: Stage, title: str, ours: float, speed: float) -> list[Row]:
    """The same training with livelossplot, every epoch and every tenth."""
    rows = []
    for every, epochs in ((1, FEW), (10, EPOCHS)):
        cells = "%matplotlib inline", PEER.format(epochs=epochs, every=every)
        with stage.notebook(*cells, wait=False) as book:
            eye = Eye(book, ".jp-Notebook", IMAGE)
            book.wait_idle(300)
            seconds = float(execute(book, LAST)[0]) * EPOCHS / epochs
            theirs = pictures_a_second(eye)
        what = "epoch" if every == 1 else f"{every} epochs"
        note = f", scaled from {epochs}" if epochs != EPOCHS else ""
        rows += [
            Row(
                f"{title}, against livelossplot every {what}{note}", f"{ours:.2f} s", f"{seconds:.1f} s", ours / seconds
            ),
            Row(f"training, pictures a second, every {what}", f"{speed:.1f}", f"{theirs:.1f}", speed / theirs),
        ]
    return rows


if __name__ == "__main__":
    report.run(measure)
