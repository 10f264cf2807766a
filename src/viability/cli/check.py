"""`viability check`: what is wrong with a study."""

import typer

from viability.cli.command import command
from viability.cli.options import TableTop
from viability.cli.request import Plain


@command
def check(request: Plain, *, top: TableTop = 8) -> None:
    """Report everything wrong with a study at once, with file, line and a hint; exit 1 if anything is.

    A warning tells what looks like a slip, though it may be meant. Two tables count what is empty or old at the study's
    day, by state and by criterion. Neither changes the exit code.

    Example: viability check --study .
    """
    from viability.analyses.check import check_study
    from viability.output.check import sheet, view
    from viability.output.made import Made

    found = check_study(request.study)
    tried = () if found.study is None else tuple(found.study.scenarios.values())
    made = Made(command=request.line, study=found.study, scenarios=tried)
    request.emit(sheet(found), view(found, top), made=made)
    if found.total:
        raise typer.Exit(1)
