"""Blocks of sets of states weighed: scores to pillars, index and verdict, as `weighing` does for marked coalitions.

At compensation 1 a score is weighed as soon as it is made, so that scores of a block are never all there at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from viability.engine import subset_tables as subsets
from viability.engine.arrays import EVEN_SCORE, Bools, Floats, Ints
from viability.engine.blocks import Block
from viability.engine.company import Company
from viability.engine.coverage import CoverageTables
from viability.engine.weighing import Weights, linear_index, pillar_numbers, verdicts_of, weigh
from viability.study.study import Study


@dataclass(frozen=True, kw_only=True, slots=True)
class Subsets:
    """What `evaluate_subsets` found of a block of B sets of states.

    NaN is what nothing is known of, and any set of fewer than two states.
    """

    block: Block
    """Which sets: `block.start` is the number of the first, and `block.marks` tells their members."""
    viability: Floats
    """(..., B), 0 to 100"""
    cohesion: Floats
    """(..., B), 0 to 100"""
    scores: Floats | None
    """(..., B, k), where asked for"""
    verdicts: Ints | None
    """(..., B), where asked for; -1 where too little is known for a verdict"""
    coverage: Floats | None
    """(B,): the known share of what is asked, by the study's weights; where verdicts are asked for"""


class _Mean:
    """A weighted mean of arrays (B, ...) that are never all there at once; `term` is room to work in."""

    def __init__(self, term: Floats) -> None:
        self._total, self._term = np.zeros_like(term), term
        self._weight: Floats = np.zeros((), dtype=term.dtype)

    def add(self, values: Floats, factor: Floats, weight: Floats) -> None:
        """Add values times a factor, (B, ...), and what they weigh."""
        np.multiply(values, factor, out=self._term)
        self._total += self._term
        self._weight = self._weight + weight

    def add_mean(self, inner: "_Mean", weight: Floats) -> None:
        """Add another mean, with no weight where it is unknown."""
        known = inner._weight > 0  # noqa: SLF001 - another of the same class
        self.add(inner._total, weight * inner._inverse(), weight * known)  # noqa: SLF001 - likewise

    def _inverse(self) -> Floats:
        inverse: Floats = np.divide(1.0, self._weight, out=np.zeros_like(self._weight), where=self._weight > 0)
        return inverse

    def percent(self) -> Floats:
        """Return the mean times 100, NaN where nothing is known."""
        return self._total * np.where(self._weight > 0, 100.0 * self._inverse(), np.nan).astype(self._total.dtype)


