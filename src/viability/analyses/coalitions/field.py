"""Which coalitions are searched, and how they are evaluated."""

import math
from collections.abc import Iterable, Iterator

import numpy as np
from msgspec import Struct

from viability.engine.arrays import Bools, Ints
from viability.engine.blocks import SETS_AT_ONCE, blocks
from viability.engine.evaluate_subsets import SubsetEvaluator, Subsets, sound_last
from viability.engine.observations import Observations, observe
from viability.engine.tails import Slice, Tails, slices
from viability.engine.weighing import Weights
from viability.errors import CoalitionError
from viability.study.study import Study

FREE = 24
"""Candidates, beside those that must belong, of which every coalition is evaluated."""

SEARCHED = 3_000_000_000
"""Coalitions that one machine is asked to search at most."""

RATE = 12_000_000
"""Coalitions of the study of the world that a core evaluates a second, by `benchmarks/worldwide.py`."""

COUNTED = 10**15
"""Coalitions from which their number is told by its power of ten."""

DEARER = 8
"""How much more a coalition costs when it is listed than when it comes out of a table of all."""


LISTED = 2
"""How many times as many coalitions are in a block where they are listed and nothing is drawn."""

Part = Slice | None
"""Some of the coalitions that are searched; None is all of them."""


class Field(Struct, frozen=True, kw_only=True):
    """Which coalitions are searched, and how."""

    observations: Observations
    candidates: Ints
    must: Ints
    free: Ints
    """Numbers of the observed states that might belong, that must, and the others of the former."""
    never: tuple[str, ...]
    sizes: tuple[int, int]
    eligible: int
    listed: bool
    """Whether they are listed one by one rather than sieved out of all that the free candidates form."""
    early: int = 0
    """How many of the free ones, which come first where coalitions are listed, lack something."""

    @property
    def evaluations(self) -> int:
        """How many coalitions are evaluated to find the eligible ones."""
        return self.eligible if self.listed else 1 << len(self.free)

    def evaluated(self, study: Study, observations: Observations, weights: Weights) -> Iterator[Subsets]:
        """Evaluate them block by block, in the order of their parts, under drawn data and weights."""
        evaluated = self.evaluator(study, observations, weights)
        for part in self.parts(self.evaluations):
            yield from evaluated(part)

    def evaluator(
        self,
        study: Study,
        observations: Observations | None = None,
        weights: Weights | None = None,
        *,
        judged: bool = False,
    ) -> "Evaluator":
        """Return what evaluates a part block by block, always in one order, under one question of a study."""
        made = SubsetEvaluator(
            study.asking(),
            self.observations if observations is None else observations,
            weights=weights,
            judged=judged,
            most=self.sizes[1],
            low=None if self.listed else self.free,
            largest=SETS_AT_ONCE,
        )
        return Evaluator(self, made)

    def parts(self, most: int) -> Iterator[Part]:
        """Deal the coalitions out in parts of some `most`, in order; where they are sieved out of all it is one."""
        if not self.listed:
            yield None
            return
        for size in range(self.sizes[0], self.sizes[1] + 1):
            yield from slices(len(self.free), size - len(self.must), most)

    def fits(self, found: Subsets) -> Bools:
        """Tell which coalitions of a block have a size that is searched, (B,)."""
        sizes = found.block.sizes()
        fit: Bools = (sizes >= self.sizes[0]) & (sizes <= self.sizes[1])
        return fit

    def names(self, states: Ints) -> tuple[str, ...]:
        """Name observed states."""
        return tuple(self.observations.states[i] for i in states)


class Evaluator:
    """Evaluates parts of a field; may be sent, with all that is made before the first block."""

    def __init__(self, field: Field, made: SubsetEvaluator) -> None:
        self._must, self._free, self._early, self._made = field.must, field.free, field.early, made
        self._tails: dict[int, Tails] = {}

    def __call__(self, part: Part) -> Iterator[Subsets]:
        """Give a part block by block."""
        made = self._made
        if part is None:
            yield from map(made.evaluate, blocks(self._free, self._must, made.largest))
            return
        if part.size not in self._tails:
            shared = made.largest == SETS_AT_ONCE  # one draw
            largest = made.largest * LISTED if shared else made.largest
            self._tails[part.size] = Tails(self._free, self._must, part.size, largest, early=self._early, shared=shared)
        yield from map(made.evaluate, self._tails[part.size].blocks(part))


