"""Which alliance would be better: the best of all coalitions of the candidates, who would leave them, who should join.

Shape letters beside the engine's: **m** coalitions kept.

References:
    d'Aspremont, Jacquemin, Gabszewicz and Weymark (1983), On the stability of collusive price leadership. Canadian
    Journal of Economics 16(1): internal stability (nobody gains by leaving) and external stability (nobody by joining).
    Lahdelma, Hokkanen and Salminen (1998), SMAA - stochastic multiobjective acceptability analysis. European Journal
    of Operational Research 106(1): rank acceptability.

"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from viability.analyses.about import About, about
from viability.analyses.coalitions.field import Field, field_of, rows_of
from viability.analyses.coalitions.leaders import EDGE, Index, Sieve, rounded
from viability.arguments import explained
from viability.brief import Brief
from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.draws import (
    SEED,
    WeightDraw,
    blocks,
    check_draws,
    doubtful,
    draw_values,
    draw_weights,
    way_to_draw,
)
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import Subsets, evaluate_subsets
from viability.engine.observations import Observations
from viability.engine.subset_tables import BLOCK
from viability.engine.weighing import Weights, verdicts_of
from viability.errors import CoalitionError
from viability.study.study import Study

Progress = Callable[[int, int], None]
"""Is told how many evaluations are done, of how many."""

WORK = 1 << 28
"""Coalitions times draws up to which every eligible coalition is evaluated in every draw."""

RIVALS = 2_000
"""Coalitions that are evaluated in every draw where there are more."""

SHOWN = 5
"""Leaders that stand in a short view."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A state that would leave or join, and the index of the coalition once it has."""

    state: str
    viability: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """One coalition that the search names."""

    members: tuple[str, ...]
    """In the study's order."""
    viability: float
    """0 to 100"""
    cohesion: float
    """0 to 100; NaN where no dyadic criterion is known"""
    verdict: int
    """The number of the band, 0 for the best."""
    coverage: float
    """The known share of all weight."""
    leavers: tuple[Move, ...]
    """Members whose leaving raises the index, the greatest gain first; a coalition of two has none."""
    joiners: tuple[Move, ...]
    """Candidates whose joining raises the index, the greatest gain first."""
    capped: bool = False
    """Whether a blocking criterion keeps the verdict below what the index alone would give."""
    first: float | None = None
    """Share of the draws in which no rival has a higher index (rank acceptability); None without draws."""

    @property
    def internally_stable(self) -> bool:
        """No member's leaving raises the index."""
        return not self.leavers

    @property
    def externally_stable(self) -> bool:
        """No candidate's joining raises the index."""
        return not self.joiners


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Search(Brief):
    """What a search found.

    Equal indices are ordered by the number of members, fewer first, then by the study's order of states.
    """

    about: About
    candidates: tuple[str, ...]
    """Who might belong, in the study's order; without those that never do."""
    must: tuple[str, ...]
    never: tuple[str, ...]
    sizes: tuple[int, int]
    """Least and greatest number of members."""
    by: Index
    eligible: int
    """How many coalitions fit."""
    unknown: int
    """Of how many of them the index searched by is unknown; they are left out."""
    leaders: tuple[Ranked, ...]
    """The highest, best first."""
    best_per_size: tuple[Ranked, ...]
    """The highest of each size, fewest members first."""
    against_cohesion: tuple[Ranked, ...]
    """The Pareto set of viability against cohesion, highest viability first: no other has more of one and as much of
    the other. Of equals it holds the first."""
    against_size: tuple[Ranked, ...]
    """The Pareto set of viability against the number of members, highest viability first: no other has at least as many
    members and a higher index."""
    own: Ranked | None
    """The study's own coalition, whether it is eligible or not; None where nothing is known of it."""
    draws: int
    seed: int
    rivals: int
    """Among how many coalitions the leaders were ranked in each draw; 0 without draws."""
    every_rival: bool
    """Whether these are all that fit and are known; else they are the highest at the study's own weights and data.
    Says nothing without draws."""

    def facts(self) -> Mapping[str, str]:
        """Say how many were searched, and which lead."""
        told = {
            f"{i}": f"{getattr(one, self.by):.1f} {' '.join(one.members)}" for i, one in enumerate(self.leaders[:5], 1)
        }
        return {
            "coalitions": f"{self.eligible:,} of {len(self.candidates)} candidates, by {self.by}",
            **{str(rank): line for rank, line in enumerate(told, 1)},
            **self.about.facts(),
        }


