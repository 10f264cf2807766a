"""What to mind of an assessment, in words."""

from collections.abc import Iterator, Mapping

from viability.analyses.cautions import Caution, Kind, cautions
from viability.analyses.score import Assessment
from viability.output.layout import NOTHING_AFTER, ZERO
from viability.output.text import percent

ONE_SIDED = "outside their own range, as most doubt about the values is to one side"
"""What is said of numbers that lie outside the quantiles of their draws."""

WORDS: Mapping[Kind, str] = {
    "little known": "Only {known} is known, and a verdict takes {least}.",
    "members little known": "Less than a third is known of {states}.",
    "nothing newer": f"{NOTHING_AFTER}.",
    "baseline unknown": "Nothing is known of the study before the what-ifs, so there is nothing to compare with.",
    "zero decides": f"{ZERO}.",
    "just above an edge": "Only {amount:.1f} points above '{first}': a small doubt decides.",
    "just below an edge": "Only {amount:.1f} points below '{first}': a small doubt decides.",
    "most draws differ": "Most results say otherwise: {share:.0f} % '{first}'.",
    "outside the range": "The index lies outside its range ({listed}): more of the doubt about the values is to the "
    "other side of it.",
    "outside the range of other weights": "The index lies outside its range: the varied weights do not follow the "
    "weights that were set.",
    "scores outside their ranges": f"Scores {ONE_SIDED}: {{listed}}.",
    "totals are lower bounds": "Totals that are lower bounds, for a value that is missing adds nothing: {listed}.",
    "scores are partial": "Scores that are partial, for a value that is missing counts as nothing: {listed}.",
    "weights not drawn": "The range does not follow the weights that were set: leave out --weights-drawn uniform.",
}
"""What is said of each kind of caution."""

SMALL: tuple[Kind, ...] = ("scores outside their ranges", "totals are lower bounds", "scores are partial")
"""Cautions that are told below all tables, for they are about single scores."""

SHARED: frozenset[Kind] = frozenset({"nothing newer", "baseline unknown"})
"""Cautions that are about all questions at once."""

GRAVE: frozenset[Kind] = frozenset({"little known", "members little known", "zero decides"})
"""Cautions that are shown in red."""


def told(result: Assessment, caution: Caution) -> str:
    """Say in words what to mind of an assessment."""
    study, first = result.study, next(iter(caution.about), "")
    return WORDS[caution.kind].format(
        amount=caution.amount,
        known=percent(caution.amount),
        least=percent(study.framework.least_coverage),
        share=100 * caution.amount,
        first=first,
        listed=", ".join(caution.about),
        titles=", ".join(study.criteria[name].title for name in caution.about if name in study.criteria),
        states=", ".join(study.states[name].name for name in caution.about if name in study.states),
    )


def minded(result: Assessment, *, first: bool) -> Iterator[tuple[str, str]]:
    """Yield what to mind of a headline, each with its style; what is about all questions only under the first."""
    for caution in cautions(result):
        if caution.kind not in SMALL and (first or caution.kind not in SHARED):
            yield told(result, caution), "bold red" if caution.kind in GRAVE else "dark_orange"


def small_print(result: Assessment) -> Iterator[str]:
    """Yield what to mind of single scores, each kind once with the scores of all questions."""
    met = [caution for one in result.questions.values() for caution in cautions(one)]
    for kind in SMALL:
        if titles := dict.fromkeys(title for caution in met if caution.kind == kind for title in caution.about):
            yield WORDS[kind].format(listed=", ".join(titles))
