"""`viability backtest`: its rows and its view."""

import math
from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.backtest.answer import Backtest, End
from viability.analyses.backtest.bench import Beside, Lasting, Share
from viability.analyses.backtest.resampled import Estimate
from viability.output.layout import View, bar, grid, made_of
from viability.output.sheet import Row, Sheet, as_row, provenance
from viability.output.text import names, number, percent
from viability.study.study import Study

COLUMNS = ("quantity", "set", "kind", "of", "value", "low", "high", "cases", "ones", "note")

WORDS = {
    "coverage": "How much is known, alone",
    "equal_weights": "All criteria of equal weight",
    "geometric": "Pillars that do not make up for each other",
}
"""What variants are called."""


def sheet(result: Backtest) -> Sheet:
    """Return one row for each number: areas, differences, concordance, shares, ends, what lasted, what was left out."""
    rows: list[Row] = []
    for one in result.sets:
        rows += [
            _row("auc", one.name, "index", "index", one.area),
            _row("concordance", one.name, "index", "index", one.concordance),
        ]
        for rival in one.beside:
            rows += [
                _row("auc", one.name, rival.kind, rival.of, rival.area),
                _row("difference", one.name, rival.kind, rival.of, rival.difference),
                _row("concordance", one.name, rival.kind, rival.of, rival.concordance),
            ]
    kinds = (("tenth", result.tenths), ("verdict", result.verdicts), ("coverage", result.coverages))
    for kind, shares in kinds:
        for share in shares:
            rows.append(_row("share", "all", kind, share.of, share.share, note=_span(share, kind)))
            if share.area is not None:
                rows.append(_row("auc", "all", kind, share.of, share.area))
    for lasting in result.lasting:
        rows.append(_row("outcome", "label 1", lasting.kind, lasting.of, lasting.concordance))
        if lasting.difference is not None:
            rows.append(_row("outcome_difference", "label 1", lasting.kind, lasting.of, lasting.difference))
    for label in (None, True, False):
        word = "all" if label is None else f"label {int(label)}"
        for quantity, ends in zip(("highest", "lowest"), result.ends(label), strict=True):
            rows += [
                as_row(
                    quantity=quantity,
                    set=word,
                    kind="case",
                    of=end.case.id,
                    value=end.index,
                    ones=int(end.case.label),
                    note=f"{end.case.date}: {' '.join(end.members)}",
                )
                for end in ends
            ]
    rows += [
        as_row(quantity="left_out", set="all", kind="case", of=one.case.id, ones=int(one.case.label), note=one.reason)
        for one in result.left_out
    ]
    more = as_row(
        framework_sum=result.framework,
        cases_file=result.cases.label,
        cases_sum=result.cases.digest,
        cases_scored=len(result.scored.cases),
        cases_left_out=len(result.left_out),
        baseline_columns=" ".join(result.baselines),
        outcome_column=result.outcome or "",
        resamples=result.resamples,
        seed=result.seed,
        made_on=result.made,
    )
    # each case has members and a day of its own
    head = {**provenance(result.about, **more), "members": "", "as_of": "of each case"}
    return Sheet(kind="backtest", rows=rows, provenance=head, head=COLUMNS)


def _row(quantity: str, set_: str, kind: str, of: str, found: Estimate, *, note: str = "") -> Row:
    return as_row(
        quantity=quantity,
        set=set_,
        kind=kind,
        of=of,
        value=found.value,
        low=found.low,
        high=found.high,
        cases=found.cases,
        ones=found.ones,
        note="; ".join(filter(None, (note, found.note))),
    )


def _span(share: Share, kind: str) -> str:
    what = "coverage" if kind == "coverage" else "index"
    digits = 2 if kind == "coverage" else 1
    return f"{what} {share.low:.{digits}f} to {share.high:.{digits}f}"


def told(found: Estimate | None, *, sign: bool = False) -> str:
    """Write a number with its interval."""
    if found is None or math.isnan(found.value):
        return "-"
    form = "+.3f" if sign else ".3f"
    value = f"{found.value:{form}}"
    return value if math.isnan(found.low) else f"{value} ({found.low:{form}} to {found.high:{form}})"


