"""Where the doubt comes from: the variance of the index split among weights, data, goalposts and compensation."""

from collections import deque
from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np
from msgspec import Struct

from viability.analyses.uncertainty import Range, range_of
from viability.engine.arrays import CELLS, Floats, Ints
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
from viability.errors import FrameworkError
from viability.study.criterion import Criterion
from viability.study.study import Study

SAMPLES = 1024
"""Base samples of the Sobol' design; each costs one evaluation a factor and two more."""

SHIFT = 0.2
"""How far each goalpost may move, as a share of the span between the two."""

COMPENSATIONS = (0.0, 1.0)
"""Least and greatest compensation drawn: geometric to arithmetic."""

LEVELS = 21
"""Levels of compensation that are drawn, both ends included."""

MOST_SAMPLES = 1 << 20
"""Base samples beyond which the answer would take hours; at these the errors are under a thousandth."""

MOST_INPUTS = 10_000
"""Inputs beyond which no Sobol' numbers are made: each takes two dimensions, and there are 21,201."""

RESAMPLES = 100
"""How often the base samples are drawn anew for the errors."""

HALF_WIDTH = 1.96
"""Standard errors in half a 95 % interval."""

TOGETHER = 1 << 20
"""Draws times pairs of states that are evaluated at a time, which bounds the memory."""


class Sobol(Struct, frozen=True, kw_only=True):
    """Sobol' indices of a group of inputs, as shares of the variance; an error is half a 95 % interval."""

    name: str
    first: float
    """What the variance would lose on average if the group were known."""
    first_error: float
    total: float
    """What would be left on average if all but the group were known."""
    total_error: float


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


def sobol_indices(
    function: Callable[[Floats], Floats],
    groups: Mapping[str, int],
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
    together: int = MOST_SAMPLES,
) -> tuple[Sobol, ...]:
    """Split the variance of a function of independent uniform numbers among groups of them.

    Args:
        function: Takes (D, M) numbers in [0, 1], the groups side by side in their order; gives (D,).
        groups: How many numbers each of two or more groups holds; a group of none has indices of zero.
        samples: Base samples, a power of two up to `MOST_SAMPLES`.
        seed: Seed of the scrambled Sobol' sequence and of the resampling behind the errors.
        together: How many rows of numbers the function takes at a time at most.

    Raises:
        FrameworkError: when samples is no power of two or too many, or there are more than `MOST_INPUTS` numbers.

    References:
        Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola (2010), Variance based sensitivity
        analysis of model output. Computer Physics Communications 181(2) (the design and the estimators).
        Sobol' (2001), Global sensitivity indices for nonlinear mathematical models and their Monte Carlo
        estimates. Mathematics and Computers in Simulation 55 (the indices, of groups too).
    """
    if samples > MOST_SAMPLES:
        raise FrameworkError(f"{samples:,} samples are too many; at most {MOST_SAMPLES:,} can be taken")
    if samples < 2 or samples & (samples - 1):  # noqa: PLR2004 - 1 is a power of two that has no variance
        raise FrameworkError(f"samples must be a power of two such as 1024, not {samples}")
    if (count := sum(groups.values())) > MOST_INPUTS:
        raise FrameworkError(
            f"{count:,} values, goalposts and weights in doubt are too many for Sobol' numbers, which can be made of "
            f"{MOST_INPUTS:,}; name fewer members (--members)"
        )
    from scipy import stats  # noqa: PLC0415 - slow to import, and needed here alone

    values = _saltelli(function, groups, samples, seed, together)

    def estimates(rows: Ints) -> Floats:
        """Return first-order and total indices from some of the base samples, (2, g)."""
        some = {name: found[..., rows] for name, found in values.items()}
        result = stats.sobol_indices(func=some, n=samples)
        return np.stack([result.first_order, result.total_order])

    everything = np.arange(samples)
    first, total = estimates(everything)
    again = stats.bootstrap(
        (everything,), estimates, vectorized=False, n_resamples=RESAMPLES, method="percentile", rng=seed
    )
    near, far = HALF_WIDTH * again.standard_error
    return tuple(
        Sobol(
            name=name,
            first=float(first[i]),
            first_error=float(near[i]),
            total=float(total[i]),
            total_error=float(far[i]),
        )
        for i, name in enumerate(groups)
    )


def _saltelli(
    function: Callable[[Floats], Floats], groups: Mapping[str, int], samples: int, seed: int, together: int
) -> dict[str, Floats]:
    """Evaluate a function at base samples A and B, (1, n), and at A with each group taken from B, (g, 1, n)."""
    from scipy.stats import qmc  # noqa: PLC0415 - slow to import, and needed here alone

    ends = np.cumsum([0, *groups.values()])
    sequence = qmc.Sobol(d=2 * max(int(ends[-1]), 1), rng=seed)
    found = np.empty((len(groups) + 2, samples))
    most = max(2, min(together, CELLS // (2 * max(int(ends[-1]), 1))))
    size = min(samples, 1 << most.bit_length() - 1)  # a power of two keeps the sequence balanced
    for start in range(0, samples, size):
        part = slice(start, min(start + size, samples))
        base, other = np.hsplit(sequence.random(part.stop - part.start), 2)
        base, other = base[:, : ends[-1]], other[:, : ends[-1]]
        found[0, part], found[1, part] = function(base), function(other)
        for i, (first, last) in enumerate(pairwise(ends)):
            mixed = base.copy()
            mixed[:, first:last] = other[:, first:last]
            found[i + 2, part] = function(mixed) if last > first else found[0, part]
    return {"f_A": found[:1], "f_B": found[1:2], "f_AB": found[2:, None]}


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
