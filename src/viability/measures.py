"""A study to arrays: what each criterion reads off the profiles, in the attribute's unit, NaN for unknown.

All dated values that hold at the study's day stand in one flat vector, so that a draw, a tornado bar or a step of a
path is that vector with other numbers. Criteria read it through index arrays. Items are members, in the order of
`states`, or pairs, in the order of `pairs`. Leading axes are draws; in memory they run last, which keeps every
operation contiguous.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

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
    """What holds at the study's day, as arrays: n states, p pairs, t threat sources, i institutions, N values."""

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


def newest(data: Data, as_of: str | None) -> Datum | None:
    """Return the newest observation not later than a day; the newest of all where no day is given."""
    for datum in reversed(data):
        if as_of is None or datum.date is None or datum.date <= as_of:
            return datum
    return None


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
        self.entries.append(Entry(attribute=name, owner=owner, other=other, datum=datum))
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
                found = [self.put(study.states[s].threats.get(t, ()), name, s, t) for s in ids for t in study.threats]
                return np.array(found, dtype=np.intp).reshape(len(ids), len(study.threats))
            case "institution":
                found = [self.put(held.credibility, name, i) for i, held in study.institutions.items()]
            case "pair":
                found = [self.put(_tied(study, a, b, name), name, a, b) for a, b in combinations(ids, 2)]
        return np.array(found, dtype=np.intp)


def _tied(study: Study, a: str, b: str, name: str) -> Data:
    """Return the observations of a tie, whichever of the two states wrote it."""
    return study.states[a].ties.get(b, {}).get(name, ()) or study.states[b].ties.get(a, {}).get(name, ())


def observe(study: Study, states: Iterable[str] | None = None) -> Observations:
    """Collect what holds at the study's day for some states (default: all that the study holds)."""
    ids = tuple(study.states) if states is None else tuple(states)
    first, second = np.triu_indices(len(ids), 1)
    gatherer = _Gatherer(study)
    wanted = sorted({c.measure.of for c in study.criteria.values() if c.measure.of is not None})
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
    return Observations(
        states=ids,
        pairs=(first, second),
        entries=tuple(gatherer.entries),
        values=np.array([*gatherer.values, np.nan]),
        low=np.array([*gatherer.low, np.nan]),
        high=np.array([*gatherer.high, np.nan]),
        places=places,
        belongs=np.array(belongs, dtype=bool).reshape(len(ids), len(study.institutions)),
        has_memberships=np.array([bool(study.states[s].memberships) for s in ids]),
        threats=tuple(study.threats),
        institutions=tuple(study.institutions),
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


def _shared_ratings(obs: Observations, name: str) -> Iterator[tuple[Bools | int, Floats | None, Floats, Floats]]:
    """Give, for each threat, the pairs of which both states rate it, a place for results, and the two ratings.

    Without draws that is all pairs at once; with draws pair by pair, so that nothing is copied.
    """
    place = obs.places["threat", name]
    both = _both_rate(obs, place)
    first, second = obs.pairs
    if obs.values.ndim == 1:
        ratings = obs.values[place]
        for t, use in enumerate(both):
            yield use, None, ratings[first[use], t], ratings[second[use], t]
        return
    turned = np.moveaxis(obs.values, -1, 0)
    there = np.empty(turned.shape[1:], dtype=turned.dtype)
    for pair, (i, j) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        for t in np.flatnonzero(both[:, pair]).tolist():
            yield pair, there, turned[place[i, t]], turned[place[j, t]]


def _both_rate(obs: Observations, place: Ints) -> Bools:
    """Tell which threat both states of a pair rate, (t, p)."""
    rated = place.T >= 0
    first, second = obs.pairs
    both: Bools = rated[:, first] & rated[:, second]
    return both


def _overlap(obs: Observations, name: str) -> Floats:
    shape = (len(obs.pairs[0]), *obs.values.shape[:-1])
    common, either = np.zeros(shape, dtype=obs.values.dtype), np.zeros(shape, dtype=obs.values.dtype)
    for here, there, a, b in _shared_ratings(obs, name):
        common[here] += np.minimum(a, b, out=there)
        either[here] += np.maximum(a, b, out=there)
    felt = either > 0 if either.ndim == 1 else _felt(obs, name)
    with np.errstate(invalid="ignore"):
        ratio = np.divide(common, either, out=common)
    ratio[np.isnan(ratio)] = 1.0  # a draw in which neither feels anything: they agree
    ratio[~felt] = np.nan
    return np.moveaxis(ratio, 0, -1)


def _felt(obs: Observations, name: str) -> Bools:
    """Tell for each pair whether either state feels any threat by the values as given, (p,), whatever a draw says."""
    place = obs.places["threat", name]
    modes = np.array([*(entry.datum.value for entry in obs.entries), 0.0])[place.T]
    first, second = obs.pairs
    either = ((modes[:, first] > 0) | (modes[:, second] > 0)) & _both_rate(obs, place)
    felt: Bools = np.any(either, axis=0)
    return felt


def _strongest_common(obs: Observations, name: str) -> Floats:
    strongest = np.full((len(obs.pairs[0]), *obs.values.shape[:-1]), np.nan, dtype=obs.values.dtype)
    for here, there, a, b in _shared_ratings(obs, name):
        strongest[here] = np.fmax(strongest[here], np.minimum(a, b, out=there))
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
