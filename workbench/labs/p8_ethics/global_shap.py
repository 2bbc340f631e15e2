"""Many explanations in one picture: which features matter, for whom, and together with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullLocator

from workbench.experiments.explained import KINDS, explainer, learned
from workbench.experiments.shipped import shipped
from workbench.labs._own import Own, OwnModel
from workbench.labs.p8_ethics._own_global import Table, global_shap_on
from workbench.labs.p8_ethics._shap_pictures import RED, Beeswarm, Dots, calm_limits
from workbench.labs.p8_ethics._shap_what_if import readable
from workbench.labs.p8_ethics.what_if import STORY
from workbench.labs.quick_text import quick_text
from workbench.live.lab import Lab
from workbench.live.marks import areas
from workbench.live.spec import Colour, Frame, choice, slider

if TYPE_CHECKING:
    import polars as pl

    from workbench.explain.overview import Dependence, Swarm

CHUNK = 100  # people explained and remembered at a time
SHUFFLED = 500  # people among whom columns are shuffled
MOST = 1000
MOST_WORDS = 16  # side by side in the right panel
FEATURES = {name: name.replace("_", " ") for name in STORY.features}
GROUPS = {
    "everyone": "Everyone",
    "Female": "Women",
    "Male": "Men",
    "under 30": "Under 30 years",
    "30 to 49": "30 to 49 years",
    "50 and older": "50 years and older",
}


@dataclass(frozen=True)
class Settings:
    """Whom to explain, and what to look at."""

    people: int = slider(400, 50, MOST, log=True, label="People", help="Of those the model never saw, at random.")
    group: str = choice("everyone", GROUPS, label="Group", help="The model is the same for all; the people differ.")
    show: int = slider(8, 3, len(FEATURES), label="Features shown", help="The last row is the sum of all the others.")
    feature: str = choice(
        "age", FEATURES, label="Look closer at", help="The right panel. A click on a row of dots chooses it too."
    )
    model: str = choice(
        "xgboost",
        {kind: KINDS[kind] for kind in ("xgboost", "forest", "linear")},
        label="Model",
        help="Trees and linear models have exact short cuts; a neural network would need minutes.",
    )


@dataclass(frozen=True, kw_only=True)
class Overview(Frame):
    """Explanations of many people.

    Attributes:
        people: How many.
        group: Who they are.
        output: What contributions add up to.
        swarms: The rows of the beeswarm, the first at the top.
        keys: The feature of each row; "" for the sum of the others.
        credit: Mean absolute contribution of each row, shape (rows,).
        loss: How much the model's log loss grows when the column is shuffled, shape (rows,).
        dependence: The feature looked at closer.
    """

    people: int
    group: str
    output: str
    swarms: tuple[Swarm, ...]
    keys: tuple[str, ...]
    credit: np.ndarray
    loss: np.ndarray
    dependence: Dependence


def compute(settings: Settings) -> Iterator[Overview]:
    """Explain the people, about a second for many; they are remembered for the next picture."""
    import shap

    from workbench.explain.tables import known_values

    explain = explainer(shipped(STORY.case), settings.model, STORY.features, "auto")
    rows = _people(settings.model, settings.group)[0][: settings.people]
    chunks = (_contributions(settings.model, settings.group, i) for i in range(-(-rows.height // CHUNK)))
    values = np.vstack(list(chunks))[: rows.height]
    names = readable(explain)
    found = shap.Explanation(values, data=known_values(rows), feature_names=names)

    loss = _shuffled(settings.model, settings.group)
    chosen = names[STORY.features.index(settings.feature)]
    yield overview_of(found, STORY.features, loss, settings.show, chosen, settings.group, explain.method.output)


def overview_of(
    found: Any,
    keys: Sequence[Any],
    loss: np.ndarray,
    show: int,
    feature: str,
    group: str,
    output: str,
    progress: float = 1.0,
) -> Overview:
    """Explanations as the lab shows them.

    Args:
        found: shap's Explanation of many rows.
        keys: For each feature, what the setting "feature" calls it.
        loss: How much each feature matters when it is shuffled, shape (features,).
        show: Rows of the beeswarm.
        feature: The label of the feature to look closer at.
        group: Who the rows are.
        output: What contributions add up to.
        progress: As in a frame.
    """
    from workbench.explain import overview

    mean = overview.importance(found)
    order = np.argsort(-mean, kind="stable")
    shown = [keys[i] for i in order[:show]]
    if show < len(order):
        shown[-1] = ""
    return Overview(
        people=len(found.values),
        group=group,
        output=output,
        swarms=tuple(replace(swarm, name=_short(swarm.name)) for swarm in overview.beeswarm(found, show)),
        keys=tuple(shown),
        credit=_gathered(mean[order], show),
        loss=_gathered(loss[order], show),
        dependence=overview.dependence(found, feature),
        progress=progress,
    )


def own_overview(
    settings: Any, table: Table, explain: Any, values: np.ndarray, places: np.ndarray, progress: float
) -> Overview:
    """The same for a model and rows of somebody's own."""
    import shap

    from workbench.explain.tables import known_values

    names = table.known.rows.names
    found = shap.Explanation(values, data=known_values(table.known.rows.take(places)), feature_names=names)
    loss = table.loss[settings.outcome, settings.group]
    output = explain.method.output + (f" of {settings.outcome}" if settings.outcome is not None else "")
    return overview_of(found, names, loss, settings.show, settings.feature, settings.group, output, progress)


