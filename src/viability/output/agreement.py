"""`viability agreement`: its rows and its view."""

import math
from collections.abc import Iterable, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from viability.analyses.agreement import FIRST, Agreement, Agreements, Rating, Why, by_reason
from viability.output.layout import Grid, View, grid, heading
from viability.output.sheet import Row, Sheet, as_row, provenance
from viability.output.text import broken, listing, many, percent
from viability.output.words import whose_value
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
    number = len(result.apart)
    return f"{number} {'coding is' if number == 1 else 'codings are'} kept apart and not counted: {listing(told)}."


def sentence(result: Agreements) -> str:
    """Say in a few sentences how far the coders agree, with and without what all call 0."""
    both, some = (next((one for one in rows if not one.attribute), None) for rows in _both(result))
    if both is None or not both.count:
        return "No rating was coded by more than one coder, so there is nothing to compare."
    told = (
        f"Two coders give the same level in {percent(both.exact)} of {many(both.count, 'rating')}, and levels that "
        f"differ by one at most in {percent(both.within)}. Alpha is {told_alpha(both)}: 1 is full agreement, 0 what "
        "chance would give."
    )
    if some is None or some.count in {0, both.count}:
        return told
    return (
        f"{told} {both.count - some.count} of these ratings are 0 for all, which is easy; of the {some.count} others "
        f"{percent(some.exact)} are the same, and alpha is {told_alpha(some)}."
    )


def _both(result: Agreements) -> tuple[tuple[Agreement, ...], tuple[Agreement, ...]]:
    return result.rows, result.without_noughts


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


def view(result: Agreements, *, full: bool = False) -> View:
    """Return what `viability agreement` shows; in full with how the coders went about it, and every reason."""
    return AgreementView(result, full=full)


class AgreementView(View):
    """How far coders agree, and where they do not."""

    def __init__(self, result: Agreements, *, full: bool = False) -> None:
        self.result, self.full = result, full

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Say how far coders agree, then lay out one row an attribute, what is not counted, and disagreements."""
        result, study = self.result, self.result.about.study
        yield heading(result.about, warn=False)
        yield Text()
        if not result.coders:
            yield Text("The study has no further coders; they stand in states/_codings/.")
            return
        yield Text(sentence(result), style="bold")
        yield Text()
        yield _table(result.rows, study, "All ratings")
        if self.full:
            yield Text()
            yield _table(result.without_noughts, study, "Without the ratings that all coders call 0")
        yield Text(apart(result))
        yield Text(
            "Alpha: Krippendorff's, for ordinal data. In brackets 95 % of resamples of the ratings (seed "
            f"{result.seed}).",
            style="dim",
        )
        yield Text()
        yield Text("Who coded", style="bold")
        yield Padding(Text(f"{FIRST}: whoever wrote the profiles."), (0, 0, 0, 2))
        for coder in result.coders:
            told = " ".join(filter(None, (coder.who, coder.procedure if self.full else "")))
            yield Padding(Text(f"{coder.id}: {told}"), (0, 0, 0, 2))
        yield Text()
        if not result.disagreements:
            yield Text("The coders disagree on nothing.")
            return
        yield _reasons(result.disagreements) if self.full else _disagreements(result.disagreements, study)
        if not self.full:
            yield Text("--full adds why each coder rated so, and the table without the ratings that all call 0.")


def _table(rows: Iterable[Agreement], study: Study, title: str) -> Grid:
    table = grid(
        ("Attribute", "left"),
        ("Ratings", "right"),
        ("Same", "right"),
        ("Within 1", "right"),
        ("Alpha", "left"),
        title=title,
    )
    for one in rows:
        if not one.attribute:
            table.add_section()
        table.add_row(
            study.attributes[one.attribute].title.split(",")[0] if one.attribute else "All",
            str(one.count),
            percent(one.exact),
            percent(one.within),
            told_alpha(one),
        )
    return table


def told_alpha(one: Agreement) -> str:
    """Write alpha with its interval, if it has one."""
    if math.isnan(one.alpha):
        return "-"
    told = f"{one.alpha:.2f}"
    return told if math.isnan(one.low) else f"{told} ({one.low:.2f} to {one.high:.2f})"


def _disagreements(ratings: Iterable[Rating], study: Study) -> Grid:
    """Lay out each rating on which coders differ, with the level that each gives."""
    listed = [*ratings]
    coders = [*dict.fromkeys(coder for rating in listed for coder in rating.codings)]
    table = grid(
        ("Coders disagree on", "left"),
        ("Date", "left"),
        (FIRST.capitalize(), "right"),
        *((coder.capitalize(), "right") for coder in coders),
    )
    for rating in listed:
        given = (f"{rating.codings[coder].value:g}" if coder in rating.codings else "-" for coder in coders)
        name = whose_value(study, str(rating.address))
        table.add_row(name, rating.datum.date, f"{rating.datum.value:g}", *given)
    return table


def _reasons(ratings: Iterable[Rating]) -> Grid:
    """Lay out each rating on which coders differ, with the reasons of each."""
    table = grid(("Disagreement", "left"), ("", "right"), ("Why", "left"))
    for rating in ratings:
        name = f"{broken(str(rating.address))}\n{rating.datum.date}"
        table.add_row(name, f"{rating.datum.value:g}", f"{FIRST}: {rating.datum.note}")
        for coder, coding in rating.codings.items():
            why = " ".join(filter(None, (coding.note, coding.reason)))
            beyond = " Outside the range of the profile." if coder in rating.outside else ""
            table.add_row("", f"{coding.value:g}", f"{coder}: {why}{beyond}")
        table.add_section()
    return table
