"""`viability compare`: its rows and its view."""

import textwrap
from collections.abc import Iterable, Sequence
from functools import partial

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from viability.analyses.compare import BASELINE, UNNAMED, Column, Comparison
from viability.analyses.score import Assessment
from viability.output.layout import (
    ENOUGH,
    KEPT,
    LOST,
    View,
    coloured,
    grid,
    heading,
    nothing_after_told,
    verdict_style,
    zeros_told,
)
from viability.output.levels import assessed, columns_of, difference, level_rows, score_cells
from viability.output.moved import INDENT, Level, differs, levels
from viability.output.sheet import Sheet
from viability.output.text import VARIED, indexed, number, of_each, percent, signed
from viability.study.fields import WHOLE


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
            "scenario_data_to": one.result.about.newest,
            "scenario_members": " ".join(one.result.study.members),
            **{column: each.get(column) for column in columns_of(result.results[0], columns)},
            "difference": difference(each["score"], base.get((each["level"], each["id"]))),
        }
        for one in result.columns
        for each in level_rows(one.result)
    ]
    made = {**assessed(result.results[0]), "weights_drawn": of_each(ways_to_draw(result), ", ")}
    return Sheet(kind="compare", rows=rows, provenance=made)


def ways_to_draw(result: Comparison) -> dict[str, str]:
    """Say how weights are drawn of each column, and of each question of one whose questions differ."""
    said: dict[str, str] = {}
    for one in result.columns:
        ways = {f"{name} of {one.name}": each.uncertainty.weights for name, each in one.result.questions.items()}
        said |= ways if len({*ways.values()}) > 1 else {one.name: next(iter(ways.values()))}
    return said


def view(result: Comparison, *, full: bool = False) -> View:
    """Return what `viability compare` shows; in full also the criteria that differ nowhere."""
    return CompareView(result, full=full)


