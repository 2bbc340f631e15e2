"""What 1,000 pictures leave behind, in the kernel and in the page."""

from __future__ import annotations

import json

import psutil

from tests.benchmarks import report, scene
from tests.benchmarks.report import Row, at_most
from tests.benchmarks.slider import OURS
from tests.benchmarks.stage import Stage, execute
from tests.browser.jupyter import Notebook

UPDATES, LIMIT = 1000, 20  # MB
COUNT = """
import gc, json, comm, matplotlib.figure, matplotlib.pyplot, psutil
gc.collect()
figures = sum(isinstance(thing, matplotlib.figure.Figure) for thing in gc.get_objects())
print(json.dumps({"resident": psutil.Process().memory_info().rss, "open figures": len(matplotlib.pyplot.get_fignums()),
                  "figures": figures, "comms": len(comm.get_comm_manager().comms), "objects": len(gc.get_objects())}))
"""
# Moves the slider as often, each time when the picture of the last move is there.
MOVE = """async (updates) => {
    const lab = document.querySelector('.workbench-lab'), slider = lab.querySelector('input[type=range]');
    for (let i = 1; i <= updates; i++) {
        slider.value = (i * 37) % 256;
        slider.dispatchEvent(new Event('input'));
        const late = performance.now() + 20000;
        while (lab.dataset.shown !== lab.dataset.run) {
            if (performance.now() > late) throw new Error(`picture ${lab.dataset.run} never came: ${lab.innerText}`);
            await new Promise(requestAnimationFrame);
        }
    }
    return Number(lab.dataset.shown);
}"""


def measure(stage: Stage) -> list[Row]:
    """Growth from after a warm-up of 50 pictures to after 1,000 more.

    In a window with a profile of its own: in the private ones that Playwright opens by itself, a page grows by some
    50 kB with each message of any kernel.
    """
    with stage.ordinary() as window, stage.notebook(OURS, width=scene.WIDTH, window=window) as book:
        book.lab().settle()
        execute(book, "from tests.benchmarks import scene; scene.cost = 0")
        begun = book.page.evaluate(MOVE, 50)
        kernel, page = in_kernel(book), in_page(book)
        ended = book.page.evaluate(MOVE, UPDATES)
        kernel_after, page_after = in_kernel(book), in_page(book)
    if ended - begun != UPDATES:
        raise RuntimeError(f"The lab showed {ended - begun} settings and not {UPDATES}.")
    left = {name: kernel_after[name] - kernel[name] for name in ("open figures", "figures", "comms")}
    left |= {name: page_after[name] - page[name] for name in ("outputs", "elements")}
    words = ", ".join(f"{count} {name}" for name, count in left.items())
    title = f"memory after {UPDATES:,} pictures"
    return [
        at_most(f"{title}, kernel", (kernel_after["resident"] - kernel["resident"]) / 1e6, LIMIT, "MB"),
        at_most(f"{title}, page, JavaScript", (page_after["heap"] - page["heap"]) / 1e6, LIMIT, "MB"),
        at_most(f"{title}, page, whole process", (page_after["resident"] - page["resident"]) / 1e6, LIMIT, "MB"),
        Row(f"{title}, left behind", words, target="none", met=not any(left.values())),
    ]


def in_kernel(book: Notebook) -> dict[str, int]:
    return json.loads(execute(book, COUNT)[0])


def in_page(book: Notebook) -> dict[str, int]:
    """Memory of the page in bytes, JavaScript alone and its whole process; counts of what is in the document."""
    book.page.wait_for_timeout(1500)  # the picture that stays in the notebook is written a second after the last
    tools = book.context.new_cdp_session(book.page)
    tools.send("HeapProfiler.collectGarbage")
    heap = tools.send("Runtime.getHeapUsage")["usedSize"]
    tools.detach()
    processes = book.context.browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    resident = sum(psutil.Process(int(p["id"])).memory_info().rss for p in processes if p["type"] == "renderer")
    count = "selector => document.querySelectorAll(selector).length"
    return {
        "heap": heap,
        "resident": resident,
        "outputs": book.page.evaluate(count, ".jp-OutputArea-child"),
        "elements": book.page.evaluate(count, ".jp-Notebook *"),
    }


if __name__ == "__main__":
    report.run(measure)
