"""Scores to pillars, index and verdict; weights and shares."""

import numpy as np
from msgspec import Struct

from viability.engine.arrays import EVEN, Bools, Floats, Ints
from viability.errors import FrameworkError
from viability.study.fields import as_compensation
from viability.study.framework import Framework
from viability.study.study import Study

SLIGHT = 0.1
"""Exponents nearer to nought than this are taken by logarithms."""


class Weights(Struct, frozen=True, kw_only=True):
    """Weights of pillars and, within each pillar, of criteria; every level adds up to 1."""

    pillars: Floats
    """(..., q)"""
    criteria: Floats
    """(..., k)"""

    def shares(self, pillar_of: Ints) -> Floats:
        """Return each criterion's share of the whole, (..., k)."""
        return self.criteria * self.pillars[..., pillar_of]


def pillar_numbers(study: Study) -> Ints:
    """Return the number of each criterion's pillar, (k,), under the study's first question."""
    study = study.asking()
    order = [*study.framework.pillars]
    return np.array([order.index(c.pillar) for c in study.criteria.values()], dtype=np.intp)


def shares_of(scores: Floats, weights: Weights, pillar_of: Ints) -> Floats:
    """Return each criterion's share of the index, (..., B, k), for scores (..., B, k): nought where it is unknown.

    Shares add up to 1, but for a coalition of which nothing is known, where they are nought.
    """
    held = np.where(np.isnan(scores), 0.0, weights.criteria[..., None, :])
    in_pillar = held @ np.eye(weights.pillars.shape[-1])[pillar_of]
    pillars = np.where(in_pillar > 0, weights.pillars[..., None, :], 0.0)
    total = pillars.sum(axis=-1, keepdims=True)
    pillars = np.divide(pillars, total, out=np.zeros_like(pillars), where=total > 0)
    beside = in_pillar[..., pillar_of]
    within = np.divide(held, beside, out=np.zeros_like(held), where=beside > 0)
    shares: Floats = within * pillars[..., pillar_of]
    return shares


def weights_of(study: Study) -> Weights:
    """Return a study's own weights under its first question, each level made to add up to 1.

    Raises:
        FrameworkError: when all weights at one level are zero.
    """
    study.check_weights()
    study = study.asking()
    pillar_of = pillar_numbers(study)
    raw = np.array([c.weight for c in study.criteria.values()])
    pillars = np.array([pillar.weight for pillar in study.framework.pillars.values()])
    sums = np.bincount(pillar_of, raw, len(pillars))[pillar_of]
    return Weights(
        pillars=pillars / pillars.sum(), criteria=np.divide(raw, sums, out=np.zeros_like(raw), where=sums > 0)
    )


def compensation_of(study: Study, asked: float | None = None) -> float:
    """Return the compensation that is asked for, by default the framework's.

    Raises:
        FrameworkError: when it is above 1.
    """
    try:
        return as_compensation(study.framework.compensation if asked is None else asked)
    except ValueError as error:
        raise FrameworkError(str(error)) from None


def power_mean(scores: Floats, weights: Floats, compensation: float) -> Floats:
    """Weighted power mean over the last axis; an unknown score and a zero weight leave it, NaN where nothing is left.

    Args:
        scores: (..., m) in [0, 1].
        weights: (..., m), zero or more; they need not add up to 1.
        compensation: The exponent: 1 arithmetic, 0 geometric, -1 harmonic, -inf the least score. At most 1.
    """
    unknown = np.isnan(scores)
    if compensation == 1 and scores.shape[-1] and not unknown.any():
        total = weights.sum(axis=-1)
        with np.errstate(invalid="ignore"):
            plain: Floats = (weights * scores).sum(axis=-1) / total
        return plain
    held = np.where(unknown, 0.0, weights)
    total = held.sum(axis=-1)
    if not scores.shape[-1]:  # a pillar without a dyadic criterion, under cohesion
        return np.full(total.shape, np.nan)
    left = total > 0
    share = held / np.where(left, total, 1.0)[..., None]
    safe = np.where(unknown, 1.0, scores)
    if compensation == 1:
        mean = (share * safe).sum(axis=-1)
    elif np.isneginf(compensation):
        mean = np.where(share > 0, safe, np.inf).min(axis=-1)
    else:
        counted = np.where(share > 0, safe, 1.0)
        with np.errstate(divide="ignore", over="ignore"):
            if abs(compensation) < 1e-9:  # noqa: PLR2004 - the limit is the geometric mean
                mean = np.exp((share * np.log(counted)).sum(axis=-1))
            elif abs(compensation) < SLIGHT:
                # powers near 1 lose in rounding what the root then multiplies, in single precision above all
                powers = (share * np.expm1(compensation * np.log(counted))).sum(axis=-1)
                # shares may add up to a little more than 1, and all scores be 0
                mean = np.exp(np.log1p(np.maximum(powers, -1.0)) / compensation)
            elif compensation > 0:
                mean = (share * counted**compensation).sum(axis=-1) ** (1.0 / compensation)
            else:
                # factoring the least score out keeps strongly negative exponents finite
                least = counted.min(axis=-1)
                ratio = counted / np.where(least > 0, least, 1.0)[..., None]
                mean = least * (share * ratio**compensation).sum(axis=-1) ** (1.0 / compensation)
    # shares may add up to a little more than 1
    return np.where(left, np.minimum(np.where(left, mean, 0.0), 1.0), np.nan)


