"""A result in the formats and at the places that were asked for."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import assert_never

from msgspec.structs import replace
from rich.console import RenderableType

from viability.errors import OutputError, printable_path
from viability.output.destination import STDOUT, Format, by_ending, put, say, write_files
from viability.output.layout import View
from viability.output.made import Made
from viability.output.sheet import Sheet
from viability.output.terminal import drawn, remark, show


def emit(
    sheet: Sheet,
    view: RenderableType,
    form: Format | None = None,
    outputs: Sequence[Path] = (),
    *,
    decimal_comma: bool = False,
    made: Made | None = None,
    document: Callable[[Sheet, RenderableType, Made | None], bytes] | None = None,
) -> None:
    """Write a result to standard output, or to files in the formats that their endings name: all of them or none.

    Args:
        sheet: The tidy rows.
        view: What a terminal shows.
        form: The format of standard output and of files without an ending.
        outputs: The files; `-` is standard output.
        decimal_comma: Write CSV as spreadsheets expect it where numbers have a comma.
        made: What made the result; it goes into every format but the table.
        document: Writes a Word document; what does so is no part of a plain installation.

    Raises:
        OutputError: when something cannot be written.
        BrokenPipeError: when whoever reads standard output has gone.
    """
    forms = {path: by_ending(path, form) for path in outputs if path != STDOUT}
    printed = STDOUT in outputs or not outputs

    def written(kind: Format) -> bytes:
        if kind is Format.docx and document is not None:
            return document(_with_made(sheet, made), view, made)
        return _written(sheet, view, kind, decimal_comma=decimal_comma, made=made)

    def print_it() -> None:
        kind = form or Format.table
        if kind is Format.table:
            say(lambda: show(view))
        else:
            data = written(kind)
            say(lambda: put(data))

    if not forms:
        print_it()
        return
    files = {path: written(kind) for path, kind in forms.items()}
    write_files(files, print_it if printed else lambda: None)
    for path, kind in forms.items():
        remark(f"wrote {printable_path(str(path))} ({_size(files[path], sheet, kind)})")


def _written(sheet: Sheet, view: RenderableType, form: Format, *, decimal_comma: bool, made: Made | None) -> bytes:
    """Return a result in a format; what only one format needs is imported for it."""
    sheet = _with_made(sheet, made)
    match form:
        case Format.table:
            return (drawn(view) + _footer(sheet)).encode()
        case Format.csv:
            from viability.output.csv_text import as_csv  # noqa: PLC0415 - it brings pandas

            return as_csv(sheet, decimal_comma=decimal_comma)
        case Format.json:
            from viability.output.json_text import as_json  # noqa: PLC0415 - it brings json

            return as_json(sheet, {} if made is None else made.full()).encode()
        case Format.md:
            from viability.output.markdown import as_markdown, source_note  # noqa: PLC0415 - as the others

            page = f"{view.markdown()}\n{source_note(sheet)}\n" if isinstance(view, View) else as_markdown(sheet)
            return page.encode()
        case Format.xlsx:
            from viability.output.workbook import as_workbook  # noqa: PLC0415 - it brings XlsxWriter

            return as_workbook(sheet, None if made is None else made.asked)
        case Format.docx:
            raise OutputError("only the command line writes documents")
    assert_never(form)


def _with_made(sheet: Sheet, made: Made | None) -> Sheet:
    """Return a sheet with what made it beside its provenance."""
    return sheet if made is None else replace(sheet, provenance={**sheet.provenance, **made.cells()})


def _footer(sheet: Sheet) -> str:
    """Say below a table in a file what made it; on the screen the command stands above."""
    told = [f"{word}{sheet.provenance[name]}\n" for name, word in FOOT.items() if sheet.provenance.get(name)]
    return "".join(["\n", *told]) if told else ""


FOOT = {
    "command": "",
    "scenarios": "scenarios: ",
    "data_to": "newest value: ",
    "fingerprint": "study ",
    "world_fingerprint": "world ",
}
"""What stands below a table in a file, and the word before it."""


def _size(data: bytes, sheet: Sheet, form: Format) -> str:
    """Say how much a file holds."""
    number, what = (data.count(b"\n"), "line") if form is Format.table else (len(sheet.rows), "row")
    return f"{number:,} {what}{'' if number == 1 else 's'}"
