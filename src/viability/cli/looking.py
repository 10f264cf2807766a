"""`pairs`, `members`, `explain`, `check`: who pulls together, who carries, whence a number, what is wrong."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from viability.cli.options import Plain, Request, command
from viability.errors import Problem, UnknownName
from viability.model import Study


@command
def pairs(request: Request) -> None:
    """Show the cohesion of every pair of members.

    Example: viability pairs --with hungary
    """
    from viability.assessment import pairs as pairs_of
    from viability.engine import evaluate
    from viability.render.comparison_views import PairsView
    from viability.render.rows import pairs_sheet

    study, changes = request.edited()
    found, whole = pairs_of(study), float(evaluate(study).cohesion[0])
    request.emit(pairs_sheet(study, found, changes), PairsView(study, found, whole, changes))


@command
def members(request: Request) -> None:
    """Show the index without each member, and what each brings on average over all orders of joining (Shapley).

    Example: viability members --format csv
    """
    from viability.assessment import assess
    from viability.cli.progress import progress
    from viability.contributions import without_each
    from viability.render.analysis_rows import shapley_sheet
    from viability.render.coalition_views import ShapleyView
    from viability.shapley import shapley

    study = request.load()
    result = assess(study, *request.scenarios(study), draws=1)
    without = without_each(result.study)
    with progress("coalitions") as tell:
        found = shapley(result.study, progress=tell)
    request.emit(shapley_sheet(result.study, without, found, result.changes), ShapleyView(result, without, found))


@command
def explain(
    request: Request,
    name: Annotated[str, typer.Argument(help="A state, a criterion or a pillar.", show_default=False)],
) -> None:
    """Trace a number from the raw value through goalposts, aggregator and weight to points, with its sources.

    Example: viability explain pooled_expenditure
    """
    from viability.assessment import assess
    from viability.explanation import trace_criterion, trace_state
    from viability.render.explained import CriterionView, PillarView, StateView
    from viability.render.explained_rows import state_sheet, trace_sheet

    study, changes = request.edited(whole=True)
    if name in study.framework.pillars:
        traces = [trace_criterion(study, c.id) for c in study.criteria.values() if c.pillar == name]
        pillar = [*study.framework.pillars].index(name)
        result = assess(study, draws=1)
        view = PillarView(study, name, traces, float(result.evaluation.pillar_scores[0, pillar]), changes)
        request.emit(trace_sheet(study, traces, changes), view)
        return
    try:
        criterion = study.criterion_id(name)
    except UnknownName:
        try:
            traced = trace_state(study, name)
        except UnknownName:
            known = [*study.framework.pillars, *study.criteria, *study.states]
            raise UnknownName("state, criterion or pillar", name, known) from None
        request.emit(state_sheet(study, traced, changes), StateView(study, traced, changes))
    else:
        trace = trace_criterion(study, criterion)
        status = assess(study).claim_status(criterion)
        request.emit(trace_sheet(study, [trace], changes), CriterionView(study, trace, status, changes))


@command
def check(request: Plain) -> None:
    """Report everything wrong with a study at once, with file, line and a hint; exit 1 if anything is.

    Example: viability check --study .
    """
    from viability.library import check_study, find_study
    from viability.render.check_view import CheckView
    from viability.render.rows import check_sheet

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
    from viability.library import line_of_change
    from viability.scenario import inapplicable

    for scenario in study.scenarios.values():
        for number, why in inapplicable(study, scenario):
            line = None if number is None else line_of_change(folder, scenario.id, number)
            yield Problem(f"scenarios/{scenario.id}.yaml", why, line)
