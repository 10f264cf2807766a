"""What holds at the study's day, as one flat vector with its origins."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from viability.engine.arrays import Bools, Floats, Ints
from viability.study.address import Address, addresses, newest, read_attributes
from viability.study.fields import as_of_date
from viability.study.profile import Datum
from viability.study.study import Study

OLD_AFTER = 5
"""Years after which a value counts as old."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One value that holds at the study's day."""

    address: Address
    datum: Datum

    @property
    def attribute(self) -> str:
        """The id of its attribute."""
        return self.address.attribute

    @property
    def owner(self) -> str:
        """The state or institution that it is about."""
        return self.address.owner

    @property
    def other(self) -> str:
        """The second state of a pair, or the threat source."""
        return self.address.other

    @property
    def path(self) -> str:
        """How a what-if names the value."""
        return str(self.address)


@dataclass(frozen=True, kw_only=True, slots=True)
class Observations:
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
    threats: tuple[str, ...]
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

    def gather(self, place: Ints) -> Floats:
        """Read values at index places; shape (..., *place.shape), draws contiguous in memory."""
        turned = np.moveaxis(self.values, -1, 0)[place]
        return np.moveaxis(turned, tuple(range(place.ndim)), tuple(range(-place.ndim, 0)))


class _Gatherer:
    """Collects values into the flat vector and says where each stands."""

    def __init__(self, study: Study) -> None:
        self.study, self.day = study, study.day
        self.entries: list[Entry] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def put(self, address: Address) -> int:
        """Add what holds at the study's day; return its place, -1 where nothing does."""
        attribute = self.study.attributes[address.attribute]
        datum = newest(address.held(self.study), attribute, self.day)
        if datum is None:
            return -1
        least, most = attribute.bounds(datum)
        self.entries.append(Entry(address=address, datum=datum))
        self.low.append(least)
        self.high.append(most)
        return len(self.entries) - 1

    def place(self, name: str, ids: tuple[str, ...]) -> Ints:
        """Add one attribute of all states; return where its values stand."""
        found = np.array([self.put(address) for address in addresses(self.study, ids, [name])], dtype=np.intp)
        return found.reshape(len(ids), len(self.study.threats)) if self.study.attributes[name].of == "threat" else found


def observe(study: Study, states: Iterable[str] | None = None) -> Observations:
    """Collect what holds at the study's day for some states (default: all that the study holds)."""
    ids = tuple(study.states) if states is None else tuple(states)
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
    given = np.array([*(entry.datum.value for entry in gatherer.entries), np.nan])
    return Observations(
        states=ids,
        pairs=(first, second),
        entries=tuple(gatherer.entries),
        values=given,
        given=given,
        counted=_counted(study, gatherer.entries),
        low=np.array([*gatherer.low, np.nan]),
        high=np.array([*gatherer.high, np.nan]),
        places=places,
        belongs=np.array(belongs, dtype=bool).reshape(len(ids), len(study.institutions)),
        has_memberships=np.array([bool(study.states[s].memberships) for s in ids]),
        threats=tuple(study.threats),
        institutions=tuple(study.institutions),
        institution_kinds=tuple(institution.kind for institution in study.institutions.values()),
    )


def _counted(study: Study, entries: Sequence[Entry]) -> Ints:
    """Tell of each value whether it counts as read, known, old and weak; the last stands for what is unknown."""
    day = study.day
    weak = {name for name, source in study.sources.items() if source.weak}

    def old(entry: Entry) -> bool:
        if entry.datum.date is None or study.attributes[entry.attribute].timeless:
            return False
        last = as_of_date(entry.datum.date)
        return f"{int(last[:4]) + OLD_AFTER:04}{last[4:]}" < day

    rows = [(1, 1, old(entry), weak.issuperset(entry.datum.source)) for entry in entries]
    return np.array([*rows, (1, 0, 0, 0)], dtype=np.intp).T
