"""From an arrow key to new pixels: a lab against `ipywidgets.interact` with inline matplotlib.

Two panels of some 630 x 300 pixels, 5 ms of computing.
"""

from __future__ import annotations

from tests.benchmarks import report, scene
from tests.benchmarks.report import Row, median, p95
from tests.benchmarks.stage import CANVAS, IMAGE, LAB, OUTPUT, Eye, Stage

ROUNDS, KEYS = 3, 14
OURS = "from tests.benchmarks import scene\nscene.LAB.show()"
PEER = """
from ipywidgets import IntSlider, interact
from tests.benchmarks import scene
interact(scene.classic, value=IntSlider(128, 0, 255));
"""


def measure(stage: Stage) -> list[Row]:
    """Median and 95th percentile over 42 keys each, in three interleaved rounds."""
    with stage.notebook(OURS, width=scene.WIDTH) as our_book, stage.notebook(PEER, width=scene.WIDTH) as peer_book:
        our_book.lab().settle()
        ours, peer = Eye(our_book, LAB, CANVAS, square=True), Eye(peer_book, OUTPUT, IMAGE, square=True)
        sizes = f"pictures of {ours.size} and {peer.size} px"
        times: dict[Eye, list[float]] = {ours: [], peer: []}
        for key in ["ArrowRight", "ArrowLeft", "ArrowRight"][:ROUNDS]:
            for eye, thumb in ((ours, "input[type=range]"), (peer, ".noUi-handle")):
                eye.page.locator(thumb).first.focus()
                times[eye] += press(eye, key, KEYS)
    return rows("key to pixels", times[ours], times[peer], 1 / 10, 40, f"interact; {sizes}")


def press(eye: Eye, key: str, count: int) -> list[float]:
    """Press a key so often, with pauses of different lengths; ms from each to the new picture."""
    times = []
    for i in range(count):
        eye.page.wait_for_timeout(200 + 37 * (i % 7))
        times.append(eye.key(key))
    return times


def rows(what: str, ours: list[float], peer: list[float], most: float, limit: float, about: str) -> list[Row]:
    """Median against a share of the peer's, and the 95th percentile against a limit in ms."""
    a, b, worst, other = median(ours), median(peer), p95(ours), p95(peer)
    target = f"<= 1/{1 / most:.0f}"
    return [
        Row(f"{what}, median ({about})", f"{a:.0f} ms", f"{b:.0f} ms", a / b, target, a / b <= most),
        Row(
            f"{what}, 95th percentile",
            f"{worst:.0f} ms",
            f"{other:.0f} ms",
            worst / other,
            f"< {limit} ms",
            worst < limit,
        ),
    ]


if __name__ == "__main__":
    report.run(measure)
