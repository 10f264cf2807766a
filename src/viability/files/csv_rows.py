"""One CSV file to rows of text, strictly: what spreadsheets make of tables is told with what to do about it."""

import csv
import gzip
import io
import stat
import unicodedata
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from viability.files.strict_yaml import Unreadable

LARGEST_TABLE = 100_000_000
"""Bytes of a table, unpacked, beyond which it is not read."""

SEPARATORS = (",", ";", "\t")

_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs"}

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Sheet(NamedTuple):
    """The cells of a table."""

    header: tuple[str, ...]
    rows: Sequence[list[str]]
    """Rows under the header; row i of them is row i + 2 of the file."""


def read_rows(path: Path, separator: str = ",") -> Sheet:
    """Read a table, packed with gzip or not.

    Raises:
        Unreadable: when it is no table of text in UTF-8 whose cells are parted by the separator.
        OSError: when it cannot be opened.
    """
    text = text_of_table(path)
    if not text.strip():
        raise Unreadable("the file is empty", None, "a table begins with the names of its columns")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable(
            f"this is not a table: {error}",
            _row_of(text, separator),
            "close every quotation mark, and double those inside text",
        ) from None
    header = tuple(name.strip() for name in rows[0])
    if not any(header) or header[0].casefold().startswith("sep="):
        first = f"the first line is '{header[0]}'" if any(header) else "the first line is empty"
        raise Unreadable(first, 1, "a table begins with the names of its columns; remove what stands before them")
    if len(header) == 1:
        other = next((s for s in SEPARATORS if s != separator and s in header[0]), "")
        if other:
            fix = "\\t" if other == "\t" else other
            message = f"the cells seem to be separated by {_NAMES[other]}, not {_NAMES[separator]}"
            raise Unreadable(message, 1, f'write `separator: "{fix}"` in states/_tables.yaml')
    return Sheet(header, rows[1:])


def text_of_table(path: Path, encoding: str = "utf-8", most: int = LARGEST_TABLE, otherwise: str = "") -> str:
    """Return the text of a table, packed with gzip or not, without a byte order mark and with accents composed.

    Args:
        path: The file.
        encoding: In which it is written.
        most: Bytes, unpacked, beyond which it is not read.
        otherwise: What to do where it is written in another encoding, beside saving it anew.

    Raises:
        Unreadable: when it is no text in that encoding.
        OSError: when it cannot be opened.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable("this is a folder or a device, not a file")
    with path.open("rb") as file:
        raw = file.read(most + 1)
    if path.suffix == ".gz":
        try:
            with gzip.open(io.BytesIO(raw)) as packed:
                raw = packed.read(most + 1)
        except (OSError, EOFError, zlib.error):
            raise Unreadable("the file is not packed with gzip", None, "pack it again, or name it .csv") from None
    if len(raw) > most:
        raise Unreadable(f"the file is larger than {most // 1_000_000} MB", None, "leave out what no criterion reads")
    utf_8 = encoding.lower().replace("-", "").replace("_", "") == "utf8"
    more = f", or {otherwise}" if otherwise else ""
    if utf_8 and raw.startswith(_UTF_16):
        raise Unreadable("the file is UTF-16, not UTF-8 text", None, f"save it as CSV UTF-8{more}")
    try:
        text = raw.decode("utf-8-sig" if utf_8 else encoding)
    except LookupError:
        raise Unreadable(f"'{encoding}' is not an encoding", None, "write cp1252 or utf-16") from None
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        hint = f"save it as CSV UTF-8; look at names with accents{more}"
        raise Unreadable(f"the file is not {'UTF-8' if utf_8 else encoding} text", row, hint) from None
    if "\x00" in text:
        raise Unreadable("the file contains a control character", None, "save it as plain text")
    return unicodedata.normalize("NFC", text)


def _row_of(text: str, separator: str) -> int:
    """Count to the row that cannot be read."""
    row = 1
    try:
        for row, _ in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 2):  # noqa: B007 - how far it comes
            pass
    except csv.Error:
        pass
    return row
