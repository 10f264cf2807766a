"""`viability path`: what would have to change first."""

from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.completion import complete_owners, complete_verdicts
from viability.cli.progress import progress
from viability.cli.request import Request


@command
def path(
    request: Request,
    *,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            help="The verdict to reach. Default: the best.",
            autocompletion=complete_verdicts,
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            "--only",
            help="Change values of one state or pillar alone.",
            autocompletion=complete_owners,
            show_default=False,
        ),
    ] = None,
    steps: Annotated[bool, typer.Option("--steps", help="Show single steps, not grouped.")] = False,
    max_steps: Annotated[int, typer.Option("--max-steps", help="Stop after this many steps.", min=1)] = 50,
) -> None:
    """Say what would have to change first to reach a verdict: the steps that gain most, grouped by criterion.

    Example: viability path --to viable --only foreign_policy
    """
    from viability.analyses.path import path as find_path
    from viability.output.path import sheet, view

    study = request.edited(whole=True)
    with progress("path") as tell:
        found = find_path(study, to=to, only=only, max_steps=max_steps, progress=tell)
    request.emit(sheet(found), view(found, steps=steps))
