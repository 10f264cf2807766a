"""A study to arrays: what each criterion reads off the profiles, in the attribute's unit, NaN for unknown.

All dated values that hold at the study's day stand in one flat vector, so that a draw, a tornado bar or a step of a
path is that vector with other numbers. Criteria read it through index arrays. Items are members, in the order of
`states`, or pairs, in the order of `pairs`. Leading axes are draws; in memory they run last, which keeps every
operation contiguous. Longer than other modules, for measures stand side by side and each is read alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.observations import Observations
from viability.study.criterion import Measure

Places = Sequence[int]
"""Numbers of values in the flat vector."""

OPPOSED = 0.5
"""The rating from which a threat source that is a state is an opponent."""

EARTH = 6371.0
"""Mean radius of the earth, km."""


def _attribute(obs: Observations, measure: Measure) -> Floats:
    return obs.gather(obs.places["state", measure.of or ""])


def _count(obs: Observations, measure: Measure) -> Floats:  # noqa: ARG001 - all measures share one signature
    return np.ones((*obs.values.shape[:-1], len(obs.states)))


def _bodies(obs: Observations, measure: Measure) -> Bools:
    """Tell who belongs to which institution of the kind that is looked at, (n, i)."""
    if measure.among is None:
        return obs.belongs
    of_kind: Bools = obs.belongs & np.array([kind == measure.among for kind in obs.institution_kinds], dtype=bool)
    return of_kind


def _over_memberships(obs: Observations, measure: Measure, reduce: Callable[..., Floats], nowhere: float) -> Floats:
    """Reduce the credibility of the rated institutions of each state; `nowhere` is for who belongs to none."""
    credibility = obs.gather(obs.places["institution", measure.of or ""])
    rated = ~np.isnan(credibility[(0,) * (credibility.ndim - 1)])
    bodies = _bodies(obs, measure)
    found = np.full((len(obs.states), *credibility.shape[:-1]), np.nan, dtype=credibility.dtype)
    for s in np.flatnonzero(obs.has_memberships).tolist():
        if (bodies[s] & rated).any():
            found[s] = reduce(credibility[..., bodies[s] & rated], axis=-1)
        elif not bodies[s].any():
            found[s] = nowhere
    return np.moveaxis(found, 0, -1)


def _best_membership(obs: Observations, measure: Measure) -> Floats:
    return _over_memberships(obs, measure, np.max, 0.0)


def _mean_membership(obs: Observations, measure: Measure) -> Floats:
    return _over_memberships(obs, measure, np.mean, np.nan)


def _similarity(obs: Observations, measure: Measure) -> Floats:
    values = _attribute(obs, measure)
    first, second = obs.pairs
    turned = np.moveaxis(values, -1, 0)
    return np.moveaxis(np.abs(turned[first] - turned[second]), 0, -1)


def _distance(obs: Observations, measure: Measure) -> Floats:  # noqa: ARG001 - all measures share one signature
    """Great-circle distance in km, by the haversine formula (Sinnott 1984, Virtues of the haversine)."""
    latitude, longitude = (
        np.radians(np.moveaxis(obs.gather(obs.places["state", name]), -1, 0)) for name in ("latitude", "longitude")
    )
    first, second = obs.pairs
    apart = np.sin((latitude[second] - latitude[first]) / 2.0) ** 2
    aside = np.sin((longitude[second] - longitude[first]) / 2.0) ** 2
    half = apart + np.cos(latitude[first]) * np.cos(latitude[second]) * aside
    return np.moveaxis(2.0 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))), 0, -1)


def _common_level(obs: Observations, measure: Measure) -> Floats:
    turned = np.moveaxis(_attribute(obs, measure), -1, 0)
    first, second = obs.pairs
    return np.moveaxis(np.minimum(turned[first], turned[second]), 0, -1)


LONG = 1_000
"""Draws from which a pair's are worked on by themselves; of fewer, all pairs of a state are taken together."""


