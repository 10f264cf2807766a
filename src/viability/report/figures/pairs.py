"""Pairs as a heat map: the cohesion of every two members."""

import math

import altair as alt

from viability.analyses.pairs import Pairs
from viability.output.pairs import sheet
from viability.report.figures.frame import GREYS, WIDTH, Figure, called, drawn, layered
from viability.report.figures.shades import LOW_TO_HIGH, SPAN, ink

ACROSS = 60
"""Side of a cell from which a name fits above it."""

WIDEST_CELL = 78
"""Side of a cell where the members are few."""


def pairs(result: Pairs) -> Figure:
    """Draw a cell for every two members, from orange for those apart to blue for those close."""
    members = result.about.study.members
    labels = dict(zip(members, called(result.about, members), strict=True))
    cells = [
        {
            "a": labels[a],
            "b": labels[b],
            "cohesion": None if math.isnan(pair.cohesion) else pair.cohesion,
            "told": "?" if math.isnan(pair.cohesion) else f"{pair.cohesion:.0f}",
            "ink": ink(pair.cohesion),
        }
        for pair in result.pairs
        for a, b in (pair.states, pair.states[::-1])
    ]
    side = min(WIDEST_CELL, (WIDTH - 130) // max(len(members), 1))
    order = [*labels.values()]
    head = alt.Axis(
        orient="top",
        title=None,
        domain=False,
        ticks=False,
        labelAngle=0 if side >= ACROSS else -45,
        labelAlign="center" if side >= ACROSS else "left",
        labelBaseline="bottom",
        labelPadding=8,
    )
    beside = alt.Axis(title=None, domain=False, ticks=False)
    base = alt.Chart(drawn(cells)).encode(
        x=alt.X("a:N", sort=order, scale=alt.Scale(domain=order), axis=head),
        y=alt.Y("b:N", sort=order, scale=alt.Scale(domain=order), axis=beside),
    )
    shades = alt.Fill(
        "cohesion:Q",
        scale=alt.Scale(domain=list(SPAN), range=list(LOW_TO_HIGH), clamp=True, interpolate="rgb"),
        legend=alt.Legend(title="Cohesion", orient="right", gradientLength=160, values=[20, 40, 60, 80]),
    )
    boxes = base.mark_rect(stroke="#ffffff", strokeWidth=3).encode(fill=shades)
    numbers = base.mark_text(fontSize=min(15, max(8, side // 4)), fontWeight=600).encode(
        text=alt.Text("told:N"), color=alt.Color("ink:N", scale=None)
    )
    same = (
        alt.Chart(drawn([{"a": name, "b": name} for name in order]))
        .mark_rect(fill=GREYS[2], stroke="#ffffff", strokeWidth=3)
        .encode(x=alt.X("a:N"), y=alt.Y("b:N"))
    )
    known = [pair for pair in result.pairs if not math.isnan(pair.cohesion)]
    whole = "unknown" if math.isnan(result.cohesion) else f"{result.cohesion:.0f}"
    ends = "Nothing is known of any pair."
    title = "The cohesion of every pair"
    if known:
        first, last = (" and ".join(labels[s] for s in pair.states) for pair in (known[0], known[-1]))
        title = f"Closest are {first} ({known[0].cohesion:.0f}), farthest apart {last} ({known[-1].cohesion:.0f})"
        ends = f"{title}. The whole coalition has {whole}."
    return Figure(
        name="pairs",
        about=result.about,
        title=title,
        subtitle="Cohesion of every two members, 0 to 100: how alike they are and how tightly tied. "
        f"All together: {whole}.",
        told=ends,
        drawing=layered(same, boxes, numbers, width=side * len(order), height=side * len(order)),
        rows=sheet(result),
    )
