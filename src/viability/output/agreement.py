"""`viability agreement`: its rows and its view."""

import math
from collections.abc import Iterable, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from viability.analyses.agreement import FIRST, Agreement, Agreements, Rating, Why, by_reason
from viability.output.layout import Grid, View, grid, heading
from viability.output.sheet import Row, Sheet, as_row, provenance
from viability.output.text import percent
from viability.study.study import Study

REASONS: Mapping[Why, str] = {
    "gone": "of values that framework {version} does not have",
    "older": "under rubrics that have changed since",
    "undated": "of dates that the profiles do not hold",
    "later": "of dates after the day asked for",
}


def apart(result: Agreements) -> str:
    """Say in a sentence how many codings are not counted, and why."""
    version = result.about.study.framework.version
    told = [f"{count} {REASONS[why].format(version=version)}" for why, count in by_reason(result.apart)]
    if not told:
        return "All codings are counted."
    listed = told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"
    number = len(result.apart)
    return f"{number} {'coding is' if number == 1 else 'codings are'} kept apart and not counted: {listed}."


def sheet(result: Agreements) -> Sheet:
    """Return a row for each attribute, with and without what all call 0, each disagreement, and what is not counted."""
    rows = [
        _row("agreement" if held is result.rows else "without_noughts", one)
        for held in (result.rows, result.without_noughts)
        for one in held
    ]
    rows += [
        as_row(
            part="disagreement",
            of=str(rating.address),
            date=rating.datum.date,
            coder=coder,
            value=rating.datum.value,
            low=rating.low,
            high=rating.high,
            coded=coding.value,
            note=rating.datum.note,
            reason=" ".join(filter(None, (coding.note, coding.reason))),
        )
        for rating in result.disagreements
        for coder, coding in rating.codings.items()
    ]
    rows += [
        as_row(part="apart", of=one.coding.address, date=one.coding.date, coder=one.coder)
        | as_row(coded=one.coding.value, reason=one.why)
        for one in result.apart
    ]
    coders = " ".join(coder.id for coder in result.coders)
    made = provenance(result.about, seed=result.seed, coders=coders, not_counted=len(result.apart))
    return Sheet(kind="agreement", rows=rows, provenance=made, head=("part", "of"), tables="part")


def _row(part: str, one: Agreement) -> Row:
    cells = as_row(part=part, of=one.attribute or "all", count=one.count, exact=one.exact, within=one.within)
    return cells | as_row(alpha=one.alpha, low=one.low, high=one.high)


def view(result: Agreements) -> View:
    """Return what `viability agreement` shows."""
    return AgreementView(result)


class AgreementView(View):
    """How far coders agree, and where they do not."""

    def __init__(self, result: Agreements) -> None:
        self.result = result

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one row an attribute, then who coded, what is not counted, and every disagreement."""
        result, study = self.result, self.result.about.study
        yield heading(result.about, warn=False)
        yield Text()
        if not result.coders:
            yield Text("The study has no further coders; they stand in states/_codings/.")
            return
        yield _table(result, study)
        yield Text(apart(result))
        yield Text(
            "Alpha: Krippendorff's, for ordinal data; 1 is full agreement, 0 what chance would give. In brackets "
            f"95 % of resamples of the ratings (seed {result.seed}). Not all 0: without those that all call 0.",
            style="dim",
        )
        yield Text()
        yield Text("Who coded", style="bold")
        yield Padding(Text(f"{FIRST}: whoever wrote the profiles."), (0, 0, 0, 2))
        for coder in result.coders:
            told = " ".join(filter(None, (coder.who, coder.procedure)))
            yield Padding(Text(f"{coder.id}: {told}"), (0, 0, 0, 2))
        yield Text()
        yield from _disagreements(result.disagreements)


def _table(result: Agreements, study: Study) -> Grid:
    table = grid(
        ("", "left"),
        ("Ratings", "right"),
        ("Same", "right"),
        ("Within 1", "right"),
        ("Alpha", "left"),
        ("Not all 0", "right"),
        ("Same", "right"),
        ("Alpha", "left"),
    )
    for one, told in zip(result.rows, result.without_noughts, strict=True):
        title = study.attributes[one.attribute].title.split(",")[0] if one.attribute else "All"
        if not one.attribute:
            table.add_section()
        table.add_row(
            title,
            str(one.count),
            percent(one.exact),
            percent(one.within),
            told_alpha(one),
            str(told.count),
            percent(told.exact),
            told_alpha(told),
        )
    return table


def told_alpha(one: Agreement) -> str:
    """Write alpha with its interval, if it has one."""
    if math.isnan(one.alpha):
        return "-"
    told = f"{one.alpha:.2f}"
    return told if math.isnan(one.low) else f"{told} ({one.low:.2f} to {one.high:.2f})"


def _disagreements(ratings: Iterable[Rating]) -> Iterable[RenderableType]:
    listed = [*ratings]
    if not listed:
        yield Text("The coders disagree on nothing.")
        return
    table = grid(("Disagreement", "left"), ("", "right"), ("Why", "left"))
    for rating in listed:
        name = f"{rating.address}\n{rating.datum.date}"
        table.add_row(name, f"{rating.datum.value:g}", f"{FIRST}: {rating.datum.note}")
        for coder, coding in rating.codings.items():
            why = " ".join(filter(None, (coding.note, coding.reason)))
            beyond = " Outside the range of the profile." if coder in rating.outside else ""
            table.add_row("", f"{coding.value:g}", f"{coder}: {why}{beyond}")
        table.add_section()
    yield table
