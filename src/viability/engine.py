"""`evaluate`: measure once, score many coalitions, weigh. The one road every number takes.

Shape letters used everywhere: **n** states, **p** pairs, **B** coalitions, **k** criteria, **q** pillars, **D** draws.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from viability import aggregators, subsets
from viability.errors import CoalitionError, UnknownName
from viability.measures import Observations, measure, observe
from viability.model import Criterion, Framework, Study

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]


EVEN = 1e-9
"""What is nearer than this to a limit or a band's floor counts as on it: the rest is rounding."""
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
        held = np.where(np.isnan(self.scores), 0.0, self.weights.criteria)
        in_pillar = held @ np.eye(len(self.pillars))[self.pillar_of]
        known = in_pillar > 0
        pillars = np.where(known, self.weights.pillars, 0.0)
        pillars = pillars / pillars.sum(axis=-1, keepdims=True)
        within = np.divide(
            held, in_pillar[..., self.pillar_of], out=np.zeros_like(held), where=in_pillar[..., self.pillar_of] > 0
        )
        shares: Floats = within * pillars[..., self.pillar_of]
        return shares

    def total_coverage(self) -> Floats:
        """Return the known share of all weight, (B,)."""
        total: Floats = np.nan_to_num(self.coverage) @ self.weights.shares(self.pillar_of)
        return total

    def pillar_coverage(self) -> Floats:
        """Return the known share of each pillar's weight, (B, q)."""
        covered: Floats = (np.nan_to_num(self.coverage) * self.weights.criteria) @ np.eye(len(self.pillars))[
            self.pillar_of
        ]
        return covered


def weights_of(study: Study) -> Weights:
    """Return a study's own weights, each level made to add up to 1.

    Raises:
        FrameworkError: when all weights at one level are zero.
    """
    study.check_weights()
    order = [*study.framework.pillars]
    pillar_of = np.array([order.index(c.pillar) for c in study.criteria.values()], dtype=np.intp)
    raw = np.array([c.weight for c in study.criteria.values()])
    pillars = np.array([pillar.weight for pillar in study.framework.pillars.values()])
    sums = np.bincount(pillar_of, raw, len(order))[pillar_of]
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
    """Return the number of each index's band, (..., B); where a criterion blocks (..., B, k) at most `blocked`."""
    floors = np.array([band.at_least for band in framework.bands[:-1]])
    band = (viability[..., None] < floors - EVEN).sum(axis=-1)
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

    Raises:
        CoalitionError: when nothing at all is known of a coalition, or it has fewer than two states.
        FrameworkError: when all weights at one level are zero.
    """
    if observations is None:
        observations = observe(study, study.members if coalitions is None else None)
    obs, weights = observations, weights_of(study) if weights is None else weights
    if isinstance(coalitions, np.ndarray):
        marks: Bools = coalitions
    else:
        marks = masks(obs.states, [study.members] if coalitions is None else coalitions)
    compensation = study.framework.compensation if compensation is None else compensation
    order = [*study.framework.pillars]
    criteria = tuple(study.criteria.values())
    pillar_of = np.array([order.index(c.pillar) for c in criteria], dtype=np.intp)
    measured = [measure(criterion, obs) for criterion in criteria]
    size = max(1, CELLS // max(len(obs.pairs[0]), 1))
    found = [
        _scored(criteria, measured, obs, marks[start : start + size], missing=missing, goalposts=goalposts)
        for start in range(0, max(len(marks), 1), size)
    ]
    scores = np.concatenate([part for part, _ in found], axis=-2)
    covered = np.concatenate([part for _, part in found])
    dyadic = np.array([c.measure.dyadic for c in criteria])
    pillars, index = weigh(scores, weights, pillar_of, compensation)
    # geography alone, which holds at any day, is no knowledge of the day
    timeless = bool(obs.entries) and all(study.attributes[entry.attribute].timeless for entry in obs.entries)
    if timeless or np.isnan(index).any():
        when = "" if study.as_of is None else f" as of {study.as_of}"
        raise CoalitionError(f"nothing is known of the coalition{when}; choose a later date or other members")
    pillar_cohesion, cohesion = weigh(scores, weights, pillar_of, compensation, dyadic)
    limits = np.array([np.nan if c.blocking is None else c.blocking for c in criteria])
    blocked = scores < limits - EVEN
    return Evaluation(
        states=obs.states,
        criteria=tuple(study.criteria),
        pillars=tuple(order),
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
    measured: Sequence[Floats],
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
    """Evaluate every pair of the study's members: pair cohesion is the cohesion of a coalition of two."""
    obs = observe(study, study.members) if observations is None else observations
    marks = np.zeros((len(obs.pairs[0]), len(obs.states)), dtype=bool)
    rows = np.arange(len(marks))
    marks[rows, obs.pairs[0]] = marks[rows, obs.pairs[1]] = True
    return evaluate(study, marks, observations=obs)