def sentence(result: Backtest) -> str:
    """Say how well the index does, and what simpler numbers it is not told apart from, or does worse than."""
    found = result.area
    if math.isnan(found.value):
        return f"Nothing can be said: {found.note}."
    head = f"In {100 * found.value:.0f} of 100 pairs the case with label 1 has the higher index"
    if math.isnan(found.low):
        return f"{head}; {found.note}."
    head += f" ({100 * found.low:.0f} to {100 * found.high:.0f}; 50 is chance)"
    simple = [one for one in result.sets[0].beside if one.kind in {"column", "criterion"} or one.of == "coverage"]
    sure = [one for one in simple if not math.isnan(one.difference.low)]
    better = [one for one in sure if one.difference.high < 0]
    alike = [one for one in sure if one.difference.low <= 0 <= one.difference.high]
    study = result.about.study
    told = [
        f"{word}: {'; '.join(called(study, one.kind, one.of) for one in ones)}"
        for word, ones in (("It does worse than", better), ("It is not told apart from", alike))
        if ones
    ]
    return ". ".join([head, *(told or ["It does better than every simpler number beside it"])]) + "."


def called(study: Study, kind: str, of: str) -> str:
    """Call what stands beside the index."""
    if kind == "criterion":
        return f"{study.criteria[of].title}, alone"
    return WORDS.get(of, of) if kind == "variant" else f"column {of}"


def view(result: Backtest, top: int = 5) -> View:
    """Return what `viability backtest` shows, with so many cases at each end; 0 for all that are kept."""
    return BacktestView(result, top)


