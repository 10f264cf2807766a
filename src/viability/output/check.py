"""`viability check`: its rows and its view."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from viability import __version__
from viability.analyses.check import Check
from viability.analyses.gaps import Gaps
from viability.errors import Problem, listed
from viability.output.layout import View, grid
from viability.output.sheet import Row, Sheet, as_row
from viability.output.text import many

TOP = 8
"""Rows of each table of gaps."""


def sheet(found: Check) -> Sheet:
    """Return one row for each problem and each warning of a study, then one for each state and criterion."""
    rows = [*(_row("problem", one) for one in found.problems), *(_row("warning", one) for one in found.warnings)]
    rows += [_gap(one) for one in found.gaps]
    study = found.study
    read = (
        {}
        if study is None
        else as_row(study=study.title, framework_version=study.framework.version, data_to=study.newest_datum)
    )
    made = read | as_row(
        location=found.location, problems=found.total, warnings=len(found.warnings), program_version=__version__
    )
    return Sheet(
        kind="check",
        rows=rows,
        provenance=made,
        head=("severity", "file", "line", "column", "message", "hint", *_GAP),
    )


def view(found: Check, top: int = TOP) -> View:
    """Return what `viability check` shows, with some rows of each table of gaps; 0 for all."""
    return CheckView(found, top)


_GAP = ("of", "asked", "empty", "expired", "old", "oldest", "missing")


def _row(severity: str, one: Problem) -> Row:
    return as_row(
        severity=severity,
        file=one.file,
        line=one.line,
        column=one.column or None,
        message=one.message,
        hint=one.hint,
        **dict.fromkeys(_GAP),
    )


def _gap(one: Gaps) -> Row:
    blank = dict.fromkeys(("file", "line", "column", "message", "hint"))
    return as_row(
        severity=one.by,
        **blank,
        of=one.of,
        asked=one.asked,
        empty=one.empty,
        expired=one.expired,
        old=one.old,
        oldest=one.oldest,
        missing=" ".join(one.missing) or None,
    )


class CheckView(View):
    """What is wrong with a study."""

    def __init__(self, found: Check, top: int = TOP) -> None:
        self.found, self.top = found, top

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """List every problem, or say first that there is none, then what looks like a slip; a line each, for tools."""
        found = self.found
        if not found.total:
            counts = ", ".join(f"{count} {what}" for what, count in found.counts.items())
            told = Text.assemble(("no problems", "bold green"), f" in {found.location}: {counts}")
            warned = f"; {many(len(found.warnings), 'warning')}" if found.warnings else ""
            yield told.append(warned, style="yellow")
        for line in listed(found.problems, found.more):
            yield Text(line, no_wrap=True, overflow="ignore")
        for warning in found.warnings:
            yield Text.assemble(("warning: ", "yellow"), str(warning), no_wrap=True, overflow="ignore")
        if found.total:
            yield Text(f"{many(found.total, 'problem')} in {found.location}", style="bold red")
            if not found.applied:
                yield Text("Scenarios are read, and applied once the rest is in order.", style="dim")
        else:
            for by in ("state", "criterion"):
                yield from self._gaps(by)

    def _gaps(self, by: str) -> Iterable[RenderableType]:
        """Lay out what is empty or old by one heading, where anything is; what lacks most comes first."""
        listed = [one for one in self.found.gaps if one.by == by and not one.full]
        listed.sort(key=lambda one: (-one.empty - one.expired, -one.old))
        if not listed:
            return
        shown = listed[: self.top or None]
        table = grid(
            (by.capitalize(), "left"),
            ("Asked", "right"),
            ("Empty", "right"),
            ("Too old", "right"),
            ("Over 5 years", "right"),
            ("Oldest", "left"),
            title=f"What is empty or old, by {by}",
        )
        table.keep(one.of for one in shown)
        yield Text()
        for one in shown:
            counts = (f"{count:,}" if count else "" for count in (one.empty, one.expired, one.old))
            table.add_row(one.of, f"{one.asked:,}", *counts, one.oldest or "")
        yield table
        if len(listed) > len(shown):
            yield Text(f"{len(listed) - len(shown):,} more; --top 0 shows all", style="dim")
