"""What a terminal, a pipe or a text file shows of a view."""

import codecs
import contextlib
import io
import os
import sys
import unicodedata
from io import StringIO
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment

from viability.output.text import clean

PIPED = 120
"""Columns that lines take at most where there is no terminal."""

WIDEST = 1000
"""Columns beyond which nobody means it."""


def piped() -> int:
    """Return the width of what goes into a pipe or a file: as `COLUMNS` says, or else 120."""
    asked = os.environ.get("COLUMNS", "")
    return min(int(asked), WIDEST) if asked.isdecimal() and int(asked) else PIPED


class InSight:
    """A view whose text hides nothing: what a terminal would obey rather than show is replaced."""

    def __init__(self, view: RenderableType) -> None:
        self.view = view

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.view, options):
            yield segment if segment.control else Segment(clean(segment.text), segment.style)


def _console(**options: Any) -> Console:  # noqa: ANN401 - rich's own options
    """Return a console that takes text as text: brackets and colons of a name are no markup and no emoji."""
    return Console(highlight=False, emoji=False, markup=False, **options)


def show(view: RenderableType) -> None:
    """Print a view: coloured to the width of a terminal, plain into a pipe."""
    if not sys.stdout.isatty():
        sys.stdout.write(readable(drawn(view), sys.stdout))
    elif _speaks_utf8(sys.stdout):
        _console().print(InSight(view), crop=False)
    else:
        console = _console()
        with console.capture() as captured:
            console.print(InSight(view), crop=False)
        sys.stdout.write(plain(captured.get()))


def drawn(view: RenderableType, width: int | None = None) -> str:
    """Return a view as text without colour, no trailing blanks; without a width, as wide as what goes into a pipe."""
    held, columns = StringIO(), piped() if width is None else width
    console = _console(file=held, width=columns, color_system=None, force_terminal=False)
    console.print(InSight(view), crop=False)  # a problem of a study keeps its one line
    return "".join(line.rstrip() + "\n" for line in held.getvalue().splitlines())


MARKS = {
    **dict(zip("·⋅█░─━●│┼×▁▂▃▄▅▆▇", "-.#.-=o|+x_.-=+*%", strict=True)),  # noqa: RUF001 - the marks themselves
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
        sys.stderr.write(readable(f"{clean(text)}\n", sys.stderr))
        sys.stderr.flush()


class InSightStream(io.TextIOBase):
    """A stream beside another that hides nothing of what is written to it, and that is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self.stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a plain attribute there
        """The encoding of the other."""
        return self.stream.encoding

    def write(self, text: str) -> int:
        """Write text in sight."""
        return self.stream.write(clean(text))

    def flush(self) -> None:
        """Flush the other."""
        self.stream.flush()

    def fileno(self) -> int:
        """Return the number of the other's file."""
        return self.stream.fileno()
