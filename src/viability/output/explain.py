"""`viability explain`: its rows and its views of a criterion and of a state; those of others stand beside it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from viability.analyses.about import About
from viability.analyses.claims import ClaimTrace
from viability.analyses.explain import CriterionTrace, PillarTrace, QuestionTrace, StateTrace, Trace
from viability.analyses.things import ThingTrace
from viability.engine.entries import Entry
from viability.output.claims import ClaimView, trace_sheet
from viability.output.layout import WIDE, View, grid, heading
from viability.output.pillars import PillarView, QuestionView
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.sources import cited, datum_cells
from viability.output.text import UNITS, codes, measured, names, number, percent, unit_named, unit_of
from viability.output.things import ThingView, thing_sheet
from viability.output.words import level_words
from viability.study.fields import WHOLE
from viability.study.profile import STEPS, Membership
from viability.study.study import Gapped, Study

SHOWN = 4
"""Values behind a pair that are shown; more are its states' ratings of all threats."""


class CriterionView(View):
    """From raw values to points, with reasons and sources."""

    def __init__(self, trace: CriterionTrace) -> None:
        self.study, self.trace = trace.about.study, trace

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out the question, the steps of the arithmetic, the reasons and the sources."""
        study, trace, criterion = self.study, self.trace, self.trace.criterion
        yield heading(trace.about)
        yield Text()
        yield Text.assemble((criterion.title, "bold"), f" ({criterion.pillar}.{criterion.id}, {criterion.role})")
        yield Text(criterion.question, style="italic")
        yield Text()
        yield from self._steps()
        placed = criterion.aggregation.goalposts == "each"
        what = "Pair" if criterion.measure.dyadic else "Member"
        columns = [
            (what, "left"),
            ("Value", "right"),
            *([("Placed", "right")] if placed else []),
            ("Date", "left"),
            ("Quality", "left"),
            ("Behind it", "left"),
        ]
        table = grid(*columns)
        unit = unit_of(study, criterion).partition(" on a scale")[0]  # the scale stands with the measure
        for item in sorted(
            trace.items, key=lambda i: (math.isnan(i.raw), -i.placed if not math.isnan(i.placed) else 0)
        ):
            dates = sorted({e.datum.date or "assumed" for e in item.entries})
            span = "-" if not dates else dates[0] if len(dates) == 1 else f"{dates[0][:4]} to {dates[-1]}"
            held = {e.datum.quality for e in item.entries}
            quality = ", ".join(quality for quality in STEPS if quality in held)
            table.add_row(
                names(study, item.states, short=width < WIDE),
                "unknown" if math.isnan(item.raw) else measured(item.raw, unit),
                *([number(item.placed, 2)] if placed else []),
                span,
                quality,
                _behind(study, item.entries, dyadic=criterion.measure.dyadic),
            )
        yield table
        if any(len(item.entries) > SHOWN for item in trace.items) and criterion.measure.dyadic:
            yield Text("`viability explain STATE` shows the ratings of both states.", style="dim")
        yield Text.assemble(("Why: ", "bold"), criterion.rationale)
        for reference in criterion.references:
            yield Padding(Text.assemble(reference.title, " ", (reference.href, "dim")), (0, 0, 0, 2))
        yield from cited(study, trace.sources)

    def _steps(self) -> Iterable[RenderableType]:
        trace, criterion = self.trace, self.trace.criterion
        of = criterion.measure.of
        attribute = f" of {of}" if of else ""
        scale = unit_of(self.study, criterion).partition("on a scale of ")[2]
        attribute += f", values on a scale of {scale}" if scale else ""
        posts = criterion.goalposts
        between = "no goalposts"
        if posts is not None:
            on = "total" if criterion.aggregation.goalposts == "total" else "each value"
            between = f"goalposts on {on}: {posts.worst:,.12g} scores 0, {posts.best:,.12g} scores 100 ({posts.reason})"
        yield Text(f"Measure: {criterion.measure.kind}{attribute}; {between}; aggregator: {criterion.aggregator}.")
        yield Text.assemble(
            "Score ",
            (number(100 * trace.score), "bold"),
            f" x {percent(trace.share)} of the index = {trace.gained:.2f} points gained, "
            f"{trace.lost:.2f} lost{'' if self.study.framework.compensation == 1 else ', as at compensation 1'}. "
            f"Known: {percent(trace.coverage)}.",
            GAPPED[self.study.with_gaps(criterion)] if 0 < trace.coverage < WHOLE else "",
        )
        if criterion.blocking is not None:
            yield Text(f"Blocking: a score under {100 * criterion.blocking.below:g} keeps the verdict down.")


GAPPED: Mapping[Gapped, str] = {
    "": "",
    "lower bound": " A value that is missing adds nothing, so the total is a lower bound.",
    "partial": " A value that is missing counts as nothing, so the score is partial.",
}
"""What is said of a criterion of which something is unknown."""


def _behind(study: Study, entries: Sequence[Entry], *, dyadic: bool) -> str:
    if dyadic and len(entries) > SHOWN:
        return f"{len(entries)} ratings"
    shown = []
    for e in entries:
        what = e.owner if e.owner in study.institutions else names(study, [e.owner], short=True)
        # a tie is the pair's own value, which stands beside it
        head = f"{what} {e.datum.value:g}: " if len(entries) > 1 or e.attribute == "credibility" else ""
        if not head and (level := level_words(study.attributes[e.attribute], e.datum.value)):
            head = f"Level {e.datum.value:g}: {level}.\n"
        shown.append(f"{head}{e.datum.note} [{', '.join(e.datum.source)}]".replace(":  [", " [").strip())
    return "\n".join(shown)


class StateView(View):
    """Every value that counts for a state, with its range, date, quality, sources and note."""

    def __init__(self, trace: StateTrace) -> None:
        self.study, self.trace = trace.about.study, trace

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one table a pillar, then what is missing, memberships and sources; lines below lines if narrow."""
        study, trace = self.study, self.trace
        yield heading(trace.about)
        yield Text()
        yield Text.assemble(
            (trace.state.name, "bold"),
            f" ({trace.state.id}{', ' + trace.state.iso3 if trace.state.iso3 else ''})",
        )
        for section, pillar in study.framework.pillars.items():
            mine = [e for e in trace.entries if study.attributes[e.attribute].section == section]
            if not mine:
                continue
            columns = [("Value", "left"), ("", "right"), ("Range", "right"), ("Date", "left"), ("Quality", "left")]
            if width < WIDE:
                columns = [("Value", "left"), ("and range", "right"), ("Date", "left")]
            table = grid(*columns, ("Why, and source", "left"), title=pillar.title)
            table.keep(_short(entry.path, trace.state.id) for entry in mine)
            for entry in mine:
                attribute = study.attributes[entry.attribute]
                low, high = attribute.bounds(entry.datum)
                unit = "" if attribute.is_rating else UNITS.get(attribute.unit, attribute.unit)
                why = " ".join(part for part in (entry.datum.note, f"[{', '.join(entry.datum.source)}]") if part)
                if level := level_words(attribute, entry.datum.value):
                    why = f"Level {entry.datum.value:g}: {level}.\n{why}"
                cells = [measured(entry.datum.value, unit), f"{measured(low, '')} to {measured(high, '')}"]
                cells += [entry.datum.date or "assumed", entry.datum.quality]
                if width < WIDE:
                    cells = ["\n".join(cells[:2]), "\n".join(cells[2:])]
                table.add_row(_short(entry.path, trace.state.id), *cells, why)
            yield table
            yield Text()
        spells = [
            f"{study.institutions[i].name} ({', '.join(part for part in _spell(spell) if part)})"
            for i, held in trace.state.memberships.items()
            for spell in held
        ]
        if spells:
            yield Text.assemble(("Memberships: ", "bold"), "; ".join(spells))
        if trace.missing:
            yield Text.assemble(
                ("Missing: ", "bold yellow"),
                ", ".join(_short(path, trace.state.id) for path in trace.missing),
            )
        yield from cited(study, [s for e in trace.entries for s in e.datum.source])


