"""How far the verdict holds: break-even weights, the extremes that weights allow, the least change that turns it.

Scores do not depend on weights or compensation, so a study is evaluated once and weighed anew by the engine
for each question. The questions that are linear at compensation 1 are answered exactly, in closed form or
by linear programming; their answers are weighed by the engine again before they are handed out.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.draws import SEED
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.evaluate_subsets import evaluate_subsets
from viability.engine.observations import Observations, observe
from viability.engine.weighing import Weights, verdicts_of, weigh, weights_of
from viability.errors import CoalitionError, FrameworkError
from viability.study.framework import Framework
from viability.study.study import Study

HALVINGS = 60
"""Steps of a bisection: a share to 1e-18 of its way."""

PAST = 1e-6
"""Points past the edge of a band at which a linear program aims, for its solver keeps bounds to 1e-7."""

FACTOR = 2.0
"""How far from its given share each weight may go, as a factor up or down."""

EXACT = 16
"""States up to which every coalition is evaluated for the effective weights."""

SAMPLE = 10_000
"""Coalitions drawn where there are more states."""

BLOCK = 4096
"""Coalitions evaluated at a time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """Where the verdict changes along one number."""

    at: float
    """The share of a weight, 0 to 1, or the compensation."""
    viability: float
    """The index there: the edge of a band, unless the change is a jump."""
    verdict: int
    """The number of the band beyond."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BreakEven:
    """The nearest shares of one weight at which the verdict changes, its siblings kept in proportion."""

    pillar: str
    criterion: str | None
    """None where the weight is the pillar's own."""
    share: float
    """As given: among the pillars, or among the criteria of its pillar."""
    below: Turn | None
    """With less weight; None where the verdict stays down to zero."""
    above: Turn | None
    """With more weight; None where the verdict stays up to all of it."""

    @property
    def name(self) -> str:
        """How a what-if names the weight."""
        return self.pillar if self.criterion is None else f"{self.pillar}.{self.criterion}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reweighting:
    """Other weights, and what they make of the same scores at compensation 1."""

    weights: Weights
    """pillars (q,), criteria (k,); an unknown criterion has none."""
    shares: tuple[float, ...]
    """Each criterion's share of the index, in the study's order."""
    change: float
    """Sum of the absolute changes of the shares, 0 to 2: half of it is weight moved."""
    viability: float
    verdict: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Extremes:
    """The lowest and the highest index that weights allow, at compensation 1."""

    within: float | None
    """The factor within which each share stays of the given one; None for any weights."""
    worst: Reweighting
    best: Reweighting


@dataclass(frozen=True, kw_only=True, slots=True)
class EffectiveWeight:
    """What a criterion is said to weigh and what it does weigh."""

    criterion: str
    stated: float
    """Share of the weight."""
    effective: float
    """Share of the index's variance over coalitions; below zero where the criterion works against the index."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EffectiveWeights:
    """Stated against effective weights over coalitions, at compensation 1; each column adds up to 1."""

    coalitions: int
    """How many were evaluated."""
    sampled: bool
    """Whether these are a sample rather than all there are."""
    criteria: tuple[EffectiveWeight, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Standing:
    """A study's coalition evaluated once: what weights and compensation leave as it is."""

    framework: Framework
    found: Evaluation
    compensation: float

    def weigh(self, weights: Weights, compensation: float | None = None) -> tuple[Floats, Ints]:
        """Return index and verdict under other weights (..., q), (..., k): each (...,)."""
        power = self.compensation if compensation is None else compensation
        index = weigh(self.found.scores, weights, self.found.pillar_of, power)[1]
        return index[..., 0], verdicts_of(self.framework, index, self.found.blocked)[..., 0]

    def edges(self, verdict: int) -> tuple[float | None, float | None]:
        """Return the index from which a verdict would be better and the one below which it would be worse.

        None where it is the best or the worst already, or where a criterion blocks what is better.
        """
        bands = self.framework.bands
        cap = [band.verdict for band in bands].index(self.framework.blocked) if self.found.blocked[0].any() else 0
        better = bands[verdict - 1].at_least if verdict > cap else None
        return better, bands[verdict].at_least if verdict < len(bands) - 1 else None


def _standing(study: Study, observations: Observations | None, compensation: float | None = None) -> _Standing:
    power = study.framework.compensation if compensation is None else compensation
    found = evaluate(study, [study.members], observations=observations, compensation=power)
    return _Standing(framework=study.framework, found=found, compensation=power)


