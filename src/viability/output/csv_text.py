"""A sheet as CSV: for programs, or for a spreadsheet that writes a comma in its numbers."""

import math

from viability.output.frame import to_frame
from viability.output.sheet import Sheet


def as_csv(sheet: Sheet, *, decimal_comma: bool = False) -> bytes:
    """Return a sheet as CSV in UTF-8, full precision.

    With a decimal comma, cells are parted by semicolons and a byte order mark stands first: what spreadsheets expect
    where numbers are written so.
    """
    frame = to_frame(sheet)
    if not decimal_comma:
        text: str = frame.to_csv(index=False, lineterminator="\n")
        return text.encode()
    for name in frame.columns:
        if frame[name].dtype == object:  # pandas puts the comma into columns of numbers alone
            frame[name] = frame[name].map(_with_comma)
    text = frame.to_csv(index=False, sep=";", decimal=",", lineterminator="\n")
    return text.encode("utf-8-sig")


def _with_comma(cell: object) -> object:
    if isinstance(cell, float) and math.isfinite(cell):
        return repr(cell).replace(".", ",")
    return cell
