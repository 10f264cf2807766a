"""What each member brings on average over all orders of joining: Shapley values of the index and of points."""

from collections.abc import Callable, Iterator, Mapping
from math import comb

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from viability.analyses.about import About, about
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import CELLS, Bools, Floats
from viability.engine.draws import SEED
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import evaluate_subsets
from viability.engine.observations import Observations, observe
from viability.engine.readings import Reading, of_firsts, read
from viability.engine.weighing import pillar_numbers, shares_of, weigh, weights_of
from viability.errors import FrameworkError
from viability.study.study import Study

Progress = Callable[[int, int], None]
"""Is told how many coalitions are done, of how many."""

EXACT = 20
"""Members up to which every coalition is evaluated; beyond, permutations are drawn."""

PERMUTATIONS = 1_000


class Shapley(Brief, Struct, frozen=True, kw_only=True):
    """What each member brings to the index on average over all orders in which the coalition could form.

    A coalition is two or more states, so the first member to come brings nothing and the second the whole
    index of a pair. The values therefore stand near an equal split of the index; it is their distances that
    inform.
    """

    about: About
    states: tuple[str, ...]
    criteria: tuple[str, ...]
    pillars: tuple[str, ...]
    index: float
    """Index of the whole coalition, 0 to 100."""
    values: Floats
    """(n,): points of the index by member; they add up to `index`."""
    error: Floats
    """(n,): standard error of `values`; nought where every coalition was evaluated."""
    by_criterion: Floats
    """(n, k): the same for the points of each criterion, which are counted at compensation 1.

    At compensation 1 a row adds up to the member's value. At any other the index is no sum of criteria, and a
    row adds up to the value that the member would have at compensation 1.
    """
    by_pillar: Floats
    """(n, q): `by_criterion` added up by pillar."""
    coalitions: int
    """How many coalitions were evaluated; with permutations, a coalition counts as often as it was drawn."""
    unknown: int
    """Of how many of these nothing at all is known, so that they count as worth nought."""
    permutations: int
    """How many orders were drawn; 0 where every coalition was evaluated."""
    seed: int | None
    """The seed of the orders drawn; None where every coalition was evaluated."""

    def facts(self) -> Mapping[str, str]:
        """Say what each member brings, most first."""
        order = np.argsort(-self.values, kind="stable")
        return {
            "index": f"{self.index:.1f}",
            "shapley": some(f"{self.states[i]} {self.values[i]:.2f}" for i in order),
            "from": f"{self.permutations:,} orders" if self.permutations else f"all {self.coalitions:,} coalitions",
            **self.about.facts(),
        }


