"""`viability score`: its rows and its view."""

import math
from collections.abc import Iterable
from typing import Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from viability.analyses.pairs import Pair
from viability.analyses.score import Assessment
from viability.output.apart import told_apart
from viability.output.face import FACE, Extent, called, chart, face, tell
from viability.output.layout import NARROW, WIDE, Grid, View, bar, grid, made_of, verdict_style
from viability.output.levels import assessed, columns_of, difference, level_rows, score_cells, varied
from viability.output.minded import small_print
from viability.output.moved import moved
from viability.output.sheet import Sheet
from viability.output.standing import line
from viability.output.text import indexed, names, number, percent
from viability.study.fields import WHOLE
from viability.study.study import Study

SCORE_COLUMNS = (
    *(
        "level",
        "id",
        "title",
        "pillar",
        "question",
        "role",
        "score",
        "low",
        "median",
        "high",
        "data_low",
        "data_high",
        "geometric",
        "cohesion",
        "weight",
        "share",
        "coverage",
    ),
    *("gained", "lost", "verdict", "same_verdict", "at_worst", "at_best", "blocking"),
    *("drags", "drags_alike", "drags_value", "drags_unit", "drags_date", "drags_sources"),
    *("carries", "carries_alike", "carries_value", "carries_unit", "carries_date", "carries_sources"),
    *("baseline", "difference"),
)
"""Columns of `viability score`, in order."""


def sheet(result: Assessment) -> Sheet:
    """Return the rows of an assessment, with the baseline where there are what-ifs."""
    before = {} if result.baseline is None else score_cells(result.baseline)
    columns, rows = columns_of(result, SCORE_COLUMNS), []
    for each in level_rows(result):
        old = before.get((each["level"], each["id"]))
        full = {**each, "baseline": old, "difference": difference(each["score"], old)}
        rows.append({name: full.get(name) for name in columns})
    return Sheet(kind="score", rows=rows, provenance=assessed(result))


def view(result: Assessment, top: int = 8, extent: Extent = "chart") -> View:
    """Return what `viability score` shows, with so many obstacles and catalysts where all tables are; 0 for all."""
    return ScoreView(result, top, extent)


