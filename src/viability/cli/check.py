"""`viability check`: what is wrong with a study."""

import os
from collections.abc import Iterator
from pathlib import Path

import typer

from viability.cli.command import command
from viability.cli.request import Plain
from viability.errors import Problem
from viability.study.study import Study


@command
def check(request: Plain) -> None:
    """Report everything wrong with a study at once, with file, line and a hint; exit 1 if anything is.

    Example: viability check --study .
    """
    from viability.files.folder import check_study, find_study
    from viability.output.check import CheckView, check_sheet

    location = find_study() if request.study is None else request.study
    study, problems = check_study(location)
    where = str(request.study or (os.path.relpath(location) if study is None else study.location))
    problems = (*problems, *(() if study is None else _inapplicable(study, location)))
    parts = {} if study is None else {"states": study.states, "criteria": study.criteria, "sources": study.sources}
    counts = ", ".join(f"{len(held)} {what}" for what, held in parts.items())
    tried = study is not None or not location.is_dir()
    request.emit(check_sheet(problems, where), CheckView(problems, where, counts, tried=tried))
    if problems:
        raise typer.Exit(1)


def _inapplicable(study: Study, folder: Path) -> Iterator[Problem]:
    """Find what cannot be applied in the scenarios of a study."""
    from viability.files.folder import line_of_change
    from viability.study.whatif import inapplicable

    for scenario in study.scenarios.values():
        for number, why in inapplicable(study, scenario):
            line = None if number is None else line_of_change(folder, scenario.id, number)
            yield Problem(f"scenarios/{scenario.id}.yaml", why, line)
