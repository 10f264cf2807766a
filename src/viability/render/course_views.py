"""The views of `viability path` and `viability trend`: what would have to change, and what did."""

import math
from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from viability.model import Study
from viability.path import Path
from viability.render.parts import WIDE, View, coloured, grid, heading, number, percent, verdict_text
from viability.trend import Cause, Trend

SPARKS = "▁▂▃▄▅▆▇█"
LISTED = 5
"""Unknown values that are named; the rest are counted."""


class PathView(View):
    """The steps towards a verdict."""

    def __init__(self, study: Study, found: Path, changes: Sequence[str] = ()) -> None:
        self.study, self.found, self.changes = study, found, changes

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one row a step and say how it ends."""
        study, found = self.study, self.found
        yield heading(study, self.changes)
        yield Text()
        only = "" if found.only is None else f", moving only {found.only}"
        yield Text.assemble(
            f"From {found.start:.1f} (",
            verdict_text(study, found.start_verdict),
            f") to '{found.to}', {found.at_least:g} and above{only}",
        )
        table = grid(
            ("Step", "right"),
            ("What has to change", "left"),
            ("From", "right"),
            ("To", "right"),
            ("Gain", "right"),
            ("Index", "right"),
            ("Verdict", "left"),
        )
        for i, step in enumerate(found.steps, start=1):
            table.add_row(
                str(i),
                step.entry.path,
                f"{step.before:.4g}",
                f"{step.after:.4g}",
                f"{step.gain:+.2f}",
                number(step.viability),
                verdict_text(study, step.verdict),
            )
        table.keep((step.entry.path for step in found.steps), column=1, most=36)
        if found.steps:
            yield table
        yield Text()
        yield Text(self._end())
        if found.blocking and not found.reached:
            yield Text(
                "Still blocking: " + ", ".join(study.criteria[c].title for c in found.blocking), style="bold red"
            )
        if found.unknown:
            shown = ", ".join(found.unknown[:LISTED]) + (
                f" and {len(found.unknown) - LISTED} more" if len(found.unknown) > LISTED else ""
            )
            yield Text(
                f"Nothing is known of {len(found.unknown)} changeable values, which cannot be moved: {shown}",
                style="dim",
            )
        yield Text(
            "Greedy: each step is the one that gains most. It says what would have to change, not how likely it is.",
            style="dim",
        )

    def _end(self) -> str:
        found = self.found
        match found.stopped:
            case "reached":
                return (
                    f"Reached in {len(found.steps)} steps: {found.viability:.1f}."
                    if found.steps
                    else "Already there: nothing has to change."
                )
            case "out of steps":
                more = (
                    f"; it would take {found.needed}"
                    if found.needed
                    else f"; no number of steps leads there, the farthest is {found.farthest:.1f}"
                )
                return f"Not reached in {len(found.steps)} steps: {found.viability:.1f}{more}."
            case "no gain":
                return f"Out of reach: no further change raises the index above {found.viability:.1f}."
            case "blocked":
                return f"Out of reach: at {found.viability:.1f} a blocking criterion that nothing raises is in the way."


class TrendView(View):
    """The coalition over time."""

    def __init__(self, study: Study, found: Trend, changes: Sequence[str] = ()) -> None:
        self.study, self.found, self.changes = study, found, changes

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:
        """Lay out one row a date; causes below each other."""
        study, found = self.study, self.found
        yield heading(study, self.changes)
        yield Text()
        yield self._course(bars=bars)
        yield Text()
        short = width < WIDE
        table = grid(
            ("Date", "left"),
            ("Index", "right"),
            ("", "right"),
            ("Cohesion", "right"),
            ("Known", "right"),
            *([] if short else [(p.title.split()[0], "right") for p in study.framework.pillars.values()]),
            ("What moved it most", "left"),
        )
        for moment in found.moments:
            causes = "\n".join(_cause(cause) for cause in moment.causes)
            pillars = [] if short else [number(value) for value in moment.pillars]
            table.add_row(
                moment.date,
                number(moment.viability),
                coloured(moment.change),
                number(moment.cohesion),
                percent(moment.coverage),
                *pillars,
                causes,
            )
        yield table
        yield Text()
        yield Text(
            "Effects are measured one change at a time and need not add up. "
            "What becomes known moves the index, too; see Known.",
            style="dim",
        )

    def _course(self, *, bars: bool) -> RenderableType:
        """Lay out index, cohesion and pillars from first to last date, with a sparkline where a person looks."""
        moments = self.found.moments
        pillars = self.study.framework.pillars.values()
        lines = [("Viability", [m.viability for m in moments]), ("Cohesion", [m.cohesion for m in moments])]
        lines += [(pillar.title, [m.pillars[i] for m in moments]) for i, pillar in enumerate(pillars)]
        ends = [(moment.date, "right") for moment in (moments[0], moments[-1])]
        table = grid(
            ("Over time", "left"), *ends, ("Least", "right"), ("Most", "right"), *([("Course", "left")] if bars else [])
        )
        for title, values in lines:
            known = [value for value in values if not math.isnan(value)] or [math.nan]
            course = [Text(sparkline(values), style="cyan")] if bars else []
            table.add_row(title, *(number(v) for v in (values[0], values[-1], min(known), max(known))), *course)
        return table


def _cause(cause: Cause) -> str:
    old = "unknown" if math.isnan(cause.before) else f"{cause.before:.4g}"
    new = "unknown" if math.isnan(cause.after) else f"{cause.after:.4g}"
    return f"{signed_fine(cause.effect)} {cause.path} {old} to {new}"


def signed_fine(value: float) -> str:
    """Write an effect with two decimals and its sign."""
    return "-" if math.isnan(value) else f"{value:+.2f}"


def sparkline(values: Sequence[float]) -> str:
    """Draw values as blocks from the least to the greatest; a gap is unknown."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return ""
    least, span = min(known), max(known) - min(known)
    top = len(SPARKS) - 1
    return "".join(" " if math.isnan(v) else SPARKS[round(top * (v - least) / span) if span else 0] for v in values)
