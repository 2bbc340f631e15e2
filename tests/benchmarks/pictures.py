"""The labs boundaries and draw against `interact` with the same computing: arrow keys, a hand that drags or paints.

Boundaries fits a tree anew for each number of rows and asks it at 3,500 places. Draw turns a drawing, lets a small
network read it, and computes Grad-CAM and the maps of a layer. With `interact` nobody can paint: its drag turns the
drawing, while in the lab the mouse paints circles.
"""

from __future__ import annotations

import math
import time

from tests.benchmarks import report
from tests.benchmarks.report import Row, median
from tests.benchmarks.slider import press, rows
from tests.benchmarks.stage import IMAGE, LAB, OUTPUT, Eye, Stage, drag

ROUNDS, KEYS, SECONDS = 3, 14, 3
SMOOTH = 20  # pictures a second while a hand moves
PICTURE = "canvas.wb-canvas"
HANDLE, TRACK = ".noUi-handle", ".noUi-base"
BOUNDARIES = "from workbench.labs import boundaries\nboundaries.show()"
PEER_BOUNDARIES = """
import matplotlib.pyplot as plt
from ipywidgets import IntSlider, interact

from workbench.experiments.plane import learning, plane_of
from workbench.models.families import Capacity

@interact(rows=IntSlider(400, 50, 2000, 10))
def show(rows):
    plane = plane_of(None, "age", "education_num", rows, 0)
    *_, learned = learning(plane, "tree", Capacity(4, 1, 50, 16), 0)
    figure, axes = plt.subplots(figsize=(6.5, 4))
    corners = plane.low[0], plane.high[0], plane.low[1], plane.high[1]
    axes.imshow(learned.map, origin="lower", extent=corners, aspect="auto", cmap="PuOr", vmin=0, vmax=1)
    axes.contour(learned.map, [0.5], extent=corners)
    axes.scatter(*plane.training.X[:400].T, c=plane.training.y[:400], s=12)
    plt.show()
"""
DRAW = "from workbench.labs import draw\ndraw.show()"
PEER_DRAW = """
import matplotlib.pyplot as plt
import torch
from ipywidgets import IntSlider, interact

from workbench.experiments.pictures import network_of, training_run
from workbench.experiments.shipped import shipped
from workbench.explain.feature_maps import convolutions, feature_maps
from workbench.explain.grad_cam import grad_cam
from workbench.labs import draw
from workbench.labs.p3_architecture.draw import changed
from workbench.threads import one_thread

digits = shipped("digits")
network = network_of(digits, training_run(digits).last)

@interact(turn=IntSlider(0, -180, 180))
def show(turn):
    picture = changed(draw.settings(turn=turn))
    X = torch.from_numpy(picture)[None, None]
    with one_thread():
        logits, maps = feature_maps(network, X)
        probability = torch.softmax(logits[0], 0).numpy()
        heat = grad_cam(network, X, convolutions(network)[-1], int(probability.argmax()))[0]
    figure, (seen, found, answers) = plt.subplots(1, 3, figsize=(9, 4))
    seen.imshow(picture, cmap="gray_r")
    seen.imshow(heat, cmap="Oranges", alpha=0.5)
    found.imshow(maps[0][0].numpy().reshape(-1, 28), cmap="Blues")
    answers.barh(range(10), probability)
    plt.show()
"""


def measure(stage: Stage) -> list[Row]:
    """Median and 95th percentile over 42 keys each, and pictures a second, in three interleaved rounds."""
    return [
        *_against(stage, "boundaries", BOUNDARIES, PEER_BOUNDARIES, "rows"),
        *_against(stage, "draw", DRAW, PEER_DRAW, "turn", paints=True),
    ]


def _against(stage: Stage, name: str, lab: str, other: str, control: str, *, paints: bool = False) -> list[Row]:
    slider = f'[data-control="{control}"] input[type=range]'
    with stage.notebook(lab) as our_book, stage.notebook(other) as peer_book:
        our_book.lab().settle(240)
        our_book.page.keyboard.press("Escape")  # the help of the first time
        ours, peer = Eye(our_book, LAB, PICTURE), Eye(peer_book, OUTPUT, IMAGE)
        times: dict[Eye, list[float]] = {ours: [], peer: []}
        speeds: dict[Eye, list[float]] = {ours: [], peer: []}
        for key in ["ArrowRight", "ArrowLeft", "ArrowRight"][:ROUNDS]:
            for eye, thumb in ((ours, slider), (peer, HANDLE)):
                eye.page.locator(thumb).first.focus()
                times[eye] += press(eye, key, KEYS)
            speeds[ours].append(_painted(ours) if paints else _dragged(ours, slider))
            speeds[peer].append(_dragged(peer, TRACK))
    quick, slow = median(speeds[ours]), median(speeds[peer])
    what = f"{name}: {'painting' if paints else 'drag'}, pictures a second"
    return [
        *rows(f"{name}: key to pixels", times[ours], times[peer], 1 / 5, 100, "interact, same computing"),
        Row(what, f"{quick:.1f}", f"{slow:.1f}", quick / slow, f">= {SMOOTH}", quick >= SMOOTH),
    ]


def _dragged(eye: Eye, slider: str) -> float:
    """Pull a slider to and fro; pictures a second meanwhile."""
    track = eye.page.locator(slider).first
    track.scroll_into_view_if_needed()
    box, handle = track.bounding_box(), eye.page.locator(HANDLE).first
    if slider == TRACK:
        thumb = handle.bounding_box()
        start = thumb["x"] + thumb["width"] / 2
    else:
        share = track.evaluate("({ value, min, max }) => (value - min) / (max - min)")
        start = box["x"] + 8 + (box["width"] - 16) * share
    eye.forget()
    drag(eye.book, (start, box["y"] + box["height"] / 2), (box["x"], box["x"] + box["width"]), SECONDS)
    return _pace(eye)


def _painted(eye: Eye) -> float:
    """Paint circles into the square, on a clean one; pictures a second meanwhile."""
    page, mouse = eye.page, eye.page.mouse
    page.get_by_role("button", name="Clear", exact=True).click()
    square = page.locator(".wb-paper canvas")
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    radius, middle = 0.35 * box["width"], (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(500)
    eye.forget()
    mouse.move(middle[0] + radius, middle[1])
    mouse.down()
    begun = time.perf_counter()
    for step in range(1, 60 * SECONDS + 1):
        angle, narrower = 2 * math.pi * step / 60, radius * (1 - step / 400)  # once round in a second, and inwards
        mouse.move(middle[0] + narrower * math.cos(angle), middle[1] + narrower * math.sin(angle))
        wait = begun + step / 60 - time.perf_counter()
        if wait > 0.001:
            page.wait_for_timeout(1000 * wait)
    mouse.up()
    return _pace(eye)


def _pace(eye: Eye) -> float:
    eye.page.wait_for_timeout(1000)
    seen = eye.seen()
    during = [at for at, _ in seen["log"] if seen["pointerdown"] < at <= seen["pointerup"]]
    return 1000 * len(during) / (seen["pointerup"] - seen["pointerdown"])


if __name__ == "__main__":
    report.run(measure)
