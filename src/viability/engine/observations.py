"""What holds at the study's day, as one flat vector with its origins."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from viability.engine.arrays import Bools, Floats, Ints
from viability.study.address import newest, tie_data
from viability.study.fields import as_of_date
from viability.study.profile import Data, Datum
from viability.study.study import Study
from viability.study.vocabulary import Kind

OLD_AFTER = 5
"""Years after which a value counts as old."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One value that holds at the study's day."""

    attribute: str
    owner: str
    """A state or an institution."""
    other: str = ""
    """The second state of a pair, or the threat source."""
    of: Kind = "state"
    """What the attribute is of."""
    datum: Datum

    @property
    def path(self) -> str:
        """How a what-if names the value."""
        if self.of == "threat":
            return f"{self.owner}.{self.attribute}.{self.other}"
        return ".".join(part for part in (self.owner, self.other, self.attribute) if part)


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
        self.study = study
        self.entries: list[Entry] = []
        self.values: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def put(self, data: Data, name: str, owner: str, other: str = "") -> int:
        """Add what holds at the study's day; return its place, -1 where nothing does."""
        attribute = self.study.attributes[name]
        datum = newest(data, None if attribute.timeless else self.study.as_of)
        if datum is None:
            return -1
        least, most = attribute.bounds(datum)
        self.entries.append(Entry(attribute=name, owner=owner, other=other, of=attribute.of, datum=datum))
        self.values.append(datum.value)
        self.low.append(least)
        self.high.append(most)
        return len(self.entries) - 1

    def place(self, name: str, ids: tuple[str, ...]) -> Ints:
        """Add one quantity for all states; return where it stands."""
        study = self.study
        match study.attributes[name].of:
            case "state":
                found = [self.put(study.states[s].attributes.get(name, ()), name, s) for s in ids]
            case "threat":
                felt = [study.states[s].threats.get(name, {}) for s in ids]
                found = [
                    self.put(rated.get(t, ()), name, s, t)
                    for s, rated in zip(ids, felt, strict=True)
                    for t in study.threats
                ]
                return np.array(found, dtype=np.intp).reshape(len(ids), len(study.threats))
            case "institution":
                found = [self.put(held.credibility, name, i) for i, held in study.institutions.items()]
            case "pair":
                found = [self.put(tie_data(study, a, b, name), name, a, b) for a, b in combinations(ids, 2)]
        return np.array(found, dtype=np.intp)


def observe(study: Study, states: Iterable[str] | None = None) -> Observations:
    """Collect what holds at the study's day for some states (default: all that the study holds)."""
    ids = tuple(study.states) if states is None else tuple(states)
    first, second = np.triu_indices(len(ids), 1)
    gatherer = _Gatherer(study)
    wanted = sorted({name for c in study.criteria.values() for name in c.measure.attributes})
    places: dict[tuple[str, ...], Ints] = {
        (study.attributes[name].of, name): gatherer.place(name, ids) for name in wanted
    }
    belongs = [
        [
            institution != study.institution
            and any(
                spell.role == "member" and spell.holds(study.as_of)
                for spell in study.states[state].memberships.get(institution, ())
            )
            for institution in study.institutions
        ]
        for state in ids
    ]
    given = np.array([*gatherer.values, np.nan])
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
    )


def _counted(study: Study, entries: Sequence[Entry]) -> Ints:
    """Tell of each value whether it counts as read, known, old and weak; the last stands for what is unknown."""
    day = study.as_of or max((as_of_date(entry.datum.date) for entry in entries if entry.datum.date), default="")
    weak = {name for name, source in study.sources.items() if source.weak}

    def old(entry: Entry) -> bool:
        if entry.datum.date is None or study.attributes[entry.attribute].timeless:
            return False
        last = as_of_date(entry.datum.date)
        return f"{int(last[:4]) + OLD_AFTER:04}{last[4:]}" < day

    rows = [(1, 1, old(entry), weak.issuperset(entry.datum.source)) for entry in entries]
    return np.array([*rows, (1, 0, 0, 0)], dtype=np.intp).T
