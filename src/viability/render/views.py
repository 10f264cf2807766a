"""Results as rich views for a reader at a terminal. Views choose their columns by the width there is."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from viability import __version__
from viability.assessment import Assessment, Pair, newest_date
from viability.contributions import Contribution, Decisive
from viability.errors import Problem
from viability.model import Criterion, Study

WIDE = 100
"""Columns from which state names stand in full."""
BAR = 16
EDGE = box.SIMPLE_HEAD
STATUS = {"borne out": "green", "contradicted": "red", "open": "yellow", "": ""}
VERDICT = ("bold green", "bold yellow", "bold dark_orange", "bold red")


class View:
    """A view that is laid out when the width is known."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self.parts(options.max_width, bars=console.is_terminal)

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:
        """Return what to show at a width; bars only where a person looks."""
        raise NotImplementedError


def number(value: float | None, digits: int = 1) -> str:
    """Write a number, or a dash for what is unknown."""
    return "-" if value is None or math.isnan(value) else f"{value:.{digits}f}"


def percent(share: float) -> str:
    """Write a share as per cent; what is nearly all is not all."""
    if math.isnan(share):
        return "-"
    return f"{min(100 * share, 99.9 if share < 1 - 1e-9 else 100):.3g} %"


def signed(value: float) -> str:
    """Write a difference with its sign; nothing moved is 0."""
    return "-" if math.isnan(value) else "0" if abs(value) < 0.05 else f"{value:+.1f}"  # noqa: PLR2004


def measured(value: float, unit: str) -> str:
    """Write a raw value with its unit."""
    if math.isnan(value):
        return "-"
    shown = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"  # noqa: PLR2004
    return f"{shown} {unit}".strip()


UNITS = {"million US$ of 2023": "m US$", "ideal-point units": "points", "WGI units": "WGI", "index 0-1": "of 1"}
"""Units that are long, and what stands for them in tables."""


def unit_of(study: Study, criterion: Criterion) -> str:
    """Return the unit of what a criterion measures."""
    of = criterion.measure.of
    if criterion.measure.kind in {"overlap", "shared_memberships"}:
        return "overlap"
    if of is None or of not in study.attributes:
        return ""
    attribute = study.attributes[of]
    return f"of {attribute.range[1]:g}" if attribute.is_rating else UNITS.get(attribute.unit, attribute.unit)


def names(study: Study, states: Sequence[str], *, short: bool, sep: str = "-") -> str:
    """Name states in full or by code."""
    return sep.join((study.states[s].iso3 or s.upper()) if short else study.states[s].name for s in states)


def bar(value: float, width: int = BAR, top: float = 100.0) -> Text:
    """Draw a bar."""
    full = 0 if math.isnan(value) else round(width * max(0.0, min(value / top, 1.0)))
    return Text("█" * full, style="cyan") + Text("░" * (width - full), style="dim")


KEPT = 32
"""Columns that labels may claim where room is short."""
NARROW = 80
"""Columns from which they may."""


class Grid(Table):
    """A plain table whose text is text: brackets in a note are no markup."""

    above: Text | None = None
    """A title that may be wider than the table."""

    def __init__(self, *headers: str, **options: Any) -> None:  # noqa: ANN401 - rich's own options
        super().__init__(*headers, **options)
        self.kept: list[int] = []

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if self.above is not None:
            yield self.above
        for column in self.kept if options.max_width >= NARROW else ():
            self.columns[column].no_wrap = True
        yield from super().__rich_console__(console, options)

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:  # noqa: ANN401 - rich's own options
        """Add a row, taking strings as they are."""
        super().add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in cells), **options)

    def keep(self, labels: Iterable[str], column: int = 0, most: int = KEPT) -> None:
        """Let labels stand whole, if none is longer than a limit; the other columns make room for them."""
        if max(map(cell_len, labels), default=0) <= most:
            self.kept.append(column)


