"""How well numbers tell two kinds of cases apart, with intervals over clusters of cases.

The area under the ROC curve is the share of pairs of a case that came about and one that did not of which the first
has the higher number, ties counted half (Hanley and McNeil 1982, The meaning and use of the area under a receiver
operating characteristic curve, Radiology 143). Intervals come from resamples of whole clusters, because cases of one
cluster are no independent evidence. Shape letters: **c** cases, **R** resamples, **g** clusters.
"""

import zlib
from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from viability.engine.arrays import CELLS, Bools, Floats, Ints

LEVEL = 0.95

DEFINED = 0.95
"""Share of resamples in which a number must be defined for an interval."""

FEWEST_CLUSTERS = 10
"""Clusters of each kind of case from which an interval is given; of fewer, percentiles of resamples are too narrow."""

DIGITS = 9
"""Decimals beyond which numbers are equal."""


class Estimate(Struct, frozen=True, kw_only=True):
    """A number with its interval, and of how many cases it is."""

    value: float
    """NaN where it is not defined."""
    low: float = np.nan
    high: float = np.nan
    """95 % of the resamples; NaN where there is no interval."""
    cases: int
    ones: int
    """Those among them that came about."""
    note: str = ""
    """Why there is no value, or no interval."""


class Sample:
    """Some cases with their resamples."""

    def __init__(
        self, *, labels: Bools, weights: Floats, clusters: Sequence[str], resamples: int, seed: int, name: str
    ) -> None:
        self.labels, self.weights = labels, weights
        # a case without a cluster is one of its own
        named = [cluster or f"\0{number}" for number, cluster in enumerate(clusters)]
        self.cluster_of: Ints = np.unique(np.array(named, dtype=object), return_inverse=True)[1].ravel()
        self.resamples, self._seed = resamples, [seed, zlib.crc32(name.encode())]

    @cached_property
    def counts(self) -> Floats:
        """How often each cluster is drawn in each resample, (R, g)."""
        many = int(self.cluster_of.max(initial=-1)) + 1
        rng = np.random.default_rng(self._seed)
        found: Floats = rng.multinomial(many, np.full(many, 1 / many), size=self.resamples).astype(np.float32)
        return found

    def clusters(self, marks: Bools) -> int:
        """Count the clusters that hold some of the cases."""
        return len(np.unique(self.cluster_of[marks]))

    def lack(self, known: Bools) -> str:
        """Say why there is no interval of some cases, if there is none."""
        kinds = [self.clusters(known & self.labels), self.clusters(known & ~self.labels)]
        if min(kinds) < FEWEST_CLUSTERS:
            return f"too few clusters for an interval (label 1: {kinds[0]}, label 0: {kinds[1]})"
        return ""

    def drawn(self, statistic: Callable[[Floats], Floats]) -> Floats:
        """Return a statistic of weights of all cases, (..., c) to (...), in every resample: (R,)."""
        size = max(1, CELLS // max(len(self.labels), 1))
        blocks = [self.counts[start : start + size] for start in range(0, self.resamples, size)]
        return np.concatenate([statistic(block[:, self.cluster_of] * self.weights) for block in blocks])

    def areas(self, numbers: Floats, known: Bools | None = None) -> Floats:
        """Return the area under the ROC curve of numbers (c,), over the cases known, in every resample: (R,)."""
        rows = np.arange(len(self.labels)) if known is None else np.flatnonzero(known)
        numbers, labels, clusters = numbers[rows], self.labels[rows], self.cluster_of[rows]
        many = self.counts.shape[1]
        if many * many > FEW_CLUSTERS * len(rows):
            return self.drawn(lambda weights: area(numbers, labels, weights[..., rows]))
        # a resample counts pairs of clusters, and which pairs of their cases are won does not change
        won, ones, noughts = _by_cluster(numbers, labels, self.weights[rows], clusters, many)
        counts = self.counts.astype(float)
        return ratio(((counts @ won) * counts).sum(axis=1), (counts @ ones) * (counts @ noughts))


FEW_CLUSTERS = 8
"""Pairs of clusters, for each case, up to which resamples are counted by pairs of clusters."""


def _by_cluster(
    numbers: Floats, labels: Bools, weights: Floats, clusters: Ints, many: int
) -> tuple[Floats, Floats, Floats]:
    """Return the weight of the pairs that a cluster (rows) wins against another, (g, g), and of their cases, (g,)."""
    rounded = np.round(numbers, DIGITS)
    ones, noughts = np.flatnonzero(labels), np.flatnonzero(~labels)
    order = noughts[np.argsort(rounded[noughts], kind="stable")]
    lower = np.zeros((len(order) + 1, many))
    lower[np.arange(1, len(order) + 1), clusters[order]] = weights[order]
    np.cumsum(lower, axis=0, out=lower)
    below = np.searchsorted(rounded[order], rounded[ones], "left")
    upto = np.searchsorted(rounded[order], rounded[ones], "right")
    mine = np.zeros((many, len(ones)))
    mine[clusters[ones], np.arange(len(ones))] = weights[ones]
    return mine @ ((lower[below] + lower[upto]) / 2), mine.sum(axis=1), lower[-1]


def area(numbers: Floats, labels: Bools, weights: Floats) -> Floats:
    """Return the area under the ROC curve of numbers (c,), without NaN, under weights (..., c): (...).

    NaN where no weight lies on one of the two kinds of cases.
    """
    rounded = np.round(numbers, DIGITS)
    ones, noughts = np.flatnonzero(labels), np.flatnonzero(~labels)
    order = noughts[np.argsort(rounded[noughts], kind="stable")]
    below, upto = (np.searchsorted(rounded[order], rounded[ones], side) for side in ("left", "right"))
    heavier = np.zeros((*weights.shape[:-1], len(order) + 1))
    np.cumsum(weights[..., order], axis=-1, out=heavier[..., 1:])
    mine = weights[..., ones]
    won = (mine * (heavier[..., below] + heavier[..., upto])).sum(axis=-1) / 2
    all_pairs = mine.sum(axis=-1, dtype=float) * heavier[..., -1]
    return ratio(won, all_pairs)


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part over whole, NaN where there is nothing of the whole."""
    found: Floats = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return found


def interval(drawn: Floats) -> tuple[float, float] | None:
    """Return 95 % of the resamples; None where too few define the number."""
    defined = drawn[~np.isnan(drawn)]
    if not len(defined) or len(defined) < DEFINED * len(drawn):
        return None
    low, high = np.quantile(defined, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def estimate(
    sample: Sample,
    statistic: Callable[[Floats], Floats],
    known: Bools | None = None,
    *,
    lack: str | None = None,
    drawn: Floats | None = None,
) -> Estimate:
    """Return a statistic of weights (..., c) with its interval.

    Args:
        sample: The cases.
        statistic: Of weights.
        known: Which cases it is of; all by default.
        lack: Why there is no interval; by default what `Sample.lack` says.
        drawn: The statistic in every resample, (R,), where it is known already.
    """
    marks = np.ones(len(sample.labels), dtype=bool) if known is None else known
    found = Estimate(
        value=float(statistic(sample.weights)), cases=int(marks.sum()), ones=int((marks & sample.labels).sum())
    )
    if np.isnan(found.value):
        return replace(found, note="not defined: cases of one label alone")
    lack = sample.lack(marks) if lack is None else lack
    if lack:
        return replace(found, note=lack)
    ends = interval(sample.drawn(statistic) if drawn is None else drawn)
    if ends is None:
        return replace(found, note="no interval: too few resamples hold cases of both labels")
    return replace(found, low=ends[0], high=ends[1])


def within_matches(numbers: Floats, labels: Bools, weights: Floats, matches: Sequence[str]) -> tuple[Ints, Floats]:
    """Compare the cases of each match among themselves.

    Returns:
        The numbers of the matches' first case that came about, and the share of each match's pairs of which the one
        that came about has the higher number; matches of one label alone, and what is unknown, are left out.
    """
    of: dict[str, list[int]] = {}
    for number, match in enumerate(matches):
        if match and not np.isnan(numbers[number]):
            of.setdefault(match, []).append(number)
    heads, shares = [], []
    for rows in of.values():
        share = float(area(numbers[rows], labels[rows], weights[rows]))
        if not np.isnan(share):
            heads.append(next(row for row in rows if labels[row]))
            shares.append(share)
    return np.array(heads, dtype=np.intp), np.array(shares)


def ordered(numbers: Floats, values: Floats, lasted: Bools) -> tuple[Floats, Floats]:
    """Compare all pairs of cases by an outcome: (c, c) each.

    Args:
        numbers: (c,), what should go with the outcome.
        values: (c,), the outcome.
        lasted: (c,), whether it is at least so much, as of what had not ended.

    Returns:
        For each pair whether it can be told which has more of the outcome, the row; and how far the numbers say so: 1,
        nought, or a half where they tie.
    """
    less = values[None, :] < values[:, None]
    told = (less & ~lasted[None, :]).astype(np.float32)
    rounded = np.round(numbers, DIGITS)
    agreed = (rounded[:, None] > rounded[None, :]) + 0.5 * (rounded[:, None] == rounded[None, :])
    return told, (told * agreed).astype(np.float32)
