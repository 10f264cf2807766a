"""`viability pairs`: who pulls together with whom."""

from viability.cli.command import command
from viability.cli.request import Request


@command
def pairs(request: Request) -> None:
    """Show how alike every two members are and how closely tied: their cohesion, 0 to 100.

    Example: viability pairs --with hungary
    """
    from viability.analyses.pairs import pairs as find_pairs
    from viability.output.pairs import sheet, view

    result = find_pairs(request.edited())
    request.emit(sheet(result), view(result))
