"""Figures follow the page's theme: the dark picture is the light one with light and dark exchanged."""

from __future__ import annotations

import base64
import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from seaborn import axes_style

from workbench.course.figures import darkened, in_both_themes


@pytest.mark.parametrize(
    ("light", "dark"),
    [
        ((255, 255, 255), (0, 0, 0)),
        ((0, 0, 0), (255, 255, 255)),
        ((255, 0, 0), (255, 0, 0)),
        ((0, 0, 128), (127, 127, 255)),
        ((200, 220, 255), (0, 20, 55)),
    ],
)
def test_light_and_dark_change_places(light, dark):
    assert darkened(np.array([[[*light, 255]]], np.uint8)).tolist() == [[[*dark, 255]]]


def pictures(figure):
    shown = in_both_themes(figure)
    data = re.findall(r'src="data:image/png;base64,([^"]+)"', shown)
    return shown, [np.asarray(Image.open(io.BytesIO(base64.b64decode(one)))) for one in data]


def test_a_figure_has_two_pictures_and_a_name():
    figure, axes = plt.subplots()
    axes.bar([0, 1], [1, 2], color="#008bfb")
    axes.set_title("price < $5")
    shown, (light, dark) = pictures(figure)
    plt.close(figure)
    assert (light[0, 0, :3] == 255).all() and (dark[0, 0, :3] == 0).all()
    blue = (light[..., :3] == (0, 139, 251)).all(axis=2)
    assert blue.sum() > 1000 and np.abs(dark[blue].astype(int) - light[blue])[..., :3].max() <= 8
    assert shown.count('alt="Figure: price &lt; $5"') == 2


@pytest.fixture(params=["plain", "seaborn"])
def theme(request):
    """A learner may have set a theme, whose white grid runs over photographs."""
    with plt.style.context("default" if request.param == "plain" else ["default", axes_style("darkgrid")]):
        yield request.param


def test_a_photograph_stays_as_it_is(theme):
    figure, axes = plt.subplots()
    axes.imshow(np.full((4, 4, 3), 40, np.uint8))
    axes.set_title("digit")
    axes.plot(1.5, 1.5, "s", color="white", markersize=60)
    _, (light, dark) = pictures(figure)
    plt.close(figure)
    middle = tuple(size // 2 for size in light.shape[:2])
    assert light[middle].tolist() == dark[middle].tolist() == [255, 255, 255, 255]  # drawn over the photograph
    photograph = (light[..., :3] == 40).all(axis=2)
    assert photograph.sum() > 10_000 and (dark == light)[photograph].mean() > 0.999  # letters have such a pixel too
    assert dark[0, 0].tolist() == [0, 0, 0, 255] and all(image.get_visible() for image in axes.images)


def test_what_is_dark_transparent_or_empty_already_stays():
    assert in_both_themes(Figure()) is None
    for paper in ("black", "none"):
        figure, _ = plt.subplots(facecolor=paper)
        assert in_both_themes(figure) is None
        plt.close(figure)
