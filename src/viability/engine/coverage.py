"""How much of what criteria read is known: values counted, by criterion, in all, and by member.

A value is an address that a criterion reads for a coalition: a state's attribute, its rating of each threat source, a
pair's tie, a state's memberships as one, and with each member the credibility of the institutions that it belongs to.
Shape letters as in `arrays`.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct

from viability.engine.arrays import EVEN_SCORE, Bools, Floats, Ints
from viability.engine.blocks import Block, rows_by_size
from viability.engine.company import Company, in_company
from viability.engine.folds import Fold, square
from viability.engine.measures import Counts
from viability.engine.observations import Observations
from viability.engine.readings import Reading
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


class Coverage(Struct, frozen=True, dict=True):
    """Counts of the values that criteria read, for any coalition."""

    readings: Sequence[Reading]
    shares: Floats
    """(k,): each criterion's share of all weight, which adds up to 1."""
    companies: Mapping[int, Company] = {}
    """The criteria, by number, that read less of a coalition that holds threat sources."""

    @cached_property
    def counts(self) -> tuple[Counts, ...]:
        """What each criterion counts."""
        return tuple(reading.counts() for reading in self.readings)

    def count(self, which: int, marks: Bools, only: Ints | None = None) -> Floats:
        """Count values of one kind for coalitions (B, n): (B, k), or of `only` some criteria."""
        members = marks.astype(float)
        chosen = range(len(self.counts)) if only is None else only.tolist()
        found = np.empty((len(marks), len(chosen)))
        for i, k in enumerate(chosen):
            counts, ties = self.counts[k], self.ties[k]
            if k in self.companies:
                for some, rows in rows_by_size(marks):
                    found[some, i] = self.companies[k].count(which, rows).sum(axis=1)
                continue
            found[:, i] = members @ counts.own[which]
            if ties is not None:
                # each pair stands in the square twice
                found[:, i] += ((members @ ties[which]) * members).sum(axis=1) / 2
        return found

    def by_criterion(self, marks: Bools) -> Floats:
        """Return the known share of what each criterion reads for coalitions (B, n): (B, k)."""
        found = np.ones((len(marks), len(self.counts)))
        gaps = np.flatnonzero([not self.surely(k) for k in range(len(self.counts))])
        if len(gaps):
            found[:, gaps] = ratio(self.count(KNOWN, marks, gaps), self.count(READ, marks, gaps))
        return found

    def surely(self, k: int) -> bool:
        """Tell whether all is known that a criterion reads, and something is read, of every coalition."""
        return self.counts[k].full and (k not in self.companies or bool(self.companies[k].lasting.all()))

    def by_member(self, marks: Bools, states: Ints | None = None) -> Floats:
        """Return the known share of what is asked of each member, (B, n), or (B, m) of some states; NaN for outsiders.

        It is the mean by weight over the criteria that read something of the member; a tie counts for both.
        """
        chosen = np.arange(marks.shape[1]) if states is None else states
        known, weight = np.zeros((len(marks), len(chosen))), np.zeros((len(marks), len(chosen)))
        members, inside = marks.astype(float), marks[:, chosen]
        for k, (counts, share, ties) in enumerate(zip(self.counts, self.shares, self.ties, strict=True)):
            if not share:
                continue
            if k in self.companies:
                read, held = (self._in_company(k, which, marks)[:, chosen] for which in (READ, KNOWN))
                known += share * ratio(held, read)
                weight += share * (read > 0)
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
        for k, (counts, ties) in enumerate(zip(self.counts, self.ties, strict=True)):
            if k in self.companies:
                own = [self._in_company(k, which, marks) for which in (READ, KNOWN)]
            else:
                own = [np.broadcast_to(counts.own[which].astype(float), marks.shape) for which in (READ, KNOWN)]
            if ties is not None:
                own = [mine + members @ ties[which] for mine, which in zip(own, (READ, KNOWN), strict=True)]
            found[..., k] = np.where(marks & (own[0] > 0), ratio(own[1], own[0]), np.nan)
        return found

    def _in_company(self, k: int, which: int, marks: Bools) -> Floats:
        """Count the values of one kind that a criterion reads of each member in its coalition (B, n): (B, n)."""
        found = np.zeros(marks.shape)
        for some, rows in rows_by_size(marks):
            found[some[:, None], rows] = self.companies[k].count(which, rows)
        return found

    @cached_property
    def ties(self) -> tuple[Floats | None, ...]:
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
        for k, (counts, share, ties) in enumerate(zip(self.counts, self.shares, self.ties, strict=True)):
            reads = counts.own[READ].astype(float)
            least = ratio(counts.own[KNOWN].astype(float), reads)
            if k in self.companies:
                # all that is known might be of sources that are members; and where all is known, nothing may be left
                # to read, and the rest, of which less is known, then weighs more
                reads = np.where((least == 1) & ~self.companies[k].lasting, 0.0, reads)
                least = ((least == 1) & (reads > 0)).astype(float)
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
        # where all is known of a coalition, all is known of its members
        gaps = np.flatnonzero((covered < 1).any(axis=1))
        if len(gaps) and len(self.doubtful):
            # an outsider's NaN is less than nothing
            known = self.by_member(marks[gaps], self.doubtful)
            few[gaps] |= (known < LEAST_OF_A_MEMBER - EVEN_SCORE).any(axis=1)
        return few


