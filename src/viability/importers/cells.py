"""One file of the user's, CSV or Excel, to cells: text, numbers and dates as they stand there, formulas as formulas."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from viability.errors import OutputError
from viability.files.csv_rows import SEPARATORS, text_of_table
from viability.files.strict_yaml import Unreadable

Cell = str | float | date

LARGEST_DATA_SET = 200_000_000
"""Bytes of a file beyond which it is not read."""

EXCEL = (".xlsx", ".xlsm")


class Formula(str):
    """A cell that computes."""

    __slots__ = ()


class Cells(NamedTuple):
    """The cells of a table."""

    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    first: int
    """The number of the first row under the header, as a spreadsheet counts."""
    said: tuple[str, ...]
    """What was guessed of the file."""


def read_cells(
    path: Path,
    *,
    sheet: str | None = None,
    separator: str | None = None,
    encoding: str | None = None,
    header_row: int = 1,
) -> Cells:
    """Read a table.

    Args:
        path: A file of text (.csv, .tsv, .txt, also packed with gzip), or .xlsx.
        sheet: Of a workbook; needed where it has several.
        separator: Between cells of text; guessed from the header where it leaves no doubt.
        encoding: Of text; UTF-8 unless something else is said.
        header_row: The row with the names of the columns; what stands above is not read.

    Raises:
        Unreadable: when it is no such table.
        OutputError: when it is a workbook, and what reads workbooks is not installed.
        OSError: when it cannot be opened.
    """
    if path.suffix.lower() in EXCEL:
        said: tuple[str, ...]
        name, rows = _workbook(path, sheet)
        said = () if sheet else (f"read the sheet '{name}', the only one",)
    elif path.suffix.lower() in {".xls", ".ods"}:
        raise Unreadable(f"this is a {path.suffix.lower()} file", None, "save it as .xlsx or CSV")
    else:
        rows, said = _text(path, separator, encoding, header_row)
    if len(rows) < header_row or not any(cell != "" for cell in rows[header_row - 1]):
        raise Unreadable("the table has no header", header_row, "a table begins with the names of its columns")
    header = tuple(str(cell).strip() for cell in rows[header_row - 1])
    while header and not header[-1]:  # spreadsheets leave empty columns behind
        header = header[:-1]
    return Cells(header, rows[header_row:], header_row + 1, said)


def _text(
    path: Path, separator: str | None, encoding: str | None, header_row: int
) -> tuple[list[list[Cell]], tuple[str, ...]]:
    text = text_of_table(
        path, encoding or "utf-8", LARGEST_DATA_SET, "name it with --encoding, such as cp1252 or latin-1"
    )
    said: tuple[str, ...] = ()
    if separator is None:
        separator = _separator(text, header_row)
        said = (f"cells are separated by {_NAMES[separator]}",) if separator != "," else ()
    lines = iter(text.splitlines(keepends=True))
    read = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[list[Cell]] = []
    try:
        rows.extend([*row] for row in read)
    except csv.Error as error:
        hint = "close every quotation mark, and double those inside text"
        raise Unreadable(f"this is not a table: {error}", len(rows) + 1, hint) from None
    return rows, said


_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def _separator(text: str, header_row: int) -> str:
    """Guess what parts the cells from the header: what stands there most often, if nothing else comes near."""
    lines = text.splitlines()
    header = lines[header_row - 1] if len(lines) >= header_row else ""
    counts = {sign: header.count(sign) for sign in (*SEPARATORS, "|")}
    best = max(counts, key=lambda sign: counts[sign])
    if any(count and sign != best and 2 * count > counts[best] for sign, count in counts.items()):
        known = " or ".join(repr(sign) for sign, count in counts.items() if count)
        raise Unreadable(f"the cells may be separated by {known}", header_row, "choose one with --separator")
    return best if counts[best] else ","


def _workbook(path: Path, sheet: str | None) -> tuple[str, list[list[Cell]]]:
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and for workbooks alone
    except ImportError:
        hint = "install it with `pip install 'viability[import]'`, or save the sheet as CSV UTF-8"
        raise OutputError(f"{path} is a workbook, and openpyxl, which reads them, is not installed; {hint}") from None
    from zipfile import BadZipFile  # noqa: PLC0415 - as above

    if path.stat().st_size > LARGEST_DATA_SET:
        raise Unreadable(
            f"the file is larger than {LARGEST_DATA_SET // 1_000_000} MB", None, "leave out what is not needed"
        )
    try:
        book = load_workbook(path, read_only=True, data_only=False)
    except (BadZipFile, KeyError, ValueError, OSError) as error:
        raise Unreadable(f"this is not a workbook ({error})", None, "save it again as .xlsx, or as CSV UTF-8") from None
    try:
        names = book.sheetnames
        if sheet is None and len(names) > 1:
            raise Unreadable(f"the workbook has {len(names)} sheets: {', '.join(names)}", None, "name one with --sheet")
        if sheet is not None and sheet not in names:
            raise Unreadable(f"the workbook has no sheet '{sheet}'", None, f"there are: {', '.join(names)}")
        chosen = names[0] if sheet is None else sheet
        rows = [[_cell(cell) for cell in row] for row in book[chosen].iter_rows()]
    finally:
        book.close()
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    return chosen, rows


def _cell(cell: Any) -> Cell:  # noqa: ANN401 - openpyxl has no types
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Formula(value if isinstance(value, str) else "=...")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.date()
    return float(value) if isinstance(value, int | float) else value if isinstance(value, date) else str(value)
