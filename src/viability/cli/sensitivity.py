"""`viability sensitivity`: what the result depends on."""

from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.options import DOUBT, Seed, TableTop
from viability.cli.progress import progress
from viability.cli.request import Request
from viability.engine.draws import SEED


@command
def sensitivity(
    request: Request,
    *,
    samples: Annotated[
        int,
        typer.Option(
            "--samples",
            help="How exactly the doubt is split among its sources: a power of two; more is slower.",
            min=2,
            rich_help_panel=DOUBT,
        ),
    ] = 1024,
    seed: Seed = SEED,
    top: TableTop = 8,
) -> None:
    """Say how sure the verdict is and what it depends on: weights, data, goalposts, single criteria and values.

    Example: viability sensitivity --samples 256 --top 5
    """
    from viability.analyses.sensitivity.answer import sensitivity as find_sensitivity
    from viability.output.sensitivity import sheet, view

    study = request.edited(whole=True)
    with progress("sensitivity") as tell:
        found = find_sensitivity(study, samples=samples, seed=seed, progress=tell)
    request.emit(sheet(found), view(found, top))
