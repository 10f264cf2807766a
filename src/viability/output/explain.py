"""`viability explain`: its rows and its views of a criterion and of a state; those of others stand beside it."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from viability.output.sheet import Row, Sheet, as_row, provenance
from viability.output.sources import cited, datum_cells
from viability.output.text import UNITS, codes, measured, names, number, percent, unit_named, unit_of
from viability.output.things import ThingView, thing_sheet
from viability.output.words import level_words, limit_told
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
        if told := limit_told(criterion):
            yield Text(f"Blocking: {told} keeps the verdict down.")


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
    """Return the rows of a trace: one for each value of a state, or for each score and what it is made of."""
    match result:
        case StateTrace():
            return _state_sheet(result)
        case PillarTrace():
            return _trace_sheet(result.about, _pillar_rows(result))
        case QuestionTrace():
            return _trace_sheet(result.about, _question_rows(result))
        case CriterionTrace():
            return _trace_sheet(result.about, _criterion_rows(result))
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


TRACED = (
    *("level", "id", "title", "pillar", "criterion", "states", "states_iso3"),
    *("raw", "unit", "worst", "best", "placed", "aggregator"),
    *("score", "share", "gained", "lost", "coverage", "verdict", "dates", "quality", "sources"),
)
"""Columns of `viability explain` of what has a score, in order."""


def _trace_sheet(about: About, rows: Iterable[Row]) -> Sheet:
    """Return rows from the index down to what members and pairs hold, all with the same columns."""
    full = [{name: row.get(name) for name in TRACED} for row in rows]
    return Sheet(kind="explain_criterion", rows=full, provenance=provenance(about), head=TRACED)


def _question_rows(trace: QuestionTrace) -> Iterator[Row]:
    """Return the index, then the rows of each pillar."""
    criteria = [one for pillar in trace.pillars for one in pillar.criteria]
    yield as_row(
        level="index",
        id=trace.question,
        title=trace.heading.title,
        score=trace.index,
        share=1.0,
        gained=sum(one.gained for one in criteria),
        lost=sum(one.lost for one in criteria),
        coverage=trace.about.coverage,
        verdict=trace.verdict,
    )
    for pillar in trace.pillars:
        yield from _pillar_rows(pillar)


def _pillar_rows(trace: PillarTrace) -> Iterator[Row]:
    """Return a pillar, then the rows of each of its criteria."""
    yield as_row(
        level="pillar",
        id=trace.pillar,
        title=trace.heading.title,
        score=trace.score,
        share=trace.share,
        gained=sum(one.gained for one in trace.criteria),
        lost=sum(one.lost for one in trace.criteria),
    )
    for one in trace.criteria:
        yield from _criterion_rows(one)


def _criterion_rows(trace: CriterionTrace) -> Iterator[Row]:
    """Return a criterion, then a row for each member or pair, from the raw value to the criterion's points."""
    study, posts = trace.about.study, trace.criterion.goalposts
    yield as_row(
        level="criterion",
        id=trace.criterion.id,
        title=trace.criterion.title,
        pillar=trace.criterion.pillar,
        unit=unit_named(study, trace.criterion.id),
        worst=None if posts is None else posts.worst,
        best=None if posts is None else posts.best,
        aggregator=trace.criterion.aggregator,
        score=100 * trace.score,
        share=trace.share,
        gained=trace.gained,
        lost=trace.lost,
        coverage=trace.coverage,
        sources=" ".join(trace.sources),
    )
    for item in trace.items:
        yield as_row(
            level="item",
            pillar=trace.criterion.pillar,
            criterion=trace.criterion.id,
            states=" ".join(item.states),
            states_iso3=codes(study, item.states),
            raw=item.raw,
            unit=unit_named(study, trace.criterion.id),
            worst=None if posts is None else posts.worst,
            best=None if posts is None else posts.best,
            placed=item.placed,
            dates=" ".join(entry.datum.date or "assumed" for entry in item.entries),
            quality=" ".join(entry.datum.quality for entry in item.entries),
            sources=" ".join(dict.fromkeys(s for entry in item.entries for s in entry.datum.source)),
        )


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
