"""One operation over the items of coalitions: of all subsets of some states by doubling, of listed sets by their tails.

A table holds one number for every subset, in the order of the subset as a binary number. It is built by doubling: the
table for states 0..j is the one for 0..j-1, followed by that same one combined with state j. What state j brings to
the pairs is itself such a table, of its pairs with 0..j-1. So a coalition costs one operation, however many its items.
Sets that are listed read what their tail brings from a table that they share (see `tails`).

Shapes as in `subset_tables`: **n** states, **B** sets of a block.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from viability.engine.arrays import Floats, Ints
from viability.engine.blocks import Block, Tail, TailTable

NEUTRAL: Mapping[np.ufunc, float] = {np.add: 0.0, np.minimum: np.inf, np.maximum: -np.inf}


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
        self._top: tuple[Ints, Floats] | None = None
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
        join = self.operation
        if self._top is None or self._top[0] is not block.top:
            self._top = block.top, self.within(block.top)
        constant = self._top[1]
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
        join(self.of_rows(rows), constant, out=out)
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
            self._tails[table] = self.of_rows(table.rows) if table.pairs is None else self._of_triples(table)
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

    def of_rows(self, rows: Ints) -> Floats:
        """Reduce the items of each of some sets (B, s) by itself, (B, ...)."""
        made = np.empty((len(rows), *self.tail), dtype=self.items.dtype)
        made[:] = self._neutral
        for i, column in enumerate(rows.T):
            if not self.dyadic:
                self.operation(made, self.items[column], out=made)
            for other in rows.T[:i] if self.dyadic else ():
                self.operation(made, self.items[column, other], out=made)
        return made
