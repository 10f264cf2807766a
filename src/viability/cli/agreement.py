"""`viability agreement`: how far coders agree."""

from viability.cli.command import command
from viability.cli.options import Full, Seed
from viability.cli.request import Request
from viability.engine.draws import SEED


@command
def agreement(request: Request, *, seed: Seed = SEED, full: Full = False) -> None:
    """Say how far several coders agree on the ratings, for each attribute and in all, and where they disagree.

    Example: viability agreement
    """
    from viability.analyses.agreement import agreement as find_agreement
    from viability.output.agreement import sheet, view

    result = find_agreement(request.edited(whole=True), seed=seed)
    request.emit(sheet(result), view(result, full=full))
