"""What is measured of scored cases: areas by set, shares by tenth and verdict, and what lasted."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from viability.analyses.backtest.compared import Kind, Rival
from viability.analyses.backtest.resampled import (
    DIGITS,
    FEWEST_CLUSTERS,
    Estimate,
    Sample,
    area,
    estimate,
    interval,
    ordered,
    ratio,
    within_matches,
)
from viability.analyses.backtest.scored import Scored
from viability.engine.arrays import Bools, Floats, Ints
from viability.study.fields import ROUNDING
from viability.study.study import Study

ALL = "all"
"""The set of all cases."""

TENTHS = 10

WELL = 0.85
"""Coverage from which a case counts as well known."""

PAIRS = 4_000
"""Cases with an outcome beyond which they are too many to be compared pair by pair."""


class Beside(Struct, frozen=True, kw_only=True):
    """The index beside one rival, over the cases of a set of which both are known."""

    kind: Kind
    of: str
    area: Estimate
    """Area under the ROC curve of the rival."""
    difference: Estimate
    """Area of the index less that of the rival, on the same cases and resamples."""
    concordance: Estimate
    """Of the rival, within matches."""


class SetResult(Struct, frozen=True, kw_only=True):
    """How well the index tells the two kinds of cases of a set apart."""

    name: str
    clusters: int
    area: Estimate
    """Area under the ROC curve of the index."""
    concordance: Estimate
    """The same within each match, and the mean over matches; NaN where cases are not matched."""
    beside: tuple[Beside, ...]


class Share(Struct, frozen=True, kw_only=True):
    """The cases of a tenth, a verdict or a degree of coverage, and the share of them that came about."""

    of: str
    low: float
    """The lowest index, or coverage, among them."""
    high: float
    share: Estimate
    area: Estimate | None = None
    """Area under the ROC curve within them, for degrees of coverage."""


class Lasting(Struct, frozen=True, kw_only=True):
    """How far an outcome of the cases that came about goes with the index, or with a rival.

    The share of pairs of which one had more of the outcome and the higher number (Harrell et al. 1982, Evaluating the
    yield of medical tests, JAMA 247); for an outcome of 0 and 1 it is the area under the ROC curve.
    """

    kind: Kind
    of: str
    concordance: Estimate
    difference: Estimate | None
    """The index's less this; None for the index itself."""