@lru_cache(maxsize=400)
def _contributions(model: str, group: str, chunk: int) -> np.ndarray:
    """Contributions for some people of a group, shape (up to `CHUNK`, features)."""
    rows, _ = _people(model, group)
    explain = explainer(shipped(STORY.case), model, STORY.features, "auto")
    return np.asarray(explain(rows[chunk * CHUNK : (chunk + 1) * CHUNK]).values)


@lru_cache(maxsize=18)
def _people(model: str, group: str) -> tuple[pl.DataFrame, np.ndarray]:
    """The people of a group that the model never saw, and whether each earned more than 50,000 dollars."""
    import polars as pl

    known = learned(shipped(STORY.case), model, STORY.features)
    age = pl.col("age")
    test = {
        "everyone": pl.lit(True),
        "under 30": age < 30,
        "30 to 49": age.is_between(30, 49),
        "50 and older": age >= 50,
    }.get(group, pl.col("sex") == group)
    inside = known.rows.select(test.alias("inside"))["inside"].to_numpy()
    inside = np.broadcast_to(inside, known.rows.height)
    return known.rows.filter(inside)[:MOST], known.answers[inside][:MOST]


@lru_cache(maxsize=18)
def _shuffled(model: str, group: str) -> np.ndarray:
    """How much the log loss grows when each column is shuffled among the first people, shape (features,)."""
    from workbench.explain.overview import permutation_importance

    rows, answers = _people(model, group)
    fitted = learned(shipped(STORY.case), model, STORY.features).model
    return permutation_importance(fitted, rows[:SHUFFLED], answers[:SHUFFLED], scoring="neg_log_loss", repeats=3)


def _short(name: str) -> str:
    """A feature without its unit; a name of somebody's own stays as it is."""
    short = name.split(" (")[0]
    return short if short in FEATURES.values() else name


def _gathered(values: np.ndarray, show: int) -> np.ndarray:
    """The first values, and in the last row the sum of the rest."""
    return np.append(values[: show - 1], values[show - 1 :].sum())


class Picture:
    """Left the beeswarm, in the middle the importance of its rows, right one feature looked at closer."""

    def __init__(
        self,
        swarm: Axes,
        bars: Axes,
        closer: Axes,
        words: Mapping[Any, str] = STORY.words,
        rows: int = len(FEATURES),
    ) -> None:
        """Make the artists, empty."""
        self.say = words
        swarm.set_title("Blue: low value, red: high")
        self.swarm = Beeswarm(swarm, rows, "Sum of 8 other features")
        bars.set(yticks=[], xlim=(0, 1.05), xticks=(0, 1), xlabel="Of the largest")
        beside: dict[str, Any] = {"ha": "right", "fontsize": 8, "transform": bars.get_yaxis_transform()}
        self.names = [quick_text(bars, -0.02, 0, **beside) for _ in range(rows)]
        room = bars.text(-0.02, 0, "Sum of 8 others", alpha=0, **beside)
        bars.set_title("Importance")
        self.credit, self.loss = (
            areas(bars, facecolors=color, label=label)
            for color, label in ((RED, "mean |SHAP|"), (Colour.MUTED, "shuffled"))
        )
        closer.set_title("A closer look")
        self.partner = quick_text(closer, 0.02, 0.97, fontsize=8.5, transform=closer.transAxes)
        self.dots = Dots(closer, size=3)
        zero = closer.axhline(0, color=Colour.MUTED, linewidth=0.8)
        self.words = [
            closer.text(0, 0, "", rotation=90, ha="center", va="bottom", fontsize=8) for _ in range(MOST_WORDS)
        ]
        self.background = (*self.swarm.background, room, zero, *self.words)
        self.axes, self.bars, self.closer = swarm, bars, closer
        self.layout: tuple[object, ...] = ()

    def update(self, frame: Overview, ghost: Overview | None) -> None:
        """Show these people. There is no ghost: two swarms on top of each other say nothing."""
        self.swarm.update(frame.swarms)
        if self.bars.get_ylim() != self.axes.get_ylim():
            self.bars.set_ylim(self.axes.get_ylim())
        place = np.arange(len(frame.credit))[::-1]
        self.credit.set_verts(_bars(frame.credit, place, 0.02))
        self.loss.set_verts(_bars(np.maximum(frame.loss, 0), place, -0.38))
        for i, text in enumerate(self.names):
            shown = i < len(frame.swarms)
            name = _cut(frame.swarms[i].name.replace(" other features", " others"), 16) if shown else ""
            text.set(text=name, position=(-0.02, len(frame.swarms) - 1 - i))
        self._look_closer(frame.dependence, frame.output)

    def pick(self, frame: Overview, panel: int, x: float, y: float) -> dict[str, str] | None:
        """A click on a row of the beeswarm or of the bars looks closer at its feature."""
        row = len(frame.keys) - 1 - round(y)
        if panel == 2 or not 0 <= row < len(frame.keys) or frame.keys[row] == "":
            return None
        return {"feature": frame.keys[row]}

    def _look_closer(self, chosen: Dependence, output: str) -> None:
        words, x = _places(chosen.x)
        self.dots.update(x, chosen.y, chosen.shade)
        low = chosen.y.min() - (0.6 * np.ptp(chosen.y) if words else 0)  # the words stand below the dots
        limits = calm_limits(low, chosen.y.max())
        across = (-0.6, len(words) - 0.4) if words else calm_limits(np.nanmin(x), np.nanmax(x))
        layout = (chosen.feature, chosen.other, output, *words, *limits, *across)
        if self.layout == layout:  # each change of axes draws all of them anew
            return
        self.layout = layout
        self.partner.set_text(f"colour: {_short(chosen.other)}")
        self.axes.set_xlabel(f"Push on the answer ({output})")
        self.closer.set_xlabel(chosen.feature)
        self.closer.set_ylim(limits)
        self.closer.set_xlim(across)
        self.closer.xaxis.set_major_locator(NullLocator() if words else MaxNLocator(4))
        for i, text in enumerate(self.words):
            text.set(text=self.say.get(words[i], _cut(words[i], 11)) if i < len(words) else "", position=(i, limits[0]))


