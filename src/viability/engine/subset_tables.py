"""Aggregators over all subsets of some states at once.

A table holds one number for every subset, in the order of the subset as a binary number. It is built by doubling: the
table for states 0..j is the one for 0..j-1, followed by that same one combined with state j. What state j brings to
the pairs is itself such a table, of its pairs with 0..j-1. So a coalition costs one operation, however many its items.

A block fixes the states beyond the first few: that bounds memory, and keeps the tables in the processor's cache. The
same reductions read chosen coalitions, too (`Block.rows`), where all subsets would be too many.

Shapes: **n** states, **B** sets of a block. Draws, which lead elsewhere, come last here, which makes every operation
contiguous. A law test holds each aggregator equal to `aggregators.aggregate`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from viability.engine.aggregators import to_unit
from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.blocks import Block, Tail, TailTable

Precision = type[np.float32] | type[np.float64]

CANCELS = 16.0
"""Goalposts this many spans away from zero leave single precision too few digits for a total between them."""

NEUTRAL: Mapping[np.ufunc, float] = {np.add: 0.0, np.minimum: np.inf, np.maximum: -np.inf}
PLACED: Mapping[str, np.ufunc] = {"average": np.add, "weakest-link": np.minimum, "best-shot": np.maximum}

BY_SIZE: Mapping[str, Callable[[Floats], Floats]] = {
    "members": lambda m: 1.0 / np.maximum(m, 1.0),
    "pairs": lambda m: 2.0 / np.maximum(m * (m - 1.0), 1.0),
    "evenness": lambda m: m / np.maximum(m - 1.0, 1.0),
}


def square(values: Floats, pairs: tuple[Ints, Ints], states: int) -> Floats:
    """Lay the values of pairs (p, ...) out as a symmetric (n, n, ...) with NaN on the diagonal."""
    laid = np.full((states, states, *values.shape[1:]), np.nan, dtype=values.dtype)
    laid[pairs] = laid[pairs[::-1]] = values
    return laid


def table(operation: np.ufunc, items: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Reduce the items (m, ...) of every subset: (2^m, ...); the empty one has the operation's neutral element."""
    made = np.empty((1 << len(items), *items.shape[1:]), dtype=items.dtype)
    made[0] = NEUTRAL[operation]
    for j, item in enumerate(items):
        operation(made[: 1 << j], item, out=made[1 << j : 2 << j])
    return made


