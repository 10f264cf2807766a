"""Where a result goes: standard output or a file that appears whole or not at all."""

import codecs
import contextlib
import math
import os
import stat
import sys
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Any, TextIO, assert_never

from rich.console import Console, RenderableType

from viability.errors import OutputError
from viability.output.frame import to_frame
from viability.output.sheet import Cell, Sheet

JSON_VERSION = 1
"""Version of the shape of JSON output; it rises when a reader would have to change."""

NATURAL = 200
"""Columns that a table may take where there is no terminal: its natural width, for tables never expand."""


class Format(StrEnum):
    """How a result is written."""

    table = "table"
    csv = "csv"
    json = "json"
    md = "md"


def emit(sheet: Sheet, view: RenderableType, form: Format | None, output: Path | None) -> None:
    """Write a result to standard output or a file, in a format or in the one that the file's ending names.

    Raises:
        OutputError: when it cannot be written.
        BrokenPipeError: when whoever reads standard output has gone.
    """
    match form or by_ending(output):
        case Format.table:
            if output is None:
                _said(lambda: show(view))
                return
            text = drawn(view)
        case Format.csv:
            text = to_frame(sheet).to_csv(index=False, lineterminator="\n")
        case Format.json:
            text = as_json(sheet)
        case Format.md:
            text = as_markdown(sheet)
        case other:
            assert_never(other)
    if output is None:
        _said(lambda: _put(text))
    else:
        write_file(output, text)


def by_ending(output: Path | None) -> Format:
    """Return the format that the ending of a file names; a table for any other, and for no file."""
    ending = "" if output is None else output.suffix.lower().removeprefix(".")
    return Format(ending) if ending in {"csv", "json", "md"} else Format.table


def _put(text: str) -> None:
    """Write data to standard output, which are UTF-8 whatever the console speaks."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())


def _said(say: Callable[[], None]) -> None:
    """Write to standard output, and tell a full disk or a closed stream as an error of the output."""
    if sys.stdout is None:
        raise OutputError("standard output is closed; name a file with --output")
    try:
        say()
        sys.stdout.flush()  # a reader that has gone is noticed here, not at exit
    except BrokenPipeError:
        raise
    except OSError as error:
        silence()
        raise OutputError(f"standard output cannot be written ({error.strerror})") from None


def silence() -> None:
    """Send what is left for standard output nowhere: the interpreter flushes once more on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show(view: RenderableType) -> None:
    """Print a view: coloured to the width of a terminal, plain at its natural width into a pipe."""
    if not sys.stdout.isatty():
        sys.stdout.write(readable(drawn(view), sys.stdout))
    elif _speaks_utf8(sys.stdout):
        Console(highlight=False, emoji=False).print(view)
    else:
        console = Console(highlight=False, emoji=False)
        with console.capture() as captured:
            console.print(view)
        sys.stdout.write(plain(captured.get()))


def drawn(view: RenderableType, width: int = NATURAL) -> str:
    """Return a view as text without colour, no trailing blanks."""
    console = Console(
        file=StringIO(), width=width, color_system=None, highlight=False, emoji=False, force_terminal=False
    )
    console.print(view)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # it is the StringIO given above
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def as_json(sheet: Sheet) -> str:
    """Return a sheet as JSON: version, kind, provenance, rows; what is unknown is null."""
    import json  # noqa: PLC0415 - only this format needs it

    body: dict[str, Any] = {"version": JSON_VERSION, "kind": sheet.kind, **_finite(sheet.provenance)}
    body["rows"] = [_finite(row) for row in sheet.rows]
    return json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _finite(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """Replace numbers that JSON cannot hold: NaN by null, an infinite compensation by text."""
    found: dict[str, Cell] = {}
    for name, value in cells.items():
        if isinstance(value, float) and not math.isfinite(value):
            found[name] = None if math.isnan(value) else str(value)
        else:
            found[name] = value
    return found


def as_markdown(sheet: Sheet) -> str:
    """Return a sheet as a Markdown table of the columns that hold anything, with the provenance below."""
    names = [name for name in sheet.columns if any(_cell(row.get(name)) for row in sheet.rows)] or [*sheet.head]
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    lines += ["| " + " | ".join(_cell(row.get(name)) for name in names) + " |" for row in sheet.rows]
    made = ", ".join(f"{name}: {_cell(value)}" for name, value in sheet.provenance.items() if _cell(value))
    return "\n".join([*lines, "", made, ""])


WHOLE = 1000
"""Numbers from here on are written without decimals."""


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < WHOLE else f"{value:.0f}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def write_file(path: Path, text: str) -> None:
    """Write a text file so that it appears whole or not at all; a link is followed and a file keeps its mode.

    What is no regular file (a device, a pipe) is written to as it stands.

    Raises:
        OutputError: when it cannot be written.
    """
    import tempfile  # noqa: PLC0415 - it brings compressors along, which only files pay for

    temporary = ""
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", newline="")
            return
        target = _linked(path)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as file:
            temporary = file.name
            file.write(text)
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except (OSError, RuntimeError) as error:  # the latter for links that go in a circle
        why = getattr(error, "strerror", error)
        raise OutputError(f"{path}: cannot be written ({why}); choose another --output") from None
    finally:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def _linked(path: Path) -> Path:
    """Return the file that a link points at, or the path itself."""
    return path.resolve(strict=False) if path.is_symlink() else path


def _mode(path: Path) -> int:
    """Return the permissions of a file, or those of a new one."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def check_writable(path: Path | None) -> None:
    """Refuse at once an output that could not be written at the end.

    Raises:
        OutputError: when the folder is missing or the path is a folder.
    """
    if path is None:
        return
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file in it")
    if path.exists() and not path.is_file():
        if not os.access(path, os.W_OK):
            raise OutputError(f"{path}: cannot be written to; choose another --output")
        return
    folder = _linked(path).parent
    if not folder.is_dir():
        raise OutputError(f"{path}: the folder {folder} does not exist; make it first")
    if not os.access(folder, os.W_OK):
        raise OutputError(f"{path}: the folder {folder} cannot be written to; choose another --output")


MARKS = {
    **dict(zip("·█░─━│┼×▁▂▃▄▅▆▇", "-#.--|+x_.-=+*%", strict=True)),  # noqa: RUF001 - the marks themselves
    **dict(zip("‘’“”–—ıəƏøØłŁ", "''\"\"--ieEoOlL", strict=True)),  # noqa: RUF001 - as above
    "→": "->",
    "±": "+-",
}
"""ASCII for the marks that views draw with, for typographers' marks, and for letters that do not decompose."""


def plain(text: str) -> str:
    """Reduce text to ASCII for consoles that know nothing else; a letter without a likeness becomes a `?`."""
    replaced = "".join(MARKS.get(ch, ch) for ch in text)
    parts = (ch for ch in unicodedata.normalize("NFKD", replaced) if not unicodedata.combining(ch))
    return "".join(parts).encode("ascii", "replace").decode("ascii")


def readable(text: str, stream: TextIO) -> str:
    """Return text as a stream can take it: as it is, or in ASCII."""
    return text if _speaks_utf8(stream) else plain(text)


def _speaks_utf8(stream: TextIO) -> bool:
    return codecs.lookup(stream.encoding or "utf-8").name in {"utf-8", "utf-8-sig"}