class CompareView(View):
    """Scenarios side by side."""

    def __init__(self, result: Comparison, *, full: bool = False) -> None:
        self.result, self.results, self.full = result, result.results, full

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Say how each came out, then lay out one column each, with the difference from the baseline."""
        base = self.results[0]
        yield heading(base.about)
        yield Text()
        unknown = self.result.baseline_unknown
        if unknown:
            yield Text("Nothing is known of the study as it is; differences are from the first column.", style=LOST)
            yield Text()
        for one in self.result.columns[1:]:
            yield Text(self._sentence(one), style="bold")
        yield Text()
        lines = [*self._lines(self.results)]
        kept = min(max(label.cell_len for label, _ in lines), KEPT)
        needs = [_needed(one.name, [cells[i].plain for _, cells in lines]) for i, one in enumerate(self.result.columns)]
        room = max(HEAD, min(WIDEST_HEAD, (width - kept) // len(needs) - 2))
        heads = [self._head(one, max(need, room)) for one, need in zip(self.result.columns, needs, strict=True)]
        needs = [max(need, *map(cell_len, head.plain.splitlines())) for need, head in zip(needs, heads, strict=True)]
        for columns in _columns(needs, width - kept):
            table = grid(("", "left"), *(("", "right") for _ in columns))
            full = kept + sum(2 + max(cell_len(cells[i].plain) for _, cells in lines) for i in columns)
            for column, i in zip(table.columns[1:], columns, strict=True):
                column.header = _lowered(heads[i], max(heads[j].plain.count("\n") for j in columns))
                column.width = needs[i] if full > width else None  # rich would shrink the widest, words or not
            table.keep(label.plain for label, _ in lines)
            for label, cells in self._lines([self.results[i] for i in columns]):
                table.add_row(label, *cells)
            yield table
            yield Text()
        yield Text(
            f"In brackets: the difference from {'the first column' if unknown else 'the baseline'}."
            f"{'' if self.full else ' Criteria that differ nowhere in a table are left out; --full shows them.'} "
            f"{self._same_weights()}Ranges hold 9 of 10 results of {base.uncertainty.draws:,} trials "
            f"(seed {base.uncertainty.seed}) that varied {self._varied()}.",
            style="dim",
        )
        first = base.study.day
        for one in self.result.columns[0 if unknown else 1 :]:
            yield Text(f"{one.name}: {self._does(one)}", style="dim")
            yield from (Text(f"{one.name}: {told}", style=LOST) for told in self._cautions(one))
            day = one.result.study.day
            if day != first:
                other = "first column" if unknown else "baseline"
                told = f"{one.name} is as of {day}, the {other} as of {first}: part of the difference is the date."
                # where the options alone are compared, the day is among them
                yield Text(told if one.name == UNNAMED else f"{told} Add --as-of {day} to compare at one date.", LOST)

    def _head(self, one: Column, width: int) -> Text:
        """Return the heading of a column: the title in lines of a width, and the name below it."""
        if one.name == BASELINE and not self.result.baseline_unknown:
            return Text(one.title)
        if one.title in {one.name, ""}:
            return Text("\n".join(_wrapped(one.name, width)))
        return Text("\n".join([*_wrapped(one.title, width), f"({one.name})"]))

    def _sentence(self, one: Column) -> str:
        """Say how one column came out beside the first."""
        told = []
        for question, base in self.results[0].questions.items():
            other = one.result.questions.get(question)
            if other is None:
                continue
            title = base.study.framework.question.title.lower()
            verdict = f", {other.verdict}"
            if other.verdict != base.verdict:
                verdict = f", {other.verdict} instead of {base.verdict}"
            moved = signed(other.index - base.index)
            told.append(f"{title} {indexed(other.study, other.index)} ({moved}){verdict}")
        return f"{one.title or one.name}: {'; '.join(told)}."

    def _does(self, one: Column) -> str:
        """Say what a column changes: its title and description, or its what-ifs."""
        title = "" if one.title in {one.name, ""} else f"{one.title.rstrip('.')}."
        told = one.description or ("" if title else f"{'; '.join(one.result.study.edits) or 'as it is'}.")
        return f"{title} {told}".strip()

    def _cautions(self, one: Column) -> Iterable[str]:
        """Return what to mind of a column's own what-ifs, beside what holds of all."""
        first, about = self.results[0].about, one.result.about
        yield from (told for told in about.study.cautions if told not in first.study.cautions)
        for tell in (zeros_told, nothing_after_told):
            if (told := tell(about)) and told != tell(first):
                yield f"{told}."

    def _varied(self) -> str:
        """Say what the draws of each column vary."""
        return of_each({name: VARIED[how] for name, how in ways_to_draw(self.result).items()})

    def _same_weights(self) -> str:
        """Say the weights of the pillars where they are the same in every column."""
        base = self.results[0]
        if self._weights_differ():
            return ""
        told = [
            f"{pillar.title.lower()} {percent(float(weight))}"
            for one in base.questions.values()
            for pillar, weight in zip(one.study.framework.pillars.values(), one.evaluation.weights.pillars, strict=True)
        ]
        return f"Weights are the same in every column: {', '.join(told)}. "

    def _weights_differ(self) -> bool:
        """Tell whether any weight of a pillar or criterion differs between the columns."""
        base, *others = self.results
        return any(
            differs(old.within, new.within)
            for one in others
            for old, new in zip(levels(base, [one]), levels(one, [base]), strict=True)
        )

    def _lines(self, results: Sequence[Assessment]) -> Iterable[tuple[Text, Sequence[Text]]]:
        """Return label and cells, one cell a result, of everything that is compared."""

        def row(label: str, style: str, cells: Sequence[str | Text]) -> tuple[Text, Sequence[Text]]:
            return Text(label, style=style), [Text(cell) if isinstance(cell, str) else cell for cell in cells]

        if len({r.study.members for r in results}) > 1:
            yield row("Members", "", [str(len(r.study.members)) for r in results])
        if len({r.study.as_of for r in results}) > 1:
            yield row("As of", "", [r.study.as_of or "newest" for r in results])
        beside = [*zip(*(levels(result, self.results) for result in results), strict=True)]
        beside.sort(key=lambda row: _place(row[0]))
        for base, *others in beside:
            write = partial(indexed, base.of.study) if base.kind == "index" else number
            cells: list[str | Text] = [write(base.score)]
            for level in others:
                delta = coloured(level.score - base.score)
                cells.append(Text.assemble(write(level.score), " ", Text.assemble("(", delta, ")")))
            weighed = base.kind != "cohesion" and any(differs(base.within, level.within) for level in others)
            moved = any(differs(base.score, level.score) for level in others)
            if base.kind != "criterion" or moved or weighed or self.full:
                style = "" if base.kind in {"pillar", "criterion"} else "bold"
                yield row(INDENT[base.kind] + base.title, style, cells)
            if weighed:
                label = f"{INDENT[base.kind]}  weight{' in its pillar' if base.kind == 'criterion' else ''}"
                yield row(label, "", [percent(level.within) for level in (base, *others)])
            if base.kind == "index":
                yield from (row(label, "", told) for label, told in _sure([base.of, *(level.of for level in others)]))


def _place(level: Level) -> tuple[bool, int, int, bool]:
    """Return where a row stands: each index with its pillars, these with their criteria; cohesion last, without any."""
    study = level.of.study
    question = [*study.beside].index(level.of.question) if study.beside else 0
    pillar = 1 + [*study.framework.pillars].index(level.pillar) if level.pillar else 0
    return level.kind == "cohesion", question, pillar, level.kind == "criterion"


def _sure(asked: Sequence[Assessment]) -> Iterable[tuple[str, Sequence[str | Text]]]:
    """Return the ranges below an index, its verdict and how much is known, one cell a result."""
    for name in asked[0].ranges:
        drawn = [result.ranges[name] for result in asked]
        yield f"  {name}", [f"{each.low:.0f} to {each.high:.0f}" for each in drawn]
    yield "  verdict", [Text(r.verdict, style=verdict_style(r)) for r in asked]
    yield "  how often it came out", [f"{100 * r.same_verdict:.0f} %" for r in asked]
    if any(r.coverage < WHOLE for r in asked):
        yield "  coverage", [_covered(r) for r in asked]


HEAD = 16
"""Columns that a line of a heading may take at least."""

WIDEST_HEAD = 30
"""Columns that it may take at most, where there is room."""


def _lowered(head: Text, lines: int) -> Text:
    """Return a heading that stands on the last of so many lines."""
    return Text("\n" * (lines - head.plain.count("\n")) + head.plain)


def _wrapped(text: str, width: int) -> Sequence[str]:
    """Break a title into short lines."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [text]


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
