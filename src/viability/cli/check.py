"""`viability check`: what is wrong with a study."""

import typer

from viability.cli.command import command
from viability.cli.request import Plain


@command
def check(request: Plain) -> None:
    """Report everything wrong with a study at once, with file, line and a hint; exit 1 if anything is.

    Warnings tell what looks like a slip and may be meant; they change no exit code.

    Example: viability check --study .
    """
    from viability.analyses.check import check_study
    from viability.output.check import sheet, view

    found = check_study(request.study)
    request.emit(sheet(found), view(found))
    if found.total:
        raise typer.Exit(1)
