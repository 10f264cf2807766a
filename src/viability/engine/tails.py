"""Every set of so many states, by its last two or three: sums over those are made once, and serve all that come before.

Of a set of q states, in order, the last two (or, of the latest states, the last three) are its tail; all tails stand
in one table in lexicographic order, so that those after any state are the end of it. A block fixes all states before:
what these bring to each tail is a number of their own, and one for each state of the tail. Triples of one first state
are pairs beside it, in the order of the table of pairs, so that nothing of them is looked up one by one.

Shape letters beside those of `arrays`: **T** tails, **q** states of a set beside those that always belong.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

import numpy as np
from msgspec import Struct

from viability.engine.arrays import Ints
from viability.engine.blocks import Block, Tail, TailTable

LATEST = 208
"""Of so many of the latest states tails are of three, for those of two would be too few to be worth a block."""

PAIR, TRIPLE = 2, 3


class Slice(Struct, frozen=True):
    """Some of all sets of q states out of n, as many in a row as begin with some beginnings."""

    states: int
    size: int
    first: tuple[int, ...]
    """The first beginning: places, in order, of all but the last three states."""
    beginnings: int

    def __len__(self) -> int:
        return sum(comb(self.states - 1 - (one[-1] if one else -1), self.size - len(one)) for one in self)

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        """Give the beginnings, in lexicographic order."""
        one = [*self.first]
        for _ in range(self.beginnings):
            yield tuple(one)
            place = len(one) - 1
            while place >= 0 and one[place] == self.states - self.size + place:
                place -= 1
            if place >= 0:
                one[place:] = range(one[place] + 1, one[place] + 1 + len(one) - place)


def slices(states: int, size: int, most: int) -> Iterator[Slice]:
    """Deal out all sets of `size` out of so many states in slices of about `most` sets, in order."""
    lead = max(size - TRIPLE, 0)
    first: tuple[int, ...] = ()
    held = beginnings = 0
    for one in combinations(range(states - size + lead), lead):
        first = first if beginnings else one
        held, beginnings = held + comb(states - 1 - (one[-1] if one else -1), size - lead), beginnings + 1
        if held >= most:
            yield Slice(states, size, first, beginnings)
            held = beginnings = 0
    if beginnings:
        yield Slice(states, size, first, beginnings)


class Tails:
    """The tails of all sets of `size` of some states, and the blocks that they end.

    Args:
        among: Numbers of the states, in the order in which sets are formed.
        always: Numbers of the states that belong to every set beside.
        size: How many of `among` belong to each set.
        largest: Sets in a block.
        early: How many of the first states no tail of three holds, and no block beside tails of later states alone.
        shared: Whether what tails bring is made once for all blocks, which takes memory; else block by block.
    """

    def __init__(
        self, among: Ints, always: Ints, size: int, largest: int, *, early: int = 0, shared: bool = True
    ) -> None:
        self._shared, self._early = shared, early
        self.among, self.always, self.size, self.largest = among, always, size, max(largest, 1)
        self._cut = max(len(among) - LATEST, early) if size >= TRIPLE else len(among)
        """From which state on tails are of three."""
        pairs = among if size >= PAIR else among[:0]
        self._pairs = TailTable(pairs, _pairs(pairs))
        latest = among[self._cut :]
        self._triples = TailTable(latest, _triples(latest), self._pairs)

    def whole(self) -> Sequence[Slice]:
        """Return all of it as one slice."""
        return [*slices(len(self.among), self.size, comb(len(self.among), self.size) + 1)]

    def blocks(self, some: Slice) -> Iterator[Block]:
        """Give the blocks of a slice, in lexicographic order."""
        n, start = len(self.among), 0
        if self.size < PAIR:
            rows = self.among[np.arange(n if self.size else 1)[:, None][:, : self.size]]
            for first in range(0, len(rows), self.largest):
                yield self._block(first, rows[first : first + self.largest], self.always, None)
            return
        for beginning in some:
            after = beginning[-1] + 1 if beginning else 0
            top = np.concatenate([self.always, self.among[[*beginning]]]) if beginning else self.always
            if self.size == PAIR:
                yield from self._cut_up(0, self._pairs, self.always, 0)
                return
            for place in range(after, min(self._cut, n - 2)):
                offset = len(self._pairs.rows) - comb(n - place - 1, PAIR)
                for block in self._cut_up(start, self._pairs, np.append(top, self.among[place]), offset):
                    start += len(block)
                    yield block
            offset = len(self._triples.rows) - comb(n - max(after, self._cut), TRIPLE)
            for block in self._cut_up(start, self._triples, top, offset):
                start += len(block)
                yield block

    def _cut_up(self, start: int, table: TailTable, top: Ints, offset: int) -> Iterator[Block]:
        late = len(table.rows) - comb(len(self.among) - self._early, table.rows.shape[1])
        for begin, end in ((offset, late), (max(offset, late), len(table.rows))):
            for first in range(begin, end, self.largest):
                rows = table.rows[first : min(first + self.largest, end)]
                runs = tuple(table.runs(first, len(rows))) if table.pairs is not None else ()
                tail = Tail(table, first, table.place(first), runs) if self._shared else None
                yield self._block(start + first - offset, rows, top, tail)

    def _block(self, start: int, rows: Ints, top: Ints, tail: Tail | None) -> Block:
        return Block(start=start, low=self.among[:0], top=top, rows=rows, tail=tail)


def _pairs(states: Ints) -> Ints:
    """Choose two of some states in every way, in lexicographic order, (T, 2), by columns in memory."""
    first, second = np.triu_indices(len(states), 1)
    return np.stack([states[first], states[second]]).T


def _triples(states: Ints) -> Ints:
    """Choose three of some states in every way, in lexicographic order, (T, 3), by columns in memory."""
    pairs = _pairs(states)
    parts = [pairs[len(pairs) - comb(len(states) - place - 1, PAIR) :] for place in range(len(states))]
    made = np.empty((TRIPLE, sum(map(len, parts))), dtype=states.dtype)
    np.concatenate([pairs[:0], *parts], out=made[1:].T)
    made[0] = np.repeat(states, [*map(len, parts)])
    return made.T
