"""A coalition evaluated once, to be weighed many times: what weights and compensation leave as it is."""

from msgspec import Struct

from viability.engine.arrays import Floats, Ints
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import Observations
from viability.engine.weighing import Weights, verdicts_of, weigh
from viability.study.fields import ROUNDING
from viability.study.framework import Framework
from viability.study.study import Study


class Standing(Struct, frozen=True, kw_only=True):
    """A study's coalition evaluated once: what weights and compensation leave as it is."""

    framework: Framework
    found: Evaluation
    compensation: float

    def weigh(self, weights: Weights, compensation: float | None = None) -> tuple[Floats, Ints]:
        """Return index and verdict under other weights (..., q), (..., k): each (...,).

        Floors are taken to rounding here, for what is asked is where an index reaches them.
        """
        power = self.compensation if compensation is None else compensation
        index = weigh(self.found.scores, weights, self.found.pillar_of, power)[1]
        return index[..., 0], verdicts_of(self.framework, index, self.found.blocked, even=ROUNDING)[..., 0]

    def edges(self, verdict: int) -> tuple[float | None, float | None]:
        """Return the index from which a verdict would be better and the one below which it would be worse.

        None where it is the best or the worst already, or where a criterion blocks what is better.
        """
        bands = self.framework.bands
        cap = [band.verdict for band in bands].index(self.framework.blocked) if self.found.blocked[0].any() else 0
        better = bands[verdict - 1].at_least if verdict > cap else None
        return better, bands[verdict].at_least if verdict < len(bands) - 1 else None


def standing(study: Study, observations: Observations | None, compensation: float | None = None) -> Standing:
    """Evaluate the study's coalition once, to be weighed at a compensation; by default the framework's."""
    power = study.framework.compensation if compensation is None else compensation
    found = evaluate(study, [study.members], observations=observations, compensation=power)
    return Standing(framework=study.framework, found=found, compensation=power)