def linear_index(
    scores: Floats, weights: Weights, pillar_of: Ints, only: Bools | None = None, pillars: Floats | None = None
) -> Floats:
    """Weigh scores (B, k) at compensation 1 under many weights at once: the index, (..., B), 0 to 100.

    Coalitions of which the same criteria are known have the same shares, so each such group is one product of matrices.
    The scores of pillars go to `pillars` (q, B, ...), where that is given.
    """
    lead = np.broadcast_shapes(weights.pillars.shape[:-1], weights.criteria.shape[:-1])
    # draws last, contiguous as they are drawn: (k, D), (q, D) and (B, D)
    criteria, outer = (
        np.moveaxis(np.broadcast_to(level, (*lead, level.shape[-1])), -1, 0).reshape(level.shape[-1], -1)
        for level in (weights.criteria, weights.pillars)
    )
    known = ~np.isnan(scores) if only is None else ~np.isnan(scores) & only
    _, of, sizes = np.unique(np.packbits(known, axis=1), axis=0, return_inverse=True, return_counts=True)
    index = np.empty((len(scores), criteria.shape[1]), dtype=np.result_type(scores, criteria))
    for group in np.argsort(-sizes, kind="stable"):
        rows = np.flatnonzero(of.ravel() == group)
        counts = known[rows[0]]
        place = np.eye(len(outer), dtype=criteria.dtype)[:, pillar_of[counts]]
        inside = place @ criteria[counts]
        total = np.where(inside > 0, outer, 0.0).sum(axis=0)
        share = np.divide(outer, inside, out=np.zeros_like(outer), where=inside > 0)
        share *= np.divide(100.0, total, out=np.full_like(total, np.nan), where=total > 0)
        weight = (criteria[counts] * share[pillar_of[counts]]).astype(index.dtype)
        if not counts.any():  # a product of nothing is nought, and what is not known at all has no index
            index[rows] = np.nan
        elif 2 * len(rows) > len(scores):
            # all rows at once need no copy; what is wrong in the others is written over, for the largest group is first
            np.matmul(scores[:, counts].astype(index.dtype, copy=False), weight, out=index)
        else:
            index[rows] = scores[np.ix_(rows, counts)] @ weight
        if pillars is None:
            continue
        for pillar, mine in enumerate(place > 0):
            part = scores[np.ix_(rows, np.flatnonzero(counts)[mine])] @ criteria[counts][mine]
            inverse = np.divide(100.0, inside[pillar], out=np.full_like(total, np.nan), where=inside[pillar] > 0)
            pillars[pillar, rows] = (part * inverse).reshape(len(rows), *lead)
    return np.moveaxis(index.reshape(len(scores), *lead), 0, -1)


def weigh(
    scores: Floats, weights: Weights, pillar_of: Ints, compensation: float, only: Bools | None = None
) -> tuple[Floats, Floats]:
    """Weigh scores (..., B, k) into pillars (..., B, q) and the index (..., B), both 0 to 100.

    Of the criteria, whose pillars are `pillar_of` (k,), `only` (k,) marks those that count; all by default.
    """
    lead = np.broadcast_shapes(weights.pillars.shape[:-1], weights.criteria.shape[:-1])
    if compensation == 1 and scores.ndim == 2 and lead:  # noqa: PLR2004 - (B, k)
        made = np.empty((weights.pillars.shape[-1], len(scores), *lead))
        index = linear_index(scores, weights, pillar_of, only, made)
        return np.moveaxis(made, (0, 1), (-1, -2)), index
    heights = []
    for pillar in range(weights.pillars.shape[-1]):
        of = np.flatnonzero(pillar_of == pillar if only is None else (pillar_of == pillar) & only)
        heights.append(power_mean(scores[..., of], weights.criteria[..., None, of], compensation))
    pillars = np.moveaxis(np.stack(heights), 0, -1)
    index = power_mean(pillars, weights.pillars[..., None, :], compensation)
    return 100.0 * pillars, 100.0 * index


def verdicts_of(framework: Framework, viability: Floats, blocked: Bools, *, even: float = EVEN) -> Ints:
    """Return the number of each index's band, (..., B); where a criterion blocks (..., B, k) at most `blocked`.

    An unknown index is in the last band; one that is less than `even` below a floor is on it.
    """
    band = np.zeros(viability.shape, dtype=np.intp)
    for one in framework.bands[:-1]:
        band += ~(viability >= one.at_least - even)
    worst = [b.verdict for b in framework.bands].index(framework.blocked)
    if not blocked.any():
        return band
    capped: Ints = np.where(blocked.any(axis=-1), np.maximum(band, worst), band)
    return capped
