"""How sure the result is: draws of weights and data, ranges, verdict shares, bounds for what is missing."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from viability.arguments import explained
from viability.engine.arrays import Floats
from viability.engine.draws import BLOCK, DRAWS, SEED, WeightDraw, blocks, draw_values, draw_weights
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import Observations, observe
from viability.study.study import Study

__all__ = ["BLOCK", "DRAWS", "SEED", "Range", "Uncertainty", "WeightDraw", "draw", "uncertainty"]

Progress = Callable[[int, int], None]
"""Is told how many draws are done, of how many."""


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


def draw(
    study: Study, observations: Observations, rng: np.random.Generator, draws: int, how: WeightDraw = "uniform"
) -> Evaluation:
    """Evaluate the study's coalition under drawn weights and data."""
    weights = draw_weights(study, rng, draws, how)  # before the values, whose number a what-if may change
    moved = observations.with_values(draw_values(observations, rng, draws))
    return evaluate(study, _members(study, observations), observations=moved, weights=weights)


def _members(study: Study, observations: Observations) -> npt.NDArray[np.bool_]:
    return np.array([[state in study.members for state in observations.states]])


@explained
def uncertainty(
    study: Study,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    weights: WeightDraw = "uniform",
    observations: Observations | None = None,
    given: Evaluation | None = None,
    progress: Progress | None = None,
) -> Uncertainty:
    """Draw weights and data and say what the index could be.

    The evaluation of the study as it is may be handed in as `given`, with the observations it is of; `progress` is told
    how many draws are done, of how many.

    Raises:
        FrameworkError: when fewer than one draw is asked for.
        CoalitionError: when nothing is known of the coalition.
    """
    obs = observe(study, study.members) if observations is None else observations
    viability, cohesion, scores = [], [], []
    counts, done = np.zeros(len(study.framework.bands)), 0
    for rng, size in blocks(draws, seed):
        result = draw(study, obs, rng, size, weights)
        viability.append(np.broadcast_to(result.viability[..., 0], (size,)))
        cohesion.append(np.broadcast_to(result.cohesion[..., 0], (size,)))
        scores.append(np.moveaxis(np.broadcast_to(result.scores[..., 0, :], (size, len(study.criteria))), -1, 0))
        done += size
        if progress is not None:
            progress(done, draws)
        counts += np.bincount(np.broadcast_to(result.verdicts[..., 0], (size,)), minlength=len(counts))
    marks = _members(study, obs)
    given = evaluate(study, marks, observations=obs) if given is None else given
    worst = best = float(given.viability[0])
    if given.total_coverage()[0] < 1:
        worst, best = (float(evaluate(study, marks, observations=obs, missing=at).viability[0]) for at in (0.0, 1.0))
    return Uncertainty(
        draws=draws,
        seed=seed,
        weights=weights,
        viability=range_of(np.concatenate(viability)),
        cohesion=range_of(np.concatenate(cohesion)),
        verdicts=tuple(float(count) / draws for count in counts),
        scores=_ranges(np.concatenate(scores, axis=1)),
        at_worst=worst,
        at_best=best,
    )


def quantiles(values: Floats) -> Floats:
    """Return order statistics at 5, 50 and 95 % of the last axis, (..., 3); a sort beats a partition at three ranks."""
    size = values.shape[-1]
    ranks = [round(level * (size - 1)) for level in (0.05, 0.5, 0.95)]
    return np.sort(values, axis=-1)[..., ranks]


def range_of(values: Floats) -> Range:
    """Return 5, 50 and 95 % of draws (D,)."""
    low, median, high = (float(v) for v in quantiles(values))
    return Range(low=low, median=median, high=high)


def _ranges(values: Floats) -> tuple[Range, ...]:
    rows = quantiles(np.ascontiguousarray(values)).tolist()
    return tuple(Range(low=low, median=median, high=high) for low, median, high in rows)
