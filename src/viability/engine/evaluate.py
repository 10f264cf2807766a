"""`evaluate`: measure once, score many coalitions, weigh. The one road every number takes.

Longer than other modules, for half of it says what an evaluation holds, attribute by attribute.

Shape letters used everywhere: **n** states, **p** pairs, **B** coalitions, **k** criteria, **q** pillars, **D** draws.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial as partial_of

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import CELLS, EVEN_SCORE, Bools, Floats, Ints
from viability.engine.company import Company, in_company
from viability.engine.coverage import KNOWN, OLD, WEAK, Coverage, coverage_of, ratio
from viability.engine.observations import Observations, observe
from viability.engine.readings import Goalposts, Reading, read_one
from viability.engine.weighing import (
    Weights,
    compensation_of,
    pillar_numbers,
    power_mean,
    shares_of,
    verdicts_of,
    weigh,
    weights_of,
)
from viability.errors import CoalitionError, UnknownName
from viability.study.criterion import Measure
from viability.study.study import Study


class Evaluation(Brief, Struct, frozen=True, kw_only=True):
    """What an evaluation found. Scores lie in [0, 1], indices in [0, 100]; NaN is unknown."""

    study: Study
    """As it was evaluated, with its what-ifs."""
    states: tuple[str, ...]
    criteria: tuple[str, ...]
    pillars: tuple[str, ...]
    pillar_of: Ints
    """(k,): the number of each criterion's pillar."""
    coalitions: Bools
    """(B, n)"""
    readings: tuple[Reading, ...]
    """What each criterion reads, k of them."""
    scores: Floats
    """(..., B, k)"""
    coverage: Floats
    """(B, k): the known share of the values that each criterion reads."""
    weights: Weights
    own_weights: Weights
    """The study's, which decide whether enough is known for a verdict, whatever weights are drawn."""
    pillar_scores: Floats
    """(..., B, q), 0 to 100"""
    pillar_cohesion: Floats
    """(..., B, q), 0 to 100"""
    viability: Floats
    """(..., B), 0 to 100"""
    cohesion: Floats
    """(..., B), 0 to 100: the same index over the dyadic criteria alone"""
    verdicts: Ints
    """(..., B): the number of the band, 0 for the best; -1 where too little is known for a verdict"""
    bands: Ints
    """(..., B): the number of the band, however little is known"""
    blocked: Bools
    """(..., B, k): which criteria block"""
    others: Mapping[str, "Evaluation"] = {}
    """The same coalitions under the study's other questions, by id."""

    def facts(self) -> Mapping[str, str]:
        """Say how many coalitions were evaluated, and how they came out."""
        draws = "" if self.viability.ndim == 1 else " x ".join(map(str, self.viability.shape[:-1]))
        known = self.viability[~np.isnan(self.viability)]
        spread = [f"{value:.1f}" for value in np.unique([known.min(), known.max()])] if known.size else ["unknown"]
        return {
            "coalitions": f"{len(self.coalitions):,} of {len(self.states)} states: {some(self.states)}",
            "draws": draws,
            "viability": " to ".join(spread),
            "criteria": f"{len(self.criteria)}: {some(self.criteria, 4)}",
            "pillars": some(self.pillars),
        }

    @property
    def questions(self) -> dict[str, "Evaluation"]:
        """The evaluation under each question of the study, by id, in order; this one is the first."""
        return {self.study.framework.asked: self, **self.others}

    @property
    def indices(self) -> Floats:
        """The index of each question, (..., B, u), 0 to 100, in the order of `questions`."""
        return np.stack([found.viability for found in self.questions.values()], axis=-1)

    def shares(self) -> Floats:
        """Return each criterion's share of the index, (B, k): nought where it is unknown, one in all."""
        return shares_of(self.scores, self.weights, self.pillar_of)

    def geometric(self) -> Floats:
        """Return the index with pillars that do not make up for each other, (..., B).

        It is the geometric mean of the pillars' scores, each of them the arithmetic mean of its criteria.

        References:
            UNDP (2010), Human Development Report, technical note 1: the dimensions of the index since then.
        """
        pillars, _ = weigh(self.scores, self.weights, self.pillar_of, 1.0)
        return 100.0 * power_mean(pillars / 100.0, self.weights.pillars[..., None, :], 0.0)

    def total_coverage(self) -> Floats:
        """Return the known share of what is asked, by weight: (..., B)."""
        # all known is 1, whatever shares add up to in binary; drawn ones are in single precision
        shares = self.weights.shares(self.pillar_of).astype(np.float64)
        total: Floats = shares @ self.coverage.T / shares.sum(axis=-1, keepdims=True)
        return np.round(total, 12)

    def pillar_coverage(self) -> Floats:
        """Return the known share of what each pillar asks, by weight: (..., B, q)."""
        belongs = np.eye(len(self.pillars))[self.pillar_of]
        given = self.weights.criteria.astype(np.float64)[..., None, :]
        return ratio((self.coverage * given) @ belongs, given @ belongs)

    def member_coverage(self) -> Floats:
        """Return the known share of what is asked of each member, by the given weights: (B, n); NaN for outsiders."""
        return self._counted().by_member(self.coalitions)

    def old_share(self) -> Floats:
        """Return the share of weight that rests on values more than five years older than the day: (..., B).

        What holds at any day is never old. A criterion's weight goes to its values alike, and what is unknown has none.
        """
        return self._resting_on(OLD)

    def weak_share(self) -> Floats:
        """Return the share of weight that rests on weak sources alone, as in `old_share`: (..., B)."""
        return self._resting_on(WEAK)

    def _resting_on(self, which: int) -> Floats:
        counted = self._counted()
        part = ratio(counted.count(which, self.coalitions), counted.count(KNOWN, self.coalitions))
        share: Floats = (self.shares() * part).sum(axis=-1)
        return share

    def _counted(self) -> Coverage:
        _, met = in_company(self.study, self.readings[0].observations, self.coalitions, self.readings)
        return coverage_of(self.readings, self.own_weights, self.pillar_of, met)


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


