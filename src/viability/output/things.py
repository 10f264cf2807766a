"""What `viability explain` tells of a thing without a score: its rows and its view."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.things import ThingTrace
from viability.output.layout import View, grid, heading
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.sources import cited, datum_cells
from viability.output.text import broken
from viability.output.words import value_words


def thing_sheet(trace: ThingTrace) -> Sheet:
    """Return one row for each fact and each value."""
    rows = [as_row(what=label, note=text) for label, text in trace.told]
    known = trace.about.study.attributes
    rows += [as_row(what=entry.path, **datum_cells(known[entry.attribute], entry.datum)) for entry in trace.entries]
    head = ("what", "value", "low", "high", "unit", "date", "quality", "sources", "note")
    made = provenance(trace.about, thing=f"{trace.kind} {trace.id}")
    return Sheet(kind="explain_thing", rows=rows, provenance=made, head=head)


LEVEL = 20
"""Columns that the words of a level may take."""


class ThingView(View):
    """What the study says of a thing, and the values behind it."""

    def __init__(self, trace: ThingTrace) -> None:
        self.trace = trace

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out the facts, the values and the sources."""
        trace, study = self.trace, self.trace.about.study
        yield heading(trace.about, warn=False)
        yield Text()
        yield Text.assemble((trace.title, "bold"), f" ({trace.kind} {trace.id})")
        for label, text in trace.told:
            yield Text.assemble((f"{label}: ", "bold"), text)
        if trace.entries:
            yield Text()
            table = grid(("Value", "left"), ("", "left"), ("Date", "left"), ("Quality", "left"), ("Why", "left"))
            values = [value_words(study.attributes[e.attribute], e.datum.value, LEVEL) for e in trace.entries]
            table.keep(values, 1)
            for entry, value in zip(trace.entries, values, strict=True):
                why = " ".join(part for part in (entry.datum.note, f"[{', '.join(entry.datum.source)}]") if part)
                date = entry.datum.date or "assumed"
                table.add_row(broken(entry.path), value, date, entry.datum.quality, why)
            yield table
        if trace.kind != "source":
            yield from cited(study, trace.sources)
