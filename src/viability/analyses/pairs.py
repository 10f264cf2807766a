"""Who pulls together with whom: the cohesion of every pair of members."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct

from viability.analyses.about import About, about
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import Observations, observe
from viability.study.study import Study


class Pair(Struct, frozen=True, kw_only=True):
    """Two members and their cohesion, 0 to 100; NaN where nothing dyadic is known of them."""

    states: tuple[str, str]
    cohesion: float
    pillars: tuple[float, ...]
    """Cohesion by pillar, in the framework's order."""


class Pairs(Brief, Struct, frozen=True, kw_only=True):
    """Every pair of members, and the whole coalition beside them."""

    about: About
    pairs: tuple[Pair, ...]
    """By cohesion, strongest first; those of which nothing is known last."""
    cohesion: float
    """The cohesion of the whole coalition, 0 to 100; NaN where nothing dyadic is known."""

    def facts(self) -> Mapping[str, str]:
        """Say which pair is the strongest and which the weakest."""
        known = [f"{'-'.join(pair.states)} {pair.cohesion:.1f}" for pair in self.pairs if not np.isnan(pair.cohesion)]
        return {
            "pairs": f"{len(self.pairs)}, of which {len(known)} known",
            "strongest": some(known, 3),
            "weakest": known[-1] if known else "",
            "coalition": f"{self.cohesion:.1f}",
            **self.about.facts(),
        }


def pairs_of(study: Study, observations: Observations | None = None) -> Evaluation:
    """Evaluate every pair of the study's members: pair cohesion is the cohesion of a coalition of two.

    Where nothing is known of two members together, their indices are NaN.
    """
    study = study.asking()
    obs = observe(study, study.members) if observations is None else observations
    marks = np.zeros((len(obs.pairs[0]), len(obs.states)), dtype=bool)
    rows = np.arange(len(marks))
    marks[rows, obs.pairs[0]] = marks[rows, obs.pairs[1]] = True
    return evaluate(study, marks, observations=obs, partial=True)


def by_cohesion(study: Study, observations: Observations) -> tuple[Pair, ...]:
    """Return the pairs of members by cohesion, strongest first; those of which nothing is known last.

    Raises:
        CoalitionError: when nothing is known of any pair.
    """
    found = pairs_of(study, observations)
    listed = [
        Pair(
            states=(found.states[int(np.flatnonzero(mark)[0])], found.states[int(np.flatnonzero(mark)[1])]),
            cohesion=float(found.cohesion[row]),
            pillars=tuple(float(v) for v in found.pillar_cohesion[row]),
        )
        for row, mark in enumerate(found.coalitions)
    ]
    return tuple(sorted(listed, key=lambda pair: -np.nan_to_num(pair.cohesion, nan=-1.0)))


@explained
def pairs(study: Study) -> Pairs:
    """Return the cohesion of every pair of members and of all of them together.

    Raises:
        CoalitionError: when nothing is known of the coalition, or of any pair.
    """
    study = study.asking()
    obs = observe(study, study.members)
    whole = evaluate(study, observations=obs)
    return Pairs(
        about=about(study, observations=obs, given=whole),
        pairs=by_cohesion(study, obs),
        cohesion=float(whole.cohesion[0]),
    )
