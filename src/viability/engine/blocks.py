"""Which sets of states are scored together: a block fixes some states, and says what stands beside them.

Shapes as in `subset_tables`: **n** states, **B** sets of a block.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from math import comb
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from viability.engine.arrays import Bools, Ints

SETS_AT_ONCE = 1 << 15
"""Coalitions, times draws, in a block: large enough to hide the cost of a call, small enough for the cache."""


class Run(NamedTuple):
    """Triples in a row that begin with one state, and the pairs that follow it."""

    state: int
    rows: slice
    """Which rows of a block they are."""
    pairs: slice
    """Where their pairs stand in the table of pairs."""


class TailTable(Struct, frozen=True, eq=False):
    """All sets of two, or of three, of some states in lexicographic order, of which blocks share what they bring."""

    states: Ints
    """(m,)"""
    rows: Ints
    """(T, s)"""
    pairs: "TailTable | None" = None
    """Of triples: a table that ends with the pairs of the same states."""

    def place(self, row: int) -> int:
        """Return the place, among the states, of a row's first state: the rows from there on hold no earlier one."""
        states, size = len(self.states), self.rows.shape[1]
        # the sets from a place on are those of the states from there on, which stand at the end
        return bisect_right(range(states), row, key=lambda place: len(self.rows) - comb(states - place, size)) - 1

    def since(self, marked: Bools) -> int:
        """Return the place from which on all states are marked, of (n,)."""
        here = marked[self.states]
        return len(here) if not len(here) or not here[-1] else len(here) - int(np.argmin(here[::-1]) or len(here))

    def runs(self, first: int, count: int) -> Iterator[Run]:
        """Take so many triples in a row apart by their first state."""
        states, place = len(self.states), self.place(first)
        done = 0
        while done < count:
            ends = len(self.rows) - comb(states - place - 1, 3)
            many = min(ends - first - done, count - done)
            pairs = 0 if self.pairs is None else len(self.pairs.rows) - (ends - first - done)
            if many:
                yield Run(int(self.states[place]), slice(done, done + many), slice(pairs, pairs + many))
            done, place = done + many, place + 1


class Tail(Struct, frozen=True, eq=False):
    """Where the rows of a block stand in a table of sets that other blocks share."""

    table: TailTable
    first: int
    """The number of the block's first row."""
    place: int
    """From which place on the states of the table may belong to its rows."""
    runs: tuple[Run, ...] = ()
    """Of triples: those of each first state."""


class Block(Struct, frozen=True, kw_only=True):
    """Coalitions that are scored together: every subset of `low`, or each of `rows`, always with `top`."""

    start: int
    """How many coalitions come before."""
    low: Ints
    """Numbers of the states of which every subset is formed; subset b holds low[i] where bit i of b is set."""
    top: Ints
    """Numbers of the states that belong to every coalition of the block."""
    rows: Ints | None = None
    """(B, s): numbers of the s states of each coalition beside `top`; then `low` says nothing."""
    tail: Tail | None = None
    """Where the rows stand in a table of many, of which everything that they bring by themselves is made once."""

    def __len__(self) -> int:
        return 1 << len(self.low) if self.rows is None else len(self.rows)

    def sizes(self) -> Ints:
        """Return the number of members, (B,)."""
        if self.rows is not None:
            return np.full(len(self.rows), self.rows.shape[1] + len(self.top), dtype=np.intp)
        return np.bitwise_count(np.arange(len(self))).astype(np.intp) + len(self.top)

    def holds(self, state: int) -> Bools:
        """Tell which coalitions hold a state, (B,)."""
        if self.rows is not None and state not in self.top:
            listed: Bools = (self.rows == state).any(axis=1)
            return listed
        bit = np.flatnonzero(self.low == state)
        if self.rows is None and len(bit):
            held: Bools = (np.arange(len(self)) >> bit[0]) & 1 > 0
            return held
        return np.full(len(self), state in self.top)

    def alone(self) -> Ints:
        """Return which sets of the block have fewer than two members."""
        least = len(self.top) + (0 if self.rows is None else self.rows.shape[1])
        return np.flatnonzero(self.sizes() < 2) if least < 2 else np.array([], dtype=np.intp)  # noqa: PLR2004 - a coalition is two or more

    def marks(self, chosen: Ints, states: int) -> Bools:
        """Mark the members of chosen coalitions of the block, (len(chosen), n)."""
        marked = np.zeros((len(chosen), states), dtype=bool)
        if self.rows is None:
            marked[:, self.low] = (chosen[:, None] >> np.arange(len(self.low))) & 1
        else:
            marked[np.arange(len(chosen))[:, None], self.rows[chosen]] = True
        marked[:, self.top] = True
        return marked

    def members(self, chosen: Ints, states: int) -> Iterator[tuple[Ints, Ints]]:
        """Give chosen coalitions of the block size by size: which of the chosen they are, and their members (b, s)."""
        if self.rows is None:
            yield from rows_by_size(self.marks(chosen, states))
        elif len(chosen):
            top = np.broadcast_to(self.top, (len(chosen), len(self.top)))
            yield np.arange(len(chosen)), np.hstack([top, self.rows[chosen]])


def rows_by_size(marks: Bools) -> Iterator[tuple[Ints, Ints]]:
    """Give marked coalitions (B, n) size by size: their numbers (b,) and their members (b, s)."""
    sizes = marks.sum(axis=1)
    for size in np.unique(sizes).tolist():
        which = np.flatnonzero(sizes == size)
        yield which, np.nonzero(marks[which])[1].reshape(-1, size)


def low_states(states: int, largest: int = SETS_AT_ONCE) -> int:
    """Return of how many states each block forms every subset."""
    return min(states, max(largest, 1).bit_length() - 1)


def blocks(among: Ints, always: Ints, largest: int = SETS_AT_ONCE) -> Iterator[Block]:
    """Form every subset of `among`, always with `always`, in binary order, at most `largest` in a block."""
    low = low_states(len(among), largest)
    high = among[low:]
    for number in range(1 << len(high)):
        above = high[[bool(number >> bit & 1) for bit in range(len(high))]]
        yield Block(start=number << low, low=among[:low], top=np.concatenate([above, always]))


def row_blocks(rows: Iterable[Ints], always: Ints, largest: int = SETS_AT_ONCE) -> Iterator[Block]:
    """Take chosen coalitions, arrays (B, s) of states beside `always`, in blocks of at most `largest`."""
    start = 0
    for some in rows:
        for first in range(0, len(some), max(largest, 1)):
            part = some[first : first + max(largest, 1)]
            yield Block(start=start + first, low=always[:0], top=always, rows=part)
        start += len(some)
