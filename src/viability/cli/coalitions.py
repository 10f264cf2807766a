"""`viability coalitions`: which coalition would be better."""

from collections.abc import Callable
from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.completion import complete_ranks, complete_states
from viability.cli.options import DOUBT, Drawn, Seed
from viability.cli.progress import progress
from viability.cli.request import Request
from viability.engine.draws import SEED
from viability.study.framework import VIABILITY

Names = list[str]

SEARCH = "Search"


def _option(name: str, text: str, complete: Callable[[str], list[str]] | None = None) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(
        name, help=text, autocompletion=complete, rich_help_panel=SEARCH, show_default=False
    )
    return option


@command
def coalitions(
    request: Request,
    *,
    candidates: Annotated[
        Names,
        _option("--candidates", "The states searched; default: the members, and all that might join.", complete_states),
    ] = [],  # noqa: B006 - typer copies it
    size: Annotated[int | None, _option("--size", "Exactly this many members.")] = None,
    min_size: Annotated[
        int, typer.Option("--min-size", help="The least number of members.", min=2, rich_help_panel=SEARCH)
    ] = 2,
    max_size: Annotated[int | None, _option("--max-size", "The greatest number of members.")] = None,
    must: Annotated[Names, _option("--must", "States that belong to every coalition.", complete_states)] = [],  # noqa: B006 - typer copies it
    never: Annotated[Names, _option("--never", "States that belong to no coalition.", complete_states)] = [],  # noqa: B006 - typer copies it
    top: Annotated[
        int, typer.Option("--top", help="How many of the highest coalitions to show.", min=1, rich_help_panel=SEARCH)
    ] = 10,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            help="Rank by viability, necessity or cohesion, as the framework calls them.",
            autocompletion=complete_ranks,
            rich_help_panel=SEARCH,
        ),
    ] = VIABILITY,
    draws: Annotated[
        int,
        typer.Option(
            "--draws",
            help="How many times weights and data are varied at random, to say how often each comes first; 0: never.",
            min=0,
            rich_help_panel=DOUBT,
        ),
    ] = 0,
    seed: Seed = SEED,
    weights_drawn: Drawn = None,
    workers: Annotated[
        int,
        typer.Option("--workers", help="How many processes of this machine search.", min=1, rich_help_panel=SEARCH),
    ] = 1,
    scheduler: Annotated[
        str | None,
        _option("--scheduler", "Search on a Dask cluster: the address of its scheduler, such as tcp://HOST:8786."),
    ] = None,
) -> None:
    """Search all coalitions of the study's states: the highest, best of each size, who would be dropped or admitted.

    Example: viability coalitions --must turkiye --min-size 3 --top 5
    """
    from viability.analyses.coalitions.search import search
    from viability.errors import CoalitionError
    from viability.output.coalitions import sheet, view
    from viability.study.options import split_names

    if size is not None and (min_size, max_size) != (2, None):
        raise CoalitionError("--size fixes the number of members; leave out --min-size and --max-size")
    study = request.edited(whole=True)
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
            by=None if by == VIABILITY and by not in study.framework.questions else by,
            draws=draws,
            seed=seed,
            weights=weights_drawn,
            workers=workers,
            scheduler=scheduler,
            progress=tell,
        )
    request.emit(sheet(found), view(found))
