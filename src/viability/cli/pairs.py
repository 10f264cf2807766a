"""`viability pairs`: who pulls together with whom."""

from viability.cli.command import command
from viability.cli.request import Request


@command
def pairs(request: Request) -> None:
    """Show the cohesion of every pair of members.

    Example: viability pairs --with hungary
    """
    from viability.analyses.pairs import pairs as pairs_of
    from viability.engine.evaluate import evaluate
    from viability.output.pairs import PairsView, pairs_sheet

    study, changes = request.edited()
    found, whole = pairs_of(study), float(evaluate(study).cohesion[0])
    request.emit(pairs_sheet(study, found, changes), PairsView(study, found, whole, changes))
