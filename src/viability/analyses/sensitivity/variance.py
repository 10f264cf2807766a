"""Where the doubt comes from: the variance of the index split among weights, data, goalposts and compensation."""

from collections import deque
from collections.abc import Callable, Mapping

import numpy as np
from msgspec import Struct

from viability.analyses.sensitivity.sobol import SAMPLES, Sobol, sobol_indices
from viability.analyses.uncertainty import Range, range_of
from viability.engine.arrays import Floats
from viability.engine.draws import (
    DRAWS,
    LEAST_AT_ONCE,
    SEED,
    blocks,
    doubtful,
    free_weights,
    place_values,
    place_weights,
)
from viability.engine.evaluate import evaluate, masks, scorer_of
from viability.engine.observations import Observations, observe
from viability.engine.weighing import Weights, compensation_of, pillar_numbers, weigh, weights_of
from viability.study.criterion import Criterion
from viability.study.study import Study

SHIFT = 0.2
"""How far each goalpost may move, as a share of the span between the two."""

COMPENSATIONS = (0.0, 1.0)
"""Least and greatest compensation drawn: geometric to arithmetic."""

LEVELS = 21
"""Levels of compensation that are drawn, both ends included."""

TOGETHER = 1 << 20
"""Draws times pairs of states that are evaluated at a time, which bounds the memory."""


class Factor(Struct, frozen=True, kw_only=True):
    """One source of doubt: its shares of the variance, and the range of the index under it alone."""

    name: str
    """weights, data, goalposts or compensation"""
    inputs: int
    """How many numbers it draws; 0 where there is nothing to doubt."""
    sobol: Sobol
    range: Range
    """Of the index with all else as given."""


class Variance(Struct, frozen=True, kw_only=True):
    """How the variance of the index divides among the sources of doubt."""

    samples: int
    seed: int
    evaluations: int
    """Evaluations behind the indices."""
    viability: float
    """The index as given."""
    range: Range
    """Of the index under all doubt at once."""
    factors: tuple[Factor, ...]


