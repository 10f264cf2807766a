"""Blocks of sets of states weighed: scores to pillars, index and verdict, as `weighing` does for marked coalitions.

At compensation 1 a score is weighed as soon as it is made, so that scores of a block are never all there at once.
"""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from viability.engine import subset_tables as subsets
from viability.engine.arrays import EVEN_SCORE, Bools, Floats, Ints
from viability.engine.blocks import Block, Tail, TailTable
from viability.engine.company import Company
from viability.engine.coverage import CoverageTables
from viability.engine.folds import Fold
from viability.engine.weighing import Weights, linear_index, pillar_numbers, verdicts_of, weigh
from viability.engine.weighted_sums import WeightedSums
from viability.study.study import Study


class Subsets(Struct, frozen=True, kw_only=True):
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
    judged: Bools | None
    """(..., B): which get a verdict, where that or the verdict is asked for"""
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
        verdicts: bool,
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
        self._touching = Fold(np.maximum, touching, tables.low, dyadic=True) if touching.any() else None
        """Two states that move an item by being members together, which no table of items tells."""
        self._touched: list[tuple[Ints, Ints]] = []
        self._within: dict[TailTable, Ints] = {}
        self._limits = [None if c.blocking is None else c.blocking.below for c in criteria]
        self._weights = Weights(
            pillars=weights.pillars.astype(self._precision), criteria=weights.criteria.astype(self._precision)
        )
        self._lead = np.broadcast_shapes(tables.tail, weights.pillars.shape[:-1], weights.criteria.shape[:-1])
        self._verdicts = verdicts
        """Whether to say which verdict a set gets, rather than whether it gets one."""
        plain = compensation == 1 and not products and not self._lead
        self._sums = (
            WeightedSums(tables, self._weights, self._pillar_of, self._dyadic, met) if plain and not verdicts else None
        )
        self._products = products
        """Whether scores are weighed at once, under many weights, rather than one after another."""

    def weigh(self, block: Block, counted: CoverageTables | None, *, scores: bool) -> Subsets:
        """Score and weigh a block."""
        self._touched = self._touched_of(block)
        summed = None if scores else self._summed(block)
        if summed is not None:
            return self._told(block, *summed, counted)
        one_by_one = self._compensation == 1
        made = (len(block), *self._tables.tail)
        spare = one_by_one and not scores and not self._products
        held = None if spare else np.full((len(self._limits), *made), np.nan, self._precision)
        blocked = np.zeros(made, dtype=bool) if counted is not None and self._verdicts else None
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
        if len(alone):
            index[..., alone] = cohesion[..., alone] = np.nan
        if last is not None:
            last[..., alone, :] = np.nan
        return self._told(block, index, cohesion, counted, blocked=blocked, scores=last if scores else None)

    def _told(
        self,
        block: Block,
        index: Floats,
        cohesion: Floats,
        counted: CoverageTables | None,
        *,
        blocked: Bools | None = None,
        scores: Floats | None = None,
    ) -> Subsets:
        """Put together what is told of a block, and say which sets are known well enough."""
        bands: Ints | None = None
        covered: Floats | None = None
        judged: Bools | None = None
        least = self._framework.least_coverage
        if counted is not None and not self._verdicts and counted.safe(block, least):
            judged = ~np.isnan(index)
        elif counted is not None:
            covered = counted.over(block, self._touched)
            judged = ~(np.isnan(index) | counted.thin(block, covered, least, self._touched))
        if blocked is not None and judged is not None:
            bands = verdicts_of(self._framework, index, np.moveaxis(blocked, 0, -1)[..., None])
            bands[~judged] = -1
        return Subsets(
            block=block,
            viability=index,
            cohesion=cohesion,
            scores=scores,
            verdicts=bands,
            judged=judged,
            coverage=covered,
        )

    def _summed(self, block: Block) -> tuple[Floats, Floats] | None:
        """Return the indices of a block as sums of one table, (B,) each, where they are."""
        found = None if self._sums is None else self._sums.over(block, self._touched)
        if found is None:
            return None
        index, cohesion, again = found
        if len(again) and block.rows is not None:
            # what is unknown in such company has no share of the index
            some = Block(start=0, low=block.low, top=block.top, rows=block.rows[again])
            held = self._touched
            self._touched = self._touched_of(some)
            index[again], cohesion[again] = self._means(some, None, None)
            self._touched = held
        return index, cohesion

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
        if block.tail is None:
            highest = np.empty(len(block), dtype=np.float32)
            self._touching.over(block, highest)
            chosen = np.flatnonzero(highest > 0)
        else:
            chosen = self._touched_rows(block, block.tail, self._touching.items > 0)
        return [(chosen[some], rows) for some, rows in block.members(chosen, len(self._touching.items))]

    def _touched_rows(self, block: Block, tail: Tail, touching: Bools) -> Ints:
        """Return the same, of rows that stand in a table: those touched by themselves are found once for all blocks."""
        if tail.table not in self._within:
            columns = tail.table.rows.T
            marked = np.zeros(len(tail.table.rows), dtype=bool)
            for i, column in enumerate(columns):
                for other in columns[:i]:
                    marked |= touching[column, other]
            self._within[tail.table] = np.flatnonzero(marked)
        within, top = self._within[tail.table], block.top
        if touching[np.ix_(top, top)].any():
            return np.arange(len(block))
        first, last = np.searchsorted(within, (tail.first, tail.first + len(block)))
        chosen: Ints = within[first:last] - tail.first
        beside: Bools = np.asarray(touching[top].any(axis=0))
        if block.rows is None or not beside[tail.table.states[tail.place :]].any():
            return chosen
        marked = np.zeros(len(block), dtype=bool)
        marked[chosen] = True
        for column in block.rows.T:
            marked |= beside.take(column, mode="clip")
        return np.flatnonzero(marked)

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
