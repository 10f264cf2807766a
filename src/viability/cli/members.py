"""`viability members`: who carries the coalition, who drags it."""

from viability.cli.command import command
from viability.cli.request import Request


@command
def members(request: Request) -> None:
    """Show the index without each member, and what each brings on average over all orders of joining (Shapley).

    Example: viability members --format csv
    """
    from viability.analyses.members import shapley, without_each
    from viability.analyses.score import assess
    from viability.cli.progress import progress
    from viability.output.members import ShapleyView, shapley_sheet

    study = request.load()
    result = assess(study, *request.scenarios(study), draws=1)
    without = without_each(result.study)
    with progress("coalitions") as tell:
        found = shapley(result.study, progress=tell)
    request.emit(shapley_sheet(result.study, without, found, result.changes), ShapleyView(result, without, found))