def field_of(
    study: Study,
    candidates: Iterable[str] | None,
    must: Iterable[str],
    never: Iterable[str],
    sizes: tuple[int, int | None],
    *,
    searched: int | None = SEARCHED,
) -> Field:
    """Say which coalitions of whom are searched."""
    musts, nevers = ({study.state_id(name) for name in names} for names in (must, never))
    if both := musts & nevers:
        raise CoalitionError(f"'{min(both)}' cannot both belong to every coalition and to none")
    if candidates is None:
        living = (state for state, profile in study.states.items() if profile.candidate and profile.lives(study.day))
        might = {*study.members, *living}
    else:
        might = {study.state_id(name) for name in candidates}
    might = (might | musts) - nevers
    study.check_lives(name for name in study.states if name in might)
    free = len(might - musts)
    least = max(sizes[0], len(musts), 2)
    most = len(might) if sizes[1] is None else min(sizes[1], len(might))
    if sizes[1] is not None and sizes[1] < 2:  # noqa: PLR2004 - the definition of a coalition
        raise CoalitionError(f"a coalition is two or more states; {sizes[1]} is too few")
    if least > most:
        wanted = f"{sizes[0]} or more" if sizes[1] is None else f"{sizes[0]} to {sizes[1]}"
        wanted = wanted if sizes[0] != sizes[1] else f"{sizes[0]}"
        raise CoalitionError(
            f"no coalition has {wanted} members where {len(might)} states might belong and {len(musts)} must"
        )
    eligible = _choices(free, least - len(musts), most - len(musts))
    if free > FREE and searched is not None and eligible > searched:
        raise CoalitionError(_too_many(free, eligible))
    # only now, for what is observed of thousands of states takes its time
    obs = observe(study, [state for state in study.states if state in might or state in study.members])
    number = {state: i for i, state in enumerate(obs.states)}
    numbers = [np.array(sorted(number[s] for s in some), dtype=np.intp) for some in (might, musts, might - musts)]
    listed = free > FREE or eligible * DEARER < 1 << free
    numbers[2], early = sound_last(study, obs, numbers[2]) if listed else (numbers[2], 0)
    return Field(
        observations=obs,
        candidates=numbers[0],
        must=numbers[1],
        free=numbers[2],
        early=early,
        never=tuple(state for state in study.states if state in nevers),
        sizes=(least, most),
        eligible=eligible,
        listed=listed,
    )


def _too_many(free: int, eligible: int) -> str:
    """Say that there are too many coalitions, how long they would take, and what to do."""
    told = f"{eligible:,}" if eligible < COUNTED else f"some 10^{math.log10(eligible):.0f}"
    took = f"some {duration(eligible / RATE)} of one core" if eligible < COUNTED else "more time than anybody has"
    return (
        f"{free:,} candidates form {told} coalitions, {took}; at most {SEARCHED:,} are searched on "
        f"one machine, or all coalitions of up to {FREE} open candidates. Fix a smaller size (--size), say who must "
        "belong (--must) or never does (--never), name fewer candidates (--candidates), or send the search to a "
        "cluster (--scheduler)"
    )


def duration(seconds: float) -> str:
    """Say how long something takes, to one unit.

    >>> duration(40), duration(5_000), duration(90_000), duration(3e8)
    ('1 minute', '1 hour', '25 hours', '9.5 years')
    """
    minutes = max(round(seconds / 60), 1)
    if minutes < 60:  # noqa: PLR2004 - an hour
        return f"{minutes} minute{'s' * (minutes > 1)}"
    hours = round(seconds / 3600)
    if hours < 24 * 365:
        return f"{hours:,} hour{'s' * (hours > 1)}"
    return f"{seconds / 3600 / 24 / 365:,.1f} years"


def _choices(free: int, least: int, most: int) -> int:
    """Count the ways to choose from `least` to `most` of the free ones."""
    count = total = math.comb(free, least)
    for chosen in range(least, most):
        count = count * (free - chosen) // (chosen + 1)
        total += count
    return total


def rows_of(marks: Bools) -> tuple[list[Ints], Ints]:
    """Write marked coalitions (m, n) as arrays of members, one array a size, and the order in which they come."""
    sizes = marks.sum(axis=1)
    order = np.argsort(sizes, kind="stable")
    return [np.nonzero(marks[sizes == size])[1].reshape(-1, size) for size in np.unique(sizes)], order
