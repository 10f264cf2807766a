"""Markdown: a table that fits where it is pasted."""

import math

import pytest

from viability.output.markdown import as_markdown, escaped
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
        ("1. item", "\\1. item"),
        ("-2 to 3", "-2 to 3"),
        ("<img src=x>", "&lt;img src=x&gt;"),
        ("![x](http://e)", "\\!\\[x\\](http://e)"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        ("`code` *strong* _so_", "\\`code\\` \\*strong\\* \\_so\\_"),
        ("military_expenditure", "military_expenditure"),
        ("AT&T", "AT&amp;T"),
        ("two\nlines\r\nmore", "two lines more"),
        ("\x1b[31m\u202ex", "\ufffd\\[31m\ufffdx"),
    ],
)
def test_text_of_others_is_no_markup(text: str, expected: str) -> None:
    """Bars, backslashes, headings, lists, tags, pictures and links of a name stand as they were written."""
    assert expected == escaped(text)
