"""Who carries the coalition: its index without each member, how sure that is, and what each brings on average."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from viability.analyses.about import About
from viability.analyses.shapley import EXACT, PERMUTATIONS, Progress, Shapley, shapley
from viability.analyses.uncertainty import quantiles
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import CELLS, EVEN, Bools, Floats
from viability.engine.draws import FEWER_DRAWS, SEED, WeightDraw, blocks, draw_values, draw_weights, way_to_draw
from viability.engine.evaluate import evaluate
from viability.engine.observations import Observations, observe
from viability.engine.weighing import Weights
from viability.errors import CoalitionError
from viability.study.study import Study

WORK = 1 << 26
"""Draws times coalitions times pairs up to which the differences are drawn."""


class Member(Struct, frozen=True, kw_only=True):
    """The coalition without one member."""

    state: str
    viability: float
    """Index of the coalition without it; NaN where only one state would be left, or nothing is known of the rest."""
    cohesion: float
    verdict: int | None
    """The number of the band of the coalition without it; None where its index is unknown."""
    low: float = np.nan
    high: float = np.nan
    """5 and 95 % of the difference, the index without it less that of all, over draws of data and weights; NaN where
    they were not drawn."""
    lower: float = np.nan
    """Share of the draws in which the index without it is lower than that of all, 0 to 1."""


class Members(Brief, Struct, frozen=True, kw_only=True):
    """The coalition, the coalition without each of its members, and what each brings."""

    about: About
    viability: float
    """Index of the whole coalition, 0 to 100."""
    cohesion: float
    """0 to 100; NaN where nothing dyadic is known."""
    verdict: int
    """The number of its band, 0 for the best."""
    without: tuple[Member, ...]
    """In the order of members."""
    shapley: Shapley
    draws: int
    """How often data and weights were drawn for the differences; 0 where there are too many members, or only two."""
    seed: int
    weights: WeightDraw

    def facts(self) -> Mapping[str, str]:
        """Say what each member is to the coalition."""
        return {
            "viability": f"{self.viability:.1f}",
            "without": some(f"{one.state} {one.viability:.1f}" for one in self.without),
            **self.shapley.facts(),
        }


@explained
def members(
    study: Study,
    *,
    exact: int = EXACT,
    permutations: int = PERMUTATIONS,
    draws: int = FEWER_DRAWS,
    seed: int = SEED,
    weights: WeightDraw | None = None,
    progress: Progress | None = None,
) -> Members:
    """Evaluate the study's coalition without each of its members, and their Shapley values.

    Args:
        study: Whose coalition.
        exact: Members up to which Shapley values are exact.
        permutations: Orders of joining that are drawn of more members.
        draws: How often data and weights are drawn for the differences, the same draws for each member.
        seed: Of the draws, and of the orders.
        weights: How weights are drawn: `uniform`, `around` the study's own, or `fixed` at them; by default uniformly,
            and around the study's own as soon as anything is said about weights.
        progress: Is told how many coalitions are done, of how many.

    Raises:
        CoalitionError: when nothing is known of the coalition.
        FrameworkError: when fewer than two orders are to be drawn, there are too many draws or too few, or all weights
            at one level are zero.
    """
    study = study.asking()
    whole = evaluate(study)
    values = shapley(study, exact=exact, permutations=permutations, seed=seed, progress=progress)
    how = way_to_draw(study, weights)
    without = without_each(study)
    many = len(without)
    drawn = draws if many > 2 and draws * (many + 1) * many**2 <= WORK else 0  # noqa: PLR2004 - two leave one state
    if drawn:
        without = _doubted(without, _differences(study, draws, seed, how))
    return Members(
        about=values.about,
        viability=float(whole.viability[0]),
        cohesion=float(whole.cohesion[0]),
        verdict=int(whole.verdicts[0]),
        without=without,
        shapley=values,
        draws=drawn,
        seed=seed,
        weights=how,
    )


def _doubted(without: tuple[Member, ...], differences: Floats) -> tuple[Member, ...]:
    """Add to each member what the differences (n, D) say of it, where they are known."""
    found = []
    for member, difference in zip(without, differences, strict=True):
        known = difference[~np.isnan(difference)]
        if not len(known) or np.isnan(member.viability):
            found.append(member)
            continue
        low, _, high = quantiles(known[None])[0]
        lower = float((known < -EVEN).mean())
        found.append(replace(member, low=float(low), high=float(high), lower=lower))
    return tuple(found)


def _differences(study: Study, draws: int, seed: int, how: WeightDraw) -> Floats:
    """Return the index without each member less that of all, in each draw, (n, D)."""
    obs = observe(study, study.members)
    size = len(obs.states)
    marks = np.vstack([np.ones((1, size), dtype=bool), ~np.eye(size, dtype=bool)])
    step = max(1, CELLS // (len(marks) * size**2))
    parts = []
    for rng, many in blocks(draws, seed, size):
        weights, values = draw_weights(study, rng, many, how), draw_values(obs, rng, many)
        for start in range(0, many, step):
            part = slice(start, min(start + step, many))
            parts.append(_indices(study, obs.with_values(values[part]), marks, _part_of(weights, part)))
    index = np.concatenate(parts, axis=1)
    difference: Floats = index[1:] - index[:1]
    return difference


def _part_of(weights: Weights, part: slice) -> Weights:
    """Return the weights of some draws; weights that are not drawn are the same in all."""
    if weights.pillars.ndim == 1:
        return weights
    return Weights(pillars=weights.pillars[part], criteria=weights.criteria[part])


def _indices(study: Study, drawn: Observations, marks: Bools, weights: Weights) -> Floats:
    """Return the index of each marked coalition in each draw, (m, D)."""
    found = evaluate(study, marks, observations=drawn, weights=weights, partial=True).viability
    index: Floats = np.broadcast_to(found, (len(drawn.values), len(marks))).T
    return index


@explained
def without_each(study: Study) -> tuple[Member, ...]:
    """Evaluate the study's coalition without each of its members, in the order of members.

    Where nothing is known of those who would be left, or only one would be, the figures are NaN.
    """
    study = study.asking()
    obs = observe(study, study.members)
    size = len(obs.states)
    unknown = tuple(Member(state=s, viability=np.nan, cohesion=np.nan, verdict=None) for s in obs.states)
    if size == 2:  # noqa: PLR2004 - a coalition of two has no smaller one
        return unknown
    try:
        result = evaluate(study, ~np.eye(size, dtype=bool), observations=obs, partial=True)
    except CoalitionError:  # of all that would be left
        return unknown
    return tuple(
        Member(
            state=state,
            viability=float(result.viability[i]),
            cohesion=float(result.cohesion[i]),
            verdict=None if np.isnan(result.viability[i]) else int(result.verdicts[i]),
        )
        for i, state in enumerate(obs.states)
    )
