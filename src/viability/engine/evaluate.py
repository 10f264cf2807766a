"""`evaluate`: measure once, score many coalitions, weigh. The one road every number takes.

Shape letters used everywhere: **n** states, **p** pairs, **B** coalitions, **k** criteria, **q** pillars, **D** draws.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from viability.engine import aggregators
from viability.engine.arrays import EVEN, Bools, Floats, Ints
from viability.engine.measures import measure
from viability.engine.observations import Observations, observe
from viability.engine.weighing import Weights, pillar_numbers, shares_of, verdicts_of, weigh, weights_of
from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.study.fields import as_compensation
from viability.study.framework import Criterion
from viability.study.study import Study

CELLS = 1 << 22
"""Coalitions times pairs that are marked at a time, which bounds the memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """What an evaluation found. Scores lie in [0, 1], indices in [0, 100]; NaN is unknown."""

    states: tuple[str, ...]
    criteria: tuple[str, ...]
    pillars: tuple[str, ...]
    pillar_of: Ints
    """(k,): the number of each criterion's pillar."""
    coalitions: Bools
    """(B, n)"""
    scores: Floats
    """(..., B, k)"""
    coverage: Floats
    """(B, k): the known share of each criterion's items."""
    weights: Weights
    pillar_scores: Floats
    """(..., B, q), 0 to 100"""
    pillar_cohesion: Floats
    """(..., B, q), 0 to 100"""
    viability: Floats
    """(..., B), 0 to 100"""
    cohesion: Floats
    """(..., B), 0 to 100: the same index over the dyadic criteria alone"""
    verdicts: Ints
    """(..., B): the number of the band, 0 for the best"""
    blocked: Bools
    """(..., B, k): which criteria block"""

    def shares(self) -> Floats:
        """Return each criterion's share of the index, (B, k): nought where it is unknown, one in all."""
        return shares_of(self.scores, self.weights, self.pillar_of)

    def total_coverage(self) -> Floats:
        """Return the known share of all weight, (B,)."""
        total: Floats = np.nan_to_num(self.coverage) @ self.weights.shares(self.pillar_of)
        return np.round(total, 12)  # all known is 1, whatever shares add up to in binary

    def pillar_coverage(self) -> Floats:
        """Return the known share of each pillar's weight, (B, q)."""
        covered: Floats = (np.nan_to_num(self.coverage) * self.weights.criteria) @ np.eye(len(self.pillars))[
            self.pillar_of
        ]
        return covered


def masks(states: Sequence[str], coalitions: Iterable[Iterable[str]]) -> Bools:
    """Mark the members of coalitions, (B, n).

    Raises:
        CoalitionError: when a coalition has fewer than two states.
        UnknownName: when it names a state that is not among them.
    """
    number = {name: i for i, name in enumerate(states)}
    try:
        rows = [[number[name] for name in coalition] for coalition in coalitions]
    except KeyError as error:
        raise UnknownName("state", str(error.args[0]), states) from None
    marks = np.zeros((len(rows), len(states)), dtype=bool)
    for mark, row in zip(marks, rows, strict=True):
        if len(set(row)) < 2:  # noqa: PLR2004 - the definition of a coalition
            raise CoalitionError("a coalition is two or more different states")
        mark[row] = True
    return marks


def items_within(criterion: Criterion, obs: Observations, coalitions: Bools) -> Bools:
    """Mark the items of a criterion that lie within each coalition: members (B, n) or pairs (B, p)."""
    if not criterion.measure.dyadic:
        return coalitions
    first, second = obs.pairs
    within: Bools = coalitions[:, first] & coalitions[:, second]
    return within


def score_items(
    criterion: Criterion,
    values: Floats,
    within: Bools,
    missing: float = np.nan,
    goalposts: tuple[Floats, Floats] | None = None,
) -> Floats:
    """Score sets of items, (..., B), from measured values (..., m) and marks (B, m).

    Goalposts (worst, best) of shape (...,) take the place of the criterion's own.
    """
    own = criterion.goalposts
    posts: tuple[Floats | float, Floats | float] | None = None if own is None else (own.worst, own.best)
    if goalposts is not None and own is not None:
        posts = (goalposts[0][..., None], goalposts[1][..., None])
    return aggregators.aggregate(criterion.aggregator, values, within, posts, missing)


