"""`score` and `compare`: the index of a coalition, and of scenarios side by side."""

from typing import Annotated, Literal

import typer

from viability.assessment import assess
from viability.assessment import compare as compare_scenarios
from viability.cli.options import DOUBT, OUTPUT, Request, command
from viability.cli.progress import progress
from viability.render.comparison_views import CompareView
from viability.render.rows import compare_sheet, score_sheet
from viability.render.score_view import ScoreView
from viability.sensitivity import DRAWS, SEED

Draws = Annotated[
    int,
    typer.Option("--draws", help="How many draws of weights and data.", min=1, max=1_000_000, rich_help_panel=DOUBT),
]
Seed = Annotated[int, typer.Option("--seed", help="Same seed, same draws.", min=0, rich_help_panel=DOUBT)]
Drawn = Annotated[
    Literal["uniform", "around", "fixed"],
    typer.Option(
        "--weights-drawn",
        help="Weights: all alike likely, around the given ones, or fixed (data alone in doubt).",
        rich_help_panel=DOUBT,
    ),
]
Top = Annotated[
    int,
    typer.Option("--top", help="Rows of obstacles and of catalysts; 0 shows all.", min=0, rich_help_panel=OUTPUT),
]


@command
def score(
    request: Request,
    *,
    top: Top = 8,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
    weights_drawn: Drawn = "uniform",
) -> None:
    """Score a coalition: index, verdict, how sure, obstacles and catalysts.

    With any what-if option it shows baseline, new and difference.

    Example: viability score --without kyrgyzstan --weight foreign_policy=50%
    """
    study = request.load()
    with progress("draws") as tell:
        result = assess(study, *request.scenarios(study), draws=draws, seed=seed, weights=weights_drawn, progress=tell)
    request.emit(score_sheet(result), ScoreView(result, top))


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
    weights_drawn: Drawn = "uniform",
) -> None:
    """Put scenarios side by side with the study as it is; options hold for each of them, as they do for the baseline.

    Example: viability compare paper leave_csto
    """
    study = request.load(whole=True)
    then = request.scenarios(study)
    with progress("draws") as tell:
        results = compare_scenarios(
            study, scenarios, then=then, draws=draws, seed=seed, weights=weights_drawn, progress=tell
        )
    request.emit(compare_sheet(results, scenarios), CompareView(results, scenarios))
