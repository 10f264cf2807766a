"""Claims tested: in what share of the draws each holds."""

import altair as alt

from viability.analyses.claims import Claims
from viability.analyses.uncertainty import SURE
from viability.output.claims import sentence, sheet, told_figure, told_test, unit
from viability.output.text import how_often
from viability.report.figures.frame import (
    BLUE,
    GREYS,
    INK,
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

NAMES = 400
LINES = 68


def claims(result: Claims) -> Figure:
    """Draw a point for every claim that was tested, between what is not borne out and what is."""
    study = result.about.study
    rows = [
        {
            "name": wrapped(tested.claim.claim, LINES),
            "share": 100 * tested.share,
            "outcome": tested.outcome,
            "told": how_often(tested.share),
            "evidence": wrapped(
                f"{told_figure(tested.found, unit(study, tested))}; {told_test(study, tested)}", 2 * LINES
            ),
        }
        for tested in result.rows
        if tested.found is not None and tested.against is not None
    ]
    told = sentence(result) if result.rows else "The study holds no claims."
    return Figure(
        name="claims",
        about=result.about,
        title=told,
        subtitle="The share of the draws of the data in which the test of a claim holds. Borne out: in at least nine "
        "of ten; not borne out: in one of ten at most; open: between. Weights play no part.",
        told=told,
        drawing=_drawn(rows),
        rows=sheet(result),
    )


def _drawn(rows: list[Marks]) -> Drawing:
    sure = 100 * SURE
    zones = [
        {"low": 0, "high": 100 - sure, "told": "not borne out", "ground": GREYS[0]},
        {"low": 100 - sure, "high": sure, "told": "open", "ground": GREYS[3]},
        {"low": sure, "high": 100, "told": "borne out", "ground": GREYS[0]},
    ]
    across = WIDTH - NAMES - 80
    base = alt.Chart(drawn(rows)).encode(
        y=alt.Y(
            "name:N",
            sort=[row["name"] for row in rows],
            title=None,
            axis=row_axis(NAMES, 11),
        )
    )
    x = alt.X(
        "low:Q",
        scale=alt.Scale(domain=[-3, 103], nice=False),
        title="Share of draws in which it holds, %",
        axis=alt.Axis(values=[0, 10, 50, 90, 100], grid=False),
    )
    ground = alt.Chart(drawn(zones))
    layers: list[alt.Chart] = [
        ground.mark_rect().encode(x=x, x2=alt.X2("high:Q"), fill=alt.Fill("ground:N", scale=None)),
        alt.Chart(drawn([{"low": 50, "told": "open"}, {"low": 5, "told": "not"}, {"low": 95, "told": "borne out"}]))
        .mark_text(baseline="bottom", dy=-4, fontSize=11, color=MUTED)
        .encode(x=x, y=alt.YValue(0), text=alt.Text("told:N")),
        base.mark_bar(color="#bdbdbd", height=1.5).encode(x=alt.X("share:Q"), x2=alt.X2Datum(0)),
        base.mark_point(filled=True, size=90, color=BLUE, opacity=1, stroke=INK, strokeWidth=0.8).encode(
            x=alt.X("share:Q")
        ),
        base.mark_text(align="left", fontSize=11, color=MUTED).encode(
            x=alt.XValue(across + 6), text=alt.Text("told:N")
        ),
    ]
    tallest = max((row["name"].count("\n") + 1 for row in rows), default=1)
    return layered(*layers, width=across, height=alt.Step(max(13.5 * tallest + 8, 26)))
