"""Who pulls together with whom: the cohesion of every pair of members."""

from dataclasses import dataclass

import numpy as np

from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import Observations, observe
from viability.study.study import Study


def pairs_of(study: Study, observations: Observations | None = None) -> Evaluation:
    """Evaluate every pair of the study's members: pair cohesion is the cohesion of a coalition of two.

    Where nothing is known of two members together, their indices are NaN.

    Raises:
        CoalitionError: when nothing is known of any pair.
    """
    obs = observe(study, study.members) if observations is None else observations
    marks = np.zeros((len(obs.pairs[0]), len(obs.states)), dtype=bool)
    rows = np.arange(len(marks))
    marks[rows, obs.pairs[0]] = marks[rows, obs.pairs[1]] = True
    return evaluate(study, marks, observations=obs, partial=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two members and their cohesion, 0 to 100; NaN where nothing dyadic is known of them."""

    states: tuple[str, str]
    cohesion: float
    pillars: tuple[float, ...]
    """Cohesion by pillar, in the framework's order."""


def pairs(study: Study) -> tuple[Pair, ...]:
    """Return the pairs of members by cohesion, strongest first; those of which nothing is known last."""
    found = pairs_of(study)
    listed = [
        Pair(
            states=(found.states[int(np.flatnonzero(mark)[0])], found.states[int(np.flatnonzero(mark)[1])]),
            cohesion=float(found.cohesion[row]),
            pillars=tuple(float(v) for v in found.pillar_cohesion[row]),
        )
        for row, mark in enumerate(found.coalitions)
    ]
    return tuple(sorted(listed, key=lambda pair: -np.nan_to_num(pair.cohesion, nan=-1.0)))
