"""What a terminal, a pipe or a text file shows of a view."""

import codecs
import contextlib
import sys
import unicodedata
from io import StringIO
from typing import TextIO

from rich.console import Console, RenderableType

NATURAL = 200
"""Columns that a table may take where there is no terminal: its natural width, for tables never expand."""


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


def remark(text: str) -> None:
    """Say a line on standard error; where that is closed, nobody wants to hear it."""
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError):
        sys.stderr.write(readable(f"{text}\n", sys.stderr))
        sys.stderr.flush()
