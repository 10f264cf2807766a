"""What a terminal shows as a page in Markdown: paragraphs, tables with captions in columns that fit a page, a note."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from viability.output.sheet import Cell, Sheet
from viability.output.text import clean

PAGE = 90
"""Characters of a line on a page of A4, with the space beside each column."""

SHORT, LONG = 14, 66
"""Characters up to which a column is not made narrower than what it holds, and that it asks for at most."""

BETWEEN = 5
"""Characters that the space beside a column takes."""


def as_markdown(sheet: Sheet) -> str:
    """Return a sheet as a Markdown table of the columns that hold anything, with the provenance below."""
    names = [name for name in sheet.columns if any(_cell(row.get(name)) for row in sheet.rows)] or [*sheet.head]
    lines = ["| " + " | ".join(map(escaped, names)) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(_cell(row.get(name)) for name in names) + " |" for row in sheet.rows]
    return "\n".join([*lines, "", provenance_line(sheet), ""])


def as_page(parts: Iterable[RenderableType]) -> str:
    """Return what a view lays out as a page: text as paragraphs, tables with their titles as captions."""
    return "\n".join(line for part in parts for line in _block(part)).rstrip("\n") + "\n"


def _block(part: RenderableType) -> Iterator[str]:
    """Yield the lines of one part, with an empty one after it."""
    if isinstance(part, Group):
        for one in part.renderables:
            yield from _block(one)
    elif isinstance(part, Padding):
        yield from _block(part.renderable)
    elif isinstance(part, Table):
        yield from _grid(part)
    else:
        text = part if isinstance(part, Text) else Text(str(part))
        lines = [_emphasised(line) for line in text.split("\n")]
        if any(lines):
            yield "\\\n".join(line for line in lines if line)
            yield ""


def _emphasised(line: Text) -> str:
    """Return a line with what is bold in it in bold."""
    whole = str(line.style).startswith("bold")
    ends = [(0, len(line.plain))] if whole else []
    ends += [(span.start, span.end) for span in line.spans if str(span.style).startswith("bold")]
    found, at = "", 0
    for start, end in sorted(ends):
        told = line.plain[start:end]
        if start < at or not told.strip():
            continue
        found += _within(line.plain[at:start]) + f"**{_within(told)}**" + " " * (len(told) - len(told.rstrip()))
        at = end
    return (found + _within(line.plain[at:])).strip()


def _within(text: str) -> str:
    """Escape a piece of a line and keep the blanks around it."""
    told = escaped(text)
    return f"{' ' if text[:1] == ' ' else ''}{told}{' ' if told and text[-1:] == ' ' else ''}"


def _grid(table: Table) -> Iterator[str]:
    """Yield a table of a terminal as one of a page."""
    above = getattr(table, "above", None)
    heads = [" ".join(_lines(column.header)) for column in table.columns]
    cells = [[_plain(cell) for cell in column.cells] for column in table.columns]
    kept = [i for i, column in enumerate(cells) if heads[i] or any(column)]
    yield from table_lines(
        [heads[i] for i in kept],
        zip(*(cells[i] for i in kept), strict=True),
        "" if above is None else above.plain,
        [_right(table.columns[i]) for i in kept],
    )


def _right(column: Column) -> bool:
    return column.justify == "right"


def _lines(cell: RenderableType) -> Sequence[str]:
    """Return what stands in a cell, line by line."""
    lines = (line.strip() for line in (cell.plain if isinstance(cell, Text) else str(cell)).split("\n"))
    return [line for line in lines if line]


def _plain(cell: RenderableType) -> str:
    """Return a cell on one line, as far in as it was; what stood on lines of its own is told apart."""
    text, told = cell.plain if isinstance(cell, Text) else str(cell), ""
    for line in _lines(cell):
        told += line if not told else f" {line}" if told[-1] in ".:;?!" else f"; {line}"
    return " " * (len(text) - len(text.lstrip(" "))) + told


def _indented(cell: str) -> str:
    """Escape a cell and keep how far in it stands."""
    return "&emsp;" * ((len(cell) - len(cell.lstrip(" "))) // 2) + escaped(cell)


def table_lines(
    heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "", right: Sequence[bool] | None = None
) -> Iterator[str]:
    """Yield a table whose rule gives columns their share of a page, with its caption below as pandoc reads it.

    Args:
        heads: The headings.
        rows: The cells.
        caption: What the table shows.
        right: Which columns stand to the right; by default those of which every cell begins with a digit.
    """
    held = [[*row] for row in rows]
    if not held:
        return
    columns = [*zip(*held, strict=True)]
    told = [[_indented(cell) for cell in row] for row in held]
    if right is None:
        right = [all(_is_figure(cell) for cell in column) for column in columns]
    rules = [
        "-" * (width - 1) + ":" if to_right else "-" * width
        for width, to_right in zip(_widths(heads, columns), right, strict=True)
    ]
    for cells in ([*map(escaped, heads)], rules, *told):
        yield f"| {' | '.join(cells)} |"
    yield ""
    if caption:
        yield f"Table: {escaped(caption)}"
        yield ""


def _is_figure(cell: str) -> bool:
    """Tell whether a cell holds a figure rather than words."""
    return cell in {"-", ""} or (cell.lstrip("+-")[:1].isdigit() and len(cell) <= SHORT)


def _widths(heads: Sequence[str], columns: Sequence[Sequence[str]]) -> list[int]:
    """Share a page among columns: short ones get what they hold, others the rest, at least their longest word."""
    told = [(head, *column) for head, column in zip(heads, columns, strict=True)]
    wanted = [min(LONG, max(map(cell_len, cells))) for cells in told]
    least = [max((cell_len(word) for text in cells for word in text.split()), default=0) for cells in told]
    room = PAGE - BETWEEN * len(wanted)
    if sum(wanted) > room:
        rest = room - sum(width for width in wanted if width <= SHORT)
        long = sum(width for width in wanted if width > SHORT)
        wanted = [
            width if width <= SHORT else max(least[i], width * max(rest, 0) // long) for i, width in enumerate(wanted)
        ]
    return [width + BETWEEN for width in wanted]


BESIDE = ("study", "framework_version", "data_to", "program_version", "command", "fingerprint", "location", "members")
"""What the note on a page tells in words; the rest of the provenance follows as settings."""


def source_note(sheet: Sheet) -> str:
    """Say below a page what made it: program, study, data, command and settings."""
    made: Mapping[str, Cell] = sheet.provenance
    told = f"Source: viability {made['program_version']}" if made.get("program_version") else "Source: viability"
    if made.get("study"):
        told += f", study {made['study']}, framework {made.get('framework_version')}"
    if made.get("data_to"):
        told += f", values to {made['data_to']}"
    told = escaped(f"{told}.")
    if command := made.get("command"):
        told += (
            f" Made by `{clean(str(command))}`." if "`" not in str(command) else f" Made by {escaped(str(command))}."
        )
    rest = [f"{name}: {_cell(value)}" for name, value in made.items() if name not in BESIDE and _cell(value)]
    told += f" Settings: {', '.join(rest)}." if rest else ""
    return told + (f" Fingerprint of the data: {made['fingerprint']}." if made.get("fingerprint") else "")


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


_MARKS = re.compile(r"[\\`*|\[\]!~$]|(?<!\w)_|_(?!\w)")
"""What Markdown takes for markup within a line; an underscore within a word is none."""


def escaped(text: str) -> str:
    """Return text on one line of which Markdown makes neither markup nor HTML, nor a heading, list or quotation."""
    line = " ".join(clean(text).split())
    line = _MARKS.sub(r"\\\g<0>", line).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"^(#|[-+](?= )|[-=]+$)", r"\\\1", line)
    line = re.sub(r"^(\d+)(?=[.)] )", r"\1\\", line)
    return line.replace("--", r"\-\-")  # of two hyphens pandoc makes a dash
