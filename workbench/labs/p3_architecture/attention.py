"""Where does each word look? The attention of all 270 heads of a language model, on a sentence of your own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.image import AxesImage

from workbench.experiments.heads import MOST, followers, heads_in
from workbench.labs.p3_architecture._tokens import named
from workbench.labs.percent import percent
from workbench.live.lab import Lab
from workbench.live.spec import Colour, Frame, Suggestion, Value, choice, slider, text
from workbench.models.attention import PATTERNS

LAYERS, HEADS = 30, 9  # of SmolLM2
START = "I bought a kettle on Monday and my sister bought a kettle on Friday."
# Heads worth seeing: the words on a button, and where it leads. Tests hold that each does what its button says.
KNOWN: tuple[tuple[str, dict[str, Value]], ...] = (
    ("One back", {"pattern": "before", "layer": 17, "head": 1}),
    ("At rest", {"pattern": "first", "layer": 19, "head": 9}),
    ("At itself", {"pattern": "itself", "layer": 12, "head": 7}),
    ("Same token", {"pattern": "same", "layer": 3, "head": 5}),
    ("What came next", {"pattern": "after_same", "layer": 18, "head": 6}),
)


@dataclass(frozen=True)
class Settings:
    """A sentence, a token in it, a head, and what to look for in all heads."""

    sentence: str = text(START, label="Sentence", most=150, help=f"The first {MOST} tokens are shown.")
    token: int = slider(
        12,
        1,
        MOST,
        label="Token that looks",
        help="Counted from the start. Move the mouse along the words, or use the arrow keys here.",
    )
    layer: int = slider(17, 1, LAYERS, label="Layer", help="All layers work one after the other, the first at the top.")
    head: int = slider(1, 1, HEADS, label="Head", help="The heads of a layer work side by side.")
    pattern: str = choice("before", PATTERNS, label="Which heads look at", help="The right side marks them.")


@dataclass(frozen=True, kw_only=True)
class Looks(Frame):
    """One head in one sentence, and all heads against one pattern.

    Attributes:
        settings: What it was computed for.
        tokens: The tokens of the sentence, MOST at most.
        cut: How many more there are.
        weights: Of the chosen head: row i says which share token i takes from each token, shape (n, n).
        scores: The share of attention that goes where the pattern points, of each head, shape (LAYERS, HEADS); NaN
            where the sentence has no such place.
    """

    settings: Settings
    tokens: tuple[str, ...]
    cut: int
    weights: np.ndarray
    scores: np.ndarray

    @property
    def row(self) -> int:
        """The place of the token that looks, from 0."""
        return min(self.settings.token, len(self.tokens)) - 1


def compute(settings: Settings) -> Iterator[Looks]:
    """Half a second for a new sentence, then nothing."""
    found = heads_in(settings.sentence)
    yield Looks(
        settings=settings,
        tokens=found.tokens,
        cut=found.cut,
        weights=found.weights[settings.layer - 1, settings.head - 1],
        scores=followers(settings.sentence, settings.pattern),
        suggestions=tuple(Suggestion(label, values) for label, values in KNOWN),
    )


class Picture:
    """Left where one token looks, in the middle all tokens of the head, right all heads."""

    def __init__(self, one: Axes, head: Axes, all_heads: Axes) -> None:
        self.one, self.head = one, head
        self.shown: tuple[str, ...] | None = None
        one.set(xlim=(0, 1.08), xticks=(0, 0.5, 1), xlabel="Share of its attention")
        one.set_xticklabels(("0%", "50%", "100%"))
        one.set_title("Where one token looks")
        head.set(xlabel="Looked at, in the same order", yticks=[], xticks=[])
        head.set_title("Every token of this head")
        all_heads.set(xlabel="Head", ylabel="Layer", xticks=range(1, HEADS + 1), yticks=(1, 5, 10, 15, 20, 25, 30))
        all_heads.set_title("All heads")

        self.band = one.axhspan(0, 1, color=Colour.MUTED, alpha=0.2, linewidth=0)
        (self.old,) = one.plot([], [], "|", color=Colour.MUTED, markersize=9, markeredgewidth=1.6)
        (self.bars,) = one.plot([], [], color=Colour.TRAINING, linewidth=7, solid_capstyle="butt")
        self.map = _image(head, (MOST, MOST), (-0.5, MOST - 0.5, MOST - 0.5, -0.5), Colour.TRAINING)
        (self.outline,) = head.plot([], [], color=Colour.VALIDATION, linewidth=1.6)
        self.grid = _image(all_heads, (LAYERS, HEADS), (0.5, HEADS + 0.5, LAYERS + 0.5, 0.5), Colour.BEST)
        (self.chosen,) = all_heads.plot(
            [], [], "s", color=Colour.VALIDATION, fillstyle="none", markersize=11, markeredgewidth=2
        )

    def update(self, frame: Looks, ghost: Looks | None) -> None:
        """Show this head; where the token looked in the run before as small marks."""
        self._label(frame)
        count, row = len(frame.tokens), frame.row
        looks = frame.weights[row] if count else np.empty(0)
        places = np.arange(count)
        gap = np.full(count, np.nan)
        self.bars.set_data(np.column_stack([0 * looks, looks, gap]).ravel(), np.repeat(places, 3))
        self.band.set_visible(count > 0)
        self.band.set_bounds(0, row - 0.5, 1, 1)
        same = ghost is not None and ghost.tokens == frame.tokens and count > 0
        self.old.set_data((ghost.weights[ghost.row], places) if ghost is not None and same else ([], []))
        square = np.full((MOST, MOST), np.nan)
        square[:count, :count] = frame.weights
        self.map.set_data(square)
        left, right = -0.5, row + 0.5
        box = ([left, right, right, left, left], [row - 0.5, row - 0.5, row + 0.5, row + 0.5, row - 0.5])
        self.outline.set_data(box if count else ([], []))
        self.grid.set_data(frame.scores)
        self.chosen.set_data([frame.settings.head], [frame.settings.layer])

    def _label(self, frame: Looks) -> None:
        """Set tokens and limits; seldom, because each change draws the axes again."""
        if frame.tokens == self.shown:
            return
        self.shown = frame.tokens
        count = max(len(frame.tokens), 1)
        self.one.set_yticks(range(len(frame.tokens)), [named(token) for token in frame.tokens])
        for axes in (self.one, self.head):
            axes.set_ylim(count - 0.5, -0.5)
        self.head.set_xlim(-0.5, count - 0.5)

    def pick(self, frame: Looks, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on a row chooses the token, on the right side the head."""
        if panel == 2:
            return {"layer": min(max(round(y), 1), LAYERS), "head": min(max(round(x), 1), HEADS)}
        return self.hover(frame, panel, x, y)

    def hover(self, frame: Looks, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A mouse along the words, or the rows beside them, chooses the token; heads wait for a click."""
        if panel == 2:
            return None
        return {"token": min(max(round(y), 0), len(frame.tokens) - 1) + 1} if frame.tokens else None


def _image(axes: Axes, shape: tuple[int, int], extent: tuple[float, float, float, float], colour: str) -> AxesImage:
    """A map of shares: the paper for 0, the colour for 1."""
    shades = LinearSegmentedColormap.from_list("share", [to_rgba(colour, 0.0), to_rgba(colour, 1.0)])
    return axes.imshow(
        np.full(shape, np.nan), cmap=shades, vmin=0, vmax=1, extent=extent, aspect="auto", interpolation="nearest"
    )


def describe(frame: Looks) -> str:
    """Where the token looks most, and how far the head follows the pattern."""
    settings = frame.settings
    if not frame.tokens:
        return "There is no sentence yet. Type one."
    looks = frame.weights[frame.row]
    most = int(looks.argmax())
    goal = "itself" if most == frame.row else f"“{frame.tokens[most]}”"
    sentence = (
        f"In layer {settings.layer}, head {settings.head}, token {frame.row + 1}, “{frame.tokens[frame.row]}”, "
        f"looks most at {goal} ({percent(looks[most])})."
    )
    share = frame.scores[settings.layer - 1, settings.head - 1]
    if np.isnan(share):
        sentence += f" No head can look at {PATTERNS[settings.pattern]} here: no token comes twice."
    else:
        better = int(np.count_nonzero(frame.scores > share))
        sentence += f" On average this head gives {percent(share)} to {PATTERNS[settings.pattern]}; "
        sentence += f"{better} of {LAYERS * HEADS} heads give more."
    if frame.cut:
        sentence += f" The last {frame.cut} tokens of the sentence are left out."
    return sentence.replace("\n", " ")


def measures(frame: Looks) -> dict[str, float]:
    """How far this head, and how many heads, follow the pattern."""
    if np.isnan(frame.scores).all():
        return {}
    settings = frame.settings
    return {
        f"to {PATTERNS[settings.pattern]} (%)": 100 * float(frame.scores[settings.layer - 1, settings.head - 1]),
        "heads that give it more than half": int(np.count_nonzero(frame.scores > 0.5)),
    }


LAB = Lab(
    title="Attention",
    question="Where does a token look while the model makes its guess?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    panels=(1.0, 1.0, 0.8),
    height=400,
)
