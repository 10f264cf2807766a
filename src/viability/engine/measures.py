"""A study to arrays: what each criterion reads off the profiles, in the attribute's unit, NaN for unknown.

All dated values that hold at the study's day stand in one flat vector, so that a draw, a tornado bar or a step of a
path is that vector with other numbers. Criteria read it through index arrays. Items are members, in the order of
`states`, or pairs, in the order of `pairs`. Leading axes are draws; in memory they run last, which keeps every
operation contiguous.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.observations import Entry, Observations
from viability.study.framework import Criterion


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
