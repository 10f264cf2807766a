"""`evaluate`: measure once, score many coalitions, weigh. The one road every number takes.

Shape letters used everywhere: **n** states, **p** pairs, **B** coalitions, **k** criteria, **q** pillars, **D** draws.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from viability import aggregators
from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.fields import as_compensation
from viability.measures import Observations, measure, observe
from viability.model import Criterion, Framework, Study

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]


EVEN = 1e-9
"""What is nearer than this to a limit or a band's floor counts as on it: the rest is rounding."""
SLIGHT = 0.1
"""Exponents nearer to nought than this are taken by logarithms."""
CELLS = 1 << 22
"""Coalitions times pairs that are marked at a time, which bounds the memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """Weights of pillars and, within each pillar, of criteria; every level adds up to 1."""

    pillars: Floats
    """(..., q)"""
    criteria: Floats
    """(..., k)"""

    def shares(self, pillar_of: Ints) -> Floats:
        """Return each criterion's share of the whole, (..., k)."""
        return self.criteria * self.pillars[..., pillar_of]


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


def pillar_numbers(study: Study) -> Ints:
    """Return the number of each criterion's pillar, (k,)."""
    order = [*study.framework.pillars]
    return np.array([order.index(c.pillar) for c in study.criteria.values()], dtype=np.intp)


def shares_of(scores: Floats, weights: Weights, pillar_of: Ints) -> Floats:
    """Return each criterion's share of the index, (..., B, k), for scores (..., B, k): nought where it is unknown.

    Shares add up to 1, but for a coalition of which nothing is known, where they are nought.
    """
    held = np.where(np.isnan(scores), 0.0, weights.criteria)
    in_pillar = held @ np.eye(weights.pillars.shape[-1])[pillar_of]
    pillars = np.where(in_pillar > 0, weights.pillars, 0.0)
    total = pillars.sum(axis=-1, keepdims=True)
    pillars = np.divide(pillars, total, out=np.zeros_like(pillars), where=total > 0)
    beside = in_pillar[..., pillar_of]
    within = np.divide(held, beside, out=np.zeros_like(held), where=beside > 0)
    shares: Floats = within * pillars[..., pillar_of]
    return shares


def weights_of(study: Study) -> Weights:
    """Return a study's own weights, each level made to add up to 1.

    Raises:
        FrameworkError: when all weights at one level are zero.
    """
    study.check_weights()
    pillar_of = pillar_numbers(study)
    raw = np.array([c.weight for c in study.criteria.values()])
    pillars = np.array([pillar.weight for pillar in study.framework.pillars.values()])
    sums = np.bincount(pillar_of, raw, len(pillars))[pillar_of]
    return Weights(
        pillars=pillars / pillars.sum(), criteria=np.divide(raw, sums, out=np.zeros_like(raw), where=sums > 0)
    )


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


def power_mean(scores: Floats, weights: Floats, compensation: float) -> Floats:
    """Weighted power mean over the last axis; an unknown score and a zero weight leave it, NaN where nothing is left.

    Args:
        scores: (..., m) in [0, 1].
        weights: (..., m), zero or more; they need not add up to 1.
        compensation: The exponent: 1 arithmetic, 0 geometric, -1 harmonic, -inf the least score. At most 1.
    """
    unknown = np.isnan(scores)
    if compensation == 1 and scores.shape[-1] and not unknown.any():
        total = weights.sum(axis=-1)
        with np.errstate(invalid="ignore"):
            plain: Floats = (weights * scores).sum(axis=-1) / total
        return plain
    held = np.where(unknown, 0.0, weights)
    total = held.sum(axis=-1)
    if not scores.shape[-1]:  # a pillar without a dyadic criterion, under cohesion
        return np.full(total.shape, np.nan)
    left = total > 0
    share = held / np.where(left, total, 1.0)[..., None]
    safe = np.where(unknown, 1.0, scores)
    if compensation == 1:
        mean = (share * safe).sum(axis=-1)
    elif np.isneginf(compensation):
        mean = np.where(share > 0, safe, np.inf).min(axis=-1)
    else:
        counted = np.where(share > 0, safe, 1.0)
        with np.errstate(divide="ignore", over="ignore"):
            if abs(compensation) < 1e-9:  # noqa: PLR2004 - the limit is the geometric mean
                mean = np.exp((share * np.log(counted)).sum(axis=-1))
            elif abs(compensation) < SLIGHT:
                # powers near 1 lose in rounding what the root then multiplies, in single precision above all
                powers = (share * np.expm1(compensation * np.log(counted))).sum(axis=-1)
                # shares may add up to a little more than 1, and all scores be 0
                mean = np.exp(np.log1p(np.maximum(powers, -1.0)) / compensation)
            else:
                # factoring the least score out keeps strongly negative exponents finite
                least = counted.min(axis=-1)
                ratio = counted / np.where(least > 0, least, 1.0)[..., None]
                mean = least * (share * ratio**compensation).sum(axis=-1) ** (1.0 / compensation)
                if compensation > 0:
                    mean = (share * counted**compensation).sum(axis=-1) ** (1.0 / compensation)
        mean = np.minimum(np.where(left, mean, 0.0), 1.0)
    return np.where(left, mean, np.nan)


def weigh(
    scores: Floats, weights: Weights, pillar_of: Ints, compensation: float, only: Bools | None = None
) -> tuple[Floats, Floats]:
    """Weigh scores (..., B, k) into pillars (..., B, q) and the index (..., B), both 0 to 100.

    Of the criteria, whose pillars are `pillar_of` (k,), `only` (k,) marks those that count; all by default.
    """
    heights = []
    for pillar in range(weights.pillars.shape[-1]):
        of = np.flatnonzero(pillar_of == pillar if only is None else (pillar_of == pillar) & only)
        heights.append(power_mean(scores[..., of], weights.criteria[..., None, of], compensation))
    pillars = np.moveaxis(np.stack(heights), 0, -1)
    index = power_mean(pillars, weights.pillars[..., None, :], compensation)
    return 100.0 * pillars, 100.0 * index


def verdicts_of(framework: Framework, viability: Floats, blocked: Bools) -> Ints:
    """Return the number of each index's band, (..., B); where a criterion blocks (..., B, k) at most `blocked`.

    An unknown index is in the last band.
    """
    floors = np.array([band.at_least for band in framework.bands[:-1]])
    band = (~(viability[..., None] >= floors - EVEN)).sum(axis=-1)
    worst = [b.verdict for b in framework.bands].index(framework.blocked)
    capped: Ints = np.where(blocked.any(axis=-1), np.maximum(band, worst), band)
    return capped


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


def pairs_of(study: Study, observations: Observations | None = None) -> Evaluation:
    """Evaluate every pair of the study's members: pair cohesion is the cohesion of a coalition of two.

    Where nothing is known of two members together, their indices are NaN.

    Raises:
        CoalitionError: when nothing is known of any pair.
    """
    obs = observe(study, study.members) if observations is None else observations
    marks = np.zeros((len(obs.pairs[0]), len(obs.states)), dtype=bool)
    rows = np.arange(len(marks))
    marks[rows, obs.pairs[0]] = marks[rows, obs.pairs[1]] = True
    return evaluate(study, marks, observations=obs, partial=True)
