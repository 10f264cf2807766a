"""A sheet as a Markdown table."""

import math
import re

from viability.output.sheet import Sheet
from viability.output.text import clean


def as_markdown(sheet: Sheet) -> str:
    """Return a sheet as a Markdown table of the columns that hold anything, with the provenance below."""
    names = [name for name in sheet.columns if any(_cell(row.get(name)) for row in sheet.rows)] or [*sheet.head]
    lines = ["| " + " | ".join(map(escaped, names)) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(_cell(row.get(name)) for name in names) + " |" for row in sheet.rows]
    return "\n".join([*lines, "", provenance_line(sheet), ""])


def provenance_line(sheet: Sheet) -> str:
    """Say what is needed to make a sheet again."""
    return ", ".join(f"{name}: {_cell(value)}" for name, value in sheet.provenance.items() if _cell(value))


WHOLE = 1000
"""Numbers from here on are written without decimals."""


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < WHOLE else f"{value:.0f}"
    return escaped(str(value))


_MARKS = re.compile(r"[\\`*|\[\]!]|(?<!\w)_|_(?!\w)")
"""What Markdown takes for markup within a line; an underscore within a word is none."""


def escaped(text: str) -> str:
    """Return text on one line of which Markdown makes neither markup nor HTML, nor a heading, list or quotation."""
    line = " ".join(clean(text).split())
    line = _MARKS.sub(r"\\\g<0>", line).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"^(#|[-+](?= )|\d+(?=[.)] )|[-=]+$)", r"\\\1", line)
