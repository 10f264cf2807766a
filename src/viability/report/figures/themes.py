"""What would have to change: the path told in themes, from the index to where it ends."""

from itertools import accumulate

import altair as alt

from viability.analyses.path import Path
from viability.analyses.themes import themes as in_themes
from viability.output.path import sheet, whose
from viability.output.text import indexed
from viability.report.figures.frame import (
    BLUE,
    LINE,
    MUTED,
    WIDTH,
    Drawing,
    Figure,
    Marks,
    drawn,
    layered,
    row_axis,
    wrapped,
)

NAMES = 300


def themes(result: Path) -> Figure:
    """Draw each theme as a step from the index upwards."""
    study = result.about.study
    told = in_themes(result)
    ends = [*accumulate((theme.gain for theme in told), initial=result.start)]
    rows = [
        {
            "name": f"{study.criteria[theme.criterion].title}\n{wrapped(whose(study, theme), 44)}",
            "from": ends[i],
            "to": ends[i + 1],
            "told": f"{theme.gain:+.1f}",
        }
        for i, theme in enumerate(told)
    ]
    title = study.framework.question.title
    reached = f"{indexed(study, result.start)} to {indexed(study, result.viability)}"
    aim = f"'{result.to}' ({result.at_least:g} and above)"
    finding = f"{title} {reached}: {aim} is reached" if result.reached else f"{title} {reached}: {aim} is not reached"
    if not rows:
        finding = (
            f"{title} {indexed(study, result.start)}: nothing has to change for {aim}"
            if result.reached
            else f"{title} {indexed(study, result.start)}: nothing that may change leads to {aim}"
        )
    first = ", ".join(study.criteria[theme.criterion].title for theme in told[:3])
    return Figure(
        name="themes",
        about=result.about,
        title=finding,
        subtitle="What would have to change, the greatest gain for each step first, and whose values: points "
        "of the index that each theme adds. It says what, not how likely.",
        told=f"{finding}. First: {first}." if first else f"{finding}.",
        drawing=_steps(rows, result),
        rows=sheet(result),
    )


def _steps(rows: list[Marks], result: Path) -> Drawing:
    ends = [result.start, result.at_least, *(row["to"] for row in rows)]
    pad = 0.06 * max(max(ends) - min(ends), 5)
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[min(ends) - pad, max(ends) + 2.4 * pad], nice=False, zero=False),
        title="Index, 0 to 100",
        axis=alt.Axis(tickCount=6),
    )
    shown = rows or [{"name": " ", "from": result.start, "to": result.start, "told": ""}]
    base = alt.Chart(drawn(shown)).encode(
        y=alt.Y(
            "name:N",
            sort=[row["name"] for row in shown],
            title=None,
            axis=row_axis(NAMES, 11.5),
        )
    )
    aim = alt.Chart(drawn([{"from": result.at_least, "told": f"{result.to}, {result.at_least:g}"}]))
    layers = [
        aim.mark_rule(color=LINE, strokeWidth=6).encode(x=x),
        aim.mark_text(baseline="bottom", dy=-3, fontSize=11, color=MUTED).encode(
            x=x, y=alt.YValue(0), text=alt.Text("told:N")
        ),
        base.mark_bar(color=BLUE, height={"band": 0.5}).encode(x=x, x2=alt.X2("to:Q")),
        base.mark_text(align="left", dx=5, color=MUTED).encode(x=alt.X("to:Q"), text=alt.Text("told:N")),
    ]
    tallest = max(row["name"].count("\n") for row in shown) + 1
    return layered(*layers, width=WIDTH - NAMES - 40, height=alt.Step(max(15 * tallest + 8, 30)))
