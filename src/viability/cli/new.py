"""`viability new`: one more thing for a study, with questions where a person has to answer."""

from typing import Annotated, Literal

import typer

from viability.cli.command import command
from viability.cli.options import StudyOption
from viability.cli.request import Bare

What = Annotated[Literal["state"], typer.Argument(help="What to add: state.", show_default=False)]
Name = Annotated[str, typer.Argument(help="The state: a name, or a code of ISO 3166.", show_default=False)]


@command
def new(
    request: Bare,  # noqa: ARG001 - every command has one
    what: What,  # noqa: ARG001 - there is one kind so far
    name: Name,
    *,
    study: StudyOption = None,
) -> None:
    """Write an empty profile of another state, with every value that the framework needs as a question in words.

    Each question says what the value means, its unit and range or its levels, and where other states' values come from.
    What stays empty is a known gap, which `viability check` counts.

    Example: viability new state NOR --study my_study
    """
    from viability.errors import printable_path
    from viability.files.blank import new_state

    path = new_state(study, name)
    typer.echo(f"wrote {printable_path(str(path))}")
    typer.echo("next: answer what you can, and run `viability check`")
