"""What holds at the study's day, as one flat vector with its origins."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import comb, isqrt

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.entries import NOUGHT, Entry, counted_of, values_of
from viability.errors import CoalitionError
from viability.study.address import Address, holdings, is_nought, newest, read_attributes
from viability.study.criterion import Measure
from viability.study.profile import Data, Datum
from viability.study.study import Study

MOST_OBSERVED = 40_000_000
"""Pairs of states times criteria that are looked at together: some two thousand states on twenty criteria."""


class Observations(Struct, frozen=True, kw_only=True):
    """What holds at the study's day, as arrays: n states, p pairs, t threat sources, i institutions, N values."""

    states: tuple[str, ...]
    pairs: tuple[Ints, Ints]
    """First and second state of each pair, each (p,)."""
    entries: tuple[Entry, ...]
    """The N values with their origin."""
    values: Floats
    """(..., N + 1); the last is NaN and stands for whatever is unknown."""
    given: Floats
    """(N + 1,): the values around which those with leading axes are drawn; they decide what no draw may."""
    low: Floats
    high: Floats
    """(N + 1,): the range of each value."""
    counted: Ints
    """(4, N + 1): of each value whether it is read (1), known, older than five years, and on weak sources alone."""
    places: Mapping[tuple[str, ...], Ints]
    """Where each quantity stands in `values`: an attribute (n,), threats (n, t), a tie (p,), credibility (i,)."""
    belongs: Bools
    """(n, i): who is a full member of what, the coalition's own institution left out."""
    has_memberships: Bools
    """(n,): whose memberships are known at all."""
    figures: Mapping[tuple[str, str], tuple[Ints, Ints]]
    """By attribute and the attribute that names opponents: where a state's figure and its opponent's stand, (n, t)."""
    threats: tuple[str, ...]
    threat_kinds: tuple[str | None, ...]
    """What kind of source each threat is."""
    threat_states: Ints
    """(t,): the number of the observed state that a threat source is, -1 where it is none."""
    outside: Bools
    """(t,): which threat sources count as from without; all, until a coalition is looked at that holds some. Or
    (m, t), of each of m items by itself, see `at`."""
    institutions: tuple[str, ...]
    institution_kinds: tuple[str | None, ...]
    """What kind of body each institution is."""

    def with_values(self, values: Floats) -> "Observations":
        """Return the same observations with other numbers, shape (..., N + 1).

        Numbers without leading axes are given in place of those there were; with leading axes they are drawn around
        what is given.
        """
        return replace(self, values=values, given=values if values.ndim == 1 else self.given)

    def each_given(self, rows: Floats) -> Iterator[tuple[Ints, "Observations"]]:
        """Return observations in which each of some sets of values (M, N + 1) is given, as many together as can be.

        What no draw may decide is whether a threat is felt at all: rows that agree on that are evaluated together.
        """
        places = [place.ravel() for (kind, _), place in self.places.items() if kind == "threat"]
        threats = np.concatenate([np.empty(0, dtype=np.intp), *places])
        felt = np.packbits(rows[:, threats[threats >= 0]] > 0, axis=1)
        groups = np.unique(felt, axis=0, return_inverse=True)[1].ravel()
        for group in range(groups.max(initial=-1) + 1):
            alike = np.flatnonzero(groups == group)
            # in memory the rows of one value stand together, as the measures like it
            values = np.ascontiguousarray(rows[alike].T).T
            yield alike, replace(self, values=values, given=values[0])

    def in_company(self, members: Bools) -> "Observations":
        """Return the same observations with the threat sources left out that are among some states, marked (n,)."""
        found = self.threat_states
        inside = (found >= 0) & members[found]
        return replace(self, outside=self.outside & ~inside)

    def at(self, items: Ints, outside: Bools, *, dyadic: bool) -> "Observations":
        """Return some states, or some pairs, perhaps more than once, each with the sources (m, t) outside of it."""
        if dyadic:
            first, second = self.pairs
            return replace(self, pairs=(first[items], second[items]), outside=outside)
        rows = {key: place[items] if key[0] in ("state", "threat") else place for key, place in self.places.items()}
        figures = {key: (mine[items], theirs[items]) for key, (mine, theirs) in self.figures.items()}
        states = tuple(self.states[item] for item in items.tolist())
        return replace(self, states=states, places=rows, figures=figures, outside=outside)

    def spread(self) -> tuple[Floats, Floats]:
        """Return the least and the greatest of each value over draws, what is given included, (N + 1,) each."""
        if self.values.ndim == 1:
            return self.values, self.values
        turned = np.moveaxis(self.values, -1, 0).reshape(self.values.shape[-1], -1)
        return np.minimum(turned.min(axis=1), self.given), np.maximum(turned.max(axis=1), self.given)

    def gather(self, place: Ints) -> Floats:
        """Read values at index places; shape (..., *place.shape), draws contiguous in memory."""
        if self.values.ndim == 1:
            return self.values[place]
        turned = np.moveaxis(self.values, -1, 0)[place]
        return np.moveaxis(turned, tuple(range(place.ndim)), tuple(range(-place.ndim, 0)))


