"""From an arrow key on temperature to new bars: the next-token lab against `interact` with the same computing.

Both read the text once; a key changes the temperature, the chances of all 49,152 tokens are computed anew, and twelve
bars are drawn.
"""

from __future__ import annotations

from tests.benchmarks import report
from tests.benchmarks.report import Row
from tests.benchmarks.slider import press, rows
from tests.benchmarks.stage import CANVAS, IMAGE, LAB, OUTPUT, Eye, Stage

ROUNDS, KEYS = 3, 14
OURS = "from workbench.labs import next_token\nnext_token.show()"
PEER = """
import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interact

from workbench.experiments.next_token import Sampling, after, token_text
from workbench.labs.p3_architecture.next_token import START

found = after(START)
names = [token_text(token) for token in found.order[:12]]

@interact(temperature=FloatSlider(1.0, min=0.0, max=2.0, step=0.05))
def show(temperature):
    own, used = Sampling().chances(found.logits)[:12], Sampling(temperature).chances(found.logits)[:12]
    figure, axes = plt.subplots(figsize=(6, 4))
    places = range(12)
    axes.barh([place - 0.2 for place in places], own, 0.35, color="C7")
    axes.barh([place + 0.2 for place in places], used, 0.35, color="C0")
    axes.set_yticks(places, names)
    axes.set(xlim=(0, 1), ylim=(11.6, -0.6))
    plt.show()
"""


def measure(stage: Stage) -> list[Row]:
    """Median and 95th percentile over 42 keys each, in three interleaved rounds."""
    with stage.notebook(OURS) as our_book, stage.notebook(PEER) as peer_book:
        our_book.lab().settle(240)
        ours, peer = Eye(our_book, LAB, CANVAS), Eye(peer_book, OUTPUT, IMAGE)
        times: dict[Eye, list[float]] = {ours: [], peer: []}
        for key in ["ArrowRight", "ArrowLeft", "ArrowRight"][:ROUNDS]:
            for eye, thumb in ((ours, '[data-control="temperature"] input[type=range]'), (peer, ".noUi-handle")):
                eye.page.locator(thumb).first.focus()
                times[eye] += press(eye, key, KEYS)
    return rows("next token: key to bars", times[ours], times[peer], 1 / 5, 100, "interact, same computing")


if __name__ == "__main__":
    report.run(measure)
