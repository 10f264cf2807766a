"""Which values may move, and where: single steps, runs of steps, and steps that only do something together.

A step moves a rating to the next level of its rubric, or a number by a tenth of its goalposts' span.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import combinations

import numpy as np
from msgspec import Struct

from viability.engine.observations import Observations
from viability.engine.readings import read_one
from viability.errors import CoalitionError, UnknownName
from viability.study.address import addresses
from viability.study.criterion import Criterion
from viability.study.fields import ROUNDING
from viability.study.profile import Attribute
from viability.study.study import Study

Allowed = Callable[[str, Sequence[str]], bool]
"""Tells whether a value may move, from its attribute and what it is about."""

TENTH = 10
"""Steps of a number between its goalposts."""

Move = tuple[tuple[int, float], ...]
"""Steps taken together, in order: the number of a value and where it goes."""


class Reach(Struct, frozen=True, kw_only=True):
    """Where one value may go in one direction as one criterion reads it, one step after another."""

    number: int
    criterion: str
    targets: tuple[float, ...]


def may_move(study: Study, only: str | None) -> Allowed:
    """Return what tells whether a value may move, from its attribute and the states it is about."""
    changeable = {name for name, attribute in study.attributes.items() if attribute.changeable}
    if only is None:
        return lambda attribute, _: attribute in changeable
    with suppress(UnknownName):
        only = study.pillar_id(only)
    if only in study.framework.pillars:
        within = {c.measure.of for c in study.criteria.values() if c.pillar == only}
        return lambda attribute, _: attribute in changeable & within
    try:
        state = study.state_id(only)
    except UnknownName:
        known = [*study.framework.pillars, *study.members]
        raise UnknownName("state or pillar", only, known) from None
    if state not in study.members:
        raise CoalitionError(f"'{state}' is not a member; members: {', '.join(study.members)}")
    return lambda attribute, owners: attribute in changeable and state in owners


def unknown_values(study: Study, obs: Observations, allowed: Allowed) -> tuple[str, ...]:
    """Name the values that may move but are missing."""
    known = {entry.address for entry in obs.entries}
    asked = addresses(study, obs.states)
    return tuple(str(one) for one in asked if one not in known and allowed(one.attribute, (one.owner, *one.states)))


def reaches(
    study: Study, obs: Observations, movable: Sequence[int], turned: Mapping[int, float], steps: int
) -> Iterator[Reach]:
    """Find where each of some values may go within so many steps, as each criterion reads it.

    Args:
        study: Whose criteria and attributes.
        obs: The values as they stand.
        movable: Numbers of the values that may move.
        turned: Which way values have moved before, 1 or -1: no step undoes another.
        steps: How many at most.
    """
    for i in movable:
        name, value = obs.entries[i].attribute, float(obs.values[i])
        for criterion in study.criteria.values():
            for sign in _signs(criterion) if criterion.measure.of == name else ():
                if turned.get(i, sign) != sign:
                    continue
                targets = _targets(value, criterion, study.attributes[name], sign, min(steps, TENTH))
                if targets:
                    yield Reach(number=i, criterion=criterion.id, targets=targets)


def near(study: Study, obs: Observations, found: Sequence[Reach], steps: int) -> list[Move]:
    """List single steps, runs of steps of one value, and steps of all that tie at a weakest link."""
    moves: list[Move] = [((reach.number, reach.targets[0]),) for reach in found]
    moves += [
        tuple((reach.number, target) for target in reach.targets[:count])
        for reach in found
        for count in range(2, len(reach.targets) + 1)
    ]
    first = {(reach.criterion, reach.number): reach.targets[0] for reach in found}
    for criterion in study.criteria.values():
        ties = tied(study, obs, criterion)
        if 1 < len(ties) <= steps and all((criterion.id, i) in first for i in ties):
            moves.append(tuple((i, first[criterion.id, i]) for i in ties))
    return list(dict.fromkeys(moves))


def tied(study: Study, obs: Observations, criterion: Criterion) -> list[int]:
    """Return the numbers of the values that must all move for a weakest link to rise, if any."""
    facts, name = criterion.facts, criterion.measure.of or ""
    if not criterion.aggregation.weakest or facts.rests_on == "several":
        return []
    reading = read_one(study, criterion, obs)
    values = reading.values
    each = reading.score(np.eye(len(values), dtype=bool))
    if np.isnan(each).all():
        return []
    items = np.flatnonzero(each <= np.nanmin(each) + ROUNDING)
    if facts.rests_on == "value" and facts.reads is not None:
        return [int(i) for i in obs.places[facts.reads, name][items]]
    place = obs.places["state", name]
    sides = [place[side[item]] for item in items for side in obs.pairs if obs.values[place[side[item]]] <= values[item]]
    return list(dict.fromkeys(int(i) for i in sides))


def pairs(study: Study, obs: Observations, found: Sequence[Reach]) -> list[Move]:
    """List pairs of single steps of different values that may gain together what neither gains alone."""
    # at compensation 1 criteria add up, and so do the items of a plain mean: only shared criteria that
    # are no plain mean can make a pair worth more than its steps
    apart = study.framework.compensation != 1
    plain = {c.id for c in study.criteria.values() if c.aggregation.mean and c.facts.rests_on == "value"}
    readers = {
        name: {c.id for c in study.criteria.values() if c.measure.of == name} - plain
        for name in {entry.attribute for entry in obs.entries}
    }
    singles = list(dict.fromkeys((reach.number, reach.targets[0]) for reach in found))
    of = [readers[obs.entries[i].attribute] for i, _ in singles]
    return [
        (singles[a], singles[b])
        for a, b in combinations(range(len(singles)), 2)
        if singles[a][0] != singles[b][0] and (apart or of[a] & of[b])
    ]


def _signs(criterion: Criterion) -> tuple[int, ...]:
    """Tell which way a value may better a criterion: up, down, or either."""
    posts = criterion.goalposts
    if posts is None or criterion.facts.follows == "either":
        return (1, -1)
    return (1,) if posts.best > posts.worst else (-1,)


def _targets(value: float, criterion: Criterion, attribute: Attribute, sign: int, steps: int) -> tuple[float, ...]:
    """List where steps in one direction lead from a value."""
    low, high = attribute.range
    posts = criterion.goalposts
    # goalposts stand on the value itself only where the measure gives it and the aggregator does not add
    # values up
    if posts is not None and len(_signs(criterion)) == 1 and criterion.aggregation.goalposts == "each":
        low, high = (low, min(high, posts.best)) if sign > 0 else (max(low, posts.best), high)
    end = high if sign > 0 else low
    room = sign * (end - value)
    if room <= ROUNDING:
        return ()
    if attribute.is_rating:
        levels = sorted(sign * level for level in attribute.rubric)
        ahead = (level for level in levels if ROUNDING < level - sign * value <= room + ROUNDING)
        return tuple(float(sign * level) for level in ahead)[:steps]
    span = high - low if posts is None else abs(posts.best - posts.worst)
    count = math.ceil(room * TENTH / span - ROUNDING)
    places = (value + sign * span * step / TENTH for step in range(1, min(count, steps) + 1))
    return tuple(end if sign * (end - place) < ROUNDING * span else place for place in places)
