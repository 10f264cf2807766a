"""`viability trend`: its rows and its view."""

import math
from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.causes import Cause
from viability.analyses.trend import Trend
from viability.output.layout import WIDE, View, coloured, grid, heading
from viability.output.sheet import Sheet, as_row, none_if_unknown, provenance
from viability.output.text import indexed, number, percent, signed_fine


def sheet(found: Trend) -> Sheet:
    """Return one row for each date, with the changes that moved the index most."""
    study = found.about.study
    rows = []
    for moment in found.moments:
        cells = as_row(
            date=moment.date,
            **{study.framework.asked: moment.viability},
            matched=moment.matched,
            cohesion=moment.cohesion,
            **dict(zip(found.pillars, moment.pillars, strict=True)),
            verdict="" if moment.verdict is None else study.framework.verdict(moment.verdict),
            blocking=" ".join(moment.blocking),
            coverage=moment.coverage,
            change=moment.change,
            changed_values=moment.changed,
        )
        for i in range(found.largest):
            cause = moment.causes[i] if i < len(moment.causes) else None
            told = (
                ""
                if cause is None
                else f"{cause.path} {none_if_unknown(cause.before)} -> {none_if_unknown(cause.after)}"
            )
            cells |= as_row(
                **{
                    f"cause_{i + 1}": told,
                    f"cause_{i + 1}_date": "" if cause is None else cause.date,
                    f"cause_{i + 1}_effect": None if cause is None else cause.effect,
                    f"cause_{i + 1}_sources": "" if cause is None else " ".join(cause.source),
                }
            )
        rows.append(cells)
    return Sheet(kind="trend", rows=rows, provenance=provenance(found.about, every=found.every))


SPARKS = "▁▂▃▄▅▆▇█"


def view(found: Trend) -> View:
    """Return what `viability trend` shows."""
    return TrendView(found)


class TrendView(View):
    """The coalition over time."""

    def __init__(self, found: Trend) -> None:
        self.study, self.found = found.about.study, found

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:
        """Lay out one row a date; causes below each other."""
        study, found = self.study, self.found
        yield heading(found.about)
        yield Text()
        yield self._course(bars=bars)
        yield Text()
        short = width < WIDE
        table = grid(
            ("Date", "left"),
            ("Index", "right"),
            ("", "right"),
            ("Matched", "right"),
            ("Cohesion", "right"),
            ("Known", "right"),
            *([] if short else [(p.title.split()[0], "right") for p in study.framework.pillars.values()]),
            ("What moved it most", "left"),
        )
        for moment in found.moments:
            causes = "\n".join(_told(moment.causes))
            pillars = [] if short else [number(value) for value in moment.pillars]
            table.add_row(
                moment.date,
                indexed(study, moment.viability),
                coloured(moment.change),
                number(moment.matched),
                number(moment.cohesion),
                percent(moment.coverage),
                *pillars,
                causes,
            )
        yield table
        yield Text()
        yield Text(
            "Effects are measured one change at a time and need not add up. "
            "What becomes known moves the index, too, see Known; the matched index leaves it out: "
            "between two dates both are taken on the values known at both, from the last date back.",
            style="dim",
        )

    def _course(self, *, bars: bool) -> RenderableType:
        """Lay out index, cohesion and pillars from first to last date, with a sparkline where a person looks."""
        moments = self.found.moments
        pillars = self.study.framework.pillars.values()
        lines = [
            (self.study.framework.question.title, [m.viability for m in moments]),
            ("matched", [m.matched for m in moments]),
            ("Cohesion", [m.cohesion for m in moments]),
        ]
        lines += [(pillar.title, [m.pillars[i] for m in moments]) for i, pillar in enumerate(pillars)]
        ends = sorted({0, len(moments) - 1})
        table = grid(
            ("Over time", "left"),
            *[(moments[end].date, "right") for end in ends],
            ("Least", "right"),
            ("Most", "right"),
            *([("Course", "left")] if bars else []),
        )
        for title, values in lines:
            known = [value for value in values if not math.isnan(value)] or [math.nan]
            course = [Text(sparkline(values), style="cyan")] if bars else []
            table.add_row(
                title, *(number(v) for v in (*(values[end] for end in ends), min(known), max(known))), *course
            )
        return table


def _told(causes: Sequence[Cause]) -> Iterable[str]:
    """List what changed in the world, then what became known or is known no more, under a heading each."""
    learned = [cause for cause in causes if cause.learned]
    if learned and len(learned) < len(causes):
        yield "changed in the world:"
    yield from (_cause(cause) for cause in causes if not cause.learned)
    if learned:
        yield "became known, or no more:"
    yield from (_cause(cause) for cause in learned)


def _cause(cause: Cause) -> str:
    old = "unknown" if math.isnan(cause.before) else f"{cause.before:.4g}"
    new = "unknown" if math.isnan(cause.after) else f"{cause.after:.4g}"
    return f"{signed_fine(cause.effect)} {cause.path} {old} to {new}"


def sparkline(values: Sequence[float]) -> str:
    """Draw values as blocks from the least to the greatest; a gap is unknown."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return ""
    least, span = min(known), max(known) - min(known)
    top = len(SPARKS) - 1
    return "".join(" " if math.isnan(v) else SPARKS[round(top * (v - least) / span) if span else 0] for v in values)