def variance_by_factor(
    study: Study,
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
    draws: int = DRAWS,
    compensations: tuple[float, float] = COMPENSATIONS,
    observations: Observations | None = None,
) -> Variance:
    """Split the variance of the index among weights, data, goalposts and compensation.

    Weights are uniform on the simplices of pillars and of each pillar's criteria. Data are triangular on
    their ranges. Each goalpost moves by up to a fifth of the span between the two, evenly and on its own.
    Compensation takes one of `LEVELS` values between two ends, all alike: by default from the geometric to
    the arithmetic mean, the choice that makers of composite indices in fact differ on. Below the geometric
    mean a single zero already decides the index.

    Args:
        study: Whose coalition.
        samples: Base samples of the Sobol' design, a power of two.
        seed: Same seed, same numbers.
        draws: Plain draws behind each range.
        compensations: The two ends.
        observations: Values to use; by default what holds at the study's day.

    Raises:
        FrameworkError: when samples is no power of two or too many, or fewer than one draw is asked for.
        CoalitionError: when nothing is known of the coalition.

    References:
        Saisana, Saltelli and Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for
        the quality assessment of composite indicators. Journal of the Royal Statistical Society A 168(2).
    """
    study = study.asking()
    obs = observe(study, study.members) if observations is None else observations
    posts = [criterion for criterion in study.criteria.values() if criterion.goalposts is not None]
    sizes = {
        "weights": free_weights(study),
        "data": len(doubtful(obs)),
        "goalposts": 2 * len(posts),
        "compensation": int(compensations[0] != compensations[1]),
    }
    ends = np.cumsum([0, *sizes.values()])
    spans = {name: slice(ends[i], ends[i + 1]) for i, name in enumerate(sizes)}

    scored = _Scored(study, obs)

    def indices(uniform: Floats, factors: tuple[str, ...] = tuple(sizes)) -> Floats:
        parts = {name: uniform[:, spans[name]] for name in factors if sizes[name]}
        return _indices(study, scored, parts, compensations)

    given = float(evaluate(study, [study.members], observations=obs).viability[0])
    together = max(LEAST_AT_ONCE, TOGETHER // max(len(obs.pairs[0]), 1))
    sobol = sobol_indices(indices, sizes, samples=samples, seed=seed, together=together)
    drawn = np.concatenate([rng.random((size, ends[-1])) for rng, size in blocks(draws, seed)])
    ranges: dict[tuple[str, ...], list[Floats]] = {kind: [] for kind in (*((name,) for name in sizes), (*sizes,))}
    for some in (drawn[start : start + together] for start in range(0, draws, together)):
        for kind, parts in ranges.items():  # one after another, for what was read is kept
            parts.append(np.broadcast_to(indices(some, kind), (len(some),)))
    factors = tuple(
        Factor(
            name=share.name,
            inputs=sizes[share.name],
            sobol=share,
            range=_range(np.concatenate(ranges[share.name,]), given),
        )
        for share in sobol
    )
    return Variance(
        samples=samples,
        seed=seed,
        evaluations=samples * (len(sizes) + 2),
        viability=given,
        range=_range(np.concatenate(ranges[*sizes,]), given),
        factors=factors,
    )


class _Scored:
    """Scores the coalition under uniform numbers for data and goalposts, each (D, M) or None for what is given.

    What was read and scored last is kept, for weights and compensation leave it as it is.
    """

    def __init__(self, study: Study, obs: Observations) -> None:
        self._study, self._obs, self._members = study, obs, masks(obs.states, [study.members])
        self._read: deque[tuple[Floats | None, Callable[..., Floats]]] = deque(maxlen=2)
        self._found: deque[tuple[Floats | None, Floats | None, Floats]] = deque(maxlen=4)

    def __call__(self, data: Floats | None, goalposts: Floats | None) -> Floats:
        for some, posts, scores in self._found:
            if _same(some, data) and _same(posts, goalposts):
                return scores
        score = next((made for some, made in self._read if _same(some, data)), None)
        if score is None:
            obs = self._obs if data is None else self._obs.with_values(place_values(self._obs, data))
            score = scorer_of(self._study, self._members, obs)
            self._read.append((data, score))
        scores = score(None if goalposts is None else _shifted(self._study, goalposts))
        self._found.append((data, goalposts, scores))
        return scores


def _same(one: Floats | None, other: Floats | None) -> bool:
    return one is other if one is None or other is None else np.array_equal(one, other)


def _indices(
    study: Study, scored: _Scored, uniform: Mapping[str, Floats], compensations: tuple[float, float]
) -> Floats:
    """Return the index for uniform numbers (D, M) of some factors, the others as given: (D,), or (1,)."""
    draws = max((len(numbers) for numbers in uniform.values()), default=1)
    weights = place_weights(study, uniform["weights"]) if "weights" in uniform else weights_of(study)
    # a criterion scores the same whatever it weighs, and whatever makes up for what
    scores = scored(uniform.get("data"), uniform.get("goalposts"))
    pillar_of = pillar_numbers(study)
    # the engine takes one compensation at a time, so draws of the same level go together
    level = np.zeros(draws, dtype=np.intp)
    chosen: list[float | None] = [None]
    if "compensation" in uniform:
        level = np.minimum((uniform["compensation"][:, 0] * LEVELS).astype(np.intp), LEVELS - 1)
        chosen = [*np.linspace(*compensations, LEVELS).tolist()]
    found = np.empty(draws)
    for number, compensation in enumerate(chosen):
        rows = np.flatnonzero(level == number)
        if not len(rows):
            continue
        some = weights
        if weights.pillars.ndim > 1:
            some = Weights(pillars=weights.pillars[rows], criteria=weights.criteria[rows])
        drawn = scores if scores.ndim == 2 else scores[rows]  # noqa: PLR2004 - (B, k)
        found[rows] = weigh(drawn, some, pillar_of, compensation_of(study, compensation))[1][..., 0]
    return found


def _shifted(study: Study, uniform: Floats) -> list[tuple[Floats, Floats] | None]:
    """Move goalposts by uniform numbers (D, M), two columns for each criterion that has them."""
    columns = iter(uniform.T)

    def moved(criterion: Criterion) -> tuple[Floats, Floats] | None:
        if criterion.goalposts is None:
            return None
        worst, best = criterion.goalposts.worst, criterion.goalposts.best
        reach = SHIFT * (best - worst)
        return worst + reach * (2.0 * next(columns) - 1.0), best + reach * (2.0 * next(columns) - 1.0)

    return [moved(criterion) for criterion in study.criteria.values()]


def _range(values: Floats, given: float) -> Range:
    """Return 5, 50 and 95 % of the index; all as given where nothing moves it."""
    found = range_of(values)
    return found if found.high > found.low else Range(low=given, median=given, high=given)
