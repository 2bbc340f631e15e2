"""Four measures of how far two samples of one column are apart. Numbers or words in, one number out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, overload

import numpy as np

from workbench.errors import DataError

ADDED = 0.5  # rows added to each bin, so that an empty one makes no infinity
EXPECTED = 5  # rows that a word should have in both samples for the chi-square test; rarer ones are put together


@overload
def psi(reference: np.ndarray, new: np.ndarray, bins: int = ..., *, with_bins: Literal[False] = ...) -> float: ...
@overload
def psi(reference: np.ndarray, new: np.ndarray, bins: int = ..., *, with_bins: Literal[True]) -> tuple[float, int]: ...


def psi(
    reference: np.ndarray, new: np.ndarray, bins: int = 10, *, with_bins: bool = False
) -> float | tuple[float, int]:
    """The population stability index: sum over bins of (q - p) ln(q / p), shares p before and q now.

    Numbers: the bins hold equal parts of the reference (see `bin_edges`). Words: each is a bin, a new one too. To
    every bin half a row is added, before and now, so that an empty bin counts much and not infinitely much.

    Args:
        reference: Values without gaps, shape (n,).
        new: The same, shape (m,).
        bins: For numbers, 2 or more.
        with_bins: Whether to give the number of bins as well.
    Returns: 0 or more. A rule of thumb calls less than 0.1 small, and more than 0.25 large; see also what comes by
        chance, about (bins - 1) (1/n + 1/m).
    Raises: DataError if a sample is empty, or there are fewer than two bins.
    Source: Yurdakul and Naranjo (2020), Journal of Risk Model Validation 14; Siddiqi (2006), Credit Risk Scorecards.
    """
    _check(reference, new)
    if reference.dtype.kind in "biuf":
        edges = bin_edges(reference, bins)
        before, now = (np.bincount(codes_of(values, edges), minlength=len(edges) + 1) for values in (reference, new))
    else:
        before, now = _counts(reference, new)
    index = float(psi_of(before, now))
    return (index, len(before)) if with_bins else index


def psi_of(before: np.ndarray, now: np.ndarray) -> np.ndarray:
    """PSI of rows counted in bins; the last axis of both, of length k, runs over the bins."""
    p, q = ((counts + ADDED) / (counts + ADDED).sum(-1, keepdims=True) for counts in (before, now))
    return np.asarray(((q - p) * np.log(q / p)).sum(-1))


def bin_edges(reference: np.ndarray, bins: int = 10) -> np.ndarray:
    """The edges between bins with equal parts of the reference; a bin begins with its edge.

    Where the reference has at most as many different values, each is a bin of its own. What lies beyond its ends comes
    into the outer bins; of a reference with one value alone, into bins beside it.

    Args:
        reference: Numbers, shape (n,).
        bins: 2 or more.
    Returns: Ascending, shape (k - 1,) for k bins.
    Raises: DataError if there are fewer than two bins.
    """
    if bins < 2:
        raise DataError(f"`bins` must be 2 or more; got {bins}. Take 10.")
    values = np.unique(reference.astype(float))
    if len(values) == 1:
        return np.array([values[0], np.nextafter(values[0], np.inf)])
    if len(values) <= bins:
        return values[1:]
    edges = np.unique(np.quantile(reference.astype(float), np.arange(1, bins) / bins))
    edges = edges[edges > values[0]]
    return edges if len(edges) else values[1:2]  # nearly all are the lowest


def codes_of(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The bin of each value, from 0, shape (n,)."""
    return np.asarray(np.searchsorted(edges, values.astype(float), side="right"))


def ks_distance(reference: np.ndarray, new: np.ndarray) -> tuple[float, float]:
    """The Kolmogorov-Smirnov statistic, the largest gap between the two cumulative shares, in [0, 1]; and its p.

    Args:
        reference: Numbers without gaps, shape (n,).
        new: The same, shape (m,).
    Raises: DataError if a sample is empty.
    Source: SciPy's `ks_2samp`.
    """
    from scipy.stats import ks_2samp

    _check(reference, new)
    large = min(len(reference), len(new)) > 1000  # where the exact p takes long, and is the same in all digits shown
    found = ks_2samp(reference, new, method="asymp" if large else "auto")
    return float(found.statistic), float(found.pvalue)


def wasserstein(reference: np.ndarray, new: np.ndarray) -> float:
    """How far values would have to be carried, on average, to make the new sample of the reference.

    Args:
        reference: Numbers without gaps, shape (n,).
        new: The same, shape (m,).
    Returns: In standard deviations of the reference; infinity if it has none and the new values differ.
    Raises: DataError if a sample is empty.
    Source: SciPy's `wasserstein_distance`.
    """
    from scipy.stats import wasserstein_distance

    _check(reference, new)
    carried, spread = float(wasserstein_distance(reference, new)), float(np.std(reference.astype(float)))
    if spread:
        return carried / spread
    return float("inf") if carried else 0.0


def total_variation(reference: np.ndarray, new: np.ndarray) -> float:
    """The share of rows that would need another word to make the shares equal: half the sum of |p - q|, in [0, 1].

    Raises: DataError if a sample is empty.
    """
    _check(reference, new)
    before, now = _counts(reference, new)
    return float(np.abs(before / before.sum() - now / now.sum()).sum() / 2)