class Bench:
    """Measures of cases that were scored."""

    def __init__(self, scored: Scored, beside: tuple[Rival, ...], resamples: int, seed: int) -> None:
        self.scored, self.beside = scored, beside
        self.index = Rival(kind="index", of="index", values=scored.index)
        self._sample = partial(self._sampled, resamples=resamples, seed=seed)

    def _sampled(self, rows: Ints, name: str, *, resamples: int, seed: int) -> Sample:
        cases = [self.scored.cases[row] for row in rows]
        return Sample(
            labels=np.array([case.label for case in cases], dtype=bool),
            weights=np.array([case.weight for case in cases]),
            clusters=[case.cluster for case in cases],
            resamples=resamples,
            seed=seed,
            name=name,
        )

    def of_set(self, name: str) -> SetResult:
        """Measure a set of cases."""
        rows = np.flatnonzero([name == ALL or name in case.sets for case in self.scored.cases])
        sample = self._sample(rows, name)
        index = self.scored.index[rows]
        of_index = partial(area, index, sample.labels)
        drawn = sample.areas(index)
        return SetResult(
            name=name,
            clusters=sample.clusters(np.ones(len(rows), dtype=bool)),
            area=estimate(sample, of_index, drawn=drawn),
            concordance=self._within(sample, index, rows),
            beside=tuple(self._held(sample, index, drawn, rival, rows) for rival in self.beside),
        )

    def _held(self, sample: Sample, index: Floats, drawn: Floats, rival: Rival, rows: Ints) -> Beside:
        values = rival.values[rows]
        known = ~np.isnan(values)
        labels = sample.labels[known]

        def of(numbers: Floats, weights: Floats) -> Floats:
            return area(numbers[known], labels, weights[..., known])

        theirs = sample.areas(values, known)
        ours = drawn if known.all() else sample.areas(index, known)
        return Beside(
            kind=rival.kind,
            of=rival.of,
            area=estimate(sample, partial(of, values), known, drawn=theirs),
            difference=estimate(
                sample, lambda weights: of(index, weights) - of(values, weights), known, drawn=ours - theirs
            ),
            concordance=self._within(sample, values, rows),
        )

    def _within(self, sample: Sample, values: Floats, rows: Ints) -> Estimate:
        """Compare cases within matches, each match counted once, and resample the matches' clusters."""
        matches = [self.scored.cases[row].match for row in rows]
        heads, shares = within_matches(values, sample.labels, sample.weights, matches)
        if not len(heads):
            return Estimate(value=np.nan, cases=0, ones=0, note="no match holds cases of both labels")
        of = sample.cluster_of[heads]

        def mean(counts: Floats) -> Floats:
            total = counts.sum(axis=-1, dtype=float)
            return ratio(counts @ shares, total)

        inside = np.isin(matches, [matches[head] for head in heads]) & ~np.isnan(values)
        lack = (
            "" if len(np.unique(of)) >= FEWEST_CLUSTERS else f"too few clusters for an interval ({len(np.unique(of))})"
        )
        return replace(
            estimate(
                sample,
                lambda weights: mean(np.ones((*weights.shape[:-1], len(heads)))),
                inside,
                lack=lack,
                drawn=mean(sample.counts[:, of].astype(float)),
            ),
        )

    def _share(self, of: str, rows: Bools, ends: Floats, sample: Sample) -> Share:
        def share(weights: Floats) -> Floats:
            total = weights[..., rows].sum(axis=-1)
            ones = weights[..., rows & sample.labels].sum(axis=-1)
            return ratio(ones, total)

        few, many = sample.clusters(rows), sample.counts.shape[1]
        lack = "" if few >= FEWEST_CLUSTERS else f"too few clusters for an interval ({few})"
        ones, total = (
            sample.counts @ np.bincount(sample.cluster_of, sample.weights * some, many)
            for some in (rows & sample.labels, rows)
        )
        return Share(
            of=of,
            low=float(ends[rows].min()),
            high=float(ends[rows].max()),
            share=estimate(sample, share, rows, lack=lack, drawn=ratio(ones, total)),
        )

    def _everyone(self) -> Sample:
        return self._sample(np.arange(len(self.scored.cases)), ALL)

    def tenths(self) -> Iterator[Share]:
        """Sort cases by the index into ten parts of equal number, as near as ties allow."""
        index, sample = np.round(self.scored.index, DIGITS), self._everyone()
        below = np.searchsorted(np.sort(index), index, "left")
        upto = np.searchsorted(np.sort(index), index, "right")
        tenth = np.minimum(TENTHS * (below + upto) // (2 * len(index)), TENTHS - 1)
        for number in range(TENTHS):
            if (tenth == number).any():
                yield self._share(str(number + 1), tenth == number, index, sample)

    def verdicts(self, study: Study) -> Iterator[Share]:
        """Sort cases by their verdict, best first."""
        sample = self._everyone()
        for number, name in [*enumerate(band.verdict for band in study.framework.bands), (-1, "no verdict")]:
            rows = self.scored.verdicts == number
            if rows.any():
                yield self._share(name, rows, self.scored.index, sample)

    def coverages(self, study: Study) -> Iterator[Share]:
        """Sort cases by how much is known of them."""
        sample, known = self._everyone(), self.scored.coverage
        floors = sorted({0.0, study.framework.least_coverage, WELL})
        for low, high in zip(floors, [*floors[1:], np.inf], strict=True):
            rows = (known >= low - ROUNDING) & (known < high - ROUNDING)
            if rows.any():
                some = np.flatnonzero(rows)
                within = self._sample(some, f"coverage {low}")
                index = self.scored.index[some]
                found = estimate(within, partial(area, index, within.labels), drawn=within.areas(index))
                yield replace(self._share(f"{low:g}", rows, known, sample), area=found)

    def lasting(self, values: Floats, lasted: Bools) -> Iterator[Lasting]:
        """Hold the index, and each rival, against an outcome (c,) of the cases that came about."""
        rows = np.flatnonzero(self.scored.labels & ~np.isnan(values))
        sample = self._sample(rows, "outcome")
        if not 1 < len(rows) <= PAIRS:
            return
        counts, once = sample.counts.astype(float), np.ones((1, sample.counts.shape[1]))
        for rival in (self.index, *self.beside):
            numbers = rival.values[rows]
            known = ~np.isnan(numbers)
            drawn, given = (
                [
                    _agreement(sample, one[rows], (values[rows], lasted[rows]), known, many)
                    for one in (numbers_of.values for numbers_of in (rival, self.index))
                ]
                for many in (counts, once)
            )
            clusters = sample.clusters(known)
            lack = "" if clusters >= FEWEST_CLUSTERS else f"too few clusters for an interval ({clusters})"
            cases = int(known.sum())
            difference = _estimate(given[1] - given[0], drawn[1] - drawn[0], cases, lack)
            yield Lasting(
                kind=rival.kind,
                of=rival.of,
                concordance=_estimate(given[0], drawn[0], cases, lack),
                difference=None if rival is self.index else difference,
            )


def _agreement(sample: Sample, numbers: Floats, outcome: tuple[Floats, Bools], known: Bools, counts: Floats) -> Floats:
    """Return the share of pairs that numbers order as an outcome does, under counts of clusters (R, g): (R,)."""
    place = np.zeros((len(numbers), counts.shape[1]))
    place[np.arange(len(numbers)), sample.cluster_of] = np.where(known, sample.weights, 0.0)
    told, agreed = ordered(np.where(known, numbers, 0.0), *outcome)
    pairs, right = (place.T @ matrix @ place for matrix in (told, agreed))
    of, won = (((counts @ matrix) * counts).sum(axis=-1) for matrix in (pairs, right))
    return ratio(won, of)


def _estimate(value: Floats, drawn: Floats, cases: int, lack: str) -> Estimate:
    ends = None if lack else interval(drawn)
    if np.isnan(value[0]):
        return Estimate(value=np.nan, cases=cases, ones=cases, note="not defined: no two cases differ in the outcome")
    if ends is None:
        return Estimate(value=float(value[0]), cases=cases, ones=cases, note=lack or "no interval: too few resamples")
    return Estimate(value=float(value[0]), low=ends[0], high=ends[1], cases=cases, ones=cases)
