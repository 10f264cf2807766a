"""`viability schema`: JSON Schema of the files of a study, so that editors check and complete them."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.options import StudyOption
from viability.cli.request import Bare


def _kinds(incomplete: str) -> list[str]:
    from viability.files.schema import KINDS

    return [kind for kind in KINDS if kind.startswith(incomplete)]


Kind = Annotated[
    str | None,
    typer.Argument(
        help="framework, codebook, threats, institutions, claims, criterion, coalition, sources, tables, coders, "
        "state, scenario or coalitions; without it, all in one.",
        autocompletion=_kinds,
        show_default=False,
    ),
]
Into = Annotated[
    Path | None,
    typer.Option("--into", help="Write one file for each kind into this folder.", show_default=False),
]


@command
def schema(request: Bare, kind: Kind = None, *, into: Into = None, study: StudyOption = None) -> None:  # noqa: ARG001 - every command has one
    """Write JSON Schema of the files of a study, with which editors help to write them.

    The schema of profiles knows the study: its pillars, attributes with their ranges and levels, threat sources and
    institutions. An editor with a YAML language server then completes names and marks mistakes.

    Example: viability schema state
    """
    from viability.errors import UnknownName, printable_path
    from viability.files.folder import load_study
    from viability.files.places import study_folder
    from viability.files.schema import KINDS, LINE, schema_of

    if kind is not None and kind not in KINDS:
        raise UnknownName("kind of file", kind, KINDS)
    root = study_folder(study)
    held, tabled = load_study(root), (root / "states/_tables.yaml").exists()
    found = {one: schema_of(one, held, tabled=tabled) for one in KINDS if kind in {None, one}}
    if into is None:
        typer.echo(json.dumps(found if kind is None else found[kind], indent=2, ensure_ascii=False))
        return
    from viability.output.destination import write_files

    into.mkdir(parents=True, exist_ok=True)
    texts = {into / f"{one}.json": json.dumps(body, indent=2, ensure_ascii=False) + "\n" for one, body in found.items()}
    write_files({path: text.encode() for path, text in texts.items()})
    typer.echo(
        f"wrote {len(texts)} files into {printable_path(str(into))}; "
        "the first line of a file tells editors which is meant:"
    )
    for one in found:
        path = os.path.relpath(into / f"{one}.json", (root / KINDS[one].files).parent)
        typer.echo(f"  {KINDS[one].files}: {LINE.format(Path(path).as_posix())}")