def break_even(study: Study, *, observations: Observations | None = None) -> tuple[BreakEven, ...]:
    """Find for each pillar and criterion the share at which the verdict changes, others kept in proportion.

    The index runs from what the others give to what the weight's own part gives, and turns back nowhere:
    the power mean of two numbers is monotone in their weights. So there is at most one nearest turn in each
    direction. At compensation 1 it is solved in closed form: with u the share and r the known share of the
    siblings, the part has e = u / (u + (1 - u) r) of what is known, and the index is linear in e. Otherwise
    it is bisected.

    A blocking criterion blocks whatever its weight: then no weight betters the verdict beyond what is left.
    A weight that has no sibling with a weight changes nothing, nor does one of which nothing is known, short of
    being all there is.

    Returns:
        First the pillars, then the criteria, in the study's order. A share put back in, as `--weight NAME=SHARE%`
        does, puts the index on the edge of the band, and a little further the verdict is the other one.

    Raises:
        CoalitionError: when nothing is known of the coalition.
        FrameworkError: when all weights at one level are zero.
    """
    here = _standing(study, observations)
    own, pillar_of = weights_of(study), here.found.pillar_of
    q = len(own.pillars)
    given = np.concatenate([own.pillars, own.criteria])
    siblings = _siblings(q, pillar_of)
    known_criteria = ~np.isnan(here.found.scores[0]) & (own.criteria > 0)
    known_pillars = np.bincount(pillar_of, known_criteria, q) > 0
    known = np.concatenate([known_pillars, known_criteria])
    # a criterion without a weight can be given one, so what is known of it is its score alone
    movable = np.concatenate([known_pillars, ~np.isnan(here.found.scores[0])]) & (siblings @ given > 0)
    rest = np.divide(siblings @ (given * known), siblings @ given, out=np.zeros(len(given)), where=movable)

    def at(share: Floats) -> tuple[Floats, Ints]:
        """Index and verdict with one weight a row at its share: (q + k,) each."""
        scale = np.divide(1.0 - share, siblings @ given, out=np.ones(len(share)), where=movable)
        rows = np.where(siblings, given * scale[:, None], given)
        rows[np.diag_indices(len(rows))] = np.where(movable, share, given)
        return here.weigh(Weights(pillars=rows[:, :q], criteria=rows[:, q:]))

    verdict = int(here.found.verdicts[0])
    better, worse = here.edges(verdict)
    index_at_none, index_at_all = at(np.zeros(len(given)))[0], at(np.ones(len(given)))[0]

    def turns(end: float) -> list[Turn | None]:
        index, changed = at(np.full(len(given), end))
        turning = movable & ~np.isnan(index) & (changed != verdict)
        # where nothing else is known, the weight moves the index only by being left out: a jump
        smooth = turning & (rest > 0) & (here.compensation == 1)
        edge = np.where(changed < verdict, np.nan if better is None else better, np.nan if worse is None else worse)
        span = index_at_all - index_at_none
        part = np.divide(edge - index_at_none, span, out=np.zeros(len(given)), where=smooth)
        solved = np.divide(part * rest, 1.0 - part + part * rest, out=np.full(len(given), end), where=smooth)
        same, other = given.copy(), np.full(len(given), end)
        for _ in range(HALVINGS if (turning & ~smooth).any() else 0):
            middle = (same + other) / 2.0
            stays = at(middle)[1] == verdict
            same, other = np.where(stays, middle, same), np.where(stays, other, middle)
        share = np.where(smooth, np.clip(solved, 0.0, 1.0), other)
        there = np.where(smooth, verdict + np.sign(changed - verdict), at(other)[1])
        reached = at(share)[0]
        return [
            Turn(at=float(share[i]), viability=float(reached[i]), verdict=int(there[i])) if turning[i] else None
            for i in range(len(given))
        ]

    names: list[tuple[str, str | None]] = [(pillar, None) for pillar in here.found.pillars]
    names += [(here.found.pillars[pillar_of[i]], name) for i, name in enumerate(here.found.criteria)]
    rows = zip(names, given, turns(0.0), turns(1.0), strict=True)
    return tuple(
        BreakEven(pillar=pillar, criterion=criterion, share=float(share), below=below, above=above)
        for (pillar, criterion), share, below, above in rows
    )


