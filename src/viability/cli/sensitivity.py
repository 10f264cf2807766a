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
            help="Base samples of the variance decomposition, a power of two.",
            min=2,
            rich_help_panel=DOUBT,
        ),
    ] = 1024,
    seed: Seed = SEED,
    top: TableTop = 8,
) -> None:
    """Say what the result depends on: which doubt, which criteria and data, which weights, which compensation.

    Example: viability sensitivity --samples 256 --top 5
    """
    from viability.analyses.sensitivity.robustness import (
        break_even,
        compensation_turns,
        effective_weights,
        extreme_weights,
        least_change,
    )
    from viability.analyses.sensitivity.variance import tornado, variance_by_factor, worth_measuring
    from viability.errors import CoalitionError
    from viability.output.sensitivity import Sensitivity, SensitivityView, sensitivity_sheet

    study, changes = request.edited(whole=True)
    with progress("sensitivity") as tell:
        tell(0, 4)
        variance = variance_by_factor(study, samples=samples, seed=seed)
        tell(1, 4)
        bars = tornado(study, seed=seed)
        tell(2, 4)
        try:
            effective = effective_weights(study, seed=seed)
        except CoalitionError:
            effective = None
        tell(3, 4)
        found = Sensitivity(
            variance=variance,
            tornado=bars,
            worth=worth_measuring(study),
            break_even=break_even(study),
            any_weights=extreme_weights(study, within=None),
            near_weights=extreme_weights(study),
            least_change=least_change(study),
            effective=effective,
            compensation=compensation_turns(study),
        )
    request.emit(sensitivity_sheet(study, found, changes), SensitivityView(study, found, changes, top))
