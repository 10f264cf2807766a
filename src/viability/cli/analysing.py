"""`coalitions`, `sensitivity`, `path` and `trend`: the same evaluation with other inputs, many times."""

from typing import Annotated, Literal

import typer

from viability.cli.options import DOUBT, OUTPUT, Request, command
from viability.cli.progress import progress
from viability.draws import SEED

Names = list[str]
Seed = Annotated[int, typer.Option("--seed", help="Same seed, same numbers.", min=0, rich_help_panel=DOUBT)]
Top = Annotated[int, typer.Option("--top", help="Rows of each table; 0 shows all.", min=0, rich_help_panel=OUTPUT)]
SEARCH = "Search"


def _option(name: str, text: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, help=text, rich_help_panel=SEARCH, show_default=False)
    return option


@command
def coalitions(
    request: Request,
    *,
    candidates: Annotated[Names, _option("--candidates", "Who might belong; default: every state of the study.")] = [],  # noqa: B006 - typer copies it
    size: Annotated[int | None, _option("--size", "Exactly so many members.")] = None,
    min_size: Annotated[
        int, typer.Option("--min-size", help="At least so many members.", min=2, rich_help_panel=SEARCH)
    ] = 2,
    max_size: Annotated[int | None, _option("--max-size", "At most so many members.")] = None,
    must: Annotated[Names, _option("--must", "Belongs to every coalition.")] = [],  # noqa: B006 - typer copies it
    never: Annotated[Names, _option("--never", "Belongs to none.")] = [],  # noqa: B006 - typer copies it
    top: Annotated[int, typer.Option("--top", help="How many leaders to show.", min=1, rich_help_panel=SEARCH)] = 10,
    by: Annotated[
        Literal["viability", "cohesion"], typer.Option("--by", help="What leaders lead in.", rich_help_panel=SEARCH)
    ] = "viability",
    draws: Annotated[
        int,
        typer.Option(
            "--draws",
            help="Draw weights and data, and say how often each leader ranks first.",
            min=0,
            rich_help_panel=DOUBT,
        ),
    ] = 0,
    seed: Seed = SEED,
) -> None:
    """Search every coalition of the candidates: leaders, best of each size, Pareto sets, stability.

    Example: viability coalitions --must turkiye --min-size 3 --top 5
    """
    from viability.cli.options import split_names
    from viability.coalitions import search
    from viability.errors import CoalitionError
    from viability.render.analysis_rows import search_sheet
    from viability.render.coalition_views import SearchView

    if size is not None and (min_size, max_size) != (2, None):
        raise CoalitionError("--size fixes the number of members; leave out --min-size and --max-size")
    study, changes = request.edited(whole=True)
    with progress("coalitions") as tell:
        found = search(
            study,
            candidates=split_names(candidates) or None,
            size=size,
            min_size=min_size,
            max_size=max_size,
            must=split_names(must),
            never=split_names(never),
            top=top,
            by=by,
            draws=draws,
            seed=seed,
            progress=tell,
        )
    request.emit(search_sheet(study, found, changes), SearchView(study, found, changes))


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
    top: Top = 8,
) -> None:
    """Say what the result depends on: which doubt, which criteria and data, which weights, which compensation.

    Example: viability sensitivity --samples 256 --top 5
    """
    from viability.errors import CoalitionError
    from viability.render.analysis_rows import Sensitivity, sensitivity_sheet
    from viability.render.sensitivity_view import SensitivityView
    from viability.robustness import (
        break_even,
        compensation_turns,
        effective_weights,
        extreme_weights,
        least_change,
    )
    from viability.variance import tornado, variance_by_factor, worth_measuring

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


@command
def path(
    request: Request,
    *,
    to: Annotated[str, typer.Option("--to", help="The verdict to reach.")] = "viable",
    only: Annotated[
        str | None, typer.Option("--only", help="Move values of one state or pillar alone.", show_default=False)
    ] = None,
    max_steps: Annotated[int, typer.Option("--max-steps", help="Stop after so many steps.", min=1)] = 50,
) -> None:
    """List what would have to change first: single values, step by step, until the verdict is reached.

    Example: viability path --to viable --only foreign_policy
    """
    from viability.path import path as find_path
    from viability.render.analysis_rows import path_sheet
    from viability.render.course_views import PathView

    study, changes = request.edited(whole=True)
    with progress("path") as tell:
        found = find_path(study, to=to, only=only, max_steps=max_steps, progress=tell)
    request.emit(path_sheet(study, found, changes), PathView(study, found, changes))


@command
def trend(
    request: Request,
    *,
    start: Annotated[str, typer.Option("--from", help="First date: YYYY, YYYY-MM or YYYY-MM-DD.")] = "2015",
    end: Annotated[
        str | None, typer.Option("--to", help="Last date; default: the newest datum.", show_default=False)
    ] = None,
    every: Annotated[
        Literal["year", "event"], typer.Option("--every", help="Evaluate at year ends, or whenever a value changes.")
    ] = "year",
) -> None:
    """Show the index over time, and which changes moved it.

    Example: viability trend --from 2020
    """
    from viability.render.analysis_rows import trend_sheet
    from viability.render.course_views import TrendView
    from viability.trend import trend as find_trend

    study, changes = request.edited(whole=True)
    with progress("trend") as tell:
        found = find_trend(study, start=start, end=end, every=every, progress=tell)
    request.emit(trend_sheet(study, found, changes), TrendView(study, found, changes))