def _siblings(pillars: int, pillar_of: Ints) -> Bools:
    """Mark which weights, pillars first, share a simplex with which others: (q + k, q + k)."""
    group = np.concatenate([np.full(pillars, -1), pillar_of])
    marks: Bools = (group[:, None] == group) & ~np.eye(len(group), dtype=bool)
    return marks


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
    if within is not None and not within >= 1:
        raise FrameworkError(f"weights can stay within a factor of 1 or more, not {within:g}")
    here = _standing(study, observations, 1.0)
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
    here = _standing(study, observations, 1.0)
    use, score, given = _program(here)
    better, worse = here.edges(int(here.found.verdicts[0]))
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


def _program(here: _Standing) -> tuple[Ints, Floats, Floats]:
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


def _reweighting(here: _Standing, use: Ints, given: Floats, found: Floats | None) -> Reweighting:
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
        CoalitionError: when nothing is known of any coalition, or of one in a sample.
        FrameworkError: when all weights at one level are zero.

    References:
        Shorrocks (1982), Inequality decomposition by factor components. Econometrica 50(1) (the decomposition).
        Paruolo, Saisana and Saltelli (2013), Ratings and rankings: voodoo or science? Journal of the Royal
        Statistical Society A 176(3) (stated against effective weights of composite indices).
    """
    obs = observe(study) if observations is None else observations
    n = len(obs.states)
    sampled = n > EXACT
    if sampled:
        drawn = np.random.default_rng(seed).random((SAMPLE, n)) < 0.5  # noqa: PLR2004 - in or out, even chances
        marks = drawn[drawn.sum(axis=1) > 1]
    else:
        drawn = (np.arange(1 << n)[:, None] >> np.arange(n) & 1).astype(bool)
        # in the same binary order; of a set of fewer than two states, too, nothing is known
        parts = evaluate_subsets(study, observations=obs, compensation=1.0)
        marks = drawn[~np.isnan(np.concatenate([part.viability for part in parts]))]
        if not len(marks):
            raise CoalitionError("nothing is known of any coalition; choose a later date or other states")
    terms: list[Floats] = []
    stated: Floats = np.empty(0)
    for start in range(0, len(marks), BLOCK):
        found = evaluate(study, marks[start : start + BLOCK], observations=obs, compensation=1.0)
        terms.append(np.nan_to_num(found.scores) * found.shares())
        stated = found.weights.shares(found.pillar_of)
    term = np.concatenate(terms).astype(np.float64)
    index = term.sum(axis=1)
    spread = index - index.mean()
    variance = float(spread @ spread)
    # coalitions that are all alike, or only one, have no variance to share
    effective = spread @ term / variance if variance > len(index) * 1e-18 else np.full(len(stated), np.nan)
    return EffectiveWeights(
        coalitions=len(marks),
        sampled=sampled,
        criteria=tuple(
            EffectiveWeight(criterion=name, stated=float(stated[i]), effective=float(effective[i]))
            for i, name in enumerate(study.criteria)
        ),
    )


def compensation_turns(study: Study, *, observations: Observations | None = None) -> tuple[Turn, ...]:
    """Find where the verdict changes as compensation falls from 1 to minus infinity.

    The index never rises as compensation falls (the power mean inequality), so each band is left at most
    once. It is bisected in s, with compensation 2 - 1/s, which brings the whole way down to s between 1 and
    0.

    Returns:
        A turn for each change, from compensation 1 down, with the verdict below it; none where it never changes.

    Raises:
        CoalitionError: when nothing is known of the coalition.

    References:
        Hardy, Littlewood and Pólya (1934), Inequalities, theorem 16. Cambridge University Press.
    """
    here = _standing(study, observations, 1.0)

    def at(s: float) -> tuple[float, int]:
        index, verdict = here.weigh(here.found.weights, 2.0 - 1.0 / s if s > 0 else -np.inf)
        return float(index), int(verdict)

    turns: list[Turn] = []
    verdict, last = at(1.0)[1], at(0.0)[1]
    while verdict < last:
        above, below = 1.0, 0.0
        for _ in range(HALVINGS):
            middle = (above + below) / 2.0
            if at(middle)[1] <= verdict:
                above = middle
            else:
                below = middle
        index, verdict = at(below)
        turns.append(Turn(at=2.0 - 1.0 / below if below > 0 else -np.inf, viability=index, verdict=verdict))
    return tuple(turns)
