"""`viability compare --strategies`: its rows and its view."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.strategies import Effect, Strategies
from viability.output.layout import Grid, View, coloured, grid, heading, verdict_text
from viability.output.sheet import Row, Sheet, as_row, provenance
from viability.output.text import indexed, listing, many, signed
from viability.study.fields import UNSEEN
from viability.study.framework import Question
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


def sentence(result: Strategies) -> str:
    """Say in a few sentences how many strategies help, which most, and what the best two would do."""
    study, question = result.about.study, next(iter(result.indices))
    title = study.framework.questions[question].title.lower()
    gains = [one.gains[question] for one in result.alone]
    up, down = sum(gain >= UNSEEN for gain in gains), sum(gain <= -UNSEEN for gain in gains)
    counts = {f"{up} would raise {title}": up, f"{down} would lower it": down}
    still = len(gains) - up - down
    counts[f"{still} would leave it where it is"] = still
    told = f"Of {many(len(gains), 'strategy')}, {listing([words for words, n in counts.items() if n])}."
    best = result.alone[0]
    if best.gains[question] < UNSEEN:
        return told
    told += f" The greatest gain is that of '{best.strategies[0].title}': {_outcome(result, best)}."
    if result.pairs and result.pairs[0].gains[question] > best.gains[question]:
        two = result.pairs[0]
        names = " and ".join(f"'{one.title}'" for one in two.strategies)
        told += f" The best two together are {names}: {_outcome(result, two)}."
    return told


def _outcome(result: Strategies, one: Effect) -> str:
    """Say how far an index would go, and its verdict."""
    study, question = result.about.study, next(iter(result.indices))
    verdict = f"{study.framework.verdict(one.verdict)}{' as now' if one.verdict == result.verdict else ''}"
    return (
        f"{one.gains[question]:.1f} points, from {indexed(study, result.indices[question])} to "
        f"{indexed(study, one.indices[question])} ({verdict})"
    )


def view(result: Strategies, *, full: bool = False) -> View:
    """Return what `viability compare --strategies` shows; in full with who has to act, and who refused."""
    return StrategiesView(result, full=full)


class StrategiesView(View):
    """Strategies ranked, the best in pairs, and who would have to act."""

    def __init__(self, result: Strategies, *, full: bool = False) -> None:
        self.result, self.full = result, full

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Say what strategies do, lay out one row each, then pairs; in full, then who acts and who refused."""
        result = self.result
        yield heading(result.about)
        yield Text()
        if not result.alone:
            yield Text("The study holds no strategies: no scenario of it says under `strategy` who has to act.")
            return
        yield Text(sentence(result), style="bold")
        yield Text()
        yield self._table("Strategy", result.alone)
        if result.pairs:
            yield Text()
            yield self._table("Two together", result.pairs)
        first, *others = (one.title for name, one in self._questions().items() if name in result.indices)
        beside = f" {listing(others)}: the same of another index." if others else ""
        yield Text(
            f"Gain: of {first.lower()}, in points.{beside} Range: where the gain lies in 9 of 10 of {result.draws:,} "
            f"random draws of the data, weights as given (seed {result.seed}). A gain is counted at the best that the "
            "evidence allows, so its range may lie below it. Whether anybody will act is not asked.",
            style="dim",
        )
        yield Text()
        if self.full:
            yield from _actors([one.strategies[0] for one in result.alone])
        else:
            yield Text(
                "--full adds who would have to act, who proposed and who refused it, and what law is in the way."
            )

    def _questions(self) -> Mapping[str, Question]:
        return self.result.about.study.framework.questions

    def _table(self, title: str, effects: Sequence[Effect]) -> Grid:
        result, study = self.result, self.result.about.study
        first, *others = result.indices
        columns = [("", "right"), (title, "left"), (self._questions()[first].title, "right"), ("Gain", "right")]
        columns += [("Range", "left"), *((self._questions()[name].title, "right") for name in others)]
        table = grid(*columns)
        now = Text.assemble("As things are: ", verdict_text(study, result.verdict))
        table.add_row("", now, indexed(study, result.indices[first]), "", "", *("" for _ in others))
        for one in effects:
            titles = Text(" + ".join(each.title for each in one.strategies))
            if one.verdict != result.verdict:
                titles = Text.assemble(titles, ": ", verdict_text(study, one.verdict))
            gains = [coloured(one.gains[name]) for name in others]
            drawn = one.ranges[first]
            low, high = signed(drawn.low), signed(drawn.high)
            table.add_row(
                str(one.rank),
                titles,
                indexed(study, one.indices[first]),
                coloured(one.gains[first]),
                "" if low == high == "0" else f"{low} to {high}",
                *gains,
            )
        for column in table.columns[2:]:
            column.no_wrap = True
        return table


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
