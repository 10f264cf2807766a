"""One coalition seen whole: index, points, doubt, pairs, and what a what-if changed."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from viability.analyses.about import About, about
from viability.analyses.pairs import Pair, by_cohesion
from viability.analyses.points import Contribution, contributions
from viability.analyses.uncertainty import Progress, Range, Uncertainty, uncertainty
from viability.arguments import explained
from viability.brief import Brief, some
from viability.engine.draws import DRAWN_AT_ONCE, DRAWS, SEED, Kept, WeightDraw
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import observe
from viability.errors import CoalitionError, ViabilityError
from viability.study.criterion import Criterion
from viability.study.framework import NO_VERDICT
from viability.study.scenario import Scenario
from viability.study.study import Study
from viability.study.whatif import apply, resolve

if TYPE_CHECKING:
    from viability.analyses.place import Place
    from viability.analyses.sensitivity.discrimination import Discrimination
    from viability.study.standing import Standing

DATA, BOTH = "data varied", "data and weights varied"
"""The two ranges of a result: with the weights as given, and with these drawn, too."""


class PillarScore(Struct, frozen=True, kw_only=True):
    """One pillar of a coalition, 0 to 100; NaN where unknown."""

    score: float
    cohesion: float
    """Over its dyadic criteria alone."""
    coverage: float
    """The known share of its weight, 0 to 1."""
    data: Range
    """With data varied."""
    range: Range
    """With data and weights varied."""


class Assessment(Brief, Struct, frozen=True, kw_only=True):
    """All that `viability score` says of one coalition."""

    about: About
    evaluation: Evaluation
    contributions: tuple[Contribution, ...]
    uncertainty: Uncertainty
    pairs: tuple[Pair, ...]
    baseline: "Assessment | None" = None
    """The study before the what-ifs, where there are any and something is known of it."""
    others: tuple["Assessment", ...] = ()
    """The same coalition under the study's other questions, those of which anything is known; without its pairs."""
    baseline_unknown: bool = False
    """Whether there are what-ifs, and nothing is known of the study before them."""
    discrimination: "Discrimination | None" = None
    """Whether the index tells coalitions of the study's states apart, where that was asked for."""
    standing: "Standing | None" = None
    """Where the coalition stands among groups that allied and groups that did not, where that was asked for and can be
    said."""
    place: "Place | None" = None
    """The same in full, where it was asked for."""

    def facts(self) -> Mapping[str, str]:
        """Say what is most worth knowing."""
        before = self.baseline
        titles = self.study.criteria
        return {
            **{
                name: f"{one.index:.1f}, {one.verdict} (in {100 * one.same_verdict:.0f} % of draws)"
                for name, one in self.questions.items()
            },
            **{name: f"{found.low:.0f} to {found.high:.0f} (90 %)" for name, found in self.ranges.items()},
            "pillars": ", ".join(f"{name} {one.score:.1f}" for name, one in self.pillars.items()),
            "cohesion": f"{self.cohesion:.1f}",
            "obstacles": some((f"{titles[c.criterion].title} -{c.lost:.1f}" for c in self.obstacles), 3),
            "catalysts": some((f"{titles[c.criterion].title} +{c.gained:.1f}" for c in self.catalysts), 3),
            "baseline": "" if before is None else f"{before.viability:.1f}, {before.verdict}",
            **self.about.facts(),
        }

    @property
    def study(self) -> Study:
        """The study that was assessed, with what-ifs."""
        return self.about.study

    @property
    def question(self) -> str:
        """The id of the question that is answered: viability, unless another was asked for."""
        return self.study.framework.asked

    @property
    def questions(self) -> dict[str, "Assessment"]:
        """What is said under each question, by id, in the study's order; this one is the first."""
        return {one.question: one for one in (self, *self.others)}

    @property
    def index(self) -> float:
        """The index of the question that is answered, 0 to 100."""
        return self.viability

    @property
    def geometric(self) -> float:
        """The index with pillars that do not make up for each other: the geometric mean of their scores."""
        return float(self.evaluation.geometric()[0])

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
        """The known share of what is asked, by weight, 0 to 1."""
        return self.about.coverage

    @property
    def old_share(self) -> float:
        """The share of weight that rests on values more than five years older than the day, 0 to 1."""
        return float(self.evaluation.old_share()[0])

    @property
    def weak_share(self) -> float:
        """The share of weight that rests on weak sources alone, 0 to 1."""
        return float(self.evaluation.weak_share()[0])

    @property
    def verdict(self) -> str:
        """The name of the band, or that there is none, for too little is known."""
        return self.study.framework.verdict(int(self.evaluation.verdicts[0]))

    @property
    def verdicts(self) -> dict[str, float]:
        """The share of draws of data and weights that end in each verdict, best first, by name.

        `no verdict` is among them where some draws have none.
        """
        names = [band.verdict for band in self.study.framework.bands]
        none = {NO_VERDICT: self.uncertainty.no_verdict} if self.uncertainty.no_verdict else {}
        return dict(zip(names, self.uncertainty.verdicts, strict=True)) | none

    @property
    def same_verdict(self) -> float:
        """The share of draws of data and weights with the same verdict."""
        return self.verdicts.get(self.verdict, 0.0)

    @property
    def range(self) -> Range:
        """The index with data and weights varied: 5, 50 and 95 % of the draws."""
        return self.uncertainty.viability

    @property
    def ranges(self) -> dict[str, Range]:
        """The index's two ranges by name: data varied (weights as given), and data and weights varied."""
        return {DATA: self.uncertainty.viability_data, BOTH: self.uncertainty.viability}

    @property
    def pillars(self) -> dict[str, PillarScore]:
        """Each pillar's score with its two ranges, by id."""
        found, doubt, covered = self.evaluation, self.uncertainty, self.evaluation.pillar_coverage()[0]
        return {
            pillar: PillarScore(
                score=float(found.pillar_scores[0, i]),
                cohesion=float(found.pillar_cohesion[0, i]),
                coverage=float(covered[i]),
                data=doubt.pillars_data[i],
                range=doubt.pillars[i],
            )
            for i, pillar in enumerate(found.pillars)
        }

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


