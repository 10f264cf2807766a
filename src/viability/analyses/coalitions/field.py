"""Which coalitions are searched, and how they are evaluated."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice

import numpy as np

from viability.engine.arrays import Bools, Ints
from viability.engine.evaluate_subsets import Subsets, evaluate_subsets
from viability.engine.observations import Observations, observe
from viability.engine.subset_tables import BLOCK
from viability.engine.weighing import Weights
from viability.errors import CoalitionError
from viability.study.study import Study

FREE = 24
"""Candidates, beside those that must belong, of which every coalition is evaluated."""

LISTED = 5_000_000
"""Coalitions that are listed one by one where there are more candidates."""

COUNTED = 10**15
"""Coalitions from which their number is told by its power of ten."""

DEARER = 8
"""How much more a coalition costs when it is listed than when it comes out of a table of all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
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

    @property
    def evaluations(self) -> int:
        """How many coalitions are evaluated to find the eligible ones."""
        return self.eligible if self.listed else 1 << len(self.free)

    def evaluated(
        self,
        study: Study,
        observations: Observations | None = None,
        weights: Weights | None = None,
        *,
        verdicts: bool = False,
    ) -> Iterator[Subsets]:
        """Evaluate them block by block, in one order, under drawn data and weights where these are given."""
        return evaluate_subsets(
            study,
            among=self.free,
            always=self.must,
            rows=self._rows() if self.listed else None,
            observations=self.observations if observations is None else observations,
            weights=weights,
            verdicts=verdicts,
            largest=BLOCK,
        )

    def _rows(self) -> Iterator[Ints]:
        for size in range(self.sizes[0], self.sizes[1] + 1):
            others = size - len(self.must)
            listed = combinations(self.free.tolist(), others)
            while some := [*islice(listed, BLOCK)]:
                yield np.array(some, dtype=np.intp).reshape(len(some), others)

    def fits(self, found: Subsets) -> Bools:
        """Tell which coalitions of a block have a size that is searched, (B,)."""
        sizes = found.block.sizes()
        fit: Bools = (sizes >= self.sizes[0]) & (sizes <= self.sizes[1])
        return fit

    def names(self, states: Ints) -> tuple[str, ...]:
        """Name observed states."""
        return tuple(self.observations.states[i] for i in states)


def field_of(
    study: Study,
    candidates: Iterable[str] | None,
    must: Iterable[str],
    never: Iterable[str],
    sizes: tuple[int, int | None],
) -> Field:
    """Say which coalitions of whom are searched."""
    musts, nevers = ({study.state_id(name) for name in names} for names in (must, never))
    if both := musts & nevers:
        raise CoalitionError(f"'{min(both)}' cannot both belong to every coalition and to none")
    if candidates is None:
        might = {*study.members, *(state for state, profile in study.states.items() if profile.candidate)}
    else:
        might = {study.state_id(name) for name in candidates}
    might = (might | musts) - nevers
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
    if free > FREE and eligible > LISTED:
        told = f"{eligible:,}" if eligible < COUNTED else f"some 10^{math.log10(eligible):.0f}"
        raise CoalitionError(
            f"{free:,} candidates form {told} coalitions, too many to search them all; fix the size (--size), or "
            f"say who must belong (--must) or never does (--never): all coalitions of up to {FREE} open candidates "
            f"can be searched, and up to {LISTED:,} of more"
        )
    # only now, for what is observed of thousands of states takes its time
    obs = observe(study, [state for state in study.states if state in might or state in study.members])
    number = {state: i for i, state in enumerate(obs.states)}
    numbers = [np.array(sorted(number[s] for s in some), dtype=np.intp) for some in (might, musts, might - musts)]
    return Field(
        observations=obs,
        candidates=numbers[0],
        must=numbers[1],
        free=numbers[2],
        never=tuple(state for state in study.states if state in nevers),
        sizes=(least, most),
        eligible=eligible,
        listed=free > FREE or eligible * DEARER < 1 << free,
    )


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
