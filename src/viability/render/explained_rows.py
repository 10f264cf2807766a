"""The traces of `viability explain` as tidy rows."""

from collections.abc import Sequence

from viability.explanation import CriterionTrace, StateTrace
from viability.model import Study
from viability.render.rows import Sheet, provenance, row, unit_named


def trace_sheet(study: Study, traces: Sequence[CriterionTrace], changes: Sequence[str] = ()) -> Sheet:
    """Return one row for each member or pair under each criterion, from the raw value to the criterion's points."""
    rows = [
        row(
            criterion=trace.criterion.id,
            states=" ".join(item.states),
            raw=item.raw,
            unit=unit_named(study, trace.criterion.id),
            worst=None if trace.criterion.goalposts is None else trace.criterion.goalposts.worst,
            best=None if trace.criterion.goalposts is None else trace.criterion.goalposts.best,
            placed=item.placed,
            aggregator=trace.criterion.aggregator,
            score=100 * trace.score,
            share=trace.share,
            gained=100 * trace.share * trace.score if trace.share else 0.0,
            dates=" ".join(entry.datum.date or "assumed" for entry in item.entries),
            quality=" ".join(entry.datum.quality for entry in item.entries),
            sources=" ".join(dict.fromkeys(s for entry in item.entries for s in entry.datum.source)),
        )
        for trace in traces
        for item in trace.items
    ]
    return Sheet(kind="explain_criterion", rows=rows, provenance=provenance(study, changes))


def state_sheet(study: Study, trace: StateTrace, changes: Sequence[str] = ()) -> Sheet:
    """Return one row for each value that counts for a state, and for each that is missing."""
    rows = []
    for entry in trace.entries:
        attribute = study.attributes[entry.attribute]
        low, high = attribute.bounds(entry.datum)
        rows.append(
            row(
                path=entry.path,
                value=entry.datum.value,
                low=low,
                high=high,
                unit=attribute.unit or "rating",
                date=entry.datum.date or "assumed",
                quality=entry.datum.quality,
                sources=" ".join(entry.datum.source),
                note=entry.datum.note,
                criteria=" ".join(trace.read_by.get(entry.attribute, ())),
            )
        )
    rows += [row(path=path, note="missing") for path in trace.missing]
    head = ("path", "value", "low", "high", "unit", "date", "quality", "sources", "note", "criteria")
    made = provenance(study, changes, state=trace.state.id)
    return Sheet(kind="explain_state", rows=rows, provenance=made, head=head)
