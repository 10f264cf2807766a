"""`viability claims`: its rows and its views, of all claims and of one."""

import math
import re
from collections.abc import Iterable, Mapping

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.claims import OUTCOMES, Claims, ClaimTrace, Figure, Outcome, Trial
from viability.output.layout import View, grid, heading
from viability.output.sheet import Row, Sheet, as_row, provenance
from viability.output.sources import cited
from viability.output.text import broken, how_often, listing, measured, on_scale, unit_of
from viability.study.study import Study

STYLE: Mapping[Outcome, str] = {"borne out": "bold", "not borne out": "bold", "open": "", "not tested": "dim"}

TESTS = {"above": "above", "below": "below", "fell_since": "fell since", "rose_since": "rose since"}

_TOLD: Mapping[Outcome, tuple[str, str]] = {
    "borne out": ("is borne out", "are borne out"),
    "not borne out": ("is not", "are not"),
    "open": ("stays open", "stay open"),
    "not tested": ("could not be tested", "could not be tested"),
}


def sentence(result: Claims) -> str:
    """Say in one sentence how the claims came out."""
    total = len(result.rows)
    counts = [(outcome, result.count(outcome)) for outcome in OUTCOMES]
    told = [f"{_count(n, first=not i)} {_TOLD[o][n != 1]}" for i, (o, n) in enumerate(counts) if n or not i]
    head = "Of one claim" if total == 1 else f"Of {total} claims"
    told[0] += " by the evidence that this study holds"
    return f"{head}, {listing(told)}, as of {result.about.study.day}."


def _count(number: int, *, first: bool) -> str:
    return "none" if number == 0 and first else str(number)


def sheet(result: Claims) -> Sheet:
    """Return one row for each claim."""
    rows = [_row(result.about.study, tested) for tested in result.rows]
    made = provenance(result.about, draws=result.draws, seed=result.seed)
    head = ("claim", "words", "about", "test", "outcome")
    return Sheet(kind="claims", rows=rows, provenance=made, head=head)


def _row(study: Study, tested: Trial) -> Row:
    claim, found, against = tested.claim, tested.found, tested.against
    cells = as_row(claim=claim.id, words=claim.claim, about=claim.about or "", test=claim.test or "")
    cells |= as_row(outcome=tested.outcome, holds=None if math.isnan(tested.share) else tested.share)
    if found is not None and against is not None:
        cells |= as_row(value=found.value, low=found.range.low, high=found.range.high, unit=unit(study, tested))
        cells |= as_row(against=against.value, against_low=against.range.low, against_high=against.range.high)
        cells |= as_row(known=max(len(found.items), 1), read=found.read)
    cells |= as_row(reference=_reference(tested), since=claim.since or "", reason=tested.reason)
    return cells | as_row(evidence=claim.evidence, sources=" ".join(tested.sources))


def _reference(tested: Trial) -> str:
    reference = tested.claim.reference
    return "" if reference is None else ", ".join(filter(None, (reference.group, reference.year)))


def unit(study: Study, tested: Trial) -> str:
    """Return the unit of what a claim is about."""
    subject = tested.subject
    if subject is None:
        return ""
    if subject.criterion is not None:
        return unit_of(study, study.criteria[subject.criterion])
    attribute = study.attributes["" if subject.address is None else subject.address.attribute]
    return f"of {attribute.range[1]:g}" if attribute.is_rating else on_scale(attribute)


def view(result: Claims, *, full: bool = False) -> View:
    """Return what `viability claims` shows; in full with ranges, references, and why a claim is not tested."""
    return ClaimsView(result, full=full)


