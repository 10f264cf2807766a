"""`viability members`: who carries the coalition, who drags it."""

from viability.cli.command import command
from viability.cli.options import Drawn, Draws, Seed
from viability.cli.request import Request
from viability.engine.draws import FEWER_DRAWS, SEED


@command
def members(
    request: Request,
    *,
    draws: Draws = FEWER_DRAWS,
    seed: Seed = SEED,
    weights_drawn: Drawn = None,
) -> None:
    """Say who carries the coalition and who drags it down: the index without each member, and its Shapley value.

    The Shapley value of a member is what it adds to the index on average over all orders of joining.

    Example: viability members --format csv
    """
    from viability.analyses.members import members as find_members
    from viability.cli.progress import progress
    from viability.output.members import sheet, view

    study = request.edited()
    with progress("coalitions") as tell:
        result = find_members(study, draws=draws, seed=seed, weights=weights_drawn, progress=tell)
    request.emit(sheet(result), view(result))
