"""Models from small to large on one case: how often each is right, and what its training, answers and file take.

Tables are learned by models of `workbench.models.families`. Messages are read by their words, by a network that others
trained, or by a language model that is asked and learns nothing.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from workbench.cache import preparing
from workbench.cases import Case
from workbench.evaluation.cost import Footprint
from workbench.experiments.replay import Replay
from workbench.experiments.ticket_texts import texts_of, vectors_of, whole
from workbench.experiments.zoo import honest_parts
from workbench.models.families import Capacity, make
from workbench.models.language import read
from workbench.models.loaded import language_model, sentence_model
from workbench.models.sentences import embed
from workbench.models.steps import fit_in_steps
from workbench.threads import one_processor

ROWS = 3000  # training rows of a table
LEARNED, JUDGED = 800, 400  # messages to learn from, and to judge by
ASKED = 20  # times that one answer is timed
QUESTIONS = 60  # messages that the language model is asked about: each takes it a good part of a second


@dataclass(frozen=True)
class Size:
    """A model of a family, and what people call it."""

    words: str
    family: str
    capacity: Capacity = Capacity()


TABLES: Mapping[str, Size] = {
    "tree": Size("Tree, 4 questions", "tree", Capacity(depth=4)),
    "linear": Size("Linear model", "linear"),
    "few": Size("XGBoost, 20 trees", "xgboost", Capacity(depth=3, trees=20)),
    "tuned": Size("XGBoost, 150 trees", "xgboost", Capacity(depth=3, trees=150)),
    "network": Size("Neural network", "mlp"),
    "forest": Size("Forest, 300 trees", "forest", Capacity(trees=300)),
    "many": Size("XGBoost, 800 trees", "xgboost", Capacity(depth=8, trees=800)),
}
CONSTANT = "constant"
TEXTS: Mapping[str, str] = {
    "words": "Words, linear",
    "meaning": "MiniLM, linear",
    "asked": "SmolLM2, asked",
}
NAMES: Mapping[str, str] = {
    CONSTANT: "Most frequent",
    **{name: size.words for name, size in TABLES.items()},
    **TEXTS,
}


def candidates(case: Case) -> tuple[str, ...]:
    """The models that are tried on a case, the small ones first."""
    return (CONSTANT, *(TEXTS if _is_texts(case) else TABLES))


@lru_cache(maxsize=128)
def measuring(case: Case, name: str) -> Replay[Footprint | None]:
    """Train and ask one model: None after each step, then what was measured; remembered, and carried on where stopped.

    Args:
        case: With classes 0, 1, 2 ..., or the messages of the help desk.
        name: One of `candidates`.
    """
    if name in TABLES:
        return Replay(partial(_table, case, TABLES[name]))
    return Replay(partial({CONSTANT: _constant, "words": _words, "meaning": _meaning, "asked": _asked}[name], case))


def _is_texts(case: Case) -> bool:
    return case.name == "tickets"


def _pair(case: Case) -> tuple[Any, np.ndarray, Any, np.ndarray]:
    """What is learned from, and what is judged by: features and answers of each."""
    if _is_texts(case):
        texts = texts_of(case)
        words = np.array(texts.texts, dtype=object)
        return words[:LEARNED], texts.topics[:LEARNED], words[-JUDGED:], texts.topics[-JUDGED:]
    parts = honest_parts(case)
    chosen = np.random.default_rng(0).permutation(parts.train.height)[:ROWS]
    train, new = parts.train[chosen], parts.validation
    return train[case.features], train[case.target].to_numpy(), new[case.features], new[case.target].to_numpy()


def _constant(case: Case) -> Iterator[Footprint | None]:
    _, y, _, new_y = _pair(case)
    model = DummyClassifier(strategy="most_frequent")
    yield from _fitted(model, _at_once(model, np.zeros((len(y), 1)), y), np.zeros((len(new_y), 1)), new_y)


def _table(case: Case, size: Size) -> Iterator[Footprint | None]:
    X, y, new_X, new_y = _pair(case)
    model = make(size.family, X, "classification", size.capacity)
    yield from _fitted(model, fit_in_steps(model, X, y), new_X, new_y)


def _words(case: Case) -> Iterator[Footprint | None]:
    X, y, new_X, new_y = _pair(case)
    model = make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=10, max_iter=1000))
    yield from _fitted(model, _at_once(model, X, y), new_X, new_y)


def _at_once(model: Any, X: Any, y: np.ndarray) -> Iterator[None]:
    model.fit(X, y)
    yield


def _fitted(model: Any, steps: Iterator[None], X: Any, y: np.ndarray) -> Iterator[Footprint | None]:
    """Fit step by step, then judge and time."""
    seconds, more = 0.0, True
    while more:
        with one_processor():
            begun = time.perf_counter()
            more = next(steps, "over") is None
            seconds += time.perf_counter() - begun
        yield None
    with one_processor():
        right = float(np.mean(np.ravel(model.predict(X)) == y))
        waits = [_timed(lambda place=place: model.predict(X[place : place + 1])) for place in range(ASKED)]
    yield Footprint(right, seconds, float(np.median(waits)), len(pickle.dumps(model)) / 1e6)


def _meaning(case: Case) -> Iterator[Footprint | None]:
    """A linear model on the vectors of MiniLM; to learn from messages, each of them must be read once."""
    for _ in vectors_of(case):
        yield None
    vectors, network = whole(case), sentence_model()
    _, y, new_X, new_y = _pair(case)
    head = LogisticRegression(C=10, max_iter=1000)
    with one_processor():
        fit = _timed(lambda: head.fit(vectors[:LEARNED], y))
        right = float(np.mean(head.predict(vectors[-JUDGED:]) == new_y))
    waits = []
    for text in new_X[:ASKED]:
        with one_processor():
            waits.append(_timed(lambda text=text: head.predict(embed([text], network))))
        yield None
    wait = float(np.median(waits))
    yield Footprint(right, fit + wait * len(y), wait, _megabytes(network) + len(pickle.dumps(head)) / 1e6)


def _asked(case: Case) -> Iterator[Footprint | None]:
    """SmolLM2 reads the message and the topics; the topic whose first token it finds likeliest is its answer.

    What it answered, and how long it took, is kept in the cache: only the first time takes most of a minute.
    """
    _, y, texts, topics = _pair(case)
    names = sorted(set(y))
    prompts = [f"A customer wrote: {text}\nOne of {', '.join(names)}.\nThe topic is" for text in texts[:QUESTIONS]]

    def make(folder: Path) -> Iterator[float]:
        network = language_model()
        first = [network.tokenizer(f" {name}")["input_ids"][0] for name in names]
        right, waits = 0, []
        for prompt, topic in zip(prompts, topics, strict=False):
            with one_processor():
                begun = time.perf_counter()
                logits = read(network, prompt).logits[first]
                waits.append(time.perf_counter() - begun)
            right += names[int(logits.argmax())] == topic
            yield len(waits) / len(prompts)
        found = Footprint(right / len(waits), 0.0, float(np.median(waits)), _megabytes(network))
        (folder / "measured.json").write_text(json.dumps(asdict(found)), encoding="utf-8")

    digest = hashlib.sha256("\n".join([*prompts, *topics[:QUESTIONS]]).encode()).hexdigest()[:12]
    steps = preparing(f"smollm2-topics-{digest}", make)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found = json.loads((Path(end.value) / "measured.json").read_text(encoding="utf-8"))
            break
        yield None
    yield Footprint(**found)


def _megabytes(network: Any) -> float:
    return float(sum(part.numel() * part.element_size() for part in network.network.parameters()) / 1e6)


def _timed(work: Any) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def judged(case: Case, name: str) -> int:
    """How many answers a model is judged by."""
    return QUESTIONS if name == "asked" else JUDGED if _is_texts(case) else honest_parts(case).validation.height
