"""`viability trend`: the index over time."""

from typing import Annotated, Literal

import typer

from viability.cli.command import command
from viability.cli.progress import progress
from viability.cli.request import Request
from viability.errors import FrameworkError
from viability.study.fields import as_date


@command
def trend(
    request: Request,
    *,
    start: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="First date: YYYY, YYYY-MM or YYYY-MM-DD; default: the first year of which enough is known.",
            show_default=False,
        ),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--until", help="Last date; default: the newest datum.", show_default=False)
    ] = None,
    every: Annotated[
        Literal["year", "event"],
        typer.Option("--every", help="Evaluate at the end of each year, or at each date on which a value changes."),
    ] = "year",
) -> None:
    """Show the index over time, what changed in the world, and what only became known.

    Example: viability trend --from 2020
    """
    from viability.analyses.trend import trend as find_trend
    from viability.output.trend import sheet, view

    for name, day in (("--from", start), ("--until", end)):
        try:
            if day is not None:
                as_date(day)
        except ValueError as error:
            raise FrameworkError(f"{name}: {error}") from None
    study = request.edited(whole=True)
    with progress("trend") as tell:
        found = find_trend(study, start=start, end=end, every=every, progress=tell)
    request.emit(sheet(found), view(found))
