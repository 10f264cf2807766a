"""The trend: the index on the values that hold at each date, and on those that two neighbouring dates share."""

import math
from typing import Literal

import altair as alt

from viability.analyses.trend import Moment, Trend
from viability.output.text import indexed
from viability.output.trend import sheet
from viability.report.figures.frame import BLUE, LINE, MUTED, ORANGE, WIDTH, Drawing, Figure, drawn, layered, stacked

ACROSS, HIGH = WIDTH - 150, 300


def trend(result: Trend) -> Figure:
    """Draw both lines over the floors of the bands, and below them how much is known."""
    study = result.about.study
    framework = study.framework
    known = [moment for moment in result.moments if not math.isnan(moment.viability)]
    title = framework.question.title
    first, last = (known[0], known[-1]) if known else (result.moments[0], result.moments[-1])
    matched = [moment for moment in result.moments if not math.isnan(moment.matched)]
    at = {end: indexed(study, moment.viability) for end, moment in (("first", first), ("last", last))}
    shared = f"{indexed(study, matched[0].matched)} ({_year(matched[0])})" if matched else ""
    real = f"; on values that neighbouring dates share from {shared}" if shared else ""
    return Figure(
        name="trend",
        about=result.about,
        title=f"{title} {at['first']} on {first.date}, {at['last']} on {last.date}",
        subtitle="Solid, blue: the index on the values that hold at each date. Dashed, orange: on those that hold at "
        "both of two neighbouring dates, so that new data do not move it. Below: the known share of the values.",
        told=f"{title} went from {at['first']} in {_year(first)} to {at['last']} in {_year(last)}{real}.",
        drawing=stacked(_lines(result, known, matched), _coverage(result), spacing=8, shared="x"),
        rows=sheet(result),
    )


def _year(moment: Moment) -> str:
    return moment.date[:4]


def _lines(result: Trend, known: list[Moment], matched: list[Moment]) -> Drawing:
    bands = result.about.study.framework.bands
    values = [m.viability for m in known] + [m.matched for m in matched] or [0.0, 100.0]
    low, high = max(0.0, 5 * math.floor((min(values) - 3) / 5)), min(100.0, 5 * math.ceil((max(values) + 3) / 5))
    if high - low < 25:  # noqa: PLR2004 - lest small steps look like great ones
        low, high = max(0.0, low - 10), min(100.0, high + 10)
    y = alt.Y("index:Q", scale=alt.Scale(domain=[low, high], nice=False, zero=False), title="Index, 0 to 100")
    x = _x(result, labels=False)
    rows = [{"date": m.date, "index": m.viability, "which": "at each date"} for m in known]
    rows += [{"date": m.date, "index": m.matched, "which": "matched"} for m in matched]
    base = alt.Chart(drawn(rows))
    floors = [{"index": band.at_least} for band in bands if low < band.at_least < high]
    tops = [high, *(band.at_least for band in bands[:-1])]
    names = [
        {"index": (max(floor, low) + min(top, high)) / 2, "told": band.verdict}
        for band, floor, top in zip(bands, (band.at_least for band in bands), tops, strict=True)
        if min(top, high) - max(floor, low) > 2  # noqa: PLR2004 - room for a line of text
    ]
    layers: list[alt.Chart] = [
        alt.Chart(drawn(floors)).mark_rule(color=LINE, strokeDash=[3, 3]).encode(y=y),
        alt.Chart(drawn(names))
        .mark_text(align="left", dx=8, fontSize=11, color=MUTED)
        .encode(x=alt.XValue(ACROSS), y=y, text=alt.Text("told:N")),
        base.transform_filter("datum.which == 'at each date'")
        .mark_line(strokeWidth=3.5, point=alt.OverlayMarkDef(filled=True, size=55, color=BLUE))
        .encode(x=x, y=y, color=alt.ColorValue(BLUE)),
        base.transform_filter("datum.which == 'matched'")
        .mark_line(strokeWidth=2, strokeDash=[6, 4])
        .encode(x=x, y=y, color=alt.ColorValue(ORANGE)),
    ]
    if known:
        sides: tuple[tuple[Moment, Literal["left", "right"]], ...] = ((known[0], "left"), (known[-1], "right"))
        for moment, side in sides:
            end = [
                {"date": moment.date, "index": moment.viability, "told": indexed(result.about.study, moment.viability)}
            ]
            mark = alt.Chart(drawn(end)).mark_text(dy=-14, align=side, fontWeight=600, fontSize=13, color=BLUE)
            layers.append(mark.encode(x=x, y=y, text=alt.Text("told:N")))
    return layered(*layers, width=ACROSS, height=HIGH)


def _x(result: Trend, *, labels: bool = True) -> alt.X:
    dates = [moment.date for moment in result.moments]
    years = range(int(dates[0][:4]), int(dates[-1][:4]) + 1)
    every = next(step for step in (1, 2, 5, 10, 20, 50, 1000) if len(years) / step <= 12)  # noqa: PLR2004 - labels that fit
    marks = [{"year": year, "month": 1, "date": 1} for year in years if year % every == 0]
    return alt.X(
        "date:T",
        scale=alt.Scale(nice=False),
        axis=alt.Axis(format="%Y", title=None, values=marks, labelAngle=0, labels=labels),
    )


def _coverage(result: Trend) -> Drawing:
    rows = [{"date": m.date, "known": m.coverage} for m in result.moments]
    least = result.about.study.framework.least_coverage
    base = alt.Chart(drawn(rows))
    y = alt.Y(
        "known:Q",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0, 0.5, 1], labelExpr="100 * datum.value + ' %'", title="Known"),
    )
    area = base.mark_area(color="#c9d8e6", line={"color": MUTED, "strokeWidth": 1}).encode(x=_x(result), y=y)
    needed = alt.Chart(drawn([{"known": least, "told": f"{100 * least:.0f} % for a verdict"}]))
    return layered(
        area,
        needed.mark_rule(color=MUTED, strokeDash=[2, 2]).encode(y=alt.Y("known:Q")),
        needed.mark_text(align="left", dx=8, fontSize=11, color=MUTED).encode(
            x=alt.XValue(ACROSS), y=alt.Y("known:Q"), text=alt.Text("told:N")
        ),
        width=ACROSS,
        height=54,
    )
