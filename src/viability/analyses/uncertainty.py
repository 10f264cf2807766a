"""How sure the result is: draws of weights and data, ranges, verdict shares, bounds for what is missing."""

from collections.abc import Callable, Iterator, Mapping
from math import comb

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from viability.arguments import explained
from viability.brief import Brief
from viability.engine.arrays import CELLS, Floats
from viability.engine.draws import (
    DRAWN_AT_ONCE,
    DRAWS,
    LEAST_AT_ONCE,
    SEED,
    Kept,
    WeightDraw,
    blocks,
    check_draws,
    draw_values,
    draw_weights,
    way_to_draw,
)
from viability.engine.evaluate import Evaluation, evaluate, if_missing
from viability.engine.observations import Observations, observe
from viability.engine.weighing import Weights, pillar_numbers, weigh, weights_of
from viability.errors import FrameworkError
from viability.study.study import Study

__all__ = ["DRAWN_AT_ONCE", "DRAWS", "SEED", "SURE", "Range", "Uncertainty", "WeightDraw", "uncertainty"]

Progress = Callable[[int, int], None]
"""Is told how many draws are done, of how many."""

WORK = 5_000_000_000
"""Draws times pairs of members times criteria that are evaluated: 15 to 45 seconds of one core, as measures go."""

SURE = 0.9
"""The share of draws that have to agree for something to be said for sure."""


class Range(Struct, frozen=True, kw_only=True):
    """Quantiles of draws: 5 %, 50 % and 95 %."""

    low: float
    median: float
    high: float


class Uncertainty(Brief, Struct, frozen=True, kw_only=True):
    """What the draws say of one coalition."""

    draws: int
    seed: int
    weights: WeightDraw
    """How weights were drawn."""
    viability: Range
    """The index with data and weights varied."""
    viability_data: Range
    """The index with data varied and the weights as given."""
    cohesion: Range
    """With data and weights varied."""
    pillars: tuple[Range, ...]
    """Each pillar's score, 0 to 100, with data and weights varied, in the framework's order; NaN where unknown."""
    pillars_data: tuple[Range, ...]
    """The same with the weights as given."""
    verdicts: tuple[float, ...]
    """Share of draws of data and weights in each band, best first."""
    no_verdict: float
    """Share of these draws that have no verdict, for too little is known; with the bands' shares it makes 1."""
    scores: tuple[Range, ...]
    """Each criterion's score under doubt about the data alone, in the study's order; NaN where unknown."""
    at_worst: float
    """The index if all that is missing were at its worst."""
    at_best: float
    """The index if all that is missing were at its best."""

    def facts(self) -> Mapping[str, str]:
        """Say how far the draws reach, and between what bounds the index lies."""
        doubt = self.viability
        return {
            "draws": f"{self.draws:,}, weights {self.weights}, seed {self.seed}",
            "viability": f"{doubt.low:.1f} to {doubt.high:.1f} (90 %), median {doubt.median:.1f}",
            "verdicts": ", ".join(f"{100 * share:.0f} %" for share in self.verdicts) + ", best first",
            "if missing": f"{self.at_worst:.1f} at worst, {self.at_best:.1f} at best",
        }


