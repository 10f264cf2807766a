"""Which alliance would be better: the best of all coalitions, who would be dropped and who admitted.

Longer than other modules, for its results and what they mean take half of it.

Shape letters beside the engine's: **m** coalitions kept.

References:
    d'Aspremont, Jacquemin, Gabszewicz and Weymark (1983), On the stability of collusive price leadership. Canadian
    Journal of Economics 16(1): internal stability (nobody gains by leaving) and external stability (nobody by joining).

"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from viability.analyses.about import About, about
from viability.analyses.coalitions.acceptability import Drawing, Meter, Progress, ranking_of
from viability.analyses.coalitions.field import SEARCHED, Field, field_of, rows_of
from viability.analyses.coalitions.leaders import Index, rounded
from viability.analyses.coalitions.sweep import Sweep
from viability.analyses.coalitions.workers import ranked, swept
from viability.arguments import explained
from viability.brief import Brief
from viability.engine.arrays import EVEN, Bools, Floats, Ints
from viability.engine.blocks import row_blocks
from viability.engine.draws import (
    SEED,
    WeightDraw,
    check_draws,
    way_to_draw,
)
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import SubsetEvaluator
from viability.engine.weighing import verdicts_of
from viability.errors import CoalitionError, UnknownName
from viability.study.study import Study

WORK = 1 << 28
"""Coalitions times draws up to which every eligible coalition is evaluated in every draw."""

RIVALS = 2_000
"""Coalitions that are evaluated in every draw where there are more."""

SHOWN = 5
"""Leaders that stand in a short view."""


class Move(Struct, frozen=True, kw_only=True):
    """A state that would leave or join, and the index of the coalition once it has."""

    state: str
    viability: float


class Ranked(Struct, frozen=True, kw_only=True):
    """One coalition that the search names."""

    members: tuple[str, ...]
    """In the study's order."""
    viability: float
    """0 to 100"""
    cohesion: float
    """0 to 100; NaN where no dyadic criterion is known"""
    verdict: int
    """The number of the band, 0 for the best; -1 where too little is known for a verdict."""
    coverage: float
    """The known share of what is asked, by weight."""
    leavers: tuple[Move, ...]
    """Members whose leaving raises the index, the greatest gain first; a coalition of two has none.

    Nobody leaves, or joins, where too little is known of what comes of it for a verdict.
    """
    joiners: tuple[Move, ...]
    """States searched whose joining raises the index, the greatest gain first."""
    capped: bool = False
    """Whether a blocking criterion keeps the verdict below what the index alone would give."""
    others: Mapping[str, float] = {}
    """Its index under the study's other questions, by id; NaN where unknown."""
    first: float | None = None
    """Share of the draws in which no rival has a higher index (rank acceptability); None without draws."""

    @property
    def none_dropped(self) -> bool:
        """No member's leaving raises the index."""
        return not self.leavers

    @property
    def none_admitted(self) -> bool:
        """No joining of another state searched raises the index."""
        return not self.joiners