def _shared_ratings(
    obs: Observations, measure: Measure, both: Bools
) -> Iterator[tuple[Bools | Ints | int, Floats | None, Floats, Floats]]:
    """Give, for each threat, the pairs that are marked (t, p), a place for results, and the two ratings.

    Without draws that is all pairs at once, with few draws those of each state, with many pair by pair, so that
    nothing is copied.
    """
    place = obs.places["threat", measure.of or ""]
    first, second = obs.pairs
    if obs.values.ndim == 1:
        ratings = obs.values[place]
        for t in np.flatnonzero(both.any(axis=1)).tolist():
            use = both[t]
            yield use, None, ratings[first[use], t], ratings[second[use], t]
        return
    turned = np.moveaxis(obs.values, -1, 0)
    if turned[0].size < LONG:
        for i in range(len(obs.states) - 1):
            of = np.flatnonzero(first == i)
            for t in np.flatnonzero(both[:, of].any(axis=1)).tolist():
                pairs = of[both[t, of]]
                yield pairs, None, turned[place[i, t]], turned[place[second[pairs], t]]
        return
    there = np.empty(turned.shape[1:], dtype=turned.dtype)
    for pair in np.flatnonzero(both.any(axis=0)).tolist():
        i, j = int(first[pair]), int(second[pair])
        for t in np.flatnonzero(both[:, pair]).tolist():
            yield pair, there, turned[place[i, t]], turned[place[j, t]]


def _of_kind(obs: Observations, measure: Measure) -> Bools:
    """Tell which threat sources are of the kind that is looked at, (t,)."""
    return np.array([measure.among in (None, kind) for kind in obs.threat_kinds], dtype=bool)


def _sources(obs: Observations, measure: Measure) -> Bools:
    """Tell which threat sources are looked at, (t,), or (m, t): those from without, of the kind asked for."""
    sources: Bools = obs.outside & _of_kind(obs, measure)
    return sources


def _both_rate(obs: Observations, measure: Measure) -> Bools:
    """Tell which threat that is looked at both states of a pair rate, (t, p)."""
    rated = (obs.places["threat", measure.of or ""].T >= 0) & _of_kind(obs, measure)[:, None]
    first, second = obs.pairs
    both: Bools = rated[:, first] & rated[:, second] & np.atleast_2d(obs.outside).T
    return both


def _never_felt(obs: Observations, measure: Measure) -> tuple[Bools, Bools]:
    """Tell of each pair and threat whether the lesser of the two ratings, and the greater, is nought in any draw."""
    least, greatest = (values[obs.places["threat", measure.of or ""]].T for values in obs.spread())
    nought, positive = (least == 0) & (greatest == 0), least >= 0
    first, second = obs.pairs
    lesser = nought[:, first] & positive[:, second] | positive[:, first] & nought[:, second]
    return lesser, nought[:, first] & nought[:, second]


def _overlap(obs: Observations, measure: Measure) -> Floats:
    shape = (len(obs.pairs[0]), *obs.values.shape[:-1])
    common, either = np.zeros(shape, dtype=obs.values.dtype), np.zeros(shape, dtype=obs.values.dtype)
    for here, there, a, b in _shared_ratings(obs, measure, _both_rate(obs, measure) & ~_never_felt(obs, measure)[1]):
        common[here] += np.minimum(a, b, out=there)
        either[here] += np.maximum(a, b, out=there)
    felt = _felt(obs, measure)
    with np.errstate(invalid="ignore"):
        ratio = np.divide(common, either, out=common)
    ratio[np.isnan(ratio)] = 1.0  # a draw in which neither feels anything: they agree
    ratio[~felt] = np.nan
    return np.moveaxis(ratio, 0, -1)


def _felt(obs: Observations, measure: Measure) -> Bools:
    """Tell for each pair whether either state feels any threat by the values as given, (p,), whatever a draw says."""
    place = obs.places["threat", measure.of or ""]
    modes = np.nan_to_num(obs.values if obs.values.ndim == 1 else obs.given)[place.T]
    first, second = obs.pairs
    either = ((modes[:, first] > 0) | (modes[:, second] > 0)) & _both_rate(obs, measure)
    felt: Bools = np.any(either, axis=0)
    return felt


