"""`viability import`: data of others into a study of one's own."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from viability.cli.command import command
from viability.cli.request import Bare
from viability.files import crosswalk

FILE, VALUES, SOURCE = "The file", "Its values", "Where they come from"

What = Annotated[Literal["table"], typer.Argument(help="What to import: table.", show_default=False)]
File = Annotated[Path, typer.Argument(help="CSV (also .tsv, .txt, .gz) or Excel (.xlsx).", show_default=False)]
Into = Annotated[Path, typer.Option("--into", help="The study: a folder of your own.", show_default=False)]
Map = Annotated[
    Path | None,
    typer.Option("--map", help="A YAML file that says which column is what; options go before it.", show_default=False),
]
State = Annotated[
    str | None,
    typer.Option("--state", help="The column that names the state.", rich_help_panel=VALUES, show_default=False),
]
Codes = Annotated[
    crosswalk.Codes | None,  # the same literal, for Python keeps one union of those that are equal in any order
    typer.Option(
        "--codes",
        help="How it names states: by name, ISO code, number of the Correlates of War or of Gleditsch and Ward, or id.",
        rich_help_panel=VALUES,
        show_default=False,
    ),
]
When = Annotated[
    str | None,
    typer.Option("--when", help="The column of years or dates.", rich_help_panel=VALUES, show_default=False),
]
Date = Annotated[
    str | None,
    typer.Option("--date", help="The one date of all values.", rich_help_panel=VALUES, show_default=False),
]
Dates = Annotated[
    Literal["iso", "dmy", "mdy"],
    typer.Option(
        "--dates", help="How dates are written: YYYY-MM-DD, day first, or month first.", rich_help_panel=VALUES
    ),
]
Values = Annotated[
    list[str],
    typer.Option(
        "--value",
        help="COLUMN=ATTRIBUTE: the attribute that a column of values is about; in a long table, NAME=ATTRIBUTE. "
        "Repeatable.",
        rich_help_panel=VALUES,
        show_default=False,
    ),
]
Times = Annotated[
    float | None,
    typer.Option(
        "--times",
        help="Multiply every number, as from dollars to millions.",
        rich_help_panel=VALUES,
        show_default=False,
    ),
]
Unit = Annotated[
    str | None,
    typer.Option(
        "--unit",
        help="The unit of the file; add --times if it is not that of the study.",
        rich_help_panel=VALUES,
        show_default=False,
    ),
]
Decimal = Annotated[
    Literal[".", ","], typer.Option("--decimal", help="The mark before decimals.", rich_help_panel=VALUES)
]
Thousands = Annotated[
    Literal[".", ",", " ", "'"] | None,
    typer.Option(
        "--thousands", help="The mark between groups of three digits.", rich_help_panel=VALUES, show_default=False
    ),
]
Missing = Annotated[
    list[str],
    typer.Option(
        "--missing",
        help="A mark that means that a value is missing, such as '..'; repeatable.",
        rich_help_panel=VALUES,
        show_default=False,
    ),
]
LeaveOut = Annotated[
    list[str],
    typer.Option(
        "--leave-out",
        help="A name among the states that is not a state, such as World; repeatable.",
        rich_help_panel=VALUES,
        show_default=False,
    ),
]
Separator = Annotated[
    Literal[",", ";", "tab", "|"] | None,
    typer.Option(
        "--separator", help="What separates the cells of a text file.", rich_help_panel=FILE, show_default=False
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        help="The encoding of a text file that is not UTF-8, such as cp1252, latin-1 or utf-16.",
        rich_help_panel=FILE,
        show_default=False,
    ),
]
SheetName = Annotated[
    str | None,
    typer.Option("--sheet", help="The sheet, if the workbook has several.", rich_help_panel=FILE, show_default=False),
]
HeaderRow = Annotated[
    int, typer.Option("--header-row", help="The row with the names of the columns.", min=1, rich_help_panel=FILE)
]
SourceId = Annotated[
    str | None,
    typer.Option("--source", help="The id of the source, new or listed.", rich_help_panel=SOURCE, show_default=False),
]
Title = Annotated[
    str | None, typer.Option("--title", help="Of a new source: its title.", rich_help_panel=SOURCE, show_default=False)
]
Publisher = Annotated[
    str | None,
    typer.Option("--publisher", help="Of a new source: who published it.", rich_help_panel=SOURCE, show_default=False),
]
Published = Annotated[
    str | None,
    typer.Option(
        "--published", help="Of a new source: when it was published.", rich_help_panel=SOURCE, show_default=False
    ),
]
Url = Annotated[
    str | None, typer.Option("--url", help="Of a new source: where it is.", rich_help_panel=SOURCE, show_default=False)
]
Licence = Annotated[
    str | None,
    typer.Option(
        "--licence", help="What the owner allows, such as CC-BY-4.0.", rich_help_panel=SOURCE, show_default=False
    ),
]
Quality = Annotated[
    Literal["high", "medium", "low"] | None,
    typer.Option(
        "--quality",
        help="How good the values are, where the table does not say so itself.",
        rich_help_panel=SOURCE,
        show_default=False,
    ),
]
Note = Annotated[
    str | None,
    typer.Option(
        "--note", help="A note for the values that have none of their own.", rich_help_panel=SOURCE, show_default=False
    ),
]
Name = Annotated[
    str | None,
    typer.Option("--name", help="The name of the table in the study; default: that of the file.", show_default=False),
]
Update = Annotated[bool, typer.Option("--update", help="Replace what an earlier import of that name wrote.")]
Dry = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")]


@command
def import_(
    request: Bare,  # noqa: ARG001 - every command has one
    what: What,  # noqa: ARG001 - there is one kind so far
    file: File,
    *,
    into: Into,
    map_: Map = None,
    state: State = None,
    codes: Codes = None,
    when: When = None,
    date: Date = None,
    dates: Dates = "iso",
    value: Values = [],  # noqa: B006 - typer's default
    unit: Unit = None,
    times: Times = None,
    decimal: Decimal = ".",
    thousands: Thousands = None,
    missing: Missing = [],  # noqa: B006 - as above
    leave_out: LeaveOut = [],  # noqa: B006 - as above
    separator: Separator = None,
    encoding: Encoding = None,
    sheet: SheetName = None,
    header_row: HeaderRow = 1,
    source: SourceId = None,
    title: Title = None,
    publisher: Publisher = None,
    published: Published = None,
    url: Url = None,
    licence: Licence = None,
    quality: Quality = None,
    note: Note = None,
    name: Name = None,
    update: Update = False,
    dry_run: Dry = False,
) -> None:
    """Take figures from a table, tidy or wide, CSV or Excel, into a study of your own.

    What you do not say is guessed from the names of columns, if only one guess is possible, and you are told. In a
    terminal you are asked for the rest. Values that the study has already stay as they are; those that differ are
    listed. If anything is wrong, nothing is imported.

    Example: viability import table gdp.csv --into nordic --value gdp=gdp --source wb --licence CC-BY-4.0 --quality high
    """
    from viability.errors import FrameworkError, printable_path
    from viability.files.blank import id_of
    from viability.files.folder import load_study
    from viability.files.places import study_folder
    from viability.importers.declared import read_map
    from viability.importers.merge import merge
    from viability.importers.table import read_table
    from viability.output.terminal import remark

    options: dict[str, Any] = {
        "columns": {part: head for part, head in (("state", state), ("when", when)) if head},
        "values": dict(_value(text) for text in value),
        "dates": None if dates == "iso" else dates,
        "decimal": None if decimal == "." else decimal,
        "header_row": None if header_row == 1 else header_row,
        "separator": "\t" if separator == "tab" else separator,
        "sources": _source(source, title=title, publisher=publisher, date=published, url=url, licence=licence),
    }
    options |= {"codes": codes, "date": date, "unit": unit, "times": times, "thousands": thousands, "missing": missing}
    options |= {"leave_out": leave_out, "encoding": encoding, "sheet": sheet, "source": source, "licence": licence}
    options |= {"quality": quality, "note": note}
    try:
        said = read_map(map_, {key: one for key, one in options.items() if one not in (None, {}, [])})
    except ValueError as error:
        raise FrameworkError(f"what you say of the table does not fit: {error}") from None
    root = study_folder(into)
    ask = _ask if sys.stdin.isatty() and sys.stderr.isatty() else None
    offer = read_table(file, said, load_study(root), str(root), ask)
    for line in offer.said:
        remark(line)
    if offer.elsewhere:
        first = ", ".join([*offer.elsewhere][:3])
        count = len(offer.elsewhere)
        remark(
            f"left out, because the study does not have them: {count} state{'s' if count > 1 else ''}, such as {first}"
        )
    found = merge(offer, root, name or id_of(file.name.partition(".")[0]) or "imported", update=update, dry=dry_run)
    for problem in found.kept[:20]:
        remark(f"kept: {problem}")
    if len(found.kept) > 20:  # noqa: PLR2004 - what a screen holds
        remark(f"kept: {len(found.kept) - 20:,} more")
    verb = "would import" if dry_run else "imported"
    counts = [f"{found.new:,} new"] + ([f"{found.changed:,} replaced"] if found.changed else [])
    counts += [f"{found.same:,} there already"] + (
        [f"{len(found.kept):,} kept as the study has them"] if found.kept else []
    )
    typer.echo(f"{verb} {len(offer.values):,} values from {printable_path(str(file))}: {', '.join(counts)}")
    for one in found.files:
        typer.echo(f"{'would write' if dry_run else 'wrote'} {printable_path(str(root / one))}")
    if not found.files:
        typer.echo("nothing was written, because nothing is new")


def _value(text: str) -> tuple[str, dict[str, str]]:
    """Read COLUMN=ATTRIBUTE; without the sign the column is called as its attribute."""
    column, equals, attribute = text.rpartition("=")
    return (column.strip(), {"attribute": attribute.strip()}) if equals else (text.strip(), {})


def _source(source: str | None, **told: str | None) -> dict[str, dict[str, str]]:
    """Return a new source, where anything but its licence is told of it."""
    known = {key: one for key, one in told.items() if one is not None}
    return {source: known} if source is not None and known.keys() - {"licence"} else {}


def _ask(question: str, choices: Sequence[str]) -> str | None:
    """Ask a person; an empty answer is none."""
    for number, choice in enumerate(choices, 1):
        typer.echo(f"  {number:>2} {choice}", err=True)
    answer: str = typer.prompt(question, default="", show_default=False, prompt_suffix=" ", err=True).strip()
    if choices and answer.isdecimal() and 0 < int(answer) <= len(choices):
        return choices[int(answer) - 1]
    return answer or None