def words_p(reference: np.ndarray, new: np.ndarray) -> float:
    """The p of the chi-square test that both samples have the same shares of words.

    Words with fewer than five rows to be expected in a sample are counted as one.

    Returns: In [0, 1]; NaN where only one word, or one group of rare ones, is left.
    Raises: DataError if a sample is empty.
    Source: SciPy's `chi2_contingency`.
    """
    from scipy.stats import chi2_contingency

    _check(reference, new)
    counts = np.array(_counts(reference, new))  # (2, words)
    expected = counts.sum(0) * counts.sum(1).min() / counts.sum()
    rare = expected < EXPECTED
    if rare.any():
        counts = np.column_stack([counts[:, ~rare], counts[:, rare].sum(1)])
    return float(chi2_contingency(counts, correction=False).pvalue) if counts.shape[1] > 1 else float("nan")


def _counts(reference: np.ndarray, new: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How often each word of the two comes in the one and in the other."""
    _, codes = np.unique(np.concatenate([reference.astype(str), new.astype(str)]), return_inverse=True)
    codes, size = codes.ravel(), int(codes.max()) + 1
    before, now = (np.bincount(part, minlength=size) for part in (codes[: len(reference)], codes[len(reference) :]))
    return before, now


def _check(reference: np.ndarray, new: np.ndarray) -> None:
    for name, values in (("reference", reference), ("new", new)):
        if not len(values):
            raise DataError(f"`{name}` must have values; got none. Leave out columns that are empty.")


def apart(reference: np.ndarray, windows: np.ndarray, bins: int = 10) -> np.ndarray:
    """Three measures for many windows of one column at once, without p values.

    Args:
        reference: Numbers or words without gaps, shape (n,).
        windows: The same kind, shape (k, m): k windows of m rows.
        bins: For PSI of numbers.
    Returns: As `Yardstick.measure`, shape (k, 3).
    Raises: DataError if there are no values.
    """
    _check(reference, windows.ravel())
    values = np.concatenate([reference, windows.ravel()])
    levels, codes = np.unique(values if reference.dtype.kind in "biuf" else values.astype(str), return_inverse=True)
    before, now = codes.ravel()[: len(reference)], codes.ravel()[len(reference) :]
    return Yardstick.of(levels, before, bins).measure(counted(now.reshape(windows.shape), len(levels)))


def counted(codes: np.ndarray, size: int) -> np.ndarray:
    """How often each of the codes 0 to size - 1 comes in each row, shape (k, size); codes of `size` are gaps.

    Args:
        codes: Whole numbers, shape (k, m).
        size: Number of different values.
    """
    shifted = codes + (size + 1) * np.arange(len(codes))[:, None]
    return np.bincount(shifted.ravel(), minlength=(size + 1) * len(codes)).reshape(len(codes), size + 1)[:, :size]


@dataclass(frozen=True, eq=False)
class Yardstick:
    """A reference column made ready, so that many windows are measured against it in a moment.

    Attributes:
        levels: All values that may come, ascending, shape (levels,).
        before: How often each comes in the reference, shape (levels,).
        starts: For numbers the first level of each bin of PSI but the lowest; for words None.
        spread: Standard deviation of the reference; for words 0.
    """

    levels: np.ndarray
    before: np.ndarray
    starts: np.ndarray | None
    spread: float

    @classmethod
    def of(cls, levels: np.ndarray, codes: np.ndarray, bins: int = 10) -> Yardstick:
        """Made from the levels of the column and the places of the reference's values among them, shape (n,)."""
        before = np.bincount(codes, minlength=len(levels))
        if levels.dtype.kind not in "biuf":
            return cls(levels, before, None, 0.0)
        values = levels[codes].astype(float)
        return cls(levels, before, np.searchsorted(levels, bin_edges(values, bins)), float(values.std()))

    def measure(self, now: np.ndarray) -> np.ndarray:
        """PSI, Kolmogorov-Smirnov statistic and Wasserstein distance of windows.

        Args:
            now: How often each level comes in each window, once at least in all, shape (k, levels).
        Returns: The third in standard deviations of the reference. Words have no order: their second and third are the
            total variation. Shape (k, 3).
        """
        gap = now / now.sum(1, keepdims=True) - self.before / self.before.sum()  # of the shares, (k, levels)
        if self.starts is None:
            added = ADDED * ((now > 0) | (self.before > 0))  # a word that neither has is no bin
            p, q = ((counts + added) / (counts + added).sum(1, keepdims=True) for counts in (self.before, now))
            index = np.where(added > 0, (q - p) * np.log(np.where(added > 0, q / np.where(p > 0, p, 1), 1)), 0).sum(1)
            differ = np.abs(gap).sum(1) / 2
            return np.column_stack([index, differ, differ])
        total = np.concatenate([np.zeros((len(now) + 1, 1), int), np.cumsum(np.vstack([self.before, now]), 1)], 1)
        binned = np.diff(total[:, np.concatenate([[0], self.starts, [len(self.levels)]])])
        risen = np.abs(np.cumsum(gap, 1))
        carried = risen[:, :-1] @ np.diff(self.levels.astype(float))
        moved = carried / self.spread if self.spread else np.where(carried > 0, np.inf, 0.0)
        return np.column_stack([psi_of(binned[0], binned[1:]), risen.max(1), moved])