@explained
def evaluate(
    study: Study,
    coalitions: Iterable[Iterable[str]] | Bools | None = None,
    *,
    observations: Observations | None = None,
    weights: Weights | None = None,
    compensation: float | None = None,
    missing: float = np.nan,
    goalposts: Sequence[Goalposts | None] | None = None,
    partial: bool = False,
) -> Evaluation:
    """Evaluate coalitions under the study's first question, and beside it under each other one, see `others`.

    Args:
        study: What to evaluate. Where it asks several questions, weights and goalposts that are handed in are those of
            the first, which is then evaluated alone.
        coalitions: Names of members, or marks (B, n) over the states observed. None means the study's members.
        observations: Values to use, with leading axes for draws; by default what holds at the study's day.
        weights: Weights to use, with leading axes for draws; by default the study's.
        compensation: By default the framework's.
        missing: What an unknown item scores: NaN leaves it out, 0 and 1 give the bounds.
        goalposts: Other (worst, best) per criterion, with leading axes for draws; by default the study's.
        partial: Take coalitions of which nothing is known, too; their indices are NaN.

    Raises:
        CoalitionError: when nothing at all is known of a coalition, but for `partial`; when one has fewer than two
            states, one of the study's members does not live at its day, or marks are no array of true and false.
        FrameworkError: when all weights at one level are zero, or the compensation is above 1.
    """
    if observations is None:
        observations = observe(study, study.members if coalitions is None else None)
    if coalitions is None:
        study.check_lives()
    if len(study.framework.questions) > 1:
        study.check_weights()
        marks = _marks(study, observations, coalitions)
        asked = [study.asking(question) for question in study.framework.questions]
        given = partial_of(evaluate, observations=observations, compensation=compensation, missing=missing)
        first = given(asked[0], marks, weights=weights, goalposts=goalposts, partial=partial)
        if weights is not None or goalposts is not None:
            return first
        return replace(first, others={one.framework.asked: given(one, marks, partial=True) for one in asked[1:]})
    obs, own = observations, weights_of(study)
    weights = own if weights is None else weights
    marks = _marks(study, obs, coalitions)
    compensation = compensation_of(study, compensation)
    pillar_of = pillar_numbers(study)
    readings, scores, judged, covered, thin = _measured(study, obs, marks, own, missing=missing, goalposts=goalposts)
    pillars, index = weigh(scores, weights, pillar_of, compensation)
    if not partial and np.isnan(index).any():
        when = "" if study.as_of is None else f" as of {study.as_of}"
        if covered[np.isnan(index).any(axis=tuple(range(index.ndim - 1)))].any():
            raise CoalitionError(
                f"no criterion has a score for the coalition{when}, although some values are known: burdens "
                "of 0 have no evenness, and threats that nobody feels no likeness; choose other members or criteria"
            )
        raise CoalitionError(f"nothing is known of the coalition{when}; choose a later date or other members")
    dyadic = np.array([c.measure.dyadic for c in study.criteria.values()])
    pillar_cohesion, cohesion = weigh(scores, weights, pillar_of, compensation, dyadic)
    limits = np.array([np.nan if c.blocking is None else c.blocking.below for c in study.criteria.values()])
    blocked = judged < limits - EVEN_SCORE
    bands = verdicts_of(study.framework, index, blocked)
    return Evaluation(
        study=study,
        states=obs.states,
        criteria=tuple(study.criteria),
        pillars=tuple(study.framework.pillars),
        pillar_of=pillar_of,
        coalitions=marks,
        readings=readings,
        scores=scores,
        coverage=covered,
        weights=weights,
        own_weights=own,
        pillar_scores=pillars,
        pillar_cohesion=pillar_cohesion,
        viability=index,
        cohesion=cohesion,
        verdicts=np.where(thin, -1, bands),
        bands=bands,
        blocked=blocked,
    )