@explained
def search(
    study: Study,
    *,
    candidates: Iterable[str] | None = None,
    size: int | None = None,
    min_size: int = 2,
    max_size: int | None = None,
    must: Iterable[str] = (),
    never: Iterable[str] = (),
    top: int = 10,
    by: Index = "viability",
    draws: int = 0,
    seed: int = SEED,
    weights: WeightDraw | None = None,
    progress: Progress | None = None,
) -> Search:
    """Evaluate every coalition of the candidates and name the best.

    Stability is about viability, whatever the search is by, and about one state at a time. It asks every member, also
    one that must belong, and every candidate, whatever the sizes searched.

    Args:
        study: Whose states, criteria and data.
        candidates: Names of the states that might belong; by default the members and every state that is a candidate.
        size: The number of members; it takes the place of the least and the greatest.
        min_size: The least number of members.
        max_size: The greatest number of members; by default no limit.
        must: States that belong to every coalition; they are candidates even if not named there.
        never: States that belong to none.
        top: How many leaders to name.
        by: The index that orders the leaders and the best of each size.
        draws: How often to draw weights and data and rank the leaders anew; 0 for not at all.
        seed: Of the draws.
        weights: How weights are drawn: `uniform`, `around` the study's own, or `fixed` at them; by default uniformly,
            and around the study's own as soon as anything is said about weights.
        progress: Is told how many evaluations are done, of how many.

    Raises:
        CoalitionError: when too many coalitions fit, or none; when nothing is known of any of them; when a state both
            must and never belongs.
        UnknownName: when the study does not know a state.
        FrameworkError: when all weights at one level are zero, or there are too few draws or too many.
    """
    if top < 1:
        raise CoalitionError(f"a search names at least one coalition, not {top}")
    if draws:
        check_draws(draws)
    field = field_of(study, candidates, must, never, (min_size, max_size) if size is None else (size, size))
    every = draws * field.evaluations <= WORK
    rivals = min(RIVALS, field.eligible) if draws and not every else 0
    meter = _Meter(progress, field.evaluations + draws * (rivals or field.evaluations))
    sieve = Sieve(len(field.observations.states), by, max(top, rivals))
    for found in field.evaluated(study):
        sieve.take(found, field.fits(found))
        meter.add(len(found.viability))
    pool = sieve.pool
    if not len(pool.sizes):
        when = "" if study.as_of is None else f" as of {study.as_of}"
        raise CoalitionError(f"the {by} of no coalition that fits is known{when}; choose others or a later date")
    leaders = pool.best(by, top)
    named = (leaders, pool.best_per_size(by), pool.against_cohesion(), pool.against_size())
    ranked = _ranked(study, field, np.concatenate([pool.marks[of] for of in named]))
    parts = [tuple(next(ranked) for _ in of) for of in named]
    known = field.eligible - sieve.unknown
    if draws:
        against = pool.marks[pool.best(by, rivals)] if rivals else None
        rivals = known if against is None else len(against)
        drawing = _Drawing(draws=draws, seed=seed, weights=way_to_draw(study, weights), by=by)
        firsts = _acceptability(study, field, drawing, pool.marks[leaders], against, meter=meter)
        parts[0] = tuple(replace(one, first=share) for one, share in zip(parts[0], firsts, strict=True))
    own = np.isin(field.observations.states, study.members)[None]
    own_known = not np.isnan(_indices(study, field, own)).any()
    return Search(
        about=about(study),
        candidates=field.names(field.candidates),
        must=field.names(field.must),
        never=field.never,
        sizes=field.sizes,
        by=by,
        eligible=field.eligible,
        unknown=sieve.unknown,
        leaders=parts[0],
        best_per_size=parts[1],
        against_cohesion=parts[2],
        against_size=parts[3],
        own=next(_ranked(study, field, own)) if own_known else None,
        draws=draws,
        seed=seed,
        rivals=rivals,
        every_rival=rivals == known,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Drawing:
    """How weights and data are drawn, and by which index coalitions are ranked in each draw."""

    draws: int
    seed: int
    weights: WeightDraw
    by: Index


class _Meter:
    """Counts what is done."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._done, self._total = progress, 0, total

    def add(self, done: int) -> None:
        self._done += done
        if self._progress is not None:
            self._progress(self._done, self._total)


def _indices(study: Study, field: Field, marks: Bools) -> Floats:
    """Return the index of marked coalitions (m, n), NaN where unknown."""
    rows, order = rows_of(marks)
    indices = np.empty(len(marks))
    found = evaluate_subsets(study, rows=rows, observations=field.observations)
    indices[order] = np.concatenate([np.empty(0), *(block.viability for block in found)])
    return indices


def _ranked(study: Study, field: Field, marks: Bools) -> Iterator[Ranked]:
    """Describe marked coalitions (m, n), of each of which something is known."""
    evaluation = evaluate(study, marks, observations=field.observations)
    coverage = evaluation.total_coverage()
    alone = verdicts_of(study.framework, evaluation.viability, np.zeros_like(evaluation.blocked))
    moves: list[tuple[Ints, Ints]] = []
    beside = []
    for mark in marks:
        # one state alone is no coalition
        leaving = np.flatnonzero(mark) if mark.sum() > 2 else field.must[:0]  # noqa: PLR2004 - two cannot lose one
        joining = field.candidates[~mark[field.candidates]]
        moves.append((leaving, joining))
        movers = np.concatenate([leaving, joining])
        moved = np.repeat(mark[None], len(movers), axis=0)
        moved[np.arange(len(movers)), movers] ^= True
        beside.append(moved)
    after = iter(_indices(study, field, np.concatenate(beside)))
    for i, (leaving, joining) in enumerate(moves):
        index = float(evaluation.viability[i])
        yield Ranked(
            members=field.names(np.flatnonzero(marks[i])),
            viability=index,
            cohesion=float(evaluation.cohesion[i]),
            verdict=int(evaluation.verdicts[i]),
            coverage=float(coverage[i]),
            capped=bool(evaluation.bands[i] != alone[i]),
            leavers=_gains(field.names(leaving), after, index),
            joiners=_gains(field.names(joining), after, index),
        )


def _gains(states: Sequence[str], after: Iterator[float], index: float) -> tuple[Move, ...]:
    """Return the moves after which the index is higher, the highest first; they use up their part of `after`."""
    indices = np.array([*islice(after, len(states))])
    order = np.argsort(-rounded(indices), kind="stable")
    return tuple(Move(state=states[i], viability=float(indices[i])) for i in order if indices[i] > index + EDGE)


def _acceptability(
    study: Study, field: Field, drawing: _Drawing, leaders: Bools, against: Bools | None, *, meter: _Meter
) -> list[float]:
    """Return the share of draws in which each leader (m, n) is first among rivals (m, n); None stands for all that fit.

    Two that are equal are both first.
    """
    obs = field.observations
    # with draws, the pairs of a criterion are n * n * step numbers
    step = max(16, min(max(256, BLOCK // min(field.evaluations, BLOCK)), (1 << 20) // len(obs.states) ** 2))
    rows, order = rows_of(leaders)
    rivals = None if against is None else rows_of(against)[0]
    firsts = np.zeros(len(leaders))
    for rng, many in blocks(drawing.draws, drawing.seed):
        weights = draw_weights(study, rng, many, drawing.weights)
        values = draw_values(obs, rng, many)
        for part in (slice(first, min(first + step, many)) for first in range(0, many, step)):
            drawn = obs.with_values(_exact(obs, values[part]))
            weighed = (
                weights
                if drawing.weights == "fixed"
                else Weights(pillars=weights.pillars[part], criteria=weights.criteria[part])
            )
            highest = np.full(part.stop - part.start, -np.inf)
            if rivals is None:
                found = field.evaluated(study, drawn, weighed)
            else:
                found = evaluate_subsets(study, rows=rivals, observations=drawn, weights=weighed, largest=BLOCK)
            for block in found:
                index = _drawn(block, drawing.by)
                chosen = index[field.fits(block)]
                highest = np.fmax(highest, np.fmax.reduce(chosen, axis=0, initial=-np.inf))
                meter.add(index.size)
            led = evaluate_subsets(study, rows=rows, observations=drawn, weights=weighed)
            ahead = np.concatenate([_drawn(block, drawing.by) for block in led]) >= highest - EDGE
            firsts[order] += ahead.sum(axis=1)
    return [float(count) / drawing.draws for count in firsts]


def _exact(obs: Observations, values: Floats) -> Floats:
    """Return drawn values in double precision, those without doubt as they are: coalitions that are equal stay so."""
    exact = values.astype(np.float64)
    certain = np.setdiff1d(np.arange(len(obs.values)), doubtful(obs))
    exact[:, certain] = obs.values[certain]
    return exact


def _drawn(found: Subsets, by: Index) -> Floats:
    """Return the index of a block, (B, D), draws last as in memory."""
    return np.moveaxis(found.viability if by == "viability" else found.cohesion, -1, 0)
