"""Who would fit: every state outside the coalition, and what its joining does to each index."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import comb

import numpy as np
from msgspec import Struct

from viability.analyses.about import About, about
from viability.analyses.uncertainty import quantiles
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import EVEN, Floats
from viability.engine.draws import (
    FEWER_DRAWS,
    LEAST_AT_ONCE,
    SEED,
    WeightDraw,
    blocks,
    draw_values,
    draw_weights,
    way_to_draw,
)
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.evaluate_subsets import evaluate_subsets
from viability.engine.observations import observe
from viability.engine.weighing import Weights
from viability.errors import FrameworkError, UnknownName
from viability.study.study import Study

COHESION = "cohesion"
"""Stands beside the questions among what a candidate changes."""

FEW = 256
"""Candidates of whom each is evaluated by itself; of more, some together, which is the same up to rounding."""

TOGETHER = 8
"""Candidates that are drawn together; as many as there are members, where these are more, for pairs of candidates are
measured in vain."""

IN_CACHE = 1 << 18
"""Draws times pairs of states that are evaluated at a time: few enough to stay near the processor."""

WORK = 5_000_000_000
"""Draws times pairs of states times criteria up to which candidates are drawn: a minute of one core."""

BESIDE = 100
"""As many draws, and one for each of the candidates that are looked at together, take as long as what is done of them
without draws."""

Progress = Callable[[int, int], None]
"""Is told how many candidates are done, of how many."""


class Place(Struct, frozen=True, kw_only=True):
    """What a candidate's joining does to one index, and where that puts it among the candidates."""

    index: float
    """Of the coalition with it, 0 to 100; NaN where unknown."""
    difference: float
    """That less the coalition's."""
    rank: int | None = None
    """1 for whoever raises it most, equals alike; None for a candidate that is not ranked."""
    low: int | None = None
    high: int | None = None
    """5 and 95 % of its rank over common draws of data and weights."""


class Candidate(Struct, frozen=True, kw_only=True):
    """A state outside the coalition."""

    state: str
    places: Mapping[str, Place]
    """By question, and `cohesion`."""
    verdicts: Mapping[str, str]
    """Of the coalition with it, by question."""
    known: float
    """The known share of what is asked of it beside the members, 0 to 1."""


class Candidates(Brief, Struct, frozen=True, kw_only=True):
    """Every state that might join, ranked by what its joining does."""

    about: About
    by: str
    """The question, or `cohesion`, that orders them."""
    indices: Mapping[str, float]
    """Of the coalition as it is, by question, and `cohesion`."""
    ranked: tuple[Candidate, ...]
    """Those with whom the coalition would get a verdict under each question, best first."""
    unranked: tuple[Candidate, ...]
    """The others: too little is known of them."""
    draws: int
    seed: int
    weights: Mapping[str, WeightDraw]
    """How weights are drawn, by question."""

    def facts(self) -> Mapping[str, str]:
        """Say who would raise the index that orders them, and by how much."""
        best = (f"{one.state} {one.places[self.by].difference:+.1f}" for one in self.ranked)
        return {
            self.by: some(best, 5),
            "not ranked": some((one.state for one in self.unranked), 5),
            **self.about.facts(),
        }


@explained
def candidates(
    study: Study,
    *,
    by: str | None = None,
    draws: int = FEWER_DRAWS,
    seed: int = SEED,
    weights: WeightDraw | None = None,
    progress: Progress | None = None,
) -> Candidates:
    """Rank every state that might join the study's coalition by what its joining does to each index.

    States that are no candidates (`candidate: false`) or do not live at the study's day are left out.

    Args:
        study: Whose coalition and states.
        by: The question that orders them, or `cohesion`; by default the first question.
        draws: How often data and weights are drawn, the same for each candidate.
        seed: Of the draws.
        weights: How weights are drawn: `uniform`, `around` the study's own, or `fixed` at them; by default uniformly,
            and around the study's own as soon as anything is said about weights.
        progress: Is told how many candidates are done, of how many.

    Raises:
        UnknownName: when there is no such question.
        CoalitionError: when nothing is known of the coalition.
        FrameworkError: when there are too many draws for so many candidates and members.
    """
    study = study.replace(as_of=study.day)  # whoever joins brings no other day
    given = evaluate(study)
    names = [*given.questions, COHESION]
    by = given.study.framework.asked if by is None else by
    if by not in names:
        raise UnknownName("index", by, names)
    indices = _indices(given)
    asked = [
        name
        for name, state in study.states.items()
        if name not in study.members and state.candidate and state.lives(study.day)
    ]
    size = max(TOGETHER, len(study.members))
    _check_work(study, len(asked), size, draws)
    found: list[Candidate] = []
    after: dict[str, dict[str, Floats]] = {}
    for start in range(0, len(asked), size):
        some = asked[start : start + size]
        joined = [*_joined(study, some, indices, together=len(asked) > FEW)]
        found += [one for one, _ in joined]
        judged = [one.state for one, verdict in joined if verdict]
        if judged:
            after |= _drawn(study, judged, draws, seed, weights)
        if progress is not None:
            progress(start + len(some), len(asked))
    ranked = _ranked([one for one in found if one.state in after], after, names)
    return Candidates(
        about=about(study.asking(), given=given) if len(given.questions) == 1 else about(study, given=given),
        by=by,
        indices=indices,
        ranked=tuple(sorted(ranked, key=lambda one: -one.places[by].index)),
        unranked=tuple(one for one in found if one.state not in after),
        draws=draws,
        seed=seed,
        weights={name: way_to_draw(study.asking(name), weights) for name in study.framework.questions},
    )


