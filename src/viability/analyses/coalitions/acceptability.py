"""How often a leader still leads when weights and data are drawn.

Shape letters beside the engine's: **m** coalitions kept.

References:
    Lahdelma, Hokkanen and Salminen (1998), SMAA - stochastic multiobjective acceptability analysis. European Journal
    of Operational Research 106(1): rank acceptability.

"""

import time
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

import numpy as np

from viability.analyses.coalitions.field import Field, rows_of
from viability.analyses.coalitions.leaders import EDGE, Index
from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.blocks import BLOCK
from viability.engine.draws import WeightDraw, blocks, doubtful, draw_values, draw_weights
from viability.engine.evaluate_subsets import Subsets, evaluate_subsets
from viability.engine.observations import Observations, observe
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
    if against.ndim > 1:
        return _among(study, field, drawing, leaders, against)
    obs, rows, order = field.observations, *rows_of(leaders)
    # what the leaders are made of is drawn from the same streams of random numbers, whoever else is drawn beside
    few = np.flatnonzero(leaders.any(axis=0))
    led = observe(study, field.names(few))
    rows = [np.searchsorted(few, some) for some in rows]
    firsts = np.zeros(len(leaders))
    for rng, many in blocks(drawing.draws, drawing.seed):
        weights = draw_weights(study, rng, many, drawing.weights)
        values, of_leaders = draw_values(obs, deepcopy(rng), many), draw_values(led, rng, many)
        for part in _parts(many, field.evaluations, len(obs.states)):
            drawn, weighed = obs.with_values(_exact(obs, values[part])), _some(weights, part)
            highest = np.full(part.stop - part.start, -np.inf)
            start = 0
            for block in field.evaluated(study, drawn, weighed):
                index = _drawn(block, drawing.by)
                fits = field.fits(block) & against[start : start + len(index)]
                start += len(index)
                highest = np.fmax(highest, np.fmax.reduce(index[fits], axis=0, initial=-np.inf))
                drawing.meter.add(index.size)
            mine = led.with_values(_exact(led, of_leaders[part]))
            found = evaluate_subsets(study, rows=rows, observations=mine, weights=weighed)
            firsts[order] += _ahead(found, drawing.by, highest)
    return [float(count) / drawing.draws for count in firsts]


def _among(study: Study, field: Field, drawing: Drawing, leaders: Bools, rivals: Bools) -> list[float]:
    """Return the same among marked rivals (m, n): of the other states nothing is drawn."""
    used = np.flatnonzero((leaders | rivals.any(axis=0)).any(axis=0))
    obs = observe(study, field.names(used))
    rows, order = rows_of(leaders[:, used])
    against = [*rows_of(rivals[:, used])[0], *rows]
    firsts = np.zeros(len(leaders))
    for rng, many in blocks(drawing.draws, drawing.seed):
        weights = draw_weights(study, rng, many, drawing.weights)
        values = draw_values(obs, rng, many)
        for part in _parts(many, len(rivals), len(used)):
            drawn, weighed = obs.with_values(_exact(obs, values[part])), _some(weights, part)
            highest = np.full(part.stop - part.start, -np.inf)
            led = []
            for found in evaluate_subsets(study, rows=against, observations=drawn, weights=weighed, largest=BLOCK):
                if found.block.start >= len(rivals):  # the leaders once more, who come last
                    led.append(found)
                    continue
                index = _drawn(found, drawing.by)
                highest = np.fmax(highest, np.fmax.reduce(index, axis=0, initial=-np.inf))
                drawing.meter.add(index.size)
            firsts[order] += _ahead(led, drawing.by, highest)
    return [float(count) / drawing.draws for count in firsts]


def _parts(draws: int, coalitions: int, states: int) -> Iterator[slice]:
    """Deal draws out in as many as are evaluated together."""
    # with draws, the pairs of a criterion are n * n * step numbers
    step = max(16, min(max(256, BLOCK // min(coalitions, BLOCK)), (1 << 20) // states**2))
    return (slice(first, min(first + step, draws)) for first in range(0, draws, step))


def _some(weights: Weights, part: slice) -> Weights:
    """Return the weights of some draws; those that are the same in every draw stay."""
    if weights.pillars.ndim == 1:
        return weights
    return Weights(pillars=weights.pillars[part], criteria=weights.criteria[part])


def _ahead(found: Iterable[Subsets], by: Index, highest: Floats) -> Ints:
    """Count the draws in which each coalition is as high as the highest rival, (m,)."""
    ahead: Ints = (np.concatenate([_drawn(block, by) for block in found]) >= highest - EDGE).sum(axis=1)
    return ahead


def _exact(obs: Observations, values: Floats) -> Floats:
    """Return drawn values in double precision, those without doubt as they are: coalitions that are equal stay so."""
    exact = values.astype(np.float64)
    certain = np.setdiff1d(np.arange(len(obs.values)), doubtful(obs))
    exact[:, certain] = obs.values[certain]
    return exact


def _drawn(found: Subsets, by: Index) -> Floats:
    """Return the index of a block, (B, D), draws last as in memory."""
    return np.moveaxis(found.viability if by == "viability" else found.cohesion, -1, 0)
