"""Which alliance would be better: search of all coalitions of the candidates, what stands beside the best, who would move.

Shape letters beside the engine's: **m** coalitions kept.

References:
    d'Aspremont, Jacquemin, Gabszewicz and Weymark (1983), On the stability of collusive price leadership. Canadian
    Journal of Economics 16(1): internal stability (nobody gains by leaving) and external stability (nobody by joining).
    Lahdelma, Hokkanen and Salminen (1998), SMAA - stochastic multiobjective acceptability analysis. European Journal
    of Operational Research 106(1): rank acceptability.

"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice
from math import comb
from typing import Literal

import numpy as np
import numpy.typing as npt

from viability.draws import SEED, WeightDraw, blocks, draw_values, draw_weights
from viability.engine import Subsets, Weights, evaluate, evaluate_subsets
from viability.errors import CoalitionError
from viability.measures import Observations, observe
from viability.model import Study
from viability.subsets import BLOCK

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]
Index = Literal["viability", "cohesion"]
Progress = Callable[[int, int], None]
"""Is told how many evaluations are done, of how many."""

FREE = 24
"""Candidates, beside those that must belong, of which every coalition is evaluated."""
LISTED = 5_000_000
"""Coalitions that are listed one by one where there are more candidates."""
DEARER = 8
"""How much more a coalition costs when it is listed than when it comes out of a table of all."""
WORK = 1 << 28
"""Coalitions times draws up to which every eligible coalition is evaluated in every draw."""
RIVALS = 2_000
"""Coalitions that are evaluated in every draw where there are more."""
DIGITS = 9
"""Decimals of an index beyond which a difference is rounding, and the two are equal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A state that would leave or join, and the index of the coalition once it has."""

    state: str
    viability: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """One coalition that the search names."""

    members: tuple[str, ...]
    """In the study's order."""
    viability: float
    """0 to 100"""
    cohesion: float
    """0 to 100; NaN where no dyadic criterion is known"""
    verdict: int
    """The number of the band, 0 for the best."""
    coverage: float
    """The known share of all weight."""
    leavers: tuple[Move, ...]
    """Members whose leaving raises the index, the greatest gain first; a coalition of two has none."""
    joiners: tuple[Move, ...]
    """Candidates whose joining raises the index, the greatest gain first."""
    first: float | None = None
    """Share of the draws in which no rival has a higher index (rank acceptability); None without draws."""

    @property
    def internally_stable(self) -> bool:
        """No member's leaving raises the index."""
        return not self.leavers

    @property
    def externally_stable(self) -> bool:
        """No candidate's joining raises the index."""
        return not self.joiners


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What a search found.

    Equal indices are ordered by the number of members, fewer first, then by the study's order of states.
    """

    candidates: tuple[str, ...]
    """Who might belong, in the study's order; without those that never do."""
    must: tuple[str, ...]
    never: tuple[str, ...]
    sizes: tuple[int, int]
    """Least and greatest number of members."""
    by: Index
    eligible: int
    """How many coalitions fit."""
    unknown: int
    """Of how many of them the index searched by is unknown; they are left out."""
    leaders: tuple[Ranked, ...]
    """The highest, best first."""
    best_per_size: tuple[Ranked, ...]
    """The highest of each size, fewest members first."""
    against_cohesion: tuple[Ranked, ...]
    """The Pareto set of viability against cohesion, highest viability first: no other has more of one and as much of the
    other. Of equals it holds the first."""
    against_size: tuple[Ranked, ...]
    """The Pareto set of viability against the number of members, highest viability first: no other has at least as many
    members and a higher index."""
    own: Ranked | None
    """The study's own coalition, whether it is eligible or not; None where nothing is known of it."""
    draws: int
    seed: int
    rivals: int
    """Among how many coalitions the leaders were ranked in each draw; 0 without draws."""
    every_rival: bool
    """Whether these are all that are eligible and known; else they are the `rivals` highest at the study's own weights
    and data."""


def search(
    study: Study,
    *,
    candidates: Iterable[str] | None = None,
    size: int | None = None,
    min_size: int = 2,
    max_size: int | None = None,
    must: Iterable[str] = (),
    never: Iterable[str] = (),
    top: int = 10,
    by: Index = "viability",
    draws: int = 0,
    seed: int = SEED,
    weights: WeightDraw = "uniform",
    progress: Progress | None = None,
) -> Search:
    """Evaluate every coalition of the candidates and name the best.

    Stability is about viability, whatever the search is by, and about one state at a time. It asks every member, also
    one that must belong, and every candidate, whatever the sizes searched.

    Args:
        study: Whose states, criteria and data.
        candidates: Names of the states that might belong; by default all that the study holds.
        size: The number of members; it takes the place of the least and the greatest.
        min_size: The least number of members.
        max_size: The greatest number of members; by default no limit.
        must: States that belong to every coalition; they are candidates even if not named there.
        never: States that belong to none.
        top: How many leaders to name.
        by: The index that orders the leaders and the best of each size.
        draws: How often to draw weights and data and rank the leaders anew; 0 for not at all.
        seed: Of the draws.
        weights: How weights are drawn: `uniform`, `around` the study's own, or `fixed` at them.
        progress: Is told how many evaluations are done, of how many.

    Raises:
        CoalitionError: when too many coalitions fit, or none; when nothing is known of any of them; when a state both
            must and never belongs.
        UnknownName: when the study does not know a state.
        FrameworkError: when all weights at one level are zero, or the number of draws is negative.
    """
    field = _Field.of(study, candidates, must, never, (size, size) if size is not None else (min_size, max_size))
    obs = field.observations
    every = draws * field.evaluations <= WORK
    rivals = 0 if not draws else field.evaluations if every else min(RIVALS, field.eligible)
    meter = _Meter(progress, field.evaluations + draws * rivals)
    sieve = _Sieve(len(obs.states), by, max(top, 0 if every else rivals))
    for found in field.evaluated(study, obs):
        sieve.take(found, field.fits(found))
        meter.add(len(found.viability))
    named = sieve.result(top, rivals)
    if not len(named.leaders):
        when = "" if study.as_of is None else f" as of {study.as_of}"
        raise CoalitionError(f"nothing is known of any of the {field.eligible:,} coalitions{when}; choose a later date")
    ranked = _rank(study, field, named)
    leaders = ranked[: len(named.leaders)]
    if draws:
        against = None if every else named.rivals
        firsts = _acceptability(study, field, named.leaders, against, by, draws, seed, weights, meter)
        leaders = [replace(one, first=float(share)) for one, share in zip(leaders, firsts, strict=True)]
    ...
