"""`viability again`: its rows and its view."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from viability import __version__
from viability.analyses.again import Again, Difference
from viability.output.layout import View, grid
from viability.output.sheet import Sheet, as_row


def sheet(found: Again) -> Sheet:
    """Return one row for each thing that differs; where nothing does, one that says so, for it holds the command."""
    rows = [
        as_row(
            part=one.part,
            what=one.what,
            before=one.before,
            after=one.after,
            difference=one.after - one.before
            if isinstance(one.before, float) and isinstance(one.after, float)
            else None,
        )
        for one in found.differences
    ]
    rows = rows or [as_row(part="none", what="nothing differs", before=None, after=None, difference=None)]
    made = as_row(
        location=found.location,
        of=found.command,
        compared=found.compared,
        study=found.study,
        framework_version=found.framework_version,
        as_of=found.as_of,
        data_to=found.data_to,
        saved_fingerprint=found.saved_fingerprint,
        fingerprint=found.fingerprint,
        program_version=__version__,
    )
    return Sheet(kind="again", rows=rows, provenance=made, head=("part", "what", "before", "after", "difference"))


def view(found: Again, top: int = 20) -> "AgainView":
    """Return what a terminal shows."""
    return AgainView(found, top)


class AgainView(View):
    """What differs from a saved result."""

    def __init__(self, found: Again, top: int = 20) -> None:
        self.found, self.top = found, top

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Say that it is the same, or list what may be the cause and then what moved, the largest first."""
        found = self.found
        yield Text(found.command, style="dim")
        if found.same:
            yield Text.assemble(("the same", "bold green"), f": {found.compared:,} numbers in {found.location}")
            return
        causes = [one for one in found.differences if one.part in {"program", "framework", "study", "request"}]
        moved = [one for one in found.differences if one not in causes]
        numbers = sum(one.part == "number" for one in moved)
        yield Text.assemble(
            ("not the same", "bold red"),
            f": {numbers:,} of {found.compared:,} numbers in {found.location} moved",
        )
        if causes:
            yield Text()
            yield from (Text(f"  {_cause(one)}") for one in causes)
        if moved:
            yield Text()
            yield from self._moved(moved)

    def _moved(self, moved: list[Difference]) -> Iterable[RenderableType]:
        table = grid(("What moved", "left"), ("Saved", "right"), ("Now", "right"), ("Difference", "right"))
        shown = moved[: self.top] if self.top else moved
        for one in shown:
            gap = ""
            if isinstance(one.before, float) and isinstance(one.after, float):
                gap = f"{one.after - one.before:+.4g}"
            table.add_row(one.what, _told(one.before), _told(one.after), gap)
        yield table
        if len(moved) > len(shown):
            yield Text(f"Showing {len(shown)} of {len(moved):,}; --top 0 shows all.", style="dim")


def _cause(one: Difference) -> str:
    """Say what may be the cause: with the sums of a part of a study nobody could do anything."""
    if one.part == "study":
        how = "is new" if one.before is None else "is gone" if one.after is None else "changed"
        return f"study: {one.what} {how}"
    if one.what.startswith("scenario "):
        return f"{one.what} changed"
    return f"{one.what}: {_told(one.before)} then, {_told(one.after)} now"


def _told(cell: str | float | None) -> str:
    if not isinstance(cell, float):
        return "-" if cell is None else cell
    return f"{cell:.0f}" if cell.is_integer() else f"{cell:.6g}"
