"""Whether the index tells coalitions apart, in a sentence or two."""

from typing import TYPE_CHECKING

from viability.analyses.score import Assessment
from viability.output.text import percent

if TYPE_CHECKING:
    from viability.analyses.sensitivity.discrimination import Discrimination


def discriminates(found: "Discrimination", given: "Discrimination | None" = None) -> str:
    """Say whether the index tells coalitions apart, with data and weights varied, and with the weights as given."""
    if not found.pairs:
        return "There are no two coalitions with a verdict, so none to tell apart."
    which = f"{found.coalitions:,} coalitions {'drawn ' if found.sampled else ''}of {found.states:,} states"
    left = f"; {found.unjudged:,} more get no verdict" if found.unjudged else ""
    points = "" if given is None else f", or by {given.least:.1f} points if the weights are taken as given"
    share = "" if given is None else f", {percent(given.ordered)} with the weights as given"
    return (
        f"Two coalitions have to differ by {found.least:.1f} points before their order is sure{points}. "
        f"{percent(found.ordered)} of all pairs keep their order in nine of ten draws{share} ({which}{left})."
    )


def told_apart(found: Assessment) -> str:
    """Say the same of an assessment, under its question; nothing where it was not asked for."""
    if found.discrimination is None:
        return ""
    told = discriminates(found.discrimination)
    return f"{found.study.framework.question.title}. {told}" if found.study.beside else told
