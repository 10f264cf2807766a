"""A study to arrays: what each criterion reads off the profiles, in the attribute's unit, NaN for unknown.

All dated values that hold at the study's day stand in one flat vector, so that a draw, a tornado bar or a step of a path is
that vector with other numbers. Criteria read it through index arrays. Items are members, in the order of `states`, or
pairs, in the order of `pairs`. Leading axes are draws; in memory they run last, which keeps every operation contiguous.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from viability.model import Criterion, Data, Datum, Study

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One value that holds at the study's day."""

    attribute: str
    owner: str
    """A state or an institution."""
    other: str = ""
    """The second state of a pair, or the threat source."""
    datum: Datum

    @property
    def path(self) -> str:
        """How a what-if names the value."""
        if self.attribute == "threats":
            return f"{self.owner}.threats.{self.other}"
        return ".".join(part for part in (self.owner, self.other, self.attribute) if part)


@dataclass(frozen=True, kw_only=True, slots=True)
class Observations:
    """What holds at the study's day, as arrays. Shapes: n states, p pairs, t threat sources, i institutions, N values."""

    states: tuple[str, ...]
    pairs: tuple[Ints, Ints]
    """First and second state of each pair, each (p,)."""
    entries: tuple[Entry, ...]
    """The N values with their origin."""
    values: Floats
    """(..., N + 1); the last is NaN and stands for whatever is unknown."""
    low: Floats
    high: Floats
    """(N + 1,): the range of each value."""
    places: Mapping[tuple[str, ...], Ints]
    """Where each quantity stands in `values`: an attribute (n,), threats (n, t), a tie (p,), credibility (i,)."""
    belongs: Bools
    """(n, i): who is a full member of what, the coalition's own institution left out."""
    has_memberships: Bools
    """(n,): whose memberships are known at all."""
    threats: tuple[str, ...]
    institutions: tuple[str, ...]

    def with_values(self, values: Floats) -> "Observations":
        """Return the same observations with other numbers, shape (..., N + 1)."""
        return replace(self, values=values)

    def gather(self, place: Ints) -> Floats:
        """Read values at index places; shape (..., *place.shape), draws contiguous in memory."""
        turned = np.moveaxis(self.values, -1, 0)[place]
        return np.moveaxis(turned, tuple(range(place.ndim)), tuple(range(-place.ndim, 0)))

    def positions(self, key: tuple[str, ...]) -> Ints:
        """Return where a quantity stands."""
        return self.places[key]

    def pair_number(self, a: int, b: int) -> int:
        """Return the number of a pair of states."""
        i, j = min(a, b), max(a, b)
        n = len(self.states)
        return i * n - i * (i + 1) // 2 + (j - i - 1)


def newest(data: Data, as_of: str | None) -> Datum | None:
    """Return the newest observation not later than a day; the newest of all where no day is given."""
    for datum in reversed(data):
        if as_of is None or datum.date is None or datum.date <= as_of:
            return datum
    return None


