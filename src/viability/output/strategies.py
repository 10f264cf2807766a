"""`viability compare --strategies`: its rows and its view."""

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.strategies import Effect, Strategies
from viability.output.layout import Grid, View, coloured, grid, heading, verdict_text
from viability.output.sheet import Row, Sheet, as_row, provenance
from viability.output.text import indexed, signed
from viability.study.scenario import Scenario
from viability.study.study import Study


def sheet(result: Strategies) -> Sheet:
    """Return one row for each strategy alone, and for each pair of the best."""
    rows = [_row(result.about.study, part, one) for part, held in _parts(result) for one in held]
    made = provenance(result.about, draws=result.draws, seed=result.seed)
    return Sheet(kind="strategies", rows=rows, provenance=made, head=("part", "rank", "strategies"), tables="part")


def _parts(result: Strategies) -> tuple[tuple[str, Sequence[Effect]], ...]:
    return ("alone", result.alone), ("pair", result.pairs)


def _row(study: Study, part: str, one: Effect) -> Row:
    cells = as_row(part=part, rank=one.rank, strategies=" ".join(each.id for each in one.strategies))
    for name, index in one.indices.items():
        drawn = one.ranges[name]
        cells |= {name: index, f"{name}_gain": one.gains[name], f"{name}_low": drawn.low, f"{name}_high": drawn.high}
    cells |= as_row(verdict=study.framework.verdict(one.verdict), blocking=" ".join(one.blocking))
    for field in ("actor", "exists", "proposed_by", "refused_by", "law"):
        cells[field] = "; ".join(filter(None, (getattr(each.strategy, field, "") for each in one.strategies)))
    sources = (source for each in one.strategies if each.strategy for source in each.strategy.source or ())
    return cells | as_row(sources=" ".join(dict.fromkeys(sources)))


def view(result: Strategies) -> View:
    """Return what `viability compare --strategies` shows."""
    return StrategiesView(result)


class StrategiesView(View):
    """Strategies ranked, the best in pairs, and who would have to act."""

    def __init__(self, result: Strategies) -> None:
        self.result = result

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one row a strategy with what it does to each index; then pairs; then who acts and who refused."""
        result = self.result
        yield heading(result.about)
        yield Text()
        if not result.alone:
            yield Text("The study holds no strategies: no scenario of it says under `strategy` who has to act.")
            return
        yield self._table("Strategy", result.alone)
        if result.pairs:
            yield self._table("Two together", result.pairs)
        idle = sum(not one.moves for one in result.alone)
        told = f" {idle} of {len(result.alone)} move nothing among these members." if idle else ""
        yield Text(
            f"In brackets 90 % of {result.draws:,} draws of the data, weights as given (seed {result.seed}).{told} "
            "Gains are those of the ceiling that the evidence allows, so a range may lie below its gain. Whether "
            "anybody will act is not asked.",
            style="dim",
        )
        yield Text()
        yield from _actors([one.strategies[0] for one in result.alone])

    def _table(self, title: str, effects: Sequence[Effect]) -> Grid:
        result, study = self.result, self.result.about.study
        questions = study.framework.questions
        columns = [("", "right"), (title, "left")]
        for name in result.indices:
            columns += [(questions[name].title, "right"), ("Gain", "left")]
        table = grid(*columns, ("Verdict", "left"))
        cells = ["", "As things are"]
        for index in result.indices.values():
            cells += [indexed(study, index), ""]
        table.add_row(*cells, verdict_text(study, result.verdict))
        for one in effects:
            row: list[RenderableType] = [str(one.rank), "\n".join(each.title for each in one.strategies)]
            for name, index in one.indices.items():
                row += [indexed(study, index), _gain(one, name)]
            table.add_row(*row, verdict_text(study, one.verdict))
        return table


def _gain(one: Effect, question: str) -> Text:
    drawn = one.ranges[question]
    low, high = signed(drawn.low), signed(drawn.high)
    spread = "" if low == high == "0" else f" ({low} to {high})"
    return Text.assemble(coloured(one.gains[question]), spread)


def _actors(strategies: Sequence[Scenario]) -> Iterable[RenderableType]:
    table = grid(("Strategy", "left"), ("Who has to act", "left"), ("Proposed, refused, law", "left"))
    for one in strategies:
        if one.strategy is not None:
            of = one.strategy
            told = {"Proposed": of.proposed_by, "Refused": of.refused_by, "Law": of.law}
            more = "\n".join(f"{label}: {text}" for label, text in told.items() if text)
            table.add_row(f"{one.title}\n{one.id}", of.actor, more)
            table.add_section()
    yield table
