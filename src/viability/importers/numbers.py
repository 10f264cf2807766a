"""Numbers and dates as spreadsheets and people write them; what cannot be read is told with what to do about it."""

import math
import re
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Literal

from viability.files.table_rows import FORMULA, MARKS
from viability.importers.cells import Cell, Formula
from viability.study.fields import as_date

Dates = Literal["iso", "dmy", "mdy"]

_TURNED = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")

_SERIAL = range(15_000, 80_000)
"""Days that spreadsheets count from 1900 on, for the dates of some two hundred years."""


class Odd(ValueError):  # noqa: N818 - reads as the fact it states
    """A cell that is not what it should be, with a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)


def as_number(cell: Cell, decimal: str = ".", thousands: str | None = None) -> float:
    """Read a number.

    Args:
        cell: As it stands in the file.
        decimal: The mark before decimals.
        thousands: The mark between groups of three digits, where there is one.

    Raises:
        Odd: when it is none.

    >>> as_number("1.234,5", ",", "."), as_number("12 345", ".", " "), as_number(0.5, ",")
    (1234.5, 12345.0, 0.5)
    """
    if isinstance(cell, float):
        return cell
    if isinstance(cell, date):
        raise Odd(f"expected a number, got the date {cell}", "a spreadsheet made a date of it; enter the number again")
    text = cell.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-").strip()
    plain = text
    if thousands is not None and thousands in plain:
        grouped = rf"[-+]?[0-9]{{1,3}}({re.escape(thousands)}[0-9]{{3}})+({re.escape(decimal)}[0-9]*)?"
        if re.fullmatch(grouped, plain) is None:
            raise Odd(f"expected a number, got '{cell}'", f"'{thousands}' separates groups of three digits")
        plain = plain.replace(thousands, "")
    if decimal == "," and "." not in plain:
        plain = plain.replace(",", ".")
    elif decimal == ",":
        plain = ""  # a point is no decimal mark here, and none between thousands
    if "_" not in plain:
        with suppress(ValueError):
            number = float(plain)
            if math.isfinite(number):
                return number
    raise Odd(*_no_number(cell, text))


def _no_number(cell: str, text: str) -> tuple[str, str]:
    if isinstance(cell, Formula) or text.startswith(FORMULA):
        return f"the cell contains a formula, '{text}'", "save the table with values instead of formulas"
    message = f"expected a number, got '{text}'"
    if text.casefold() in MARKS:
        return message, f'if it means that the value is missing, add --missing "{text}"'
    if re.fullmatch(r"[-+]?[0-9.,' ]+", text):
        return message, "say with --decimal and --thousands which mark is which"
    if text.endswith("%"):
        return message, "write percentages without the sign"
    if any(sign in text for sign in "/-. ") and any(letter.isdigit() for letter in text):
        return message, "a spreadsheet may have made a date of it; enter the number again"
    return message, "correct it, leave it empty, or name it with --missing"


@lru_cache(maxsize=1 << 16)  # tables repeat few dates very often
def as_day(cell: Cell, form: Dates = "iso") -> str:
    """Read a year, month or day, and return it as a study writes it.

    Args:
        cell: As it stands in the file.
        form: How days are written that are not YYYY-MM-DD: day first, or month first.

    Raises:
        Odd: when it is none.

    >>> as_day(2024.0), as_day("31.12.2024", "dmy"), as_day("12/31/2024", "mdy")
    ('2024', '2024-12-31', '2024-12-31')
    """
    if isinstance(cell, date):
        return cell.isoformat()
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    text = text.removesuffix(".0") if re.fullmatch(r"[0-9]{4}\.0", text) else text
    if isinstance(cell, Formula) or text.startswith(FORMULA):
        raise Odd(f"the cell contains a formula, '{text}'", "save the table with values instead of formulas")
    turned = _TURNED.fullmatch(text)
    if turned is not None and form == "iso":
        raise Odd(
            f"'{text}' is not a date of the form YYYY-MM-DD",
            "add --dates dmy if the day comes first, or --dates mdy if the month does",
        )
    if turned is not None:
        first, second, year = turned.groups()
        month, day = (second, first) if form == "dmy" else (first, second)
        text = f"{year}-{month:0>2}-{day:0>2}"
    if text.isdecimal() and len(text) == 5 and int(text) in _SERIAL:  # noqa: PLR2004 - digits of such days
        raise Odd(
            f"'{text}' is not a date", "a spreadsheet stores dates as such numbers; format the column as YYYY-MM-DD"
        )
    try:
        return as_date(text)
    except ValueError as error:
        said, _, fix = str(error).partition("; ")
        raise Odd(said, fix) from None
