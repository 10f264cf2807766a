"""`viability sensitivity`: its rows and its view.

Longer than other modules, for it answers nine questions, each with rows and a table of its own.
"""

import math
from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.sensitivity.answer import Sensitivity
from viability.analyses.sensitivity.break_even import BreakEven, Turn
from viability.analyses.sensitivity.variance import Variance
from viability.analyses.sensitivity.weights import Extremes
from viability.analyses.uncertainty import Range
from viability.output.apart import discriminates
from viability.output.layout import WIDE, View, grid, heading, verdict_text
from viability.output.sheet import Cell, Sheet, as_row, provenance
from viability.output.text import indexed, percent
from viability.output.words import value_words, whose_value
from viability.study.study import Study


def sheet(found: Sensitivity) -> Sheet:
    """Return long rows: which part, of what, which quantity, its value, and a word on it."""
    study = found.about.study
    variance = found.variance
    rows = [*_doubt(variance), *_bars(found), *_weights(study, found)]
    rows += _apart(found)
    for turn in found.compensation:
        note = study.framework.bands[turn.verdict].verdict
        rows += _put("compensation", "verdict", note, at=turn.at, viability=turn.viability)
    more = as_row(samples=variance.samples, seed=variance.seed, **{study.framework.asked: variance.viability})
    return Sheet(kind="sensitivity", rows=rows, provenance=provenance(found.about, **more), tables="part")


def _part(share: float) -> str:
    """Write a share of the variance in whole per cents: an estimate a little below nought is nought."""
    return "-" if math.isnan(share) else f"{round(100 * share)} %"


def _put(part: str, of: str, note: str = "", **quantities: float | None) -> list[dict[str, Cell]]:
    return [as_row(part=part, of=of, quantity=name, value=value, note=note) for name, value in quantities.items()]


def _doubt(variance: Variance) -> Iterable[dict[str, Cell]]:
    yield from _range("all", variance.range)
    for factor in variance.factors:
        sobol = factor.sobol
        yield from _range(factor.name, factor.range)
        yield from _put("variance", factor.name, first=sobol.first, first_error=sobol.first_error)
        yield from _put("variance", factor.name, total=sobol.total, total_error=sobol.total_error)


def _range(of: str, found: Range) -> Iterable[dict[str, Cell]]:
    yield from _put("range", of, low=found.low, median=found.median, high=found.high)


def _bars(found: Sensitivity) -> Iterable[dict[str, Cell]]:
    for bar in found.tornado.criteria:
        yield from _put("criterion", bar.criterion, score_low=100 * bar.score_low, score_high=100 * bar.score_high)
        yield from _put("criterion", bar.criterion, low=bar.low, high=bar.high, swing=bar.swing)
        yield from _put("criterion", bar.criterion, left_out=bar.left_out, doubled=bar.doubled)
    for datum in found.tornado.data:
        note = f"{datum.entry.datum.quality} {' '.join(datum.entry.datum.source)}"
        yield from _put("datum", datum.entry.path, note, value_low=datum.value_low, value_high=datum.value_high)
        yield from _put("datum", datum.entry.path, note, low=datum.low, high=datum.high, swing=datum.swing)
    for worth in found.worth:
        yield from _put("worth_measuring", worth.entry.path, worth.entry.datum.quality, share=worth.share)


def _apart(found: Sensitivity) -> Iterable[dict[str, Cell]]:
    for of, apart in (("data_and_weights", found.discrimination), ("data", found.discrimination_data)):
        note = "sampled" if apart.sampled else ""
        yield from _put("discrimination", of, note, coalitions=apart.coalitions, unjudged=apart.unjudged)
        yield from _put("discrimination", of, note, pairs=apart.pairs, draws=apart.draws)
        yield from _put("discrimination", of, note, ordered=apart.ordered, width=apart.width, least=apart.least)
    for pair in found.alike:
        yield from _put("alike", pair.first, pair.second, correlation=pair.correlation)
    for one in found.saturated:
        yield from _put("saturated", one.criterion, at_worst=one.at_worst, at_best=one.at_best)
    for bar in found.movers:
        yield from _put("moves_a_point", bar.entry.path, swing=bar.swing)


def _weights(study: Study, found: Sensitivity) -> Iterable[dict[str, Cell]]:
    bands = study.framework.bands
    for even in found.break_even:
        yield from _put("break_even", even.name, share=even.share)
        for side, turn in (("below", even.below), ("above", even.above)):
            note = "none" if turn is None else bands[turn.verdict].verdict
            yield from _put("break_even", even.name, note, **{side: None if turn is None else turn.at})
    for name, extremes in (("any", found.any_weights), ("within_factor", found.near_weights)):
        note = f"factor {extremes.within:g}" if extremes.within else ""
        yield from _put("weights", name, note, worst=extremes.worst.viability, best=extremes.best.viability)
    change = found.least_change
    if change is not None:
        note = bands[change.verdict].verdict
        yield from _put("least_change", "all", note, total=change.change, viability=change.viability)
        for criterion, share in zip(study.criteria, change.shares, strict=True):
            yield from _put("least_change", criterion, share=share)
    for weight in found.effective.criteria:
        yield from _put("effective_weight", weight.criterion, stated=weight.stated, effective=weight.effective)


