"""Indices of blocks of which every set has as many known items: weighted sums of one table of all criteria together.

Where all states are sound that may belong to the rows of a block, each mean divides by one number and each criterion
has one share of the index. Of means, the index is then itself a sum over pairs, whose table is made once for every way
in which the states before may lack values. What is no mean is scored by itself and added.

Shapes as in `subset_tables`.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.blocks import Block, TailTable
from viability.engine.company import Company
from viability.engine.folds import Fold
from viability.engine.subset_tables import Tables
from viability.engine.weighing import Weights
from viability.study.vocabulary import AGGREGATORS

KEPT = 8
"""Tables that are kept; those used last are made anew when they are needed again."""


class WeightedSums:
    """Adds up the indices of blocks, at compensation 1 and without draws.

    Args:
        tables: Of all criteria.
        weights: (q,) and (k,).
        pillar_of: (k,), the number of each criterion's pillar.
        dyadic: (k,), which criteria make the cohesion.
        met: What depends on who else is a member, by criterion.
    """

    def __init__(
        self, tables: Tables, weights: Weights, pillar_of: Ints, dyadic: Bools, met: Mapping[int, Company]
    ) -> None:
        self._tables, self._met = tables, met
        self._shares = _shares(weights, pillar_of, np.ones_like(dyadic)), _shares(weights, pillar_of, dyadic)
        """Of the index and of the cohesion, (k,): points of a score of 1."""
        asked = np.flatnonzero(np.nan_to_num(self._shares[0]))
        self._means = [k for k in asked.tolist() if AGGREGATORS[tables.columns[k].aggregator].mean]
        self._others = [k for k in asked.tolist() if not AGGREGATORS[tables.columns[k].aggregator].mean]
        self._since: dict[TailTable, int] = {}
        self._last: tuple[Ints, TailTable, Floats, tuple[Fold, Fold]] | None = None
        self._kept: dict[bytes, tuple[Fold, Fold]] = {}

    def over(self, block: Block, touched: Sequence[tuple[Ints, Ints]]) -> tuple[Floats, Floats, Ints] | None:
        """Return index and cohesion of a block, (B,) each, and which sets have to be weighed anew; or None.

        Args:
            block: Which sets.
            touched: Those of them, by number, of which tables do not hold, with their members (b, s).
        """
        if not self.holds_for(block):
            return None
        inverses, folds = self._summed(block)
        index, cohesion, score = (np.empty(len(block), dtype=self._tables.precision) for _ in range(3))
        whole, pairs = self._shares
        for fold, out in zip(folds, (index, cohesion), strict=True):
            fold.over(block, out)
        gaps = np.zeros(len(block) if touched else 0, dtype=bool)
        for k in self._means if touched else ():
            for some, rows in touched if k in self._met else ():
                made = self._met[k].score(rows)
                gaps[some] |= np.isnan(made)
                made -= self._tables.columns[k].fold.of_rows(rows) * inverses[k]
                index[some] += whole[k] * made
                cohesion[some] += pairs[k] * made
        for k in self._others:
            self._tables.score(k, block, score)
            for some, rows in touched if k in self._met else ():
                score[some] = self._met[k].score(rows)
                gaps[some] |= np.isnan(score[some])
            if pairs[k]:
                cohesion += pairs[k] * score
            score *= whole[k]
            index += score
        return index, cohesion, np.flatnonzero(gaps)

    def holds_for(self, block: Block) -> bool:
        """Tell whether all criteria are sound in all states beside the top."""
        if block.tail is None:
            return False
        table = block.tail.table
        if table not in self._since:
            marks = [self._tables.columns[k].sound for k in (*self._means, *self._others)]
            sure = [table.since(mark) if mark is not None else len(table.states) for mark in marks]
            self._since[table] = max(sure, default=len(table.states))
        return block.tail.place >= self._since[table]

    def _summed(self, block: Block) -> tuple[Floats, tuple[Fold, Fold]]:
        """Return one over the number of items of each mean, (k,), and the tables of the index and of the cohesion."""
        if block.tail is None:
            raise ValueError("the rows of the block stand in no table")
        last, columns = self._last, self._tables.columns
        if last is None or last[0] is not block.top or last[1] is not block.tail.table:
            inverses = np.zeros(len(self._shares[0]))
            for k in self._means:
                count = columns[k].count(block)
                inverses[k] = 1.0 / count if count else 0.0
            members = int(block.sizes()[0])
            key = bytes([members]) + inverses.tobytes()
            folds = self._kept.pop(key, None) or (
                self._fold(self._shares[0] * inverses, members),
                self._fold(self._shares[1] * inverses, members),
            )
            self._kept[key] = folds  # the last of them
            if len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
            self._last = last = block.top, block.tail.table, inverses, folds
        return last[2], last[3]

    def _fold(self, factors: Floats, members: int) -> Fold:
        """Return a table of weighted items: what a state brings by itself lies with its pairs, in equal parts."""
        states = len(self._tables.columns[0].known)
        total = np.zeros((states, states))
        for k in self._means:
            column = self._tables.columns[k]
            items = factors[k] * column.fold.items
            total += items if column.dyadic else (items[:, None] + items) / (members - 1)
        return Fold(np.add, total.astype(self._tables.precision), self._tables.low, dyadic=True)


def _shares(weights: Weights, pillar_of: Ints, only: Bools) -> Floats:
    """Return how many points of 100 a score of 1 makes, (k,), where some criteria alone count; NaN where none does."""
    criteria = np.where(only, weights.criteria, 0.0).astype(float)
    inside = np.bincount(pillar_of, criteria, minlength=len(weights.pillars))
    outer = np.where(inside > 0, weights.pillars, 0.0)
    if not outer.sum():
        return np.full(len(criteria), np.nan)
    shares: Floats = 100.0 * criteria * (outer / outer.sum() / np.where(inside > 0, inside, 1.0))[pillar_of]
    return shares
