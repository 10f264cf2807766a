"""Where a coalition stands among groups that did ally and groups that did not, by what is measured for all of them."""

from collections.abc import Iterator, Mapping

import numpy as np
from msgspec import Struct

from viability.analyses.about import About, about
from viability.arguments import explained
from viability.brief import Brief
from viability.engine.arrays import EVEN, Bools, Floats, Ints
from viability.engine.evaluate import evaluate
from viability.engine.weighing import Weights, weigh
from viability.errors import CoalitionError
from viability.files.folder import load_study
from viability.files.reference import read_reference, world_folder, world_states
from viability.study.fingerprint import of_states, sum_of
from viability.study.reference import ReferenceClass, ScoredGroup
from viability.study.standing import Standing
from viability.study.study import Study

ALLIED, MATCHED = "allied", "hard"
"""The two classes that a headline names: those that signed, and the groups most like them that did not."""

CLASSES: Mapping[str, str] = {
    ALLIED: "signed a defence treaty the year after",
    MATCHED: "signed none; of the same size, regions and distance",
    "near": "signed none; an alliance with some members exchanged for neighbours",
    "easy": "signed none; drawn at random from one region",
}

ENOUGH = 2 / 3
"""Share of the weight known of a coalition that must be known of a group for the two to be compared."""

LEAST_PLACED = 1 / 3
"""Share of all weight that must be known of a coalition for it to have a place."""

NEAREST = 3

SAME_TIME = 2
"""Years within which a group of the same states is the coalition itself, and no other group."""


class ReferenceSet(Struct, frozen=True, kw_only=True):
    """A class of groups beside a coalition."""

    id: str
    groups: int
    """How many could be compared."""
    above: float
    """The share of them whose index is lower than the coalition's; NaN where there are none."""
    low: float
    median: float
    high: float
    """Index of the groups: 5, 50 and 95 %."""
    scores: tuple[float, ...]
    """Their mean score on each criterion; NaN where it is unknown of the coalition or of all of them."""


class Near(Struct, frozen=True, kw_only=True):
    """A group that is much like a coalition."""

    group: ScoredGroup
    index: float
    """Over the criteria that are known of the coalition, 0 to 100."""
    distance: float
    """Root mean square of the differences of scores, 0 to 1, over the criteria known of both."""


class Place(Brief, Struct, frozen=True, kw_only=True):
    """The place of a coalition in the reference class."""

    about: About
    states: tuple[str, ...]
    """The members' ids in the world study."""
    read: str
    """A sum over what was read beside the study: the world's figures of the members, and the reference class."""
    day: str
    index: float
    """The structural index, 0 to 100, of the criteria that are known."""
    known: float
    """The known share of what is asked, by weight, 0 to 1."""
    reference: ReferenceClass
    scores: tuple[float, ...]
    """Of each criterion, 0 to 1; NaN is unknown."""
    sets: tuple[ReferenceSet, ...]
    nearest: tuple[Near, ...]
    """Those that allied, nearest first, and then those that did not."""

    @property
    def standing(self) -> Standing:
        """The numbers of the sentence that says where it stands."""
        by_id = {one.id: one for one in self.sets}
        allied, matched = by_id[ALLIED], by_id[MATCHED]
        near = next((near.group for near in self.nearest if near.group.allied), None)
        return Standing(
            structural=self.index,
            known=self.known,
            allied=allied.groups,
            above_allied=allied.above,
            matched=matched.groups,
            above_matched=matched.above,
            nearest="" if near is None else near.name,
            date="" if near is None else near.date,
            read=self.read,
        )

    def facts(self) -> Mapping[str, str]:
        """Say where it stands, and what is nearest."""
        return {
            "structural index": f"{self.index:.1f} of 100, {100 * self.known:.0f} % known",
            **{f"above {one.id}": f"{100 * one.above:.0f} % of {one.groups}" for one in self.sets},
            "nearest": "; ".join(f"{near.group.name} {near.group.date}" for near in self.nearest[:1]),
            **self.about.facts(),
        }