def if_missing(found: Evaluation, score: float) -> Floats:
    """Return the index if every unknown item scored so, (..., B): 0 for the worst case, 1 for the best.

    It is that of `evaluate` with `missing`, at the study's compensation; what was read is not read again.
    """
    _, met = in_company(found.study, found.readings[0].observations, found.coalitions, found.readings)
    scores, _ = _scored(found.readings, met, found.coalitions, score, None)
    return weigh(scores, found.weights, found.pillar_of, compensation_of(found.study, None))[1]


def index_of(study: Study, coalitions: Bools, observations: Observations) -> Floats:
    """Return the index alone of marked coalitions (B, n), (..., B), NaN where nothing is known.

    It is that of `evaluate`; without verdicts, coverage and cohesion it takes some three quarters of the time.
    """
    study = study.asking()
    readings, met = in_company(study, observations, coalitions)
    scores, _ = _scored(readings, met, coalitions, np.nan, None)
    return weigh(scores, weights_of(study), pillar_numbers(study), compensation_of(study))[1]


def scorer_of(
    study: Study, coalitions: Bools, observations: Observations
) -> Callable[[Sequence[Goalposts | None] | None], Floats]:
    """Read once what marked coalitions (B, n) are scored on; return what scores them under goalposts, (..., B, k)."""
    readings, met = in_company(study, observations, coalitions)
    return lambda goalposts: _scored(readings, met, coalitions, np.nan, goalposts)[0]


def index_moved(
    study: Study, coalition: Bools, observations: Observations, scores: Floats, attributes: Iterable[str]
) -> Floats:
    """Return the index alone of one marked coalition (1, n), (..., 1), where some attributes alone have moved.

    It is that of `index_of`; what does not read them scores as given (1, k), and is not read again.
    """
    moved, measured = {*attributes}, dict[Measure, Floats]()
    there = observations.in_company(coalition[0])
    columns = []
    for k, criterion in enumerate(study.criteria.values()):
        column: Floats = scores[:, k]
        if not moved.isdisjoint(criterion.measure.attributes):
            reading = read_one(study, criterion, there, measured)
            column = reading.score(reading.within(coalition))
        columns.append(column)
    return weigh(_side_by_side(columns), weights_of(study), pillar_numbers(study), compensation_of(study))[1]


def indices_moved(
    study: Study, coalition: Bools, observations: Observations, rows: Floats, attributes: Sequence[str]
) -> Floats:
    """Return the index of one marked coalition in each of M rows of values, (M,), of which one attribute has moved."""
    found, names = np.empty(len(rows)), np.array(attributes, dtype=object)
    # numpy adds up a row that stands alone in another order, so that its last digit may be another
    given = [
        scorer_of(study, coalition, observations.with_values(np.repeat(observations.values[:, None], many, axis=1).T))
        for many in (1, 2)
    ]
    alone, among = (score(None)[0] for score in given)
    for which, there in observations.each_given(rows):
        for name in dict.fromkeys(attributes[i] for i in which.tolist()):
            some = np.flatnonzero(names[which] == name)
            taken = np.repeat(some, 2) if len(some) == 1 < len(which) else some
            moved = replace(there, values=np.ascontiguousarray(there.values[taken].T).T)
            scores = alone if len(which) == 1 else among
            found[which[some]] = index_moved(study, coalition, moved, scores, [name])[: len(some), 0]
    return found


