"""`viability explain`: where a number comes from."""

from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.completion import complete_things
from viability.cli.request import Request
from viability.errors import FrameworkError, UnknownName


@command
def explain(
    request: Request,
    name: Annotated[
        str,
        typer.Argument(
            help="A state, criterion, pillar, question, claim, scenario, institution, threat source, attribute or "
            "source; KIND:ID where several have one id; or the address of a value.",
            show_default=False,
            autocompletion=complete_things,
        ),
    ],
) -> None:
    """Say where a number comes from: values and their sources, goalposts, aggregator, weight, points.

    Example: viability explain pooled_expenditure
    """
    from viability.analyses.explain import explain as find_trace
    from viability.output.explain import sheet, view

    study = request.edited(whole=True)
    try:
        result = find_trace(study, name)
    except UnknownName:
        if request.question is None:
            raise
        request.question = None
        find_trace(request.edited(whole=True), name)  # unless nothing at all is called so
        asked = study.framework.question.title.lower()
        raise FrameworkError(f"'{name}' belongs to another question than {asked}; leave out --question") from None
    request.emit(sheet(result), view(result))