class BacktestView(View):
    """Whether the index tells cases apart, and better than what is simpler."""

    def __init__(self, result: Backtest, top: int) -> None:
        self.result, self.study = result, result.about.study
        self.top = top or len(result.scored.cases)

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - tables wrap by themselves
        """Lay out areas by set, what the index is compared with, shares, ends, and what was left out."""
        yield self._heading()
        yield Text()
        yield Text(sentence(self.result), style="bold")
        for title, heads, rows, note in self._tables():
            yield Text()
            table = grid(*((head, "left" if not number else "right") for number, head in enumerate(heads)), title=title)
            for row in rows:
                table.add_row(*self._barred(row, bars=bars))
            yield table
            if note:
                yield Text(note, style="dim")
        yield Text()
        yield from self._left_out()
        yield Text(self._small(), style="dim")

    @staticmethod
    def _barred(row: Sequence[str], *, bars: bool) -> list[RenderableType]:
        """Draw a bar beside a share, where a person looks."""
        cells: list[RenderableType] = [*row]
        if bars and row[-1].endswith(" %"):
            cells[-1] = Text.assemble(bar(float(row[-1].split()[0])), f" {row[-1]:>6}")
        return cells

    def _heading(self) -> Text:
        result = self.result
        text = Text.assemble((self.study.title, "bold"), f" · back-test of {result.area.cases:,} cases, ")
        text.append(f"{result.area.ones:,} with label 1, each as of its own day\n")
        text.append(
            f"{made_of(result.about)} · fingerprint of framework and weights {result.framework[:16]}", style="dim"
        )
        if self.study.edits:
            text.append("\nwhat if: " + "; ".join(self.study.edits), style="magenta")
        return text

    def _tables(self) -> Iterator[tuple[str, Sequence[str], list[Sequence[str]], str]]:
        """Give each table: its title, heads, rows, and a note."""
        result = self.result
        everyone = result.sets[0]
        notes = {one.name: one.area.note for one in result.sets if one.area.note}
        yield (
            "How well the index tells label 1 from label 0",
            ("Cases", "In all", "Label 1", "Clusters", "AUC", "Within matches"),
            [
                (
                    one.name,
                    f"{one.area.cases:,}",
                    f"{one.area.ones:,}",
                    f"{one.clusters:,}",
                    *map(told, (one.area, one.concordance)),
                )
                for one in result.sets
            ],
            "; ".join(f"{name}: {note}" for name, note in notes.items()),
        )
        yield (
            "The index beside what is simpler, over all cases",
            ("What", "Known of", "AUC", "Index less it"),
            [self._beside(one) for one in everyone.beside if one.kind != "without"],
            "An interval that holds 0 says that the two are not told apart.",
        )
        shown = [one for one in result.sets[1:] if one.area.cases]
        if shown:
            yield (
                "AUC in each set",
                ("What", *(one.name.replace("_", " ") for one in shown)),
                [
                    ("The index", *(number(one.area.value, 2) for one in shown)),
                    *(
                        (self._called(rival), *(number(one.beside[place].area.value, 2) for one in shown))
                        for place, rival in enumerate(everyone.beside)
                        if rival.kind != "without"
                    ),
                ],
                "",
            )
        yield (
            "The index without a criterion, over all cases",
            ("Without", "AUC", "Index less it"),
            [
                (self.study.criteria[one.of].title, told(one.area), told(one.difference, sign=True))
                for one in everyone.beside
                if one.kind == "without"
            ],
            "",
        )
        yield (
            "Share of label 1 by tenth of the index",
            ("Tenth", "Index", "Cases", "Label 1"),
            [
                (one.of, f"{one.low:.1f} to {one.high:.1f}", f"{one.share.cases:,}", percent(one.share.value))
                for one in result.tenths
            ],
            "",
        )
        yield (
            "Share of label 1 by verdict",
            ("Verdict", "Cases", "Label 1"),
            [(one.of, f"{one.share.cases:,}", percent(one.share.value)) for one in result.verdicts],
            "",
        )
        yield (
            "By how much is known",
            ("Known", "Cases", "AUC", "Label 1"),
            [
                (f"from {percent(float(one.of))}", f"{one.share.cases:,}", told(one.area), percent(one.share.value))
                for one in result.coverages
            ],
            "",
        )
        if result.lasting:
            yield (
                f"What came of label 1, by '{result.outcome}'",
                ("What", "Known of", "Concordance", "Index less it"),
                [
                    (
                        "The index" if one.kind == "index" else self._called(one),
                        f"{one.concordance.cases:,}",
                        told(one.concordance),
                        "" if one.difference is None else told(one.difference, sign=True),
                    )
                    for one in result.lasting
                    if one.kind != "without"
                ],
                "Of pairs that differ in the outcome, the share in which the case with more has the higher number.",
            )
        for title, ends in (
            ("Highest of label 0", result.ends(label=False, most=self.top)[0]),
            ("Lowest of label 1", result.ends(label=True, most=self.top)[1]),
            ("Highest of label 1", result.ends(label=True, most=self.top)[0]),
        ):
            yield title, ("Case", "Day", "Index", "Known", "Members"), [self._end(end) for end in ends], ""

    def _called(self, rival: Beside | Lasting) -> str:
        return called(self.study, rival.kind, rival.of)

    def _beside(self, one: Beside) -> Sequence[str]:
        return self._called(one), f"{one.area.cases:,}", told(one.area), told(one.difference, sign=True)

    def _end(self, end: End) -> Sequence[str]:
        members = names(self.study, end.members, short=len(end.members) > MANY, sep=", ")
        return end.case.id, end.case.date, number(end.index), percent(end.coverage), members

    def _left_out(self) -> Iterator[Text]:
        left = self.result.left_out
        if not left:
            return
        shown = "; ".join(f"{one.case.id} ({one.reason})" for one in left[: self.top])
        more = f" and {len(left) - self.top:,} more" if len(left) > self.top else ""
        yield Text(f"Left out, {len(left):,}: {shown}{more}.", style="dark_orange")

    def _small(self) -> str:
        result = self.result
        return (
            "AUC: of pairs of a case with label 1 and one with label 0, the share in which the first has the higher "
            f"index; 0.5 is chance. In brackets 95 % of {result.resamples:,} resamples of whole clusters "
            f"(seed {result.seed}). "
            "A label is not viability: what was signed need not hold, and what was not signed may. "
            f"Run on {result.made}."
        )


MANY = 4
"""Members from which they are named by code."""
