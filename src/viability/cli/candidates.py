"""`viability candidates`: who would fit."""

from typing import Annotated

import typer

from viability.analyses.candidates import candidates as find_candidates
from viability.cli.command import command
from viability.cli.completion import complete_ranks
from viability.cli.options import Drawn, Draws, Seed
from viability.cli.progress import progress
from viability.cli.request import Request
from viability.engine.draws import FEWER_DRAWS, SEED
from viability.output.candidates import sheet, view


@command
def candidates(
    request: Request,
    *,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            help="Rank by viability, necessity or cohesion; default: the first.",
            autocompletion=complete_ranks,
            show_default=False,
        ),
    ] = None,
    draws: Draws = FEWER_DRAWS,
    seed: Seed = SEED,
    weights_drawn: Drawn = None,
) -> None:
    """Rank every state outside the coalition by what its joining would do to each index.

    Example: viability candidates --by cohesion
    """
    study = request.edited(whole=True)
    with progress("candidates") as tell:
        found = find_candidates(study, by=by, draws=draws, seed=seed, weights=weights_drawn, progress=tell)
    request.emit(sheet(found), view(found))
