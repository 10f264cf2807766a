"""Scenarios side by side with the study as it is."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct

from viability.analyses.about import About
from viability.analyses.score import Assessment, assess_one
from viability.analyses.uncertainty import Progress, check_work, uncertainty
from viability.arguments import explained
from viability.brief import Brief
from viability.engine.draws import DRAWS, SEED, WeightDraw
from viability.errors import CoalitionError, FrameworkError
from viability.files.asked import UNNAMED, Asked, whatif_named
from viability.study.scenario import Scenario, describe
from viability.study.study import Study
from viability.study.whatif import apply

__all__ = ["BASELINE", "UNNAMED", "Column", "Comparison", "compare"]

BASELINE = "baseline"

SHOWN = 5
"""Columns that stand in a short view."""


class Column(Struct, frozen=True, kw_only=True):
    """One of the things compared."""

    name: str
    """The scenario's id, its label, or what a nameless one does; `baseline` for the study as it is."""
    title: str
    description: str
    result: Assessment
    scenarios: tuple[Scenario, ...] = ()
    """What makes it, in order."""


class Comparison(Brief, Struct, frozen=True, kw_only=True):
    """The study as it is, and under each scenario alone."""

    about: About
    """The baseline's; where it is unknown, the first scenario's."""
    columns: tuple[Column, ...]
    """The baseline first, if it is known, then the scenarios in the order asked for."""
    baseline_unknown: bool = False
    """Whether nothing is known of the study as it is, so that there is nothing to take differences from."""

    @property
    def baseline(self) -> Assessment | None:
        """The study as it is, where something is known of it."""
        return None if self.baseline_unknown else self.columns[0].result

    @property
    def results(self) -> tuple[Assessment, ...]:
        """The assessments, the baseline first, if it is known."""
        return tuple(column.result for column in self.columns)

    def facts(self) -> Mapping[str, str]:
        """Say how each column came out."""
        told = {one.name: f"{one.result.viability:.1f}, {one.result.verdict}" for one in self.columns[:SHOWN]}
        more = len(self.columns) - SHOWN
        return {**told, "more": f"{more} scenarios" if more > 0 else "", **self.about.facts()}


@explained
def compare(
    study: Study,
    scenarios: Iterable[Scenario | Asked | str],
    *,
    then: Sequence[Scenario] = (),
    question: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    weights: WeightDraw | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Assess the study as it is, then under each scenario alone; `then` comes last in every one of them.

    A study of several questions is assessed under each, unless one is named. What is compared may be a `Scenario`, or
    text as on the command line: the name of a scenario of the study, a scenario file (`my.yaml`), a saved result
    (`result.json`), the name of a coalition, options (`--as-of 2019`), or any of these under a label
    (`mine: --weight foreign_policy=40%`).

    Where nothing is known of the study as it is, the scenarios stand alone.

    Raises:
        ViabilityError: when an item is none of these, names what is not there, or its coalition cannot be scored.
    """
    doubt = partial(uncertainty, draws=draws, seed=seed, weights=weights, progress=progress)
    asked = [_asked(study, one) for one in scenarios]
    slips = (slip for one in asked for slip in one.slips)
    study = study.replace(slips=tuple(dict.fromkeys((*study.slips, *slips))))
    names = [BASELINE, *(one.name for one in asked)]
    if twice := next((name for i, name in enumerate(names) if name in names[:i]), None):
        raise FrameworkError(
            f"two columns would be called '{twice}'; give one a label of its own, as in 'mine: {twice}'"
        )
    check_work(apply(study, *then) if then else study, draws, len(names))
    columns = []
    try:
        base = assess_one(study, then, doubt, question)
        columns.append(Column(name=BASELINE, title="Baseline", description="", result=base))
    except CoalitionError:  # scenarios may know what it does not
        if not asked:
            raise
    unknown = not columns
    columns += [
        Column(
            name=one.name,
            title=one.title,
            description=one.description,
            result=assess_one(study, (*one.scenarios, *then), doubt, question),
            scenarios=one.scenarios,
        )
        for one in asked
    ]
    return Comparison(about=columns[0].result.about, columns=tuple(columns), baseline_unknown=unknown)


def _asked(study: Study, one: Scenario | Asked | str) -> Asked:
    """Return what is compared by its name."""
    if isinstance(one, Asked):
        return one
    if isinstance(one, str):
        return whatif_named(study, one)
    name = one.id or "; ".join(describe(one)) or one.title
    return Asked(name=name, title=one.title, description=one.description, scenarios=(one,))
