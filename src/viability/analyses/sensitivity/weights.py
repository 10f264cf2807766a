"""What weights could make of the verdict: the extremes they allow, the least change that turns it (linear programs).

At compensation 1 the index is linear in the criteria's shares of it, so the answers are exact; the engine weighs
them again before they are handed out.
"""

from typing import Literal

import numpy as np
from msgspec import Struct

from viability.analyses.sensitivity.standing import Standing, standing
from viability.engine.arrays import EVEN, Floats, Ints
from viability.engine.observations import Observations
from viability.engine.weighing import Weights
from viability.errors import FrameworkError
from viability.study.study import Study

PAST = 2 * EVEN
"""Points past the edge of a band at which a linear program aims, where an index is no longer even with it."""

FACTOR = 2.0
"""How far from its given share each weight may go, as a factor up or down."""


class Reweighting(Struct, frozen=True, kw_only=True):
    """Other weights, and what they make of the same scores at compensation 1."""

    weights: Weights
    """pillars (q,), criteria (k,); an unknown criterion has none."""
    shares: tuple[float, ...]
    """Each criterion's share of the index, in the study's order."""
    change: float
    """Sum of the absolute changes of the shares, 0 to 2: half of it is weight moved."""
    viability: float
    verdict: int


class Extremes(Struct, frozen=True, kw_only=True):
    """The lowest and the highest index that weights allow, at compensation 1."""

    within: float | None
    """The factor within which each share stays of the given one; None for any weights."""
    worst: Reweighting
    best: Reweighting


def extreme_weights(
    study: Study, *, within: float | None = FACTOR, observations: Observations | None = None
) -> Extremes:
    """Find the lowest and the highest index that weights allow, at compensation 1 whatever the framework's.

    The variables are the criteria's shares of the index, y; the pillars' shares are their sums, so the
    hierarchy needs no more. Each pillar's share stays between the given one over the factor and times the
    factor, and so does each criterion's share of its pillar: both are linear in y. With `within` None only
    y >= 0 and sum y = 1 are left, and the answer is the worst and the best score of a criterion. Shares are
    among what is known. A weight of zero stays zero.

    Raises:
        CoalitionError: when nothing is known of the coalition.
        FrameworkError: when the factor is below 1.
    """
    study = study.asking()
    if within is not None and not within >= 1:
        raise FrameworkError(f"weights can stay within a factor of 1 or more, not {within:g}")
    here = standing(study, observations, 1.0)
    use, score, given = _program(here)
    pillar = here.found.pillar_of[use]
    bounds = np.empty((0, len(use)))
    limits = np.empty(0)
    if within is not None:
        together = (pillar[:, None] == pillar).astype(float)
        share_of_pillar = together @ given
        first = np.unique(pillar, return_index=True)[1]
        inside = (given / share_of_pillar)[:, None] * together
        bounds = np.concatenate(
            [together[first], -together[first], np.eye(len(use)) - within * inside, inside / within - np.eye(len(use))]
        )
        nought = np.zeros(2 * len(use))
        limits = np.concatenate([within * share_of_pillar[first], -share_of_pillar[first] / within, nought])
    found = [
        _solve(cost=sign * score, bounds=bounds, limits=limits, sums=np.ones((1, len(use)))) for sign in (1.0, -1.0)
    ]
    worst, best = (_reweighting(here, use, given, shares) for shares in found)
    return Extremes(within=within, worst=worst, best=best)


def least_change(
    study: Study, *, towards: Literal["better", "worse"] | None = None, observations: Observations | None = None
) -> Reweighting | None:
    """Find the weights nearest to the given ones under which the verdict is another, at compensation 1.

    Nearest by the sum of the absolute changes of the criteria's shares of the index (L1). Each share is the
    given one plus what is added less what is taken, both zero or more, so the sum is linear and the answer
    exact. It lies `PAST` points beyond the edge of the band, so that the verdict does change. Shares are
    among what is known. A weight of zero stays zero.

    Args:
        study: Whose coalition.
        towards: A better or a worse verdict; by default whichever is nearer.
        observations: Values to use; by default what holds at the study's day.

    Returns:
        The weights, or None where no weights change the verdict.

    Raises:
        CoalitionError: when nothing is known of the coalition.
    """
    study = study.asking()
    here = standing(study, observations, 1.0)
    use, score, given = _program(here)
    better, worse = here.edges(int(here.found.bands[0]))
    m = len(use)
    found = []
    for direction, edge, sign in (("better", better, -1.0), ("worse", worse, 1.0)):
        if edge is None or towards not in {None, direction}:
            continue
        # added and taken side by side; sign turns both cases into "at most"
        gain = 100.0 * np.concatenate([score, -score])
        goal = edge - sign * PAST
        now = 100.0 * float(score @ given)
        shares = _solve(
            cost=np.ones(2 * m),
            bounds=sign * gain[None],
            limits=np.array([sign * (goal - now)]),
            sums=np.concatenate([np.ones((1, m)), -np.ones((1, m))], axis=1),
            total=0.0,
            most=np.concatenate([np.full(m, np.inf), given]),
        )
        if shares is not None:
            found.append(_reweighting(here, use, given, given + shares[:m] - shares[m:]))
    return min(found, key=lambda weights: weights.change, default=None)


def _program(here: Standing) -> tuple[Ints, Floats, Floats]:
    """Return the criteria that count, their scores and their shares of the index, each (m,)."""
    shares = here.found.shares()[0]
    use = np.flatnonzero(shares > 0)
    return use, here.found.scores[0, use].astype(np.float64), shares[use]


def _solve(
    *, cost: Floats, bounds: Floats, limits: Floats, sums: Floats, total: float = 1.0, most: Floats | None = None
) -> Floats | None:
    """Minimise a linear cost under bounds @ x <= limits, sums @ x = total, 0 <= x <= most; None where nothing fits."""
    from scipy.optimize import linprog  # noqa: PLC0415 - slow to import, and needed here alone

    upper = np.full(len(cost), np.inf) if most is None else most
    result = linprog(
        cost,
        A_ub=bounds if len(bounds) else None,
        b_ub=limits if len(bounds) else None,
        A_eq=sums,
        b_eq=np.array([total]),
        bounds=np.stack([np.zeros(len(cost)), upper], axis=1),
        method="highs",
    )
    solved: Floats | None = result.x if result.status == 0 else None
    return solved


def _reweighting(here: Standing, use: Ints, given: Floats, found: Floats | None) -> Reweighting:
    """Turn shares of the index back into weights of pillars and criteria, and have the engine weigh them."""
    if found is None:  # pragma: no cover - the given weights fit every bound
        raise AssertionError("the given weights fit no bound")
    kept = np.clip(found, 0.0, None)
    kept /= kept.sum()
    shares = np.zeros(len(here.found.criteria))
    shares[use] = kept
    pillars: Floats = np.bincount(here.found.pillar_of, shares, len(here.found.pillars)).astype(np.float64)
    above = pillars[here.found.pillar_of]
    # within a pillar that is left out, any weights do
    criteria = np.where(above > 0, shares / np.where(above > 0, above, 1.0), here.found.weights.criteria)
    weights = Weights(pillars=pillars, criteria=criteria)
    index, verdict = here.weigh(weights)
    return Reweighting(
        weights=weights,
        shares=tuple(float(share) for share in shares),
        change=float(np.abs(kept - given).sum()),
        viability=float(index),
        verdict=int(verdict),
    )
