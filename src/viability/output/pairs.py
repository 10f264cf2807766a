"""`viability pairs`: its rows and its view."""

import math
from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.pairs import Pairs
from viability.output.layout import View, grid, heading, noughts, shade
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.text import names, number


def sheet(result: Pairs) -> Sheet:
    """Return one row for each pair of members."""
    rows = [
        as_row(
            a=pair.states[0],
            b=pair.states[1],
            a_iso3=result.about.study.states[pair.states[0]].iso3,
            b_iso3=result.about.study.states[pair.states[1]].iso3,
            cohesion=pair.cohesion,
            **dict(zip(result.about.study.framework.pillars, pair.pillars, strict=True)),
        )
        for pair in result.pairs
    ]
    return Sheet(kind="pairs", rows=rows, provenance=provenance(result.about))


def view(result: Pairs) -> View:
    """Return what `viability pairs` shows."""
    return PairsView(result)


class PairsView(View):
    """The cohesion of every pair as a matrix."""

    def __init__(self, result: Pairs) -> None:
        self.result, self.study, self.pairs = result, result.about.study, result.pairs

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out the matrix; shades only add to the numbers."""
        yield heading(self.result.about)
        yield Text()
        table = grid(("Cohesion", "left"), *((names(self.study, [s], short=True), "right") for s in self.study.members))
        by_pair = {frozenset(pair.states): pair.cohesion for pair in self.pairs}
        for a in self.study.members:
            cells = [
                Text("·", style="dim") if a == b else shade(by_pair[frozenset((a, b))]) for b in self.study.members
            ]
            table.add_row(names(self.study, [a], short=False), *cells)
        yield table
        yield from noughts(self.study, (pair.cohesion for pair in self.pairs))
        known = [p for p in self.pairs if not math.isnan(p.cohesion)]
        mean = sum(p.cohesion for p in known) / len(known) if known else math.nan
        yield Text(
            f"Mean of pairs {number(mean)}, cohesion of the coalition {number(self.result.cohesion)}{self._why()}. "
            "0 would be nothing in common, 100 as close as the goalposts allow.",
            style="dim",
        )

    def _why(self) -> str:
        """Say which criteria do not count by the mean of pairs, so that the coalition's cohesion is another number."""
        by_one = [c for c in self.study.criteria.values() if c.measure.dyadic and not c.aggregation.mean]
        told = [f"{c.title.lower()} by its {c.aggregator.replace('-', ' ')}" for c in by_one if c.weight > 0]
        return f", which counts {', '.join(told)}" if told else ""