def grid(*columns: tuple[str, str], title: str | None = None) -> Grid:
    """Return a plain table; a column is its heading and `left` or `right`."""
    table = Grid(
        box=EDGE,
        header_style="bold",
        show_edge=False,
        pad_edge=False,
        collapse_padding=True,
        padding=(0, 1),
    )
    table.above = None if title is None else Text(title, style="bold")
    for heading, justify in columns:
        table.add_column(Text(heading), justify=justify, overflow="fold")  # type: ignore[arg-type]  # left or right
    return table


def verdict_text(study: Study, band: int | None) -> Text:
    """Write a verdict in its colour."""
    if band is None:
        return Text("-")
    return Text(study.framework.bands[band].verdict, style=VERDICT[min(band, len(VERDICT) - 1)])


def coloured(delta: float) -> Text:
    """Write a difference, green where the index rises and red where it falls."""
    told = signed(delta)
    return Text(told, style="" if told in {"-", "0"} else "green" if delta > 0 else "red")


def verdict_style(result: Assessment) -> str:
    """Colour a verdict from best to worst."""
    return VERDICT[min(int(result.evaluation.verdicts[0]), len(VERDICT) - 1)]


def heading(study: Study, changes: Sequence[str] = ()) -> Text:
    """Say what was evaluated: study, day, framework, members, what-ifs."""
    day = f"as of {study.as_of}" if study.as_of else f"newest data, to {newest_date(study)}"
    text = Text.assemble((study.title, "bold"), f" · {day}\n")
    where = "the one that ships with viability" if study.location == "shipped" else study.location
    text.append(f"{names(study, study.members, short=False, sep=', ')}\n", style="cyan")
    text.append(f"study: {where} · framework {study.framework.version} · viability {__version__}", style="dim")
    if changes:
        text.append("\nwhat if: " + "; ".join(changes), style="magenta")
    return text


