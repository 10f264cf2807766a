"""`viability path`: its rows and its view."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.path import Path
from viability.analyses.themes import Theme, themes
from viability.output.layout import WIDE, Grid, View, grid, heading, verdict_text
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.text import indexed, names
from viability.output.words import value_words, whose_value
from viability.study.criterion import Criterion
from viability.study.names import fold
from viability.study.study import Study


def sheet(found: Path) -> Sheet:
    """Return one row for each step, after one for the start."""
    study = found.about.study
    bands = study.framework.bands
    rows = [
        as_row(step=0, move=0, path="", before=None, after=None, gain=None, viability=found.start)
        | as_row(verdict=bands[found.start_verdict].verdict, blocking=" ".join(found.start_blocking))
    ]
    rows += [
        as_row(
            step=i,
            move=step.move,
            path=step.entry.path,
            before=step.before,
            after=step.after,
            gain=step.gain,
            criterion=step.criterion,
            viability=step.viability,
            verdict=bands[step.verdict].verdict,
            blocking=" ".join(step.blocking),
        )
        for i, step in enumerate(found.steps, start=1)
    ]
    more = as_row(to=found.to, only=found.only, stopped=found.stopped, needed=found.needed, farthest=found.farthest)
    return Sheet(kind="path", rows=rows, provenance=provenance(found.about, **more))


LISTED = 5
"""Unknown values that are named; the rest are counted."""


def view(found: Path, *, steps: bool = False) -> View:
    """Return what `viability path` shows: themes, or single steps."""
    return PathView(found, steps=steps)


class PathView(View):
    """The steps towards a verdict."""

    def __init__(self, found: Path, *, steps: bool = False) -> None:
        self.study, self.found, self.steps = found.about.study, found, steps

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one row a step and say how it ends."""
        study, found = self.study, self.found
        yield heading(found.about)
        yield Text()
        only = "" if found.only is None else f", moving only {found.only}"
        yield Text.assemble(
            f"From {indexed(study, found.start)} (",
            verdict_text(study, found.start_verdict),
            f") to '{found.to}', {found.at_least:g} and above{only}.",
        )
        yield Text(self._end())
        yield Text()
        if found.steps:
            yield self._single(width) if self.steps else self._themes(width)
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
            "Each step is the one that gains most at that point. The list says what would have to change, not how "
            "likely that is." + ("" if self.steps or not found.steps else " --steps shows single steps."),
            style="dim",
        )

    def _themes(self, width: int) -> Grid:
        study, wide = self.study, width >= WIDE
        told = themes(self.found)
        table = grid(
            ("What has to change", "left"), ("Whose", "left"), ("From", "right"), ("To", "left" if wide else "right")
        )
        table.add_column("Steps", justify="right")
        table.add_column("Gain", justify="right")
        for theme in told:
            criterion = study.criteria[theme.criterion]
            table.add_row(
                _aim(criterion),
                whose(study, theme),
                _span(theme.starts),
                self._end_words(theme) if wide else _span(theme.ends),
                str(len(theme.steps)),
                f"{theme.gain:+.1f}",
            )
        return table

    def _end_words(self, theme: Theme) -> str:
        """Write where the values of a theme end: one level with its words, or a span."""
        low, high = theme.ends
        attribute = self.study.attributes[theme.steps[0].entry.attribute]
        return value_words(attribute, low, LEVEL) if low == high else _span(theme.ends)

    def _single(self, width: int) -> Grid:
        study, found, wide = self.study, self.found, width >= WIDE
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
                whose_value(study, step.entry.path, short=not wide),
                f"{step.before:.4g}",
                f"{step.after:.4g}",
                f"{step.gain:+.2f}",
                indexed(study, step.viability),
                verdict_text(study, step.verdict),
            )
        return table

    def _end(self) -> str:
        found = self.found
        end = indexed(self.study, found.viability)
        match found.stopped:
            case "reached":
                return (
                    f"Reached in {len(found.steps)} steps: {end}."
                    if found.steps
                    else "Already there: nothing has to change."
                )
            case "out of steps":
                more = (
                    f"; it would take {found.needed}"
                    if found.needed
                    else f"; no number of steps leads there, the farthest is {indexed(self.study, found.farthest)}"
                )
                return f"Not reached in {len(found.steps)} steps: {end}{more}."
            case "no gain":
                return f"Out of reach: no further change raises the index above {end}."
            case "blocked":
                return f"Out of reach: at {end} a blocking criterion that nothing raises is in the way."


LEVEL = 32
"""Columns that a level in words may take."""

NAMED = 3
"""States or pairs of a theme that are named; the rest are counted."""


def _aim(criterion: Criterion) -> str:
    """Name a criterion by what it is called where it is high, beside its title if that says something else."""
    title, high = criterion.title, criterion.when_high
    return title if not high or fold(high) == fold(title) else f"{title}: {high}"


def whose(study: Study, theme: Theme) -> str:
    """Name those whose values move, in order; all of them in a word."""
    told = [
        study.institutions[owner[0]].name if owner[0] in study.institutions else names(study, owner, short=False)
        for owner in theme.owners
    ]
    kind = "pairs" if len(theme.owners[0]) > 1 else "members"
    if theme.everyone and len(told) > 1:
        return f"all {kind}, {told[0]} first"
    rest = len(told) - NAMED
    return ", ".join(told[:NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _span(ends: tuple[float, float]) -> str:
    low, high = ends
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
