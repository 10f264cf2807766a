"""`viability candidates`: its rows and its view."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.candidates import Candidate, Candidates, Place
from viability.output.layout import LOST, WIDE, View, coloured, grid, heading, noughts
from viability.output.sheet import Cell, Sheet, as_row, provenance
from viability.output.text import VARIED, indexed, number, of_each, percent, signed
from viability.study.fields import UNSEEN


def sheet(found: Candidates) -> Sheet:
    """Return one row for each candidate, the unranked last."""
    states = found.about.study.states
    rows = [
        as_row(
            state=one.state,
            iso3=states[one.state].iso3,
            name=states[one.state].name,
            known=one.known,
            **{cell: value for what, place in one.places.items() for cell, value in _cells(what, place).items()},
            **{f"{what}_verdict": verdict for what, verdict in one.verdicts.items()},
        )
        for one in (*found.ranked, *found.unranked)
    ]
    more = as_row(
        by=found.by,
        draws=found.draws,
        seed=found.seed,
        weights_drawn=of_each(found.weights, ", "),
        **{f"{what}_now": index for what, index in found.indices.items()},
    )
    return Sheet(
        kind="candidates",
        rows=rows,
        provenance=provenance(found.about, **more),
        head=("state", "iso3", "name", "known"),
    )


def _cells(what: str, place: Place) -> dict[str, Cell]:
    return {
        f"{what}_with": place.index,
        f"{what}_difference": place.difference,
        f"{what}_rank": place.rank,
        f"{what}_rank_low": place.low,
        f"{what}_rank_high": place.high,
    }


def view(found: Candidates) -> View:
    """Return what `viability candidates` shows."""
    return CandidatesView(found)


class CandidatesView(View):
    """Who would fit."""

    def __init__(self, found: Candidates) -> None:
        self.found, self.study = found, found.about.study

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one row a candidate; who is hardly known stands below."""
        found, wide = self.found, width >= WIDE
        yield heading(found.about)
        yield Text()
        if not found.ranked:
            yield Text("Too little is known of every state outside the coalition to rank it.")
        else:
            yield Text(self._answer(), style="bold")
            yield Text()
            yield self._table(wide=wide)
            yield from noughts(self.study, (at.index for one in found.ranked for at in one.places.values()))
        if found.unranked:
            yield Text()
            yield Text(f"Not ranked, because too little is known: {self._thin(found.unranked)}.", style=LOST)
        yield Text()
        varied = of_each({name: VARIED[how] for name, how in found.weights.items()})
        ranks = "" if wide else f"Ranks are by {found.by}; CSV and JSON hold the others. "
        yield Text(
            "Each index with the candidate; in brackets the difference from the coalition as it is. Rank: 1 for "
            f"whoever raises it most, in brackets 9 of 10 of the ranks in {found.draws:,} draws of "
            f"{varied} (seed {found.seed}), the same draws for all. {ranks}",
            style="dim",
        )

    def _answer(self) -> str:
        """Say who would fit best, by how much, and whether anybody raises the index."""
        found, best = self.found, self.found.ranked[0]
        place = best.places[found.by]
        name, what = self.study.states[best.state].name, self._title(found.by).lower()
        sure = f"rank {place.low} to {place.high}" if place.low != place.high else f"rank {place.low}"
        raises = sum(one.places[found.by].difference >= UNSEEN for one in found.ranked)
        points = f"{signed(place.difference)} points; {sure} in 9 of 10 draws"
        if not raises and abs(place.difference) < UNSEEN:
            return f"No candidate would raise {what} by as much as is seen here; {name} would hardly move it ({sure})."
        if not raises:
            return f"No candidate would raise {what} by joining. {name} would lower it least ({points})."
        told = f"{name} would fit best by {what} ({points})."
        return f"{told} {raises} of {len(found.ranked)} candidates would raise it."

    def _table(self, *, wide: bool) -> RenderableType:
        """Lay out one row a candidate; where there is little room with the rank by one index alone."""
        found = self.found
        ranked = [name for name in found.indices if wide or name == found.by]
        columns: list[tuple[str, str]] = []
        for name in found.indices:
            columns += [(self._title(name), "right"), *([("Rank", "right")] if name in ranked else [])]
        table = grid(("With", "left"), *columns, ("Known", "right"), title=f"Who would fit, by {found.by}")
        if wide:
            table.keep(self.study.states[one.state].name for one in found.ranked)
        for one in found.ranked:
            cells = []
            for name in found.indices:
                index, rank = self._place(name, one.places[name])
                cells += [index, *([rank] if name in ranked else [])]
            table.add_row(self.study.states[one.state].name, *cells, percent(one.known))
        now: list[str] = []
        for name in found.indices:
            now += [self._index(name, found.indices[name]), *([""] if name in ranked else [])]
        table.add_row("As it is", *now, "")
        return table

    def _title(self, name: str) -> str:
        questions = self.study.framework.questions
        return questions[name].title if name in questions else name.capitalize()

    def _index(self, name: str, index: float) -> str:
        """Write an index of a question, or the cohesion, which has no bands."""
        asked = name in self.study.framework.questions
        return indexed(self.study.asking(name), index) if asked else number(index)

    def _place(self, name: str, place: Place) -> Sequence[Text]:
        rank = f"{place.rank} ({place.low}-{place.high})" if place.low != place.high else f"{place.rank}"
        return (Text.assemble(self._index(name, place.index), " (", coloured(place.difference), ")"), Text(rank))

    def _thin(self, unranked: Sequence[Candidate]) -> str:
        return ", ".join(f"{self.study.states[one.state].name} ({percent(one.known)} known)" for one in unranked)