LEVEL = 24
"""Columns that a level in words may take."""


def view(found: Sensitivity, top: int = 8) -> View:
    """Return what `viability sensitivity` shows, with so many rows a table; 0 for all."""
    return SensitivityView(found, top)


class SensitivityView(View):
    """What the result depends on, and how much."""

    def __init__(self, found: Sensitivity, top: int = 8) -> None:
        self.study, self.found, self.top = found.about.study, found, top

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Say in sentences how sure the verdict is, then lay out one table a question."""
        yield heading(self.found.about)
        yield Text()
        first, *rest = self._sentences()
        yield Text(first, style="bold")
        for sentence in rest:
            yield Text(sentence)
        yield Text()
        yield self._factors()
        yield Text(
            "Alone: the share of the variance that would go if this were known for sure (first-order Sobol' index). "
            "With others: the share that would be left if all else were known (total index). ± is half a 95 % "
            "interval.",
            style="dim",
        )
        yield Text()
        yield self._criteria()
        yield Text()
        yield self._data(width)
        yield Text(self._movers(), style="dim")
        yield Text()
        yield from self._likeness()
        yield from self._weights()
        yield Text()
        yield from self._compensation()

    def _sentences(self) -> Iterable[str]:
        """Say how far doubt reaches, where it comes from, and how far the verdict depends on the weights."""
        found, variance = self.found, self.found.variance
        doubt, asked = variance.range, self.study.framework.question.title
        yield (
            f"{asked} is {indexed(self.study, variance.viability)}. With data, weights, goalposts and compensation all "
            f"in doubt, 9 of 10 results lie between {doubt.low:.0f} and {doubt.high:.0f} (median {doubt.median:.0f})."
        )
        most, *others = sorted(variance.factors, key=lambda factor: -factor.sobol.first)
        if most.sobol.first > 0:
            rest = ", ".join(f"{one.name} {_part(one.sobol.first)}" for one in others)
            yield (
                f"Doubt about {most.name} matters most: alone it makes {_part(most.sobol.first)} of the variance, "
                f"which measures how far the results spread ({rest})."
            )
        yield self._least_change()
        yield discriminates(found.discrimination, found.discrimination_data)
        if found.worth:
            best = max(found.worth, key=lambda item: item.share)
            yield (
                f"Of the doubt from data, {percent(best.share)} comes from one value: "
                f"{whose_value(self.study, best.entry.path)}. Better evidence on it would help most."
            )

    def _least_change(self) -> str:
        """Say how far the verdict depends on the weights."""
        change = self.found.least_change
        if change is not None:
            verdict = self.study.framework.bands[change.verdict].verdict
            return (
                f"The verdict becomes '{verdict}' as soon as {50 * change.change:.1f} % of all weight is moved "
                "from some criteria to others."
            )
        if self.found.judged:
            return "No weights change the verdict."
        return "Too little is known for a verdict, so no weights and no compensation change it."

    def _cut(self, rows: Sequence[object]) -> int:
        return self.top or len(rows)

    def _factors(self) -> RenderableType:
        table = grid(
            ("Doubt about", "left"),
            ("Index, this alone in doubt", "right"),
            ("Alone", "right"),
            ("With others", "right"),
            title="Which doubt matters: its share of the variance of the index",
        )
        for factor in self.found.variance.factors:
            sobol = factor.sobol
            table.add_row(
                factor.name,
                f"{factor.range.low:.1f} to {factor.range.high:.1f}",
                f"{_part(sobol.first)} ±{100 * sobol.first_error:.0f}",
                f"{_part(sobol.total)} ±{100 * sobol.total_error:.0f}",
            )
        return table

    def _criteria(self) -> RenderableType:
        table = grid(
            ("Criterion", "left"),
            ("Index from", "right"),
            ("to", "right"),
            ("Without it", "right"),
            ("At double weight", "right"),
            title="Criteria: the index over each one's 90 % range, and at other weights",
        )
        bars = self.found.tornado.criteria
        for bar in bars[: self._cut(bars)]:
            table.add_row(
                self.study.criteria[bar.criterion].title,
                *(indexed(self.study, index) for index in (bar.low, bar.high, bar.left_out, bar.doubled)),
            )
        return table

    def _data(self, width: int) -> RenderableType:
        worth = {item.entry.path: item.share for item in self.found.worth}
        wide = width >= WIDE
        table = grid(
            ("Value", "left"),
            ("Low", "left" if wide else "right"),
            ("High", "left" if wide else "right"),
            ("Index from", "right"),
            ("to", "right"),
            ("Share", "right"),
            *([("Quality", "left")] if wide else []),
            title="Values: the index over each one's range, and its share of the doubt from data",
        )
        bars = self.found.tornado.data
        for bar in bars[: self._cut(bars)]:
            attribute = self.study.attributes[bar.entry.attribute]
            ends = (bar.value_low, bar.value_high)
            table.add_row(
                whose_value(self.study, bar.entry.path, short=not wide),
                *(value_words(attribute, end, LEVEL) if wide else f"{end:.3g}" for end in ends),
                indexed(self.study, bar.low),
                indexed(self.study, bar.high),
                percent(worth.get(bar.entry.path, 0.0)),
                *([bar.entry.datum.quality] if wide else []),
            )
        return table

    def _movers(self) -> str:
        movers = self.found.movers
        if not movers:
            return "No value alone moves the index by a point."
        told = "; ".join(f"{whose_value(self.study, bar.entry.path)} ({bar.swing:.1f})" for bar in movers)
        return f"Each of these values alone moves the index by a point or more over its range: {told}."

    def _likeness(self) -> Iterable[RenderableType]:
        titles = {name: criterion.title for name, criterion in self.study.criteria.items()}
        alike, saturated = self.found.alike, self.found.saturated
        if alike:
            table = grid(
                ("Criterion", "left"),
                ("and", "left"),
                ("Correlation", "right"),
                title="Criteria that rise and fall together over coalitions (correlation from 0.8, or to -0.8)",
            )
            for pair in alike[: self._cut(alike)]:
                table.add_row(titles[pair.first], titles[pair.second], f"{pair.correlation:.2f}")
            yield table
        else:
            yield Text("No two criteria rise and fall together over coalitions (correlation from 0.8, or to -0.8).")
        if saturated:
            table = grid(
                ("Criterion", "left"),
                ("Score 0", "right"),
                ("Score 100", "right"),
                title="Criteria that score 0 or 100 for more than three quarters of coalitions",
            )
            for one in saturated[: self._cut(saturated)]:
                table.add_row(titles[one.criterion], percent(one.at_worst), percent(one.at_best))
            yield Text()
            yield table
        yield Text()

    def _weighed(self, even: BreakEven) -> str:
        """Name whose weight it is by its title."""
        if even.criterion is None:
            return self.study.framework.pillars[even.pillar].title
        return self.study.criteria[even.criterion].title

    def _break_even(self) -> Iterable[RenderableType]:
        study, found = self.study, self.found
        table = grid(
            ("Weight of", "left"),
            ("Now", "right"),
            ("Below this the verdict changes", "left"),
            ("Above this it changes", "left"),
            title="Break-even: the weight at which the verdict changes, if the others keep their proportions",
        )
        turning = [even for even in found.break_even if even.criterion is None or even.below or even.above]
        for even in turning[: max(self._cut(turning), len(study.framework.pillars))]:
            table.add_row(
                self._weighed(even),
                percent(even.share),
                self._turn(even.below),
                self._turn(even.above),
            )
        yield table
        never = len(found.break_even) - len(turning)
        if never:
            yield Text(f"No share of the other {never} weights changes the verdict.", style="dim")

    def _weights(self) -> Iterable[RenderableType]:
        study, found = self.study, self.found
        if found.judged:
            yield from self._break_even()
            yield Text()

        def ends(found: Extremes) -> str:
            return " and ".join(indexed(study, end.viability) for end in (found.worst, found.best))

        near, any_ = found.near_weights, found.any_weights
        yield Text(
            f"With any weights at all the index lies between {ends(any_)}; with each weight up to "
            f"{near.within:g} times as large or as small as given, between {ends(near)}."
        )
        yield Text()
        yield from self._effective()

    def _effective(self) -> Iterable[RenderableType]:
        effective = self.found.effective
        if any(math.isnan(weight.effective) for weight in effective.criteria):
            yield Text(
                f"Effective weights: the {effective.coalitions:,} coalitions that can be scored are all alike.",
                style="dim",
            )
            return
        rows = sorted(effective.criteria, key=lambda weight: -abs(weight.effective - weight.stated))
        table = grid(
            ("Criterion", "left"),
            ("Stated", "right"),
            ("Effective", "right"),
            title=f"Stated and effective weight over {effective.coalitions:,} coalitions",
        )
        for weight in rows[: self._cut(rows)]:
            table.add_row(
                self.study.criteria[weight.criterion].title,
                percent(weight.stated),
                f"{100 * weight.effective:.3g} %",
            )
        yield table
        yield Text(
            "Effective: how much of the differences between coalitions the criterion makes. Below 0, coalitions that "
            "score higher by it tend to score lower by the rest.",
            style="dim",
        )

    def _turn(self, turn: Turn | None) -> Text:
        if turn is None:
            return Text("none", style="dim")
        return Text.assemble(f"{100 * turn.at:.3g} %: ", verdict_text(self.study, turn.verdict))

    def _compensation(self) -> Iterable[RenderableType]:
        turns = self.found.compensation
        if not turns and self.found.judged:
            yield Text(
                "The verdict is the same however far pillars may make up for each other (compensation 1 and below)."
            )
        for turn in turns:
            yield Text.assemble(
                "The less pillars may make up for each other, the lower the index: below compensation "
                f"{turn.at:.2f} the verdict is ",
                verdict_text(self.study, turn.verdict),
                f" (index {indexed(self.study, turn.viability)}).",
            )