class CoverageTables:
    """The same for every coalition that some states can form, block by block."""

    def __init__(self, coverage: Coverage, low: Ints) -> None:
        self._coverage, self._states = coverage, len(coverage.readings[0].observations.states)
        self._doubtful = np.isin(np.arange(self._states), coverage.doubtful)
        self._low = low
        self._sure = 0.0
        """The share of weight of criteria of which everything is known."""
        alike = np.zeros(self._states)
        least = np.zeros(self._states)
        self._gaps: list[tuple[float, Company | None, list[list[Fold]]]] = []
        """Each other criterion's share, and tables of what it reads and knows."""
        items = [self._items(k) for k in range(len(coverage.shares))]
        for k, share in enumerate(coverage.shares.tolist()):
            company, (own, beside) = coverage.companies.get(k), items[k]
            if coverage.surely(k):
                self._sure += share
            elif np.ptp(own[READ]) == 0 and own[READ, 0] and not beside.any():
                # where as much is read of every state, shares of members are averaged
                alike += share * own[KNOWN] / own[READ]
            elif share:
                # a tie counts for both of its states and is one value, what a state rates counts for itself alone
                joined = beside if company is None else beside + np.swapaxes(beside, 1, 2)
                least += share * self._surely(k, own, beside)
                self._gaps.append((share, company, [self._folds(own[i], joined[i]) for i in (READ, KNOWN)]))
        self._alike = Fold(np.add, alike, self._low, dyadic=False) if alike.any() else None
        self._least = alike, least
        """What each state has of the criteria of which as much is read of all, and has at least of each other one."""
        self._members = {
            int(i): [
                (share, [self._of(int(i), own[which], beside[which]) for which in (READ, KNOWN)])
                for share, (own, beside) in zip(coverage.shares.tolist(), items, strict=True)
                if share
            ]
            for i in coverage.doubtful
        }

    def _items(self, k: int) -> tuple[Floats, Floats]:
        """Return what a criterion reads of a state, (4, n), and how much more where another belongs, (4, n, n)."""
        company, counts, ties = self._coverage.companies.get(k), self._coverage.counts[k], self._coverage.ties[k]
        if company is not None:
            beside = -company.inside.astype(float)
            beside[:, range(self._states), range(self._states)] = 0.0
            return company.count_alone().astype(float), beside
        none = np.zeros((4, self._states, self._states)) if ties is None else ties
        return counts.own.astype(float), none

    def _surely(self, k: int, own: Floats, beside: Floats) -> Bools:
        """Tell of which states everything is known that a criterion reads of them, and something is read, (n,)."""
        company = self._coverage.companies.get(k)
        # what is read of a member is less by what is inside, known or not
        read = own[READ] > 0 if company is None else np.full(self._states, company.lasting.all())
        surely: Bools = read & (own[READ] == own[KNOWN]) & (beside[READ] == beside[KNOWN]).all(axis=1)
        return surely

    def safe(self, block: Block, least: float) -> bool:
        """Tell whether it is certain that no coalition of a block of rows is known too little for a verdict."""
        if not least:
            return True
        if block.tail is None or block.rows is None:
            return False
        rest = block.tail.table.states[block.tail.place :]
        states = np.concatenate([block.top, rest])
        if self._doubtful[states].any():
            return False
        alike, others = self._least
        size = len(block.top) + block.rows.shape[1]
        shared = (alike[block.top].sum() + block.rows.shape[1] * alike[rest].min()) / size
        return bool(self._sure + shared + others[states].min() >= least)

    def _folds(self, own: Floats, beside: Floats) -> list[Fold]:
        folds = [Fold(np.add, own, self._low, dyadic=False)]
        if not beside.any():
            return folds
        return [*folds, Fold(np.add, beside, self._low, dyadic=True)]

    def _of(self, state: int, own: Floats, beside: Floats) -> tuple[float, Fold | None]:
        """Return what is read of a state by itself, and a table of how much more where others belong."""
        others = beside[state]
        return float(own[state]), Fold(np.add, others, self._low, dyadic=False) if others.any() else None

    def over(self, block: Block, touched: Sequence[tuple[Ints, Ints]] = ()) -> Floats:
        """Return the known share of what the coalitions of a block are asked, (B,).

        Args:
            block: Which coalitions.
            touched: Those of them, by number, that hold sources of their members, with their members (b, s).
        """
        total, room = np.full(len(block), self._sure), np.empty(len(block))
        if self._alike is not None:
            self._alike.over(block, room)
            sizes = block.sizes()
            room /= np.maximum(sizes if block.rows is None else sizes[:1], 1)
            total += room
        for share, company, both in self._gaps:
            read, known = (self._sum(folds, block, room) for folds in both)
            if company is not None:
                for some, rows in touched:
                    read[some], known[some] = company.count(slice(READ, KNOWN + 1), rows).sum(axis=-1)
            total += share * ratio(known, read)
        return total

    def thin(self, block: Block, covered: Floats, least: float, touched: Sequence[tuple[Ints, Ints]] = ()) -> Bools:
        """Tell which coalitions of a block, so covered (B,), are known too little for a verdict: (B,)."""
        if not least:
            return np.zeros(len(block), dtype=bool)
        few: Bools = covered < least - EVEN_SCORE
        room = np.empty(len(block))
        for state, parts in self._members.items():
            known, weight = np.zeros(len(block)), np.zeros(len(block))
            for share, both in parts:
                read, held = (
                    np.asarray(own + (0.0 if beside is None else self._sum([beside], block, room)))
                    for own, beside in both
                )
                known += share * ratio(held, read)
                weight += share * (read > 0)
            few |= block.holds(state) & (known < (LEAST_OF_A_MEMBER - EVEN_SCORE) * weight)
        for some, rows in touched if self._members else ():
            of_members = self._coverage.by_member(self._marks(rows), self._coverage.doubtful)
            thin = (of_members < LEAST_OF_A_MEMBER - EVEN_SCORE).any(axis=1)
            few[some] = (covered[some] < least - EVEN_SCORE) | thin
        return few

    def _marks(self, rows: Ints) -> Bools:
        marks = np.zeros((len(rows), self._states), dtype=bool)
        marks[np.arange(len(rows))[:, None], rows] = True
        return marks

    @staticmethod
    def _sum(folds: Sequence[Fold], block: Block, room: Floats) -> Floats:
        total = np.zeros(len(block))
        for fold in folds:
            fold.over(block, room)
            total += room
        return total


def coverage_of(
    readings: Sequence[Reading], weights: Weights, pillar_of: Ints, companies: Mapping[int, Company] | None = None
) -> Coverage:
    """Count what criteria read, by the weights (q,), (k,) in force."""
    return Coverage(readings, weights.shares(pillar_of), {} if companies is None else companies)


def known_of_members(study: Study, observations: Observations, marks: Bools) -> Floats:
    """Return the known share of what each criterion of a study of one question reads of each member, (B, n, k).

    See `Coverage.of_members`; what is read in the company of a threat source is counted in its company.
    """
    readings, met = in_company(study, observations, marks)
    return coverage_of(readings, weights_of(study), pillar_numbers(study), met).of_members(marks)
