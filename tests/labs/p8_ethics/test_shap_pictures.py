import matplotlib.pyplot as plt
import numpy as np
import pytest
import shap
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrow
from shap.plots import colors
from shap.utils import format_value

from workbench.explain.overview import Swarm
from workbench.labs.p8_ethics import _shap_pictures as pictures
from workbench.labs.quick_text import quick_text

VALUES = np.array([0.31, -0.12, 0.004, -0.5, 0.05, 0.2, -0.003, 0.0, 0.11, -0.07, 0.9, -0.3])
NAMES = [f"fact {i}" for i in range(12)]


def theirs(show):
    """The arrows of `shap.plots.waterfall` from the top row down: start, end, colour, name, number."""
    explanation = shap.Explanation(VALUES, base_values=0.25, data=np.arange(12.0), feature_names=NAMES)
    figure = plt.figure()
    axes = shap.plots.waterfall(explanation, max_display=show, show=False)
    axes = figure.axes[0]
    numbers = {round(text.get_position()[1]): text.get_text() for text in axes.texts}
    labels = [text.get_text() for text in axes.get_yticklabels()][: min(show, 12)]
    rows = {}
    for arrow in axes.patches:
        if isinstance(arrow, FancyArrow):
            corners = arrow.get_xy()
            place = round(float(corners[:, 1].mean()))
            low, high = corners[:, 0].min(), corners[:, 0].max()
            up = to_hex(arrow.get_facecolor()) == to_hex(colors.red_rgb)
            rows[place] = (
                *((low, high) if up else (high, low)),
                to_hex(arrow.get_facecolor()),
                labels[place],
                numbers[place],
            )
    plt.close(figure)
    return [rows[place] for place in sorted(rows, reverse=True)]


@pytest.mark.parametrize("show", [4, 10, 12, 20])
def test_the_waterfall_is_that_of_shap(show):
    names = [f"{value:g} = {name}" for value, name in zip(range(12), NAMES, strict=True)]
    shown = pictures.steps(VALUES, 0.25, names, show)
    expected = theirs(show)
    long = np.abs(shown.ends - shown.starts) > 0.04  # shap pushes an arrow shorter than its head off its place
    assert long.sum() >= 4
    np.testing.assert_allclose(shown.starts[long], np.array([row[0] for row in expected])[long], atol=1e-9)
    np.testing.assert_allclose(shown.ends[long], np.array([row[1] for row in expected])[long], atol=1e-9)
    assert shown.names == [row[3] for row in expected]
    assert shown.numbers == [row[4] for row in expected]

    axes = Figure().add_axes((0.4, 0.1, 0.5, 0.8))  # with room for the names
    waterfall = pictures.Waterfall(axes, min(show, 12), "")
    waterfall.update(shown, 0.25)
    assert [to_hex(color) for color in waterfall.bars.get_facecolor()] == [row[2] for row in expected]
    places = range(len(expected) - 1, -1, -1)
    for path, start, end, place in zip(waterfall.bars.get_paths(), shown.starts, shown.ends, places, strict=True):
        assert path.vertices[:, 0].min() == pytest.approx(min(start, end))
        assert path.vertices[:, 0].max() == pytest.approx(max(start, end))
        assert path.vertices[:, 1].mean() == pytest.approx(place, abs=0.2)
    assert [text.get_text() for text in waterfall.names] == shown.names
    low, high = axes.get_xlim()
    assert low < min(*shown.ends, 0.25) and max(*shown.ends, 0.25) < high


@pytest.mark.parametrize("value", [0, 1, -1, 0.1, -0.05, 12.345, -0.001, 100, -2000.5, 0.005])
def test_numbers_are_written_as_shap_writes_them(value):
    assert pictures.signed(value) == format_value(value, "%+0.02f")


def test_colours_are_those_of_shap():
    assert to_hex(colors.red_rgb) == pictures.RED
    assert to_hex(colors.blue_rgb) == pictures.BLUE
    for i, shade in enumerate(pictures.SHADES):
        middle = colors.red_blue((i + 0.5) / len(pictures.SHADES))
        np.testing.assert_allclose(to_rgb(shade), middle[:3], atol=0.01)


def test_red_and_blue_stand_out_on_both_papers():
    def light(color):
        channels = np.array(to_rgb(color))
        linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
        return linear @ (0.2126, 0.7152, 0.0722)

    for paper in ("#ffffff", "#14171b"):
        for color in (pictures.RED, pictures.BLUE):
            dark, bright = sorted((light(color), light(paper)))
            assert (bright + 0.05) / (dark + 0.05) >= 3  # WCAG 2.2, 1.4.11


def test_limits_give_room_and_seldom_change():
    for low, high in ((0.2, 1.1), (0.4, 0.5), (-3, 5), (2, 2)):
        below, above = pictures.calm_limits(low, high)
        assert below < low and high < above
        assert above - below < 2 * (high - low) + 1e-6
    highs = np.linspace(1.0, 2.0, 200)
    assert len({pictures.calm_limits(0.0, high) for high in highs}) < 10


def test_dots_take_the_colour_of_their_shade():
    axes = Figure().add_subplot()
    swarm = pictures.Beeswarm(axes, 3, "")
    shade = np.array([0.0, 1.0, 0.5, np.nan, 0.99])
    x = np.arange(5.0)
    swarm.update([Swarm("a", x, np.zeros(5), shade, np.arange(5)), Swarm("b", x, np.full(5, 0.1), shade, np.arange(5))])
    drawn = {
        (px, round(py, 6)): line.get_color()
        for line in swarm.dots.lines
        for px, py in zip(*line.get_data(), strict=True)
    }
    assert [drawn[i, 1] for i in range(5)] == [
        pictures.SHADES[0], pictures.SHADES[-1], pictures.SHADES[8], pictures.GREY, pictures.SHADES[-1]
    ]  # fmt: skip
    assert len(drawn) == 10 and (0, 0.1) in drawn


@pytest.mark.parametrize("across", ["left", "center", "right"])
@pytest.mark.parametrize("upwards", ["bottom", "center", "top"])
@pytest.mark.parametrize("dpi", [96, 192])
def test_remembered_letters_stand_where_matplotlib_draws_them(across, upwards, dpi):
    figure = Figure(figsize=(3, 1), dpi=dpi)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    drawn = []
    for add in (axes.text, lambda *place, **style: quick_text(axes, *place, **style)):
        text = add(0.5, 0.5, "39 = age (years)", ha=across, va=upwards, color="#103050")
        canvas.draw()
        drawn.append(255.0 - np.asarray(canvas.buffer_rgba())[..., 0])
        text.remove()
    ink, theirs = drawn[1].sum(), drawn[0].sum()
    assert ink == pytest.approx(theirs, rel=0.05)
    for axis in (0, 1):
        centre = [(image.sum(axis) * np.arange(image.shape[1 - axis])).sum() / image.sum() for image in drawn]
        assert centre[1] == pytest.approx(centre[0], abs=1)  # within a pixel


def test_on_paper_letters_stay_letters(tmp_path):
    figure = Figure()
    quick_text(figure.add_subplot(), 0.5, 0.5, "Wombat")
    with plt.rc_context({"svg.fonttype": "none"}):
        figure.savefig(tmp_path / "picture.svg")
    assert "Wombat" in (tmp_path / "picture.svg").read_text()
