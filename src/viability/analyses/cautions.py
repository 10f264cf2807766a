"""What to mind before reading a headline: facts alone, whose words stand in `output/minded.py`."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import numpy as np
from msgspec import Struct

from viability.analyses.about import deciding_zeros
from viability.analyses.score import BOTH, Assessment
from viability.engine.arrays import EVEN, EVEN_SCORE
from viability.engine.coverage import LEAST_OF_A_MEMBER
from viability.study.fields import UNSEEN
from viability.study.study import Gapped

Kind = Literal[
    "little known",
    "members little known",
    "nothing newer",
    "baseline unknown",
    "zero decides",
    "just above an edge",
    "just below an edge",
    "most draws differ",
    "outside the range",
    "outside the range of other weights",
    "scores outside their ranges",
    "totals are lower bounds",
    "scores are partial",
    "weights not drawn",
]

NEAR = 2.0
"""Points within which a band's edge is worth a word."""

STEADY = 0.95
"""Share of draws with one verdict from which the edge of its band is no worry."""


class Caution(Struct, frozen=True, kw_only=True):
    """One fact to mind."""

    kind: Kind
    amount: float = np.nan
    """Points from the edge, a share of draws or of what is known, or the compensation, as the kind says."""
    about: tuple[str, ...] = ()
    """Ids of states or of criteria that are nought, verdicts, names of ranges, titles, or a date, as the kind says."""


def cautions(result: Assessment) -> tuple[Caution, ...]:
    """Return what to mind of an assessment, the gravest first; it is read off the result, nothing is evaluated."""
    kinds = (_knowledge, _day, _baseline, _zeros, _edge, _draws, _ranges, _gaps)
    return tuple(caution for facts in kinds for caution in facts(result))


def _knowledge(result: Assessment) -> Iterator[Caution]:
    """Tell why there is no verdict: too little is known of the coalition, or of a member."""
    if result.coverage < result.study.framework.least_coverage - EVEN_SCORE:
        yield Caution(kind="little known", amount=result.coverage)
    found = result.evaluation
    few = found.member_coverage()[0] < LEAST_OF_A_MEMBER - EVEN_SCORE
    if few.any():
        yield Caution(kind="members little known", about=tuple(found.states[i] for i in np.flatnonzero(few)))


def _day(result: Assessment) -> Iterator[Caution]:
    """Tell where the day that was asked for is later than any value: nothing is known of the time between."""
    if latest := result.about.nothing_after:
        yield Caution(kind="nothing newer", about=(latest,))


def _baseline(result: Assessment) -> Iterator[Caution]:
    if result.baseline_unknown:
        yield Caution(kind="baseline unknown")


def _zeros(result: Assessment) -> Iterator[Caution]:
    """Name the criteria that score nought where one nought makes the whole index nought."""
    if zeros := deciding_zeros(result.evaluation):
        yield Caution(kind="zero decides", amount=result.study.framework.compensation, about=zeros)


def _edge(result: Assessment) -> Iterator[Caution]:
    """Tell where the index lies close to the edge of its band and a good share of draws has crossed it."""
    bands, number = result.study.framework.bands, int(result.evaluation.verdicts[0])
    if number < 0 or result.blocking or result.same_verdict >= STEADY:
        return
    edges = [(result.viability - band.at_least, other.verdict) for band, other in pairwise(bands)]
    gap, below = min(edges, key=lambda edge: abs(edge[0]), default=(NEAR, ""))
    if abs(gap) >= NEAR:
        return
    above = gap >= -EVEN
    if above:
        yield Caution(kind="just above an edge", amount=max(gap, 0.0), about=(below,))
    else:
        yield Caution(kind="just below an edge", amount=-gap, about=(bands[number - 1].verdict,))


def _draws(result: Assessment) -> Iterator[Caution]:
    shares = result.verdicts
    most = max(shares, key=lambda verdict: shares[verdict])
    if shares[most] > result.same_verdict:
        yield Caution(kind="most draws differ", amount=shares[most], about=(most,))


def _ranges(result: Assessment) -> Iterator[Caution]:
    """Tell which numbers lie outside their own ranges, for quantiles need not hold the value as given."""
    unmoved = _unmoved(result)
    left = [name for name, found in result.ranges.items() if is_outside(result.index, found.low, found.high)]
    if unmoved and BOTH in left:
        left.remove(BOTH)
        yield Caution(kind="outside the range of other weights")
    if left:
        yield Caution(kind="outside the range", about=tuple(left))
    if outside := (*_pillars_outside(result, unmoved=unmoved), *outside_ranges(result)):
        yield Caution(kind="scores outside their ranges", about=outside)
    if unmoved:
        yield Caution(kind="weights not drawn")


def is_outside(value: float, low: float, high: float) -> bool:
    """Tell whether a value lies outside a range, as far as is seen; what is not known does not."""
    return value < low - UNSEEN or value > high + UNSEEN


def _pillars_outside(result: Assessment, *, unmoved: bool) -> Iterator[str]:
    """Give the titles of pillars that score outside a range of theirs; where draws pass over weights, of the data."""
    for pillar, found in result.pillars.items():
        ranges = [found.data] if unmoved else [found.data, found.range]
        if any(is_outside(found.score, one.low, one.high) for one in ranges):
            yield result.study.framework.pillars[pillar].title
    cohesion = result.uncertainty.cohesion
    if not unmoved and is_outside(result.cohesion, cohesion.low, cohesion.high):
        yield "Cohesion"


def outside_ranges(result: Assessment) -> tuple[str, ...]:
    """Return the titles of the criteria that score outside their own range."""
    return tuple(
        result.study.criteria[part.criterion].title
        for part, drawn in zip(result.contributions, result.uncertainty.scores, strict=True)
        if part.share > 0 and is_outside(100 * part.score, 100 * drawn.low, 100 * drawn.high)
    )


def _gaps(result: Assessment) -> Iterator[Caution]:
    """Name the criteria in which a value that is missing counts as nothing, by what that makes of them."""
    kinds: tuple[tuple[Gapped, Kind], ...] = (
        ("lower bound", "totals are lower bounds"),
        ("partial", "scores are partial"),
    )
    study, gapped = result.study, [part for part in result.contributions if part.share > 0 and not part.complete]
    for what, kind in kinds:
        criteria = [study.criteria[part.criterion] for part in gapped]
        named = tuple(criterion.title for criterion in criteria if study.with_gaps(criterion) == what)
        if named:
            yield Caution(kind=kind, about=named)


def _unmoved(result: Assessment) -> bool:
    """Tell whether a what-if set weights that the draws do not follow, because all weights were to be drawn alike."""
    if result.baseline is None or result.uncertainty.weights != "uniform" or not result.study.weights_set:
        return False
    new, old = result.evaluation.weights, result.baseline.evaluation.weights
    return not (np.array_equal(new.pillars, old.pillars) and np.array_equal(new.criteria, old.criteria))
