"""What `viability explain` shows of a pillar and of a question: from scores to points, one level up each."""

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from viability.analyses.explain import PillarTrace, QuestionTrace
from viability.output.layout import View, grid, heading
from viability.output.text import indexed, number, percent
from viability.study.study import Study


class PillarView(View):
    """The criteria of one pillar from score to points."""

    def __init__(self, trace: PillarTrace) -> None:
        self.trace = trace

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one row a criterion."""
        trace, pillar = self.trace, self.trace.heading
        yield heading(trace.about)
        yield Text()
        yield Text.assemble((pillar.title, "bold"), f": {pillar.question} Score {number(trace.score)}.")
        table = grid(
            ("Criterion", "left"),
            ("Score", "right"),
            ("Share", "right"),
            ("Gained", "right"),
            ("Lost", "right"),
            ("Coverage", "right"),
            ("Question", "left"),
        )
        for one in trace.criteria:
            table.add_row(
                f"{one.criterion.title}\n{one.criterion.id}",
                number(100 * one.score),
                percent(one.share),
                f"{one.gained:.2f}",
                f"{one.lost:.2f}",
                percent(one.coverage),
                one.criterion.question,
            )
        yield table
        yield Text(
            f"{_as_at(trace.about.study)}`viability explain CRITERION` shows the values behind each.", style="dim"
        )


class QuestionView(View):
    """The pillars of one question from score to index."""

    def __init__(self, trace: QuestionTrace) -> None:
        self.trace = trace

    def parts(self, width: int, *, bars: bool) -> Iterable[RenderableType]:  # noqa: ARG002 - no bars here
        """Lay out one row a pillar."""
        trace, study = self.trace, self.trace.about.study
        yield heading(trace.about)
        yield Text()
        told = f"{trace.heading.question} " if trace.heading.question else ""
        yield Text.assemble(
            (trace.heading.title, "bold"), f": {told}{indexed(study, trace.index)} of 100: {trace.verdict}."
        )
        yield Text(f"Verdicts: {', '.join(f'{band.verdict} from {band.at_least:g}' for band in trace.heading.bands)}.")
        table = grid(
            ("Pillar", "left"),
            ("Weight", "right"),
            ("Score", "right"),
            ("Gained", "right"),
            ("Lost", "right"),
            ("Question", "left"),
        )
        for weight, one in zip(trace.weights, trace.pillars, strict=True):
            table.add_row(
                f"{one.heading.title}\n{one.pillar}",
                percent(weight),
                number(one.score),
                f"{sum(criterion.gained for criterion in one.criteria):.2f}",
                f"{sum(criterion.lost for criterion in one.criteria):.2f}",
                one.heading.question,
            )
        yield table
        yield Text(f"{_as_at(study)}`viability explain PILLAR` shows the criteria of each.", style="dim")


def _as_at(study: Study) -> str:
    """Say of what compensation points are, where it is not that of the index."""
    compensation = study.framework.compensation
    return "" if compensation == 1 else f"Points are those at compensation 1; the index is at {compensation:g}. "
