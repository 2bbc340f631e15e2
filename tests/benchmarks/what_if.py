"""From an arrow key to a new waterfall: the what-if lab against `interact` with `shap.plots.waterfall`.

Both explain the same person with the same explainer of the same XGBoost model.
"""

from __future__ import annotations

from tests.benchmarks import report
from tests.benchmarks.report import Row
from tests.benchmarks.slider import press, rows
from tests.benchmarks.stage import CANVAS, IMAGE, LAB, OUTPUT, Eye, Stage

ROUNDS, KEYS = 3, 14
OURS = "from workbench.labs import what_if\nwhat_if.show()"
PEER = """
import polars as pl
import shap
from ipywidgets import IntSlider, interact

from workbench.experiments.shipped import shipped
from workbench.experiments.explained import explainer, learned
from workbench.labs.p8_ethics.what_if import STORY

which = shipped(STORY.case), "xgboost", STORY.features
explain = explainer(*which, "probability")
person = learned(*which).rows[36]

@interact(age=IntSlider(35, 17, 90))
def show(age):
    shap.plots.waterfall(explain(person.with_columns(age=pl.lit(age, person["age"].dtype)))[0])
"""


def measure(stage: Stage) -> list[Row]:
    """Median and 95th percentile over 42 keys each, in three interleaved rounds."""
    with stage.notebook(OURS) as our_book, stage.notebook(PEER) as peer_book:
        our_book.lab().settle(120)
        ours, peer = Eye(our_book, LAB, CANVAS), Eye(peer_book, OUTPUT, IMAGE)
        times: dict[Eye, list[float]] = {ours: [], peer: []}
        for key in ["ArrowRight", "ArrowLeft", "ArrowRight"][:ROUNDS]:
            for eye, thumb in ((ours, '[data-control="age"] input[type=range]'), (peer, ".noUi-handle")):
                eye.page.locator(thumb).first.focus()
                times[eye] += press(eye, key, KEYS)
    return rows("what-if: key to pixels", times[ours], times[peer], 1 / 12, 80, "interact + shap.plots.waterfall")


if __name__ == "__main__":
    report.run(measure)