def _marks(study: Study, obs: Observations, coalitions: Iterable[Iterable[str]] | Bools | None) -> Bools:
    """Mark coalitions over the states observed, (B, n)."""
    if not isinstance(coalitions, np.ndarray):
        return masks(obs.states, [study.members] if coalitions is None else coalitions)
    if coalitions.dtype != np.bool_ or coalitions.ndim != 2 or coalitions.shape[1] != len(obs.states):  # noqa: PLR2004 - (B, n)
        raise CoalitionError(
            f"coalitions are marked by true and false, one column for each of the {len(obs.states)} states observed"
        )
    if (coalitions.sum(axis=1) < 2).any():  # noqa: PLR2004 - the definition of a coalition
        raise CoalitionError("a coalition is two or more states, and some marks are of fewer")
    return coalitions


def _measured(
    study: Study,
    obs: Observations,
    marks: Bools,
    weights: Weights,
    *,
    missing: float,
    goalposts: Sequence[Goalposts | None] | None,
) -> tuple[tuple[Reading, ...], Floats, Floats, Floats, Bools]:
    """Read and score coalitions (B, n).

    Returns:
        What is read; scores (..., B, k); what is judged by limits (..., B, k); the known share of what each criterion
        reads (B, k); and which coalitions are known too little for a verdict (B,).
    """
    readings, met = in_company(study, obs, marks)
    counted = coverage_of(readings, weights, pillar_numbers(study), met)
    covered = counted.by_criterion(marks)
    scores, judged = _scored(readings, met, marks, missing, goalposts)
    return readings, scores, judged, covered, counted.thin(marks, covered, study.framework.least_coverage)


def _scored(
    readings: Sequence[Reading],
    met: Mapping[int, Company],
    marks: Bools,
    missing: float,
    goalposts: Sequence[Goalposts | None] | None,
) -> tuple[Floats, Floats]:
    """Score coalitions (B, n), a block at a time: scores and what limits judge, each (..., B, k)."""
    size = max(1, CELLS // max(len(readings[0].observations.pairs[0]), 1))
    posts = [None] * len(readings) if goalposts is None else goalposts
    found = [
        _scored_block(readings, met, marks[start : start + size], missing, posts)
        for start in range(0, max(len(marks), 1), size)
    ]
    if len(found) == 1:
        return found[0]
    scores, judged = (np.concatenate([part[i] for part in found], axis=-2) for i in (0, 1))
    return scores, judged


def _scored_block(
    readings: Sequence[Reading],
    met: Mapping[int, Company],
    marks: Bools,
    missing: float,
    goalposts: Sequence[Goalposts | None],
) -> tuple[Floats, Floats]:
    first, second = readings[0].observations.pairs
    # pairs of which no coalition of the block holds both states only cost time
    members = marks.astype(np.float32)
    some = np.flatnonzero((members.T @ members)[first, second])
    touched: Ints | slice = slice(None) if len(some) == len(first) else some
    pairs = marks[:, first[touched]] & marks[:, second[touched]]
    columns, judged = [], []
    for k, (reading, posts) in enumerate(zip(readings, goalposts, strict=True)):
        blocking = reading.criterion.blocking
        if k in met:
            scored = partial_of(met[k].score_marked, marks, missing, posts)
        else:
            within, items = (pairs, touched) if reading.criterion.measure.dyadic else (marks, slice(None))
            scored = partial_of(reading.score, within, missing, posts, items)
        columns.append(scored())
        weakest = blocking is not None and blocking.on == "weakest"
        judged.append(scored(aggregator="weakest-link") if weakest else columns[-1])
    scores = _side_by_side(columns)
    alike = all(one is other for one, other in zip(columns, judged, strict=True))
    return scores, scores if alike else _side_by_side(judged)


def _side_by_side(columns: Sequence[Floats]) -> Floats:
    """Put one column (..., B) for each criterion into one array (..., B, k)."""
    if all(column.ndim == 1 for column in columns):  # without draws, which is how most are asked for
        return np.array(columns).T
    shape = np.broadcast_shapes(*(column.shape for column in columns))
    return np.moveaxis(np.stack([np.broadcast_to(column, shape) for column in columns]), 0, -1)