class ScoreView(View):
    """What `viability score` shows."""

    def __init__(self, result: Assessment, top: int = 8) -> None:
        self.result, self.top = result, top

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:
        """Lay out headline, pillars, obstacles and catalysts."""
        result = self.result
        yield heading(result.study, result.changes)
        yield Text()
        yield self._headline()
        for criterion in result.blocking:
            yield Text(
                f"Blocked by {criterion.title}: it scores under {criterion.blocking}, so the verdict is at most "
                f"'{result.study.framework.blocked}'.",
                style="bold red",
            )
        if result.baseline is not None:
            yield Text()
            yield _moved(result.baseline, result, width)
        yield Text()
        yield self._pillars(bars=bars)
        compensated = "" if result.study.framework.compensation == 1 else ", as at compensation 1"
        yield Text()
        yield self._points("Obstacles", result.obstacles, "lost", f"points lost{compensated}", width)
        yield Text()
        yield self._points("Catalysts", result.catalysts, "gained", f"points gained{compensated}", width)
        drawn = {
            "uniform": "all weights and all data",
            "around": "weights around the given, and data",
            "fixed": "data alone",
        }
        yield Text()
        yield Text(
            f"Draws vary {drawn[result.uncertainty.weights]} (seed {result.uncertainty.seed}). "
            "Claim: whether the evidence bears out the role that the paper gives the criterion. "
            "The index summarises dated judgements; it is no forecast.",
            style="dim",
        )

    def _headline(self) -> Table:
        result, doubt = self.result, self.result.uncertainty
        table = Table.grid(padding=(0, 2))
        table.add_row(
            Text("Viability", style="bold"),
            Text.assemble((number(result.viability), "bold"), "  ", (result.verdict, verdict_style(result))),
            Text(
                f"90 % range {doubt.viability.low:.0f} to {doubt.viability.high:.0f}, "
                f"median {doubt.viability.median:.0f}; "
                f"this verdict in {100 * result.same_verdict:.0f} % of {doubt.draws:,} draws"
            ),
        )
        if near := _near_a_band(result):
            table.add_row("", "", Text(near, style="yellow"))
        known = [pair for pair in result.pairs if not math.isnan(pair.cohesion)]
        ends = "-"
        if known:
            ends = f"strongest {_pair(result.study, known[0])}, weakest {_pair(result.study, known[-1])}"
        table.add_row(Text("Cohesion", style="bold"), number(result.cohesion), ends)
        missing = "nothing missing"
        if result.coverage < 1 - 1e-9:
            missing = f"if all that is missing were at its worst {doubt.at_worst:.1f}, at its best {doubt.at_best:.1f}"
        table.add_row(Text("Coverage", style="bold"), percent(result.coverage), missing)
        if result.coverage < ENOUGH:
            told = f"less than {100 * ENOUGH:.0f} % of the weight rests on anything known: the verdict says little"
            table.add_row("", "", Text(told, style="bold red"))
        return table

    def _pillars(self, *, bars: bool) -> Grid:
        result, found = self.result, self.result.evaluation
        table = grid(("Pillar", "left"), ("Weight", "right"), ("Score", "right"))
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

    def _points(self, title: str, rows: Sequence[Contribution], what: str, note: str, width: int) -> RenderableType:
        result, short = self.result, width < WIDE
        known = [row for row in rows if row.share > 0]
        shown = known[: self.top] if self.top else known
        total = sum(getattr(row, what) for row in known)
        table = grid(
            ("Criterion", "left"),
            ("Gain" if short and what == "gained" else what.capitalize(), "right"),
            ("Score", "right"),
            ("By" if short else "Decided by", "left"),
            ("Value", "left"),
            ("Claim", "left"),
            title=f"{title} ({note}: {total:.1f})",
        )
        table.keep(result.study.criteria[row.criterion].title for row in shown)
        for row in shown:
            criterion = result.study.criteria[row.criterion]
            decisive = row.drags if what == "lost" else row.carries
            status = result.claim_status(row.criterion)
            partial = "" if row.coverage > 1 - 1e-9 else "*"
            who, value = ("-", "-") if decisive is None else _decisive(result.study, criterion, decisive, short=short)
            table.add_row(
                criterion.title,
                number(getattr(row, what), 2),
                number(100 * row.score, 0) + partial,
                who,
                value,
                Text(status or criterion.role, style=STATUS[status]),
            )
        hidden = len(known) - len(shown)
        unknown = [row for row in rows if row.share == 0 and math.isnan(row.score)]
        notes = [f"{hidden} more with --top 0"] if hidden else []
        if any(row.coverage <= 1 - 1e-9 for row in shown):
            notes.append("* some members or pairs unknown")
        if unknown and what == "lost":
            notes.append(
                "unknown, so without weight: "
                + ", ".join(result.study.criteria[row.criterion].title for row in unknown)
            )
        return Group(table, Text("; ".join(notes), style="dim")) if notes else table


def _decisive(study: Study, criterion: Criterion, decisive: Decisive, *, short: bool) -> tuple[str, str]:
    year = decisive.date[:4] if decisive.date[:1].isdigit() else decisive.date
    value = measured(decisive.raw, unit_of(study, criterion))
    return names(study, decisive.states, short=short), f"{value} ({year})" if year else value


ENOUGH = 0.65
"""Coverage under which a verdict gets a warning: the share that handbooks of composite indicators ask for."""
NEAR = 2.0
"""Points within which a band's edge is worth a warning."""


def _near_a_band(result: Assessment) -> str:
    """Say so where the index lies close to the edge of its band."""
    bands, number_of = result.study.framework.bands, int(result.evaluation.verdicts[0])
    edges = [(result.viability - band.at_least, other.verdict) for band, other in pairwise(bands)]
    gap, below = min(edges, key=lambda edge: abs(edge[0]), default=(NEAR, ""))
    if abs(gap) >= NEAR or result.blocking:
        return ""
    if gap >= 0:
        return f"only {gap:.1f} points above '{below}': small doubts decide the verdict"
    return f"only {-gap:.1f} points below '{bands[number_of - 1].verdict}': small doubts decide the verdict"


