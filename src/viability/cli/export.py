"""`viability export`: all results and every datum behind them, as a data package."""

from pathlib import Path
from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.options import Draws, Seed
from viability.cli.request import Handed
from viability.engine.draws import DRAWS, SEED


@command
def export(
    request: Handed,
    folder: Annotated[Path, typer.Argument(help="A new folder.")],
    *,
    draws: Draws = DRAWS,
    seed: Seed = SEED,
) -> None:
    """Write a data package (Frictionless): results, criteria, pairs, coalitions, claims, every value with its source.

    Example: viability export package
    """
    from viability.cli.handing import answers, check_targets
    from viability.cli.progress import progress
    from viability.errors import printable_path
    from viability.files.places import is_shipped, study_folder
    from viability.files.whole import whole_folder
    from viability.output.terminal import remark
    from viability.report.package import package

    check_targets(request, [], [])
    of = study_folder(request.study)
    told = of / "LICENCES.md"
    with progress("export"):
        made = package(
            answers(request, draws=draws, seed=seed),
            request.made(()),
            told.read_bytes() if told.is_file() else None,
            ours=is_shipped(of),
        )
    with whole_folder(folder) as draft:
        for name, data in made.files.items():
            path = draft / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    remark(f"wrote {printable_path(str(folder))} ({made.tables} tables)")
