"""Scenarios side by side with the study as it is."""

from collections.abc import Iterable, Sequence
from functools import partial

from viability.analyses.score import Assessment, assess_one
from viability.analyses.uncertainty import Progress, uncertainty
from viability.engine.draws import DRAWS, SEED, WeightDraw
from viability.study.scenario import Scenario
from viability.study.study import Study
from viability.study.whatif import resolve


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
    return tuple(assess_one(study, (*first, *then), doubt) for first in alone)
