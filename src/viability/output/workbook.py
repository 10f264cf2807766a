"""A sheet as a workbook: typed cells, and first a page that says what they mean and where they come from."""

import math
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from viability.errors import OutputError
from viability.output.columns import Column, column_of
from viability.output.formulas import index_sheets
from viability.output.sheet import Cell, Row, Sheet
from viability.output.text import clean
from viability.study.study import Study

if TYPE_CHECKING:
    from xlsxwriter.format import Format as Style
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows that a sheet of a workbook holds below its header."""

LONGEST = 32_767
"""Characters that a cell holds."""

WIDEST = 60
"""Width of a column, in characters, that text may claim."""

ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""The day that a workbook gives as that of its making: the same result is the same file."""


def as_workbook(sheet: Sheet, study: Study | None = None) -> bytes:
    """Return a sheet as a workbook (.xlsx).

    Rows of `viability score` begin with sheets whose formulas give the indices anew when a weight is changed, see
    `formulas`. Then stands `read me`: what the table is about, the command, what each column means, and every source
    in full. A sheet whose tables are told apart by a column (`Sheet.tables`) becomes one sheet for each. Numbers are
    numbers that are shown rounded; dates are text, for a year is no day; text that looks like a formula is text.

    Args:
        sheet: The rows.
        study: The study with its what-ifs, whose sources are listed.

    Raises:
        OutputError: when there are more rows than a sheet of a workbook holds.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - only workbooks need it

    if len(sheet.rows) > MOST_ROWS:
        raise OutputError(f"a workbook holds {MOST_ROWS:,} rows, and these are {len(sheet.rows):,}; write .csv")
    held = BytesIO()
    book = Workbook(
        held,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": str(sheet.provenance.get("study", "")), "created": ANY_DAY.replace(tzinfo=None)})
    if sheet.kind == "score" and study is not None:
        bold = book.add_format({"bold": True, "bottom": 1})
        index_sheets(book.add_worksheet, bold, sheet, study)
    page = _Page(book, "read me")
    tables = _tables(sheet)
    for name, columns, rows in tables:
        _table(_Page(book, name), sheet.kind, columns, rows)
    _read_me(page, sheet, [(name, columns) for name, columns, _ in tables], study)
    book.close()
    return held.getvalue()


def _tables(sheet: Sheet) -> list[tuple[str, Sequence[str], Sequence[Row]]]:
    """Part a sheet into its tables: name, the columns that hold anything, rows."""
    by_name: dict[str, list[Row]] = {}
    for row in sheet.rows:
        by_name.setdefault(str(row.get(sheet.tables) or sheet.kind), []).append(row)
    found: list[tuple[str, Sequence[str], Sequence[Row]]] = []
    for name, rows in (by_name or {sheet.kind: []}).items():
        columns = [column for column in sheet.columns if any(not _is_empty(row.get(column)) for row in rows)]
        found.append((name, columns or sheet.columns, rows))
    return found


def _is_empty(cell: Cell) -> bool:
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


class _Page:
    """One sheet of a workbook that is written from the top."""

    def __init__(self, book: Any, name: str) -> None:  # noqa: ANN401 - XlsxWriter is imported where it is used
        taken = {sheet.get_name().lower() for sheet in book.worksheets()}
        self.sheet: Worksheet = book.add_worksheet(_sheet_name(name, taken))
        self.book = book
        self.row = 0
        self.bold: Style = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        self.wrapped: Style = book.add_format({"text_wrap": True, "valign": "top"})
        self.styles: dict[str, Style] = {}

    def line(self, *cells: Cell, style: "Style | None" = None) -> None:
        """Write a line and go on to the next."""
        for column, cell in enumerate(cells):
            self.put(column, cell, style)
        self.row += 1

    def put(self, column: int, cell: Cell, style: "Style | None" = None, kind: str = "") -> None:
        """Write a cell by its type."""
        if _is_empty(cell):
            return
        if isinstance(cell, bool):
            self.sheet.write_boolean(self.row, column, cell, style)
        elif isinstance(cell, int | float) and math.isfinite(cell):
            self.sheet.write_number(self.row, column, cell, style or self._shown(cell, kind))
        else:
            self.sheet.write_string(self.row, column, clean(str(cell))[:LONGEST], style)

    def _shown(self, number: float, kind: str) -> "Style":
        """Return how a number is shown: rounded by what it is and how large."""
        if isinstance(number, int):
            form = "0"
        elif kind == "number 0-100":
            form = "0.0"
        elif kind == "number 0-1":
            form = "0.000"
        else:
            form = "#,##0" if abs(number) >= 1000 else "0.00"  # noqa: PLR2004 - decimals say nothing there
        if form not in self.styles:
            self.styles[form] = self.book.add_format({"num_format": form})
        return self.styles[form]


def _sheet_name(name: str, taken: Iterable[str]) -> str:
    """Return a name that a sheet may have: short, without marks that mean something in formulas, not taken."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", clean(name)).strip()[:28] or "table"
    found, number = plain, 1
    while found.lower() in {*taken, "history"}:
        number += 1
        found = f"{plain} {number}"
    return found