def _strongest_common(obs: Observations, measure: Measure) -> Floats:
    strongest = np.full((len(obs.pairs[0]), *obs.values.shape[:-1]), np.nan, dtype=obs.values.dtype)
    both, (never, _) = _both_rate(obs, measure), _never_felt(obs, measure)
    strongest[(both & never).any(axis=0)] = 0.0
    for here, there, a, b in _shared_ratings(obs, measure, both & ~never):
        strongest[here] = np.fmax(strongest[here], np.minimum(a, b, out=there))
    return np.moveaxis(strongest, 0, -1)


def _opponent_share(obs: Observations, measure: Measure) -> Floats:
    """Give the largest share of an opponent in what it and the state have: 0 without one, unknown without figures."""
    turned = np.moveaxis(obs.values, -1, 0)
    named, (own, others) = obs.places["threat", measure.against or ""], _figures(obs, measure)
    largest = np.zeros((len(obs.states), *turned.shape[1:]), dtype=turned.dtype)
    may = (obs.spread()[1][named] >= OPPOSED) & (named >= 0) & (others >= 0)
    for t in np.flatnonzero(may.any(axis=0)).tolist():
        s = np.flatnonzero(may[:, t])
        opposed, mine, theirs = (turned[place[s, t]] for place in (named, own, others))
        both = mine + theirs
        share = np.divide(theirs, both, out=np.zeros_like(both), where=both > 0)
        largest[s] = np.maximum(largest[s], np.where(opposed >= OPPOSED, share, 0.0))
    opponents = _opponents(obs, measure)
    rated = ((named >= 0) & obs.outside).any(axis=1)
    unknown = ~rated | (opponents.any(axis=1) & ~(opponents & (others >= 0)).any(axis=1))
    largest[unknown] = np.nan
    return np.moveaxis(largest, 0, -1)


def _figures(obs: Observations, measure: Measure) -> tuple[Ints, Ints]:
    """Say where a state's figure and its opponent's stand, (n, t); -1 for sources that are inside."""
    own, others = obs.figures[measure.of or "", measure.against or ""]
    return np.where(obs.outside, own, -1), np.where(obs.outside, others, -1)


def _opponent_sources(obs: Observations, measure: Measure) -> tuple[Bools, Bools]:
    """Tell which threat sources a state rates, (n, t), and which of them any draw may make its opponents."""
    named = obs.places["threat", measure.against or ""]
    rated: Bools = named >= 0
    return rated, rated & (obs.spread()[1][named] >= OPPOSED)


def _common_sources(obs: Observations, measure: Measure) -> tuple[Bools, Bools]:
    """Tell which threat sources both states of a pair rate, (p, t), and which of them may be the strongest."""
    both, (never, _) = _both_rate(obs, measure).T, _never_felt(obs, measure)
    # what is nought weighs against what is below it
    below = bool((obs.spread()[0][obs.places["threat", measure.of or ""]] < 0).any())
    return both, both if below else both & ~never.T


def _felt_sources(obs: Observations, measure: Measure) -> tuple[Bools, Bools]:
    """Tell which threat sources both states of a pair rate, (p, t), and which of them either may feel."""
    both, (_, never) = _both_rate(obs, measure).T, _never_felt(obs, measure)
    return both, both & ~never.T


def _opponents(obs: Observations, measure: Measure) -> Bools:
    """Tell which threat source is a state's opponent by the values as given, (n, t)."""
    given = np.nan_to_num(obs.values if obs.values.ndim == 1 else obs.given)
    named = obs.places["threat", measure.against or ""]
    found: Bools = (given[named] >= OPPOSED) & (named >= 0) & obs.outside
    return found


def _shared_memberships(obs: Observations, measure: Measure) -> Floats:  # noqa: ARG001 - all measures share one signature
    first, second = obs.pairs
    common = (obs.belongs[first] & obs.belongs[second]).sum(axis=1)
    either = (obs.belongs[first] | obs.belongs[second]).sum(axis=1)
    known = obs.has_memberships[first] & obs.has_memberships[second] & (either > 0)
    jaccard = np.divide(common, either, out=np.full(len(first), np.nan), where=known)
    return np.broadcast_to(jaccard, (*obs.values.shape[:-1], len(first)))