def shapley_of_game(values: npt.ArrayLike) -> Floats:
    """Return the Shapley value of each player of a game, (n,).

    Args:
        values: The worth of each coalition, (2^n,), or of several games at once, (2^n, m). Bit i of a
        coalition's
            number says whether player i is in it; number 0 is the empty coalition.

    Returns:
        Values (n,) or (n, m). They add up to the worth of all players less that of the empty coalition.

    Raises:
        ValueError: when the length is no power of two, or is one, which leaves no player.

    >>> shapley_of_game([0, 0, 0, 1]).tolist()
    [0.5, 0.5]

    """
    worth: Floats = np.asarray(values, dtype=float)
    n = len(worth).bit_length() - 1
    if n < 1 or len(worth) != 1 << n:
        raise ValueError(f"a game of n players has 2^n values, not {len(worth)}")
    found = np.zeros((n, *worth.shape[1:]))
    size = max(1, CELLS // n)
    for start in range(0, len(worth), size):
        block = worth[start : start + size]
        found += _weighted(_members(start, start + len(block), n), block)
    return found


@explained
def shapley(
    study: Study,
    *,
    exact: int = EXACT,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Shapley:
    """Return each member's Shapley value in the game v(S) = index of S, nought below two members.

    To `exact` members it is computed from all coalitions. Beyond, orders of the members are drawn, and each
    member's value is the mean of what it added where it came in: values still add up to the index, and
    `error` says how far the mean of all orders may be.

    A coalition of which nothing is known has no index. It counts as worth nought, as if it were no coalition,
    and `unknown` says how many there were: knowledge that a member alone brings then counts in that member's
    favour. A criterion unknown in a coalition holds no points there, and the others hold more, as in the
    index itself.

    Args:
        study: Whose members are the players.
        exact: Members up to which every coalition is evaluated.
        permutations: Orders to draw beyond that, at least two.
        seed: Of the orders.
        progress: Is told after each block how many coalitions are done, of how many.

    Raises:
        CoalitionError: when nothing is known of the coalition of all members.
        FrameworkError: when fewer than two orders are to be drawn, or all weights at one level are zero.

    """
    study = study.asking()
    obs = observe(study, study.members)
    n = len(obs.states)
    whole = evaluate(study, np.ones((1, n), dtype=bool), observations=obs)
    if n <= exact:
        found, unknown = _enumerated(study, obs, progress)
        error: Floats = np.zeros(n)
        count = (1 << n) - n - 1
    else:
        if permutations < 2:  # noqa: PLR2004 - one order has no spread
            raise FrameworkError(f"a standard error needs two permutations or more, not {permutations}")
        found, error, unknown = _sampled(study, obs, permutations, seed, progress)
        count = permutations * (n - 1)
    by_criterion = found[:, 1:]
    return Shapley(
        about=about(study, observations=obs, given=whole),
        states=obs.states,
        criteria=whole.criteria,
        pillars=whole.pillars,
        index=float(whole.viability[0]),
        values=found[:, 0],
        error=error,
        by_criterion=by_criterion,
        by_pillar=by_criterion @ np.eye(len(whole.pillars))[whole.pillar_of],
        coalitions=count,
        unknown=unknown,
        permutations=0 if n <= exact else permutations,
        seed=None if n <= exact else seed,
    )


def _members(start: int, stop: int, n: int) -> Bools:
    """Mark the members of the coalitions of some numbers, (stop - start, n)."""
    marks: Bools = (np.arange(start, stop)[:, None] >> np.arange(n)) & 1 > 0
    return marks


def _weighted(marks: Bools, worth: Floats) -> Floats:
    """Return the part of the Shapley values, (n, ...), that coalitions (B, n) of some worth (B, ...) make up.

    A coalition of s counts (s - 1)! (n - s)! / n! for each of its members and -s! (n - s - 1)! / n! for each
    outsider, so that blocks of coalitions can be added up in any order.
    """
    n = marks.shape[1]
    inside = np.array([0.0, *(1.0 / (n * comb(n - 1, s - 1)) for s in range(1, n + 1))])
    outside = np.array([*(1.0 / (n * comb(n - 1, s)) for s in range(n)), 0.0])
    size = marks.sum(axis=1)
    spread = (inside + outside)[size].reshape(-1, *(1,) * (worth.ndim - 1)) * worth
    part: Floats = np.tensordot(marks.astype(float), spread, axes=(0, 0)) - np.tensordot(
        outside[size], worth, axes=(0, 0)
    )
    return part


def _rows(obs: Observations) -> int:
    """Return how many coalitions may be evaluated at a time."""
    return max(1, CELLS // max(len(obs.states), len(obs.pairs[0])))


def _enumerated(study: Study, obs: Observations, progress: Progress | None) -> tuple[Floats, int]:
    """Return the values of all games, (n, 1 + k), and how many coalitions are unknown: from all of them."""
    n = len(obs.states)
    found, unknown = np.zeros((n, 1 + len(study.criteria))), 0
    weights, pillar_of = weights_of(study), pillar_numbers(study)
    for part in evaluate_subsets(study, observations=obs, weights=weights, scores=True, largest=_rows(obs)):
        every = np.arange(len(part.block))
        marks = part.block.marks(every, n)
        unknown += int((np.isnan(part.viability) & (marks.sum(axis=1) > 1)).sum())
        worth = np.zeros((len(marks), 1 + len(study.criteria)))
        worth[:, 0] = np.nan_to_num(part.viability)
        if part.scores is not None:
            worth[:, 1:] = 100.0 * shares_of(part.scores, weights, pillar_of) * np.nan_to_num(part.scores)
        found += _weighted(marks, worth)
        if progress is not None:
            progress(part.block.start + len(marks), 1 << n)
    return found, unknown


def _sampled(
    study: Study, obs: Observations, permutations: int, seed: int, progress: Progress | None
) -> tuple[Floats, Floats, int]:
    """Return the values of all games, (n, 1 + k), the first's error, (n,), and how many are unknown."""
    n, k = len(obs.states), len(study.criteria)
    readings, weights, pillar_of = read(study, obs), weights_of(study), pillar_numbers(study)
    added = np.empty((permutations, n))
    total = np.zeros((n, 1 + k))
    companies: dict[frozenset[int], Mapping[int, Reading]] = {}
    done, unknown = 0, 0
    for ranks in _orders(n, permutations, seed, max(1, CELLS // (n * (k + 1)))):
        scores = np.moveaxis(np.array([of_firsts(study, readings, order, companies) for order in ranks]), 1, 2)
        worth = np.zeros((len(ranks), n + 1, 1 + k))
        _, index = weigh(scores[:, 1:], weights, pillar_of, study.framework.compensation)
        unknown += int(np.isnan(index).sum())
        worth[:, 2:, 0] = np.nan_to_num(index)
        worth[:, 2:, 1:] = 100.0 * shares_of(scores[:, 1:], weights, pillar_of) * np.nan_to_num(scores[:, 1:])
        here = np.take_along_axis(np.diff(worth, axis=1), ranks[:, :, None], axis=1)
        added[done : done + len(ranks)] = here[:, :, 0]
        total += here.sum(axis=0)
        done += len(ranks)
        if progress is not None:
            progress(done * (n - 1), permutations * (n - 1))
    error = added.std(axis=0, ddof=1) / np.sqrt(permutations)
    return total / permutations, error, unknown


def _orders(n: int, permutations: int, seed: int, rows: int) -> Iterator[npt.NDArray[np.intp]]:
    """Draw in blocks at which place each member comes in, (rows, n); the size of blocks changes no order."""
    rng = np.random.Generator(np.random.SFC64(seed))
    for start in range(0, permutations, rows):
        places = np.tile(np.arange(n), (min(rows, permutations - start), 1))
        yield rng.permuted(places, axis=1)
