"""`viability coalitions`: its rows and its view."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.coalitions.search import Move, Ranked, Search
from viability.output.layout import WIDE, View, grid, heading, verdict_text
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.text import codes, indexed, names, number, percent


def sheet(found: Search) -> Sheet:
    """Return one row for each coalition under each heading under which the search names it."""
    study = found.about.study
    headings: list[tuple[str, Sequence[Ranked]]] = [
        ("leader", found.leaders),
        ("best_of_size", found.best_per_size),
        ("pareto_cohesion", found.against_cohesion),
        ("pareto_size", found.against_size),
        (f"pareto_{found.other}", found.against_other),
        ("own", () if found.own is None else (found.own,)),
    ]
    rows = [
        as_row(
            list=heading,
            rank=rank,
            members=" ".join(ranked.members),
            members_iso3=codes(study, ranked.members),
            size=len(ranked.members),
            **{study.framework.asked: ranked.viability, **ranked.others},
            cohesion=ranked.cohesion,
            verdict=study.framework.verdict(ranked.verdict),
            coverage=ranked.coverage,
            internally_stable=ranked.internally_stable,
            would_leave=_moves(ranked.leavers),
            externally_stable=ranked.externally_stable,
            should_join=_moves(ranked.joiners),
            ranks_first=ranked.first,
        )
        for heading, listed in headings
        for rank, ranked in enumerate(listed, start=1)
    ]
    more = as_row(
        candidates=" ".join(found.candidates),
        must=" ".join(found.must),
        never=" ".join(found.never),
        by=found.by,
        eligible=found.eligible,
        left_out=found.unknown,
        unjudged=found.unjudged,
        draws=found.draws,
        seed=found.seed,
        rivals=found.rivals,
    )
    return Sheet(kind="coalitions", rows=rows, provenance=provenance(found.about, **more), tables="list")


def _moves(moves: Iterable[Move]) -> str:
    return " ".join(f"{move.state}:{move.viability:.4f}" for move in moves)


def view(found: Search) -> View:
    """Return what `viability coalitions` shows."""
    return SearchView(found)


class SearchView(View):
    """What `viability coalitions` shows."""

    def __init__(self, found: Search) -> None:
        self.study, self.found = found.about.study, found

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out leaders, the best of each size, the Pareto sets and the study's own coalition."""
        found = self.found
        yield heading(found.about)
        least, most = found.sizes
        sizes = f"{least}" if least == most else f"{least} to {most}"
        left = f"; of {found.unknown:,} nothing is known" if found.unknown else ""
        if found.unjudged:
            left += f"; {found.unjudged:,} are left out, for too little is known of them for a verdict"
        yield Text(
            f"{found.eligible:,} coalitions of {sizes} out of {len(found.candidates)} candidates{left}", style="dim"
        )
        yield Text()
        yield self._table(f"Highest {found.by}", found.leaders, width, first=found.draws > 0)
        yield Text()
        yield self._table("Best of each size", found.best_per_size, width)
        yield Text()
        yield self._table(
            f"No other has more of one and as much of the other: {self.study.framework.asked} against cohesion",
            found.against_cohesion,
            width,
        )
        if found.other is not None:
            yield Text()
            pair = f"{self.study.framework.asked} against {found.other}"
            yield self._table(
                f"No other has more of one and as much of the other: {pair}",
                found.against_other,
                width,
            )
        yield Text()
        yield self._table(
            f"No other has as many members and a higher index: {self.study.framework.asked} against size",
            found.against_size,
            width,
        )
        if found.own is not None:
            yield Text()
            yield self._table("The study's own coalition", [found.own], width)
            yield from self._stability(found.own)
        yield Text()
        yield Text(
            "* a blocking criterion caps the verdict. "
            "Leave, join: whose leaving or joining alone would raise the index (d'Aspremont et al. 1983). "
            + (
                f"First: share of {found.draws:,} draws in which no other of {found.rivals:,} coalitions scores higher."
                if found.draws
                else ""
            ),
            style="dim",
        )

    def _table(self, title: str, rows: Sequence[Ranked], width: int, *, first: bool = False) -> RenderableType:
        columns = [
            ("Members", "left"),
            ("Index", "right"),
            *((question.capitalize(), "right") for question in self._others()),
            ("Cohesion", "right"),
            ("Known", "right"),
            ("Verdict", "left"),
            ("Leave", "left"),
            ("Join", "left"),
        ]
        table = grid(*columns, *([("First", "right")] if first else []), title=title)
        for ranked in rows:
            table.add_row(
                names(self.study, ranked.members, short=True, sep=" "),
                indexed(self.study, ranked.viability),
                *(number(ranked.others.get(question)) for question in self._others()),
                number(ranked.cohesion),
                percent(ranked.coverage),
                self._verdict(ranked),
                self._who(ranked.leavers),
                self._who(ranked.joiners, most=2 if width < WIDE else 4),
                *([percent(ranked.first)] if first and ranked.first is not None else ["-"] if first else []),
            )
        return table

    def _others(self) -> Sequence[str]:
        """Return the questions that stand beside the one searched by."""
        return [question for question in self.study.beside if question != self.study.framework.asked]

    def _verdict(self, ranked: Ranked) -> Text:
        """Write a verdict, with a mark where the index alone would give a better one."""
        return verdict_text(self.study, ranked.verdict) + Text("*" if ranked.capped else "")

    def _who(self, moves: Sequence[Move], most: int = 3) -> str:
        if not moves:
            return "nobody"
        more = f" +{len(moves) - most}" if len(moves) > most else ""
        return names(self.study, [move.state for move in moves[:most]], short=True, sep=" ") + more

    def _stability(self, own: Ranked) -> Iterable[RenderableType]:
        for moves, stable, verb in (
            (own.leavers, "Internally stable: no member's leaving raises the index.", "leave"),
            (own.joiners, "Externally stable: no candidate's joining raises the index.", "join"),
        ):
            if not moves:
                yield Text(stable)
                continue
            told = ", ".join(f"{self.study.states[m.state].name} ({indexed(self.study, m.viability)})" for m in moves)
            yield Text(f"The index would rise if one would {verb}: {told}.")
