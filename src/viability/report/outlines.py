"""Text of a drawing to outlines: it then looks the same wherever it is opened, whatever type is installed there."""

import re
from functools import cache
from html import escape, unescape
from pathlib import Path

from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

TEXT = re.compile(r"<text ([^>]*?)(?:/>|>(.*?)</text>)", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
BOLD = 600


@cache
def _font(path: Path) -> TTFont:
    return TTFont(path, lazy=True)


def outlined(svg: str, fonts: Path, told: str) -> str:
    """Return a drawing with its text as outlines, and a title that says what it shows.

    What has a letter that the typeface has not stays text.
    """
    found = TEXT.sub(lambda match: _outline(match, fonts), svg)
    return re.sub(r"(<svg[^>]*>)", lambda m: f"{m[1]}<title>{escape(told)}</title>", found, count=1)


def _outline(match: re.Match[str], fonts: Path) -> str:
    if match[2] is None:  # a text without a letter
        return ""
    given = dict(ATTRIBUTE.findall(match[1]))
    spans = re.findall(r"<tspan([^>]*)>(.*?)</tspan>", match[2], re.DOTALL)
    lines = [(dict(ATTRIBUTE.findall(head)), unescape(text)) for head, text in spans] or [({}, unescape(match[2]))]
    weight = given.get("font-weight", "normal")
    heavy = weight == "bold" or (weight.isdigit() and int(weight) >= BOLD)
    font = _font(fonts / f"Inter-{'SemiBold' if heavy else 'Regular'}.otf")
    letters = font.getBestCmap()
    if any(ord(letter) not in letters for _, text in lines for letter in text):
        return match[0]
    size = float(given.get("font-size", "12px").removesuffix("px")) / font["head"].unitsPerEm
    paths, down = [], 0.0
    for at, text in lines:
        down += float(at.get("dy", 0))
        paths.append(_path(font, text, size, given.get("text-anchor", "start"), down))
    kept = " ".join(
        f'{name}="{given[name]}"' for name in ("transform", "fill", "opacity", "fill-opacity") if name in given
    )
    told = escape(" ".join(text for _, text in lines))
    return f'<path {kept} aria-label="{told}" d="{" ".join(paths)}"/>'


@cache
def _letter(font: TTFont, name: str) -> RecordingPen:
    """Return the strokes of a letter, which a drawing has a hundred times and the font tells slowly."""
    pen = RecordingPen()
    font.getGlyphSet()[name].draw(pen)
    return pen


def _path(font: TTFont, text: str, size: float, anchor: str, down: float) -> str:
    """Lay letters side by side along a line, by their own widths."""
    letters, widths = font.getBestCmap(), font["hmtx"]
    names = [letters[ord(letter)] for letter in text]
    full = size * sum(widths[name][0] for name in names)
    across = {"start": 0.0, "middle": -full / 2, "end": -full}[anchor]
    pen = SVGPathPen(None, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
    for name in names:
        _letter(font, name).replay(TransformPen(pen, (size, 0, 0, -size, across, down)))
        across += size * widths[name][0]
    return str(pen.getCommands())
