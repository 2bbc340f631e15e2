"""A slider pulled to and fro for 3 s at 60 Hz: what is seen meanwhile, and when the last picture is there."""

from __future__ import annotations

from tests.benchmarks import report, scene
from tests.benchmarks.report import Row, median
from tests.benchmarks.slider import OURS, PEER
from tests.benchmarks.stage import CANVAS, IMAGE, LAB, OUTPUT, Eye, Stage, drag, execute

ROUNDS, SECONDS = 4, 3
# ms of computing: pictures a second, and the share of the peer's time that settling may take
TARGETS: dict[int, tuple[int, int] | None] = {5: (30, 8), 50: (14, 5), 300: None}


def measure(stage: Stage) -> list[Row]:
    """Frames a second, settle time and blank frames, for three costs of computing, in interleaved rounds."""
    with stage.notebook(OURS, width=scene.WIDTH) as our_book, stage.notebook(PEER, width=scene.WIDTH) as peer_book:
        our_book.lab().settle()
        eyes = Eye(our_book, LAB, CANVAS, square=True), Eye(peer_book, OUTPUT, IMAGE, square=True)
        rows, blanks = [], [0, 0]
        for cost, target in TARGETS.items():
            speeds: list[list[float]] = [[], []]
            settles: list[list[float]] = [[], []]
            for _ in range(ROUNDS):
                for i, eye in enumerate(eyes):
                    execute(eye.book, f"from tests.benchmarks import scene; scene.cost = {cost / 1000}")
                    speed, settle, blank = pull(eye)
                    speeds[i].append(speed)
                    settles[i].append(settle)
                    blanks[i] += blank
            rows += _rows(cost, target, [median(s) for s in speeds], [median(s) for s in settles])
    return [*rows, Row("drag, blank frames", str(blanks[0]), str(blanks[1]), None, "0", blanks[0] == 0)]


def pull(eye: Eye) -> tuple[float, float, int]:
    """Drag once: frames seen a second, ms from release to the picture of the final value, and blank frames.

    Raises: TimeoutError if that picture never comes.
    """
    eye.page.wait_for_timeout(500)
    ours = eye.page.locator(LAB).count() > 0
    slider = eye.page.locator("input[type=range]" if ours else ".noUi-base").first
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    left, width, y = box["x"], box["width"], box["y"] + box["height"] / 2
    handle = eye.page.locator(".noUi-handle").first.bounding_box() if not ours else None
    value = final_value(eye)
    thumb = (handle["x"] + handle["width"] / 2, y) if handle else (left + 8 + (width - 16) * value / 255, y)
    eye.forget()
    drag(eye.book, thumb, (left, left + width), SECONDS)
    wanted, seen = final_value(eye), eye.seen()
    for _ in range(50):
        eye.page.wait_for_timeout(200)
        before, seen = seen, eye.seen()
        if seen["log"][-1:] == before["log"][-1:] != [] and seen["log"][-1][1] == wanted:
            break
    else:
        raise TimeoutError(f"The picture of {wanted} never came; the last was {seen['log'][-1:]}.")
    during = [at for at, _ in seen["log"] if seen["pointerdown"] < at <= seen["pointerup"]]
    seconds = (seen["pointerup"] - seen["pointerdown"]) / 1000
    settle = max(0.0, seen["log"][-1][0] - seen["pointerup"])  # on a quick machine the picture may be there before
    return len(during) / seconds, settle, seen["blanks"]


def final_value(eye: Eye) -> int:
    """The value that the control shows."""
    return eye.page.evaluate(
        "() => Number(document.querySelector('.workbench-lab input[type=range]')?.value"
        " ?? document.querySelector('.widget-readout').textContent)"
    )


def _rows(cost: int, target: tuple[int, int] | None, speeds: list[float], settles: list[float]) -> list[Row]:
    (ours, peer), (our_settle, peer_settle) = speeds, settles
    quick, soon = ours / peer, our_settle / peer_settle
    return [
        Row(
            f"drag with {cost} ms of computing, frames a second", f"{ours:.1f}", f"{peer:.1f}", quick,
            *((f">= {target[0]}", ours >= target[0]) if target else ()),
        ),
        Row(
            f"drag with {cost} ms of computing, settled after", f"{our_settle:.0f} ms", f"{peer_settle:.0f} ms", soon,
            *((f"<= 1/{target[1]}", soon <= 1 / target[1]) if target else ()),
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    report.run(measure)
