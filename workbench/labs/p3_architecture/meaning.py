"""Sentences that mean the same lie near each other: find a message by meaning, learn its topic from few labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from matplotlib.axes import Axes

from workbench.experiments.few_labels import LABELS, METHODS, curves
from workbench.experiments.shipped import shipped
from workbench.experiments.ticket_texts import nearest, space_of, texts_of, vector_of, vectors_of
from workbench.labs.p3_architecture._tokens import Flow, Paragraph
from workbench.live.lab import Lab
from workbench.live.marks import areas, here_bar, star
from workbench.live.spec import Colour, Frame, choice, slider, text
from workbench.threads import on_one_thread

FOUND, WORDS = 3, 60  # messages that are shown; words of all of them
TOPICS = ("billing", "delivery", "return", "fault", "account", "stock", "privacy")
COLOURS = (
    Colour.TRAINING, Colour.BEST, Colour.BROWN, Colour.WARNING, Colour.PURPLE, Colour.SKY, Colour.MUTED,
)  # fmt: skip
BY = {"meaning": "Meaning (MiniLM)", "words": "Words (TF-IDF)"}
START = "My box never turned up."


@dataclass(frozen=True)
class Settings:
    """A sentence, what makes two texts alike, and how many labels there are to learn from."""

    sentence: str = text(START, label="Sentence", most=200, help="Write to the shop: anything a customer may say.")
    by: str = choice("meaning", BY, label="Alike by", help="Vectors of a network, or the words that two texts share.")
    labels: int = choice(50, {n: f"{n} labels" for n in LABELS}, label="Labels", help="Messages whose topic is known.")
    draws: int = slider(3, 1, 8, label="Draws", help="Times that other messages get the labels.", more=True)


@dataclass(frozen=True, kw_only=True)
class Place(Frame):
    """A sentence among all messages, and the scores of two classifiers.

    Attributes:
        settings: What it was computed for.
        points: The messages on the map, shape (n, 2); empty while they are being read.
        topics: The place in TOPICS of each, shape (n,).
        here: The sentence on the map, shape (2,); NaN where it has no place.
        found: The places of the nearest messages, the nearest first.
        texts: Their words.
        alike: Their likeness, the cosine.
        scores: Macro F1 for each of LABELS, each draw and each of METHODS, shape (6, draws, 2); NaN while not known.
    """

    settings: Settings
    points: np.ndarray
    topics: np.ndarray
    here: np.ndarray
    found: tuple[int, ...]
    texts: tuple[str, ...]
    alike: tuple[float, ...]
    scores: np.ndarray

    @property
    def means(self) -> np.ndarray:
        """The mean over the draws, shape (6, 2)."""
        return np.asarray(self.scores.mean(axis=1))


def compute(settings: Settings) -> Iterator[Place]:
    """Read all messages (once), place the sentence, then train both classifiers for each number of labels."""
    return on_one_thread(_compute(settings))


def _compute(settings: Settings) -> Iterator[Place]:
    case = shipped("tickets")
    nowhere = np.full(2, np.nan)
    unknown = np.full((len(LABELS), settings.draws, len(METHODS)), np.nan)
    place = Place(
        settings=settings, points=np.empty((0, 2)), topics=np.empty(0, int), here=nowhere, found=(), texts=(), alike=(),
        scores=unknown, progress=0.0,
    )  # fmt: skip
    for share in vectors_of(case):
        yield replace(place, progress=0.5 * share)
    space, messages = space_of(case, settings.by), texts_of(case)
    vector = vector_of(case, settings.by, settings.sentence) if settings.sentence.strip() else space.rows[0] * 0
    found, alike = nearest(space.rows, vector, FOUND)
    place = replace(
        place,
        points=space.points,
        topics=np.array([TOPICS.index(topic) for topic in messages.topics]),
        here=space.flat.transform(vector[None])[0] if vector.any() else nowhere,
        found=tuple(map(int, found)),
        texts=tuple(messages.texts[one] for one in found),
        alike=tuple(map(float, alike)),
        progress=0.5,
    )
    yield place
    for step, scores in enumerate(curves(case, settings.draws), 1):
        yield replace(place, scores=scores, progress=0.5 + 0.5 * step / len(LABELS))


class Picture:
    """Left all messages on a map, in the middle the nearest ones, right what few labels are good for."""

    def __init__(self, space: Axes, found: Axes, scores: Axes) -> None:
        space.set(xlim=(-0.65, 0.65), ylim=(-0.5, 0.6), xticks=[], yticks=[])
        space.set_title("All messages on a map")
        self.clouds = [
            space.plot([], [], "o", color=colour, markersize=3, alpha=0.7, markeredgewidth=0)[0] for colour in COLOURS
        ]
        for topic, colour in zip(TOPICS, COLOURS, strict=True):  # the dots of the map are too small for a legend
            space.plot([], [], "o", color=colour, label=topic, markersize=6, markeredgewidth=0)
        (self.links,) = space.plot([], [], "o-", color=Colour.VALIDATION, linewidth=1, markersize=5, fillstyle="none")
        self.here = star(space, "yours")
        self.here.set_color(Colour.VALIDATION)
        found.set_title("Nearest (orange: shared)")
        self.flow = Flow(found, WORDS * FOUND, FOUND, faintest=0.0)
        scores.set(xscale="log", xlim=(22, 900), ylim=(0, 1), xlabel="Labels to learn from", ylabel="Macro F1")
        scores.set_xticks(LABELS, [str(n) for n in LABELS])
        scores.minorticks_off()
        scores.set_title("How many labels?")
        self.now = here_bar(scores)
        colours = Colour.TRAINING, Colour.VALIDATION
        self.ranges = [areas(scores, facecolors=colour, alpha=0.2) for colour in colours]
        self.lines = [
            scores.plot([], [], marker, color=colour, markersize=5, label=name)[0]
            for marker, colour, name in zip(("o-", "D-"), colours, METHODS, strict=True)
        ]

    def update(self, frame: Place, ghost: Place | None) -> None:
        """Show this sentence. There is no run before to compare with: the sentence is another."""
        for topic, cloud in enumerate(self.clouds):
            cloud.set_data(frame.points[frame.topics == topic].T if len(frame.points) else ([], []))
        self.here.set_data(frame.here[:, None])
        ends = [(frame.here, frame.points[one], (np.nan, np.nan)) for one in frame.found]
        self.links.set_data(np.array(list(chain.from_iterable(ends))).reshape(-1, 2).T)
        self.flow.update(_paragraphs(frame))
        self.now.set_xdata([frame.settings.labels] * 2)
        for method, (line, band) in enumerate(zip(self.lines, self.ranges, strict=True)):
            scores = frame.scores[..., method]
            known = ~np.isnan(scores).any(axis=1)
            labels = np.array(LABELS)[known]
            line.set_data(labels, scores[known].mean(axis=1))
            low, high = scores[known].min(axis=1), scores[known].max(axis=1)
            outline = np.column_stack([np.append(labels, labels[::-1]), np.append(low, high[::-1])])
            band.set_verts([outline] if known.any() else [])

    def pick(self, frame: Place, panel: int, x: float, y: float) -> dict[str, int] | None:
        """A click on the scores chooses the number of labels there."""
        if panel != 2 or x <= 0:
            return None
        return {"labels": min(LABELS, key=lambda labels: abs(np.log(labels / x)))}


def _paragraphs(frame: Place) -> list[Paragraph]:
    """The nearest messages word by word, with those marked that the sentence has too."""
    mine = set(_plain(frame.settings.sentence))
    told = []
    for one, words, alike in zip(frame.found, frame.texts, frame.alike, strict=True):
        parts = [f" {word}" for word in words.split()[:WORDS]]
        marks = np.array([bool(mine & set(_plain(part))) for part in parts], dtype=float)
        told.append(Paragraph(f"{TOPICS[frame.topics[one]]}, likeness {alike:.2f}", parts, marks))
    return told


def _plain(words: str) -> list[str]:
    return re.findall(r"\w+", words.lower())


def describe(frame: Place) -> str:
    """The nearest message, and who needs fewer labels."""
    if not len(frame.points):
        return "The network reads all messages, once; this takes half a minute."
    if frame.found:
        topics = [TOPICS[frame.topics[one]] for one in frame.found]
        sentence = f"The nearest messages are about {', '.join(topics)}; the likeness of the first is "
        sentence += f"{frame.alike[0]:.2f}."
    else:
        sentence = "No message has anything in common with this sentence."
    labels = frame.settings.labels
    mini, words = frame.means[LABELS.index(labels)]
    if not np.isnan(mini):
        better = "MiniLM is ahead" if mini > words else "words alone are ahead"
        sentence += f" With {labels} labels, macro F1 is {mini:.2f} with MiniLM and {words:.2f} with words: {better}."
    return sentence


def measures(frame: Place) -> dict[str, float]:
    """Macro F1 of both classifiers with these labels, and the likeness of the nearest message."""
    mini, words = frame.means[LABELS.index(frame.settings.labels)]
    found = {"macro F1, MiniLM": float(mini), "macro F1, TF-IDF": float(words)}
    return {**found, "likeness of the nearest": frame.alike[0] if frame.alike else 0.0}


LAB = Lab(
    title="Meaning",
    question="When is a vector of somebody else's network worth more than the words themselves?",
    Settings=Settings,
    compute=compute,
    Picture=Picture,
    describe=describe,
    measures=measures,
    data=lambda settings: [shipped("tickets").card],
    panels=(1.0, 1.1, 0.9),
    height=400,
)
