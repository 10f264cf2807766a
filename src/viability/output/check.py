"""`viability check`: its rows and its view."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability import __version__
from viability.errors import Problem
from viability.output.layout import View
from viability.output.sheet import Sheet, as_row


def check_sheet(problems: Sequence[Problem], location: str) -> Sheet:
    """Return one row for each problem of a study."""
    rows = [as_row(file=p.file, line=p.line, message=p.message, hint=p.hint) for p in problems]
    made = as_row(location=location, program_version=__version__)
    return Sheet(kind="check", rows=rows, provenance=made, head=("file", "line", "message", "hint"))


class CheckView(View):
    """What is wrong with a study."""

    def __init__(self, problems: Sequence[Problem], location: str, counts: str, *, tried: bool = True) -> None:
        self.problems, self.location, self.counts, self.tried = problems, location, counts, tried

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """List every problem, or say that there is none."""
        for problem in self.problems:
            yield Text(str(problem))
        if self.problems:
            yield Text(
                f"{len(self.problems)} problem{'s' if len(self.problems) > 1 else ''} in {self.location}",
                style="bold red",
            )
            if not self.tried:
                yield Text("Scenarios are read, and applied once the rest is in order.", style="dim")
        else:
            yield Text.assemble(("no problems", "bold green"), f" in {self.location}: {self.counts}")