def _table(page: _Page, kind: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write a table below a bold header that stays in sight."""
    page.line(*columns, style=page.bold)
    page.sheet.freeze_panes(1, 0)
    kinds = {name: _type_of(column_of(kind, name), name) for name in columns}
    for row in rows:
        for place, name in enumerate(columns):
            page.put(place, row.get(name), kind=kinds[name])
        page.row += 1
    for place, name in enumerate(columns):
        texts = [str(row.get(name)) if isinstance(row.get(name), str) else "" for row in rows]
        page.sheet.set_column(place, place, min(2 + max(map(len, (name, *texts))), WIDEST))
    if rows and columns:
        page.sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _type_of(column: Column | None, name: str) -> str:
    """Return the type of one column; where several are told in one breath, their types stand in the same order."""
    if column is None:
        return ""
    types = column.type.split(", ")
    names = column.names.split()
    return types[names.index(name)] if len(types) == len(names) and name in names else column.type


def _read_me(page: _Page, sheet: Sheet, tables: Sequence[tuple[str, Sequence[str]]], study: Study | None) -> None:
    """Write what the workbook is about."""
    page.sheet.set_column(0, 0, 24)
    page.sheet.set_column(1, 1, 30)
    page.sheet.set_column(2, 3, WIDEST)
    page.line(str(sheet.provenance.get("study") or sheet.kind), style=page.book.add_format({"bold": True, "size": 14}))
    page.row += 1
    page.line("Made of", "", "What it is", style=page.bold)
    for name, cell in sheet.provenance.items():
        if not _is_empty(cell):
            page.line(
                name, cell if isinstance(cell, str) else _told(cell), _meaning("provenance", name), style=page.wrapped
            )
    page.row += 1
    page.line("Column", "Sheet and type", "What it is", style=page.bold)
    for table, columns in tables:
        for name in columns:
            kind = _type_of(column_of(sheet.kind, name), name)
            page.line(name, ": ".join(filter(None, (table, kind))), _meaning(sheet.kind, name), style=page.wrapped)
    if study is not None:
        page.row += 1
        page.line("Source", "Publisher, date", "Title and address", "To distrust", style=page.bold)
        for name in _cited(sheet, study):
            source = study.sources[name]
            when = ", ".join(
                filter(None, (source.publisher, source.edition, source.date or ("" if source.edition else "undated")))
            )
            title = f"{source.title} {source.href}".strip()
            page.line(name, when, title, source.weak, style=page.wrapped)


def _told(cell: Cell) -> str:
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


def _meaning(kind: str, name: str) -> str:
    column = column_of(kind, name)
    return "" if column is None else column.meaning.replace("`", "")


def _cited(sheet: Sheet, study: Study) -> list[str]:
    """List the sources that a sheet names and, unless each row names its own, those behind the members' values."""
    from viability.analyses.about import sources_behind  # noqa: PLC0415 - only workbooks need it

    named = {
        word
        for row in sheet.rows
        for name, cell in row.items()
        if isinstance(cell, str) and (name == "sources" or name.endswith("_sources"))
        for word in cell.split()
    }
    if "sources" not in sheet.columns:
        named |= sources_behind(study)
    return [name for name in study.sources if name in named]