def _spell(spell: Membership) -> Iterable[str]:
    yield spell.role
    yield f"from {spell.from_}" if spell.from_ else ""
    yield f"to {spell.to}" if spell.to else ""


def _short(path: str, state: str) -> str:
    return path.removeprefix(f"{state}.")


def sheet(result: Trace) -> Sheet:
    """Return the rows of a trace: one for each value of a state, or for each member or pair under each criterion."""
    match result:
        case StateTrace():
            return _state_sheet(result)
        case PillarTrace():
            return _trace_sheet(result.about, result.criteria)
        case QuestionTrace():
            return _trace_sheet(result.about, [one for pillar in result.pillars for one in pillar.criteria])
        case CriterionTrace():
            return _trace_sheet(result.about, [result])
        case ClaimTrace():
            return trace_sheet(result)
        case ThingTrace():
            return thing_sheet(result)
    assert_never(result)


def view(result: Trace) -> View:
    """Return what `viability explain` shows."""
    match result:
        case StateTrace():
            return StateView(result)
        case PillarTrace():
            return PillarView(result)
        case QuestionTrace():
            return QuestionView(result)
        case CriterionTrace():
            return CriterionView(result)
        case ClaimTrace():
            return ClaimView(result)
        case ThingTrace():
            return ThingView(result)
    assert_never(result)


def _trace_sheet(about: About, traces: Sequence[CriterionTrace]) -> Sheet:
    """Return one row for each member or pair under each criterion, from the raw value to the criterion's points."""
    study = about.study
    rows = [
        as_row(
            criterion=trace.criterion.id,
            states=" ".join(item.states),
            states_iso3=codes(study, item.states),
            raw=item.raw,
            unit=unit_named(study, trace.criterion.id),
            worst=None if trace.criterion.goalposts is None else trace.criterion.goalposts.worst,
            best=None if trace.criterion.goalposts is None else trace.criterion.goalposts.best,
            placed=item.placed,
            aggregator=trace.criterion.aggregator,
            score=100 * trace.score,
            share=trace.share,
            gained=trace.gained,
            dates=" ".join(entry.datum.date or "assumed" for entry in item.entries),
            quality=" ".join(entry.datum.quality for entry in item.entries),
            sources=" ".join(dict.fromkeys(s for entry in item.entries for s in entry.datum.source)),
        )
        for trace in traces
        for item in trace.items
    ]
    return Sheet(kind="explain_criterion", rows=rows, provenance=provenance(about))


def _state_sheet(trace: StateTrace) -> Sheet:
    """Return one row for each value that counts for a state, and for each that is missing."""
    study = trace.about.study
    rows = [
        as_row(
            path=entry.path,
            **datum_cells(study.attributes[entry.attribute], entry.datum),
            criteria=" ".join(trace.read_by.get(entry.attribute, ())),
        )
        for entry in trace.entries
    ]
    rows += [as_row(path=path, note="missing") for path in trace.missing]
    head = ("path", "value", "low", "high", "unit", "date", "quality", "sources", "note", "criteria")
    made = provenance(trace.about, state=trace.state.id)
    return Sheet(kind="explain_state", rows=rows, provenance=made, head=head)
