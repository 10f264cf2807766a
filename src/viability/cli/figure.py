"""`viability figure`: one figure, for a page or a slide."""

from pathlib import Path
from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.completion import complete_figures
from viability.cli.options import Draws, Seed
from viability.cli.progress import progress
from viability.cli.request import Handed
from viability.engine.draws import DRAWS, SEED

ENDINGS = (".svg", ".png", ".pdf")


@command
def figure(
    request: Handed,
    name: Annotated[
        str,
        typer.Argument(
            help="The name of a figure; `viability list figures` lists them.", autocompletion=complete_figures
        ),
    ],
    file: Annotated[Path, typer.Argument(help="The file to write: .svg, .pdf or .png.")],
    *,
    data: Annotated[
        bool, typer.Option("--data", help="Also write the data behind it, as .csv with the same name.")
    ] = False,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
) -> None:
    """Draw a figure in print quality. A line below it says what it is made of.

    Example: viability figure points points.svg
    """
    from viability.cli.handing import answers, check_targets, signed
    from viability.errors import UnknownName, printable_path
    from viability.output.destination import write_files
    from viability.output.terminal import remark
    from viability.report.figures import FIGURES
    from viability.report.needs import need

    if name not in FIGURES:
        raise UnknownName("figure", name, FIGURES)
    need("altair", "vl_convert", "fontTools")
    check_targets(request, [file], ENDINGS)
    beside = file.with_suffix(".csv")
    check_targets(request, [beside] if data else [], [".csv"])
    from viability.report.answers import figure_of
    from viability.report.figures.frame import saved

    with progress(name):
        found = figure_of(answers(request, draws=draws, seed=seed), name)
        read = request.made(()).what_was_read(found.about.newest)
        held = {file: saved(found, file.suffix, request.line, read)}
    if data:
        from viability.output.csv_text import as_csv

        held[beside] = as_csv(signed(request, found.rows))
    write_files(held)
    for path, content in held.items():
        remark(f"wrote {printable_path(str(path))} ({len(content):,} bytes)")
