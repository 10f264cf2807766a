"""Points lost and gained: what each criterion costs and what it carries, by pillar."""

import math

import altair as alt

from viability.analyses.score import Assessment
from viability.output.face import called
from viability.output.score import sheet
from viability.output.text import percent
from viability.report.figures.frame import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    WIDTH,
    Drawing,
    Figure,
    Marks,
    drawn,
    layered,
    stacked,
)

NAMES = 210
"""Room for the names of criteria."""


def points(result: Assessment) -> Figure:
    """Draw points lost to the left and points gained to the right, for every criterion under every question."""
    asked = [*result.questions.values()]
    most = max((max(row.lost, row.gained) for one in asked for row in one.contributions), default=0.0) or 1.0
    compensated = "" if result.study.framework.compensation == 1 else " Points are those at compensation 1."
    partial = (
        " *: some members or pairs unknown."
        if any(row.share and not row.complete for one in asked for row in one.contributions)
        else ""
    )
    costs = ", ".join(f"{called(result, row, 'lost')} ({row.lost:.1f})" for row in result.obstacles[:3])
    carries = ", ".join(f"{called(result, row, 'gained')} ({row.gained:.1f})" for row in result.catalysts[:3])
    title = result.study.framework.question.title.lower()
    return Figure(
        name="points",
        about=result.about,
        title=f"Most against {title}: {', '.join(called(result, row, 'lost') for row in result.obstacles[:3])}",
        subtitle="Points of 100 that each criterion loses (left, orange) and gains (right, blue); together they are "
        f"what it weighs. In brackets the weight of the pillar.{compensated}{partial}",
        told=f"Most points are lost by {costs}. Most are gained by {carries}.",
        drawing=stacked(*(_one(one, most) for one in asked), spacing=18),
        rows=sheet(result),
    )


def _one(one: Assessment, most: float) -> Drawing:
    study = one.study
    parts = []
    for number, (name, pillar) in enumerate(study.framework.pillars.items()):
        weight = float(one.evaluation.weights.pillars[one.evaluation.pillars.index(name)])
        rows = [
            {
                "criterion": study.criteria[row.criterion].title + ("" if row.complete else " *"),
                "lost": -row.lost,
                "gained": row.gained,
                "told_lost": "" if not row.share else f"{row.lost:.1f}",
                "told_gained": f"{row.gained:.1f}" if row.share else _without(row.score),
            }
            for row in one.contributions
            if study.criteria[row.criterion].pillar == name
        ]
        if rows:
            head = f"{study.framework.question.title}: " if not number and study.beside else ""
            parts.append(_bars(rows, f"{head}{pillar.title} ({percent(weight)})", most))
    return stacked(*parts, spacing=9)


def _without(score: float) -> str:
    return "unknown" if math.isnan(score) else "without weight"


def _bars(rows: list[Marks], title: str, most: float) -> Drawing:
    base = alt.Chart(drawn(rows)).encode(
        y=alt.Y(
            "criterion:N",
            sort=[row["criterion"] for row in rows],
            title=None,
            axis=alt.Axis(domain=False, ticks=False, minExtent=NAMES, maxExtent=NAMES, labelPadding=6),
        )
    )
    scale = alt.Scale(domain=[-1.12 * most, 1.12 * most], nice=False)
    x = alt.X("lost:Q", scale=scale, axis=None)
    layers = [
        base.mark_bar(color=ORANGE, height={"band": 0.72}).encode(x=x, x2=alt.X2Datum(0)),
        base.mark_bar(color=BLUE, height={"band": 0.72}).encode(x=alt.X("gained:Q", scale=scale), x2=alt.X2Datum(0)),
        base.mark_text(align="right", dx=-4, fontSize=11, color=MUTED).encode(
            x=alt.X("lost:Q"), text=alt.Text("told_lost:N")
        ),
        base.mark_text(align="left", dx=4, fontSize=11, color=MUTED).encode(
            x=alt.X("gained:Q"), text=alt.Text("told_gained:N")
        ),
        alt.Chart(drawn([{"zero": 0}])).mark_rule(color=INK).encode(x=alt.X("zero:Q")),
    ]
    return layered(
        *layers,
        title=alt.TitleParams(title, fontSize=12.5, anchor="start", frame="bounds", offset=3),
        width=WIDTH - NAMES - 20,
        height=alt.Step(19),
    )
