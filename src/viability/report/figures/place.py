"""The outside view: where a coalition stands among groups that allied and groups that did not."""

import math

import altair as alt

from viability.analyses.place import CLASSES, Place
from viability.output.place import sheet
from viability.output.text import number
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
    row_axis,
    stacked,
    wrapped,
)

NAMES = 270
BESIDE = 110
"""Room for what stands beside the rows."""


def place(result: Place) -> Figure:
    """Draw the index beside the spread of every class of groups, and the nearest groups."""
    standing = result.standing
    title = (
        f"Structurally {number(result.index)} of 100: above {_share(standing.above_allied)} of {standing.allied} "
        f"groups that allied, and {_share(standing.above_matched)} of {standing.matched} most like them that did not"
    )
    told = f"{title}." + (f" Nearest is {standing.nearest}, {standing.date}." if standing.nearest else "")
    return Figure(
        name="place",
        about=result.about,
        title=title,
        subtitle="The index by what is measured for all states since 1946. Line: nine of ten groups of a class, tick: "
        "their median, each the year before it signed or not. Below: the groups most like it. A signature is "
        "not viability.",
        told=told,
        drawing=stacked(_classes(result), _nearest(result), spacing=16),
        rows=sheet(result),
    )


def _share(share: float) -> str:
    return "-" if math.isnan(share) else f"{100 * share:.0f} %"


def _x(name: str) -> alt.X:
    return alt.X(
        name,
        scale=alt.Scale(domain=[0, 100], nice=False),
        title="Structural index, 0 to 100",
        axis=alt.Axis(tickCount=6),
    )


def _own(result: Place) -> list[alt.Chart]:
    base = alt.Chart(drawn([{"index": result.index, "told": number(result.index)}]))
    return [
        base.mark_rule(color=ORANGE, strokeWidth=3).encode(x=_x("index:Q")),
        base.mark_text(baseline="bottom", dy=-3, fontSize=13, fontWeight=600).encode(
            x=alt.X("index:Q"), y=alt.YValue(0), text=alt.Text("told:N")
        ),
    ]


def _classes(result: Place) -> Drawing:
    rows: list[Marks] = [
        {
            "name": wrapped(CLASSES[one.id].capitalize(), 46),
            "low": one.low,
            "median": one.median,
            "high": one.high,
            "told": f"above {_share(one.above)} of {one.groups}",
        }
        for one in result.sets
        if one.groups
    ]
    across = WIDTH - NAMES - BESIDE - 20
    base = alt.Chart(drawn(rows)).encode(
        y=alt.Y("name:N", sort=[row["name"] for row in rows], title=None, axis=row_axis(NAMES, 11.5))
    )
    layers = [
        *_own(result),
        base.mark_rule(color=BLUE, strokeWidth=3).encode(x=_x("low:Q"), x2=alt.X2("high:Q")),
        base.mark_tick(color=INK, thickness=2.5, size=16).encode(x=alt.X("median:Q")),
        base.mark_text(align="left", fontSize=11, color=MUTED).encode(
            x=alt.XValue(across + 8), text=alt.Text("told:N")
        ),
    ]
    return layered(*layers, width=across, height=alt.Step(38))


def _nearest(result: Place) -> Drawing:
    rows: list[Marks] = [
        {
            "name": wrapped(f"{near.group.name} ({near.group.date[:4]})", 46),
            "index": near.index,
            "told": "allied" if near.group.allied else "did not ally",
        }
        for near in result.nearest
    ]
    across = WIDTH - NAMES - BESIDE - 20
    base = alt.Chart(drawn(rows)).encode(
        y=alt.Y("name:N", sort=[row["name"] for row in rows], title=None, axis=row_axis(NAMES, 11.5))
    )
    layers = [
        alt.Chart(drawn([{"index": result.index}])).mark_rule(color=ORANGE, strokeWidth=3).encode(x=_x("index:Q")),
        base.mark_point(filled=True, size=90, color=BLUE, opacity=1).encode(x=_x("index:Q")),
        base.mark_text(align="left", fontSize=11, color=MUTED).encode(
            x=alt.XValue(across + 8), text=alt.Text("told:N")
        ),
    ]
    title = alt.TitleParams("Nearest groups", fontSize=12.5, anchor="start", frame="bounds", offset=4)
    return layered(*layers, title=title, width=across, height=alt.Step(34))
