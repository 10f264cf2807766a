"""`viability check`: its rows and its view."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from viability import __version__
from viability.analyses.check import Check
from viability.errors import Problem, listed
from viability.output.layout import View
from viability.output.sheet import Row, Sheet, as_row


def sheet(found: Check) -> Sheet:
    """Return one row for each problem and each warning of a study."""
    rows = [*(_row("problem", one) for one in found.problems), *(_row("warning", one) for one in found.warnings)]
    made = as_row(
        location=found.location, problems=found.total, warnings=len(found.warnings), program_version=__version__
    )
    return Sheet(
        kind="check", rows=rows, provenance=made, head=("severity", "file", "line", "column", "message", "hint")
    )


def view(found: Check) -> View:
    """Return what `viability check` shows."""
    return CheckView(found)


def _row(severity: str, one: Problem) -> Row:
    return as_row(
        severity=severity, file=one.file, line=one.line, column=one.column or None, message=one.message, hint=one.hint
    )


class CheckView(View):
    """What is wrong with a study."""

    def __init__(self, found: Check) -> None:
        self.found = found

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """List every problem, or say that there is none, and what looks like a slip."""
        found = self.found
        for line in listed(found.problems, found.more):
            yield Text(line)
        for warning in found.warnings:
            yield Text.assemble(("warning: ", "yellow"), str(warning))
        warned = _many(len(found.warnings), "warning")
        if found.total:
            yield Text(f"{_many(found.total, 'problem')} in {found.location}", style="bold red")
            if not found.applied:
                yield Text("Scenarios are read, and applied once the rest is in order.", style="dim")
        else:
            counts = ", ".join(f"{count} {what}" for what, count in found.counts.items())
            told = Text.assemble(("no problems", "bold green"), f" in {found.location}: {counts}")
            yield told.append(f"; {warned}", style="yellow") if found.warnings else told


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
