"""`viability list`: what a study holds."""

from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.options import complete_kinds
from viability.cli.request import Request


@command
def list(  # noqa: A001 - a command has the name that people type
    request: Request,
    what: Annotated[
        str | None,
        typer.Argument(
            help="states, questions, pillars, criteria, scenarios, strategies, claims, attributes, threats, "
            "institutions, sources, coalitions or studies; without it, how many there are of each.",
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

    result = listing(request.edited(whole=True), what)
    request.emit(sheet(result), view(result))
