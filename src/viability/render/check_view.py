"""The view of `viability check`: what is wrong with a study."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.errors import Problem
from viability.render.parts import View


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
