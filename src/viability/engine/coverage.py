"""How much of what criteria read is known: values counted, by criterion, in all, and by member.

A value is an address that a criterion reads for a coalition: a state's attribute, its rating of each threat source, a
pair's tie, a state's memberships as one, and with each member the credibility of the institutions that it belongs to.
Shape letters as in `arrays`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from viability.engine.arrays import EVEN_SCORE, Bools, Floats, Ints
from viability.engine.measures import Counts
from viability.engine.observations import Observations
from viability.engine.readings import Reading, in_company, read
from viability.engine.subset_tables import Block, Fold, square
from viability.engine.weighing import Weights, pillar_numbers, weights_of
from viability.study.study import Study

LEAST_OF_A_MEMBER = 1 / 3
"""The known share of what is asked of a member below which its coalition gets no verdict."""

READ, KNOWN, OLD, WEAK = range(4)
"""What is counted: all values read, those known, those of them that are old, and those on weak sources alone."""


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part over whole, 0 where there is nothing of the whole."""
    share: Floats = np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole > 0)
    return share


@dataclass(frozen=True)
class Coverage:
    """Counts of the values that criteria read, for any coalition."""

    readings: Sequence[Reading]
    shares: Floats
    """(k,): each criterion's share of all weight, which adds up to 1."""

    @cached_property
    def counts(self) -> tuple[Counts, ...]:
        """What each criterion counts."""
        return tuple(reading.counts() for reading in self.readings)

    def count(self, which: int, marks: Bools) -> Floats:
        """Count values of one kind for coalitions (B, n): (B, k)."""
        members = marks.astype(float)
        found = np.empty((len(marks), len(self.counts)))
        for k, (counts, ties) in enumerate(zip(self.counts, self._ties, strict=True)):
            found[:, k] = members @ counts.own[which]
            if ties is not None:
                # each pair stands in the square twice
                found[:, k] += ((members @ ties[which]) * members).sum(axis=1) / 2
        return found

    def by_criterion(self, marks: Bools) -> Floats:
        """Return the known share of what each criterion reads for coalitions (B, n): (B, k)."""
        found = np.ones((len(marks), len(self.counts)))
        gaps = np.flatnonzero([not counts.full for counts in self.counts])
        if len(gaps):
            some = Coverage([self.readings[k] for k in gaps.tolist()], self.shares[gaps])
            found[:, gaps] = ratio(some.count(KNOWN, marks), some.count(READ, marks))
        return found

    def by_member(self, marks: Bools, states: Ints | None = None) -> Floats:
        """Return the known share of what is asked of each member, (B, n), or (B, m) of some states; NaN for outsiders.

        It is the mean by weight over the criteria that read something of the member; a tie counts for both.
        """
        chosen = np.arange(marks.shape[1]) if states is None else states
        known, weight = np.zeros((len(marks), len(chosen))), np.zeros((len(marks), len(chosen)))
        members, inside = marks.astype(float), marks[:, chosen]
        for counts, share, ties in zip(self.counts, self.shares, self._ties, strict=True):
            if not share:
                continue
            own = [np.broadcast_to(counts.own[which, chosen], weight.shape) for which in (READ, KNOWN)]
            if ties is not None:
                own = [mine + members @ ties[which][:, chosen] for mine, which in zip(own, (READ, KNOWN), strict=True)]
            known += share * ratio(own[1], own[0])
            weight += share * (own[0] > 0)
        return np.where(inside, np.divide(known, weight, out=np.ones_like(known), where=weight > 0), np.nan)

    def of_members(self, marks: Bools) -> Floats:
        """Return the known share of what each criterion reads of each member, for coalitions (B, n): (B, n, k).

        NaN where it reads nothing of a member, and for outsiders. `by_member` is the mean of these by weight.
        """
        members = marks.astype(float)
        found = np.full((*marks.shape, len(self.counts)), np.nan)
        for k, (counts, ties) in enumerate(zip(self.counts, self._ties, strict=True)):
            own = [np.broadcast_to(counts.own[which].astype(float), marks.shape) for which in (READ, KNOWN)]
            if ties is not None:
                own = [mine + members @ ties[which] for mine, which in zip(own, (READ, KNOWN), strict=True)]
            found[..., k] = np.where(marks & (own[0] > 0), ratio(own[1], own[0]), np.nan)
        return found

    @cached_property
    def _ties(self) -> tuple[Floats | None, ...]:
        """The counts of ties of each criterion, (4, n, n), nought on the diagonal."""
        obs = self.readings[0].observations
        return tuple(
            None
            if counts.ties is None
            else np.nan_to_num([square(ties.astype(float), obs.pairs, len(obs.states)) for ties in counts.ties])
            for counts in self.counts
        )

    @cached_property
    def doubtful(self) -> Ints:
        """States that might be known too little in some coalition: all others need not be looked at."""
        known = np.zeros(len(self.readings[0].observations.states))
        weight = np.zeros_like(known)
        for counts, share, ties in zip(self.counts, self.shares, self._ties, strict=True):
            reads = counts.own[READ].astype(float)
            least = ratio(counts.own[KNOWN].astype(float), reads)
            if ties is not None:
                # of its ties with the others of a coalition all might be unknown
                least = ((ties[1] == ties[0]).all(axis=1) & (least == (reads > 0))).astype(float)
                reads = reads + ties[0].sum(axis=1)
            known += share * least
            weight += share * (reads > 0)
        few: Ints = np.flatnonzero(known < (LEAST_OF_A_MEMBER - EVEN_SCORE) * weight)
        return few

    def thin(self, marks: Bools, covered: Floats, least: float) -> Bools:
        """Tell which coalitions (B, n), whose criteria are covered (B, k), are known too little for a verdict: (B,)."""
        if not least:
            return np.zeros(len(marks), dtype=bool)
        few: Bools = covered @ self.shares < least - EVEN_SCORE
        if len(self.doubtful):
            # an outsider's NaN is less than nothing
            few = few | (self.by_member(marks, self.doubtful) < LEAST_OF_A_MEMBER - EVEN_SCORE).any(axis=1)
        return few