def _pair(study: Study, pair: Pair) -> str:
    return f"{names(study, pair.states, short=False)} {pair.cohesion:.1f}"


def _levels(result: Assessment) -> list[tuple[str, str, float, float]]:
    """List kind, title, score and share of everything that has a score."""
    study, found = result.study, result.evaluation
    rows = [
        ("index", "Viability", result.viability, math.nan),
        ("index", "Cohesion", result.cohesion, math.nan),
    ]
    for i, pillar in enumerate(study.framework.pillars.values()):
        rows.append(("pillar", pillar.title, float(found.pillar_scores[0, i]), float(found.weights.pillars[i])))
    rows += [("criterion", study.criteria[c.criterion].title, 100 * c.score, c.share) for c in result.contributions]
    return rows


def _differs(old: float, new: float) -> bool:
    return not (math.isnan(old) and math.isnan(new)) and not math.isclose(old, new, rel_tol=1e-9, abs_tol=1e-9)


def _moved(before: Assessment, after: Assessment, width: int) -> Grid:
    table = grid(
        ("What moved", "left"),
        ("Baseline", "right"),
        ("New", "right"),
        ("Difference", "right"),
        ("Share of index", "right"),
    )
    for old, new in zip(_levels(before), _levels(after), strict=True):
        moved, weighed = _differs(old[2], new[2]), _differs(old[3], new[3])
        if not moved and not weighed and old[1] != "Viability":
            continue
        indent = {"index": "", "pillar": "  ", "criterion": "    "}[old[0]]
        share = f"{100 * old[3]:.3g} -> {100 * new[3]:.3g} %" if weighed else ""
        style = "bold" if old[0] == "index" else ""
        delta = new[2] - old[2]
        table.add_row(
            Text(indent + old[1], style=style),
            number(old[2]),
            number(new[2]),
            coloured(delta),
            share,
        )
    if before.verdict != after.verdict:
        table.add_row(Text("Verdict", style="bold"), before.verdict, after.verdict, "", "")
    who = names(before.study, before.study.members, short=width < WIDE, sep=", ")
    table.above = Text(f"Against the baseline ({who})", style="bold")
    return table


