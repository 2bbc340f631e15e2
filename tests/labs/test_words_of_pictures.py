"""No text of a picture is written over another, and none is cut, on a wide page and on a narrow one."""

from __future__ import annotations

from itertools import combinations, islice

import pytest
from matplotlib.text import Text

from tests.labs.test_every_lab import FRAMES, settings_of
from workbench.labs import LABS
from workbench.live.layout import NARROWEST
from workbench.live.picture import Canvas
from workbench.live.style import Look

# Widths of a page, and what a laptop of 1366 x 768 and of 1280 x 720 leave for the picture.
SIZES = [(480, 0), (640, 0), (900, 0), (860, 400), (950, 440)]


def texts_of(canvas):
    """Each text that is seen, with its box."""
    unseen = set(out_of_view(canvas.figure))
    for text in canvas.figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and text.get_alpha() != 0 and text not in unseen:
            yield text.get_text(), text.get_window_extent()


def out_of_view(figure):
    """Labels of ticks beyond the ends of their axis, which matplotlib keeps and does not draw."""
    for axes in figure.axes:
        for side, axis in enumerate((axes.xaxis, axes.yaxis)):
            low, high = axes.bbox.get_points()[:, side]
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                for label in (tick.label1, tick.label2):
                    if not low - 1 <= label.get_window_extent().get_points()[:, side].mean() <= high + 1:
                        yield label


def troubles(canvas):
    """What is written over something else, or leaves the picture."""
    texts = list(texts_of(canvas))
    width, height = canvas.figure.bbox.size
    for words, box in texts:
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1:
            yield f"{words!r} is cut"
    for (one, first), (other, second) in combinations(texts, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        if across > 1 and down > 2:  # a line of text is a little higher than its letters
            yield f"{one!r} and {other!r}"


@pytest.mark.parametrize("which", ["default", "low", "high"])
@pytest.mark.parametrize("name", LABS)
def test_no_text_is_over_another_and_no_panel_is_narrow(name, which):
    lab = LABS[name]
    first, *_, last = [*islice(lab.compute(settings_of(lab, which)), FRAMES)] * 2
    found = {}
    for width, height in SIZES:
        canvas = Canvas(lab, Look("light", width, height=height))
        for frame, ghost in ((first, None), (last, first)):
            canvas.draw(frame, ghost)
            found[width, height, frame is last] = sorted(set(troubles(canvas)))
        places = [axes.get_position(original=True).width * width for axes in canvas._axes]
        assert min(places) >= NARROWEST - 1
        if height:
            assert canvas.figure.bbox.height <= height + 1, "a laptop shows the whole picture"
    assert not {size: words for size, words in found.items() if words}