@dataclass(frozen=True, kw_only=True, slots=True)
class Subsets:
    """What `evaluate_subsets` found of a block of B sets of states.

    NaN is what nothing is known of, and any set of fewer than two states.
    """

    block: subsets.Block
    """Which sets: `block.start` is the number of the first, and `block.marks` tells their members."""
    viability: Floats
    """(..., B), 0 to 100"""
    cohesion: Floats
    """(..., B), 0 to 100"""
    scores: Floats | None
    """(..., B, k), where asked for"""
    verdicts: Ints | None
    """(..., B), where asked for; -1 where the index is NaN"""


def evaluate_subsets(
    study: Study,
    *,
    among: Ints | None = None,
    always: Ints | None = None,
    rows: Iterable[Ints] | None = None,
    observations: Observations | None = None,
    weights: Weights | None = None,
    compensation: float | None = None,
    scores: bool = False,
    verdicts: bool = False,
    precision: subsets.Precision = np.float64,
    largest: int = subsets.BLOCK,
) -> Iterator[Subsets]:
    """Evaluate every coalition that some states can form, or chosen ones, a block at a time.

    These are the numbers of `evaluate`, up to rounding, made from tables over subsets (see `subsets`). Where
    `evaluate` raises because nothing is known of a coalition, here is a NaN.

    Args:
        study: What to evaluate.
        among: Numbers of the observed states of which every subset is formed, in binary order: set c holds
            `among[i]` where bit i of c is 1. By default all but `always`.
        always: Numbers of the observed states that belong to every set; by default none.
        rows: Instead of every subset of `among`, chosen ones: arrays (B, s) of s different states, none of them
            in `always`, which join `always`.
        observations: As for `evaluate`, but by default of all states of the study.
        weights: As for `evaluate`.
        compensation: As for `evaluate`.
        scores: Whether to return scores, too.
        verdicts: Whether to return verdicts, too.
        precision: Of tables and results. Single precision takes half the time; an index on the edge of a band
            may then fall on the other side.
        largest: Sets times draws in a block.

    Raises:
        FrameworkError: when all weights at one level are zero.
    """
    obs = observe(study) if observations is None else observations
    weights = weights_of(study) if weights is None else weights
    always = np.array([], dtype=np.intp) if always is None else always
    among = np.setdiff1d(np.arange(len(obs.states)), always) if among is None else among
    lead = np.broadcast_shapes(obs.values.shape[:-1], weights.pillars.shape[:-1], weights.criteria.shape[:-1])
    largest = max(1, largest // math.prod(lead))
    if rows is None:
        parts = subsets.blocks(among, always, largest)
        low = among[: subsets.low_states(len(among), largest)]
    else:
        parts, low = subsets.row_blocks(rows, always, largest), among[:0]
    tables = subsets.Tables(low, precision)
    for criterion in study.criteria.values():
        dyadic, posts = criterion.measure.dyadic, criterion.goalposts
        # draws come last in tables, so that they are contiguous there as in memory
        values = np.moveaxis(measure(criterion, obs), -1, 0)
        values = values.reshape(len(values), *(1,) * (len(lead) + 1 - values.ndim), *values.shape[1:])
        tables.add(
            criterion.aggregator,
            subsets.square(values, obs.pairs, len(obs.states)) if dyadic else values,
            None if posts is None else (posts.worst, posts.best),
            dyadic=dyadic,
        )
    weigher = _Weigher(study, tables, weights, study.framework.compensation if compensation is None else compensation)
    for block in parts:
        yield weigher.weigh(block, scores=scores, verdicts=verdicts)


class _Mean:
    """A weighted mean of arrays (B, ...) that are never all there at once; `term` is room to work in."""

    def __init__(self, term: Floats) -> None:
        self._total, self._term = np.zeros_like(term), term
        self._weight: Floats = np.zeros((), dtype=term.dtype)

    def add(self, values: Floats, factor: Floats, weight: Floats) -> None:
        """Add values times a factor, (B, ...), and what they weigh."""
        np.multiply(values, factor, out=self._term)
        self._total += self._term
        self._weight = self._weight + weight

    def add_mean(self, inner: "_Mean", weight: Floats) -> None:
        """Add another mean, with no weight where it is unknown."""
        known = inner._weight > 0  # noqa: SLF001 - another of the same class
        self.add(inner._total, weight * inner._inverse(), weight * known)  # noqa: SLF001 - likewise

    def _inverse(self) -> Floats:
        inverse: Floats = np.divide(1.0, self._weight, out=np.zeros_like(self._weight), where=self._weight > 0)
        return inverse

    def percent(self) -> Floats:
        """Return the mean times 100, NaN where nothing is known."""
        return self._total * np.where(self._weight > 0, 100.0 * self._inverse(), np.nan).astype(self._total.dtype)


class _Weigher:
    """Weighs blocks of sets of states; at compensation 1 a score is weighed as soon as it is made, as `weigh` would."""

    def __init__(self, study: Study, tables: subsets.Tables, weights: Weights, compensation: float) -> None:
        order = [*study.framework.pillars]
        criteria = tuple(study.criteria.values())
        self._framework, self._tables, self._compensation = study.framework, tables, compensation
        self._precision = tables.precision
        self._pillar_of = np.array([order.index(c.pillar) for c in criteria], dtype=np.intp)
        self._dyadic = np.array([c.measure.dyadic for c in criteria])
        self._limits = [c.blocking for c in criteria]
        self._weights = Weights(
            pillars=weights.pillars.astype(self._precision), criteria=weights.criteria.astype(self._precision)
        )
        self._lead = np.broadcast_shapes(tables.tail, weights.pillars.shape[:-1], weights.criteria.shape[:-1])

    def weigh(self, block: subsets.Block, *, scores: bool, verdicts: bool) -> Subsets:
        """Score and weigh a block."""
        one_by_one = self._compensation == 1
        made = (len(block), *self._tables.tail)
        held = None if one_by_one and not scores else np.full((len(self._limits), *made), np.nan, self._precision)
        blocked = np.zeros(made, dtype=bool) if verdicts else None
        index, cohesion = self._means(block, held, blocked)
        last = None if held is None else np.moveaxis(held, (0, 1), (-1, -2))
        if last is not None and not one_by_one:
            whole, pairs = (
                weigh(last, self._weights, self._pillar_of, self._compensation, only)[1]
                for only in (None, self._dyadic)
            )
            index, cohesion = whole.astype(self._precision), pairs.astype(self._precision)
        alone = block.alone()
        index[..., alone] = cohesion[..., alone] = np.nan
        if last is not None:
            last[..., alone, :] = np.nan
        bands: Ints | None = None
        if blocked is not None:
            bands = verdicts_of(self._framework, index, np.moveaxis(blocked, 0, -1)[..., None])
            bands[np.isnan(index)] = -1
        return Subsets(block=block, viability=index, cohesion=cohesion, scores=last if scores else None, verdicts=bands)

    def _means(self, block: subsets.Block, held: Floats | None, blocked: Bools | None) -> tuple[Floats, Floats]:
        """Return the indices at compensation 1, (..., B); scores go to `held` (k, B, ...), which block to `blocked`."""
        shape = (len(block), *self._lead)
        term = np.empty(shape, dtype=self._precision)
        score = np.empty((len(block), *self._tables.tail), dtype=self._precision)
        index, cohesion = _Mean(term), _Mean(term)
        for pillar in range(self._weights.pillars.shape[-1]):
            weight, inner = self._weights.pillars[..., pillar], _Mean(term)
            # the dyadic ones first, which are the cohesion
            for dyadic in (True, False):
                for k in np.flatnonzero((self._pillar_of == pillar) & (self._dyadic == dyadic)):
                    self._add(int(k), block, inner, score if held is None else held[k], blocked)
                if dyadic:
                    cohesion.add_mean(inner, weight)
            index.add_mean(inner, weight)
        return np.moveaxis(index.percent(), 0, -1), np.moveaxis(cohesion.percent(), 0, -1)

    def _add(self, k: int, block: subsets.Block, mean: _Mean, score: Floats, blocked: Bools | None) -> None:
        """Score one criterion and add it to its pillar's mean; `score` takes the scores, NaN where unknown."""
        weight, limit = self._weights.criteria[..., k], self._limits[k]
        unknown = self._tables.score(k, block, score)
        mean.add(score, weight, weight if unknown is None else weight * ~unknown)
        if blocked is not None and limit is not None:
            blocked |= score < limit if unknown is None else (score < limit) & ~unknown
        if unknown is not None:
            np.copyto(score, np.nan, where=unknown)
