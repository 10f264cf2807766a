"""`viability compare`: scenarios side by side."""

from collections.abc import Sequence
from typing import Annotated

import typer

from viability.analyses.compare import compare as compare_scenarios
from viability.cli.command import command
from viability.cli.options import Drawn, Draws, Seed, complete_scenarios
from viability.cli.progress import progress
from viability.cli.request import Request
from viability.engine.draws import DRAWS, SEED
from viability.errors import FrameworkError
from viability.output.compare import sheet, view
from viability.study.scenario import Scenario
from viability.study.study import Study


@command
def compare(
    request: Request,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            help="Scenarios of the study, each against the study as it is.",
            show_default=False,
            autocompletion=complete_scenarios,
        ),
    ] = None,
    *,
    strategies: Annotated[
        bool, typer.Option("--strategies", help="Rank what actors could decide on, alone and the best in pairs.")
    ] = False,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
    weights_drawn: Drawn = None,
) -> None:
    """Put scenarios side by side with the study as it is; options hold for each of them, as they do for the baseline.

    Example: viability compare paper leave_csto
    """
    study = request.load(whole=True)
    then = request.scenarios(study)
    if strategies:
        if scenarios:
            raise FrameworkError("name scenarios, or give --strategies, not both")
        _ranked(request, study, then, seed)
        return
    if not scenarios:
        known = f": {', '.join(study.scenarios)}" if study.scenarios else "; the study has none"
        raise FrameworkError(f"name scenarios to compare, or give --strategies{known}")
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


def _ranked(request: Request, study: Study, then: Sequence[Scenario], seed: int) -> None:
    from viability.analyses.strategies import strategies
    from viability.output.strategies import sheet, view

    with progress("strategies") as tell:
        result = strategies(study, then=then, seed=seed, progress=tell)
    request.emit(sheet(result), view(result), scenarios=[one.strategies[0] for one in result.alone])
