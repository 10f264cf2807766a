"""`viability list`: what a study holds."""

from typing import TYPE_CHECKING, Annotated

import typer

from viability.cli.command import command
from viability.cli.completion import complete_kinds
from viability.cli.request import Request
from viability.errors import UnknownName
from viability.study.names import fold
from viability.study.study import Study

if TYPE_CHECKING:
    from viability.analyses.list import Listing


FIGURES = "figures"
"""What can be listed and is no part of a study."""


@command
def list(  # noqa: A001 - a command has the name that people type
    request: Request,
    what: Annotated[
        str | None,
        typer.Argument(
            help="states, questions, pillars, criteria, scenarios, strategies, claims, attributes, threats, "
            "institutions, sources, coalitions or studies; `figures` for those that can be drawn; without it, how many "
            "there are of each.",
            autocompletion=complete_kinds,
            show_default=False,
        ),
    ] = None,
) -> None:
    """List what the study holds: states, criteria, scenarios, sources and more, each with its id.

    Example: viability list criteria
    """
    from viability.analyses.list import listing
    from viability.output.list import sheet, view

    study = request.edited(whole=True)
    if what is not None and fold(what) in {"figure", FIGURES}:
        result = _figures(study)
    else:
        try:
            result = listing(study, what)
        except UnknownName as error:
            raise UnknownName(error.kind, error.name, [*error.known, FIGURES]) from None
    request.emit(sheet(result), view(result))


def _figures(study: Study) -> "Listing":
    """List the figures, which are no part of a study."""
    from viability.analyses.about import about
    from viability.analyses.list import Listed, Listing
    from viability.report import figures

    entries = [
        Listed(id=name, title=one.title, told={"answer": f"viability {one.answers}", "shows": one.shows})
        for name, one in figures.FIGURES.items()
    ]
    return Listing(about=about(study), what="figures", entries=tuple(entries))
