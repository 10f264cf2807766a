"""`viability candidates`: its rows and its view."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.candidates import Candidate, Candidates, Place
from viability.output.layout import View, coloured, grid, heading
from viability.output.sheet import Cell, Sheet, as_row, provenance
from viability.output.text import number, percent


def sheet(found: Candidates) -> Sheet:
    """Return one row for each candidate, the unranked last."""
    states = found.about.study.states
    rows = [
        as_row(
            state=one.state,
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
        weights_drawn=found.weights,
        **{f"{what}_now": index for what, index in found.indices.items()},
    )
    return Sheet(
        kind="candidates", rows=rows, provenance=provenance(found.about, **more), head=("state", "name", "known")
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
        found = self.found
        yield heading(found.about)
        yield Text()
        titles = {name: self._title(name) for name in found.indices}
        columns = [column for title in titles.values() for column in ((title, "right"), ("Rank", "right"))]
        table = grid(("With", "left"), *columns, ("Known", "right"), title=f"Who would fit, by {found.by}")
        table.keep(self.study.states[one.state].name for one in found.ranked)
        for one in found.ranked:
            cells = [cell for name in titles for cell in self._place(one.places[name])]
            table.add_row(self.study.states[one.state].name, *cells, percent(one.known))
        now = [cell for name in titles for cell in (number(found.indices[name]), "")]
        table.add_row("As it is", *now, "")
        yield table if found.ranked else Text("Of no state outside the coalition is enough known to rank it.")
        if found.unranked:
            yield Text()
            yield Text(f"Not ranked, for too little is known: {self._thin(found.unranked)}.", style="yellow")
        yield Text()
        yield Text(
            "Each index with the candidate, and how far that is from what it is without. In brackets: 9 of 10 of the "
            f"ranks in {found.draws:,} draws of data and weights (seed {found.seed}), the same for all.",
            style="dim",
        )

    def _title(self, name: str) -> str:
        questions = self.study.framework.questions
        return questions[name].title if name in questions else name.capitalize()

    def _place(self, place: Place) -> Sequence[Text]:
        rank = f"{place.rank} ({place.low} to {place.high})" if place.low != place.high else f"{place.rank}"
        return (Text.assemble(number(place.index), " (", coloured(place.difference), ")"), Text(rank))

    def _thin(self, unranked: Sequence[Candidate]) -> str:
        return ", ".join(f"{self.study.states[one.state].name} ({percent(one.known)} known)" for one in unranked)
