"""How sure the result is: draws of weights and data, ranges, verdict shares, bounds for what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from viability.engine import Evaluation, Weights, evaluate, weights_of
from viability.errors import FrameworkError
from viability.measures import Observations, observe
from viability.model import Study

Floats = npt.NDArray[np.floating]
WeightDraw = Literal["uniform", "around", "fixed"]

DRAWS = 10_000
SEED = 20241217
BLOCK = 10_000
"""Draws made at a time; each block has its own stream of the seed, so memory is bounded and blocks could run apart."""
CONCENTRATION = 20.0
"""Dirichlet concentration of weights drawn around the given ones: larger is closer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """Quantiles of draws: 5 %, 50 % and 95 %."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Uncertainty:
    """What the draws say of one coalition."""

    draws: int
    seed: int
    weights: WeightDraw
    viability: Range
    cohesion: Range
    verdicts: tuple[float, ...]
    """Share of draws in each band, best first."""
    scores: tuple[Range, ...]
    """Each criterion's score under doubt about the data alone, in the study's order; NaN where unknown."""
    at_worst: float
    """The index if all that is missing were at its worst."""
    at_best: float
    """The index if all that is missing were at its best."""


def draw_values(obs: Observations, rng: np.random.Generator, draws: int) -> Floats:
    """Draw every value from the triangle low, value, high: shape (D, N + 1), the last column NaN.

    A value without doubt is the same in every draw. In memory the draws of one value stand together.

    References:
        Inverse of the triangular distribution, e.g. Johnson (1997), The triangular distribution as a proxy for the beta
        distribution in risk analysis. The Statistician 46(3).
    """
    values = obs.values
    drawn = np.empty((len(values), draws), dtype=np.float32)
    drawn[:] = values[:, None]
    doubtful = np.flatnonzero(obs.high > obs.low)
    low, high = obs.low[doubtful, None].astype(np.float32), obs.high[doubtful, None].astype(np.float32)
    mode = np.clip(values[doubtful, None].astype(np.float32), low, high)
    span = high - low
    uniform = rng.random((len(doubtful), draws), dtype=np.float32)
    turn = (mode - low) / span
    rising = uniform < turn
    root = np.sqrt(np.where(rising, uniform, np.float32(1.0) - uniform) * span * np.where(rising, mode - low, high - mode))
    drawn[doubtful] = np.where(rising, low + root, high - root)
    return drawn.T


def draw_weights(
    study: Study, rng: np.random.Generator, draws: int, how: WeightDraw = "uniform", concentration: float = CONCENTRATION
) -> Weights:
    """Draw weights on the simplex of pillars and on each pillar's simplex of criteria: pillars (D, q), criteria (D, k).

    Args:
        how: `uniform` over all weights (SMAA), `around` the study's own (Dirichlet), or `fixed` at them.
        concentration: For `around`: the Dirichlet parameters are this times the number of weights times each share.

    A weight of zero stays zero.

    References:
        Lahdelma, Hokkanen and Salminen (1998), SMAA - stochastic multiobjective acceptability analysis. EJOR 106(1).
    """
    own = weights_of(study)
    if how == "fixed":
        return own
    order = [*study.framework.pillars]
    pillar_of = np.array([order.index(c.pillar) for c in study.criteria.values()])

    def simplex(share: Floats) -> Floats:
        drawn = np.zeros((len(share), draws), dtype=np.float32)
        some = share > 0
        if how == "uniform":
            drawn[some] = rng.standard_exponential((int(some.sum()), draws), dtype=np.float32)
        else:
            shape = concentration * some.sum() * share[some]
            drawn[some] = rng.standard_gamma(shape[:, None].astype(np.float64), (len(shape), draws))
        total = drawn.sum(axis=0)
        drawn /= np.where(total > 0, total, 1.0)
        return drawn

    criteria = np.zeros((len(pillar_of), draws), dtype=np.float32)
    for pillar in range(len(order)):
        of = np.flatnonzero(pillar_of == pillar)
        if len(of):
            criteria[of] = simplex(own.criteria[of])
    return Weights(pillars=simplex(own.pillars).T, criteria=criteria.T)


def blocks(draws: int, seed: int) -> Iterator[tuple[np.random.Generator, int]]:
    """Split draws into blocks with a generator each, so that the same seed gives the same draws."""
    if draws < 1:
        raise FrameworkError(f"at least one draw is needed, not {draws}")
    streams = np.random.SeedSequence(seed).spawn(-(-draws // BLOCK))
    for i, stream in enumerate(streams):
        yield np.random.Generator(np.random.SFC64(stream)), min(BLOCK, draws - i * BLOCK)


def draw(
    study: Study, observations: Observations, rng: np.random.Generator, draws: int, how: WeightDraw = "uniform"
) -> Evaluation:
    """Evaluate the study's coalition under drawn weights and data."""
    values = draw_values(observations, rng, draws)
    weights = draw_weights(study, rng, draws, how)
    return evaluate(study, _members(study, observations), observations=observations.with_values(values), weights=weights)


def _members(study: Study, observations: Observations) -> npt.NDArray[np.bool_]:
    return np.array([[state in study.members for state in observations.states]])


def uncertainty(
    study: Study,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    weights: WeightDraw = "uniform",
    observations: Observations | None = None,
) -> Uncertainty:
    """Draw weights and data and say what the index could be.

    Raises:
        FrameworkError: when fewer than one draw is asked for.
        CoalitionError: when nothing is known of the coalition.
    """
    obs = observe(study, study.members) if observations is None else observations
    viability, cohesion, scores = [], [], []
    counts = np.zeros(len(study.framework.bands))
    for rng, size in blocks(draws, seed):
        result = draw(study, obs, rng, size, weights)
        viability.append(np.broadcast_to(result.viability[..., 0], (size,)))
        cohesion.append(np.broadcast_to(result.cohesion[..., 0], (size,)))
        scores.append(np.moveaxis(np.broadcast_to(result.scores[..., 0, :], (size, len(study.criteria))), -1, 0))
        counts += np.bincount(np.broadcast_to(result.verdicts[..., 0], (size,)), minlength=len(counts))
    marks = _members(study, obs)
    worst, best = (evaluate(study, marks, observations=obs, missing=at).viability[0] for at in (0.0, 1.0))
    return Uncertainty(
        draws=draws,
        seed=seed,
        weights=weights,
        viability=_range(np.concatenate(viability)),
        cohesion=_range(np.concatenate(cohesion)),
        verdicts=tuple(float(count) / draws for count in counts),
        scores=_ranges(np.concatenate(scores, axis=1)),
        at_worst=float(worst),
        at_best=float(best),
    )


def _quantiles(values: Floats) -> Floats:
    """Order statistics at 5, 50 and 95 % along the last axis: a partition, not a sort."""
    size = values.shape[-1]
    ranks = [round(level * (size - 1)) for level in (0.05, 0.5, 0.95)]
    return np.partition(values, ranks, axis=-1)[..., ranks]


def _range(values: Floats) -> Range:
    low, median, high = (float(v) for v in _quantiles(values))
    return Range(low=low, median=median, high=high)


def _ranges(values: Floats) -> tuple[Range, ...]:
    return tuple(
        Range(low=float(row[0]), median=float(row[1]), high=float(row[2])) for row in _quantiles(np.ascontiguousarray(values))
    )
