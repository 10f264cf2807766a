"""Markdown: a table that fits where it is pasted."""

import math

from viability.output.markdown import as_markdown
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
        "| K\u0131br\u0131s |  | [bold] |\n"
        "\n"
        "study: A study, compensation: -inf\n"
    ) == as_markdown(SHEET)
