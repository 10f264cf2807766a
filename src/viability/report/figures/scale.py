"""The scale: each index between the floors of its bands, with both ranges and the share of every verdict."""

import math
from itertools import pairwise

import altair as alt

from viability.analyses.score import BOTH, DATA, Assessment
from viability.output.score import sheet
from viability.output.text import indexed
from viability.report.figures.frame import (
    BLUE,
    GREYS,
    INK,
    MUTED,
    ORANGE,
    WIDTH,
    Drawing,
    Figure,
    drawn,
    layered,
    stacked,
    wrapped,
)
from viability.study.framework import NO_VERDICT

ACROSS = WIDTH - 40
LETTER = 6.6
"""Width of a letter, about."""


def scale(result: Assessment) -> Figure:
    """Draw each question's index on its scale."""
    asked = [*result.questions.values()]
    told = "; ".join(sentence(one) for one in asked)
    return Figure(
        name="scale",
        about=result.about,
        title="; ".join(f"{_title(one)} {indexed(one.study, one.index)} of 100: {one.verdict}" for one in asked),
        subtitle="Point: the index. Data and weights were varied at random many times. Thick line: 9 of 10 results "
        "with the data varied; thin line: with data and weights varied. Per cent: how often each verdict came out.",
        told=f"{told}.",
        drawing=stacked(*(_one(one) for one in asked), spacing=22),
        rows=sheet(result),
    )


def _title(one: Assessment) -> str:
    return one.study.framework.question.title


def sentence(one: Assessment) -> str:
    """Say an index with its ranges and the share of every verdict."""
    shares = ", ".join(f"{100 * share:.0f} % {verdict}" for verdict, share in one.verdicts.items())
    ranges = ", ".join(f"{name} {found.low:.0f} to {found.high:.0f}" for name, found in one.ranges.items())
    index = f"{_title(one)} {indexed(one.study, one.index)} of 100, {one.verdict}"
    return f"{index}; 9 of 10 results with {ranges}; verdicts: {shares}"


def _one(one: Assessment) -> Drawing:
    worst_first = one.study.framework.bands[::-1]
    ends = [*(band.at_least for band in worst_first), 100.0]
    bands = [
        {
            "low": low,
            "high": high,
            "middle": (low + high) / 2,
            "verdict": wrapped(band.verdict, max(int((high - low) / 100 * ACROSS / LETTER), 8)),
            "share": f"{100 * one.verdicts[band.verdict]:.0f} %",
            "ground": GREYS[min(round(i * (len(GREYS) - 1) / max(len(worst_first) - 1, 1)), len(GREYS) - 1)],
        }
        for i, (band, (low, high)) in enumerate(zip(worst_first, pairwise(ends), strict=True))
    ]
    x = alt.X("low:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=_axis(ends))
    base = alt.Chart(drawn(bands))
    layers: list[alt.Chart] = [
        base.mark_rect(stroke="#ffffff", strokeWidth=2).encode(
            x=x, x2=alt.X2("high:Q"), y=alt.YValue(0), y2=alt.Y2Value(104), fill=alt.Fill("ground:N", scale=None)
        ),
        base.mark_text(baseline="top", lineBreak="\n", fontWeight=600).encode(
            x=alt.X("middle:Q"), y=alt.YValue(8), text=alt.Text("verdict:N")
        ),
        base.mark_text(baseline="bottom", color=MUTED).encode(
            x=alt.X("middle:Q"), y=alt.YValue(98), text=alt.Text("share:N")
        ),
    ]
    data, both = one.ranges[DATA], one.ranges[BOTH]
    if not math.isnan(one.index):
        spans = [
            {"low": both.low, "high": both.high, "width": 2.5},
            {"low": data.low, "high": data.high, "width": 9},
        ]
        layers += [
            alt.Chart(drawn([span]))
            .mark_rule(color=BLUE, strokeWidth=span["width"], strokeCap="butt")
            .encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=alt.YValue(60))
            for span in spans
        ]
        here = alt.Chart(drawn([{"index": one.index, "told": indexed(one.study, one.index)}]))
        layers += [
            here.mark_point(filled=True, size=190, color=ORANGE, stroke=INK, strokeWidth=1.5, opacity=1).encode(
                x=alt.X("index:Q"), y=alt.YValue(60)
            ),
            here.mark_text(fontSize=15, fontWeight=600, dy=-17, stroke="#ffffff", strokeWidth=3).encode(
                x=alt.X("index:Q"), y=alt.YValue(60), text=alt.Text("told:N")
            ),
            here.mark_text(fontSize=15, fontWeight=600, dy=-17).encode(
                x=alt.X("index:Q"), y=alt.YValue(60), text=alt.Text("told:N")
            ),
        ]
    question = one.study.framework.question
    none = one.verdicts.get(NO_VERDICT, 0.0)
    more = f" ({100 * none:.0f} % of results have no verdict)" if none else ""
    title = alt.TitleParams(
        f"{question.title}{': ' + question.question if question.question else ''}{more}",
        fontSize=13,
        anchor="start",
        offset=6,
    )
    return layered(*layers, title=title, width=ACROSS, height=104)


def _axis(floors: list[float]) -> alt.Axis:
    return alt.Axis(values=floors, title=None, grid=False, labelExpr="datum.value", tickSize=4)
