"""`viability score`: the index of a coalition, how sure, what stands in the way."""

from viability.analyses.score import assess
from viability.cli.command import command
from viability.cli.options import Drawn, Draws, Seed, Top
from viability.cli.progress import progress
from viability.cli.request import Request
from viability.engine.draws import DRAWS, SEED
from viability.output.score import sheet, view


@command
def score(
    request: Request,
    *,
    top: Top = 8,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
    weights_drawn: Drawn = None,
) -> None:
    """Score a coalition: index, verdict, how sure, obstacles and catalysts.

    With any what-if option it shows baseline, new and difference.

    Example: viability score --without kyrgyzstan --weight foreign_policy=50%
    """
    study = request.load()
    with progress("draws") as tell:
        result = assess(
            study,
            *request.scenarios(study),
            question=request.question,
            draws=draws,
            seed=seed,
            weights=weights_drawn,
            progress=tell,
        )
    request.emit(sheet(result), view(result, top))
