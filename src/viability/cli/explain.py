"""`viability explain`: where a number comes from."""

from typing import Annotated

import typer

from viability.cli.command import command
from viability.cli.request import Request
from viability.errors import UnknownName


@command
def explain(
    request: Request,
    name: Annotated[str, typer.Argument(help="A state, a criterion or a pillar.", show_default=False)],
) -> None:
    """Trace a number from the raw value through goalposts, aggregator and weight to points, with its sources.

    Example: viability explain pooled_expenditure
    """
    from viability.analyses.explain import trace_criterion, trace_state
    from viability.analyses.score import assess
    from viability.output.explain import CriterionView, PillarView, StateView, state_sheet, trace_sheet

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
