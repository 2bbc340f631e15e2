"""Marks that recur in pictures."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from workbench.live.marks import Tint
from workbench.live.spec import Colour

BENT = np.linspace(0, 1, 30)[:, None] ** np.linspace(1, 3, 20)
WAVES = 0.5 + 0.5 * np.sin(np.linspace(0, 5, 40)[:, None] + np.linspace(0, 3, 60))


def drawn(make) -> np.ndarray:
    """The pixels of one panel, shape (300, 400, 3), as floats."""
    figure = Figure(figsize=(4, 3), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.axis("off")
    make(axes)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].astype(float)


def tint(probability: np.ndarray):
    return lambda axes: Tint(axes, Colour.PURPLE, Colour.BROWN).set_data(probability)


def image(probability: np.ndarray):
    """The same map by matplotlib's own means, with a colour of its own for each point."""
    colours = np.empty((*probability.shape, 4))
    colours[..., :3] = np.where(probability[..., None] > 0.5, to_rgb(Colour.BROWN), to_rgb(Colour.PURPLE))
    colours[..., 3] = np.abs(2 * probability - 1) / 2
    return lambda axes: axes.imshow(colours, origin="lower", aspect="auto", interpolation="bilinear")


@pytest.mark.parametrize("probability", [WAVES, BENT, np.array([[0.8]])])
def test_a_tint_is_what_an_image_of_the_same_answers_is(probability):
    ours, theirs = drawn(tint(probability)), drawn(image(probability))
    assert np.abs(ours - theirs).mean() < 4  # of 255: the way between two points is the number's, not the colour's
    assert np.abs(ours - theirs).mean() < 0.2 * np.abs(ours - theirs[::-1]).mean() or probability.size == 1


def test_what_is_no_number_has_no_tint():
    assert (drawn(tint(np.full((3, 3), np.nan))) > 251).all()


def test_a_hidden_tint_is_not_drawn():
    def make(axes):
        hidden = Tint(axes, Colour.PURPLE, Colour.BROWN)
        hidden.set_data(WAVES)
        hidden.set_visible(False)

    assert (drawn(make) == 255).all()
