"""Markdown: a table that fits where it is pasted."""

import math

import pytest
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from viability.output.layout import grid
from viability.output.markdown import PAGE, as_markdown, as_page, escaped, source_note, table_lines
from viability.output.sheet import Row, Sheet

ROWS: list[Row] = [
    {"name": "Türkiye", "value": 1 / 3, "note": "a|b\nc", "nothing": None},
    {"name": "K\u0131br\u0131s", "value": math.nan, "note": "[bold]", "nothing": ""},
]
SHEET = Sheet(kind="test", rows=ROWS, provenance={"study": "A study", "compensation": -math.inf, "changes": ""})


def test_markdown_is_a_table_of_the_columns_that_hold_anything() -> None:
    """Markdown rounds, escapes bars, keeps a cell on one line, and leaves out empty columns and provenance."""
    assert (
        "| name | value | note |\n"
        "| --- | --- | --- |\n"
        "| Türkiye | 0.3333 | a\\|b c |\n"
        "| K\u0131br\u0131s |  | \\[bold\\] |\n"
        "\n"
        "study: A study, compensation: -inf\n"
    ) == as_markdown(SHEET)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\\|b", "a\\\\\\|b"),
        ("# head", "\\# head"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("12) item", "12\\) item"),
        ("1.5 items", "1.5 items"),
        ("~~gone~~ or H~2~O", "\\~\\~gone\\~\\~ or H\\~2\\~O"),
        ("$5 and $6", "\\$5 and \\$6"),
        ("-2 to 3", "-2 to 3"),
        ("<img src=x>", "&lt;img src=x&gt;"),
        ("![x](http://e)", "\\!\\[x\\](http://e)"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        ("`code` *strong* _so_", "\\`code\\` \\*strong\\* \\_so\\_"),
        ("military_expenditure", "military_expenditure"),
        ("AT&T", "AT&amp;T"),
        ("add --as-of", "add \\-\\-as-of"),
        ("two\nlines\r\nmore", "two lines more"),
        ("\x1b[31m\u202ex", "\ufffd\\[31m\ufffdx"),
    ],
)
def test_text_of_others_is_no_markup(text: str, expected: str) -> None:
    """Bars, backslashes, headings, lists, tags, pictures and links of a name stand as they were written."""
    assert expected == escaped(text)


def test_a_page_holds_what_a_terminal_shows() -> None:
    """Text becomes paragraphs, bold stays bold, a table stands with its title as caption, blank lines go."""
    table = grid(("Member", "left"), ("", "left"), ("Index", "right"), title="Who carries")
    table.add_row("Türkiye", "", "52.4")
    table.add_row("  Azerbaijan\nAZE", "", Text("49.0", style="bold"))
    parts: list[RenderableType] = [
        Text.assemble(("A study", "bold"), " of two\nand more"),
        Text(),
        Group(Text("Sure.", style="bold red"), Padding(table, (0, 0, 0, 2))),
    ]
    assert as_page(parts).splitlines() == [
        "**A study** of two\\",
        "and more",
        "",
        "**Sure.**",
        "",
        "| Member | Index |",
        f"| {'-' * 22} | {'-' * 9}: |",
        "| Türkiye | 52.4 |",
        "| &emsp;Azerbaijan; AZE | 49.0 |",
        "",
        "Table: Who carries",
    ]


def test_columns_share_a_page() -> None:
    """Short columns get what they hold, long ones the rest; figures stand to the right, and nothing stays nothing."""
    rows = [("a", "word " * 40, "1.5"), ("b", "word " * 20, "+2")]
    rule = [*table_lines(("Id", "Text", "Figure"), rows)][1]
    first, text, figure = (part.strip() for part in rule.strip("|").split("|"))
    assert len(first) < len(figure) < len(text)
    assert figure.endswith(":")
    assert not text.endswith(":")
    assert PAGE >= len(first) + len(text) + len(figure)
    assert [] == [*table_lines(("Id",), [])]


def test_the_note_on_a_page_says_what_made_it() -> None:
    """Program, study, data and command stand in words; a command with a mark of code stands as text."""
    made: Row = {"program_version": "0.2", "study": "A study", "framework_version": "2", "data_to": "2024", "seed": 7}
    sheet = Sheet(kind="test", rows=[], provenance={**made, "command": "viability score", "fingerprint": "ab"})
    told = "Source: viability 0.2, study A study, framework 2, values to 2024. Made by `viability score`."
    assert f"{told} Settings: seed: 7. Fingerprint of the data: ab." == source_note(sheet)
    assert "Made by viability \\`x\\`." in source_note(
        Sheet(kind="t", rows=[], provenance={"command": "viability `x`"})
    )
    assert "Source: viability." == source_note(Sheet(kind="t", rows=[], provenance={}))