@explained
def assess(
    study: Study,
    *scenarios: Scenario | str,
    question: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    weights: WeightDraw | None = None,
    progress: Progress | None = None,
    discriminate: bool = False,
    placed: Literal["line", "table"] | None = None,
) -> Assessment:
    """Assess the study's coalition, and with scenarios, or names of the study's own, also what they change.

    A study of several questions is assessed under each, see `Assessment.questions`, unless one is named. With `placed`
    it also says, for one line or in full, where the coalition stands among groups that allied and groups that did not,
    if its members are states of the world study; see `place`. With `discriminate` each question also says whether its
    index tells coalitions apart, which takes seconds.

    Raises:
        ViabilityError: when a scenario names what is not there, or the coalition cannot be scored.
    """
    # questions share most values, and a what-if leaves most as they are; of more blocks the draws would fill the memory
    kept = Kept() if draws <= DRAWN_AT_ONCE else None
    doubt = partial(uncertainty, draws=draws, seed=seed, weights=weights, kept=kept, progress=progress)
    found = assess_one(study, resolve(study, scenarios), doubt, question)
    if discriminate:
        found = _discriminating(found, seed, weights)
    if placed is not None:
        found = _placed(found, placed)
    if not scenarios:
        return found
    try:
        return replace(found, baseline=assess_one(study, (), doubt, question))
    except CoalitionError:
        return replace(found, baseline_unknown=True)


def _discriminating(found: Assessment, seed: int, weights: WeightDraw | None) -> Assessment:
    """Add under each question whether its index tells coalitions apart."""
    from viability.analyses.sensitivity.discrimination import discrimination  # noqa: PLC0415 - few ask for it

    others = tuple(_discriminating(one, seed, weights) for one in found.others)
    return replace(found, others=others, discrimination=discrimination(found.study, seed=seed, weights=weights))


def _placed(found: Assessment, how: Literal["line", "table"]) -> Assessment:
    """Add where a coalition stands in the reference class, if it stands there."""
    if how == "line":
        from viability.analyses.standing import standing  # noqa: PLC0415 - only where it is asked for

        return replace(found, standing=standing(found.study, found.about))
    from viability.analyses.place import place  # noqa: PLC0415 - as above

    try:
        full = place(found.study, given=found.about)
    except ViabilityError:
        return found
    return replace(found, place=full, standing=full.standing)


def assess_one(
    study: Study, scenarios: Sequence[Scenario], doubt: Callable[..., Uncertainty], question: str | None = None
) -> Assessment:
    """Assess the coalition of the study that scenarios lead to, under each question or one alone."""
    edited = apply(study, *scenarios)
    found = _answered(edited.asking(question), doubt)
    if question is not None:
        return found
    others = []
    for other in [*edited.framework.questions][1:]:
        with suppress(CoalitionError):  # of which nothing is known
            others.append(_answered(edited.asking(other), doubt, pairs=False))
    return replace(found, others=tuple(others)) if others else found


def _answered(study: Study, doubt: Callable[..., Uncertainty], *, pairs: bool = True) -> Assessment:
    """Assess the coalition of a study under its one question."""
    obs = observe(study, study.members)
    evaluation = evaluate(study, observations=obs)
    return Assessment(
        about=about(study, observations=obs, given=evaluation),
        evaluation=evaluation,
        contributions=contributions(evaluation),
        uncertainty=doubt(study, observations=obs, given=evaluation),
        pairs=by_cohesion(study, obs) if pairs else (),
    )
