"""One coalition seen whole: index, points, doubt, pairs, what the paper claimed, and what a what-if changed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, assert_never

import numpy as np

from viability.changes import Change, Join, Leave, ScaleValue, Scenario, SetValue, SetWeight
from viability.contributions import Contribution, contributions
from viability.engine import Evaluation, evaluate, pairs_of
from viability.measures import observe
from viability.model import Criterion, Study
from viability.scenario import apply, resolve
from viability.sensitivity import DRAWS, SEED, Progress, Range, Uncertainty, WeightDraw, uncertainty

ClaimStatus = Literal["borne out", "contradicted", "open", ""]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two members and their cohesion, 0 to 100; NaN where nothing dyadic is known of them."""

    states: tuple[str, str]
    cohesion: float
    pillars: tuple[float, ...]
    """Cohesion by pillar, in the framework's order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """All that `viability score` says of one coalition."""

    study: Study
    evaluation: Evaluation
    contributions: tuple[Contribution, ...]
    uncertainty: Uncertainty
    pairs: tuple[Pair, ...]
    changes: tuple[str, ...] = ()
    """The what-ifs that led to the study, each as one line."""
    baseline: "Assessment | None" = None
    """The study before the what-ifs, where there are any."""

    @property
    def viability(self) -> float:
        """The index, 0 to 100."""
        return float(self.evaluation.viability[0])

    @property
    def cohesion(self) -> float:
        """The index over the dyadic criteria alone, 0 to 100."""
        return float(self.evaluation.cohesion[0])

    @property
    def coverage(self) -> float:
        """The known share of all weight, 0 to 1."""
        return float(self.evaluation.total_coverage()[0])

    @property
    def verdict(self) -> str:
        """The name of the band."""
        return self.study.framework.bands[int(self.evaluation.verdicts[0])].verdict

    @property
    def same_verdict(self) -> float:
        """The share of draws with the same verdict."""
        return self.uncertainty.verdicts[int(self.evaluation.verdicts[0])]

    @property
    def blocking(self) -> tuple[Criterion, ...]:
        """The criteria that cap the verdict."""
        return tuple(c for c, b in zip(self.study.criteria.values(), self.evaluation.blocked[0], strict=True) if b)

    @property
    def obstacles(self) -> tuple[Contribution, ...]:
        """Criteria by points lost, most first."""
        return tuple(sorted(self.contributions, key=lambda c: -c.lost))

    @property
    def catalysts(self) -> tuple[Contribution, ...]:
        """Criteria by points gained, most first."""
        return tuple(sorted(self.contributions, key=lambda c: -c.gained))

    def claim_status(self, criterion: str) -> ClaimStatus:
        """Tell whether the evidence bears out the role that the paper gives a criterion."""
        number = self.evaluation.criteria.index(criterion)
        return claim_status(self.study.criteria[criterion], self.uncertainty.scores[number])


def claim_status(criterion: Criterion, score: Range) -> ClaimStatus:
    """Judge a claimed role by the 90 % range of the score under doubt about the data.

    A catalyst is borne out where the whole range is at or above one half, an obstacle where it is below; contradicted
    where it is wholly on the other side; open where the range holds one half. Criteria from theory claim nothing.
    """
    if criterion.role == "theory":
        return ""
    if np.isnan(score.low):
        return "open"
    above, below = score.low >= 0.5, score.high < 0.5  # noqa: PLR2004 - the middle of the scale
    if not above and not below:
        return "open"
    return "borne out" if above == (criterion.role == "catalyst") else "contradicted"


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


def assess(
    study: Study,
    *scenarios: Scenario | str,
    draws: int = DRAWS,
    seed: int = SEED,
    weights: WeightDraw = "uniform",
    progress: Progress | None = None,
) -> Assessment:
    """Assess the study's coalition, and with scenarios, or names of the study's own, also what they change.

    Raises:
        ViabilityError: when a scenario names what is not there, or the coalition cannot be scored.
    """
    doubt = partial(uncertainty, draws=draws, seed=seed, weights=weights, progress=progress)
    found = _assessed(study, resolve(study, scenarios), doubt)
    return found if not scenarios else replace(found, baseline=_assessed(study, (), doubt))


def compare(
    study: Study,
    scenarios: Iterable[Scenario | str],
    *,
    then: Sequence[Scenario] = (),
    draws: int = DRAWS,
    seed: int = SEED,
    weights: WeightDraw = "uniform",
    progress: Progress | None = None,
) -> tuple[Assessment, ...]:
    """Assess the study as it is, then under each scenario alone; `then` comes last in every one of them.

    Raises:
        ViabilityError: when a scenario names what is not there, or a coalition cannot be scored.
    """
    doubt = partial(uncertainty, draws=draws, seed=seed, weights=weights, progress=progress)
    alone: list[tuple[Scenario, ...]] = [(), *((scenario,) for scenario in resolve(study, scenarios))]
    return tuple(_assessed(study, (*first, *then), doubt) for first in alone)


def _assessed(study: Study, scenarios: Sequence[Scenario], doubt: Callable[..., Uncertainty]) -> Assessment:
    edited = apply(study, *scenarios)
    obs = observe(edited, edited.members)
    evaluation = evaluate(edited, observations=obs)
    return Assessment(
        study=edited,
        evaluation=evaluation,
        contributions=contributions(edited, evaluation, obs),
        uncertainty=doubt(edited, observations=obs, given=evaluation),
        pairs=pairs(edited),
        changes=tuple(line for scenario in scenarios for line in describe(scenario)),
    )


def describe(scenario: Scenario) -> tuple[str, ...]:
    """Say in short lines what a scenario does, as the options of the command line would."""
    if scenario.id:
        return (f"scenario {scenario.id}",)
    lines = []
    if scenario.as_of is not None:
        lines.append(f"as of {scenario.as_of}")
    if scenario.members is not None:
        lines.append(f"members {' '.join(scenario.members)}")
    lines += [f"with {name}" for name in scenario.with_]
    lines += [f"without {name}" for name in scenario.without]
    if scenario.compensation is not None:
        lines.append(f"compensation {scenario.compensation:g}")
    for change in scenario.changes:
        lines.append(_described(change))
    return tuple(lines)


def _described(change: Change) -> str:
    match change:
        case SetWeight(share=True):
            return f"weight {change.weight}={100 * change.value:.6g}%"
        case SetWeight():
            return f"weight {change.weight}={change.value:.6g}"
        case SetValue():
            return f"set {change.set}={change.value:.6g}"
        case ScaleValue():
            return f"scale {change.scale}={change.by:.6g}"
        case Join():
            return f"join {change.join}"
        case Leave():
            return f"leave {change.leave}"
    assert_never(change)


def newest_date(study: Study) -> str:
    """Return the date of the newest value that counts for the members."""
    return max((entry.datum.date or "" for entry in observe(study, study.members).entries), default="")
