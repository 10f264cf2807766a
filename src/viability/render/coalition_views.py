"""The views of `viability coalitions` and `viability members`."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.assessment import Assessment
from viability.coalitions import Move, Ranked, Search
from viability.contributions import Member
from viability.engine import EVEN
from viability.model import Study
from viability.render.parts import WIDE, View, coloured, grid, heading, names, number, percent, verdict_text
from viability.shapley import Shapley


class SearchView(View):
    """What `viability coalitions` shows."""

    def __init__(self, study: Study, found: Search, changes: Sequence[str] = ()) -> None:
        self.study, self.found, self.changes = study, found, changes

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out leaders, the best of each size, the Pareto sets and the study's own coalition."""
        study, found = self.study, self.found
        yield heading(study, self.changes)
        least, most = found.sizes
        sizes = f"{least}" if least == most else f"{least} to {most}"
        left = f"; of {found.unknown} nothing is known" if found.unknown else ""
        yield Text(
            f"{found.eligible:,} coalitions of {sizes} out of {len(found.candidates)} candidates{left}", style="dim"
        )
        yield Text()
        yield self._table(f"Highest {found.by}", found.leaders, width, first=found.draws > 0)
        yield Text()
        yield self._table("Best of each size", found.best_per_size, width)
        yield Text()
        yield self._table(
            "No other has more of one and as much of the other: viability against cohesion",
            found.against_cohesion,
            width,
        )
        yield Text()
        yield self._table(
            "No other has as many members and a higher index: viability against size", found.against_size, width
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
                number(ranked.viability),
                number(ranked.cohesion),
                percent(ranked.coverage),
                self._verdict(ranked),
                self._who(ranked.leavers),
                self._who(ranked.joiners, most=2 if width < WIDE else 4),
                *([percent(ranked.first)] if first and ranked.first is not None else ["-"] if first else []),
            )
        return table

    def _verdict(self, ranked: Ranked) -> Text:
        """Write a verdict, with a mark where the index alone would give a better one."""
        bands = self.study.framework.bands
        alone = next(
            i for i, band in enumerate(bands) if ranked.viability >= band.at_least - EVEN or i == len(bands) - 1
        )
        return verdict_text(self.study, ranked.verdict) + Text("*" if alone < ranked.verdict else "")

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
            told = ", ".join(f"{self.study.states[m.state].name} ({m.viability:.1f})" for m in moves)
            yield Text(f"The index would rise if one would {verb}: {told}.")


class ShapleyView(View):
    """The coalition without each member, and what each brings."""

    def __init__(self, result: Assessment, members: Sequence[Member], found: Shapley) -> None:
        self.result, self.members, self.found = result, members, found

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one row a member; pillars where there is room."""
        study, found = self.result.study, self.found
        yield heading(study, self.result.changes)
        yield Text()
        wide = width >= WIDE
        shown = [*zip(found.pillars, study.framework.pillars.values(), strict=True)] if wide else []
        table = grid(
            ("", "left"),
            ("Without it", "right"),
            ("Difference", "right"),
            ("Verdict without", "left"),
            ("Shapley", "right"),
            *((pillar.title.split()[0], "right") for _, pillar in shown),
        )
        table.keep(study.states[member.state].name for member in self.members)
        order = sorted(range(len(self.members)), key=lambda i: -float(found.values[i]))
        for i in order:
            member = self.members[i]
            error = f" ±{found.error[i]:.2f}" if found.permutations else ""
            table.add_row(
                study.states[member.state].name,
                number(member.viability),
                coloured(member.viability - self.result.viability),
                verdict_text(study, member.verdict),
                f"{found.values[i]:.2f}{error}",
                *(f"{value:.2f}" for value in found.by_pillar[i] if wide),
            )
        table.add_row(
            "All",
            number(self.result.viability),
            "",
            verdict_text(study, int(self.result.evaluation.verdicts[0])),
            f"{found.values.sum():.2f}",
            *(f"{value:.2f}" for value in found.by_pillar.sum(axis=0) if wide),
        )
        yield table
        yield Text()
        counted = (
            "every coalition" if not found.permutations else f"{found.permutations:,} orders drawn (seed {found.seed})"
        )
        yield Text(
            f"Shapley: what a member adds on average over all orders of joining, from {counted}; "
            "the values add up to the index. By pillar and criterion in CSV and JSON. "
            "A negative difference: the coalition needs the member; a positive: it would score higher without.",
            style="dim",
        )
