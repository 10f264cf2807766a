"""Strategies: what each adds to every index, with 9 of 10 draws of the data."""

import altair as alt

from viability.analyses.strategies import Effect, Strategies
from viability.output.strategies import sheet
from viability.output.text import signed
from viability.report.figures.frame import (
    BLUE,
    INK,
    MUTED,
    WIDTH,
    Drawing,
    Figure,
    Marks,
    drawn,
    layered,
    nothing,
    row_axis,
    side_by_side,
    stacked,
    wrapped,
)

NAMES = 330
PALE = "#a9c6df"

LINES = 56
"""Letters of a line of a name."""


def strategies(result: Strategies) -> Figure:
    """Draw the gain of every strategy that moves anything, alone and the best in pairs."""
    study = result.about.study
    moving = [one for one in result.alone if one.moves]
    pairs = [one for one in result.pairs if one.moves]
    ends = [end for one in result.indices for end in _all([*moving, *pairs], one)] or [0.0, 1.0]
    first = next(iter(result.indices))
    title = study.framework.questions[first].title if first in study.framework.questions else first
    idle = len(result.alone) - len(moving)
    best = (
        f"'{moving[0].strategies[0].title}' adds most: {moving[0].gains[first]:+.1f}"
        if moving
        else "no strategy moves it"
    )
    blocks = [
        side_by_side(
            *(_panel(result, some, name, ends, first=not i) for i, name in enumerate(result.indices)), spacing=14
        )
        for some in (moving, pairs)
        if some
    ]
    return Figure(
        name="strategies",
        about=result.about,
        title=f"{title}: {best}",
        subtitle="Points that each strategy adds to an index; the line holds 9 of 10 draws of the data, with "
        "the weights as given; it may lie below the gain, which is that of the ceiling that the evidence allows."
        + (f" {idle} more move nothing among these members." if idle else ""),
        told=f"{title}: {best}. " + "; ".join(f"{_name(one)} {one.gains[first]:+.1f}" for one in moving[:4]) + ".",
        drawing=stacked(*blocks, spacing=10) if blocks else nothing(),
        rows=sheet(result),
    )


def _name(one: Effect) -> str:
    return " and ".join(each.title for each in one.strategies)


def _panel(result: Strategies, effects: list[Effect], name: str, ends: list[float], *, first: bool) -> Drawing:
    rows: list[Marks] = [
        {
            "name": wrapped(_name(one), LINES),
            "gain": one.gains[name],
            "low": one.ranges[name].low,
            "high": one.ranges[name].high,
            "told": signed(one.gains[name]),
            "end": max(one.ranges[name].high, one.gains[name], 0.0),
        }
        for one in effects
    ]
    count = len(result.indices)
    question = result.about.study.framework.questions.get(name)
    axis = row_axis(NAMES, 11)
    base = alt.Chart(drawn(rows)).encode(
        y=alt.Y("name:N", sort=[row["name"] for row in rows], title=None, axis=axis if first else None)
    )
    pad = 0.16 * max(max(ends) - min(ends), 1)
    x = alt.X(
        "gain:Q",
        scale=alt.Scale(domain=[min(0, *ends) - pad / 3, max(0, *ends) + pad], nice=False),
        title=None,
        axis=alt.Axis(tickCount=4),
    )
    layers = [
        base.mark_bar(color=PALE, height={"band": 0.56}).encode(x=x, x2=alt.X2Datum(0)),
        base.mark_rule(color=BLUE, strokeWidth=3).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        base.mark_text(align="left", dx=5, fontSize=11, color=MUTED).encode(x=alt.X("end:Q"), text=alt.Text("told:N")),
        alt.Chart(drawn([{"gain": 0}])).mark_rule(color=INK).encode(x=alt.X("gain:Q")),
    ]
    called = name.capitalize() if question is None else question.title
    title = alt.TitleParams(
        f"{called}, the best two by two" if first and len(effects[0].strategies) > 1 else called,
        fontSize=12.5,
        anchor="start",
        frame="bounds" if first else "group",
    )
    tallest = max((row["name"].count("\n") + 1 for row in rows), default=1)
    return layered(
        *layers,
        title=title,
        width=(WIDTH - NAMES - 30 - 14 * (count - 1)) // count,
        height=alt.Step(max(13.5 * tallest + 7, 24)),
    )


def _all(effects: list[Effect], name: str) -> list[float]:
    return [end for one in effects for end in (one.gains[name], one.ranges[name].low, one.ranges[name].high)]
