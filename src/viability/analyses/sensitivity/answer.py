"""`sensitivity`: what the result depends on, all of it in one answer."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from viability.analyses.about import About, about
from viability.analyses.sensitivity.break_even import BreakEven, Turn, break_even, compensation_turns
from viability.analyses.sensitivity.discrimination import Discrimination, discrimination
from viability.analyses.sensitivity.effective import EffectiveWeights, effective_weights
from viability.analyses.sensitivity.field import check_work, field_of, might_belong
from viability.analyses.sensitivity.likeness import Alike, Saturated, likeness
from viability.analyses.sensitivity.sobol import SAMPLES
from viability.analyses.sensitivity.tornado import DatumBar, Tornado, Worth, tornado, worth_measuring
from viability.analyses.sensitivity.variance import Variance, variance_by_factor
from viability.analyses.sensitivity.weights import Extremes, Reweighting, extreme_weights, least_change
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.arrays import EVEN
from viability.engine.draws import FEWER_DRAWS, SEED
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.study.study import Study

Progress = Callable[[int, int], None]
"""Is told how many parts are done, of how many."""

PARTS = 5

OF_MEMBERS = 46_000
"""How often the coalition's pairs are scored: under draws of data, goalposts and both, of its criteria, and samples."""

OF_STATES = 6_000
"""How often those of all states are: in two sets of draws, and in ten thousand coalitions, which take a fifth."""

POINT = 1.0
"""What a single value moves the index by, in points, to be named whatever else is shown."""


class Sensitivity(Brief, Struct, frozen=True, kw_only=True):
    """What the result depends on: which doubt, which criteria and data, which weights, which compensation."""

    about: About
    variance: Variance
    tornado: Tornado
    worth: tuple[Worth, ...]
    judged: bool
    """Whether enough is known for a verdict; without one no weight and no compensation changes it."""
    break_even: tuple[BreakEven, ...]
    """None without a verdict."""
    any_weights: Extremes
    near_weights: Extremes
    least_change: Reweighting | None
    effective: EffectiveWeights
    compensation: tuple[Turn, ...]
    """None without a verdict."""
    discrimination: Discrimination
    """With data and weights varied."""
    discrimination_data: Discrimination
    """With data varied, and the weights as given."""
    alike: tuple[Alike, ...]
    """Pairs of criteria that say one thing twice over coalitions, the closest first."""
    saturated: tuple[Saturated, ...]
    """Criteria at an end of their scale for most coalitions."""

    @property
    def movers(self) -> tuple[DatumBar, ...]:
        """The values that alone move the index by a point or more, the widest first."""
        return tuple(bar for bar in self.tornado.data if bar.swing > POINT - EVEN)

    def facts(self) -> Mapping[str, str]:
        """Say how far all doubt reaches, and what matters most."""
        doubt = self.variance.range
        turning = [one.name for one in self.break_even if one.below is not None or one.above is not None]
        bars = [f"{bar.criterion} {bar.swing:.1f}" for bar in self.tornado.criteria]
        turned = f"{len(turning)} of {len(self.break_even)}: {some(turning, 3)}"
        return {
            "viability": f"{self.variance.viability:.1f}",
            "under all doubt": f"{doubt.low:.0f} to {doubt.high:.0f} (90 %)",
            "widest": some(bars, 3),
            "weights that turn the verdict": turned if self.judged else "no verdict",
            **self.about.facts(),
        }


@explained
def sensitivity(
    study: Study, *, samples: int = SAMPLES, seed: int = SEED, progress: Progress | None = None
) -> Sensitivity:
    """Say what the result of the study's coalition depends on.

    Args:
        study: Whose coalition.
        samples: Base samples of the decomposition of variance, a power of two.
        seed: Same seed, same numbers.
        progress: Is told how many parts are done, of how many.

    Raises:
        FrameworkError: when samples is no power of two or too many, there are too many states and members, or all
            weights at one level are zero.
        CoalitionError: when nothing is known of the coalition.
    """
    study = study.asking()
    states = len(might_belong(study))
    check_work(study, states, of_members=OF_MEMBERS, of_states=OF_STATES, of_coalitions=2 * FEWER_DRAWS)
    tell = progress or (lambda _done, _of: None)
    tell(0, PARTS)
    variance = variance_by_factor(study, samples=samples, seed=seed)
    tell(1, PARTS)
    bars = tornado(study, seed=seed)
    tell(2, PARTS)
    field = field_of(study, seed=seed)
    effective = effective_weights(study, seed=seed, observations=field.observations)
    tell(3, PARTS)
    apart = discrimination(study, seed=seed, field=field)
    given_weights = discrimination(study, seed=seed, weights="fixed", field=field)
    tell(4, PARTS)
    alike, saturated = likeness(study, field)
    obs = observe(study, study.members)
    here = evaluate(study, observations=obs)
    judged = bool(here.verdicts[0] >= 0)
    return Sensitivity(
        about=about(study, observations=obs, given=here),
        variance=variance,
        tornado=bars,
        worth=worth_measuring(study, bars=bars.data),
        judged=judged,
        break_even=break_even(study) if judged else (),
        any_weights=extreme_weights(study, within=None),
        near_weights=extreme_weights(study),
        least_change=least_change(study) if judged else None,
        effective=effective,
        compensation=compensation_turns(study) if judged else (),
        discrimination=apart,
        discrimination_data=given_weights,
        alike=alike,
        saturated=saturated,
    )
