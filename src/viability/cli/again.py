"""`viability again`: whether a saved result still comes out."""

from pathlib import Path
from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.options import TableTop
from viability.cli.request import Plain


@command
def again(
    request: Plain,
    result: Annotated[Path, typer.Argument(help="A file that --output RESULT.json wrote.", show_default=False)],
    *,
    top: TableTop = 20,
) -> None:
    """Make a saved result again, and say that it is the same or what differs; exit 1 if anything does.

    Example: viability again score.json
    """
    from viability.cli.rerun import again as make_again
    from viability.output.again import sheet, view

    found = make_again(result, request.study)
    request.emit(sheet(found), view(found, top))
    if not found.same:
        raise typer.Exit(1)
