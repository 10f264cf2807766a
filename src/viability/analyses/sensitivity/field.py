"""The coalitions that a study's states could form, all of few states or some of many."""

import math
from itertools import combinations

import numpy as np
from msgspec import Struct

from viability.engine.arrays import Bools
from viability.engine.draws import SEED
from viability.engine.observations import Observations, observe
from viability.errors import FrameworkError
from viability.study.study import Study

EVERY = 12
"""States of which every coalition is taken."""

DRAWN = 1_000
"""Coalitions of the members' size that are drawn of more states."""

OUTSIDE = ", or write candidate: false in the profiles of states that could not join"

WORK = 10_000_000_000
"""Scores of pairs of states up to which doubt is worked out: a minute of one core."""

CHEAPER = 6
"""How much less a score costs where many coalitions are scored off one table than where one is by itself."""


class Field(Struct, frozen=True, kw_only=True):
    """Coalitions of the states that might belong to one."""

    observations: Observations
    """Of the members and candidates that live at the study's day."""
    coalitions: Bools
    """(m, n): all of two or more states in binary order, or those of one size."""
    sampled: bool
    """Whether these are drawn rather than all there are."""


def check_work(study: Study, states: int, *, of_members: int, of_states: int, of_coalitions: int = 0) -> None:
    """Check that a study's coalition, and those that so many states could form, can be evaluated under so many draws.

    Args:
        study: Whose criteria and members.
        states: Members and candidates.
        of_members: How often the coalition's pairs are scored.
        of_states: How often all pairs of the states are.
        of_coalitions: How often those of all coalitions of the members' size that are taken.

    Raises:
        FrameworkError: when that is too much work.
    """
    size = len(study.members)
    coalitions = 0 if states <= EVERY else min(math.comb(states, size), DRAWN)
    inside = of_members + (of_coalitions * coalitions // CHEAPER if coalitions > 1 else 0)
    work = len(study.criteria) * (math.comb(size, 2) * inside + math.comb(states, 2) * of_states)
    if work > WORK:
        others = states - size
        beside, told = (f" and {others:,} candidates", OUTSIDE) if others else ("", "")
        raise FrameworkError(
            f"{size:,} members{beside} are too many to say what the result depends on, on {len(study.criteria):,} "
            f"criteria: this takes the work of {work:,} scores of pairs of states, and at most {WORK:,} are made. Name "
            f"fewer members (--members){told}"
        )


def might_belong(study: Study) -> list[str]:
    """Name the members, and the candidates that live at the study's day, in the study's order."""
    day = study.day
    return [
        name for name, state in study.states.items() if name in study.members or (state.candidate and state.lives(day))
    ]


def field_of(study: Study, *, seed: int = SEED) -> Field:
    """Form every coalition of up to `EVERY` states, else draw `DRAWN` of the members' size.

    Args:
        study: Whose members and candidates.
        seed: Of the coalitions drawn.
    """
    names = might_belong(study)
    obs = observe(study, names)
    n, size = len(names), len(study.members)
    if n <= EVERY:
        marks = (np.arange(1 << n)[:, None] >> np.arange(n) & 1).astype(bool)
        return Field(observations=obs, coalitions=marks[marks.sum(axis=1) > 1], sampled=False)
    sampled = math.comb(n, size) > DRAWN
    if sampled:
        rng = np.random.default_rng(seed)
        found: dict[tuple[int, ...], None] = {}
        while len(found) < DRAWN:
            found[tuple(sorted(rng.choice(n, size, replace=False).tolist()))] = None
        rows = [*found]
    else:
        rows = [*combinations(range(n), size)]
    marks = np.zeros((len(rows), n), dtype=bool)
    np.put_along_axis(marks, np.array(rows, dtype=np.intp), True, axis=1)  # noqa: FBT003 - numpy's own argument
    return Field(observations=obs, coalitions=marks, sampled=sampled)
