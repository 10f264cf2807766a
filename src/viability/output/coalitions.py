"""`viability coalitions`: its rows and its view."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.coalitions.search import Move, Ranked, Search
from viability.output.layout import WIDE, View, grid, heading, noughts, verdict_text
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.text import VARIED, codes, indexed, listing, names, number, percent


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
            none_dropped=ranked.none_dropped,
            would_be_dropped=_moves(ranked.leavers),
            none_admitted=ranked.none_admitted,
            should_be_admitted=_moves(ranked.joiners),
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
        **(as_row(weights_drawn=found.weights) if found.draws else {}),
        rivals=found.rivals,
    )
    return Sheet(kind="coalitions", rows=rows, provenance=provenance(found.about, **more), tables="list")


OWN, SIZE, LARGER, COHESION, OTHER, SETTLED = "own", "s", "l", "c", "q", "="
"""Marks of coalitions."""


def _moves(moves: Iterable[Move]) -> str:
    return " ".join(f"{move.state}:{move.viability:.4f}" for move in moves)


def view(found: Search) -> View:
    """Return what `viability coalitions` shows."""
    return SearchView(found)


class SearchView(View):
    """What `viability coalitions` shows: one table of all coalitions that the search names, with marks."""

    def __init__(self, found: Search) -> None:
        self.study, self.found = found.about.study, found

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out what was searched, the answer in a sentence, the table, and what its marks mean."""
        found = self.found
        yield heading(found.about)
        yield Text(self._searched(), style="dim")
        yield Text()
        yield Text(self._answer(), style="bold")
        if found.own is not None:
            yield Text(" ".join(self._own(found.own)))
        yield Text()
        yield self._table(width)
        shown = (index for one in self._named() for index in (one.viability, one.cohesion, *one.others.values()))
        yield from noughts(self.study, shown)
        yield Text()
        yield Text("\n".join(self._legend(wide=width >= WIDE)), style="dim")

    def _searched(self) -> str:
        """Say which coalitions were searched, and how many were left out."""
        found, (least, most) = self.found, self.found.sizes
        sizes = f"{least}" if least == most else f"{least} to {most}"
        left = f"; nothing is known of {found.unknown:,} of them" if found.unknown else ""
        if found.unjudged:
            are = "is" if found.unjudged == 1 else "are"
            left += f"; {found.unjudged:,} {are} left out, because too little is known for a verdict"
        return f"Searched: {found.eligible:,} coalitions of {sizes} of {len(found.candidates)} states{left}."

    def _answer(self) -> str:
        """Name the coalition that leads, and how the study's own stands to it."""
        found, best = self.found, self.found.leaders[0]
        led = best.cohesion if found.by == "cohesion" else best.viability
        what = "cohesion" if found.by == "cohesion" else self.study.framework.question.title.lower()
        who = listing([self.study.states[one].name for one in best.members])
        told = f"{who} lead in {what}: {indexed(self.study, led)}, {self.study.framework.verdict(best.verdict)}."
        if best.first is not None:
            told += (
                f" They come first in {percent(best.first)} of {found.draws:,} random draws of {VARIED[found.weights]}."
            )
        return told

    def _own(self, own: Ranked) -> Iterable[str]:
        """Say how the study's own coalition stands, and whose leaving or joining would raise its index."""
        verdict = self.study.framework.verdict(own.verdict)
        yield f"The study's own coalition scores {indexed(self.study, own.viability)}, {verdict}."
        for moves, one, none in (
            (own.leavers, "It would score higher without", "It would not score higher without any of its members."),
            (own.joiners, "It would score higher with", "No other state searched would raise it by joining."),
        ):
            told = [f"{self.study.states[m.state].name} ({indexed(self.study, m.viability)})" for m in moves]
            yield f"{one} {' or '.join(told)}." if told else none

    def _table(self, width: int) -> RenderableType:
        found, marks = self.found, self._marks()
        rows = [*found.leaders, *(one for one in self._named() if one not in found.leaders)]
        first, wide = found.draws > 0, width >= WIDE
        table = grid(
            ("Members", "left"),
            ("Index", "right"),
            *((question.capitalize(), "right") for question in self._others()),
            ("Cohesion", "right"),
            *([("Known", "right")] if wide else []),
            ("Verdict", "left"),
            *([("First", "right")] if first else []),
            *([("Without", "left"), ("With", "left")] if wide else []),
            ("Marks", "left"),
            title="Coalitions, the highest first",
        )
        verdicts = [self._verdict(ranked) for ranked in rows]
        table.keep((verdict.plain for verdict in verdicts), 3 + len(self._others()) + wide)
        for ranked, verdict in zip(rows, verdicts, strict=True):
            table.add_row(
                names(self.study, ranked.members, short=True, sep=" "),
                indexed(self.study, ranked.viability),
                *(number(ranked.others.get(question)) for question in self._others()),
                number(ranked.cohesion),
                *([percent(ranked.coverage)] if wide else []),
                verdict,
                *(["" if ranked.first is None else percent(ranked.first)] if first else []),
                *([self._who(ranked.leavers), self._who(ranked.joiners)] if wide else []),
                " ".join(marks[ranked.members]),
            )
        return table

    def _others(self) -> Sequence[str]:
        """Return the questions that stand beside the one searched by."""
        return [question for question in self.study.beside if question != self.study.framework.asked]

    def _named(self) -> Sequence[Ranked]:
        """Return every coalition that the search names once, the highest first."""
        found = self.found
        own = () if found.own is None else (found.own,)
        listed = (found.leaders, found.best_per_size, found.against_cohesion, found.against_other, found.against_size)
        once = {ranked.members: ranked for each in (own, *listed[::-1]) for ranked in each}
        by = (lambda one: -one.cohesion) if found.by == "cohesion" else (lambda one: -one.viability)
        return sorted(once.values(), key=by)

    def _marks(self) -> dict[tuple[str, ...], list[str]]:
        """Return the marks of each coalition, in the order of the legend."""
        found = self.found
        own = () if found.own is None else (found.own,)
        marked: Sequence[tuple[str, Sequence[Ranked]]] = (
            (OWN, own),
            (SIZE, found.best_per_size),
            (LARGER, found.against_size),
            (COHESION, found.against_cohesion),
            (OTHER, found.against_other),
        )
        marks = {
            one.members: [mark for mark, listed in marked if any(one.members == each.members for each in listed)]
            for one in self._named()
        }
        for one in self._named():
            marks[one.members] += [SETTLED] if one.none_dropped and one.none_admitted else []
        return marks

    def _legend(self, *, wide: bool) -> Iterable[str]:
        """Say what the marks, and columns that need it, mean, a line each."""
        found, asked = self.found, self.study.framework.question.title.lower()
        used = {mark for marks in self._marks().values() for mark in marks}
        told = {
            OWN: "the study's own coalition",
            SIZE: "the highest index of its size",
            LARGER: "no coalition with as many members or more has a higher index",
            COHESION: f"no other has more {asked} and as much cohesion, or more cohesion and as much {asked}",
            OTHER: f"no other has more {asked} and as much {found.other}, or more {found.other} and as much {asked}",
            SETTLED: "no single state's leaving or joining would raise the index",
        }
        yield from (f"{mark:<3} {text}" for mark, text in told.items() if mark in used)
        if any(one.capped for one in self._named()):
            yield "*   a blocking criterion keeps the verdict down"
        if wide:
            yield "Without, With: the states whose leaving, or joining, alone would raise the index."
        if found.draws:
            yield (
                f"First: share of {found.draws:,} draws in which no other of {found.rivals:,} coalitions scores higher."
            )

    def _verdict(self, ranked: Ranked) -> Text:
        """Write a verdict, with a mark where the index alone would give a better one."""
        return verdict_text(self.study, ranked.verdict) + Text("*" if ranked.capped else "")

    def _who(self, moves: Sequence[Move], most: int = 3) -> str:
        more = f" +{len(moves) - most}" if len(moves) > most else ""
        return names(self.study, [move.state for move in moves[:most]], short=True, sep=" ") + more
