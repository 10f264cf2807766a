"""`viability trend`: its rows and its view."""

import math
from collections.abc import Iterable, Sequence
from functools import partial

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.causes import Cause
from viability.analyses.trend import Moment, Trend
from viability.output.layout import WIDE, View, coloured, grid, heading, noughts, verdict_text
from viability.output.sheet import Sheet, as_row, none_if_unknown, provenance
from viability.output.text import indexed, names, number, percent, signed, signed_fine
from viability.output.words import institution_words, value_words, whose_value
from viability.study.address import Address
from viability.study.fields import UNSEEN
from viability.study.study import Study


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
        """Say how the index went, then lay out its course, one row a date, and what moved it: events, then data."""
        yield heading(self.found.about)
        yield Text()
        for i, sentence in enumerate(self._sentences()):
            yield Text(sentence, style="" if i else "bold")
        yield Text()
        yield self._course(bars=bars)
        yield Text()
        yield self._dates(width)
        yield from noughts(self.study, (moment.viability for moment in self.found.moments))
        yield Text(
            "Matched: the index if what is known today had always been known. Between two dates both are taken on the "
            "values known at both, from the last date back.",
            style="dim",
        )
        for title, learned in (
            ("What changed in the world", False),
            ("What became known, or is known no more: no event, but data that arrive or grow old", True),
        ):
            rows = [(m, c) for m in self.found.moments for c in m.causes if c.learned == learned]
            if rows:
                yield Text()
                yield self._causes(title, rows)
        yield Text(
            f"The {self.found.largest} largest effects of each date. Each is measured as if it alone had changed, so "
            "they need not add up.",
            style="dim",
        )

    def _sentences(self) -> Iterable[str]:
        """Say from where to where the index went, how much of it is new knowledge, and when it moved most."""
        study, known = self.study, [m for m in self.found.moments if not math.isnan(m.viability)]
        title = study.framework.question.title
        first, last = known[0], known[-1]
        if len(known) == 1:
            yield f"{title} was {self._at(first)}. It is known at this date alone."
            return
        gap = last.viability - first.viability
        yield f"{title} went from {self._at(first)} to {self._at(last)}: {signed(gap)} points."
        matched = last.matched - first.matched
        if not math.isnan(matched):
            rest = gap - matched
            yield (
                f"Changes in the world moved it by {signed(matched)} points (the matched index); what became known, or "
                f"is known no more, moved it by {signed(rest)}."
            )
        moved = max(known[1:], key=lambda moment: _size(moment.change))
        if _size(moved.change) >= UNSEEN:
            before = self.found.moments[self.found.moments.index(moved) - 1].date
            yield f"It moved most between {before} and {moved.date}: {signed(moved.change)} points."

    def _at(self, moment: Moment) -> str:
        verdict = self.study.framework.verdict(-1 if moment.verdict is None else moment.verdict)
        return f"{indexed(self.study, moment.viability)} ({moment.date}, {verdict})"

    def _dates(self, width: int) -> RenderableType:
        """Lay out one row a date; pillars where there is room."""
        study, short = self.study, width < WIDE
        pillars = [] if short else [*study.framework.pillars.values()]
        table = grid(
            ("Date", "left"),
            ("Index", "right"),
            ("Change", "right"),
            ("Matched", "right"),
            ("Cohesion", "right"),
            ("Known", "right"),
            *((pillar.title.split()[0], "right") for pillar in pillars),
            ("Verdict", "left"),
            title="Date by date",
        )
        for moment in self.found.moments:
            table.add_row(
                moment.date,
                indexed(study, moment.viability),
                coloured(moment.change),
                indexed(study, moment.matched),
                number(moment.cohesion),
                percent(moment.coverage),
                *(number(value) for value in moment.pillars[: len(pillars)]),
                verdict_text(study, moment.verdict),
            )
        return table

    def _causes(self, title: str, rows: Sequence[tuple[Moment, Cause]]) -> RenderableType:
        """Lay out what moved the index, in words, below the date by which it did."""
        table = grid(("By", "left"), ("Effect", "right"), ("What", "left"), title=title)
        last = ""
        for moment, cause in rows:
            table.add_row(
                moment.date if moment.date != last else "",
                coloured(cause.effect, signed_fine),
                _told(self.study, cause),
            )
            last = moment.date
        return table

    def _course(self, *, bars: bool) -> RenderableType:
        """Lay out index, cohesion and pillars from first to last date, with a sparkline where a person looks."""
        moments = self.found.moments
        pillars = self.study.framework.pillars.values()
        indices = 2  # the first lines, which are judged by bands
        lines = [
            (self.study.framework.question.title, [m.viability for m in moments]),
            ("  matched", [m.matched for m in moments]),
            ("Cohesion", [m.cohesion for m in moments]),
        ]
        lines += [(pillar.title, [m.pillars[i] for m in moments]) for i, pillar in enumerate(pillars)]
        ends = sorted({0, len(moments) - 1})
        table = grid(
            ("Over time", "left"),
            *[(moments[end].date, "right") for end in ends],
            ("Least", "right"),
            ("Most", "right"),
            *([("All on one scale", "left")] if bars else []),
        )
        scale = [value for _, values in lines for value in values if not math.isnan(value)] or [0.0]
        for i, (title, values) in enumerate(lines):
            known = [value for value in values if not math.isnan(value)] or [math.nan]
            course = [Text(sparkline(values, min(scale), max(scale)), style="cyan")] if bars else []
            shown = (*(values[end] for end in ends), min(known), max(known))
            write = partial(indexed, self.study) if i < indices else number
            table.add_row(title, *map(write, shown), *course)
        return table


def _size(change: float) -> float:
    """Return how large a change is; one that is unknown is none."""
    return 0.0 if math.isnan(change) else abs(change)


LEVEL = 34
"""Columns that the words of a level may take."""


def _told(study: Study, cause: Cause) -> str:
    """Say in words what changed: a membership, or a value with its level before and after."""
    if cause.membership:
        owner, _, institution = cause.path.partition(".")
        verb = "joined" if cause.after > cause.before else "left"
        return f"{names(study, [owner], short=False)} {verb} {institution_words(study, institution)}"
    address = Address.parse(study, cause.path)
    old, new = (value_words(study.attributes[address.attribute], value, LEVEL) for value in (cause.before, cause.after))
    return f"{whose_value(study, cause.path)}: {old} to {new}"


def sparkline(values: Sequence[float], least: float, most: float) -> str:
    """Draw values as blocks on a scale from the least to the most; a gap is unknown."""
    top, span = len(SPARKS) - 1, most - least
    return "".join(" " if math.isnan(v) else SPARKS[round(top * (v - least) / span) if span else 0] for v in values)
