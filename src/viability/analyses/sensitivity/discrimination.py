"""Whether the index tells coalitions apart: how sure the order of two is, and how wide the range of their difference.

Shape letters beside the engine's: **m** coalitions, **P** pairs of coalitions.
"""

import math
from collections.abc import Iterator

import numpy as np
from msgspec import Struct

from viability.analyses.sensitivity.field import Field, check_work, field_of, might_belong
from viability.analyses.uncertainty import SURE, quantile_ranks
from viability.engine.arrays import CELLS, EVEN, Bools, Floats, Ints
from viability.engine.draws import FEWER_DRAWS, SEED, WeightDraw, blocks, draw_values, draw_weights, way_to_draw
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import evaluate_subsets
from viability.engine.observations import Observations
from viability.engine.weighing import Weights
from viability.study.fields import ROUNDING
from viability.study.study import Study

PAIRS = 1 << 15
"""Pairs of coalitions that are compared; of more so many are drawn."""

LEAST = 16
"""Draws that are evaluated together at least."""

CACHE = 1 << 17
"""Differences that are there at a time: few enough to stay near the processor."""


class Discrimination(Struct, frozen=True, kw_only=True):
    """How well the index tells coalitions apart when data and weights are drawn alike for all of them."""

    states: int
    """From whom they are formed: members and candidates."""
    coalitions: int
    """How many were compared."""
    unjudged: int
    """How many more were left out, for too little is known for a verdict."""
    sampled: bool
    """Whether the coalitions are drawn rather than all there are."""
    pairs: int
    """Pairs compared: all, or as many as were drawn."""
    ordered: float
    """Share of the pairs whose order is the same in `SURE` of the draws, 0 to 1; NaN without a pair."""
    width: float
    """Median over the pairs of the width of the 90 % range of their difference, in points; NaN without a pair."""
    draws: int
    seed: int
    weights: WeightDraw

    @property
    def least(self) -> float:
        """Points by which two coalitions differ at least where such a range leaves out 0: half its width."""
        return self.width / 2


def discrimination(
    study: Study,
    *,
    draws: int = FEWER_DRAWS,
    seed: int = SEED,
    weights: WeightDraw | None = None,
    field: Field | None = None,
) -> Discrimination:
    """Say how sure the order of two coalitions is, over the pairs of those that the study's states could form.

    Two coalitions nearer than `EVEN` in a draw have no order in it. A coalition without a verdict is left out.

    Args:
        study: Whose states and question.
        draws: How often data and weights are drawn, the same for every coalition.
        seed: Of these draws, and of coalitions and pairs where they are too many.
        weights: How weights are drawn, as in `uncertainty`.
        field: The coalitions; by default all of up to twelve members and candidates, or a thousand of the members' size
            drawn of more.

    Raises:
        FrameworkError: when fewer than one draw is asked for, there are too many states and members, or all weights at
            one level are zero.
    """
    study = study.asking()
    if field is None:
        check_work(study, len(might_belong(study)), of_members=0, of_states=draws, of_coalitions=draws)
        field = field_of(study, seed=seed)
    how = way_to_draw(study, weights)
    judged = evaluate(study, field.coalitions, observations=field.observations, partial=True).verdicts >= 0
    marks = field.coalitions[judged]
    first, second = _pairs(len(marks), seed)
    ordered, width = np.nan, np.nan
    if len(first):  # with one coalition there is nothing to draw for
        ordered, width = told_apart(_drawn(study, field, judged, (draws, seed, how)), first, second)
    return Discrimination(
        states=len(field.observations.states),
        coalitions=len(marks),
        unjudged=len(judged) - len(marks),
        sampled=field.sampled,
        pairs=len(first),
        ordered=ordered,
        width=width,
        draws=draws,
        seed=seed,
        weights=how,
    )


def told_apart(indices: Floats, first: Ints, second: Ints) -> tuple[float, float]:
    """Compare pairs (P,) of coalitions whose indices in each draw are given, (m, D).

    Returns:
        The share of pairs whose order is the same in `SURE` of the draws, and the median width of the 90 % range of
        their difference; both NaN without a pair.
    """
    if not len(first):
        return np.nan, np.nan
    sure = np.empty(len(first), dtype=bool)
    widths = np.empty(len(first))
    draws = indices.shape[1]
    low, _, high = quantile_ranks(draws)
    fewest = math.floor((SURE - ROUNDING) * draws) + 1
    step = max(1, CACHE // draws)
    for start in range(0, len(first), step):
        part = slice(start, start + step)
        difference = indices[first[part]] - indices[second[part]]
        difference.sort(axis=1)
        # in order, so many are above, or below, where the last of so many is
        sure[part] = (difference[:, -fewest] > EVEN) | (difference[:, fewest - 1] < -EVEN)
        widths[part] = difference[:, high] - difference[:, low]
    return float(sure.mean()), float(np.median(widths))


def _pairs(count: int, seed: int) -> tuple[Ints, Ints]:
    """Return the numbers of all pairs of so many coalitions, or draw `PAIRS` of them."""
    first, second = np.triu_indices(count, 1)
    if len(first) > PAIRS:
        chosen = np.sort(np.random.default_rng(seed).choice(len(first), PAIRS, replace=False))
        first, second = first[chosen], second[chosen]
    return first, second


def _drawn(study: Study, field: Field, judged: Bools, drawing: tuple[int, int, WeightDraw]) -> Floats:
    """Return the index of the coalitions with a verdict in each draw, (m, D), of so many, with a seed and weights."""
    draws, seed, how = drawing
    obs, parts = field.observations, []
    # of many values the blocks are smaller, as they are of many states
    for rng, many in blocks(draws, seed, max(len(obs.states), math.isqrt(len(obs.values)))):
        weights, values = draw_weights(study, rng, many, how), draw_values(obs, rng, many)
        step = max(LEAST, CELLS // max(len(judged), len(obs.states) ** 2))
        for part in (slice(start, min(start + step, many)) for start in range(0, many, step)):
            weighed = weights
            if weights.pillars.ndim > 1:
                weighed = Weights(pillars=weights.pillars[part], criteria=weights.criteria[part])
            shape = (part.stop - part.start, len(judged))
            index = np.concatenate([*_evaluated(study, field, obs.with_values(values[part]), weighed)], axis=-1)
            parts.append(np.broadcast_to(index, shape)[:, judged].T)
    return np.concatenate(parts, axis=1)


def _evaluated(study: Study, field: Field, drawn: Observations, weights: Weights) -> Iterator[Floats]:
    """Yield the indices (D, B) of the coalitions of a field, in their order, under drawn data and weights."""
    marks = field.coalitions
    sizes = marks.sum(axis=1)
    if sizes.min() == sizes.max():
        rows = [np.nonzero(marks)[1].reshape(len(marks), -1)]
        for one in evaluate_subsets(study, rows=rows, observations=drawn, weights=weights, precision=np.float32):
            yield one.viability
        return
    for one in evaluate_subsets(study, observations=drawn, weights=weights, precision=np.float32):
        yield one.viability[..., one.block.sizes() > 1]
