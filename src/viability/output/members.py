"""`viability members`: its rows and its view."""

import math
from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.cautions import is_outside
from viability.analyses.members import Member, Members
from viability.analyses.shapley import Shapley
from viability.analyses.uncertainty import SURE
from viability.output.layout import WIDE, View, coloured, grid, heading, noughts
from viability.output.minded import ONE_SIDED
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.text import VARIED, indexed, listing, percent, signed_fine
from viability.study.fields import ROUNDING, UNSEEN


def sheet(result: Members | Shapley) -> Sheet:
    """Return one row for each member: the index without it, and its Shapley value, by pillar and by criterion."""
    found = result if isinstance(result, Shapley) else result.shapley
    study = result.about.study
    without = {} if isinstance(result, Shapley) else {member.state: member for member in result.without}
    rows = []
    for i, state in enumerate(found.states):
        cells = as_row(state=state, iso3=study.states[state].iso3, name=study.states[state].name)
        if (member := without.get(state)) is not None:
            cells |= as_row(
                **{f"{study.framework.asked}_without": member.viability},
                difference=member.viability - found.index,
                difference_low=member.low,
                difference_high=member.high,
                lower=member.lower,
                cohesion_without=member.cohesion,
                verdict_without="" if member.verdict is None else study.framework.verdict(member.verdict),
            )
        cells |= as_row(
            shapley=float(found.values[i]),
            shapley_error=float(found.error[i]),
            **{f"shapley.{p}": float(v) for p, v in zip(found.pillars, found.by_pillar[i], strict=True)},
            **{f"shapley.{c}": float(v) for c, v in zip(found.criteria, found.by_criterion[i], strict=True)},
        )
        rows.append(cells)
    drawn = {} if isinstance(result, Shapley) else as_row(draws=result.draws, weights_drawn=result.weights)
    more = as_row(
        **{study.framework.asked: found.index},
        **drawn,
        permutations=found.permutations,
        seed=found.seed if isinstance(result, Shapley) or not result.draws else result.seed,
        unknown_coalitions=found.unknown,
    )
    return Sheet(kind="members", rows=rows, provenance=provenance(result.about, **more))


def view(result: Members) -> View:
    """Return what `viability members` shows."""
    return MembersView(result)


