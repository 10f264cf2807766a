"""`viability compare`: scenarios side by side."""

from typing import Annotated

import typer

from viability.analyses.compare import compare as compare_scenarios
from viability.cli.command import command
from viability.cli.options import Drawn, Draws, Seed
from viability.cli.progress import progress
from viability.cli.request import Request
from viability.engine.draws import DRAWS, SEED
from viability.output.compare import sheet, view


@command
def compare(
    request: Request,
    scenarios: Annotated[
        list[str],
        typer.Argument(help="Scenarios of the study, each against the study as it is.", show_default=False),
    ],
    *,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
    weights_drawn: Drawn = None,
) -> None:
    """Put scenarios side by side with the study as it is; options hold for each of them, as they do for the baseline.

    Example: viability compare paper leave_csto
    """
    study = request.load(whole=True)
    then = request.scenarios(study)
    with progress("draws") as tell:
        result = compare_scenarios(
            study,
            scenarios,
            then=then,
            question=request.question,
            draws=draws,
            seed=seed,
            weights=weights_drawn,
            progress=tell,
        )
    compared = [study.scenario(name) for name in scenarios]
    request.emit(sheet(result), view(result), scenarios=compared)