def _cut(word: str, letters: int) -> str:
    """A word of somebody's own, short enough for its place."""
    return word if len(word) <= letters else f"{word[: letters - 1]}…"


def _bars(values: np.ndarray, places: np.ndarray, low: float) -> list[list[tuple[float, float]]]:
    """Corners of bars as long as their share of the largest."""
    ends = values / max(values.max(), 1e-12)
    return [
        [(0, y + low), (end, y + low), (end, y + low + 0.36), (0, y + low + 0.36)]
        for end, y in zip(ends, places, strict=True)
    ]


def _places(x: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Where dots stand: numbers where they are, words side by side with a little spread; many seldom ones as one."""
    try:
        return [], x.astype(float)
    except (TypeError, ValueError):
        texts = x.astype(str)
    words, codes, counts = np.unique(texts, return_inverse=True, return_counts=True)
    if len(words) > MOST_WORDS:
        seldom = np.argsort(-counts, kind="stable")[MOST_WORDS - 1 :]
        words, codes = np.unique(np.where(np.isin(codes, seldom), "others", texts), return_inverse=True)
    return [str(word) for word in words], codes + np.random.default_rng(0).uniform(-0.3, 0.3, len(x))


def describe(frame: Overview, who: str = "people", note: str = "", lost: str = "what the model loses") -> str:
    """Who leads, where the two importances disagree, and what the closer look shows; at the end a note on the table.

    Args:
        frame: The explanations.
        who: What their rows are.
        note: What else there is to say.
        lost: What shuffling a column shows.
    """
    group = {"Female": "women", "Male": "men"}.get(frame.group, frame.group)
    first = f"{frame.people} {who}, {group}. On average {frame.swarms[0].name} pushes most, by {frame.credit[0]:.3g}"
    first = first.replace("rows, All rows.", "rows.")
    if len(frame.swarms) == 1:
        return f"{first} in {frame.output}. {note}".rstrip()
    parts = [f"{first} in {frame.output}, then {frame.swarms[1].name}, by {frame.credit[1]:.3g}."]
    singles = [i for i, key in enumerate(frame.keys) if key != ""]
    by_loss = sorted(singles, key=lambda i: -frame.loss[i])
    apart = max(singles, key=lambda i: abs(i - by_loss.index(i)))
    if by_loss.index(apart) == apart:
        parts.append("Shuffling the columns puts them in the same order.")
    else:
        parts.append(
            f"The two ways disagree most on {frame.swarms[apart].name}: of the features shown it is number {apart + 1} "
            f"by contributions, number {by_loss.index(apart) + 1} by {lost} when the column is shuffled."
        )
    feature, other = _short(frame.dependence.feature), _short(frame.dependence.other)
    return " ".join([*parts, f"{feature.capitalize()} works most together with {other}.", note]).rstrip()


def on_model(own: OwnModel) -> Lab:
    """The lab for a model and rows of somebody's own."""
    return global_shap_on(LAB, own, own_overview, Picture, describe)


def measures(frame: Overview) -> dict[str, float]:
    """The mean absolute contribution of each row of the beeswarm."""
    return {f"mean push of {swarm.name}": float(c) for swarm, c in zip(frame.swarms, frame.credit, strict=True)}


LAB = Lab(
    "Global SHAP",
    "Does the same feature matter most for women and for men, for the young and for the old?",
    Settings,
    compute,
    Picture,
    describe,
    measures,
    panels=(2.2, 1.3, 1.8),
    height=400,
    own=Own(model=on_model),
    data=lambda settings: [shipped(STORY.case).card],
)