def _tie(obs: Observations, measure: Measure) -> Floats:
    return obs.gather(obs.places["pair", measure.of or ""])


def _of_states(obs: Observations, measure: Measure, states: Sequence[int], item: int) -> Places:  # noqa: ARG001 - all share one signature
    return [int(place) for place in obs.places["state", measure.of or ""][[*states]]]


def _of_coordinates(obs: Observations, measure: Measure, states: Sequence[int], item: int) -> Places:  # noqa: ARG001 - likewise
    return [int(obs.places["state", name][state]) for state in states for name in ("latitude", "longitude")]


def _of_pair(obs: Observations, measure: Measure, states: Sequence[int], item: int) -> Places:  # noqa: ARG001 - likewise
    return [int(obs.places["pair", measure.of or ""][item])]


def _of_nothing(obs: Observations, measure: Measure, states: Sequence[int], item: int) -> Places:  # noqa: ARG001 - likewise
    return []


def _of_bodies(obs: Observations, measure: Measure, states: Sequence[int], item: int) -> Places:  # noqa: ARG001 - likewise
    place = obs.places["institution", measure.of or ""]
    return [int(p) for p in place[_bodies(obs, measure)[states[0]]] if p >= 0]


def _of_best(obs: Observations, measure: Measure, states: Sequence[int], item: int) -> Places:
    rated = _of_bodies(obs, measure, states, item)
    return [max(rated, key=lambda p: obs.entries[p].datum.value)] if rated else []


def _common(obs: Observations, measure: Measure, states: Sequence[int]) -> list[list[int]]:
    """Give where the two ratings stand of each threat that both states rate."""
    place = obs.places["threat", measure.of or ""][[*states]]
    both: list[list[int]] = place[:, (place >= 0).all(axis=0) & _sources(obs, measure)].T.tolist()
    return both


def _of_threats(obs: Observations, measure: Measure, states: Sequence[int], item: int) -> Places:  # noqa: ARG001 - likewise
    return [p for both in _common(obs, measure, states) for p in both]


def _of_strongest(obs: Observations, measure: Measure, states: Sequence[int], item: int) -> Places:  # noqa: ARG001 - likewise
    return max(_common(obs, measure, states), key=lambda of: min(obs.entries[p].datum.value for p in of), default=[])


def _of_opponent(obs: Observations, measure: Measure, states: Sequence[int], item: int) -> Places:  # noqa: ARG001 - likewise
    """Give the rating that names the opponent with the largest share, and both figures."""
    state, given = states[0], obs.values if obs.values.ndim == 1 else obs.given
    named, (own, others) = obs.places["threat", measure.against or ""], _figures(obs, measure)
    met = np.flatnonzero(_opponents(obs, measure)[state] & (others[state] >= 0))
    if not len(met):
        return []
    theirs, mine = given[others[state, met]], given[own[state, met]]
    first = met[np.argmax(theirs / np.where(mine + theirs > 0, mine + theirs, 1.0))]
    return [int(named[state, first]), int(own[state, first]), int(others[state, first])]


class Counts(NamedTuple):
    """How many values are read, known, old, and on weak sources alone: the four rows of each array."""

    own: Ints
    """(4, n): of each state."""
    ties: Ints | None = None
    """(4, p): of each pair beside those of its states."""

    @property
    def full(self) -> bool:
        """Whether there is something to read of each state or pair, and all of it is known."""
        if not (self.own[0] == self.own[1]).all():
            return False
        return bool(
            self.own[0].all() if self.ties is None else self.ties[0].all() and (self.ties[0] == self.ties[1]).all()
        )


def _count_states(obs: Observations, measure: Measure) -> Counts:
    return Counts(obs.counted[:, obs.places["state", measure.of or ""]])


def _count_coordinates(obs: Observations, measure: Measure) -> Counts:  # noqa: ARG001 - all share one signature
    latitude, longitude = (obs.counted[:, obs.places["state", name]] for name in ("latitude", "longitude"))
    return Counts(latitude + longitude)