class MembersView(View):
    """The coalition without each member, and what each brings."""

    def __init__(self, result: Members) -> None:
        self.result, self.members, self.found = result, result.without, result.shapley
        self.study = result.about.study

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Say who carries and who drags, then lay out one row a member; pillars where there is room."""
        study, found = self.study, self.found
        yield heading(self.result.about)
        yield Text()
        for sentence in self._sentences():
            yield Text(sentence)
        yield Text()
        wide, drawn = width >= WIDE, self.result.draws > 0
        shown = [*zip(found.pillars, study.framework.pillars.values(), strict=True)] if wide else []
        table = grid(
            ("Member", "left"),
            ("Without it", "right"),
            ("Difference", "right"),
            *([("9 of 10 draws", "right")] if drawn else []),
            ("Shapley", "right"),
            *((pillar.title.split()[0], "right") for _, pillar in shown),
            title="The index without each member, and what each brings",
        )
        table.keep(study.states[member.state].name for member in self.members)
        for i in self._order():
            member = self.members[i]
            error = f" ±{found.error[i]:.2f}" if found.permutations else ""
            table.add_row(
                study.states[member.state].name,
                indexed(study, member.viability),
                coloured(member.viability - self.result.viability, signed_fine),
                *([_range(member)] if drawn else []),
                f"{found.values[i]:.2f}{error}",
                *(f"{value:.2f}" for value in found.by_pillar[i] if wide),
            )
        table.add_row(
            "All",
            indexed(study, self.result.viability),
            "",
            *([""] if drawn else []),
            indexed(study, float(found.values.sum()), 2),
            *(f"{value:.2f}" for value in found.by_pillar.sum(axis=0) if wide),
        )
        yield table
        yield from noughts(study, (member.viability for member in self.members))
        yield Text()
        yield Text("\n".join(self._notes(wide=wide)), style="dim")

    def _order(self) -> Sequence[int]:
        """Order members by what their leaving does, who is needed most first; where that is unknown, last."""
        gaps = [member.viability - self.result.viability for member in self.members]
        return sorted(range(len(gaps)), key=lambda i: (math.isnan(gaps[i]), gaps[i], -float(self.found.values[i])))

    def _sentences(self) -> Iterable[str]:
        """Say who carries and who drags, by how much and how sure, and what becomes of the verdict."""
        known = [self.members[i] for i in self._order() if not math.isnan(self.members[i].viability)]
        if not known:
            yield (
                "A coalition of two cannot lose a member: one state alone is no coalition."
                if len(self.members) == 2  # noqa: PLR2004 - the smallest coalition
                else "Nothing is known of the coalition that would be left without any one of its members."
            )
            return
        if self.result.verdict < 0:
            yield "Too little is known for a verdict, so the table cannot say who carries the coalition."
            return
        yield self._said(known[0], carries=True)
        if len(known) > 1:
            yield self._said(known[-1], carries=False)
        if self.result.draws:
            unsure = [self.study.states[one.state].name for one in known[1:-1] if not _sure(one)]
            if unsure:
                yield f"For {listing(unsure)} fewer than nine of ten draws agree on whether it falls or rises."
        yield from self._verdicts(known)

    def _said(self, member: Member, *, carries: bool) -> str:
        """Say what one member's leaving does."""
        name, index = self.study.states[member.state].name, indexed(self.study, member.viability)
        gap = member.viability - self.result.viability
        if abs(gap) < UNSEEN:
            return f"Without {name} the index would hardly move ({index})."
        role = "carries the coalition most" if carries else "drags the coalition down most"
        if (gap < 0) != carries:
            role = "drags the coalition down least" if carries else "carries the coalition least"
        way = "lower" if gap < 0 else "higher"
        told = f"{name} {role}: without it the index would be {abs(gap):.1f} points {way} ({index})"
        if not self.result.draws:
            return f"{told}."
        agree = member.lower if gap < 0 else 1 - member.lower
        return f"{told}. It is {way} in {percent(agree)} of the draws."

    def _verdicts(self, known: Sequence[Member]) -> Iterable[str]:
        """Say whose leaving changes the verdict."""
        here = self.result.verdict
        moved = [one for one in known if one.verdict is not None and one.verdict != here]
        told = self.study.framework.verdict(here)
        if not moved:
            yield f"The verdict stays '{told}' whoever of them leaves."
            return
        for one in moved:
            name, band = self.study.states[one.state].name, one.verdict
            still = abs(one.viability - self.result.viability) < UNSEEN
            although = ", although the index hardly moves: a band's edge or a limit lies between" if still else ""
            verdict = self.study.framework.verdict(-1 if band is None else band)
            yield f"Without {name} the verdict is '{verdict}'{although}."

    def _notes(self, *, wide: bool) -> Iterable[str]:
        """Say how to read the table."""
        result, found = self.result, self.found
        yield "Difference: the index without the member less the index of all. Below 0 the coalition needs the member."
        if result.draws:
            yield (
                f"9 of 10 draws: where the difference lies if {VARIED[result.weights]} are varied at random in "
                f"{result.draws:,} draws (seed {result.seed})."
            )
            gaps = {one.state: (one.viability - result.viability, one.low, one.high) for one in self.members}
            if outside := [self.study.states[state].name for state, gap in gaps.items() if is_outside(*gap)]:
                yield f"Differences {ONE_SIDED}: {listing(outside)}."
        counted = (
            "all coalitions" if not found.permutations else f"{found.permutations:,} orders drawn (seed {found.seed})"
        )
        yield (
            f"Shapley: what the member adds on average over all orders of joining, from {counted}. The values add up "
            "to the index."
        )
        if not wide:
            yield "CSV and JSON hold the Shapley values by pillar and by criterion, too."


def _sure(member: Member) -> bool:
    """Tell whether the draws agree on whether the index falls or rises."""
    return max(member.lower, 1 - member.lower) > SURE - ROUNDING


def _range(member: Member) -> str:
    return "-" if math.isnan(member.low) else f"{member.low:+.1f} to {member.high:+.1f}"
