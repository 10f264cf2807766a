"""`viability members`: its rows and its view."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.members import Members
from viability.analyses.shapley import Shapley
from viability.output.layout import WIDE, View, coloured, grid, heading, verdict_text
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.text import indexed


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
    more = as_row(
        **{study.framework.asked: found.index},
        permutations=found.permutations,
        seed=found.seed,
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

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one row a member; pillars where there is room."""
        study, found = self.result.about.study, self.found
        yield heading(self.result.about)
        yield Text()
        wide = width >= WIDE
        shown = [*zip(found.pillars, study.framework.pillars.values(), strict=True)] if wide else []
        table = grid(
            ("", "left"),
            ("Without it", "right"),
            ("Difference", "right"),
            ("Verdict without", "left"),
            ("Shapley", "right"),
            *((pillar.title.split()[0], "right") for _, pillar in shown),
        )
        table.keep(study.states[member.state].name for member in self.members)
        order = sorted(range(len(self.members)), key=lambda i: -float(found.values[i]))
        for i in order:
            member = self.members[i]
            error = f" ±{found.error[i]:.2f}" if found.permutations else ""
            table.add_row(
                study.states[member.state].name,
                indexed(study, member.viability),
                coloured(member.viability - self.result.viability),
                verdict_text(study, member.verdict),
                f"{found.values[i]:.2f}{error}",
                *(f"{value:.2f}" for value in found.by_pillar[i] if wide),
            )
        table.add_row(
            "All",
            indexed(study, self.result.viability),
            "",
            verdict_text(study, self.result.verdict),
            f"{found.values.sum():.2f}",
            *(f"{value:.2f}" for value in found.by_pillar.sum(axis=0) if wide),
        )
        yield table
        yield Text()
        counted = (
            "every coalition" if not found.permutations else f"{found.permutations:,} orders drawn (seed {found.seed})"
        )
        yield Text(
            f"Shapley: what a member adds on average over all orders of joining, from {counted}; "
            "the values add up to the index. By pillar and criterion in CSV and JSON. "
            "A negative difference: the coalition needs the member; a positive: it would score higher without.",
            style="dim",
        )
