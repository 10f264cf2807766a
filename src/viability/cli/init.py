"""`viability init`: the beginning of a study of one's own."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.completion import complete_states, complete_studies
from viability.cli.options import CoalitionOption
from viability.cli.request import Bare
from viability.study.options import split_names

Target = Annotated[Path, typer.Argument(help="A new folder, or an empty one.", show_default=False)]
Origin = Annotated[
    Path | None,
    typer.Option(
        "--from",
        help="Take framework and data from a study: `world`, `shipped`, or a folder. Without it, an example with "
        "comments; with --members, from `world`.",
        autocompletion=complete_studies,
        show_default=False,
    ),
]
Whom = Annotated[
    list[str],
    typer.Option(
        "--members",
        help="The coalition: ids, ISO codes or names; repeat or separate by commas.",
        autocompletion=complete_states,
        show_default=False,
    ),
]
Day = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="The day of the new study: YYYY, YYYY-MM or YYYY-MM-DD. Data of other days come along.",
        show_default=False,
    ),
]
Title = Annotated[str | None, typer.Option("--title", help="What the coalition is called.", show_default=False)]


@command
def init(
    request: Bare,  # noqa: ARG001 - every command has one
    target: Target,
    *,
    from_: Origin = None,
    members: Whom = [],  # noqa: B006 - typer's default
    coalition: CoalitionOption = None,
    as_of: Day = None,
    title: Title = None,
) -> None:
    """Begin a study of your own: an example with comments, or a part of another study with its rules and sources.

    From another study it takes the framework, the members, and the states that the members name as threats. The folder
    is written whole or not at all.

    Example: viability init nordic --from world --members SWE,FIN,NOR,DNK,ISL
    """
    from viability.errors import FrameworkError, printable_path
    from viability.files.beginning import begin
    from viability.files.coalitions import named_coalition
    from viability.study.fields import as_date

    names = split_names(members)
    if names and coalition is not None:
        raise FrameworkError("--coalition and --members both name the members; use only one")
    if from_ is None and (names or coalition or as_of):
        from_ = Path("world")
    try:
        day = None if as_of is None else as_date(as_of)
    except ValueError as error:
        raise FrameworkError(f"--as-of: {error}") from None
    if coalition is not None:
        group = named_coalition(from_, coalition)
        names, day, title = group.members, day or group.date, title or group.title
    begun = begin(target, from_, members=names, as_of=day, title=title)
    study = begun.study
    counts = f"{len(study.states)} states, {len(study.criteria)} criteria, sources: {len(study.sources)}"
    if from_ is None:
        typer.echo(f"wrote {printable_path(str(target))}: an example with comments ({counts})")
    else:
        beside = f", {len(begun.beside)} that measures look at" if begun.beside else ""
        typer.echo(
            f"wrote {printable_path(str(target))} from {begun.origin}, as of {study.day}: {len(begun.members)} "
            f"members{beside}"
        )
        typer.echo(f"its framework, {len(study.criteria)} criteria, {len(study.sources)} sources")
        if begun.left:
            told = (f"{count} {kind if count > 1 else kind[:-1]}" for kind, count in begun.left.items())
            typer.echo(f"left behind, because they are about others: {', '.join(told)}")
    typer.echo(f"next: viability score --study {shlex.quote(printable_path(str(target)))}")
