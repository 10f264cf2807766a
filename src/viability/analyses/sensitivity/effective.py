"""What criteria are said to weigh, and what they weigh among the coalitions that the study's states could form."""

import numpy as np
from msgspec import Struct

from viability.engine.draws import SEED
from viability.engine.evaluate import evaluate
from viability.engine.observations import Observations, observe
from viability.errors import CoalitionError
from viability.study.study import Study

EXACT = 16
"""States up to which every coalition is evaluated for the effective weights."""

SAMPLE = 10_000
"""Coalitions drawn where there are more states."""


class EffectiveWeight(Struct, frozen=True, kw_only=True):
    """What a criterion is said to weigh and what it does weigh."""

    criterion: str
    stated: float
    """Share of the weight."""
    effective: float
    """Share of the index's variance over coalitions; below zero where the criterion works against the index."""


class EffectiveWeights(Struct, frozen=True, kw_only=True):
    """Stated against effective weights over coalitions, at compensation 1; each column adds up to 1."""

    coalitions: int
    """How many were evaluated."""
    sampled: bool
    """Whether these are a sample rather than all there are."""
    criteria: tuple[EffectiveWeight, ...]


def effective_weights(study: Study, *, seed: int = SEED, observations: Observations | None = None) -> EffectiveWeights:
    """Compare each criterion's stated share with its share of the index's variance over coalitions.

    At compensation 1 the index of a coalition is the sum of share times score over the criteria. Its
    variance over coalitions is the sum of the covariances of these terms with it, so cov(term, index) /
    var(index) are shares that add up to 1. A criterion on which all coalitions score alike weighs nothing,
    whatever it is said to weigh.

    Args:
        study: Whose states: every coalition of two or more of them of which something is known counts once.
        seed: Seed of the sample of coalitions, drawn where there are more than `EXACT` states.
        observations: Values to use, of the states that may form coalitions; by default of all that the study holds.

    Raises:
        CoalitionError: when nothing is known of any coalition.
        FrameworkError: when all weights at one level are zero.

    References:
        Shorrocks (1982), Inequality decomposition by factor components. Econometrica 50(1) (the decomposition).
        Paruolo, Saisana and Saltelli (2013), Ratings and rankings: voodoo or science? Journal of the Royal
        Statistical Society A 176(3) (stated against effective weights of composite indices).
    """
    study = study.asking()
    obs = observe(study) if observations is None else observations
    n = len(obs.states)
    sampled = n > EXACT
    if sampled:
        drawn = np.random.default_rng(seed).random((SAMPLE, n)) < 0.5  # noqa: PLR2004 - in or out, even chances
    else:
        drawn = (np.arange(1 << n)[:, None] >> np.arange(n) & 1).astype(bool)
    marks = drawn[drawn.sum(axis=1) > 1]
    found = evaluate(study, marks, observations=obs, compensation=1.0, partial=True)
    known = ~np.isnan(found.viability)
    if not known.any():
        raise CoalitionError("nothing is known of any coalition; choose a later date or other states")
    term = (np.nan_to_num(found.scores) * found.shares())[known].astype(np.float64)
    stated = found.weights.shares(found.pillar_of)
    index = term.sum(axis=1)
    spread = index - index.mean()
    variance = float(spread @ spread)
    # coalitions that are all alike, or only one, have no variance to share
    effective = spread @ term / variance if variance > len(index) * 1e-18 else np.full(len(stated), np.nan)
    return EffectiveWeights(
        coalitions=len(term),
        sampled=sampled,
        criteria=tuple(
            EffectiveWeight(criterion=name, stated=float(stated[i]), effective=float(effective[i]))
            for i, name in enumerate(study.criteria)
        ),
    )