def _count_pairs(obs: Observations, measure: Measure) -> Counts:
    return Counts(np.zeros((4, len(obs.states)), dtype=np.intp), obs.counted[:, obs.places["pair", measure.of or ""]])


def counted_ratings(obs: Observations, measure: Measure) -> Ints:
    """Count each state's rating of each threat source that is looked at, from without or not: (4, n, t)."""
    kinds = _of_kind(obs, measure)
    if measure.against is not None:
        kinds = np.array([kind == "state" for kind in obs.threat_kinds], dtype=bool)
    counted: Ints = obs.counted[:, obs.places["threat", measure.against or measure.of or ""]] * kinds
    return counted


def _count_threats(obs: Observations, measure: Measure) -> Counts:
    return Counts((counted_ratings(obs, measure) * obs.outside).sum(axis=-1))


def _count_opponents(obs: Observations, measure: Measure) -> Counts:
    """Count who is an opponent, and where there is one the figures: a state's own once, and each opponent's."""
    own = (counted_ratings(obs, measure) * obs.outside).sum(axis=-1)
    opponents, (mine, others) = _opponents(obs, measure), _figures(obs, measure)
    for s, t in np.argwhere(opponents).tolist():
        own[:, s] += obs.counted[:, others[s, t]]
    for s in np.flatnonzero(opponents.any(axis=1)).tolist():
        own[:, s] += obs.counted[:, mine[s][opponents[s]].max()]
    return Counts(own)


def _count_memberships(obs: Observations, measure: Measure) -> Counts:  # noqa: ARG001 - all share one signature
    own = np.zeros((4, len(obs.states)), dtype=np.intp)
    own[0], own[1] = 1, obs.has_memberships
    return Counts(own)


def _count_credibility(obs: Observations, measure: Measure) -> Counts:
    rated = obs.counted[:, obs.places["institution", measure.of or ""]] @ _bodies(obs, measure).T.astype(np.intp)
    return Counts(_count_memberships(obs, measure).own + rated)


def _count_itself(obs: Observations, measure: Measure) -> Counts:  # noqa: ARG001 - likewise
    own = np.zeros((4, len(obs.states)), dtype=np.intp)
    own[:2] = 1
    return Counts(own)


class MeasureFunctions(NamedTuple):
    """What a measure does."""

    read: Callable[[Observations, Measure], Floats]
    """Values (..., n) of states or (..., p) of pairs."""
    behind: Callable[[Observations, Measure, Sequence[int], int], Places]
    """Where the values behind one item stand, by its states and its number; -1 for none."""
    counts: Callable[[Observations, Measure], Counts]
    """How many values it reads."""
    sources: Callable[[Observations, Measure], tuple[Bools, Bools]] | None = None
    """Which threat sources make an item known, (m, t), and which of these may move it; of measures that read them."""


MEASURES: Mapping[str, MeasureFunctions] = {
    "attribute": MeasureFunctions(_attribute, _of_states, _count_states),
    "count": MeasureFunctions(_count, _of_nothing, _count_itself),
    "best_membership": MeasureFunctions(_best_membership, _of_best, _count_credibility),
    "mean_membership": MeasureFunctions(_mean_membership, _of_bodies, _count_credibility),
    "opponent_share": MeasureFunctions(_opponent_share, _of_opponent, _count_opponents, _opponent_sources),
    "similarity": MeasureFunctions(_similarity, _of_states, _count_states),
    "overlap": MeasureFunctions(_overlap, _of_threats, _count_threats, _felt_sources),
    "strongest_common": MeasureFunctions(_strongest_common, _of_strongest, _count_threats, _common_sources),
    "distance": MeasureFunctions(_distance, _of_coordinates, _count_coordinates),
    "common_level": MeasureFunctions(_common_level, _of_states, _count_states),
    "shared_memberships": MeasureFunctions(_shared_memberships, _of_nothing, _count_memberships),
    "tie": MeasureFunctions(_tie, _of_pair, _count_pairs),
}