_Figure = tuple[Address, Datum]


class _Gatherer:
    """Collects values into the flat vector and says where each stands."""

    def __init__(self, study: Study) -> None:
        self.study, self.day = study, study.day
        self.entries: list[Entry] = []
        self._noughts: dict[str, int] = {}

    def _take(self, name: str, held: Iterable[tuple[Address, Data]]) -> list[int]:
        """Add what holds at the study's day of each value of an attribute; return its place, -1 where nothing does."""
        attribute, entries, found = self.study.attributes[name], self.entries, []
        for address, data in held:
            datum = newest(data, attribute, self.day) if data else None
            if datum is not None:
                found.append(len(entries))
                entries.append(Entry(address=address, datum=datum))
            else:
                found.append(self._nought(address) if not data and is_nought(self.study, address) else -1)
        return found

    def _nought(self, address: Address) -> int:
        """Add one nought for all of an attribute: it is in no doubt, and nobody's in particular; return its place."""
        name = address.attribute
        if name not in self._noughts:
            self._noughts[name] = len(self.entries)
            self.entries.append(Entry(address=Address("", "", name, address.of), datum=NOUGHT))
        return self._noughts[name]

    def figures(self, measure: Measure, ids: tuple[str, ...]) -> tuple[Ints, Ints]:
        """Add each state's figure and that of each threat source that is a state, from one source and date: (n, t)."""
        by_code = {state.iso3: state.id for state in self.study.states.values() if state.iso3}
        found = np.full((2, len(ids), len(self.study.threats)), -1, dtype=np.intp)
        held: dict[str, tuple[_Figure, ...]] = {}
        places = {(e.address, e.datum.date): i for i, e in enumerate(self.entries) if e.attribute == measure.of}
        opponents = [by_code.get(threat.state or "") for threat in self.study.threats.values()]
        number = {name: t for t, name in enumerate(self.study.threats)}
        # whom nothing is written of is no opponent, and no draw makes it one
        named = {
            (number[threat], s)
            for s, state in enumerate(ids)
            for threat, data in self.study.states[state].threats.get(measure.against or "", {}).items()
            if data
        }
        for t, s in sorted(named):
            state, opponent = ids[s], opponents[t]
            if opponent is None or opponent == state:
                continue
            for one in {state, opponent} - held.keys():
                held[one] = self._figures_of(one, measure)
            both = _together(held[state], held[opponent])
            for i, (address, datum) in enumerate(both or ()):
                if (address, datum.date) not in places:
                    places[address, datum.date] = len(self.entries)
                    self.entries.append(Entry(address=address, datum=datum))
                found[i, s, t] = places[address, datum.date]
        return found[0], found[1]

    def _figures_of(self, state: str, measure: Measure) -> tuple[_Figure, ...]:
        """Return those of a state's observations that hold at the study's day, each by itself, the newest first."""
        address = Address(state, "", measure.of or "", "state")
        attribute = self.study.attributes[address.attribute]
        return tuple(
            (address, datum)
            for datum in reversed(address.held(self.study))
            if newest((datum,), attribute, self.day) is not None
        )

    def place(self, name: str, ids: tuple[str, ...]) -> Ints:
        """Add one attribute of all states; return where its values stand."""
        attribute = self.study.attributes[name]
        if attribute.zero_unless_listed and attribute.of == "threat":
            return self._listed_ratings(name, ids)
        if attribute.zero_unless_listed and attribute.of == "pair":
            return self._listed_ties(name, ids)
        found = np.array(self._take(name, holdings(self.study, ids, name)), dtype=np.intp)
        return found.reshape(len(ids), len(self.study.threats)) if attribute.of == "threat" else found

    def _listed_ratings(self, name: str, ids: tuple[str, ...]) -> Ints:
        """Add the ratings of all threat sources where what is not listed is nought, (n, t)."""
        threats = [*self.study.threats]
        number = {threat: t for t, threat in enumerate(threats)}
        listed = {
            s * len(threats) + number[threat]: Address(state, threat, name, "threat")
            for s, state in enumerate(ids)
            for threat, data in self.study.states[state].threats.get(name, {}).items()
            if data
        }
        blank = Address("", "", name, "threat")
        return self._among(listed, len(ids) * len(threats), blank).reshape(len(ids), len(threats))

    def _listed_ties(self, name: str, ids: tuple[str, ...]) -> Ints:
        """Add the ties of all pairs where what is not listed is nought, (p,)."""
        number = {state: s for s, state in enumerate(ids)}
        listed = {}
        for one, state in enumerate(ids):
            for other, ties in self.study.states[state].ties.items():
                if ties.get(name) and other in number:
                    i, j = sorted((one, number[other]))
                    pair = i * (2 * len(ids) - i - 1) // 2 + j - i - 1
                    listed[pair] = Address(ids[i], ids[j], name, "pair")
        return self._among(listed, len(ids) * (len(ids) - 1) // 2, Address("", "", name, "pair"))

    def _among(self, listed: Mapping[int, Address], count: int, blank: Address) -> Ints:
        """Add what is listed among so many values, by number; all others are one nought, which nobody doubts."""
        found = np.empty(count, dtype=np.intp)
        numbers = sorted(listed)
        gap = next((number for number in range(count) if number not in listed), count)
        before = bisect(numbers, gap)
        held = [(listed[number], listed[number].held(self.study)) for number in numbers]
        found[numbers[:before]] = self._take(blank.attribute, held[:before])
        if gap < count:
            found[gap:] = self._nought(blank)
        found[numbers[before:]] = self._take(blank.attribute, held[before:])
        return found


def _together(ours: Sequence[_Figure], theirs: Sequence[_Figure]) -> tuple[_Figure, _Figure] | None:
    """Return the newest two figures that share a date and a source; what is assumed goes with any."""
    for one in ours:
        date, source = one[1].date, one[1].source
        for two in theirs:
            other = two[1]
            if date is None or other.date is None:
                return one, two
            if date == other.date and (source == other.source or not {*source}.isdisjoint(other.source)):
                return one, two
    return None


def _check_pairs(states: int, criteria: int) -> None:
    most = MOST_OBSERVED // max(criteria, 1)
    if comb(states, 2) > most:
        raise CoalitionError(
            f"{states:,} states are too many to look at together: they form {comb(states, 2):,} pairs, each of which "
            f"is measured on {criteria:,} criteria; at most {(1 + isqrt(1 + 8 * most)) // 2:,} states can be. Name "
            "fewer members (--members) or candidates (--candidates), or write candidate: false in the profiles of "
            "states that could not join"
        )


def observe(study: Study, states: Iterable[str] | None = None) -> Observations:
    """Collect what holds at the study's day for some states (default: all that the study holds).

    Raises:
        CoalitionError: when they are too many to look at every pair of them.
    """
    ids = tuple(study.states) if states is None else tuple(states)
    _check_pairs(len(ids), len(study.criteria))
    first, second = np.triu_indices(len(ids), 1)
    gatherer = _Gatherer(study)
    places: dict[tuple[str, ...], Ints] = {
        (study.attributes[name].of, name): gatherer.place(name, ids) for name in read_attributes(study)
    }
    belongs = [
        [
            institution != study.institution
            and any(
                spell.role == "member" and spell.holds(gatherer.day)
                for spell in study.states[state].memberships.get(institution, ())
            )
            for institution in study.institutions
        ]
        for state in ids
    ]
    rivalries = [criterion.measure for criterion in study.criteria.values() if criterion.facts.opponents]
    figures = {(m.of or "", m.against or ""): gatherer.figures(m, ids) for m in rivalries}
    number = {code: i for i, name in enumerate(ids) if (code := study.states[name].iso3) is not None}
    given, low, high = values_of(study, gatherer.entries)
    return Observations(
        states=ids,
        pairs=(first, second),
        entries=tuple(gatherer.entries),
        values=given,
        given=given,
        counted=counted_of(study, gatherer.entries),
        low=low,
        high=high,
        places=places,
        belongs=np.array(belongs, dtype=bool).reshape(len(ids), len(study.institutions)),
        has_memberships=np.array([bool(study.states[s].memberships) for s in ids]),
        figures=figures,
        threats=tuple(study.threats),
        threat_kinds=tuple(threat.kind for threat in study.threats.values()),
        threat_states=np.array([number.get(t.state or "", -1) for t in study.threats.values()], dtype=np.intp),
        outside=np.ones(len(study.threats), dtype=bool),
        institutions=tuple(study.institutions),
        institution_kinds=tuple(institution.kind for institution in study.institutions.values()),
    )
