"""CSV: for programs, and for spreadsheets that write a comma in their numbers."""

import math
from io import BytesIO

import pandas as pd
import pytest

from viability.output.csv_text import as_csv
from viability.output.sheet import Row, Sheet

ROWS: list[Row] = [
    {"name": "Türkiye", "value": 64.544, "count": 3, "mixed": 3.5},
    {"name": "a;b", "value": math.nan, "count": None, "mixed": "none, or 1.5"},
]
SHEET = Sheet(kind="test", rows=ROWS, provenance={"compensation": -math.inf, "share": 0.25})


def test_csv_is_for_programs_unless_a_comma_is_asked_for() -> None:
    """Plain CSV has commas between cells, points in numbers and no mark before its first letter."""
    assert (
        'name,value,count,mixed,compensation,share\nTürkiye,64.544,3.0,3.5,-inf,0.25\na;b,,,"none, or 1.5",-inf,0.25\n'
    ).encode() == as_csv(SHEET)


def test_a_decimal_comma_comes_with_semicolons_and_a_mark() -> None:
    """Numbers have a comma, text stays as it is, and the byte order mark tells spreadsheets that it is UTF-8."""
    assert (
        b"\xef\xbb\xbf"
        + (
            "name;value;count;mixed;compensation;share\n"
            "Türkiye;64,544;3,0;3,5;-inf;0,25\n"
            '"a;b";;;none, or 1.5;-inf;0,25\n'
        ).encode()
    ) == as_csv(SHEET, decimal_comma=True)


def test_a_decimal_comma_reads_back() -> None:
    """What a spreadsheet of such a language reads is what was written."""
    frame = pd.read_csv(BytesIO(as_csv(SHEET, decimal_comma=True)), sep=";", decimal=",", encoding="utf-8-sig")
    assert 64.544 == pytest.approx(frame["value"][0])
    assert "Türkiye" == frame["name"][0]


def test_hidden_characters_and_wide_formulas_do_no_harm() -> None:
    """Controls, marks of direction and halves of characters are replaced; wide signs of a formula are quoted."""
    rows: list[Row] = [{"a": "\x1b]0;x\x07", "b": "\u202ex", "c": "\ud800", "d": "\uff1d1+1", "e": "two\nlines\tx"}]
    rows[0] = {**rows[0], "f": " =1", "g": "\ufe66A1"}
    (row,) = pd.read_csv(BytesIO(as_csv(Sheet(kind="test", rows=rows, provenance={})))).to_dict("records")
    assert {"a": "\ufffd]0;x\ufffd", "b": "\ufffdx", "c": "\ufffd", "e": "two\nlines\tx"} == {c: row[c] for c in "abce"}
    assert ["'\uff1d1+1", "' =1", "'\ufe66A1"] == [row[c] for c in "dfg"]
