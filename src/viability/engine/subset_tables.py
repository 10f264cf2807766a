"""Aggregators over all subsets of some states at once.

The items of each criterion are reduced by a `Fold`, and what comes out becomes a score.

A block fixes the states beyond the first few: that bounds memory, and keeps the tables in the processor's cache. The
same reductions read chosen coalitions, too (`Block.rows`), where all subsets would be too many.

Shapes: **n** states, **B** sets of a block. Draws, which lead elsewhere, come last here, which makes every operation
contiguous. A law test holds each aggregator equal to `aggregators.aggregate`.
"""

from collections.abc import Callable, Mapping

import numpy as np

from viability.engine.aggregators import to_unit
from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.blocks import Block, Tail, TailTable
from viability.engine.folds import NEUTRAL, Fold

Precision = type[np.float32] | type[np.float64]

CANCELS = 16.0
"""Goalposts this many spans away from zero leave single precision too few digits for a total between them."""

PLACED: Mapping[str, np.ufunc] = {"average": np.add, "weakest-link": np.minimum, "best-shot": np.maximum}

BY_SIZE: Mapping[str, Callable[[Floats], Floats]] = {
    "members": lambda m: 1.0 / np.maximum(m, 1.0),
    "pairs": lambda m: 2.0 / np.maximum(m * (m - 1.0), 1.0),
    "evenness": lambda m: m / np.maximum(m - 1.0, 1.0),
}


class Column:
    """One criterion's items, reduced for every coalition.

    Args:
        aggregator: Its name.
        values: Measured values, NaN for unknown: (n, ...) of members, or of pairs as `square` lays them out.
        goalposts: (worst, best), or None for evenness.
        low: Numbers of the states of which blocks form every subset.
    """

    def __init__(
        self,
        aggregator: str,
        values: Floats,
        goalposts: tuple[float, float] | None,
        low: Ints,
        *,
        dyadic: bool,
        precision: Precision = np.float64,
    ) -> None:
        self.aggregator, self.dyadic = aggregator, dyadic
        self.known: Bools = ~np.isnan(values.reshape(*values.shape[: 1 + dyadic], -1)[..., 0])
        self.full = int(self.known.sum()) == len(values) * (len(values) - 1 if dyadic else 1)
        """Whether every item is known."""
        self.sound: Bools | None = self._sound()
        """Which states make a score with any other that does, (n,); None where no state says that of itself."""
        self._since: dict[TailTable, int] = {}
        self._sure: tuple[Ints, bool] | None = None
        self.offset, self.slope = 0.0, 1.0
        """What is added to a sum, and what the result is multiplied by, to place it between goalposts."""
        known = self.known.reshape(self.known.shape + (1,) * (values.ndim - 1 - dyadic))
        if aggregator == "evenness":
            filled = np.where(known, values, 0.0)
            # shares have no unit, and squares of large numbers would leave the range of single precision; a power of
            # two divides without rounding, so that what cancels out in the values does so here
            filled = np.ldexp(filled, -np.frexp(np.abs(filled).max(initial=0.0))[1]).astype(precision)
            if filled.ndim == 1 and (filled >= 0).all():
                self.sound = filled > 0
            else:
                self.sound = None
            self.squares = Fold(np.add, filled * filled, low, dyadic=False)
            self.fold = Fold(np.add, filled, low, dyadic=False)
        elif goalposts is None:
            raise ValueError(f"aggregator '{aggregator}' needs goalposts")
        elif aggregator == "summation":
            self.offset, self.slope = -goalposts[0], 1.0 / (goalposts[1] - goalposts[0])
            kept = np.float64 if max(np.abs(goalposts)) * abs(self.slope) > CANCELS else precision
            self.fold = Fold(np.add, np.where(known, values, 0.0).astype(kept), low, dyadic=False)
        else:
            operation = PLACED[aggregator]
            unit: Floats = np.where(known, to_unit(values, *goalposts), NEUTRAL[operation])
            self.fold = Fold(operation, unit.astype(precision), low, dyadic=dyadic)

    def _sound(self) -> Bools | None:
        if not self.dyadic:
            return self.known
        # most pairs are known where both of their states are
        states: Bools = np.asarray(self.known.any(axis=1))
        both = states[:, None] & states
        np.fill_diagonal(both, val=False)
        return states if np.array_equal(both, self.known) else None

    def sounds(self, tail: Tail | None) -> bool:
        """Tell whether all states are sound that may belong to the rows of a block, its top aside."""
        if tail is None or self.sound is None:
            return False
        if tail.table not in self._since:
            self._since[tail.table] = tail.table.since(self.sound)
        return tail.place >= self._since[tail.table]

    def surely(self, block: Block) -> bool:
        """Tell whether every coalition of a block has a score, because its top states, its others or all are known."""
        if self.sounds(block.tail):
            return True
        if self._sure is None or self._sure[0] is not block.top:
            self._sure = block.top, self._surely(block.top)
        return self._sure[1]

    def _surely(self, top: Ints) -> bool:
        if self.aggregator == "evenness":
            items = self.fold.items
            return bool((items >= 0).all() and ((items > 0).all() or (self.fold.within(top) > 0).all()))
        return self.full or bool(self.known[np.ix_(*[top] * self.known.ndim)].any())

    def count(self, block: Block) -> float | None:
        """Return how many known items every coalition of a block of rows has; None where they differ, or may."""
        if not self.sounds(block.tail) or self.sound is None or block.rows is None:
            return None
        states = int(self.sound[block.top].sum()) + block.rows.shape[1]
        return states * (states - 1) / 2 if self.dyadic else float(states)


