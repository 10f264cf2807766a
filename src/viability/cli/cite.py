"""`viability cite`: what to cite."""

from typing import Annotated, Literal

import typer

from viability.cli.command import command
from viability.cli.request import CAPTURED, Request


@command
def cite(
    request: Request,
    *,
    style: Annotated[
        Literal["bibtex", "csl", "text"] | None,
        typer.Option("--style", help="Print references alone: BibTeX, CSL-JSON or plain text.", show_default=False),
    ] = None,
) -> None:
    """List what to cite: the program, the framework, and every source behind a result, in full.

    Example: viability cite --style bibtex
    """
    from viability.analyses.cite import cite as find_citations
    from viability.errors import OutputError
    from viability.output.cite import sheet, view, written
    from viability.output.destination import put, say

    result = find_citations(request.edited(whole=True))
    if style is None or CAPTURED.get() is not None:
        request.emit(sheet(result), view(result))
        return
    if request.output or request.format is not None:
        raise OutputError("--style prints to standard output; leave out --format and --output, and write > FILE")
    data = written(result, style).encode()
    say(lambda: put(data))
