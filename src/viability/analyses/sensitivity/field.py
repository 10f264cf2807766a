"""The coalitions that a study's states could form, all of few states or some of many."""

import math
from itertools import combinations

import numpy as np
from msgspec import Struct

from viability.engine.arrays import Bools
from viability.engine.draws import SEED
from viability.engine.observations import Observations, observe
from viability.study.study import Study

EVERY = 12
"""States of which every coalition is taken."""

DRAWN = 1_000
"""Coalitions of the members' size that are drawn of more states."""


class Field(Struct, frozen=True, kw_only=True):
    """Coalitions of the states that might belong to one."""

    observations: Observations
    """Of the members and candidates that live at the study's day."""
    coalitions: Bools
    """(m, n): all of two or more states in binary order, or those of one size."""
    sampled: bool
    """Whether these are drawn rather than all there are."""


def field_of(study: Study, *, seed: int = SEED) -> Field:
    """Form every coalition of up to `EVERY` states, else draw `DRAWN` of the members' size.

    Args:
        study: Whose members and candidates.
        seed: Of the coalitions drawn.
    """
    day = study.day
    names = [
        name for name, state in study.states.items() if name in study.members or (state.candidate and state.lives(day))
    ]
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
