"""A network learns for 300 epochs with live curves: what they cost, and whether the notebook stays free meanwhile.

The peer is livelossplot, in a cell, as its users have it. With a plot after each epoch it takes minutes, so there it
gets fewer epochs, and its time is scaled up; plots grow slower with their curves, so that favours it.
"""

from __future__ import annotations

from tests.benchmarks import report
from tests.benchmarks.lesson import EPOCHS, ROWS
from tests.benchmarks.report import Row, at_most, median
from tests.benchmarks.stage import CANVAS, IMAGE, LAB, Eye, Stage, execute

ROUNDS = 7
FEW = 40  # epochs of livelossplot with a plot after each
OURS = f"from tests.benchmarks import lesson\nlab = lesson.LAB.show(epochs={EPOCHS}, rows={ROWS})\nlab"
PEER = "from tests.benchmarks import lesson\nlesson.with_livelossplot({epochs}, {every})"
LAST = "from tests.benchmarks import lesson; print(lesson.seconds[-1])"


def measure(stage: Stage) -> list[Row]:
    """Seconds without drawing and with, interleaved; then what is seen and felt during one more training."""
    with stage.notebook(OURS) as book:
        book.lab().settle(120)
        silent, live = [], []
        for _ in range(ROUNDS):
            execute(book, "lesson.without_drawing(lab)")
            silent.append(float(execute(book, LAST)[0]))
            book.lab().button("run").click()
            book.lab().wait("busy")
            book.lab().settle(120)
            live.append(float(execute(book, LAST)[0]))
        eye = Eye(book, LAB, CANVAS)
        speed, answer = watch(eye)
        first = [eye.click(book.lab().button("run")) for _ in range(ROUNDS)]
        stops = [stop(eye) for _ in range(ROUNDS)]
    ours, alone = median(live), median(silent)
    overhead = median([a / b for a, b in zip(live, silent, strict=True)])
    title = f"training, {EPOCHS} epochs"
    rows = [
        Row(
            f"{title}, against none drawn", f"{ours:.2f} s", f"{alone:.2f} s", overhead, "<= 1.05", overhead <= 1.05
        ),
        *livelossplot(stage, title, ours, speed),
        at_most("training, 1 + 1 in another cell, longest", answer, 100, "ms"),
        at_most("training, Stop, longest", max(stops), 200, "ms"),
        at_most("training, Run to the first point, longest", max(first), 1000, "ms"),
    ]  # fmt: skip
    return rows


def watch(eye: Eye) -> tuple[float, float]:
    """During one training: pictures seen a second, and the longest ms that `1 + 1` took."""
    eye.book.lab().button("run").click()
    eye.book.lab().wait("busy")
    eye.forget()
    answers = []
    while eye.book.lab().data["state"] == "busy":
        answers.append(execute(eye.book, "1 + 1")[1])
        eye.page.wait_for_timeout(150)
    return pictures_a_second(eye), max(answers)


def stop(eye: Eye) -> float:
    """Run for a second, then click Stop: ms until the lab says that it has stopped."""
    eye.book.lab().button("run").click()
    eye.book.lab().wait("busy")
    eye.page.wait_for_timeout(1000)
    return eye.click(eye.book.lab().button("stop"), state="idle")


def pictures_a_second(eye: Eye) -> float:
    log = eye.seen()["log"]
    return 1000 * (len(log) - 1) / (log[-1][0] - log[0][0])


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
