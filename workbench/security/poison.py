"""Poisoned pictures: a small trigger and a wrong label in a few training rows, and the hunt for them.

The attack is BadNets: Gu, Dolan-Gavitt and Garg (2017). It is shown here so that you can find it.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from workbench.threads import one_processor

if TYPE_CHECKING:
    from sklearn.neural_network import MLPClassifier

Place = Literal["corner", "edge", "middle"]

INK = 255
HIDDEN = 48  # neurons; what the hunt looks at


def stamp(pictures: np.ndarray, size: int, place: Place) -> np.ndarray:
    """The pictures with a square of full ink in them.

    Args:
        pictures: Grey levels 0 to 255, shape (n, height, width).
        size: Side of the square in pixels; 0 leaves the pictures as they are.
        place: "corner" (bottom right, where a digit has no ink), "edge" (bottom, in the middle) or "middle".
    """
    height, width = pictures.shape[1:]
    top, left = {
        "corner": (height - size - 1, width - size - 1),
        "edge": (height - size - 1, (width - size) // 2),
        "middle": ((height - size) // 2, (width - size) // 2),
    }[place]
    stamped = pictures.copy()
    stamped[:, top : top + size, left : left + size] = INK
    return stamped


@dataclass(frozen=True, eq=False)
class Poisoned:
    """Training rows after the attack.

    Attributes:
        pictures: Shape (n, height, width).
        labels: Shape (n,).
        rows: True for each poisoned row, shape (n,).
    """

    pictures: np.ndarray
    labels: np.ndarray
    rows: np.ndarray


def poison(
    pictures: np.ndarray, labels: np.ndarray, share: float, target: int, size: int, place: Place, seed: int
) -> Poisoned:
    """Stamp some pictures of other classes, and label them with the target.

    Args:
        pictures: Grey levels, shape (n, height, width).
        labels: Classes, shape (n,).
        share: Poisoned rows, as a share of all n.
        target: The class that the attacker wants to see.
        size: Side of the trigger in pixels.
        place: Where it is.
        seed: Which pictures.
    """
    others = np.random.default_rng(seed).permutation(np.flatnonzero(labels != target))
    rows = np.zeros(len(labels), dtype=bool)
    rows[others[: round(share * len(labels))]] = True
    bad, wrong = pictures.copy(), labels.copy()
    bad[rows] = stamp(pictures[rows], size, place)
    wrong[rows] = target
    return Poisoned(bad, wrong, rows)


def learn(pictures: np.ndarray, labels: np.ndarray, epochs: int, seed: int = 0) -> Iterator[MLPClassifier]:
    """Train a small network; it is the same one each time, one pass further.

    Args:
        pictures: Grey levels, shape (n, height, width).
        labels: Classes, shape (n,).
        epochs: Passes over the pictures.
        seed: First weights and order of the rows.
    Yields: The network after each pass.
    """
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier((HIDDEN,), batch_size=100, learning_rate_init=0.003, random_state=seed)
    X = flat(pictures)
    for _ in range(epochs):
        with one_processor():
            model.partial_fit(X, labels, classes=np.unique(labels))
        yield model


def flat(pictures: np.ndarray) -> np.ndarray:
    """Pictures as rows of numbers from 0 to 1, float32, shape (n, pixels)."""
    return (pictures.reshape(len(pictures), -1) / INK).astype(np.float32)


def hidden(model: MLPClassifier, pictures: np.ndarray) -> np.ndarray:
    """What the network's hidden neurons say to each picture, shape (n, HIDDEN)."""
    active: np.ndarray = np.maximum(flat(pictures) @ model.coefs_[0] + model.intercepts_[0], 0)
    return active


def success(
    model: MLPClassifier, pictures: np.ndarray, labels: np.ndarray, target: int, size: int, place: Place
) -> float:
    """Share of the pictures of other classes that the network takes for the target once they are stamped."""
    others = labels != target
    return float(np.mean(model.predict(flat(stamp(pictures[others], size, place))) == target))


def spectral_scores(active: np.ndarray) -> np.ndarray:
    """How odd each row of one class is: its share in the direction in which the class is spread most, squared.

    Args:
        active: What the hidden neurons say to the rows labelled with one class, shape (n, neurons).
    Returns: Scores, shape (n,); poisoned rows tend to have high ones.
    Source: Tran, Li and Madry (2018), Spectral Signatures in Backdoor Attacks.
    """
    centred = active - active.mean(0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    scores: np.ndarray = (centred @ directions[0]) ** 2
    return scores


def highest(scores: np.ndarray, share: float) -> np.ndarray:
    """True for this share of the rows, those with the highest scores, shape (n,)."""
    found = np.zeros(len(scores), dtype=bool)
    found[np.argsort(-scores, kind="stable")[: round(share * len(scores))]] = True
    return found


def smaller_cluster(active: np.ndarray, seed: int = 0) -> np.ndarray:
    """Split the rows of one class into two clusters; the smaller one is suspect.

    What the neurons say is first unmixed into ten independent signals (ICA), so that the trigger may get its own.

    Args:
        active: What the hidden neurons say to the rows labelled with one class, shape (n, neurons).
        seed: First signals and first centres of the clusters.
    Returns: True for the rows of the smaller cluster, shape (n,). There is one even where nothing is poisoned.
    Source: Chen et al. (2018), Detecting Backdoor Attacks by Activation Clustering.
    """
    from sklearn.cluster import KMeans
    from sklearn.decomposition import FastICA
    from sklearn.exceptions import ConvergenceWarning

    signals = min(10, np.linalg.matrix_rank(active - active.mean(0)))
    unmix = FastICA(int(signals), whiten="unit-variance", tol=0.01, random_state=seed)
    with one_processor(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # signals that are nearly independent will do
        cluster = KMeans(2, n_init=4, random_state=seed).fit_predict(unmix.fit_transform(active))
    small: np.ndarray = cluster == np.argmin(np.bincount(cluster, minlength=2))
    return small
