"""Which criteria say one thing twice over coalitions, and which put nearly all at an end of their scale."""

from itertools import combinations

import numpy as np
from msgspec import Struct

from viability.analyses.sensitivity.field import Field
from viability.engine.arrays import EVEN_SCORE, Floats
from viability.engine.evaluate import evaluate
from viability.engine.weighing import pillar_numbers, weights_of
from viability.study.fields import ROUNDING
from viability.study.study import Study

ALIKE = 0.8
"""The correlation from which two criteria say one thing twice, whatever its sign."""

SATURATED = 0.75
"""The share of coalitions at an end of the scale beyond which a criterion is saturated."""

FEWEST = 3
"""Coalitions below which a correlation is one whatever they are."""


class Alike(Struct, frozen=True, kw_only=True):
    """Two criteria whose scores go together over coalitions."""

    first: str
    second: str
    correlation: float
    """Pearson's, -1 to 1."""


class Saturated(Struct, frozen=True, kw_only=True):
    """A criterion that gives most coalitions the least or the most there is."""

    criterion: str
    at_worst: float
    """Share of the coalitions that score 0, of those of which it is known."""
    at_best: float
    """Share that scores 100."""


def likeness(study: Study, field: Field) -> tuple[tuple[Alike, ...], tuple[Saturated, ...]]:
    """Return the pairs of criteria that go together over a field's coalitions, and the criteria that are saturated.

    The closest pair comes first, and the most saturated. Criteria without weight are left out, and so are coalitions
    of which one of the two is unknown; where a criterion is the same for all, it goes together with none.

    Raises:
        FrameworkError: when all weights at one level are zero.
    """
    study = study.asking()
    scores: Floats = evaluate(study, field.coalitions, observations=field.observations, partial=True).scores
    shares = weights_of(study).shares(pillar_numbers(study))
    names = [*study.criteria]
    weighed = np.flatnonzero(shares > 0).tolist()
    pairs = []
    for i, j in combinations(weighed, 2):
        both = scores[:, [i, j]]
        both = both[~np.isnan(both).any(axis=1)]
        if len(both) >= FEWEST and (both.max(axis=0) - both.min(axis=0) > EVEN_SCORE).all():
            x, y = (both - both.mean(axis=0)).T
            one = float(x @ y / np.sqrt((x @ x) * (y @ y)))
            if abs(one) > ALIKE - ROUNDING:
                pairs.append(Alike(first=names[i], second=names[j], correlation=one))
    ends = []
    for i in weighed:
        known = scores[~np.isnan(scores[:, i]), i]
        if len(known):
            worst, best = float((known < EVEN_SCORE).mean()), float((known > 1 - EVEN_SCORE).mean())
            if worst + best > SATURATED + ROUNDING:
                ends.append(Saturated(criterion=names[i], at_worst=worst, at_best=best))
    return (
        tuple(sorted(pairs, key=lambda one: -abs(one.correlation))),
        tuple(sorted(ends, key=lambda one: -(one.at_worst + one.at_best))),
    )
