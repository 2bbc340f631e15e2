"""The picture as a file: sharp, with the words under it, and nothing cut off."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from matplotlib import rc_context
from PIL import Image

from tests.live.test_pins import LAB, pinned
from workbench.live.picture import Canvas
from workbench.live.pins import Pins
from workbench.live.save import SHARP, picture_file
from workbench.live.style import Look


def saved(kind, theme="light", pins=None, width=600):
    settings = LAB.settings(height=2.0)
    return picture_file(LAB, LAB.run(height=2.0), settings, pins or Pins(LAB), Look(theme, width), kind)


@pytest.mark.parametrize(("theme", "paper"), [("light", 255), ("dark", 0x14)])
def test_the_png_is_twice_as_sharp_and_has_words_below_the_picture(theme, paper):
    image = np.asarray(Image.open(io.BytesIO(saved("png", theme))).convert("RGB"))
    picture = Canvas(LAB, Look(theme, 600)).draw(LAB.run(height=2.0), None)
    assert image.shape[1] == SHARP * 600
    assert SHARP * len(picture) + 100 < len(image) < SHARP * len(picture) + 400
    words = image[SHARP * len(picture) :]
    assert image[0, 0, 0] == paper and np.ptp(words.astype(int)) > 150
    edge = np.concatenate([image[:, :6], image[:, -6:]], axis=1)
    assert (edge == image[0, 0]).all() and (image[-6:] == image[0, 0]).all()  # nothing is cut off


def test_more_words_make_the_file_higher_and_never_wider():
    few = Image.open(io.BytesIO(saved("png")))
    many = Image.open(io.BytesIO(saved("png", pins=pinned({"height": 4.0}, {"shape": "up"}))))
    assert few.width == many.width and few.height < many.height


def test_the_svg_is_well_formed_and_as_large_as_the_picture():
    root = ElementTree.fromstring(saved("svg"))
    assert root.tag.endswith("svg")
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(600 * 0.75)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_learners_settings_of_matplotlib_change_no_file(kind):
    with rc_context({"svg.hashsalt": "the same"}):
        plain = saved(kind)
        with rc_context({"savefig.bbox": "tight", "savefig.facecolor": "red", "savefig.transparent": True}):
            changed = saved(kind)
    if kind == "png":
        assert changed == plain
    else:
        assert changed.count(b"<path") == plain.count(b"<path") and b"ff0000" not in changed
        assert changed[changed.index(b"<svg") :][:200] == plain[plain.index(b"<svg") :][:200]