@explained
def place(study: Study, *, given: About | None = None, world: Study | None = None) -> Place:
    """Place the study's coalition among groups that allied and groups that did not.

    Its members are found in the world study by their ISO codes, or by their ids, and scored there as of the study's
    day by the structural framework. What-ifs of values and weights play no part, for those are not measured. Compared
    are the criteria that are known of the coalition, with groups of which two thirds of these are known, by weight;
    a coalition is not compared with itself.

    Args:
        study: Whose coalition and day.
        given: What is known of the study, where it is known already.
        world: The world study, read whole, for whoever places many coalitions; by default as much as is needed is read.

    Raises:
        CoalitionError: when a member is not in the world study on that day, or too little is known of the coalition.
        StudyError: when the reference class does not come along.
    """
    reference = read_reference()
    states = _states(study)
    world = load_study(world_folder(), profiles=states) if world is None else world
    scores = _scores(world, states, study.day)
    weights, pillar_of = _weights(reference)
    known = ~np.isnan(scores)
    shares = weights.shares(pillar_of)
    covered = float(shares[known].sum())
    if covered < LEAST_PLACED:
        raise CoalitionError(f"too little is known of these states as of {study.day} to place them among other groups")
    every = np.array([group.scores for group in reference.groups])
    compared = np.where(known, every, np.nan)
    of_group = (~np.isnan(compared)) @ shares
    itself = np.array([_is_itself(group, states, study.day) for group in reference.groups], dtype=bool)
    enough = (of_group >= ENOUGH * covered - EVEN / 100) & ~itself
    indices = weigh(compared, weights, pillar_of, 1.0)[1]
    index = float(weigh(scores[None], weights, pillar_of, 1.0)[1][0])
    distances = _distances(compared, scores)
    return Place(
        about=about(study) if given is None else given,
        states=states,
        read=sum_of({"reference class": reference.read, "world": of_states(world, states)}),
        day=study.day,
        index=index,
        known=covered,
        reference=reference,
        scores=tuple(scores.tolist()),
        sets=tuple(_sets(reference, enough, indices, index, compared)),
        nearest=tuple(_nearest(reference, enough, indices, distances)),
    )


def _is_itself(group: ScoredGroup, states: tuple[str, ...], day: str) -> bool:
    """Tell whether a group is the coalition itself, about as of the same time."""
    return {*group.members} == {*states} and abs(int(group.date[:4]) - int(day[:4])) <= SAME_TIME


def _states(study: Study) -> tuple[str, ...]:
    """Return the ids of the members in the world study."""
    day = study.day
    by_code: dict[str, str] = {}
    by_id: dict[str, str] = {}
    for state, code, first, last in world_states():
        if (not first or first <= day) and (not last or day <= last):
            by_code[code], by_id[state] = state, state
    found: list[str] = []
    for member in study.members:
        iso3 = study.states[member].iso3
        meant = by_code.get(iso3) if iso3 else by_id.get(member)
        if meant is None:
            raise CoalitionError(
                f"'{member}' is not in the world study as of {day}, so the coalition has no place there"
            )
        found.append(meant)
    return tuple(found)


def _scores(world: Study, states: tuple[str, ...], day: str) -> Floats:
    """Return the structural scores of a coalition, (k,)."""
    scores: Floats = evaluate(world.replace(as_of=day, members=states), partial=True).scores[0]
    return scores


def _weights(reference: ReferenceClass) -> tuple[Weights, Ints]:
    """Return the weights of the structural framework, each level made to add up to 1, and each criterion's pillar."""
    pillars = [*reference.pillars]
    pillar_of = np.array([pillars.index(one.pillar) for one in reference.criteria.values()], dtype=np.intp)
    outer = np.array([*reference.pillars.values()], dtype=float)
    inner = np.array([one.weight for one in reference.criteria.values()], dtype=float)
    sums = np.bincount(pillar_of, inner, len(pillars))[pillar_of]
    return Weights(pillars=outer / outer.sum(), criteria=inner / sums), pillar_of


def _distances(compared: Floats, scores: Floats) -> Floats:
    """Return the root mean square of the differences over criteria known of both, (G,)."""
    gaps = np.square(compared - scores)
    counts = (~np.isnan(gaps)).sum(axis=1)
    distances: Floats = np.sqrt(np.nansum(gaps, axis=1) / np.maximum(counts, 1))
    return distances


def _sets(
    reference: ReferenceClass, enough: Bools, indices: Floats, index: float, compared: Floats
) -> Iterator[ReferenceSet]:
    """Compare a coalition with each class of groups."""
    for name in CLASSES:
        inside = [
            group.allied if name == ALLIED else not group.allied and name in group.sets for group in reference.groups
        ]
        rows = np.flatnonzero(enough & np.array(inside, dtype=bool))
        held = compared[rows]
        counts = (~np.isnan(held)).sum(axis=0)
        means = np.divide(np.nansum(held, axis=0), counts, out=np.full(len(counts), np.nan), where=counts > 0)
        low, median, high = np.quantile(indices[rows], [0.05, 0.5, 0.95]) if len(rows) else (np.nan,) * 3
        yield ReferenceSet(
            id=name,
            groups=len(rows),
            above=float((indices[rows] < index - EVEN).mean()) if len(rows) else np.nan,
            low=float(low),
            median=float(median),
            high=float(high),
            scores=tuple(means.tolist()),
        )


def _nearest(reference: ReferenceClass, enough: Bools, indices: Floats, distances: Floats) -> Iterator[Near]:
    """Give the nearest groups that allied, and the nearest that did not."""
    for allied in (True, False):
        rows = [row for row, group in enumerate(reference.groups) if enough[row] and group.allied == allied]
        for row in sorted(rows, key=lambda row: (round(float(distances[row]), 9), reference.groups[row].id))[:NEAREST]:
            yield Near(group=reference.groups[row], index=float(indices[row]), distance=float(distances[row]))