class CoverageTables:
    """The same for every coalition that some states can form, block by block."""

    def __init__(self, coverage: Coverage, low: Ints) -> None:
        self._coverage, self._states = coverage, len(coverage.readings[0].observations.states)
        self._sure = float(sum(s for s, counts in zip(coverage.shares, coverage.counts, strict=True) if counts.full))
        self._low = low
        self._gaps = [
            (share, [self._folds(counts, ties, which) for which in (READ, KNOWN)])
            for counts, ties, share in zip(coverage.counts, coverage._ties, coverage.shares, strict=True)  # noqa: SLF001 - its table form
            if share and not counts.full
        ]
        self._members = {int(i): list(self._of(int(i))) for i in coverage.doubtful}

    def _folds(self, counts: Counts, ties: Floats | None, which: int) -> list[Fold]:
        folds = [Fold(np.add, counts.own[which].astype(float), self._low, dyadic=False)]
        return folds if ties is None else [*folds, Fold(np.add, ties[which], self._low, dyadic=True)]

    def _of(self, state: int) -> Iterator[tuple[float, float, float, Fold | None, Fold | None]]:
        """Give each criterion's share, what it reads of a state's own and knows, and tables of its ties."""
        for counts, ties, share in zip(self._coverage.counts, self._coverage._ties, self._coverage.shares, strict=True):  # noqa: SLF001 - its table form
            read, known = (float(counts.own[which, state]) for which in (READ, KNOWN))
            if share and ties is None and read:
                yield float(share), read, known, None, None
            elif share and ties is not None:
                of = [Fold(np.add, ties[which][state], self._low, dyadic=False) for which in (0, 1)]
                yield float(share), read, known, of[0], of[1]

    def over(self, block: Block) -> Floats:
        """Return the known share of what the coalitions of a block are asked, (B,)."""
        total, room = np.full(len(block), self._sure), np.empty(len(block))
        for share, both in self._gaps:
            read, known = (self._sum(folds, block, room) for folds in both)
            total += share * ratio(known, read)
        return total

    def thin(self, block: Block, covered: Floats, least: float) -> Bools:
        """Tell which coalitions of a block, so covered (B,), are known too little for a verdict: (B,)."""
        if not least:
            return np.zeros(len(block), dtype=bool)
        few: Bools = covered < least - EVEN_SCORE
        room = np.empty(len(block))
        for state, parts in self._members.items():
            known, weight = np.zeros(len(block)), np.zeros(len(block))
            for share, own_read, own_known, ties_read, ties_known in parts:
                read = own_read + (0.0 if ties_read is None else self._sum([ties_read], block, room))
                held = own_known + (0.0 if ties_known is None else self._sum([ties_known], block, room))
                known += share * ratio(np.asarray(held), np.asarray(read))
                weight += share * (np.asarray(read) > 0)
            few |= block.holds(state) & (known < (LEAST_OF_A_MEMBER - EVEN_SCORE) * weight)
        return few

    @staticmethod
    def _sum(folds: Sequence[Fold], block: Block, room: Floats) -> Floats:
        total = np.zeros(len(block))
        for fold in folds:
            fold.over(block, room)
            total += room
        return total


def coverage_of(readings: Sequence[Reading], weights: Weights, pillar_of: Ints) -> Coverage:
    """Count what criteria read, by the weights (q,), (k,) in force."""
    return Coverage(readings, weights.shares(pillar_of))


def known_of_members(study: Study, observations: Observations, marks: Bools) -> Floats:
    """Return the known share of what each criterion of a study of one question reads of each member, (B, n, k).

    See `Coverage.of_members`; what is read in the company of a threat source is counted in its company.
    """
    weights, pillar_of = weights_of(study), pillar_numbers(study)
    found = np.empty((*marks.shape, len(study.criteria)))
    for rows, inside in in_company(study, read(study, observations), marks):
        found[rows] = coverage_of(inside, weights, pillar_of).of_members(marks[rows])
    return found