class CompareView(View):
    """Scenarios side by side."""

    def __init__(self, results: Sequence[Assessment], names: Sequence[str]) -> None:
        self.results, self.names = results, names

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one column a scenario, with the difference from the baseline."""
        base = self.results[0]
        yield heading(base.study, base.changes)
        yield Text()
        titles = ["Baseline", *self.names]
        lines = [*self._lines()]
        kept = min(max(label.cell_len for label, _ in lines), KEPT)
        needs = [_needed(title, [cells[i].plain for _, cells in lines]) for i, title in enumerate(titles)]
        for columns in _columns(needs, width - kept):
            table = grid(("", "left"), *((titles[i], "right") for i in columns))
            full = kept + sum(2 + max(cell_len(cells[i].plain) for _, cells in lines) for i in columns)
            for column, i in zip(table.columns[1:], columns, strict=True):
                column.width = needs[i] if full > width else None  # rich would shrink the widest, words or not
            table.keep(label.plain for label, _ in lines)
            for label, cells in lines:
                table.add_row(label, *(cells[i] for i in columns))
            yield table
            yield Text()
        yield Text(
            f"Criteria that no scenario moves are left out. {base.uncertainty.draws:,} draws, "
            f"seed {base.uncertainty.seed}.",
            style="dim",
        )
        for name in self.names:
            scenario = base.study.scenarios[name]
            yield Text(f"{name}: {scenario.title}. {scenario.description}", style="dim")

    def _lines(self) -> Iterable[tuple[Text, Sequence[Text]]]:
        """Return label and cells, one cell a scenario, of everything that is compared."""

        def row(label: str, style: str, cells: Sequence[str | Text]) -> tuple[Text, Sequence[Text]]:
            return Text(label, style=style), [Text(cell) if isinstance(cell, str) else cell for cell in cells]

        yield row("Members", "", [str(len(r.study.members)) for r in self.results])
        yield row("As of", "", [r.study.as_of or "newest" for r in self.results])
        levels = [_levels(result) for result in self.results]
        for i, (kind, title, first, _) in enumerate(levels[0]):
            cells: list[str | Text] = [number(first)]
            moved = False
            for level in levels[1:]:
                delta = level[i][2] - first
                moved = moved or _differs(first, level[i][2])
                cells.append(Text.assemble(number(level[i][2]), " ", Text.assemble("(", coloured(delta), ")")))
            if kind != "criterion" or moved:
                yield row(
                    {"index": "", "pillar": "  ", "criterion": "    "}[kind] + title,
                    "bold" if kind == "index" else "",
                    cells,
                )
            if title == "Viability":
                yield row(
                    "  90 % range",
                    "",
                    [f"{r.uncertainty.viability.low:.0f} to {r.uncertainty.viability.high:.0f}" for r in self.results],
                )
                yield row("  verdict", "", [Text(r.verdict, style=verdict_style(r)) for r in self.results])
                yield row("  same verdict", "", [f"{100 * r.same_verdict:.0f} %" for r in self.results])


def _needed(title: str, cells: Iterable[str]) -> int:
    """Return the columns that a scenario needs, so that no word is broken; a number stays with its difference."""
    parts = (part for cell in cells for part in ([cell] if cell[:1].isdigit() else cell.split()))
    return max(map(cell_len, (title, *parts)))


def _columns(needs: Sequence[int], width: int) -> Iterable[Sequence[int]]:
    """Choose which scenarios stand in one table; the baseline stands in each."""
    taken: list[int] = []
    for i in range(1, len(needs)):
        if taken and sum(2 + needs[j] for j in (0, *taken, i)) > width:
            yield [0, *taken]
            taken = []
        taken.append(i)
    yield [0, *taken]


class PairsView(View):
    """The cohesion of every pair as a matrix."""

    def __init__(self, study: Study, pairs: Sequence[Pair], changes: Sequence[str] = ()) -> None:
        self.study, self.pairs, self.changes = study, pairs, changes

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out the matrix; shades only add to the numbers."""
        yield heading(self.study, self.changes)
        yield Text()
        table = grid(("Cohesion", "left"), *((names(self.study, [s], short=True), "right") for s in self.study.members))
        by_pair = {frozenset(pair.states): pair.cohesion for pair in self.pairs}
        for a in self.study.members:
            cells = [
                Text("·", style="dim") if a == b else shade(by_pair[frozenset((a, b))]) for b in self.study.members
            ]
            table.add_row(names(self.study, [a], short=False), *cells)
        yield table
        known = [p for p in self.pairs if not math.isnan(p.cohesion)]
        mean = sum(p.cohesion for p in known) / len(known) if known else math.nan
        yield Text(
            f"Mean of pairs {number(mean)}. 0 would be nothing in common, 100 as close as the goalposts allow.",
            style="dim",
        )


def shade(value: float) -> Text:
    """Write a cohesion on a ground from red to green."""
    if math.isnan(value):
        return Text("-", style="dim")
    grounds = (
        (35, "white on dark_red"),
        (50, "black on dark_orange"),
        (65, "black on khaki1"),
        (80, "black on dark_sea_green2"),
    )
    style = next((style for floor, style in grounds if value < floor), "black on green3")
    return Text(f" {value:.1f} ", style=style)


class CheckView(View):
    """What is wrong with a study."""

    def __init__(self, problems: Sequence[Problem], location: str, counts: str) -> None:
        self.problems, self.location, self.counts = problems, location, counts

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """List every problem, or say that there is none."""
        for problem in self.problems:
            yield Text(str(problem))
        if self.problems:
            yield Text(
                f"{len(self.problems)} problem{'s' if len(self.problems) > 1 else ''} in {self.location}",
                style="bold red",
            )
        else:
            yield Text.assemble(("no problems", "bold green"), f" in {self.location}: {self.counts}")
