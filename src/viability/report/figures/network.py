"""Pairs as a network: a line between every two members, the wider the closer they are."""

import math
from collections.abc import Sequence

import altair as alt

from viability.analyses.pairs import Pairs
from viability.output.pairs import sheet
from viability.report.figures.frame import INK, MUTED, Drawing, Figure, Marks, called, drawn, layered, side_by_side
from viability.report.figures.shades import shade

FEW = 7
"""Members up to which every line bears its number."""

SIDE = 430
WIDEST = 15


def network(result: Pairs) -> Figure:
    """Draw the members in a circle and a line between every two."""
    members = result.about.study.members
    labels = dict(zip(members, called(result.about, members), strict=True))
    turn = 2 * math.pi / len(members)
    places = {state: (math.sin(i * turn), math.cos(i * turn)) for i, state in enumerate(members)}
    ends = [(places[pair.states[0]], places[pair.states[1]]) for pair in result.pairs]
    few = len(members) <= FEW  # of more no line bears a number, and to find spots for all would take minutes
    spots = _apart(ends) if few else [a for a, _ in ends]
    lines = [
        {
            "x": a[0],
            "y": a[1],
            "x2": b[0],
            "y2": b[1],
            "mx": spot[0],
            "my": spot[1],
            "width": 1.0 if math.isnan(pair.cohesion) else 1 + WIDEST * (max(pair.cohesion - 20, 0) / 80) ** 1.5,
            "colour": shade(pair.cohesion),
            "told": "?" if math.isnan(pair.cohesion) else f"{pair.cohesion:.0f}",
        }
        for pair, (a, b), spot in reversed([*zip(result.pairs, ends, spots, strict=True)])
    ]
    dots: list[Marks] = [
        {
            "x": x,
            "y": y,
            "name": labels[state],
            "nx": 1.09 * x,
            "ny": 1.09 * y,
            "align": "left" if x > 0.1 else "right" if x < -0.1 else "center",  # noqa: PLR2004 - not quite above the middle
            "baseline": "bottom" if y > 0.9 else "top" if y < -0.9 else "middle",  # noqa: PLR2004 - near the ends
        }
        for state, (x, y) in places.items()
    ]
    scale = alt.Scale(domain=[-1.12, 1.12], nice=False)
    x, y = (alt.X("x:Q", scale=scale, axis=None), alt.Y("y:Q", scale=scale, axis=None))
    base = alt.Chart(drawn(lines))
    layers: list[alt.Chart] = [
        base.mark_rule(strokeCap="round").encode(
            x=x,
            y=y,
            x2=alt.X2("x2:Q"),
            y2=alt.Y2("y2:Q"),
            stroke=alt.Stroke("colour:N", scale=None),
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
        )
    ]
    if few:
        text = base.encode(
            x=alt.X("mx:Q", scale=scale, axis=None), y=alt.Y("my:Q", scale=scale, axis=None), text=alt.Text("told:N")
        )
        layers += [
            text.mark_point(filled=True, size=420, color="#ffffff", opacity=0.92),
            text.mark_text(fontWeight=600),
        ]
    layers.append(
        alt.Chart(drawn(dots))
        .mark_point(filled=True, size=330, color=INK, opacity=1, stroke="#ffffff", strokeWidth=2)
        .encode(x=x, y=y)
    )
    for dot in dots:
        layers.append(
            alt.Chart(drawn([dot]))
            .mark_text(align=dot["align"], baseline=dot["baseline"], fontSize=13, fontWeight=600)
            .encode(
                x=alt.X("nx:Q", scale=scale, axis=None),
                y=alt.Y("ny:Q", scale=scale, axis=None),
                text=alt.Text("name:N"),
            )
        )
    known = [pair for pair in result.pairs if not math.isnan(pair.cohesion)]
    title = "The pairs as a network"
    told = "Nothing is known of any pair."
    if known and not math.isnan(result.cohesion):
        strong = [pair for pair in known if pair.cohesion >= result.cohesion]
        title = (
            f"{len(strong)} of {len(known)} pairs pull together more than the whole coalition ({result.cohesion:.0f})"
        )
        told = f"{title}; the closest are {' and '.join(labels[s] for s in known[0].states)}."
    legend = _legend()
    return Figure(
        name="network",
        about=result.about,
        title=title,
        subtitle="Cohesion of every two members, 0 to 100: the closer, the wider and the darker the line.",
        told=told,
        drawing=side_by_side(layered(*layers, width=SIDE + 90, height=SIDE), legend, spacing=40),
        rows=sheet(result),
    )


Point = tuple[float, float]


def _apart(lines: Sequence[tuple[Point, Point]]) -> list[Point]:
    """Choose a spot on every line for its number, away from other numbers and from the lines that cross it."""
    taken: list[Point] = []
    for i, (a, b) in enumerate(lines):
        others = [line for j, line in enumerate(lines) if j != i]
        spots = [(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])) for t in (0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75)]
        taken.append(max(spots, key=lambda spot: _room(spot, taken, others)))
    return taken


def _room(spot: Point, taken: Sequence[Point], lines: Sequence[tuple[Point, Point]]) -> float:
    """Return how far a spot lies from what is nearest to it, as far as that matters."""
    to_numbers = min((math.dist(spot, other) for other in taken), default=1.0)
    to_lines = min((_from_line(spot, *line) for line in lines), default=1.0)
    return min(to_numbers / 2, to_lines, 0.12)


def _from_line(spot: Point, a: Point, b: Point) -> float:
    along = ((spot[0] - a[0]) * (b[0] - a[0]) + (spot[1] - a[1]) * (b[1] - a[1])) / max(math.dist(a, b) ** 2, 1e-9)
    at = min(max(along, 0.0), 1.0)
    return math.dist(spot, (a[0] + at * (b[0] - a[0]), a[1] + at * (b[1] - a[1])))


def _legend() -> Drawing:
    rows = [
        {"told": f"{at}", "width": 1 + WIDEST * ((at - 20) / 80) ** 1.5, "colour": shade(at), "row": i}
        for i, at in enumerate((85, 70, 55, 40, 25))
    ]
    base = alt.Chart(drawn(rows)).encode(y=alt.Y("row:O", axis=None))
    return layered(
        base.mark_rule().encode(
            x=alt.XValue(0),
            x2=alt.X2Value(36),
            stroke=alt.Stroke("colour:N", scale=None),
            strokeWidth=alt.StrokeWidth("width:Q", scale=None),
        ),
        base.mark_text(align="left", color=MUTED).encode(x=alt.XValue(46), text=alt.Text("told:N")),
        title=alt.TitleParams("Cohesion", fontSize=12, fontWeight="normal", color=MUTED, anchor="start"),
        width=70,
        height=130,
    )
