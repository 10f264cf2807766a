"""How often a leader still leads when weights and data are drawn.

Shape letters beside the engine's: **m** coalitions kept.

References:
    Lahdelma, Hokkanen and Salminen (1998), SMAA - stochastic multiobjective acceptability analysis. European Journal
    of Operational Research 106(1): rank acceptability.

"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from viability.analyses.coalitions.field import Field, rows_of
from viability.analyses.coalitions.leaders import EDGE, Index
from viability.engine.arrays import Bools, Floats
from viability.engine.blocks import BLOCK
from viability.engine.draws import WeightDraw, blocks, doubtful, draw_values, draw_weights
from viability.engine.evaluate_subsets import Subsets, evaluate_subsets
from viability.engine.observations import Observations
from viability.engine.weighing import Weights
from viability.study.study import Study

Progress = Callable[[int, int], None]
"""Is told how many evaluations are done, of how many."""


PAUSE = 0.1
"""Seconds between two reports of what is done."""


class Meter:
    """Counts what is done, and tells of it now and then."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._done, self._total, self._told = progress, 0, total, 0.0

    def add(self, done: int) -> None:
        """Count some more."""
        self._done += done
        now = time.monotonic()
        if self._progress is not None and (now > self._told + PAUSE or self._done >= self._total):
            self._told = now
            self._progress(self._done, self._total)


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """How weights and data are drawn, and by which index coalitions are ranked in each draw."""

    draws: int
    seed: int
    weights: WeightDraw
    by: Index
    meter: Meter


def acceptability(study: Study, field: Field, drawing: Drawing, leaders: Bools, against: Bools) -> list[float]:
    """Return the share of draws in which each leader (m, n) is first among rivals.

    Rivals are marked by their members (m, n), or by which of all that are evaluated get a verdict (m,). Two that are
    equal are both first.
    """
    obs = field.observations
    # with draws, the pairs of a criterion are n * n * step numbers
    step = max(16, min(max(256, BLOCK // min(field.evaluations, BLOCK)), (1 << 20) // len(obs.states) ** 2))
    rows, order = rows_of(leaders)
    rivals = rows_of(against)[0] if against.ndim > 1 else None
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
            start = 0
            for block in found:
                index = _drawn(block, drawing.by)
                fits = field.fits(block)
                if rivals is None:
                    fits = fits & against[start : start + len(fits)]
                    start += len(fits)
                chosen = index[fits]
                highest = np.fmax(highest, np.fmax.reduce(chosen, axis=0, initial=-np.inf))
                drawing.meter.add(index.size)
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
