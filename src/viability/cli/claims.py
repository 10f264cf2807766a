"""`viability claims`: what somebody asserts, put to the test."""

from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.options import DOUBT, Full, Seed
from viability.cli.request import Request
from viability.engine.draws import DRAWS, MOST_DRAWS, SEED

DataDraws = Annotated[
    int,
    typer.Option(
        "--draws",
        help="How many times the data are varied at random; claims do not depend on weights.",
        min=1,
        max=MOST_DRAWS,
        rich_help_panel=DOUBT,
    ),
]


@command
def claims(request: Request, *, draws: DataDraws = DRAWS, seed: Seed = SEED, full: Full = False) -> None:
    """Test every claim of the study against a reference or another day, and say what the evidence bears out.

    Example: viability claims
    """
    from viability.analyses.claims import claims as test_claims
    from viability.output.claims import sheet, view

    result = test_claims(request.edited(whole=True), draws=draws, seed=seed)
    request.emit(sheet(result), view(result, full=full))
