"""`viability compare`: scenarios side by side."""

from collections.abc import Sequence
from typing import Annotated

import typer

from viability.analyses.compare import compare as compare_scenarios
from viability.cli.command import command
from viability.cli.completion import complete_scenarios
from viability.cli.options import Drawn, Draws, Full, Seed
from viability.cli.progress import progress
from viability.cli.request import Request
from viability.engine.draws import DRAWS, SEED
from viability.errors import FrameworkError
from viability.files.asked import FORMS, Asked, as_column
from viability.output.compare import sheet, view
from viability.study.scenario import Scenario
from viability.study.study import Study


@command
def compare(
    request: Request,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            help="Each a scenario, a scenario file (my.yaml), a saved result (result.json), a named coalition, or "
            'options under a label ("mine: --weight PILLAR=40%").',
            show_default=False,
            autocompletion=complete_scenarios,
        ),
    ] = None,
    *,
    strategies: Annotated[
        bool,
        typer.Option(
            "--strategies", help="Rank the scenarios that an actor could decide on, alone and the best in pairs."
        ),
    ] = False,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
    weights_drawn: Drawn = None,
    full: Full = False,
) -> None:
    """Compare scenarios with the study as it is, or rank strategies.

    What-if options apply to every column; where no scenario is named, they are what is compared.

    Example: viability compare paper "mine: --weight foreign_policy=40%"
    """
    study = request.load(whole=True)
    then = request.scenarios(study)
    if strategies:
        if scenarios:
            raise FrameworkError("name scenarios, or give --strategies, not both")
        if weights_drawn not in {None, "fixed"}:
            raise FrameworkError(
                "strategies are ranked with the weights as they are, and the data alone vary; leave out --weights-drawn"
            )
        _ranked(request, study, then, (draws, seed), full=full)
        return
    asked: Sequence[str | Asked]
    if not scenarios and then:
        asked, then = [as_column(then)], ()
    elif scenarios:
        asked = scenarios
    else:
        known = f". Its scenarios: {', '.join(study.scenarios)}" if study.scenarios else ""
        raise FrameworkError(f"name what to compare: {FORMS}; or give --strategies{known}")
    with progress("draws") as tell:
        result = compare_scenarios(
            study,
            asked,
            then=then,
            question=request.question,
            draws=draws,
            seed=seed,
            weights=weights_drawn,
            progress=tell,
        )
    compared = [one if one.id else one.replace(id=column.name) for column in result.columns for one in column.scenarios]
    request.emit(sheet(result), view(result, full=full), scenarios=compared)


def _ranked(request: Request, study: Study, then: Sequence[Scenario], drawn: tuple[int, int], *, full: bool) -> None:
    """Rank the study's strategies; `drawn` is how often data are drawn, and the seed."""
    from viability.analyses.strategies import strategies
    from viability.output.strategies import sheet, view

    with progress("strategies") as tell:
        draws, seed = drawn
        result = strategies(study, then=then, question=request.question, draws=draws, seed=seed, progress=tell)
    request.emit(sheet(result), view(result, full=full), scenarios=[one.strategies[0] for one in result.alone])