def _indices(found: Evaluation) -> dict[str, float]:
    """Return the index of an evaluation's coalition under each question, and its cohesion."""
    return {name: float(one.viability[0]) for name, one in found.questions.items()} | {
        COHESION: float(found.cohesion[0])
    }


def _check_work(study: Study, candidates: int, size: int, draws: int) -> None:
    """Check that so many candidates can be drawn, some `size` of them together.

    Raises:
        FrameworkError: when that is too much work.
    """
    members = len(study.members)
    pairs = -(-candidates // size) * comb(members + min(size, candidates), 2)
    most = WORK // max(pairs * len(study.criteria), 1) - BESIDE - size
    if draws > most:
        fewer = f"vary them less often (--draws {most}), " if most > 0 else ""
        raise FrameworkError(
            f"{draws:,} draws are too many for {candidates:,} candidates beside {members:,} members: each takes "
            f"{pairs:,} pairs of states on {len(study.criteria):,} criteria. To have an answer, {fewer}name fewer "
            "members (--members), or write candidate: false in the profiles of states that could not join"
        )


def _joined(
    study: Study, names: Sequence[str], before: Mapping[str, float], *, together: bool
) -> Iterator[tuple[Candidate, bool]]:
    """Describe each candidate by the coalition with it, and tell whether that gets a verdict under each question."""
    members = len(study.members)
    for group in [names] if together else [[name] for name in names]:
        obs = observe(study, (*study.members, *group))
        marks = np.hstack([np.ones((len(group), members), dtype=bool), np.eye(len(group), dtype=bool)])
        found = evaluate(study, marks, observations=obs, partial=True)
        covered = [one.member_coverage() for one in found.questions.values()]
        for i, name in enumerate(group):
            after = {what: float(one.viability[i]) for what, one in found.questions.items()}
            after[COHESION] = float(found.cohesion[i])
            numbers = {what: int(one.verdicts[i]) for what, one in found.questions.items()}
            candidate = Candidate(
                state=name,
                places={what: Place(index=index, difference=index - before[what]) for what, index in after.items()},
                verdicts={what: one.study.framework.verdict(numbers[what]) for what, one in found.questions.items()},
                known=min(float(part[i, members + i]) for part in covered),
            )
            yield candidate, all(number >= 0 for number in numbers.values())


def _drawn(
    study: Study, names: Sequence[str], draws: int, seed: int, weights: WeightDraw | None
) -> dict[str, dict[str, Floats]]:
    """Return of each candidate each index of the coalition with it in each draw, (D,), in single precision.

    A value has the same draws in every coalition that holds it.
    """
    members = len(study.members)
    found: dict[str, dict[str, Floats]] = {name: {} for name in names}
    for number, question in enumerate(study.framework.questions):
        one = study.asking(question)
        obs = observe(one, (*study.members, *names))
        how = way_to_draw(one, weights)
        step = max(LEAST_AT_ONCE, IN_CACHE // len(obs.pairs[0]))
        parts = []
        for rng, many in blocks(draws, seed, members + 1):
            weighed, values = draw_weights(one, rng, many, how), draw_values(obs, rng, many)
            for part in (slice(first, min(first + step, many)) for first in range(0, many, step)):
                some = weighed
                if weighed.pillars.ndim > 1:
                    some = Weights(pillars=weighed.pillars[part], criteria=weighed.criteria[part])
                evaluated = evaluate_subsets(
                    one,
                    rows=[members + np.arange(len(names))[:, None]],
                    always=np.arange(members),
                    observations=obs.with_values(values[part]),
                    weights=some,
                    precision=np.float32,
                )
                indices = [*zip(*((block.viability, block.cohesion) for block in evaluated), strict=True)]
                shape = (part.stop - part.start, len(names))
                parts.append([np.broadcast_to(np.concatenate(index, axis=-1), shape).T for index in indices])
        index, cohesion = (np.concatenate(part, axis=1, dtype=np.float32) for part in zip(*parts, strict=True))
        for name, of_index, of_cohesion in zip(names, index, cohesion, strict=True):
            found[name][question] = of_index
            if number == 0:
                found[name][COHESION] = of_cohesion
    return found


def _ranked(found: list[Candidate], after: Mapping[str, Mapping[str, Floats]], names: list[str]) -> list[Candidate]:
    """Give candidates their ranks under each index, and the ranges of these."""
    if not found:
        return []
    places: list[dict[str, Place]] = [{} for _ in found]
    for what in names if found else ():
        given = _ranks(np.array([[one.places[what].index] for one in found]))[:, 0]
        ranges = quantiles(_ranks(np.array([after[one.state][what] for one in found])))
        for place, one, rank, (low, _, high) in zip(places, found, given, ranges, strict=True):
            before = one.places[what]
            place[what] = Place(
                index=before.index, difference=before.difference, rank=int(rank), low=int(low), high=int(high)
            )
    return [
        Candidate(state=one.state, places=place, verdicts=one.verdicts, known=one.known)
        for one, place in zip(found, places, strict=True)
    ]


def _ranks(indices: Floats) -> Floats:
    """Rank candidates (c, D) in each draw: one more than how many are higher."""
    filled = np.nan_to_num(indices, nan=-np.inf)
    ranks = np.empty(filled.shape)
    for draw, column in enumerate(np.ascontiguousarray(filled.T)):
        order = np.argsort(column)
        ordered = column[order]
        ranks[order, draw] = 1 + len(column) - np.searchsorted(ordered, ordered + EVEN, side="right")
    return ranks