class Weigher:
    """Weighs blocks of sets of states; at compensation 1 a score is weighed as soon as it is made, as `weigh` would."""

    def __init__(
        self,
        study: Study,
        tables: subsets.Tables,
        weights: Weights,
        compensation: float,
        *,
        products: bool,
        weakest: Mapping[int, int],
        met: Mapping[int, Company],
    ) -> None:
        criteria = tuple(study.criteria.values())
        self._framework, self._tables, self._compensation = study.framework, tables, compensation
        self._precision = tables.precision
        self._pillar_of = pillar_numbers(study)
        self._dyadic = np.array([c.measure.dyadic for c in criteria])
        self._weakest = weakest
        """Where the table of the weakest item stands, of criteria whose limit is on it."""
        self._met = met
        states = len(next(iter(tables.columns)).known)
        touching = np.zeros((states, states), dtype=np.float32)
        for company in met.values():
            touching[company.touched] = 1.0
        self._touching = subsets.Fold(np.maximum, touching, tables.low, dyadic=True) if touching.any() else None
        """Two states that move an item by being members together, which no table of items tells."""
        self._touched: list[tuple[Ints, Ints]] = []
        self._limits = [None if c.blocking is None else c.blocking.below for c in criteria]
        self._weights = Weights(
            pillars=weights.pillars.astype(self._precision), criteria=weights.criteria.astype(self._precision)
        )
        self._lead = np.broadcast_shapes(tables.tail, weights.pillars.shape[:-1], weights.criteria.shape[:-1])
        self._products = products
        """Whether scores are weighed at once, under many weights, rather than one after another."""

    def weigh(self, block: Block, counted: CoverageTables | None, *, scores: bool) -> Subsets:
        """Score and weigh a block."""
        one_by_one = self._compensation == 1
        made = (len(block), *self._tables.tail)
        self._touched = self._touched_of(block)
        spare = one_by_one and not scores and not self._products
        held = None if spare else np.full((len(self._limits), *made), np.nan, self._precision)
        blocked = np.zeros(made, dtype=bool) if counted is not None else None
        if self._products and held is not None:
            for k, score in enumerate(held):
                unknown = self._score(k, block, score, blocked)
                np.copyto(score, np.nan, where=False if unknown is None else unknown)
            index, cohesion = (
                linear_index(held.reshape(len(held), -1).T, self._weights, self._pillar_of, only)
                for only in (None, self._dyadic)
            )
        else:
            index, cohesion = self._means(block, held, blocked)
        last = None if held is None else np.moveaxis(held, (0, 1), (-1, -2))
        if last is not None and not one_by_one:
            whole, pairs = (
                weigh(last, self._weights, self._pillar_of, self._compensation, only)[1]
                for only in (None, self._dyadic)
            )
            index, cohesion = whole.astype(self._precision), pairs.astype(self._precision)
        alone = block.alone()
        index[..., alone] = cohesion[..., alone] = np.nan
        if last is not None:
            last[..., alone, :] = np.nan
        bands: Ints | None = None
        covered: Floats | None = None
        if blocked is not None and counted is not None:
            covered = counted.over(block, self._touched)
            bands = verdicts_of(self._framework, index, np.moveaxis(blocked, 0, -1)[..., None])
            bands[np.isnan(index) | counted.thin(block, covered, self._framework.least_coverage, self._touched)] = -1
        return Subsets(
            block=block,
            viability=index,
            cohesion=cohesion,
            scores=last if scores else None,
            verdicts=bands,
            coverage=covered,
        )

    def _means(self, block: Block, held: Floats | None, blocked: Bools | None) -> tuple[Floats, Floats]:
        """Return the indices at compensation 1, (..., B); scores go to `held` (k, B, ...), which block to `blocked`."""
        shape = (len(block), *self._lead)
        term = np.empty(shape, dtype=self._precision)
        score = np.empty((len(block), *self._tables.tail), dtype=self._precision)
        index, cohesion = _Mean(term), _Mean(term)
        for pillar in range(self._weights.pillars.shape[-1]):
            weight, inner = self._weights.pillars[..., pillar], _Mean(term)
            # the dyadic ones first, which are the cohesion
            for dyadic in (True, False):
                for k in np.flatnonzero((self._pillar_of == pillar) & (self._dyadic == dyadic)):
                    self._add(int(k), block, inner, score if held is None else held[k], blocked)
                if dyadic:
                    cohesion.add_mean(inner, weight)
            index.add_mean(inner, weight)
        return np.moveaxis(index.percent(), 0, -1), np.moveaxis(cohesion.percent(), 0, -1)

    def _add(self, k: int, block: Block, mean: _Mean, score: Floats, blocked: Bools | None) -> None:
        """Score one criterion and add it to its pillar's mean; `score` takes the scores, NaN where unknown."""
        weight = self._weights.criteria[..., k]
        unknown = self._score(k, block, score, blocked)
        mean.add(score, weight, weight if unknown is None else weight * ~unknown)
        if unknown is not None:
            np.copyto(score, np.nan, where=unknown)

    def _touched_of(self, block: Block) -> list[tuple[Ints, Ints]]:
        """Return the coalitions of a block of which tables do not hold, by number, with their members (b, s)."""
        if self._touching is None:
            return []
        highest = np.empty(len(block), dtype=np.float32)
        self._touching.over(block, highest)
        chosen = np.flatnonzero(highest > 0)
        return [(chosen[some], rows) for some, rows in block.members(chosen, len(self._touching.items))]

    def _score(self, k: int, block: Block, score: Floats, blocked: Bools | None) -> Bools | None:
        """Score one criterion into `score`, nought where unknown, and mark what it blocks; tell where it is unknown."""
        limit = self._limits[k]
        unknown = self._in_company(k, score, self._tables.score(k, block, score))
        if blocked is not None and limit is not None:
            judged = score
            if k in self._weakest:
                judged = np.empty_like(score)
                self._tables.score(self._weakest[k], block, judged)
                self._in_company(k, judged, None, "weakest-link")
            below = judged < limit - EVEN_SCORE
            blocked |= below if unknown is None else below & ~unknown
        return unknown

    def _in_company(self, k: int, score: Floats, unknown: Bools | None, aggregator: str | None = None) -> Bools | None:
        """Score anew what holds threat sources of its members, and tell what is unknown then."""
        for some, rows in self._touched if k in self._met else ():
            scored = np.moveaxis(self._met[k].score(rows, aggregator=aggregator), -1, 0)
            scored = scored.reshape(len(rows), *(1,) * (score.ndim - scored.ndim), *scored.shape[1:])
            gaps = np.isnan(scored)
            if unknown is None and gaps.any():
                unknown = np.zeros(score.shape, dtype=bool)
            if unknown is not None:
                unknown = np.broadcast_to(unknown, score.shape).copy()  # criteria share what tables say
                unknown[some] = gaps
            score[some] = np.where(gaps, 0.0, scored)
        return unknown
