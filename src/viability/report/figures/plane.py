"""Every coalition in the plane of two indices, with those that no other beats in both."""

import math
from collections.abc import Sequence

import altair as alt

from viability.analyses.sliders import Sliders
from viability.output.sliders import places, sheet
from viability.output.text import codes, indexed, number
from viability.report.figures.frame import (
    BLUE,
    INK,
    LINE,
    MUTED,
    ORANGE,
    Drawing,
    Figure,
    Marks,
    drawn,
    layered,
    side_by_side,
)
from viability.study.framework import Band
from viability.study.study import Study

SIDE = 420
LISTED = 12
"""Coalitions of the front that are named."""

Place = Marks


def plane(result: Sliders) -> Figure:
    """Draw every coalition of the states as a point."""
    rows, name, beside = places(result)
    study = result.about.study
    framework = study.framework
    title = framework.questions[name].title
    other = framework.questions[beside].title if beside in framework.questions else "Cohesion"
    known = [row for row in rows if row["judged"] and not math.isnan(row["second"])]
    front = sorted((row for row in known if row["front"]), key=lambda row: -row["first"])
    for place, row in enumerate(front, start=1):
        row["number"] = str(place)
    own = next(row for row in rows if row["own"])
    return Figure(
        name="plane",
        about=result.about,
        title=f"{len(front)} of {len(known):,} coalitions are beaten by no other in {title.lower()} and "
        f"{other.lower()} at once",
        subtitle=f"Each point is a coalition of {', '.join(study.states[s].name for s in result.states)}; "
        f"numbered: no other has more of one and as much of the other. Diamond: {codes(study, study.members)}.",
        told=f"Of {len(known)} coalitions {len(front)} lie on the front; the study's own has {title.lower()} "
        f"{_told(study, name, own['first'])} and {other.lower()} {_told(study, beside, own['second'])}.",
        drawing=side_by_side(
            _points(known, front, own, (title, other), _floors(result, (name, beside))),
            _names(result, front, (name, beside)),
            spacing=26,
        ),
        rows=sheet(result),
    )


def _floors(result: Sliders, asked: tuple[str, str]) -> tuple[Sequence[Band], Sequence[Band]]:
    questions = result.about.study.framework.questions
    return tuple(questions[one].bands[:-1] if one in questions else () for one in asked)  # type: ignore[return-value]  # two


def _points(
    known: list[Place],
    front: list[Place],
    own: Place,
    titles: tuple[str, str],
    floors: tuple[Sequence[Band], Sequence[Band]],
) -> Drawing:
    ends = [_ends([row[axis] for row in known]) for axis in ("first", "second")]
    scales = [alt.Scale(domain=list(end), nice=False, zero=False) for end in ends]
    x = alt.X("first:Q", title=f"{titles[0]}, 0 to 100", scale=scales[0], axis=alt.Axis(grid=False, tickCount=6))
    y = alt.Y("second:Q", title=f"{titles[1]}, 0 to 100", scale=scales[1], axis=alt.Axis(grid=False, tickCount=6))
    layers: list[alt.Chart] = []
    for axis, bands, (low, high) in zip(("first", "second"), floors, ends, strict=True):
        marks = [{axis: band.at_least, "told": band.verdict} for band in bands if low < band.at_least < high]
        if not marks:
            continue
        base = alt.Chart(drawn(marks))
        text: Marks = {"fontSize": 10.5, "color": MUTED}
        if axis == "first":
            layers.append(base.mark_rule(color=LINE, strokeDash=[3, 3]).encode(x=x))
            layers.append(
                base.mark_text(angle=270, align="left", baseline="bottom", dy=-3, dx=4, **text).encode(
                    x=x, y=alt.YValue(SIDE), text=alt.Text("told:N")
                )
            )
        else:
            layers.append(base.mark_rule(color=LINE, strokeDash=[3, 3]).encode(y=y))
            layers.append(
                base.mark_text(align="right", baseline="bottom", dy=-3, dx=-3, **text).encode(
                    x=alt.XValue(SIDE), y=y, text=alt.Text("told:N")
                )
            )
    cloud = alt.Chart(drawn([row for row in known if not row["front"]]))
    many = len(known) > 500  # noqa: PLR2004 - where points cover each other
    layers.append(
        cloud.mark_point(filled=True, size=14 if many else 34, color=BLUE, opacity=0.25 if many else 0.42).encode(
            x=x, y=y
        )
    )
    edge = alt.Chart(drawn(front))
    layers += [
        edge.mark_line(color=BLUE, strokeWidth=1.5).encode(x=x, y=y, order=alt.Order("first:Q")),
        edge.mark_point(filled=True, size=300, color=BLUE, opacity=1, stroke="#ffffff", strokeWidth=1.5).encode(
            x=x, y=y
        ),
        edge.mark_text(color="#ffffff", fontSize=11, fontWeight=600, dy=0.5).encode(
            x=x, y=y, text=alt.Text("number:N")
        ),
    ]
    if own in known:
        mark = alt.Chart(drawn([own]))
        layers.append(
            mark.mark_point(
                filled=True, shape="diamond", size=260, color=ORANGE, opacity=1, stroke=INK, strokeWidth=1.5
            ).encode(x=x, y=y)
        )
    return layered(*layers, width=SIDE, height=SIDE)


def _ends(values: Sequence[float]) -> tuple[float, float]:
    """Return tens below and above all values, with room for points at the edge."""
    known = [value for value in values if not math.isnan(value)] or [0.0, 100.0]
    return max(0.0, 5 * math.floor((min(known) - 2) / 5)), min(100.0, 5 * math.ceil((max(known) + 2) / 5))


def _told(study: Study, name: str, value: float) -> str:
    """Write an index of a question as its bands take it, or the cohesion; what is unknown in words."""
    if math.isnan(value):
        return "unknown"
    return indexed(study.asking(name), value) if name in study.framework.questions else number(value)


def _names(result: Sliders, front: Sequence[Place], names: tuple[str, str]) -> Drawing:
    study, (name, beside) = result.about.study, names
    rows = [
        {
            "row": i,
            "number": row["number"],
            "who": codes(study, row["members"].split()),
            "told": f"{_told(study, name, row['first'])}, {_told(study, beside, row['second'])}",
        }
        for i, row in enumerate(front[:LISTED])
    ]
    base = alt.Chart(drawn(rows)).encode(y=alt.Y("row:O", axis=None))
    more = f" (first {LISTED} of {len(front)})" if len(front) > LISTED else ""
    layers = [
        base.mark_text(align="left", fontWeight=600, color=BLUE).encode(x=alt.XValue(0), text=alt.Text("number:N")),
        base.mark_text(align="left", fontSize=11, baseline="bottom").encode(x=alt.XValue(22), text=alt.Text("who:N")),
        base.mark_text(align="left", fontSize=10.5, baseline="top", color=MUTED, dy=2).encode(
            x=alt.XValue(22), text=alt.Text("told:N")
        ),
    ]
    title = alt.TitleParams(f"On the front{more}", fontSize=12, anchor="start")
    return layered(*layers, title=title, width=190, height=alt.Step(34))
