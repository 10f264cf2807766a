"""The tornado: how far criteria, and single values, could move the index."""

import altair as alt

from viability.analyses.about import About
from viability.analyses.sensitivity.tornado import Tornado
from viability.output.sheet import Sheet, as_row, provenance
from viability.output.text import indexed
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
    nothing,
    row_axis,
    stacked,
    wrapped,
)
from viability.report.figures.words import value_named

CRITERIA, VALUES = 14, 10
"""How many of each are drawn."""

NAMES = 300


def tornado(asked: tuple[About, Tornado]) -> Figure:
    """Draw a bar for each of the criteria, and of the single values, that could move the index most."""
    about, found = asked
    study = about.study
    criteria: list[Marks] = [
        {"name": study.criteria[bar.criterion].title, "low": bar.low, "high": bar.high, "swing": bar.swing}
        for bar in found.criteria[:CRITERIA]
        if bar.swing > 0
    ]
    values: list[Marks] = [
        {"name": value_named(study, bar.entry.address), "low": bar.low, "high": bar.high, "swing": bar.swing}
        for bar in found.data[:VALUES]
        if bar.swing > 0
    ]
    rows = [*criteria, *values]
    ends = [row[end] for row in rows for end in ("low", "high")] or [found.viability]
    pad = 0.09 * max(max(ends) - min(ends), 1)
    span = (min(*ends, found.viability) - pad, max(*ends, found.viability) + pad)
    title = study.framework.question.title
    first = criteria[0] if criteria else None
    finding = "Nothing in doubt moves the index" if first is None else f"Doubt about '{first['name']}' moves it most"
    parts = [
        _bars(some, head, span, found.viability)
        for some, head in (
            (criteria, "Criteria, their data from 5 to 95 % of the draws"),
            (values, "Single values, from one end of their range to the other"),
        )
        if some
    ]
    return Figure(
        name="tornado",
        about=about,
        title=f"{title} {indexed(study, found.viability)}: {finding[0].lower() + finding[1:]}",
        subtitle="The index with one thing moved and all else as given: orange below the index, blue above it. "
        "The number is the width in points.",
        told=f"{finding}; widest are "
        + ", ".join(f"{row['name']} ({row['swing']:.1f} points)" for row in rows[:3])
        + ".",
        drawing=stacked(*parts, spacing=16) if parts else nothing(),
        rows=_sheet(about, found),
    )


def _bars(rows: list[Marks], head: str, span: tuple[float, float], index: float) -> Drawing:
    shown = [
        {
            **row,
            "name": wrapped(row["name"], 54),
            "from": min(row["low"], row["high"]),
            "to": max(row["low"], row["high"]),
            "told": f"{row['swing']:.1f}",
        }
        for row in rows
    ]
    for row in shown:
        row["left"], row["right"] = min(row["from"], index), max(row["to"], index)
        row["index"] = index
    base = alt.Chart(drawn(shown)).encode(
        y=alt.Y(
            "name:N",
            sort=[row["name"] for row in shown],
            title=None,
            axis=row_axis(NAMES, 11.5),
        )
    )
    x = alt.X(
        "left:Q", scale=alt.Scale(domain=list(span), nice=False, zero=False), title=None, axis=alt.Axis(tickCount=6)
    )
    below = alt.X2("index:Q")
    layers = [
        base.mark_bar(color=ORANGE, height={"band": 0.66}).encode(x=x, x2=below),
        base.mark_bar(color=BLUE, height={"band": 0.66}).encode(x=alt.X("right:Q"), x2=below),
        base.mark_text(align="left", dx=4, fontSize=11, color=MUTED).encode(
            x=alt.X("right:Q"), text=alt.Text("told:N")
        ),
        alt.Chart(drawn([{"index": index}])).mark_rule(color=INK, strokeWidth=1.2).encode(x=alt.X("index:Q")),
    ]
    title = alt.TitleParams(head, fontSize=12.5, anchor="start", frame="bounds", offset=4)
    step = 30 if any("\n" in row["name"] for row in shown) else 21
    return layered(*layers, title=title, width=WIDTH - NAMES - 40, height=alt.Step(step))


def _sheet(about: About, found: Tornado) -> Sheet:
    """Return one row for each criterion and each value in doubt."""
    rows = [
        as_row(part="criterion", of=bar.criterion, low=bar.low, high=bar.high, swing=bar.swing)
        for bar in found.criteria
    ]
    rows += [as_row(part="value", of=bar.entry.path, low=bar.low, high=bar.high, swing=bar.swing) for bar in found.data]
    made = provenance(about, **{about.study.framework.asked: found.viability})
    return Sheet(kind="tornado", rows=rows, provenance=made, tables="part")
