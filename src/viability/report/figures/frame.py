"""What all figures share: colours, type, the line below with source, date and command, and how they are saved.

Colours are blue and orange with greys, which the colour-blind tell apart and a grey print shows as dark and light;
every colour is said in words or by place, too.

Figures name channels by altair's classes, `alt.X("a:Q")`, and leave what stands beside and above another to `layered`,
`stacked` and `side_by_side`: altair compares a thousand schemas for a channel that is a bare text, and copies all of
a chart that becomes part of another, which took more time than everything else.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert
from msgspec import Struct

from viability import __version__
from viability.analyses.about import About
from viability.errors import OutputError
from viability.output.sheet import Sheet
from viability.output.text import clean, names

FONT = "Inter"
FONTS = Path(__file__).parents[1] / "fonts"
"""The typeface of all figures, so that they look the same on any machine."""

BLUE, ORANGE, INK, MUTED, LINE, GROUND = "#1b5e9b", "#e8923a", "#1a1a1a", "#595959", "#d0d0d0", "#ffffff"
GREYS = ("#dcdcdc", "#e8e8e8", "#f1f1f1", "#f8f8f8")
"""Grounds of bands, from the worst verdict to the best."""

WIDTH = 720
"""Of a whole figure, in points of the screen: 18 cm of a page, where its text is some 9 points high."""

PRINTED = 4
"""Points of a PNG for each of the screen: 400 an inch on a page, and more than any screen has on a slide."""

ENDINGS = (".svg", ".png", ".pdf")

TYPE = {"labelFont": FONT, "titleFont": FONT}
CONFIG: Mapping[str, Any] = {
    "background": GROUND,
    "font": FONT,
    "padding": 12,
    "view": {"continuousWidth": 300, "continuousHeight": 300, "stroke": None},
    "title": {
        "font": FONT,
        "fontSize": 17,
        "fontWeight": 600,
        "color": INK,
        "subtitleFont": FONT,
        "subtitleFontSize": 12,
        "subtitleColor": MUTED,
    },
    "axis": {
        **TYPE,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": MUTED,
        "gridColor": "#ebebeb",
        "domainColor": LINE,
        "tickColor": LINE,
        "labelLimit": 0,
    },
    "header": {**TYPE, "labelFontSize": 12, "labelColor": INK, "labelFontWeight": 600, "title": None},
    "legend": {
        **TYPE,
        "labelColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titleColor": MUTED,
    },
    "text": {"font": FONT, "fontSize": 12, "color": INK},
}
"""How all figures look."""

Drawing = dict[str, Any]
"""A drawing as Vega-Lite has it."""


Marks = dict[str, Any]
"""One row of the data of a drawing."""


class Figure(Struct, frozen=True, kw_only=True):
    """A figure, and what it says for those who do not see it."""

    name: str
    about: About
    title: str
    """What it shows, as a finding."""
    subtitle: str
    """How to read it."""
    told: str
    """What it says, in a sentence or two."""
    drawing: Drawing
    rows: Sheet
    """The data behind it."""


def drawn(values: Sequence[Marks]) -> alt.Data:
    """Return rows as data of a drawing; text in them is cleaned of what is obeyed rather than shown."""
    held = [{name: clean(cell) if isinstance(cell, str) else cell for name, cell in row.items()} for row in values]
    return alt.Data(values=tuple(held))


def nothing() -> Drawing:
    """Return a drawing without anything in it."""
    found: Drawing = _plain(alt.Chart(drawn([])).mark_point())
    return found


def layered(
    *layers: alt.Chart, title: alt.TitleParams | None = None, width: float = 0, height: float | alt.Step = 0
) -> Drawing:
    """Return layers over one another, of a width and a height, or as they come where none is given."""
    given = {"title": title, "width": width, "height": height}
    return {"layer": [_plain(layer) for layer in layers], **{name: _plain(one) for name, one in given.items() if one}}


def stacked(*parts: Drawing, spacing: float, shared: str = "") -> Drawing:
    """Return drawings one below the other, which may share the scale of a channel."""
    scale = {"resolve": {"scale": {shared: "shared"}}} if shared else {}
    return {"vconcat": [*parts], "spacing": spacing, **scale}


def side_by_side(*parts: Drawing, spacing: float) -> Drawing:
    """Return drawings beside one another."""
    return {"hconcat": [*parts], "spacing": spacing}


def _plain(part: Any) -> Any:  # noqa: ANN401 - whatever altair has a class for
    if not isinstance(part, alt.SchemaBase):
        return part
    found = part.to_dict(validate=False)
    return {name: one for name, one in found.items() if name not in {"$schema", "config"}}


def wrapped(text: str, width: int) -> str:
    """Break text into lines of so many characters."""
    return "\n".join(textwrap.wrap(clean(text), width, break_long_words=False)) or clean(text)


def row_axis(width: int, size: float = 12) -> alt.Axis:
    """Return an axis of names, each centred beside its row however many lines it has."""
    lines = "length(split(datum.value, '\\n'))"
    moved = [{"test": f"{lines} == {count}", "value": -(count - 1) * (size + 2) / 2} for count in range(2, 7)]
    return alt.Axis(
        domain=False,
        ticks=False,
        minExtent=width,
        maxExtent=width,
        labelPadding=6,
        labelFontSize=size,
        labelLineHeight=size + 2,
        labelExpr="split(datum.value, '\\n')",
        labelOffset={"condition": moved, "value": 0},
    )


def called(about: About, states: Sequence[str], most: int = 8) -> list[str]:
    """Name states in full where they are few, and by code where they are many."""
    return [names(about.study, [state], short=len(states) > most) for state in states]


def spec(figure: Figure, command: str = "", *, read: str = "", bare: bool = False) -> dict[str, Any]:
    """Return a figure as a Vega-Lite specification.

    Args:
        figure: The figure.
        command: What makes it again; it stands below, after source and date.
        read: Sentences on what was read, which stand there, too: newest value, scenarios, fingerprint.
        bare: Leave title and foot away, for a page that says them itself.
    """
    found = figure.drawing
    if not bare:
        foot = [line for text in _foot(figure.about, command, read) for line in textwrap.wrap(text, 128)]
        below = {"orient": "bottom", "fontSize": 9.5, "fontWeight": "normal", "color": MUTED}
        head = textwrap.wrap(clean(figure.title), 84)
        beside = {"subtitle": textwrap.wrap(clean(figure.subtitle), 108)}
        placed = {"anchor": "start", "offset": 14}
        footed = {"title": {"text": foot, **below, **placed}, "vconcat": [found]}
        found = {"title": {"text": head, **beside, **placed}, "vconcat": [footed]}
    return {"$schema": alt.SCHEMA_URL, "config": CONFIG, **found, "usermeta": {}}


def _foot(about: About, command: str, read: str) -> list[str]:
    study = about.study
    held = f"{study.title}, framework {study.framework.version}"
    day = study.as_of or study.day
    lines = [f"Source: {held}; data as of {day}; members {names(study, study.members, short=True, sep=' ')}."]
    if study.edits:
        lines.append(f"What if: {'; '.join(study.edits)}.")
    lines += [read] if read else []
    lines.append(f"viability {__version__}: {command}" if command else f"viability {__version__}")
    return [clean(line) for line in lines]


def saved(figure: Figure, ending: str, command: str = "", read: str = "") -> bytes:
    """Return a figure as a file of a kind: .svg with its text as outlines, .pdf with its type embedded, or .png.

    Raises:
        OutputError: when the ending is another.
    """
    vl_convert.register_font_directory(str(FONTS))
    made = spec(figure, command, read=read)
    match ending.lower():
        case ".svg":
            from viability.report.outlines import outlined  # noqa: PLC0415 - it brings fontTools

            return outlined(vl_convert.vegalite_to_svg(made), FONTS, figure.told).encode()
        case ".pdf":
            return vl_convert.vegalite_to_pdf(made)
        case ".png":
            return vl_convert.vegalite_to_png(made, ppi=72 * PRINTED)
        case _:
            pass
    *some, last = ENDINGS
    raise OutputError(f"no figure has the ending {ending}; use {', '.join(some)} or {last}")


INKS = {
    BLUE: "--blue",
    ORANGE: "--orange",
    INK: "--ink",
    MUTED: "--muted",
    LINE: "--line",
    GROUND: "--ground",
    "#ebebeb": "--grid",
    "#bdbdbd": "--line",
    "#c9d8e6": "--wash",
    "#a9c6df": "--pale",
    **{grey: f"--band-{i}" for i, grey in enumerate(GREYS)},
}
"""Colours that follow the theme of a page, and the properties that hold them there."""


def inline(figure: Figure) -> str:
    """Return a figure as SVG for a page, in the page's own colours and type, without title and foot."""
    vl_convert.register_font_directory(str(FONTS))
    svg = vl_convert.vegalite_to_svg(spec(figure, bare=True))
    for colour, name in INKS.items():
        svg = re.sub(f'(fill|stroke)="{colour}"', rf'\1="var({name})"', svg, flags=re.IGNORECASE)
    svg = re.sub(r'\b(id="|url\(#)', rf"\1{figure.name}-", svg)
    svg = re.sub(r' (?:role|aria-\w+)="[^"]*"', "", svg)  # the picture is told of as a whole
    svg = svg.replace('fill="white"', 'fill="none"')
    width, height = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg).groups()  # type: ignore[union-attr]  # every drawing has a size
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" style="max-width:{width}px"'
    )
    return re.sub(r"<svg[^>]*>", lambda _: f'{head} aria-labelledby="told-{figure.name}">', svg, count=1)