class Search(Brief, Struct, frozen=True, kw_only=True):
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
    by: str
    """The question that orders the leaders and the best of each size, or `cohesion`."""
    eligible: int
    """How many coalitions fit."""
    unknown: int
    """Of how many of them the index searched by is unknown; they are left out."""
    unjudged: int
    """How many others are known too little for a verdict; they are left out, too, or the unknown would lead."""
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
    against_other: tuple[Ranked, ...]
    """The Pareto set of the question searched by against the next one of the study, as `against_cohesion`; empty where
    there is one question."""
    other: str | None
    """That question."""
    own: Ranked | None
    """The study's own coalition, whether it is eligible or not; None where nothing is known of it."""
    draws: int
    seed: int
    weights: WeightDraw
    """How weights are drawn."""
    rivals: int
    """Among how many coalitions the leaders were ranked in each draw; 0 without draws."""
    every_rival: bool
    """Whether these are all that fit and are known; else they are the highest at the study's own weights and data.
    Says nothing without draws."""

    def facts(self) -> Mapping[str, str]:
        """Say how many were searched, and which lead."""
        told = [
            f"{one.cohesion if self.by == 'cohesion' else one.viability:.1f} {' '.join(one.members)}"
            for one in self.leaders[:5]
        ]
        return {
            "coalitions": f"{self.eligible:,} of {len(self.candidates)} states searched, by {self.by}",
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
    by: str | None = None,
    draws: int = 0,
    seed: int = SEED,
    weights: WeightDraw | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Search:
    """Evaluate every coalition of the states searched and name the best.

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
        by: The question that orders the leaders and the best of each size, or `cohesion`; by default the first.
        draws: How often to draw weights and data and rank the leaders anew; 0 for not at all.
        seed: Of the draws.
        weights: How weights are drawn: `uniform`, `around` the study's own, or `fixed` at them; by default uniformly,
            and around the study's own as soon as anything is said about weights.
        workers: How many processes of this machine search, which changes no number.
        scheduler: Address of a Dask scheduler whose workers search, in place of this machine; it changes no number.
        progress: Is told how many evaluations are done, of how many.

    Raises:
        CoalitionError: when too many coalitions fit, or none; when nothing is known of any of them; when a state both
            must and never belongs.
        UnknownName: when the study does not know a state.
        FrameworkError: when all weights at one level are zero, or there are too few draws or too many.
    """
    if top < 1:
        raise CoalitionError(f"a search names at least one coalition, not {top}")
    if workers < 1:
        raise CoalitionError(f"a search takes at least one worker, not {workers}")
    if draws:
        check_draws(draws)
    whole, study, index = _searched(study, by)
    led = index if index == "cohesion" else study.framework.asked
    how = way_to_draw(study, weights)
    other = next((one for one in whole.framework.questions if one != study.framework.asked), None)
    if scheduler is not None and workers != 1:
        raise CoalitionError("a search takes workers of this machine or those of a scheduler, not both")
    sizes = (min_size, max_size) if size is None else (size, size)
    field = field_of(whole, candidates, must, never, sizes, searched=SEARCHED if scheduler is None else None)
    every = draws * field.evaluations <= WORK
    rivals = min(RIVALS, field.eligible) if draws and not every else 0
    meter = Meter(progress, field.evaluations + draws * (rivals or field.evaluations))
    sweep = Sweep(
        study=study,
        beside=None if other is None else whole.asking(other),
        field=field,
        by=index,
        top=max(top, rivals),
        judged=bool(draws) and not rivals,
    )
    beside = partial(_of_the_study, whole, study, field)
    if scheduler is None:
        found, (subject, own, made) = swept(sweep, meter.add, beside, workers=workers)
    else:
        from viability.analyses.coalitions import cluster  # noqa: PLC0415 - whoever sends nothing loads none of it

        found, (subject, own, made) = cluster.swept(sweep, meter.add, beside, scheduler=scheduler)
    pool, front = found.pool, found.front
    if not len(pool.sizes):
        raise CoalitionError(_nothing(study, led, found.unjudged))
    leaders = pool.best(index, top)
    kept = (leaders, pool.best_per_size(index), pool.against_cohesion(), pool.against_size())
    named = [*(pool.marks[of] for of in kept), front.marks[front.against_cohesion()]]
    described = _ranked(whole, study, field, np.concatenate(named), made)
    parts = [tuple(next(described) for _ in marks) for marks in named]
    known = field.eligible - found.unknown - found.unjudged
    if draws:
        against = pool.marks[pool.best(index, rivals)] if rivals else None
        rivals = known if against is None else len(against)
        drawing = Drawing(draws=draws, seed=seed, weights=how, by=index)
        ranking = ranking_of(
            study, field, drawing, pool.marks[leaders], np.concatenate(found.judged) if against is None else against
        )
        if scheduler is None:
            firsts = ranked(ranking, meter.add, workers=workers)
        else:
            firsts = cluster.ranked(ranking, meter.add, scheduler=scheduler)
        parts[0] = tuple(
            replace(one, first=count / draws) for one, count in zip(parts[0], firsts.tolist(), strict=True)
        )
    return Search(
        about=subject,
        candidates=field.names(field.candidates),
        must=field.names(field.must),
        never=field.never,
        sizes=field.sizes,
        by=led,
        eligible=field.eligible,
        unknown=found.unknown,
        unjudged=found.unjudged,
        leaders=parts[0],
        best_per_size=parts[1],
        against_cohesion=parts[2],
        against_size=parts[3],
        against_other=parts[4],
        other=other,
        own=own,
        draws=draws,
        seed=seed,
        weights=how,
        rivals=rivals,
        every_rival=rivals == known,
    )


def _of_the_study(whole: Study, study: Study, field: Field) -> tuple[About, Ranked | None, SubsetEvaluator]:
    """Say of what the search is, and describe the study's own coalition, if something is known of it.

    What evaluates the coalitions beside one that is described is returned, too, for it takes time to make.
    """
    own = np.isin(field.observations.states, study.members)[None]
    most = max(field.sizes[1], len(study.members)) + 1
    made = SubsetEvaluator(study, field.observations, most=most, judged=True)
    known = not np.isnan(_indices(made, own, judged=False)).any()
    return about(study), next(_ranked(whole, study, field, own, made)) if known else None, made


def _nothing(study: Study, by: str, unjudged: int) -> str:
    """Say why no coalition is ranked."""
    when = "" if study.as_of is None else f" as of {study.as_of}"
    if not unjudged:
        return f"the {by} of no coalition that fits is known{when}; choose others or a later date"
    some = "the one coalition" if unjudged == 1 else f"any of the {unjudged:,} coalitions"
    return (
        f"too little is known of {some} that could be ranked{when} for a verdict; choose others, a later date, "
        f"or a smaller least_coverage (now {study.framework.least_coverage:g})"
    )


def _searched(study: Study, by: str | None) -> tuple[Study, Study, Index]:
    """Return the study, the study under the question that is searched by, and by which of its indices."""
    questions = study.framework.questions
    if by is None or by == "cohesion":
        return study, study.asking(), "viability" if by is None else "cohesion"
    if by not in questions:
        raise UnknownName("index", by, [*questions, "cohesion"])
    return study, study.asking(by), "viability"


def _indices(made: SubsetEvaluator, marks: Bools, *, judged: bool = True) -> Floats:
    """Return the index of marked coalitions (m, n), NaN where unknown, and where too little is for a verdict."""
    rows, order = rows_of(marks)
    found = [made.evaluate(block) for block in row_blocks(rows, order[:0], made.largest)]
    some = [
        np.where(block.judged, block.viability, np.nan) if judged and block.judged is not None else block.viability
        for block in found
    ]
    indices = np.empty(len(marks))
    indices[order] = np.concatenate([np.empty(0), *some])
    return indices


def _ranked(whole: Study, study: Study, field: Field, marks: Bools, made: SubsetEvaluator) -> Iterator[Ranked]:
    """Describe marked coalitions (m, n), of each of which something is known, under the one question of a study.

    Those beside them are evaluated by what is made for it.
    """
    evaluation = evaluate(study, marks, observations=field.observations)
    others = {
        question: evaluate(whole.asking(question), marks, observations=field.observations, partial=True).viability
        for question in whole.framework.questions
        if question != study.framework.asked
    }
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
    after = iter(_indices(made, np.concatenate(beside)))
    for i, (leaving, joining) in enumerate(moves):
        index = float(evaluation.viability[i])
        yield Ranked(
            members=field.names(np.flatnonzero(marks[i])),
            viability=index,
            cohesion=float(evaluation.cohesion[i]),
            verdict=int(evaluation.verdicts[i]),
            coverage=float(coverage[i]),
            others={question: float(indices[i]) for question, indices in others.items()},
            capped=bool(evaluation.bands[i] != alone[i]),
            leavers=_gains(field.names(leaving), after, index),
            joiners=_gains(field.names(joining), after, index),
        )


def _gains(states: Sequence[str], after: Iterator[float], index: float) -> tuple[Move, ...]:
    """Return the moves after which the index is higher, the highest first; they use up their part of `after`."""
    indices = np.array([*islice(after, len(states))])
    order = np.argsort(-rounded(indices), kind="stable")
    return tuple(Move(state=states[i], viability=float(indices[i])) for i in order if indices[i] > index + EVEN)