def pair_table(operation: np.ufunc, items: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Reduce the pairs (m, m, ...) within every subset: (2^m, ...); the neutral element where there is none."""
    made = np.empty((1 << len(items), *items.shape[2:]), dtype=items.dtype)
    made[0] = NEUTRAL[operation]
    for j in range(len(items)):
        operation(made[: 1 << j], table(operation, items[:j, j]), out=made[1 << j : 2 << j])
    return made


class Fold:
    """One operation over the items of coalitions, block by block.

    Args:
        operation: `add`, `minimum` or `maximum`.
        items: Of members (n, ...), or of pairs (n, n, ...), symmetric; the diagonal is not read.
        low: Numbers of the states of which blocks form every subset.
    """

    def __init__(self, operation: np.ufunc, items: Floats, low: Ints, *, dyadic: bool) -> None:
        self.operation, self.items, self.low, self.dyadic = operation, items, low, dyadic
        self.tail = items.shape[1 + dyadic :]
        self._neutral = np.full(self.tail, NEUTRAL[operation], dtype=items.dtype)
        self._table = pair_table(operation, items[np.ix_(low, low)]) if dyadic else table(operation, items[low])
        self._tails: dict[TailTable, Floats] = {}
        self._kept: tuple[Ints, TailTable, Floats, Floats, Floats] | None = None

    def within(self, states: Ints) -> Floats:
        """Reduce the items of one coalition, (...)."""
        made = self._neutral
        if not self.dyadic:
            return self.operation.reduce(self.items[states], axis=0) if len(states) else made
        for i, state in enumerate(states[1:], 1):
            made = self.operation(made, self.operation.reduce(self.items[state, states[:i]], axis=0))
        return made

    def over(self, block: Block, out: Floats, offset: float = 0.0) -> None:
        """Reduce the items of every coalition of a block into `out`, (B, ...); a sum begins at `offset`."""
        join, constant = self.operation, self.within(block.top)
        if offset:
            constant = constant + self.items.dtype.type(offset)
        if block.rows is not None:
            self._over_rows(block, block.rows, constant, out)
        elif not self.dyadic:
            join(self._table, constant, out=out)
        elif not len(block.top):
            np.copyto(out, self._table)
        else:
            # the pairs of low with top, an outer combination of two small tables, which is faster than doubling
            across = join.reduce(self.items[np.ix_(block.top, self.low)], axis=0)
            half = len(self.low) // 2
            inner, outer = table(join, across[:half]), join(table(join, across[half:]), constant)
            shape = (len(outer), len(inner), *self.tail)
            join(outer[:, None], inner[None], out=out.reshape(shape))
            join(out, self._table, out=out)

    def _over_rows(self, block: Block, rows: Ints, constant: Floats, out: Floats) -> None:
        join, top = self.operation, block.top
        if block.tail is not None:
            self._over_tail(block, block.tail, constant, out)
            return
        join(self._of_rows(rows), constant, out=out)
        if self.dyadic and len(top):
            across = join.reduce(self.items[top], axis=0).astype(out.dtype, copy=False)
            room = np.empty_like(out)
            for column in rows.T:
                # what is in range need not be looked at again, which would cost a copy
                join(out, across.take(column, axis=0, out=room, mode="clip"), out=out)

    def _over_tail(self, block: Block, tail: Tail, constant: Floats, out: Floats) -> None:
        join, here = self.operation, slice(tail.first, tail.first + len(out))
        brought = self._of_table(tail.table)
        if not self.dyadic or not len(block.top):
            join(brought[here], constant, out=out)
            return
        across, pairs = self._beside_top(block, tail, constant)
        if tail.table.pairs is None:
            join(brought[here], pairs[here], out=out)
            return
        for run in tail.runs:
            some = out[run.rows]
            join(brought[here][run.rows], pairs[run.pairs], out=some)
            join(some, across[run.state], out=some)

    def _beside_top(self, block: Block, tail: Tail, constant: Floats) -> tuple[Floats, Floats]:
        """Return what the top of a block brings with each state, (n, ...), and with each pair and by itself (P, ...).

        Blocks that come one after another share it.
        """
        table = tail.table if tail.table.pairs is None else tail.table.pairs
        kept = self._kept
        if kept is None or kept[0] is not block.top or kept[1] is not table or kept[2] != constant:
            across = self.operation.reduce(self.items[block.top], axis=0)
            one, two = (across.take(column, axis=0, mode="clip") for column in table.rows.T)
            self.operation(one, two, out=one)
            self._kept = kept = block.top, table, constant, across, self.operation(one, constant, out=one)
        return kept[3:]

    def _of_table(self, table: TailTable) -> Floats:
        """Reduce the items of each set of a table by itself, (T, ...), once."""
        if table not in self._tails:
            self._tails[table] = self._of_rows(table.rows) if table.pairs is None else self._of_triples(table)
        return self._tails[table]

    def _of_triples(self, table: TailTable) -> Floats:
        join, pairs = self.operation, table.pairs
        if pairs is None:
            raise ValueError("triples are made of pairs")
        brought = self._of_table(pairs)
        made = np.empty((len(table.rows), *self.tail), dtype=self.items.dtype)
        for run in table.runs(0, len(made)):
            some, item = made[run.rows], self.items[run.state]
            if self.dyadic:
                one, two = pairs.rows[run.pairs].T
                item = join(item.take(one, axis=0, mode="clip"), item.take(two, axis=0, mode="clip"))
            join(brought[run.pairs], item, out=some)
        return made

    def _of_rows(self, rows: Ints) -> Floats:
        """Reduce the items of each of some sets (B, s) by itself, (B, ...)."""
        made = np.empty((len(rows), *self.tail), dtype=self.items.dtype)
        made[:] = self._neutral
        for i, column in enumerate(rows.T):
            if not self.dyadic:
                self.operation(made, self.items[column], out=made)
            for other in rows.T[:i] if self.dyadic else ():
                self.operation(made, self.items[column, other], out=made)
        return made


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
        self.offset, self.slope = 0.0, 1.0
        """What is added to a sum, and what the result is multiplied by, to place it between goalposts."""
        known = self.known.reshape(self.known.shape + (1,) * (values.ndim - 1 - dyadic))
        if aggregator == "evenness":
            filled = np.where(known, values, 0.0)
            # shares have no unit, and squares of large numbers would leave the range of single precision; a power of
            # two divides without rounding, so that what cancels out in the values does so here
            filled = np.ldexp(filled, -np.frexp(np.abs(filled).max(initial=0.0))[1]).astype(precision)
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

    def surely(self, block: Block) -> bool:
        """Tell whether every coalition of a block has a score, because its top states or all states are known."""
        if self.aggregator == "evenness":
            items = self.fold.items
            return bool((items >= 0).all() and ((items > 0).all() or (self.fold.within(block.top) > 0).all()))
        return self.full or bool(self.known[np.ix_(*[block.top] * self.known.ndim)].any())


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
        key = (column.dyadic, column.known.tobytes())
        if key not in self._known:
            self._known[key] = self._counting(column.known.astype(self.precision), dyadic=column.dyadic)
        if key not in self._inverses:
            count = np.empty(len(block), dtype=self.precision)
            fold, of_states = self._known[key]
            fold.over(block, count)
            if of_states:
                count *= count - 1.0
                count *= 0.5
            count = count.reshape(-1, *(1,) * (ndim - 1))
            none = count == 0
            self._inverses[key] = 1.0 / np.maximum(count, 1.0), none if none.any() else None
        return self._inverses[key]

    def _counting(self, known: Floats, *, dyadic: bool) -> tuple[Fold, bool]:
        """Return what counts known items, and whether it counts the states whose pairs are known."""
        if dyadic:
            # most pairs are known where both of their states are
            of_states = known.max(axis=1, initial=0.0)
            both = np.outer(of_states, of_states)
            np.fill_diagonal(both, 0.0)
            if np.array_equal(both, known):
                return Fold(np.add, of_states, self.low, dyadic=False), True
        return Fold(np.add, known, self.low, dyadic=dyadic), False

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
