"""What a coalition's members take from what is read: a threat source that is a member is no threat from without.

Three measures read threat sources, so that what they read of a state, or of a pair, depends on who else belongs. Here
each item's sources are listed once, those alone whose absence may move it, and what it is without any of them is looked
up in a table: a coalition costs as many look-ups as it has items. Where the table would be too large, what is asked for
is measured, once for each absence that occurs.

Shape letters beside those of `arrays`: **m** items of a criterion, **t** threat sources, **L** sources of an item at
most, **s** members of a coalition, **M** items without some of their sources.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from viability.engine.aggregators import to_unit
from viability.engine.arrays import CELLS, Bools, Floats, Ints
from viability.engine.blocks import rows_by_size
from viability.engine.measures import MEASURES, counted_ratings
from viability.engine.observations import Observations
from viability.engine.readings import Goalposts, Reading, read
from viability.study.study import Study
from viability.study.vocabulary import AGGREGATORS

TABLE = 1 << 17
"""Entries of a table at most: of each item one for each set of its sources."""


def companies(readings: Sequence[Reading], most: int, table: int = TABLE) -> Mapping[int, "Company"]:
    """Return the criteria whose items depend on who is a member, by number; see `Company`."""
    if not (readings[0].observations.threat_states >= 0).any():
        return {}
    return {k: Company(reading, most, table) for k, reading in enumerate(readings) if reading.criterion.facts.outside}


def in_company(
    study: Study, obs: Observations, marks: Bools, readings: tuple[Reading, ...] | None = None
) -> tuple[tuple[Reading, ...], Mapping[int, "Company"]]:
    """Return what is read of coalitions (B, n), and of which criteria that depends on each by itself.

    A source that is a member is no threat from without. Coalitions that all hold the same sources are read as one.
    What was read of them before may be handed in.
    """
    sources = obs.threat_states[obs.threat_states >= 0]
    # asked for places, too, numpy does not load its masked arrays
    inside = marks[:, sources] if len(marks) == 1 else np.unique(marks[:, sources], axis=0, return_index=True)[0]
    varies = inside.any() and any(criterion.facts.outside for criterion in study.criteria.values())
    if varies and len(inside) == 1 and readings is None:
        return read(study, obs.in_company(np.isin(np.arange(len(obs.states)), sources[inside[0]]))), {}
    readings = read(study, obs) if readings is None else readings
    if not varies or len(inside) == 1:
        return readings, {}
    sizes = marks.sum(axis=1)
    # a table that has more entries than coalitions have items is not worth its making
    return readings, companies(readings, int(sizes.max()), min(TABLE, int((sizes * sizes).sum())))


class Company:
    """One criterion that reads threat sources, for coalitions that hold some of these.

    Args:
        reading: As read while no source is a member.
        most: How many members a coalition has at most.
        table: How many entries a table may have.
    """

    def __init__(self, reading: Reading, most: int, table: int = TABLE) -> None:
        self.reading, self._most, self._largest = reading, most, table
        self._last: tuple[Ints, tuple[Ints, Bools]] | None = None
        self._obs, self._measure = reading.observations, reading.criterion.measure
        self._functions, self._dyadic = MEASURES[self._measure.kind], self._measure.dyadic
        obs = self._obs
        sources = np.flatnonzero(obs.threat_states >= 0)
        own = np.zeros((len(obs.states), len(obs.threats)), dtype=bool)
        own[obs.threat_states[sources], sources] = True
        if self._dyadic:
            own = own[obs.pairs[0]] | own[obs.pairs[1]]
        self._outside: Bools = ~own & obs.outside
        """(m, t): the sources of an item in the company of those alone whom it is about."""
        relevant = self._relevant(most - 1 - self._dyadic)
        self._lengths: Ints = relevant.sum(axis=1)
        items, found = np.nonzero(relevant)
        column = np.arange(len(items)) - np.repeat(np.cumsum(self._lengths) - self._lengths, self._lengths)
        self._which = np.full((len(relevant), int(self._lengths.max(initial=0))), -1, dtype=np.intp)
        """(m, L): the sources of each item that may be members; -1 where there are fewer."""
        self._which[items, column] = found
        counted = counted_ratings(obs, self._measure) * obs.outside
        self._ratings: Ints = counted.sum(axis=-1)
        self.inside = np.zeros((4, len(obs.states), len(obs.states)), dtype=np.intp)
        """(4, n, n): how many ratings of a state are not read where another is a member, by kind as in `Counts`."""
        for source in sources.tolist():
            self.inside[..., obs.threat_states[source]] += counted[..., source]

    @cached_property
    def lasting(self) -> Bools:
        """Of which states some rating is left to read, whoever belongs, (n,)."""
        several = int(np.bincount(self._obs.threat_states[self._obs.threat_states >= 0]).max(initial=0))
        return np.asarray(self._ratings[0] > self._most * several)

    def _relevant(self, others: int) -> Bools:
        """Tell which sources of each item may be members, and move it by that, (m, t)."""
        obs, sources = self._obs, self._functions.sources
        if sources is None:
            raise ValueError(f"measure '{self._measure.kind}' reads no threat sources")
        rated, moving = sources(obs, self._measure)
        rated &= self._outside
        several = int(np.bincount(obs.threat_states[obs.threat_states >= 0]).max(initial=0))
        # an item of which all that is rated may be inside is unknown then, whatever the ratings are
        safe = (rated & (obs.threat_states < 0)).any(axis=1) | (rated.sum(axis=1) > others * several)
        relevant: Bools = (moving | ~safe[:, None]) & rated & (obs.threat_states >= 0)
        return relevant

    @property
    def touched(self) -> Bools:
        """Tell which two states may move an item by being members together, (n, n), symmetric."""
        n = len(self._obs.states)
        touched = np.zeros((n, n), dtype=bool)
        items, column = np.nonzero(self._which >= 0)
        others = self._obs.threat_states[self._which[items, column]]
        for states in self._obs.pairs if self._dyadic else (np.arange(n),):
            touched[states[items], others] = touched[others, states[items]] = True
        return touched

    @cached_property
    def alone(self) -> Floats:
        """The value of each item in the company of those alone whom it is about, (..., m)."""
        return self._values(*self._all())

    def count_alone(self) -> Ints:
        """Count the values that are read of each state in its own company, as in `Counts`: (4, n)."""
        own: Ints = self._ratings - np.diagonal(self.inside, axis1=1, axis2=2)
        return own if self._dyadic else own + self._figures(*self._all())

    def _all(self) -> tuple[Ints, Bools]:
        return np.arange(len(self._which)), np.zeros(self._which.shape, dtype=bool)

    def score(
        self,
        rows: Ints,
        missing: float = np.nan,
        goalposts: Goalposts | None = None,
        aggregator: str | None = None,
    ) -> Floats:
        """Score coalitions by their members (b, s): (..., b), as `Reading.score` does."""
        plain = AGGREGATORS[aggregator or self.reading.criterion.aggregator].mean and goalposts is None
        if plain and np.isnan(missing) and self._starts is not None and self._units is not None:
            return self._averages(rows, *self._units)
        draws = max(self.reading.values[..., 0].size, 1)
        step = max(1, CELLS // (rows.shape[1] ** (1 + self._dyadic) * max(self._which.shape[1], draws, 1)))
        parts = []
        for start in range(0, max(len(rows), 1), step):
            values = self._values(*self._items(rows if step >= len(rows) else rows[start : start + step]))
            parts.append(self.reading.score_each(values, missing, goalposts, aggregator))
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)

    def _averages(self, rows: Ints, units: Floats, known: Floats | None) -> Floats:
        """Return the mean of what coalitions (b, s) have in a table of scores, where it is known; NaN for nothing."""
        step = max(1, CELLS // rows.shape[1] ** (1 + self._dyadic))
        made = np.empty(len(rows))
        for start in range(0, len(rows), step):
            at = self._at(rows if step >= len(rows) else rows[start : start + step])
            total, out = units.take(at).sum(axis=0), made[start : start + step]
            if known is None:
                np.divide(total, len(at) or np.nan, out=out)
            else:
                count = known.take(at).sum(axis=0)
                np.divide(total, np.where(count > 0, count, np.nan), out=out)
        return made

    @cached_property
    def _units(self) -> tuple[Floats, Floats | None] | None:
        """What each entry scores between the goalposts, nought where unknown, and which are known if not all are."""
        posts = self.reading.criterion.goalposts
        if posts is None or self._table.ndim > 1:
            return None
        unknown = np.isnan(self._table)
        units = np.where(unknown, 0.0, to_unit(self._table, posts.worst, posts.best))
        return units, (~unknown).astype(float) if unknown.any() else None

    def score_marked(
        self,
        marks: Bools,
        missing: float = np.nan,
        goalposts: Goalposts | None = None,
        aggregator: str | None = None,
    ) -> Floats:
        """Score coalitions that are marked, (B, n): (..., B)."""
        found = [(of, self.score(rows, missing, goalposts, aggregator)) for of, rows in rows_by_size(marks)]
        order = np.argsort(np.concatenate([of for of, _ in found]))
        scores: Floats = np.concatenate([scored for _, scored in found], axis=-1)[..., order]
        return scores

    def count(self, which: int | slice, rows: Ints) -> Ints:
        """Count the values of one kind, or several, that are read of each member of coalitions (b, s): (..., b, s)."""
        beside: Ints = self.inside[which][..., rows[:, :, None], rows[:, None, :]]
        read: Ints = self._ratings[which][..., rows] - beside.sum(axis=-1)
        if self._dyadic:
            return read
        if self._starts is None:
            return read + self._figures(*self._items(rows))[which]
        figures: Ints = self._counted[which][..., self._at(rows).T]
        return read + figures

    def _at(self, rows: Ints) -> Ints:
        """Return where the items of coalitions (b, s) stand in a table: (i, b)."""
        if self._starts is None:
            raise ValueError("there is no table")
        # where members are many times an item's sources, it costs less to look up the sources
        if self._codes is None or rows.shape[1] > 4 * self._which.shape[1]:
            items, inside = self._items(rows)
            return (self._starts[items] + inside @ self._powers).T
        items = columns = np.ascontiguousarray(rows.T)
        if self._dyadic:
            one, two = np.triu_indices(len(columns), 1)
            items = self._numbers[columns[one], columns[two]]
        at: Ints = self._starts.take(items)
        items = items * len(self._obs.states)
        for column in columns:
            at += self._codes.take(items + column)
        return at

    @cached_property
    def _numbers(self) -> Ints:
        """The number of the item of each two states, (n, n)."""
        first, second = self._obs.pairs
        numbers = np.zeros((len(self._obs.states),) * 2, dtype=np.intp)
        numbers[first, second] = numbers[second, first] = np.arange(len(first))
        return numbers

    @cached_property
    def _codes(self) -> npt.NDArray[np.int32] | None:
        """What each state adds, as a member, to where an item stands in the table, (m, n); None where that is large."""
        states = len(self._obs.states)
        if len(self._which) * states > CELLS:
            return None
        codes = np.zeros((len(self._which), states), dtype=np.int32)
        for found, power in zip(self._which.T, self._powers, strict=True):
            # of each item one source at a time, for a state may be several
            items = np.flatnonzero(found >= 0)
            codes[items, self._obs.threat_states[found[items]]] += np.int32(power)
        return codes

    def _items(self, rows: Ints) -> tuple[Ints, Bools]:
        """Return the items of coalitions (b, s), and which of their sources are members: (b, i) and (b, i, L)."""
        if self._last is None or self._last[0] is not rows:  # what is scored is counted, too
            self._last = rows, self._listed(rows)
        return self._last[1]

    def _listed(self, rows: Ints) -> tuple[Ints, Bools]:
        n, items = len(self._obs.states), rows
        if self._dyadic:
            one, two = np.triu_indices(rows.shape[1], 1)
            items = self._numbers[rows[:, one], rows[:, two]]
        marks = np.zeros((len(rows), n + 1), dtype=bool)
        marks[np.arange(len(rows))[:, None], rows] = True
        which = self._which[items]
        states = np.where(which >= 0, self._obs.threat_states[which], n)
        inside: Bools = marks[np.arange(len(rows))[:, None, None], states]
        return items, inside

    def _values(self, items: Ints, inside: Bools) -> Floats:
        """Return the values of items (...) without those of their sources that are marked (..., L)."""
        if self._starts is not None:
            found: Floats = self._table[..., self._starts[items] + inside @ self._powers]
            return found
        at, back = self._different(items, inside)
        made = self._functions.read(self._obs.at(*at, dyadic=self._dyadic), self._measure)
        return made[..., back].reshape(*made.shape[:-1], *items.shape)

    def _figures(self, items: Ints, inside: Bools) -> Ints:
        """Count the figures that are read of states (...) and their opponents: (4, ...)."""
        if self._starts is not None:
            found: Ints = self._counted[:, self._starts[items] + inside @ self._powers]
            return found
        at, back = self._different(items, inside)
        return self._figures_at(*at)[:, back].reshape(4, *items.shape)

    @cached_property
    def _powers(self) -> Ints:
        return 1 << np.arange(self._which.shape[1])

    @cached_property
    def _starts(self) -> Ints | None:
        """Where each item's entries begin in a table, (m,); None where there would be too many."""
        if self._which.shape[1] >= self._largest.bit_length():
            return None
        entries: Ints = 1 << self._lengths
        starts: Ints = np.cumsum(entries) - entries
        return starts if entries.sum() <= self._largest else None

    @cached_property
    def _entries(self) -> tuple[Ints, Bools]:
        """The items of a table, (M,), and the sources outside of each, (M, t): every set, in binary order."""
        entries = 1 << self._lengths
        items = np.repeat(np.arange(len(entries)), entries)
        sets = np.arange(len(items)) - np.repeat(np.cumsum(entries) - entries, entries)
        return items, self._without(items, (sets[:, None] & self._powers) > 0)

    @cached_property
    def _table(self) -> Floats:
        return self._functions.read(self._obs.at(*self._entries, dyadic=self._dyadic), self._measure)

    @cached_property
    def _counted(self) -> Ints:
        return self._figures_at(*self._entries)

    def _different(self, items: Ints, inside: Bools) -> tuple[tuple[Ints, Bools], Ints]:
        """Return each different item with the sources outside of it, and which of them each (...) is."""
        flat = inside.reshape(items.size, -1)
        keys = np.column_stack([items.ravel(), np.packbits(flat, axis=1)])
        _, first, back = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        chosen = items.ravel()[first]
        return (chosen, self._without(chosen, flat[first])), back.ravel()

    def _without(self, items: Ints, inside: Bools) -> Bools:
        """Return the sources outside of items (M,) that are without those of their own that are marked (M, L)."""
        outside = self._outside[items]
        row, column = np.nonzero(inside)
        outside[row, self._which[items[row], column]] = False
        return outside

    def _figures_at(self, items: Ints, outside: Bools) -> Ints:
        at = self._obs.at(items, outside, dyadic=False)
        ratings = (counted_ratings(at, self._measure) * outside).sum(axis=-1)
        figures: Ints = self._functions.counts(at, self._measure).own - ratings
        return figures
