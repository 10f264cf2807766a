"""`viability score`: the index of a coalition, how sure, what stands in the way."""

from viability.analyses.score import assess
from viability.cli.command import command
from viability.cli.options import Brief, Drawn, Draws, Full, Seed, Top
from viability.cli.progress import progress
from viability.cli.request import Request
from viability.engine.draws import DRAWS, SEED
from viability.output.face import Extent
from viability.output.score import sheet, view

TOP = 8
"""Rows of obstacles and of catalysts where all tables are shown."""


@command
def score(
    request: Request,
    *,
    top: Top = None,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
    weights_drawn: Drawn = None,
    brief: Brief = False,
    full: Full = False,
) -> None:
    """Score a coalition: index, verdict, how sure, what speaks most against and for it, and a chart of all criteria.

    With any what-if option it also shows the study as it is, and the difference.

    Example: viability score --without kyrgyzstan --weight foreign_policy=50%
    """
    extent: Extent = "full" if full or top is not None else "brief" if brief else "chart"
    study = request.load(whole=extent == "full")  # coalitions are told apart among all of its states
    with progress("draws") as tell:
        result = assess(
            study,
            *request.scenarios(study),
            question=request.question,
            draws=draws,
            seed=seed,
            weights=weights_drawn,
            progress=tell,
            discriminate=extent == "full",
            placed="table" if extent == "full" else "line",
        )
    request.emit(sheet(result), view(result, TOP if top is None else top, extent))
