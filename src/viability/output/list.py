"""`viability list`: its rows and its view."""

from collections.abc import Iterable, Mapping

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.list import Fact, Listing
from viability.output.layout import WIDE, View, grid, heading
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.text import codes, percent

HEADS: Mapping[str, str] = {
    "iso3": "ISO",
    "does": "What it does",
    "behind": "Used here",
    "asks": "What it asks",
    "answer": "Draws the answer of",
    "shows": "What it shows",
}
"""Headings of columns that are more than their name."""


def sheet(result: Listing) -> Sheet:
    """Return one row for each thing, or for each kind of thing."""
    what = result.what or "kinds"
    rows = [as_row(what=what, id=entry.id, title=entry.title, **entry.told) for entry in result.entries]
    return Sheet(kind="list", rows=rows, provenance=provenance(result.about), head=("what", "id", "title"))


def view(result: Listing) -> View:
    """Return what `viability list` shows."""
    return ListView(result)


class ListView(View):
    """What a study holds, one row a thing."""

    def __init__(self, result: Listing) -> None:
        self.result = result

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one table, and say what to type next."""
        result = self.result
        yield heading(result.about, warn=False)
        yield Text()
        if not result.entries:
            yield Text(f"This study has no {result.what}.")
            return
        left_out = LONG.get(result.what or "", ()) if width < WIDE else ()
        told = [
            name
            for name in result.entries[0].told
            if name not in left_out and any(entry.told[name] for entry in result.entries)
        ]
        numeric = {n for n in told if all(isinstance(e.told[n], int | float | None) for e in result.entries)}
        table = grid(
            ("Id" if result.what else "List", "left"),
            ("Title" if result.what else "", "left"),
            *((HEADS.get(name, name.capitalize()), "right" if name in numeric else "left") for name in told),
        )
        table.keep(entry.id for entry in result.entries)
        for entry in result.entries:
            table.add_row(entry.id, entry.title, *(self._cell(name, entry.told[name]) for name in told))
        yield table
        if left_out:
            names = [HEADS.get(name, name).lower() for name in left_out]
            yield Text(f"A terminal of {WIDE} columns, CSV and JSON also show: {', '.join(names)}.", style="dim")
        told_next = _NEXT.get(result.what or "", "")
        if told_next:
            yield Text(told_next, style="dim")

    def _cell(self, name: str, fact: Fact) -> str:
        """Write a fact: members by their codes, a pillar by its title."""
        study = self.result.about.study
        if fact is None:
            return ""
        if isinstance(fact, str):
            if name == "members" and all(state in study.states for state in fact.split()):
                return codes(study, fact.split())
            return study.framework.pillars[fact].title if name == "pillar" else fact
        return percent(fact) if name == "share" else f"{fact:,.6g}"


LONG: Mapping[str, tuple[str, ...]] = {
    "scenarios": ("does",),
    "strategies": ("does",),
    "attributes": ("criteria",),
    "criteria": ("weight",),
    "pillars": ("criteria", "weight"),
}
"""What is left out where there is little room, by what is listed."""

_NEXT: Mapping[str, str] = {
    "": "`viability list KIND` lists each, such as `viability list criteria`.",
    "scenarios": "`viability compare SCENARIO ...` puts them side by side, `--scenario` applies one.",
    "states": "`viability explain STATE` shows all values of one.",
    "pillars": "`viability explain PILLAR` shows how one came to its score.",
    "coalitions": "`viability score --coalition ID` scores one as of its date.",
    "studies": "`--study ID` on any command asks one of them.",
    "criteria": "`viability explain CRITERION` shows how one came to its score.",
    "figures": "`viability figure NAME FILE.svg` draws one; .pdf and .png do, too.",
    "claims": "`viability claims` tests them, `viability explain CLAIM` shows one.",
    "questions": "`--question` on any command asks one of them.",
}
"""What to type next, by what is listed."""