def drawn(
    study: Study,
    observations: Observations,
    rng: np.random.Generator,
    draws: int,
    how: WeightDraw,
    *,
    kept: Kept | None = None,
) -> Iterator[tuple[int, Evaluation]]:
    """Evaluate the study's coalition under drawn weights and data in parts, each with its size; memory is bounded."""
    # before the values, whose number a what-if may change
    weights = draw_weights(study, rng, draws, how, kept=kept)
    values = draw_values(observations, rng, draws, kept)
    marks = _members(study, observations)
    size = max(LEAST_AT_ONCE, CELLS // max(len(observations.pairs[0]), 1))
    for start in range(0, draws, size):
        part = slice(start, min(start + size, draws))
        some = weights
        if weights.pillars.ndim > 1:
            some = Weights(pillars=weights.pillars[part], criteria=weights.criteria[part])
        found = evaluate(study, marks, observations=observations.with_values(values[part]), weights=some)
        yield part.stop - part.start, found


def _members(study: Study, observations: Observations) -> npt.NDArray[np.bool_]:
    return np.array([[state in study.members for state in observations.states]])


@explained
def uncertainty(
    study: Study,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    weights: WeightDraw | None = None,
    observations: Observations | None = None,
    given: Evaluation | None = None,
    kept: Kept | None = None,
    progress: Progress | None = None,
) -> Uncertainty:
    """Draw data and weights and say what the index could be: with data varied, and with both varied.

    Args:
        study: Whose coalition.
        draws: How often.
        seed: Of the draws.
        weights: How weights are drawn: `uniform`, `around` the study's own, or `fixed` at them; by default uniformly,
            and around the study's own as soon as anything is said about weights.
        observations: Of the members, perhaps of others, too; by default what holds at the study's day.
        given: The evaluation of the study as it is.
        kept: What was drawn before, which is not drawn again; what is drawn is added, and stays in memory.
        progress: Is told how many draws are done, of how many.

    Raises:
        FrameworkError: when fewer than one draw is asked for, or too many for so many members.
        CoalitionError: when nothing is known of the coalition.
    """
    study = study.asking()
    check_work(study, draws)
    obs = observe(study, study.members) if observations is None else observations
    how = way_to_draw(study, weights)
    taken = _Draws(study)
    for rng, size in blocks(draws, seed, len(obs.states)):
        for part, found in drawn(study, obs, rng, size, how, kept=kept):
            taken.take(found, part)
        if progress is not None:
            progress(taken.done, draws)
    given = evaluate(study, _members(study, obs), observations=obs) if given is None else given
    worst = best = float(given.viability[0])
    if given.total_coverage()[0] < 1:
        worst, best = (float(if_missing(given, score)[0]) for score in (0.0, 1.0))
    bands = taken.bands / draws
    return Uncertainty(
        draws=draws,
        seed=seed,
        weights=how,
        viability=taken.one("viability"),
        viability_data=taken.one("viability_data"),
        cohesion=taken.one("cohesion"),
        pillars=taken.each("pillars"),
        pillars_data=taken.each("pillars_data"),
        verdicts=tuple(bands[1:].tolist()),
        no_verdict=float(bands[0]),
        scores=taken.each("scores"),
        at_worst=worst,
        at_best=best,
    )


def check_work(study: Study, draws: int, columns: int = 1) -> None:
    """Check that so many draws of a study's coalition can be evaluated, for each of so many columns.

    Raises:
        FrameworkError: when that is too much work, or no number of draws at all.
    """
    check_draws(draws)
    members, pairs, criteria = len(study.members), comb(len(study.members), 2), len(study.criteria)
    most = WORK // max(pairs * criteria * columns, 1)
    if draws > most:
        each = f" of each of {columns:,} columns" if columns > 1 else ""
        fewer = f"Vary them less often (--draws {most}), or name" if most else "Name"
        raise FrameworkError(
            f"{draws:,} draws{each} are too many for {members:,} members: each takes {pairs:,} pairs of states on "
            f"{criteria:,} criteria. {fewer} fewer members (--members)"
        )


class _Draws:
    """What blocks of draws gave: numbers by kind, and how many ended in each band."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.done = 0
        self.bands = np.zeros(1 + len(study.framework.bands))
        """How many draws have no verdict, then how many are in each band."""
        self._parts: dict[str, list[Floats]] = {}
        self._weights, self._pillar_of = weights_of(study), pillar_numbers(study)

    def take(self, found: Evaluation, size: int) -> None:
        """Add a block of draws of one coalition."""
        given = found.pillar_scores, found.viability
        if found.weights.pillars.ndim > 1:
            given = weigh(found.scores, self._weights, self._pillar_of, self.study.framework.compensation)
        singles = {"viability": found.viability, "viability_data": given[1], "cohesion": found.cohesion}
        for name, values in singles.items():
            self._parts.setdefault(name, []).append(np.broadcast_to(values[..., 0], (size,)))
        several = {"pillars": found.pillar_scores, "pillars_data": given[0], "scores": found.scores}
        for name, values in several.items():
            each = np.broadcast_to(values[..., 0, :], (size, values.shape[-1]))
            self._parts.setdefault(name, []).append(np.moveaxis(each, -1, 0))
        verdicts = np.broadcast_to(found.verdicts[..., 0], (size,))
        self.bands += np.bincount(verdicts + 1, minlength=len(self.bands))
        self.done += size

    def one(self, name: str) -> Range:
        """Return the range of one number."""
        return range_of(np.concatenate(self._parts[name]))

    def each(self, name: str) -> tuple[Range, ...]:
        """Return the range of each of several numbers."""
        return _ranges(np.concatenate(self._parts[name], axis=1))


def quantiles(values: Floats) -> Floats:
    """Return order statistics at 5, 50 and 95 % of the last axis, (..., 3); a sort beats a partition at three ranks."""
    return np.sort(values, axis=-1)[..., quantile_ranks(values.shape[-1])]


def quantile_ranks(size: int) -> list[int]:
    """Return where 5, 50 and 95 % stand among so many numbers in order."""
    return [round(level * (size - 1)) for level in (0.05, 0.5, 0.95)]


def range_of(values: Floats) -> Range:
    """Return 5, 50 and 95 % of draws (D,)."""
    low, median, high = (float(v) for v in quantiles(values))
    return Range(low=low, median=median, high=high)


def _ranges(values: Floats) -> tuple[Range, ...]:
    rows = quantiles(np.ascontiguousarray(values)).tolist()
    return tuple(Range(low=low, median=median, high=high) for low, median, high in rows)