def observe(study: Study, states: Iterable[str] | None = None) -> Observations:
    """Collect what holds at the study's day for some states (default: all that the study holds)."""
    ids = tuple(study.states) if states is None else tuple(states)
    number = {name: i for i, name in enumerate(ids)}
    n, threats, institutions = len(ids), tuple(study.threats), tuple(study.institutions)
    first, second = np.triu_indices(n, 1)
    entries: list[Entry] = []
    low: list[float] = []
    high: list[float] = []
    values: list[float] = []

    def put(data: Data, attribute: str, owner: str, other: str = "") -> int:
        datum = newest(data, None if study.attributes[attribute].timeless else study.as_of)
        if datum is None:
            return -1
        entries.append(Entry(attribute=attribute, owner=owner, other=other, datum=datum))
        values.append(datum.value)
        least, most = study.attributes[attribute].bounds(datum)
        low.append(least)
        high.append(most)
        return len(entries) - 1

    wanted = {c.measure.of for c in study.criteria.values() if c.measure.of is not None}
    places: dict[tuple[str, ...], Ints] = {}
    for name in sorted(wanted):
        kind = study.attributes[name].of
        if kind == "state":
            found = [put(study.states[s].attributes.get(name, ()), name, s) for s in ids]
        elif kind == "threat":
            found = [put(study.states[s].threats.get(t, ()), name, s, t) for s in ids for t in threats]
        elif kind == "institution":
            found = [put(study.institutions[i].credibility, name, i) for i in institutions]
        else:
            found = [-1] * (n * (n - 1) // 2)
            for a in ids:
                for b, ties in study.states[a].ties.items():
                    if b in number and name in ties:
                        i, j = sorted((number[a], number[b]))
                        pair = i * n - i * (i + 1) // 2 + (j - i - 1)
                        if found[pair] < 0:
                            found[pair] = put(ties[name], name, ids[i], ids[j])
        place = np.array(found, dtype=np.intp)
        places[kind, name] = place.reshape(n, len(threats)) if kind == "threat" else place
    belongs = np.zeros((n, len(institutions)), dtype=bool)
    for s, name in enumerate(ids):
        for i, institution in enumerate(institutions):
            spells = study.states[name].memberships.get(institution, ())
            belongs[s, i] = institution != study.institution and any(
                spell.role == "member" and spell.holds(study.as_of) for spell in spells
            )
    return Observations(
        states=ids,
        pairs=(first, second),
        entries=tuple(entries),
        values=np.array([*values, np.nan]),
        low=np.array([*low, np.nan]),
        high=np.array([*high, np.nan]),
        places=places,
        belongs=belongs,
        has_memberships=np.array([bool(study.states[s].memberships) for s in ids]),
        threats=threats,
        institutions=institutions,
    )


def _attribute(obs: Observations, name: str) -> Floats:
    return obs.gather(obs.places["state", name])


def _count(obs: Observations, name: str) -> Floats:  # noqa: ARG001 - all measures share one signature
    return np.ones((*obs.values.shape[:-1], len(obs.states)))


def _best_membership(obs: Observations, name: str) -> Floats:
    credibility = obs.gather(obs.places["institution", name])
    rated = ~np.isnan(credibility[(0,) * (credibility.ndim - 1)])
    best = np.zeros((len(obs.states), *credibility.shape[:-1]), dtype=credibility.dtype)
    for s in range(len(obs.states)):
        of = obs.belongs[s] & rated
        if of.any():
            best[s] = credibility[..., of].max(axis=-1)
        if not obs.has_memberships[s] or (obs.belongs[s] & ~rated).any():
            best[s] = np.nan
    return np.moveaxis(best, 0, -1)


def _similarity(obs: Observations, name: str) -> Floats:
    values = _attribute(obs, name)
    first, second = obs.pairs
    turned = np.moveaxis(values, -1, 0)
    return np.moveaxis(np.abs(turned[first] - turned[second]), 0, -1)


def _common_level(obs: Observations, name: str) -> Floats:
    turned = np.moveaxis(_attribute(obs, name), -1, 0)
    first, second = obs.pairs
    return np.moveaxis(np.minimum(turned[first], turned[second]), 0, -1)


def _pairs_by_threat(obs: Observations, name: str) -> tuple[Floats, Bools]:
    """Return ratings as (t, n, ...) and which threat both states of a pair rate, (t, p)."""
    place = obs.places["threat", name]
    ratings = np.moveaxis(obs.values, -1, 0)[place.T]
    rated = place.T >= 0
    first, second = obs.pairs
    return ratings, rated[:, first] & rated[:, second]


def _overlap(obs: Observations, name: str) -> Floats:
    ratings, both = _pairs_by_threat(obs, name)
    first, second = obs.pairs
    shape = (len(first), *ratings.shape[2:])
    common, either = np.zeros(shape, dtype=ratings.dtype), np.zeros(shape, dtype=ratings.dtype)
    for t, use in enumerate(both):
        a, b = ratings[t, first[use]], ratings[t, second[use]]
        common[use] += np.minimum(a, b)
        either[use] += np.maximum(a, b)
    felt = either > 0 if either.ndim == 1 else _felt(obs, place_rated=both, name=name)
    felt = felt.reshape(-1, *(1,) * (either.ndim - 1))
    ratio = np.divide(common, either, out=np.ones(shape, dtype=ratings.dtype), where=either > 0)
    ratio = np.where(felt, ratio, np.nan)
    return np.moveaxis(ratio, 0, -1)


def _felt(obs: Observations, place_rated: Bools, name: str) -> Bools:
    """Tell for each pair whether either state feels any threat by the values as given, (p,); a draw does not change that."""
    modes = np.array([*(entry.datum.value for entry in obs.entries), 0.0])[obs.places["threat", name].T]
    first, second = obs.pairs
    either: Bools = ((modes[:, first] > 0) | (modes[:, second] > 0)) & place_rated
    return either.any(axis=0)


def _strongest_common(obs: Observations, name: str) -> Floats:
    ratings, both = _pairs_by_threat(obs, name)
    first, second = obs.pairs
    strongest = np.full((len(first), *ratings.shape[2:]), np.nan, dtype=ratings.dtype)
    for t, use in enumerate(both):
        common = np.minimum(ratings[t, first[use]], ratings[t, second[use]])
        strongest[use] = np.fmax(strongest[use], common)
    return np.moveaxis(strongest, 0, -1)


def _shared_memberships(obs: Observations, name: str) -> Floats:  # noqa: ARG001 - all measures share one signature
    first, second = obs.pairs
    common = (obs.belongs[first] & obs.belongs[second]).sum(axis=1)
    either = (obs.belongs[first] | obs.belongs[second]).sum(axis=1)
    known = obs.has_memberships[first] & obs.has_memberships[second] & (either > 0)
    jaccard = np.divide(common, either, out=np.full(len(first), np.nan), where=known)
    return np.broadcast_to(jaccard, (*obs.values.shape[:-1], len(first)))


def _tie(obs: Observations, name: str) -> Floats:
    return obs.gather(obs.places["pair", name])


MEASURES: Mapping[str, Callable[[Observations, str], Floats]] = {
    "attribute": _attribute,
    "count": _count,
    "best_membership": _best_membership,
    "similarity": _similarity,
    "overlap": _overlap,
    "strongest_common": _strongest_common,
    "common_level": _common_level,
    "shared_memberships": _shared_memberships,
    "tie": _tie,
}


def measure(criterion: Criterion, obs: Observations) -> Floats:
    """Read what a criterion is about: shape (..., n) for a monadic measure, (..., p) for a dyadic one."""
    return MEASURES[criterion.measure.kind](obs, criterion.measure.of or "")


def evidence(criterion: Criterion, obs: Observations, item: int) -> tuple[Entry, ...]:
    """Return the values behind one item of a criterion: a member's, or both states' of a pair."""
    kind, name = criterion.measure.kind, criterion.measure.of or ""
    members = [item] if not criterion.measure.dyadic else [int(side[item]) for side in obs.pairs]
    if kind in {"attribute", "similarity", "common_level"}:
        found = [int(obs.places["state", name][m]) for m in members]
    elif kind == "tie":
        found = [int(obs.places["pair", name][item])]
    elif kind == "best_membership":
        place = obs.places["institution", name]
        of = [int(p) for p, belongs in zip(place, obs.belongs[item], strict=True) if belongs and p >= 0]
        found = [max(of, key=lambda p: obs.entries[p].datum.value)] if of else []
    elif kind in {"overlap", "strongest_common"}:
        place = obs.places["threat", name][members]
        rated = [t for t in range(place.shape[1]) if (place[:, t] >= 0).all()]
        if kind == "strongest_common" and rated:
            rated = [max(rated, key=lambda t: min(obs.entries[p].datum.value for p in place[:, t]))]
        found = [int(p) for t in rated for p in place[:, t]]
    else:
        found = []
    return tuple(obs.entries[p] for p in found if p >= 0)
