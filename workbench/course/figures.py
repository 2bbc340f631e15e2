"""Ordinary matplotlib figures in a notebook follow JupyterLab's theme: each is kept twice, and the page shows one.

The dark one is made from the pixels of the light one: lightness is inverted, hue and strength of a colour stay, so that
black letters become white and blue bars stay blue. Photographs and maps inside a figure stay as they are. It works
without a kernel too, in a saved notebook and after a change of theme. The colours of the figure belong to the learner:
no setting of matplotlib is touched.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

import numpy as np
from IPython.core.getipython import get_ipython

from workbench.escape import html

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

# Without these rules, as in a notebook that nobody here has trusted, the light one stays.
_STYLE = (
    "<style>[data-jp-theme-light=false] .workbench-figure img:first-of-type {display: none !important}"
    "[data-jp-theme-light=false] .workbench-figure img:last-of-type {display: inline !important}</style>"
)


def follow_theme() -> None:
    """From now on, figures that this notebook shows follow the theme of the page."""
    shell = get_ipython()
    if shell is not None and shell.display_formatter is not None:
        # For whole bundles: matplotlib removes all others when it is first imported.
        shell.display_formatter.mimebundle_formatter.for_type_by_name("matplotlib.figure", "Figure", _bundle)


def _bundle(figure: Figure) -> dict[str, str] | None:
    shown = in_both_themes(figure)
    return None if shown is None else {"text/html": shown}


def in_both_themes(figure: Figure) -> str | None:
    """The figure as HTML that shows its light or its dark picture, whichever fits the page.

    None for a figure that is empty, or has no light paper: somebody has made it for a dark page already.
    """
    from matplotlib import rcParams
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.colors import to_rgba
    from matplotlib.transforms import Bbox

    red, green, blue, opacity = to_rgba(figure.get_facecolor())
    if not (figure.axes and opacity == 1 and min(red, green, blue) > 0.5):
        return None
    figure.draw_without_rendering()  # from now on everything stands where it will be drawn
    renderer = RendererAgg(*figure.bbox.size, figure.dpi)
    page = figure.get_tightbbox(renderer).padded(rcParams["savefig.pad_inches"])  # in inches
    light = _pixels(figure, page)
    dark = darkened(light)
    height, width = light.shape[:2]
    for axes in figure.axes:
        for image in axes.images if axes.get_visible() else ():
            box = Bbox.intersection(image.get_window_extent(renderer), axes.bbox) if image.get_visible() else None
            if box is not None:  # what is drawn over an image counts as a part of it
                x, y = (box.get_points() / figure.dpi - page.min).T / np.reshape(page.size, (2, 1))
                rows, columns = np.round((1 - y[::-1]) * height).astype(int), np.round(x * width).astype(int)
                part = slice(*rows.clip(0)), slice(*columns.clip(0))
                dark[part] = light[part]
    titles = [text for axes in figure.axes for text in (axes.get_title(), axes.get_title("left")) if text]
    alt = html(": ".join(["Figure", *filter(None, ["; ".join(titles)])]))
    return f'<div class="workbench-figure">{_STYLE}{_image(light, alt)}{_image(dark, alt, "none")}</div>'


def darkened(pixels: np.ndarray) -> np.ndarray:
    """Pixels, shape (height, width, 4), with inverted lightness; hue and chroma stay."""
    colours = pixels[..., :3].astype(int)
    turned = colours + 255 - colours.max(2, keepdims=True) - colours.min(2, keepdims=True)
    return np.concatenate([turned.astype(np.uint8), pixels[..., 3:]], axis=2)


def _pixels(figure: Figure, page: Bbox) -> np.ndarray:
    from IPython.core.pylabtools import print_figure
    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(print_figure(figure, bbox_inches=page))).convert("RGBA"))


def _image(pixels: np.ndarray, alt: str, display: str = "inline") -> str:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<img src="data:image/png;base64,{data}" alt="{alt}" style="display: {display}">'
