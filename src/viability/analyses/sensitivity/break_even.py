"""How far the verdict holds along one number: break-even weights, and where compensation turns it.

Scores do not depend on weights or compensation, so a study is evaluated once and weighed anew by the engine
for each question. What is linear at compensation 1 is answered in closed form, and weighed by the engine again
before it is handed out.
"""

import numpy as np
from msgspec import Struct

from viability.analyses.sensitivity.standing import standing
from viability.engine.arrays import Bools, Floats, Ints
from viability.engine.observations import Observations
from viability.engine.weighing import Weights, weights_of
from viability.study.study import Study

HALVINGS = 60
"""Steps of a bisection: a share to 1e-18 of its way."""


class Turn(Struct, frozen=True, kw_only=True):
    """Where the verdict changes along one number."""

    at: float
    """The share of a weight, 0 to 1, or the compensation."""
    viability: float
    """The index there: the edge of a band, unless the change is a jump."""
    verdict: int
    """The number of the band beyond."""


class BreakEven(Struct, frozen=True, kw_only=True):
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
    study = study.asking()
    here = standing(study, observations)
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

    verdict = int(here.weigh(own)[1])
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
    study = study.asking()
    here = standing(study, observations, 1.0)

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
