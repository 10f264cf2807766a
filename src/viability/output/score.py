"""`viability score`: its rows and its view."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from viability.analyses.pairs import Pair
from viability.analyses.points import Contribution, Decisive
from viability.analyses.score import Assessment
from viability.engine.arrays import EVEN
from viability.output.layout import ENOUGH, STATUS, WIDE, Grid, View, bar, grid, heading, scant, verdict_style
from viability.output.moved import moved
from viability.output.sheet import Cell, Sheet, as_row, provenance
from viability.output.text import UNSEEN, measured, names, number, percent, unit_named, unit_of
from viability.study.framework import Criterion
from viability.study.study import Study


def assessed(result: Assessment) -> dict[str, Cell]:
    """Return the provenance of an assessment."""
    doubt = result.uncertainty
    drawn = as_row(draws=doubt.draws, seed=doubt.seed, weights_drawn=doubt.weights)
    return provenance(result.about, **drawn)


SCORE_COLUMNS = (
    *("level", "id", "title", "pillar", "role", "score", "low", "high", "cohesion", "weight", "share", "coverage"),
    *("gained", "lost", "claim_status", "verdict", "same_verdict", "at_worst", "at_best", "blocking"),
    *("drags", "drags_alike", "drags_value", "drags_unit", "drags_date", "drags_sources"),
    *("carries", "carries_alike", "carries_value", "carries_unit", "carries_date", "carries_sources"),
    *("baseline", "difference"),
)
"""Columns of `viability score`, in order."""


def level_rows(result: Assessment) -> list[dict[str, Cell]]:
    """Return one row for the index, cohesion, each pillar and each criterion."""
    study, found, doubt = result.study, result.evaluation, result.uncertainty
    covered = found.pillar_coverage()[0]
    rows = [
        as_row(
            level="index",
            id="viability",
            title="Viability",
            score=result.viability,
            low=doubt.viability.low,
            high=doubt.viability.high,
            coverage=result.coverage,
            verdict=result.verdict,
            same_verdict=result.same_verdict,
            at_worst=doubt.at_worst,
            at_best=doubt.at_best,
            blocking=" ".join(c.id for c in result.blocking),
        ),
        as_row(
            level="cohesion",
            id="cohesion",
            title="Cohesion",
            score=result.cohesion,
            low=doubt.cohesion.low,
            high=doubt.cohesion.high,
        ),
    ]
    rows += [
        as_row(
            level="pillar",
            id=name,
            title=pillar.title,
            score=float(found.pillar_scores[0, i]),
            cohesion=float(found.pillar_cohesion[0, i]),
            weight=pillar.weight,
            share=float(found.weights.pillars[i]),
            coverage=float(covered[i]),
        )
        for i, (name, pillar) in enumerate(study.framework.pillars.items())
    ]
    for part, doubtful in zip(result.contributions, doubt.scores, strict=True):
        criterion = study.criteria[part.criterion]
        rows.append(
            as_row(
                level="criterion",
                id=criterion.id,
                title=criterion.title,
                pillar=criterion.pillar,
                role=criterion.role,
                score=100 * part.score,
                low=100 * doubtful.low,
                high=100 * doubtful.high,
                weight=criterion.weight,
                share=part.share,
                coverage=part.coverage,
                gained=part.gained,
                lost=part.lost,
                claim_status=result.claim_status(criterion.id),
                **decided_cells("drags", part.drags, study, criterion.id),
                **decided_cells("carries", part.carries, study, criterion.id),
            )
        )
    return rows


def decided_cells(prefix: str, decisive: Decisive | None, study: Study, criterion: str) -> dict[str, Cell]:
    """Return the cells that say who decides a criterion."""
    if decisive is None:
        return {}
    return {
        prefix: " ".join(decisive.states),
        f"{prefix}_alike": decisive.alike,
        f"{prefix}_value": decisive.raw,
        f"{prefix}_unit": unit_named(study, criterion),
        f"{prefix}_date": decisive.date,
        f"{prefix}_sources": " ".join(decisive.sources),
    }


def score_cells(result: Assessment) -> dict[tuple[Cell, Cell], Cell]:
    """Return the score of everything that has one, by level and id."""
    return {(each["level"], each["id"]): each["score"] for each in level_rows(result)}


def difference(new: Cell, old: Cell) -> float | None:
    """Return the difference of two scores, where both are known."""
    return new - old if isinstance(new, float) and isinstance(old, float) else None


def sheet(result: Assessment) -> Sheet:
    """Return the rows of an assessment, with the baseline where there are what-ifs."""
    before = {} if result.baseline is None else score_cells(result.baseline)
    rows = []
    for each in level_rows(result):
        old = before.get((each["level"], each["id"]))
        full = {**each, "baseline": old, "difference": difference(each["score"], old)}
        rows.append({name: full.get(name) for name in SCORE_COLUMNS})
    return Sheet(kind="score", rows=rows, provenance=assessed(result))


def view(result: Assessment, top: int = 8) -> View:
    """Return what `viability score` shows, with so many obstacles and catalysts; 0 for all."""
    return ScoreView(result, top)


class ScoreView(View):
    """What `viability score` shows."""

    def __init__(self, result: Assessment, top: int = 8) -> None:
        self.result, self.top = result, top

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:
        """Lay out headline, pillars, obstacles and catalysts."""
        result = self.result
        yield heading(result.about, warn=False)
        yield Text()
        yield self._headline()
        for criterion in result.blocking:
            limit = 0.0 if criterion.blocking is None else criterion.blocking.below
            yield Text(
                f"Blocked by {criterion.title}: it scores under {limit:g}, so the verdict is at most "
                f"'{result.study.framework.blocked}'.",
                style="bold red",
            )
        if result.baseline is not None:
            yield Text()
            yield moved(result.baseline, result, width)
        yield Text()
        yield self._pillars(bars=bars)
        compensated = "" if result.study.framework.compensation == 1 else ", as at compensation 1"
        yield Text()
        yield self._points("Obstacles", result.obstacles, "lost", f"points lost{compensated}", width)
        yield Text()
        yield self._points("Catalysts", result.catalysts, "gained", f"points gained{compensated}", width)
        drawn = {
            "uniform": "all weights and all data",
            "around": "weights around the given, and data",
            "fixed": "data alone",
        }
        yield Text()
        yield Text(
            f"Draws vary {drawn[result.uncertainty.weights]} (seed {result.uncertainty.seed}). {self._unmoved()}"
            "Claim: whether the evidence bears out the role that the paper gives the criterion. "
            "The index summarises dated judgements; it is no forecast.",
            style="dim",
        )

    def _unmoved(self) -> str:
        """Say that weights of a what-if move the index and not the range, where all weights are drawn alike."""
        if not _reweighted(self.result):
            return ""
        return "So the range does not follow weights that are set; --weights-drawn around keeps near them. "

    def _headline(self) -> Table:
        result, doubt = self.result, self.result.uncertainty
        table = Table.grid(padding=(0, 2))
        table.add_row(
            Text("Viability", style="bold"),
            Text.assemble((number(result.viability), "bold"), "  ", (result.verdict, verdict_style(result))),
            Text(
                f"90 % range {doubt.viability.low:.0f} to {doubt.viability.high:.0f}, "
                f"median {doubt.viability.median:.0f}; "
                f"this verdict in {100 * result.same_verdict:.0f} % of {doubt.draws:,} draws"
            ),
        )
        for warning in _warnings(result):
            table.add_row("", "", Text(warning, style="yellow"))
        known = [pair for pair in result.pairs if not math.isnan(pair.cohesion)]
        ends = "-"
        if known:
            ends = f"strongest {_pair(result.study, known[0])}, weakest {_pair(result.study, known[-1])}"
        table.add_row(Text("Cohesion", style="bold"), number(result.cohesion), ends)
        missing = "nothing missing"
        if result.coverage < 1 - 1e-9:
            missing = f"if all that is missing were at its worst {doubt.at_worst:.1f}, at its best {doubt.at_best:.1f}"
        table.add_row(Text("Coverage", style="bold"), percent(result.coverage), missing)
        if result.coverage < ENOUGH:
            table.add_row("", "", Text(scant(result.coverage), style="bold red"))
        return table

    def _pillars(self, *, bars: bool) -> Grid:
        result, found = self.result, self.result.evaluation
        table = grid(("Pillar", "left"), ("Weight", "right"), ("Score", "right"))
        if bars:
            table.add_column("", no_wrap=True)
        for label in ("Cohesion", "Coverage"):
            table.add_column(label, justify="right")
        covered = found.pillar_coverage()[0]
        for i, pillar in enumerate(result.study.framework.pillars.values()):
            score = float(found.pillar_scores[0, i])
            cells: list[RenderableType] = [
                pillar.title,
                percent(float(found.weights.pillars[i])),
                number(score),
            ]
            cells += [bar(score)] if bars else []
            table.add_row(*cells, number(float(found.pillar_cohesion[0, i])), percent(float(covered[i])))
        return table

    def _points(self, title: str, rows: Sequence[Contribution], what: str, note: str, width: int) -> RenderableType:
        result, short = self.result, width < WIDE
        known = [row for row in rows if row.share > 0]
        shown = known[: self.top] if self.top else known
        total = sum(getattr(row, what) for row in known)
        table = grid(
            ("Criterion", "left"),
            ("Gain" if short and what == "gained" else what.capitalize(), "right"),
            ("Score", "right"),
            ("By" if short else "Decided by", "left"),
            ("Value", "left"),
            ("Claim", "left"),
            title=f"{title} ({note}: {total:.1f})",
        )
        table.keep(result.study.criteria[row.criterion].title for row in shown)
        for row in shown:
            criterion = result.study.criteria[row.criterion]
            decisive = row.drags if what == "lost" else row.carries
            status = result.claim_status(row.criterion)
            partial = "" if row.coverage > 1 - 1e-9 else "*"
            who, value = ("-", "-") if decisive is None else _decisive(result.study, criterion, decisive, short=short)
            table.add_row(
                criterion.title,
                number(getattr(row, what), 2),
                number(100 * row.score, 0) + partial,
                who,
                value,
                Text(status or criterion.role, style=STATUS[status]),
            )
        decided = [row.drags if what == "lost" else row.carries for row in shown]
        some_tie = any(0 < one.alike < one.of - 1 for one in decided if one is not None)
        hidden = len(known) - len(shown)
        unknown = [row for row in rows if row.share == 0 and math.isnan(row.score)]
        notes = [f"{hidden} more with --top 0"] if hidden else []
        notes += ["+n: as many others move it as much"] if some_tie else []
        if any(row.coverage <= 1 - 1e-9 for row in shown):
            notes.append("* some members or pairs unknown")
        if unknown and what == "lost":
            notes.append(
                "unknown, so without weight: "
                + ", ".join(result.study.criteria[row.criterion].title for row in unknown)
            )
        return Group(table, Text("; ".join(notes), style="dim")) if notes else table


def _decisive(study: Study, criterion: Criterion, decisive: Decisive, *, short: bool) -> tuple[str, str]:
    year = decisive.date[:4] if decisive.date[:1].isdigit() else decisive.date
    value = measured(decisive.raw, unit_of(study, criterion))
    who = names(study, decisive.states, short=short)
    if decisive.alike:
        who = "all alike" if decisive.alike == decisive.of - 1 else f"{who} +{decisive.alike}"
    return who, f"{value} ({year})" if year else value


NEAR = 2.0
"""Points within which a band's edge is worth a warning."""


