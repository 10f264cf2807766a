"""`viability convert`: a study with its states in another form."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from viability.cli.command import command
from viability.cli.request import Bare

Source = Annotated[Path, typer.Argument(help="The study: a folder, or the name of one that comes along.")]
Target = Annotated[Path, typer.Argument(help="A new folder.")]
Form = Annotated[
    Literal["tables", "yaml"],
    typer.Option("--as", help="CSV files for all states, or a YAML profile for each."),
]


@command
def convert(request: Bare, source: Source, target: Target, *, form: Form = "tables") -> None:  # noqa: ARG001 - every command has one
    """Copy a study, with its states as tables or as profiles. Everything else stays as it is, with its comments.

    Example: viability convert shipped my_study --as tables
    """
    from viability.errors import printable_path
    from viability.files.folder import load_study
    from viability.files.places import study_folder
    from viability.files.writing import convert as write

    folder = study_folder(source)
    study = load_study(folder)
    count = write(study, folder, target, form)
    what = "tables" if form == "tables" else "profiles"
    typer.echo(f"wrote {printable_path(str(target))}: {len(study.states)} states in {count} {what}")