class Tables:
    """Scores of all criteria, block by block.

    Args:
        low: Numbers of the states of which blocks form every subset.
        precision: Of the tables and of the scores.
    """

    def __init__(self, low: Ints, precision: Precision = np.float64) -> None:
        self.low, self.precision = low, precision
        self.columns: list[Column] = []
        self.tail: tuple[int, ...] = ()
        """Shape of the draws."""
        self._block: Block | None = None
        self._known: dict[tuple[bool, bytes], tuple[Fold, bool]] = {}
        self._inverses: dict[tuple[bool, bytes], tuple[Floats, Bools | None]] = {}
        self._sized: dict[tuple[str, int], Floats] = {}
        self._alone = low

    def add(self, aggregator: str, values: Floats, goalposts: tuple[float, float] | None, *, dyadic: bool) -> None:
        """Add a criterion; see `Column`."""
        column = Column(aggregator, values, goalposts, self.low, dyadic=dyadic, precision=self.precision)
        self.columns.append(column)
        self.tail = column.fold.tail

    def score(self, k: int, block: Block, out: Floats) -> Bools | None:
        """Score the coalitions of a block on criterion k into `out`, (B, ...).

        Returns:
            Where the score is unknown, (B, ...), and `out` nought; None where every score is known. What stands for
            coalitions of fewer than two is nought, too.
        """
        if block is not self._block:
            self._block, self._inverses = block, {}
            self._alone = block.alone()
        column = self.columns[k]
        column.fold.over(block, out, column.offset)
        sure = column.surely(block)
        unknown: Bools | None = None
        if column.aggregator == "evenness":
            unknown = self._even(column, block, out, sure=sure)
        elif column.aggregator == "average":
            inverse, unknown = self._inverse(column, block, out.ndim)
            out *= inverse
        elif column.aggregator == "summation":
            out *= column.slope
            np.maximum(out, 0.0, out=out)
            np.minimum(out, 1.0, out=out)
            unknown = None if sure else self._inverse(column, block, out.ndim)[1]
        elif not sure and (none := np.isinf(out)).any():
            unknown = none
        if unknown is not None and not sure:
            np.copyto(out, 0.0, where=unknown)
        out[self._alone] = 0.0
        return None if sure else unknown

    def _even(self, column: Column, block: Block, total: Floats, *, sure: bool) -> Bools | None:
        """Turn totals into evenness, in place: (1 - H) / (1 - 1/m), with H the sum of the m members' squared shares."""
        unknown: Bools | None = None if sure else total <= 0
        if unknown is not None and not unknown.any():
            unknown = None
        if unknown is not None:
            np.copyto(total, 1.0, where=unknown)
        total[self._alone] = 1.0
        squares = np.empty_like(total)
        column.squares.over(block, squares)
        total *= total
        squares /= total
        np.subtract(1.0, squares, out=total)
        total *= self._by_size("evenness", block, total.ndim)
        np.maximum(total, 0.0, out=total)
        np.minimum(total, 1.0, out=total)
        return unknown

    def _inverse(self, column: Column, block: Block, ndim: int) -> tuple[Floats, Bools | None]:
        """Return one over the number of known items, and where there is none."""
        if column.full:
            return self._by_size("pairs" if column.dyadic else "members", block, ndim), None
        count = column.count(block)
        if count is not None:
            return np.full((1,) * ndim, 1.0 / count, dtype=self.precision), None
        key = (column.dyadic, column.known.tobytes())
        if key not in self._known:
            self._known[key] = self._counting(column)
        if key not in self._inverses:
            counts = np.empty(len(block), dtype=self.precision)
            fold, of_states = self._known[key]
            fold.over(block, counts)
            if of_states:
                counts *= counts - 1.0
                counts *= 0.5
            counts = counts.reshape(-1, *(1,) * (ndim - 1))
            none = counts == 0
            self._inverses[key] = 1.0 / np.maximum(counts, 1.0), none if none.any() else None
        return self._inverses[key]

    def _counting(self, column: Column) -> tuple[Fold, bool]:
        """Return what counts known items, and whether it counts the states whose pairs are known."""
        of_states = column.dyadic and column.sound is not None
        known = column.sound if of_states else column.known
        return Fold(
            np.add, np.asarray(known, self.precision), self.low, dyadic=column.dyadic and not of_states
        ), of_states

    def _by_size(self, what: str, block: Block, ndim: int) -> Floats:
        """Return a function of the number of members, (B, 1, ...); blocks with as many top states share it."""
        if block.rows is None and (what, len(block.top)) in self._sized:
            return self._sized[what, len(block.top)]
        # rows are all of one size
        sizes = block.sizes() if block.rows is None else block.sizes()[:1]
        made: Floats = BY_SIZE[what](sizes.astype(np.float64)).astype(self.precision)
        made = made.reshape(-1, *(1,) * (ndim - 1))
        if block.rows is None:
            self._sized[what, len(block.top)] = made
        return made
