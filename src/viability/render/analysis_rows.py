"""The analyses as tidy rows: coalitions, members with their Shapley values, sensitivity, path and trend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from viability.coalitions import Move, Ranked, Search
from viability.contributions import Member
from viability.model import Study
from viability.path import Path
from viability.render.rows import Cell, Sheet, provenance, row
from viability.robustness import BreakEven, EffectiveWeights, Extremes, Reweighting, Turn
from viability.shapley import Shapley
from viability.trend import Trend
from viability.variance import Tornado, Variance, Worth


@dataclass(frozen=True, kw_only=True, slots=True)
class Sensitivity:
    """All that `viability sensitivity` found."""

    variance: Variance
    tornado: Tornado
    worth: tuple[Worth, ...]
    break_even: tuple[BreakEven, ...]
    any_weights: Extremes
    near_weights: Extremes
    least_change: Reweighting | None
    effective: EffectiveWeights | None
    """None where the coalitions of the study's states cannot all be scored."""
    compensation: tuple[Turn, ...]


def search_sheet(study: Study, found: Search, changes: Sequence[str] = ()) -> Sheet:
    """Return one row for each coalition under each heading under which the search names it."""
    headings: list[tuple[str, Sequence[Ranked]]] = [
        ("leader", found.leaders),
        ("best_of_size", found.best_per_size),
        ("pareto_cohesion", found.against_cohesion),
        ("pareto_size", found.against_size),
        ("own", () if found.own is None else (found.own,)),
    ]
    rows = [
        row(
            list=heading,
            rank=rank,
            members=" ".join(ranked.members),
            size=len(ranked.members),
            viability=ranked.viability,
            cohesion=ranked.cohesion,
            verdict=study.framework.bands[ranked.verdict].verdict,
            coverage=ranked.coverage,
            internally_stable=ranked.internally_stable,
            would_leave=_moves(ranked.leavers),
            externally_stable=ranked.externally_stable,
            should_join=_moves(ranked.joiners),
            ranks_first=ranked.first,
        )
        for heading, listed in headings
        for rank, ranked in enumerate(listed, start=1)
    ]
    more = row(
        candidates=" ".join(found.candidates),
        must=" ".join(found.must),
        never=" ".join(found.never),
        by=found.by,
        eligible=found.eligible,
        left_out=found.unknown,
        draws=found.draws,
        seed=found.seed,
        rivals=found.rivals,
    )
    return Sheet(kind="coalitions", rows=rows, provenance=provenance(study, changes, **more))


def _moves(moves: Iterable[Move]) -> str:
    return " ".join(f"{move.state}:{move.viability:.4f}" for move in moves)


def shapley_sheet(study: Study, members: Sequence[Member], found: Shapley, changes: Sequence[str] = ()) -> Sheet:
    """Return one row for each member: the index without it, and its Shapley value, by pillar and by criterion."""
    bands = study.framework.bands
    rows = [
        row(
            state=member.state,
            name=study.states[member.state].name,
            viability_without=member.viability,
            difference=member.viability - found.index,
            cohesion_without=member.cohesion,
            verdict_without="" if member.verdict is None else bands[member.verdict].verdict,
            shapley=float(found.values[i]),
            shapley_error=float(found.error[i]),
            **{f"shapley.{p}": float(v) for p, v in zip(found.pillars, found.by_pillar[i], strict=True)},
            **{f"shapley.{c}": float(v) for c, v in zip(found.criteria, found.by_criterion[i], strict=True)},
        )
        for i, member in enumerate(members)
    ]
    more = row(
        viability=found.index, permutations=found.permutations, seed=found.seed, unknown_coalitions=found.unknown
    )
    return Sheet(kind="members", rows=rows, provenance=provenance(study, changes, **more))


def sensitivity_sheet(study: Study, found: Sensitivity, changes: Sequence[str] = ()) -> Sheet:
    """Return long rows: which part, of what, which quantity, its value, and a word on it."""
    variance = found.variance
    rows = [*_doubt(variance), *_bars(found), *_weights(study, found)]
    for turn in found.compensation:
        note = study.framework.bands[turn.verdict].verdict
        rows += _put("compensation", "verdict", note, at=turn.at, viability=turn.viability)
    more = row(samples=variance.samples, seed=variance.seed, viability=variance.viability)
    return Sheet(kind="sensitivity", rows=rows, provenance=provenance(study, changes, **more))


def _put(part: str, of: str, note: str = "", **quantities: float | None) -> list[dict[str, Cell]]:
    return [row(part=part, of=of, quantity=name, value=value, note=note) for name, value in quantities.items()]


def _doubt(variance: Variance) -> Iterable[dict[str, Cell]]:
    yield from _put("range", "all", low=variance.low, median=variance.median, high=variance.high)
    for factor in variance.factors:
        sobol = factor.sobol
        yield from _put("range", factor.name, low=factor.low, median=factor.median, high=factor.high)
        yield from _put("variance", factor.name, first=sobol.first, first_error=sobol.first_error)
        yield from _put("variance", factor.name, total=sobol.total, total_error=sobol.total_error)


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
    for weight in () if found.effective is None else found.effective.criteria:
        yield from _put("effective_weight", weight.criterion, stated=weight.stated, effective=weight.effective)


def path_sheet(study: Study, found: Path, changes: Sequence[str] = ()) -> Sheet:
    """Return one row for each step, after one for the start."""
    bands = study.framework.bands
    rows = [
        row(step=0, move=0, path="", before=None, after=None, gain=None, viability=found.start)
        | row(verdict=bands[found.start_verdict].verdict, blocking=" ".join(found.start_blocking))
    ]
    rows += [
        row(
            step=i,
            move=step.move,
            path=step.entry.path,
            before=step.before,
            after=step.after,
            gain=step.gain,
            viability=step.viability,
            verdict=bands[step.verdict].verdict,
            blocking=" ".join(step.blocking),
        )
        for i, step in enumerate(found.steps, start=1)
    ]
    more = row(to=found.to, only=found.only, stopped=found.stopped, needed=found.needed, farthest=found.farthest)
    return Sheet(kind="path", rows=rows, provenance=provenance(study, changes, **more))


def trend_sheet(study: Study, found: Trend, changes: Sequence[str] = ()) -> Sheet:
    """Return one row for each date, with the three changes that moved the index most."""
    rows = []
    for moment in found.moments:
        cells = row(
            date=moment.date,
            viability=moment.viability,
            cohesion=moment.cohesion,
            **dict(zip(found.pillars, moment.pillars, strict=True)),
            verdict="" if moment.verdict is None else study.framework.bands[moment.verdict].verdict,
            blocking=" ".join(moment.blocking),
            coverage=moment.coverage,
            change=moment.change,
            changed_values=moment.changed,
        )
        for i in range(3):
            cause = moment.causes[i] if i < len(moment.causes) else None
            told = "" if cause is None else f"{cause.path} {_known(cause.before)} -> {_known(cause.after)}"
            cells |= row(
                **{
                    f"cause_{i + 1}": told,
                    f"cause_{i + 1}_date": "" if cause is None else cause.date,
                    f"cause_{i + 1}_effect": None if cause is None else cause.effect,
                    f"cause_{i + 1}_sources": "" if cause is None else " ".join(cause.source),
                }
            )
        rows.append(cells)
    return Sheet(kind="trend", rows=rows, provenance=provenance(study, changes, every=found.every))


def _known(value: float) -> str:
    return "unknown" if np.isnan(value) else f"{value:.4g}"
