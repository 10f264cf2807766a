"""Who carries the coalition: its index without each member, and what each brings on average."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from viability.analyses.about import About
from viability.analyses.shapley import EXACT, PERMUTATIONS, Progress, Shapley, shapley
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.draws import SEED
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.errors import CoalitionError
from viability.study.study import Study


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """The coalition without one member."""

    state: str
    viability: float
    """Index of the coalition without it; NaN where only one state would be left, or nothing is known of the rest."""
    cohesion: float
    verdict: int | None
    """The number of the band of the coalition without it; None where its index is unknown."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Members(Brief):
    """The coalition, the coalition without each of its members, and what each brings."""

    about: About
    viability: float
    """Index of the whole coalition, 0 to 100."""
    cohesion: float
    """0 to 100; NaN where nothing dyadic is known."""
    verdict: int
    """The number of its band, 0 for the best."""
    without: tuple[Member, ...]
    """In the order of members."""
    shapley: Shapley

    def facts(self) -> Mapping[str, str]:
        """Say what each member is to the coalition."""
        return {
            "viability": f"{self.viability:.1f}",
            "without": some(f"{one.state} {one.viability:.1f}" for one in self.without),
            **self.shapley.facts(),
        }


@explained
def members(
    study: Study,
    *,
    exact: int = EXACT,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Members:
    """Evaluate the study's coalition without each of its members, and their Shapley values.

    The arguments are those of `shapley`.

    Raises:
        CoalitionError: when nothing is known of the coalition.
        FrameworkError: when fewer than two orders are to be drawn, or all weights at one level are zero.
    """
    study = study.asking()
    whole = evaluate(study)
    values = shapley(study, exact=exact, permutations=permutations, seed=seed, progress=progress)
    return Members(
        about=values.about,
        viability=float(whole.viability[0]),
        cohesion=float(whole.cohesion[0]),
        verdict=int(whole.verdicts[0]),
        without=without_each(study),
        shapley=values,
    )


@explained
def without_each(study: Study) -> tuple[Member, ...]:
    """Evaluate the study's coalition without each of its members, in the order of members.

    Where nothing is known of those who would be left, or only one would be, the figures are NaN.
    """
    study = study.asking()
    obs = observe(study, study.members)
    size = len(obs.states)
    unknown = tuple(Member(state=s, viability=np.nan, cohesion=np.nan, verdict=None) for s in obs.states)
    if size == 2:  # noqa: PLR2004 - a coalition of two has no smaller one
        return unknown
    try:
        result = evaluate(study, ~np.eye(size, dtype=bool), observations=obs, partial=True)
    except CoalitionError:  # of all that would be left
        return unknown
    return tuple(
        Member(
            state=state,
            viability=float(result.viability[i]),
            cohesion=float(result.cohesion[i]),
            verdict=None if np.isnan(result.viability[i]) else int(result.verdicts[i]),
        )
        for i, state in enumerate(obs.states)
    )
