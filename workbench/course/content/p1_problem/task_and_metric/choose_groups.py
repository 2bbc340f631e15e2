"""Choose a number of groups.

K-means makes as many groups as you ask for. The **silhouette** says how much nearer rows are to their own group than
to the next one: 1 is clear, 0 is none. Complete `choose_groups`: bring the columns to the same scale,
make the groups, score each number of groups, and return the best one.
"""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from workbench.course.checks import Mistake, Names, Random, fail_if, number

if TYPE_CHECKING:
    import numpy as np

CELL = '''\
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler


def choose_groups(X, candidates):
    """The number of groups with the highest silhouette, all columns on the same scale."""
    same_scale = ‹StandardScaler().fit_transform(X)›
    scores = {}
    for k in candidates:
        labels = KMeans(k, n_init=10, random_state=0).fit_predict(‹same_scale›)
        scores[k] = silhouette_score(same_scale, labels)
    return ‹max(scores, key=scores.get)›
'''
HINTS = (
    "`StandardScaler` has a method `fit_transform`; it takes the table.",
    "Which table should k-means see, the old one or the new one?",
    "`max(scores, key=scores.get)` is the key with the highest value.",
)

FORGETS_SCALE = Mistake(
    "One column with large numbers decides all distances.",
    "Bring the columns to the same scale before anything else.",
    {"StandardScaler().fit_transform(X)": "X"},
)
TAKES_LOWEST = Mistake("This is the number with the lowest silhouette.", "", {"max(scores": "min(scores"})
RETURNS_SCORE = Mistake(
    "The answer must be one of `candidates`.", "", {"max(scores, key=scores.get)": "max(scores.values())"}
)


def examine(answer: Names, rng: Random) -> str:
    """Three or four heaps in two small columns, and a third one whose large numbers tell only two apart.

    Any scaler that treats the columns alike has to find the heaps, and no close race is asked about.
    """
    import numpy as np
    from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

    from workbench.threads import one_processor

    heaps = int(rng.integers(3, 5))
    candidates = [2, *rng.permutation([k for k in range(3, 8) if k != heaps])[:3].tolist(), heaps]
    candidates = rng.permutation(candidates).tolist()
    raw, scaled, others = {0: 0.0}, [{0: 0.0, 1: 0.0, 2: 0.0}], [0, 1]
    with one_processor():
        while (  # mostly one draw will do
            {*map(_best, scaled)} != {heaps}
            or _best(raw) in (heaps, _worst(scaled[0]))
            or _lead(scaled, *(others := _far_apart(scaled, heaps))) < 0.03
        ):
            centres = np.array([(0, 0), (6, 0), (0, 6), (6, 6)])[np.arange(60) % heaps]
            small = centres + rng.normal(0, 0.6, (60, 2))
            large = 1000 * centres[:, 0] + rng.normal(0, 400, 60)
            X = rng.permutation(np.column_stack([small, large]))
            raw = _silhouettes(X, candidates)
            scalers = StandardScaler(), MinMaxScaler(), RobustScaler()
            scaled = [_silhouettes(scaler.fit_transform(X), candidates) for scaler in scalers]
        given = number(answer["choose_groups"](X.copy(), list(candidates)), "choose_groups")
        second = number(answer["choose_groups"](X.copy(), sorted(others)), "choose_groups")
    scores = scaled[0]
    told = f"On the same scale {heaps} groups have the highest silhouette, {scores[heaps]:.2f}."
    RETURNS_SCORE.fail_if(given not in candidates, f"It is {given:g}.")
    FORGETS_SCALE.fail_if(given == _best(raw), told)
    TAKES_LOWEST.fail_if(given == _worst(scores), told)
    fail_if(given != heaps, "This number does not have the highest silhouette.", told)
    told_others = f"Of {' and '.join(map(str, sorted(others)))} it is {others[0]}; you give {second:g}."
    fail_if(second != others[0], "Your function does not choose among `candidates`.", told_others)
    return f"{told} Without a common scale the column with the large numbers would have shown only {_best(raw)}."


def _silhouettes(X: np.ndarray, candidates: list[int]) -> dict[int, float]:
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    labels = {k: KMeans(k, n_init=10, random_state=0).fit_predict(X) for k in candidates}
    return {k: float(silhouette_score(X, labels[k])) for k in candidates}


def _best(scores: dict[int, float]) -> int:
    return max(scores, key=scores.__getitem__)


def _lead(scaled: list[dict[int, float]], better: int, worse: int) -> float:
    """How far one number of groups is above another, however the columns are scaled."""
    return min(scores[better] - scores[worse] for scores in scaled)


def _far_apart(scaled: list[dict[int, float]], heaps: int) -> list[int]:
    """Two other numbers of groups of which the first is clearly better: k-means begins by chance."""
    return list(max(permutations([k for k in scaled[0] if k != heaps], 2), key=lambda pair: _lead(scaled, *pair)))


def _worst(scores: dict[int, float]) -> int:
    return min(scores, key=scores.__getitem__)
