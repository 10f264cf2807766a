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
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple

import numpy as np
from msgspec import Struct

from viability.analyses.coalitions.field import Field, rows_of
from viability.analyses.coalitions.leaders import Index
from viability.analyses.coalitions.parts import Told, for_sending
from viability.engine.arrays import EVEN, Bools, Floats, Ints
from viability.engine.blocks import SETS_AT_ONCE
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


class Drawing(Struct, frozen=True, kw_only=True):
    """How weights and data are drawn, and by which index coalitions are ranked in each draw."""

    draws: int
    seed: int
    weights: WeightDraw
    by: Index


class Draws(NamedTuple):
    """Some draws of a block of them."""

    block: int
    some: slice


class Led(Struct, frozen=True, kw_only=True):
    """What comes of some draws."""

    firsts: Ints
    """(m,): in how many of them each leader is first."""
    evaluations: int


@dataclass(frozen=True, kw_only=True)  # no struct, for what was made before is sent along
class Ranking:
    """Leaders ranked in drawn weights and data, some draws after others."""

    study: Study
    """Under the question that is searched by, less its states and sources."""
    drawing: Drawing
    leaders: list[Ints]
    """Arrays (b, s) of their members, one array a size."""
    order: Ints
    """(m,): which leader each of these is."""
    led: Observations
    """Of the leaders' states."""
    rivals: list[Ints]
    """Likewise, where some rivals are chosen, of whose states, too, the observations then are."""
    field: Field | None
    """Else of which field the rivals are."""
    judged: Bools | None
    """Which of all that are evaluated in it get a verdict."""

    @property
    def evaluations(self) -> int:
        """How many evaluations of rivals there are in all draws."""
        return self.drawing.draws * self._coalitions

    def parts(self) -> Iterator[Draws]:
        """Deal the draws out in as many as are evaluated together."""
        states = len((self.led if self.field is None else self.field.observations).states)
        # with draws, the pairs of a criterion are n * n * step numbers
        step = max(16, min(max(256, SETS_AT_ONCE // min(self._coalitions, SETS_AT_ONCE)), (1 << 20) // states**2))
        for number, (_, many) in enumerate(blocks(self.drawing.draws, self.drawing.seed)):
            for first in range(0, many, step):
                yield Draws(number, slice(first, min(first + step, many)))

    def part(self, part: Draws, told: Told | None = None) -> Led:
        """Rank the leaders in some draws."""
        weights, of_leaders, of_all = self._drawn(part.block)
        weighed, drawn = _some(weights, part.some), _given(self.led, of_leaders[part.some])
        # the leaders come last, numbered after their rivals
        rows = [*self.rivals, *self.leaders]
        found = evaluate_subsets(self.study, rows=rows, observations=drawn, weights=weighed, largest=SETS_AT_ONCE)
        if self.field is not None:
            every = self.field.evaluated(self.study, _given(self.field.observations, of_all[part.some]), weighed)
            found = chain(every, found)
        highest, mine = np.full(part.some.stop - part.some.start, -np.inf), []
        evaluations = start = 0
        for block in found:
            index = _index(block, self.drawing.by)
            if evaluations == self._coalitions * len(highest):
                mine.append(index)
                continue
            if self.field is not None and self.judged is not None:
                fits = self.field.fits(block) & self.judged[start : start + len(index)]
                start, index = start + len(index), index[fits]
            highest = np.fmax(highest, np.fmax.reduce(index, axis=0, initial=-np.inf))
            evaluations += block.viability.size
            if told is not None:
                told(block.viability.size)
        firsts = np.zeros(len(self.order), dtype=np.intp)
        ahead = np.concatenate(mine) >= highest - EVEN
        firsts[self.order] = ahead.sum(axis=1)
        return Led(firsts=firsts, evaluations=evaluations)

    def together(self, parts: Iterable[Led]) -> Ints:
        """Count the draws in which each leader is first, (m,)."""
        firsts: Ints = np.sum([led.firsts for led in parts], axis=0)
        return firsts

    @property
    def _coalitions(self) -> int:
        return sum(map(len, self.rivals)) if self.field is None else self.field.evaluations

    def _drawn(self, number: int) -> tuple[Weights, Floats, Floats]:
        """Return a block of draws: weights, values of the leaders, and values of all; the last one is kept."""
        if number not in self._kept:
            self._kept.clear()
            rng, many = next(islice(blocks(self.drawing.draws, self.drawing.seed), number, None))
            weights = draw_weights(self.study, rng, many, self.drawing.weights)
            # each value has a stream of random numbers of its own, whatever is drawn beside it
            of_leaders = draw_values(self.led, deepcopy(rng), many)
            of_all = of_leaders if self.field is None else draw_values(self.field.observations, rng, many)
            self._kept[number] = weights, of_leaders, of_all
        return self._kept[number]

    @cached_property
    def _kept(self) -> dict[int, tuple[Weights, Floats, Floats]]:
        return {}


def ranking_of(study: Study, field: Field, drawing: Drawing, leaders: Bools, against: Bools) -> Ranking:
    """Say which leaders (m, n) are ranked among which rivals.

    Rivals are marked by their members (m, n), or by which of all that are evaluated get a verdict (m,). Two that are
    equal are both first, by rank acceptability.
    """
    chosen = against.ndim > 1
    # of states that nobody who is compared holds, nothing is drawn
    used = np.flatnonzero(leaders.any(axis=0) | against.any(axis=0) if chosen else leaders.any(axis=0))
    rows, order = rows_of(leaders[:, used])
    return Ranking(
        study=for_sending(study),
        drawing=drawing,
        leaders=rows,
        order=order,
        led=observe(study, field.names(used)),
        rivals=rows_of(against[:, used])[0] if chosen else [],
        field=None if chosen else field,
        judged=None if chosen else against,
    )


def _some(weights: Weights, part: slice) -> Weights:
    """Return the weights of some draws; those that are the same in every draw stay."""
    if weights.pillars.ndim == 1:
        return weights
    return Weights(pillars=weights.pillars[part], criteria=weights.criteria[part])


def _given(obs: Observations, values: Floats) -> Observations:
    """Return drawn values in double precision, those without doubt as they are: coalitions that are equal stay so."""
    exact = values.astype(np.float64)
    certain = np.setdiff1d(np.arange(len(obs.values)), doubtful(obs))
    exact[:, certain] = obs.values[certain]
    return obs.with_values(exact)


def _index(found: Subsets, by: Index) -> Floats:
    """Return the index of a block, (B, D), draws last as in memory."""
    return np.moveaxis(found.viability if by == "viability" else found.cohesion, -1, 0)
