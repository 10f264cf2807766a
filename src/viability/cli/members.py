"""`viability members`: who carries the coalition, who drags it."""

from viability.cli.command import command
from viability.cli.request import Request


@command
def members(request: Request) -> None:
    """Show the index without each member, and what each brings on average over all orders of joining (Shapley).

    Example: viability members --format csv
    """
    from viability.analyses.members import members as find_members
    from viability.cli.progress import progress
    from viability.output.members import sheet, view

    study = request.edited()
    with progress("coalitions") as tell:
        result = find_members(study, progress=tell)
    request.emit(sheet(result), view(result))