def _warnings(result: Assessment) -> Iterable[str]:
    """Say how the headline could be misread: near the edge of a band, shared by few draws, or outside the range."""
    bands, shares = result.study.framework.bands, result.uncertainty.verdicts
    if result.same_verdict < SURE and (near := _near_a_band(result)):
        yield near
    most = max(range(len(bands)), key=lambda i: shares[i])
    if shares[most] > result.same_verdict:
        yield f"most draws say otherwise: {100 * shares[most]:.0f} % '{bands[most].verdict}'"
    low, high = result.uncertainty.viability.low, result.uncertainty.viability.high
    if not low - UNSEEN <= result.viability <= high + UNSEEN:
        why = "more of the values' ranges reach to the other side of it"
        if _reweighted(result):
            why = "draws of all weights do not follow those that were set"
        yield f"the index lies outside the range: {why}"


SURE = 0.95
"""Share of draws with one verdict from which the edge of its band is no worry."""


def _reweighted(result: Assessment) -> bool:
    """Tell whether a what-if set weights that the draws do not follow."""
    if result.baseline is None or result.uncertainty.weights != "uniform":
        return False
    new, old = result.evaluation.weights, result.baseline.evaluation.weights
    return not (np.array_equal(new.pillars, old.pillars) and np.array_equal(new.criteria, old.criteria))


def _near_a_band(result: Assessment) -> str:
    """Say so where the index lies close to the edge of its band."""
    bands, number_of = result.study.framework.bands, int(result.evaluation.verdicts[0])
    edges = [(result.viability - band.at_least, other.verdict) for band, other in pairwise(bands)]
    gap, below = min(edges, key=lambda edge: abs(edge[0]), default=(NEAR, ""))
    if abs(gap) >= NEAR or result.blocking:
        return ""
    if gap >= -EVEN:
        return f"only {max(gap, 0):.1f} points above '{below}': small doubts decide the verdict"
    return f"only {-gap:.1f} points below '{bands[number_of - 1].verdict}': small doubts decide the verdict"


def _pair(study: Study, pair: Pair) -> str:
    return f"{names(study, pair.states, short=False)} {pair.cohesion:.1f}"