def evaluate(
    study: Study,
    coalitions: Iterable[Iterable[str]] | Bools | None = None,
    *,
    observations: Observations | None = None,
    weights: Weights | None = None,
    compensation: float | None = None,
    missing: float = np.nan,
    goalposts: Sequence[tuple[Floats, Floats] | None] | None = None,
    partial: bool = False,
) -> Evaluation:
    """Evaluate coalitions.

    Args:
        study: What to evaluate.
        coalitions: Names of members, or marks (B, n) over the states observed. None means the study's members.
        observations: Values to use, with leading axes for draws; by default what holds at the study's day.
        weights: Weights to use, with leading axes for draws; by default the study's.
        compensation: By default the framework's.
        missing: What an unknown item scores: NaN leaves it out, 0 and 1 give the bounds.
        goalposts: Other (worst, best) per criterion, with leading axes for draws; by default the study's.
        partial: Take coalitions of which nothing is known beside others; their indices are NaN.

    Raises:
        CoalitionError: when nothing at all is known of a coalition (with `partial`: of all), it has fewer than two
            states, or marks are no array of true and false.
        FrameworkError: when all weights at one level are zero, or the compensation is above 1.
    """
    if observations is None:
        observations = observe(study, study.members if coalitions is None else None)
    obs, weights = observations, weights_of(study) if weights is None else weights
    if isinstance(coalitions, np.ndarray):
        marks: Bools = coalitions
        if marks.dtype != np.bool_ or marks.ndim != 2 or marks.shape[1] != len(obs.states):  # noqa: PLR2004 - (B, n)
            raise CoalitionError(
                f"coalitions are marked by true and false, one column for each of the {len(obs.states)} states observed"
            )
        if (marks.sum(axis=1) < 2).any():  # noqa: PLR2004 - the definition of a coalition
            raise CoalitionError("a coalition is two or more states, and some marks are of fewer")
    else:
        marks = masks(obs.states, [study.members] if coalitions is None else coalitions)
    try:
        compensation = as_compensation(study.framework.compensation if compensation is None else compensation)
    except ValueError as error:
        raise FrameworkError(str(error)) from None
    criteria = tuple(study.criteria.values())
    pillar_of = pillar_numbers(study)
    measured: Iterable[Floats] = (measure(criterion, obs) for criterion in criteria)
    size = max(1, CELLS // max(len(obs.pairs[0]), 1))
    if len(marks) > size:
        measured = tuple(measured)  # read again for every block
    found = [
        _scored(criteria, measured, obs, marks[start : start + size], missing=missing, goalposts=goalposts)
        for start in range(0, max(len(marks), 1), size)
    ]
    scores, covered = found[0]
    if len(found) > 1:
        scores = np.concatenate([part for part, _ in found], axis=-2)
        covered = np.concatenate([part for _, part in found])
    dyadic = np.array([c.measure.dyadic for c in criteria])
    pillars, index = weigh(scores, weights, pillar_of, compensation)
    # geography alone, which holds at any day, is no knowledge of the day that was asked for
    timeless = (
        study.as_of is not None
        and bool(obs.entries)
        and all(study.attributes[entry.attribute].timeless for entry in obs.entries)
    )
    company = obs.belongs.any() and any(c.measure.kind == "shared_memberships" for c in criteria)
    unknown = np.isnan(index)
    if (timeless and not company) or (unknown.all() if partial else unknown.any()):
        when = "" if study.as_of is None else f" as of {study.as_of}"
        raise CoalitionError(f"nothing is known of the coalition{when}; choose a later date or other members")
    pillar_cohesion, cohesion = weigh(scores, weights, pillar_of, compensation, dyadic)
    limits = np.array([np.nan if c.blocking is None else c.blocking for c in criteria])
    blocked = scores < limits - EVEN
    return Evaluation(
        states=obs.states,
        criteria=tuple(study.criteria),
        pillars=tuple(study.framework.pillars),
        pillar_of=pillar_of,
        coalitions=marks,
        scores=scores,
        coverage=covered,
        weights=weights,
        pillar_scores=pillars,
        pillar_cohesion=pillar_cohesion,
        viability=index,
        cohesion=cohesion,
        verdicts=verdicts_of(study.framework, index, blocked),
        blocked=blocked,
    )


def _scored(
    criteria: Sequence[Criterion],
    measured: Iterable[Floats],
    obs: Observations,
    marks: Bools,
    *,
    missing: float,
    goalposts: Sequence[tuple[Floats, Floats] | None] | None,
) -> tuple[Floats, Floats]:
    """Score a block of coalitions (B, n) on measured values: scores (..., B, k) and coverage (B, k)."""
    first, second = obs.pairs
    pairs = marks[:, first] & marks[:, second]
    # pairs of which no coalition of the block holds both states only cost time
    touched = np.flatnonzero(pairs.any(axis=0)) if len(marks) > 1 else slice(None)
    pairs = pairs[:, touched]
    columns, covered = [], []
    for i, (criterion, values) in enumerate(zip(criteria, measured, strict=True)):
        within = pairs if criterion.measure.dyadic else marks
        items = values[..., touched] if criterion.measure.dyadic else values
        columns.append(score_items(criterion, items, within, missing, None if goalposts is None else goalposts[i]))
        covered.append(aggregators.coverage(items, within))
    shape = np.broadcast_shapes(*(column.shape for column in columns))
    scores = np.moveaxis(np.stack([np.broadcast_to(column, shape) for column in columns]), 0, -1)
    return scores, np.stack(covered, axis=-1)