class ClaimsView(View):
    """Every claim, its test, the evidence and the outcome."""

    def __init__(self, result: Claims, *, full: bool = False) -> None:
        self.result, self.full = result, full

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one row a claim below a sentence that can be quoted; then what could not be tested."""
        result = self.result
        yield heading(result.about)
        yield Text()
        if not result.rows:
            yield Text("The study holds no claims; they stand in criteria/_claims.yaml.")
            return
        yield Text(sentence(result), style="bold")
        yield Text()
        yield from self._in_full() if self.full else self._by_outcome()

    def _by_outcome(self) -> Iterable[RenderableType]:
        """Lay out a row a claim, those that came out alike together."""
        result, study = self.result, self.result.about.study
        table = grid(("Claim", "left"), ("Found", "left"), ("Test", "left"), ("Holds", "right"))
        for outcome in OUTCOMES:
            rows = [one for one in result.rows if one.outcome == outcome and one.found is not None]
            if not rows:
                continue
            table.add_row(Text(f"{outcome.capitalize()} ({len(rows)})", style="bold"), "", "", "")
            for tested in rows:
                table.add_row(
                    Text.assemble(f"{tested.claim.claim} ", (f"[{tested.claim.id}]", "dim")),
                    _short_found(study, tested),
                    _short_test(study, tested),
                    how_often(tested.share),
                )
            table.add_section()
        yield table
        untested = [one.claim.id for one in result.rows if one.outcome == "not tested"]
        if untested:
            yield Text(f"Could not be tested: {', '.join(untested)}.")
        yield Text(
            f"Holds: in how many of {result.draws:,} random draws of the data the test holds (seed {result.seed}). "
            "Borne out: in at least 90 %; not borne out: in at most 10 %; open: in between. Weights play no part. "
            "--full adds ranges, what each claim is held against, and why one could not be tested; "
            "`viability explain CLAIM` shows its evidence.",
            style="dim",
        )

    def _in_full(self) -> Iterable[RenderableType]:
        """Lay out every claim with ranges and references, and why one could not be tested."""
        result, study = self.result, self.result.about.study
        table = grid(("Claim", "left"), ("Test", "left"), ("Evidence", "left"), ("Outcome", "left"))
        for tested in result.rows:
            if tested.found is None or tested.against is None:
                continue
            table.add_row(
                f"{tested.claim.claim}\n{tested.claim.id}",
                told_test(study, tested),
                told_figure(tested.found, unit(study, tested)),
                Text.assemble((tested.outcome, STYLE[tested.outcome]), f"\nin {how_often(tested.share)} of draws"),
            )
            table.add_section()
        yield table
        yield from self._untested()
        yield Text(
            f"Borne out: the test holds in at least 90 % of {result.draws:,} draws of the data (seed {result.seed}); "
            "not borne out: in at most 10 %. In brackets 90 % of the draws, which lie beside a value whose doubt is "
            "all on one side. Weights play no part. `viability explain CLAIM` shows its evidence.",
            style="dim",
        )

    def _untested(self) -> Iterable[RenderableType]:
        rows = [tested for tested in self.result.rows if tested.outcome == "not tested"]
        if not rows:
            return
        table = grid(("Not tested", "left"), ("Why", "left"))
        for tested in rows:
            table.add_row(f"{tested.claim.claim}\n{tested.claim.id}", tested.reason)
        yield table


def _short_found(study: Study, tested: Trial) -> str:
    """Write what was found without its range and its scale."""
    value = math.nan if tested.found is None else tested.found.value
    of = unit(study, tested)
    if of.startswith("of 1"):  # a share
        return measured(100 * value, "%")
    return measured(value, of.partition("on a scale")[0].strip())


def _short_test(study: Study, tested: Trial) -> str:
    """Write a test with the value that it is held against, and in a word or two what that is."""
    claim, against = tested.claim, tested.against
    if claim.test is None or against is None:
        return ""
    share = unit(study, tested).startswith("of 1")
    value = measured(100 * against.value, "%") if share else measured(against.value, "")
    if claim.reference is None:
        return f"{TESTS[claim.test]} {claim.since}, when it was {value}"
    group = claim.reference.group
    level = re.match(r"level .*\((.*)\)$", group)
    short = level[1] if level else re.split(r", | \(", group)[0]
    return f"{TESTS[claim.test]} {value} ({short})"


def told_test(study: Study, tested: Trial) -> str:
    """Write a test with what it is held against."""
    claim, against = tested.claim, tested.against
    if claim.test is None or against is None:
        return ""
    told = told_figure(against, unit(study, tested))
    if claim.reference is None:
        return f"{TESTS[claim.test]} {claim.since}: {told}"
    return f"{TESTS[claim.test]} {told}: {_reference(tested)}"


def told_figure(figure: Figure, of: str) -> str:
    """Write a figure with its range, if it has one."""
    low, high = measured(figure.range.low, ""), measured(figure.range.high, "")
    spread = "" if low == high else f" ({low} to {high})"
    told = measured(figure.value, "") + spread
    return f"{told} {of}".strip()


class ClaimView(View):
    """One claim: its test, what stands behind both sides, and whence."""

    def __init__(self, trace: ClaimTrace) -> None:
        self.trace = trace

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out the claim, the outcome, the values behind it, the reference and the sources."""
        study, tested = self.trace.about.study, self.trace.tested
        claim = tested.claim
        yield heading(self.trace.about)
        yield Text()
        yield Text.assemble((claim.claim, "bold"), f" ({claim.id})")
        if tested.found is None or tested.against is None:
            yield Text.assemble((tested.outcome, "bold"), f": {tested.reason}")
        else:
            yield Text(f"Test: {claim.about} {told_test(study, tested)}")
            yield Text.assemble(
                f"Evidence: {told_figure(tested.found, unit(study, tested))}. ",
                (tested.outcome, "bold"),
                f": the test holds in {how_often(tested.share)} of {self.trace.draws:,} draws.",
            )
            if tested.found.items:
                of = tested.found.read
                told = "all" if len(tested.found.items) == of else str(len(tested.found.items))
                yield Text(f"From {told} of {of} {'members' if len(tested.found.items[0]) == 1 else 'pairs'}.")
        if claim.reference is not None:
            more = [claim.reference.coverage, names_of(claim.reference.states)]
            yield Text.assemble(("Reference: ", "bold"), ". ".join(filter(None, (_reference(tested), *more))))
            yield Text(claim.reference.how)
        if claim.evidence:
            yield Text.assemble(("Where to look: ", "bold"), claim.evidence)
        for figure in (tested.found, tested.against):
            if figure is not None and figure.entries:
                yield Text()
                yield from _values(figure)
        yield from cited(study, tested.sources)