class ScoreView(View):
    """What `viability score` shows."""

    def __init__(self, result: Assessment, top: int = 8, extent: Extent = "chart") -> None:
        self.result, self.top, self.extent = result, top, extent

    def markdown(self) -> str:
        """Return the same for a page; all tables, where they are asked for, stand below it."""
        from viability.output.markdown import as_page  # noqa: PLC0415 - few ask for it
        from viability.output.page import page  # noqa: PLC0415 - as above

        told = page(self.result, self._small(), chart=self.extent != "brief")
        if self.extent != "full":
            return told
        tables = (part for part in self._tables(NARROW, bars=False) if not isinstance(part, Text))  # told above
        return f"{told}\n{as_page(tables)}"

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:
        """Lay out the face, what a what-if moved, the chart of all criteria, and on demand all tables."""
        result = self.result
        yield from face(result, min(width, FACE) if bars else min(width, NARROW))
        if result.baseline is not None:
            yield Text()
            yield moved(result.baseline, result, width)
        if self.extent != "brief":
            yield Text()
            yield from chart(result, min(width, FACE) if bars else min(width, NARROW))
        if self.extent == "full":
            yield from self._tables(width, bars=bars)
        if result.standing is not None:
            yield Text()
            yield Text(line(result.standing))
        if self.extent == "full" and result.place is not None:
            from viability.output.place import tables  # noqa: PLC0415 - only where all tables are shown

            yield Text()
            yield from tables(result.place)
        yield Text()
        yield Text(self._small(), style="dim")

    def _tables(self, width: int, *, bars: bool) -> Iterable[RenderableType]:
        """Lay out the numbers, pillars, obstacles and catalysts, and the reasons under each other question."""
        result = self.result
        yield Text()
        yield self._headline()
        for one in result.questions.values():
            if one.discrimination is not None:
                yield Text()
                yield Text(told_apart(one))
        yield Text()
        yield self._pillars(result, bars=bars)
        compensated = "" if result.study.framework.compensation == 1 else ", as at compensation 1"
        lost, gained = f"points lost{compensated}", f"points gained{compensated}"
        yield Text()
        yield self._points(result, "Obstacles", "lost", lost, width)
        yield Text()
        yield self._points(result, "Catalysts", "gained", gained, width)
        for one in result.others:
            asked = one.study.framework.question.title
            yield Text()
            yield self._pillars(one, bars=bars)
            yield Text()
            yield self._points(one, f"For {asked.lower()}", "gained", gained, width)
            yield Text()
            yield self._points(one, f"Against {asked.lower()}", "lost", lost, width)

    def _small(self) -> str:
        """Say what stands below all tables."""
        result = self.result
        known = " ".join(
            f"Known{f' for {one.question}' if result.others else ''}: "
            + "; ".join(filter(None, (f"{percent(one.coverage)} of the values", _resting(one))))
            + "."
            for one in result.questions.values()
        )
        small = "".join(f"{told} " for told in small_print(result))
        doubt = result.uncertainty
        return (
            f"{made_of(result.about)}. {known} Varied at random: {varied(result)} ({doubt.draws:,} "
            f"draws, seed {doubt.seed}). {small}"
            f"{'No index adds the questions up. ' if result.others else ''}"
            "The index summarises dated judgements; it is no forecast."
        )

    def _headline(self) -> Table:
        result, doubt = self.result, self.result.uncertainty
        table = Table.grid(padding=(0, 2))
        for one in result.questions.values():
            self._index(table, one)
        known = [pair for pair in result.pairs if not math.isnan(pair.cohesion)]
        ends = "-"
        if known:
            ends = f"strongest {_pair(result.study, known[0])}, weakest {_pair(result.study, known[-1])}"
        table.add_row(Text("Cohesion", style="bold"), number(result.cohesion), ends)
        missing = "nothing missing"
        if result.coverage < WHOLE:
            missing = f"if all that is missing were at its worst {doubt.at_worst:.1f}, at its best {doubt.at_best:.1f}"
        table.add_row(Text("Coverage", style="bold"), percent(result.coverage), missing)
        if resting := _resting(result):
            table.add_row("", "", resting)
        for one in result.others:
            if one.coverage < WHOLE:
                ends = f"{one.uncertainty.at_worst:.1f} to {one.uncertainty.at_best:.1f}"
                table.add_row("", percent(one.coverage), f"of what {one.question} asks, which could be {ends}")
        return table

    def _index(self, table: Table, result: Assessment) -> None:
        """Lay out an index with its verdict, ranges and cautions."""
        table.add_row(
            Text(result.study.framework.question.title, style="bold"),
            Text.assemble((indexed(result.study, result.index), "bold"), "  ", (result.verdict, verdict_style(result))),
            "; ".join(f"{100 * share:.0f} % {verdict}" for verdict, share in result.verdicts.items() if share)
            + f" (of {result.uncertainty.draws:,} draws)",
        )
        for name, drawn in result.ranges.items():
            table.add_row("", "", f"{name}: {drawn.low:.0f} to {drawn.high:.0f}, median {drawn.median:.0f}")
        if result.study.beside:
            table.add_row("", "", f"with pillars that do not make up for each other: {number(result.geometric)}")

    def _pillars(self, result: Assessment, *, bars: bool) -> Grid:
        found = result.evaluation
        head = result.study.framework.question.title if result.study.beside else "Pillar"
        table = grid((head, "left"), ("Weight", "right"), ("Score", "right"))
        if bars:
            table.add_column("", no_wrap=True)
        for label in ("Cohesion", "Coverage"):
            table.add_column(label, justify="right")
        covered = found.pillar_coverage()[0]
        for i, pillar in enumerate(result.study.framework.pillars.values()):
            score = float(found.pillar_scores[0, i])
            cells: list[RenderableType] = [
                pillar.title,
                percent(float(found.weights.pillars[i])),
                number(score),
            ]
            cells += [bar(score)] if bars else []
            table.add_row(*cells, number(float(found.pillar_cohesion[0, i])), percent(float(covered[i])))
        return table

    def _points(
        self, result: Assessment, title: str, what: Literal["lost", "gained"], note: str, width: int
    ) -> RenderableType:
        short, rows = width < WIDE, result.obstacles if what == "lost" else result.catalysts
        known = [row for row in rows if row.share > 0]
        shown = known[: self.top] if self.top else known
        total = sum(getattr(row, what) for row in known)
        table = grid(
            ("Criterion", "left"),
            ("Gain" if short and what == "gained" else what.capitalize(), "right"),
            ("Score", "right"),
            ("By" if short else "Decided by", "left"),
            ("Value", "left"),
            title=f"{title} ({note}: {total:.1f})",
        )
        table.keep(called(result, row, what) for row in shown)
        for row in shown:
            decisive = row.drags if what == "lost" else row.carries
            partial = "" if row.complete else "*"
            one = tell(result, row, what, short=short)
            value = f"{one.value}{f' ({one.year})' if one.year else ''}" if decisive is not None else "-"
            table.add_row(
                called(result, row, what),
                number(getattr(row, what), 2),
                number(100 * row.score, 0) + partial,
                one.who,
                value,
            )
        hidden = len(known) - len(shown)
        unknown = [row for row in rows if row.share == 0 and math.isnan(row.score)]
        notes = [f"{len(shown)} of {len(known)} rows are shown, --top 0 shows all"] if hidden else []
        if any(not row.complete for row in shown):
            notes.append("* some members or pairs unknown")
        if unknown and what == "lost":
            notes.append(
                "unknown, so without weight: "
                + ", ".join(result.study.criteria[row.criterion].title for row in unknown)
            )
        return Group(table, Text("; ".join(notes), style="dim")) if notes else table


def _resting(result: Assessment) -> str:
    """Say how much rests on what is old, and on weak sources; nothing where nothing does."""
    of = {"values more than five years old": result.old_share, "weak sources alone": result.weak_share}
    told = [(percent(share), what) for what, share in of.items() if share > 0]
    rests = " of the weight rests"  # said once
    return ", ".join(f"{share}{'' if i else rests} on {what}" for i, (share, what) in enumerate(told))


def _pair(study: Study, pair: Pair) -> str:
    return f"{names(study, pair.states, short=False)} {pair.cohesion:.1f}"
