"""`viability compare`: its rows and its view."""

from collections.abc import Iterable, Sequence
from functools import partial

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from viability.analyses.compare import BASELINE, Comparison
from viability.analyses.score import Assessment
from viability.output.layout import ENOUGH, KEPT, View, coloured, grid, heading, verdict_style
from viability.output.levels import assessed, columns_of, difference, level_rows, score_cells
from viability.output.moved import INDENT, differs, levels
from viability.output.sheet import Sheet
from viability.output.text import indexed, number, percent


def sheet(result: Comparison) -> Sheet:
    """Return the rows of the baseline and of the scenarios, with the difference from the first of them."""
    base = score_cells(result.results[0])
    columns = (
        *("level", "id", "title", "pillar", "question", "score", "low", "median", "high", "data_low", "data_high"),
        *("geometric", "share", "coverage", "verdict", "same_verdict"),
    )
    rows = [
        {
            "scenario": one.name,
            "scenario_as_of": one.result.study.as_of or "newest",
            "scenario_members": " ".join(one.result.study.members),
            **{column: each.get(column) for column in columns_of(result.results[0], columns)},
            "difference": difference(each["score"], base.get((each["level"], each["id"]))),
        }
        for one in result.columns
        for each in level_rows(one.result)
    ]
    return Sheet(kind="compare", rows=rows, provenance=assessed(result.results[0]))


def view(result: Comparison) -> View:
    """Return what `viability compare` shows."""
    return CompareView(result)


class CompareView(View):
    """Scenarios side by side."""

    def __init__(self, result: Comparison) -> None:
        self.result, self.results = result, result.results

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one column a scenario, with the difference from the baseline."""
        base = self.results[0]
        yield heading(base.about)
        yield Text()
        unknown = self.result.baseline_unknown
        titles = [one.title if one.name == BASELINE and not unknown else one.name for one in self.result.columns]
        if unknown:
            yield Text(
                "Nothing is known of the study as it is; differences are from the first scenario.", style="yellow"
            )
            yield Text()
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
        first = titles[0] if unknown else "the baseline"
        for one in self.result.columns[0 if unknown else 1 :]:
            name, result = one.name, one.result
            yield Text(f"{name}: {one.title}. {one.description}".rstrip(), style="dim")
            if result.study.day != base.study.day:
                yield Text(
                    f"{name} is as of {result.study.day} and {first} is not, so part of the difference is the "
                    f"date; with --as-of {result.study.day} both are.",
                    style="yellow",
                )

    def _lines(self) -> Iterable[tuple[Text, Sequence[Text]]]:
        """Return label and cells, one cell a scenario, of everything that is compared."""

        def row(label: str, style: str, cells: Sequence[str | Text]) -> tuple[Text, Sequence[Text]]:
            return Text(label, style=style), [Text(cell) if isinstance(cell, str) else cell for cell in cells]

        yield row("Members", "", [str(len(r.study.members)) for r in self.results])
        yield row("As of", "", [r.study.as_of or "newest" for r in self.results])
        for base, *others in zip(*(levels(result, self.results) for result in self.results), strict=True):
            write = partial(indexed, base.of.study) if base.kind == "index" else number
            cells: list[str | Text] = [write(base.score)]
            for level in others:
                delta = coloured(level.score - base.score)
                cells.append(Text.assemble(write(level.score), " ", Text.assemble("(", delta, ")")))
            if base.kind != "criterion" or any(differs(base.score, level.score) for level in others):
                style = "" if base.kind in {"pillar", "criterion"} else "bold"
                yield row(INDENT[base.kind] + base.title, style, cells)
            if base.kind == "index":
                asked = [base.of, *(level.of for level in others)]
                for name in base.of.ranges:
                    drawn = [result.ranges[name] for result in asked]
                    yield row(f"  {name}", "", [f"{each.low:.0f} to {each.high:.0f}" for each in drawn])
                yield row("  verdict", "", [Text(r.verdict, style=verdict_style(r)) for r in asked])
                yield row("  same verdict", "", [f"{100 * r.same_verdict:.0f} %" for r in asked])
                if any(r.coverage < 1 - 1e-9 for r in asked):
                    yield row("  coverage", "", [_covered(r) for r in asked])


def _covered(result: Assessment) -> Text:
    return Text(percent(result.coverage), style="bold red" if result.coverage < ENOUGH else "")


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