def names_of(states: Iterable[str]) -> str:
    """List the states of a reference."""
    return ", ".join(states)


def _values(figure: Figure) -> Iterable[RenderableType]:
    table = grid(("Value", "left"), ("", "right"), ("Date", "left"), ("Why, and source", "left"))
    table.above = Text(f"As of {figure.day}", style="bold")
    for entry in figure.entries:
        whence = f"[{', '.join(entry.datum.source)}]"
        why = " ".join(part for part in (entry.datum.note, whence) if part)
        table.add_row(broken(entry.path), measured(entry.datum.value, ""), entry.datum.date or "assumed", why)
    yield table


def trace_sheet(trace: ClaimTrace) -> Sheet:
    """Return the claim's row, and one for each value behind either side."""
    study, tested = trace.about.study, trace.tested
    rows = [
        as_row(
            claim=tested.claim.id,
            side=side,
            day=figure.day,
            path=entry.path,
            value=entry.datum.value,
            date=entry.datum.date or "assumed",
            quality=entry.datum.quality,
            note=entry.datum.note,
            sources=" ".join(entry.datum.source),
        )
        for side, figure in (("found", tested.found), ("against", tested.against))
        if figure is not None
        for entry in figure.entries
    ]
    told = _row(study, tested)
    made = provenance(trace.about, draws=trace.draws, **{k: told.get(k) for k in ("claim", "outcome", "holds")})
    head = ("claim", "side", "day", "path", "value", "date", "quality", "note", "sources")
    return Sheet(kind="explain_claim", rows=rows, provenance=made, head=head)
