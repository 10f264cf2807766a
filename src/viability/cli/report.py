"""`viability report`: one page that tells it all, with sliders."""

from pathlib import Path
from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.completion import complete_states, complete_verdicts
from viability.cli.options import Draws, Seed
from viability.cli.request import Handed
from viability.engine.draws import DRAWS, SEED


@command
def report(
    request: Handed,
    file: Annotated[Path, typer.Argument(help="The file to write: .html.")],
    *,
    candidates: Annotated[
        list[str],
        typer.Option(
            "--candidates",
            help="States that a reader can add to the members, 12 states in all; default: the candidates of the study.",
            autocompletion=complete_states,
            show_default=False,
        ),
    ] = [],  # noqa: B006 - typer copies it
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            help="The verdict that the path aims at; default: the next better one.",
            autocompletion=complete_verdicts,
            show_default=False,
        ),
    ] = None,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
) -> None:
    """Write one page that needs no network: both answers with sliders, figures, claims, every value with its source.

    Example: viability report report.html
    """
    from viability.cli.handing import answers, check_targets, command_of, figure_line
    from viability.cli.progress import progress
    from viability.errors import printable_path
    from viability.output.destination import write_files
    from viability.output.terminal import remark
    from viability.report.figures import FIGURES
    from viability.report.needs import need
    from viability.study.options import split_names

    need()
    check_targets(request, [file], [".html"])
    from viability.report.page import page

    named = split_names(candidates)
    asked = answers(request, draws=draws, seed=seed, candidates=named or None, to=to)
    with progress("report") as bar:
        done = iter(range(1, len(FIGURES) + 4))
        text = page(
            asked,
            command_of(request, asked.study, draws=draws, seed=seed),
            lambda name: figure_line(request, name) if name else request.line,
            lambda _: bar(next(done), len(FIGURES) + 3),
            made=request.made(()),
        )
    data = text.encode()
    write_files({file: data})
    remark(f"wrote {printable_path(str(file))} ({len(data) / 1e6:.2f} MB)")
