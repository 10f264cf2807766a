"""Who would fit: every state outside the coalition, and what its joining does to each index."""

from collections.abc import Callable, Mapping

import numpy as np
from msgspec import Struct

from viability.analyses.about import About, about
from viability.analyses.uncertainty import drawn, quantiles
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import EVEN, Floats
from viability.engine.draws import SEED, WeightDraw, blocks, way_to_draw
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import observe
from viability.errors import UnknownName
from viability.study.study import Study

COHESION = "cohesion"
"""Stands beside the questions among what a candidate changes."""

DRAWS = 2_000
"""Each candidate is drawn anew, so that they are fewer than elsewhere."""

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
    weights: WeightDraw

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
    draws: int = DRAWS,
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
    found: list[Candidate] = []
    after: dict[str, dict[str, Floats]] = {}
    for done, name in enumerate(asked, 1):
        joined = study.replace(members=(*study.members, name))
        with_it = evaluate(joined, partial=True)
        found.append(_candidate(name, with_it, indices))
        if all(one.verdicts[0] >= 0 for one in with_it.questions.values()):
            after[name] = _drawn(joined, draws, seed, weights)
        if progress is not None:
            progress(done, len(asked))
    ranked = _ranked([one for one in found if one.state in after], after, names)
    return Candidates(
        about=about(study.asking(), given=given) if len(given.questions) == 1 else about(study, given=given),
        by=by,
        indices=indices,
        ranked=tuple(sorted(ranked, key=lambda one: -one.places[by].index)),
        unranked=tuple(one for one in found if one.state not in after),
        draws=draws,
        seed=seed,
        weights=way_to_draw(study, weights),
    )


def _indices(found: Evaluation) -> dict[str, float]:
    """Return the index of an evaluation's coalition under each question, and its cohesion."""
    return {name: float(one.viability[0]) for name, one in found.questions.items()} | {
        COHESION: float(found.cohesion[0])
    }


def _candidate(name: str, found: Evaluation, before: Mapping[str, float]) -> Candidate:
    """Describe a candidate by the coalition with it."""
    after = _indices(found)
    column = found.states.index(name)
    return Candidate(
        state=name,
        places={what: Place(index=index, difference=index - before[what]) for what, index in after.items()},
        verdicts={what: one.study.framework.verdict(int(one.verdicts[0])) for what, one in found.questions.items()},
        known=min(float(one.member_coverage()[0, column]) for one in found.questions.values()),
    )


def _drawn(joined: Study, draws: int, seed: int, weights: WeightDraw | None) -> dict[str, Floats]:
    """Return each index of a coalition in each draw; a value has the same draws in every coalition that holds it."""
    found: dict[str, Floats] = {}
    for number, question in enumerate(joined.framework.questions):
        study = joined.asking(question)
        obs, parts = observe(study, study.members), []
        how = way_to_draw(study, weights)
        for rng, many in blocks(draws, seed, len(obs.states)):
            for size, one in drawn(study, obs, rng, many, how):
                parts.append([np.broadcast_to(index[..., 0], (size,)) for index in (one.viability, one.cohesion)])
        found[question], cohesion = (np.concatenate(part) for part in zip(*parts, strict=True))
        if number == 0:
            found[COHESION] = cohesion
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
    ranks: Floats = np.array([1 + (filled > row + EVEN).sum(axis=0) for row in filled])
    return ranks
