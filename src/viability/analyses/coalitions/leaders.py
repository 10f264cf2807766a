"""What a search keeps of a stream of coalitions: the highest, the highest of each size, and two Pareto sets.

Shape letters beside the engine's: **m** coalitions kept.
"""

from typing import Literal

import numpy as np
from msgspec import Struct

from viability.engine.arrays import EVEN, Bools, Floats, Ints
from viability.engine.evaluate_subsets import Subsets

Index = Literal["viability", "cohesion"]

DIGITS = 3

MANY = 256
"""Coalitions of a block from which those worth keeping are chosen before they are put in order."""


class Pool(Struct, frozen=True, kw_only=True):
    """Coalitions kept while the search goes on, their indices rounded so that equals are equal."""

    viability: Floats
    cohesion: Floats
    """(m,); NaN where unknown"""
    sizes: Ints
    marks: Bools
    """(m, n)"""

    def only(self, some: Ints) -> "Pool":
        """Keep some."""
        return Pool(
            viability=self.viability[some],
            cohesion=self.cohesion[some],
            sizes=self.sizes[some],
            marks=self.marks[some],
        )

    def and_(self, other: "Pool") -> "Pool":
        """Keep the others, too."""
        return Pool(
            viability=np.concatenate([self.viability, other.viability]),
            cohesion=np.concatenate([self.cohesion, other.cohesion]),
            sizes=np.concatenate([self.sizes, other.sizes]),
            marks=np.concatenate([self.marks, other.marks]),
        )

    def order(self, *indices: Floats) -> Ints:
        """Sort by indices, the highest first; then the fewest members, then the order of states."""
        # a coalition with an earlier state has the greater bits, which are compared eight bytes at a time
        bits = ~np.packbits(self.marks, axis=1)
        padded = np.zeros((len(bits), -(-bits.shape[1] // 8) * 8), dtype=np.uint8)
        padded[:, : bits.shape[1]] = bits
        words = padded.view(">u8").astype(np.uint64).T
        return np.lexsort((*words[::-1], self.sizes, *(-index for index in reversed(indices))))

    def best(self, by: Index, top: int) -> Ints:
        """Return the highest."""
        return self.order(self.viability if by == "viability" else self.cohesion)[:top]

    def best_per_size(self, by: Index) -> Ints:
        """Return the highest of each size, fewest members first."""
        order = self.best(by, len(self.sizes))
        return order[np.unique(self.sizes[order], return_index=True)[1]]

    def against_cohesion(self) -> Ints:
        """Return those that no other beats in viability or cohesion without losing in the other."""
        cohesive = np.where(np.isnan(self.cohesion), -np.inf, self.cohesion)
        order = self.order(self.viability, cohesive)
        return order[_rises(cohesive[order])]

    def against_size(self) -> Ints:
        """Return those that no other with as many members beats in viability, highest first."""
        largest = self.best_per_size("viability")[::-1]
        return largest[_rises(self.viability[largest])][::-1]


def rounded(values: Floats) -> Floats:
    """Round indices so that those which differ by rounding alone are equal."""
    # a third of a digit more, lest short binary fractions lie on the edge between two roundings
    return np.round(values + EVEN / 3, DIGITS)


def _rises(values: Floats) -> Bools:
    """Tell which values are higher than all before, (m,)."""
    before = np.maximum.accumulate(np.concatenate([[-np.inf], values]))[:-1]
    rises: Bools = values > before
    return rises


class Sieve:
    """Keeps of all coalitions, block by block, the highest, the highest of each size and the Pareto sets.

    What is unknown, and what is known too little for a verdict, is counted and left out.

    Args:
        states: How many states were observed.
        by: What the highest are highest in.
        top: How many of them are kept.
        after: What it kept is kept elsewhere, so that what that beats need not be kept here.
    """

    def __init__(self, states: int, by: Index, top: int, after: "Sieve | None" = None) -> None:
        self._by, self._top, self.unknown, self.unjudged = by, top, 0, 0
        none = np.empty(0)
        self.pool = Pool(
            viability=none, cohesion=none, sizes=none.astype(np.intp), marks=np.empty((0, states), dtype=bool)
        )
        self._floor = -np.inf
        self._floors = {index: np.full(states + 1, -np.inf) for index in (by, "viability")}
        self._front = (np.array([-np.inf]), np.array([-np.inf]))
        if after is not None:
            self._floor, self._front = after._floor, after._front  # noqa: SLF001 - another of the same class
            self._floors = {index: floors.copy() for index, floors in after._floors.items()}  # noqa: SLF001 - likewise

    def take(self, found: Subsets, fits: Bools) -> None:
        """Take up what is worth keeping of a block."""
        indices = {"viability": found.viability, "cohesion": found.cohesion}
        known = ~np.isnan(indices[self._by])
        if not known.all():
            self.unknown += int((fits & ~known).sum())
        if found.judged is not None and not found.judged.all():
            self.unjudged += int((fits & known & ~found.judged).sum())
            known &= found.judged
        sizes = found.block.sizes()
        # rows are all of one size
        of_size = sizes if found.block.rows is None else sizes[:1]
        keep = self._ahead(found.viability, found.cohesion)
        for index, floors in self._floors.items():
            floor = floors[of_size] if index != self._by else np.minimum(floors[of_size], self._floor)
            keep |= indices[index] >= floor - EVEN
        keep &= known
        keep &= fits
        chosen = np.flatnonzero(keep)
        if not len(chosen):
            return
        if len(chosen) > MANY:
            chosen = chosen[self._few(found.viability[chosen], found.cohesion[chosen], sizes[chosen])]
        self.add(
            Pool(
                viability=rounded(found.viability[chosen]),
                cohesion=rounded(found.cohesion[chosen]),
                sizes=sizes[chosen],
                marks=found.block.marks(chosen, self.pool.marks.shape[1]),
            )
        )

    def add(self, others: Pool) -> None:
        """Take up what is worth keeping of some that are known, with what is kept."""
        pool = self.pool.and_(others)
        kept = [pool.best(self._by, self._top), pool.against_cohesion()]
        kept += [pool.best_per_size(index) for index in self._floors]
        self.pool = pool.only(np.unique(np.concatenate(kept)))
        self._raise_floors()

    def _few(self, viability: Floats, cohesion: Floats, sizes: Ints) -> Bools:
        """Tell which of many coalitions may be worth keeping beside the others, (m,), before they are put in order."""
        values = {"viability": viability, "cohesion": np.where(np.isnan(cohesion), -np.inf, cohesion)}
        most = max(len(viability) - self._top, 0)
        keep: Bools = values[self._by] >= np.partition(values[self._by], most)[most] - EVEN
        for index in self._floors:
            highest = np.full(int(sizes.max()) + 1, -np.inf)
            np.maximum.at(highest, sizes, values[index])
            keep |= values[index] >= highest[sizes] - EVEN
        # the greatest cohesion of those whose viability is surely higher
        order = np.argsort(-viability)
        widest = np.concatenate([[-np.inf], np.maximum.accumulate(values["cohesion"][order])])
        higher = np.searchsorted(-viability[order], -viability - EVEN, side="right")
        return keep | (values["cohesion"] >= widest[higher] - EVEN)

    def _ahead(self, viability: Floats, cohesion: Floats) -> Bools:
        """Tell which points no point of the Pareto set so far beats in both by more than rounding, (B,)."""
        heights, widths = self._front[0] - EVEN, self._front[1] - EVEN
        # what the highest of the set beats is beaten, which settles all but a few
        ahead: Bools = (cohesion >= widths[0]) | (viability > heights[0])
        few = np.flatnonzero(ahead)
        higher = np.searchsorted(-heights, -viability[few], side="right")
        ahead[few] = (higher == 0) | (cohesion[few] >= widths[higher - 1])
        return ahead

    def _raise_floors(self) -> None:
        pool = self.pool
        best = pool.best(self._by, self._top)
        values = {"viability": pool.viability, "cohesion": pool.cohesion}
        if len(best) == self._top:
            self._floor = max(self._floor, values[self._by][best[-1]])
        for index, floors in self._floors.items():
            highest = pool.best_per_size(index)
            floors[pool.sizes[highest]] = np.fmax(floors[pool.sizes[highest]], values[index][highest])
        front = pool.against_cohesion()
        heights = np.concatenate([self._front[0], pool.viability[front]])
        widths = np.concatenate([self._front[1], np.where(np.isnan(pool.cohesion), -np.inf, pool.cohesion)[front]])
        order = np.lexsort((-widths, -heights))
        order = order[_rises(widths[order])]
        if len(order):
            self._front = heights[order], widths[order]
