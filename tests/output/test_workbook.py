"""Workbooks: typed cells, text that stays text, and a first page that says what is what."""

import math
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from viability.analyses.explain import explain
from viability.analyses.score import assess
from viability.errors import OutputError
from viability.files.folder import load_study
from viability.output.explain import sheet as explain_sheet
from viability.output.score import sheet as score_sheet
from viability.output.sheet import Row, Sheet
from viability.output.workbook import MOST_ROWS, as_workbook
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"

ROWS: list[Row] = [
    {"part": "one", "text": "=1+1", "date": "2015", "share": 0.25, "count": 3, "yes": True, "gone": math.nan},
    {"part": "two", "text": "https://example.org", "date": "2015-02-03", "share": None, "count": 4, "big": 123456.7},
    {"part": "two", "text": "-5", "date": "", "share": math.inf, "count": 5, "big": 0.5},
]
SHEET = Sheet(kind="test", rows=ROWS, provenance={"study": "A study", "draws": 10}, tables="part")


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study."""
    return load_study(SMALL)


def read(data: bytes) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return a workbook as a spreadsheet reads it."""
    return load_workbook(BytesIO(data))


def lines(sheet: Any) -> list[tuple[object, ...]]:  # noqa: ANN401 - as above
    """Return the cells of a sheet, line by line."""
    return [*sheet.iter_rows(values_only=True)]


def test_cells_have_the_types_of_what_they_hold() -> None:
    """Numbers are numbers, text and dates are text, truth is truth; unknown is empty; formulas and links stay text."""
    book = read(as_workbook(SHEET))
    assert ["read me", "one", "two"] == book.sheetnames
    assert [
        ("part", "text", "date", "share", "count", "yes"),
        ("one", "=1+1", "2015", 0.25, 3, True),
    ] == lines(book["one"])
    assert "s" == book["one"]["B2"].data_type
    assert [
        ("part", "text", "date", "share", "count", "big"),
        ("two", "https://example.org", "2015-02-03", None, 4, 123456.7),
        ("two", "-5", None, "inf", 5, 0.5),
    ] == lines(book["two"])
    assert book["two"]["B2"].hyperlink is None


def test_numbers_are_shown_rounded_and_kept_whole(alliance: Study) -> None:
    """A score is shown with one decimal and a share with three, and the cell holds every digit."""
    sheet = score_sheet(assess(alliance, draws=10))
    book = read(as_workbook(sheet))
    head, *rows = lines(book["score"])
    score, share = head.index("score"), head.index("share")
    assert [each["score"] for each in sheet.rows] == pytest.approx([row[score] for row in rows])
    pillar = book["score"][4]
    assert ("0.0", "0.000") == (pillar[score].number_format, pillar[share].number_format)
    assert "#,##0" == read(as_workbook(SHEET))["two"]["F2"].number_format


def test_the_header_is_bold_and_stays_in_sight() -> None:
    """The first line of a table is bold, does not scroll away, and filters."""
    sheet = read(as_workbook(SHEET))["two"]
    assert "A2" == sheet.freeze_panes
    assert all(cell.font.bold for cell in sheet[1])
    assert "A1:F3" == sheet.auto_filter.ref


def test_the_first_page_says_what_is_what(alliance: Study) -> None:
    """`read me` holds the provenance, what each column means, and in full the sources behind the members' values."""
    text = lines(read(as_workbook(score_sheet(assess(alliance, draws=10)), alliance))["read me"])
    assert ("The small coalition", None, None, None) == text[0]
    assert ("draws", "10", "how many draws, and the seed of whatever was drawn", None) in text
    assert ("gained", "score: number", "points (criterion)", None) in text
    cited = text[[line[0] for line in text].index("Source") + 1 :]
    assert ["yearbook", "survey"] == [line[0] for line in cited] or {"yearbook"} <= {line[0] for line in cited}
    source = alliance.sources["yearbook"]
    assert source.title in str(next(line for line in cited if line[0] == "yearbook")[2])


def test_where_each_row_names_its_sources_only_these_are_listed(alliance: Study) -> None:
    """A table whose rows name their sources lists what it cites and nothing more."""
    sheet = explain_sheet(explain(alliance, "alfa"))
    text = lines(read(as_workbook(sheet, alliance))["read me"])
    listed = [line[0] for line in text[[line[0] for line in text].index("Source") + 1 :]]
    cited = {word for row in sheet.rows for word in str(row["sources"]).split()}
    assert [name for name in alliance.sources if name in cited] == listed


def test_the_same_result_is_the_same_file() -> None:
    """A workbook holds no time of its making."""
    assert as_workbook(SHEET) == as_workbook(SHEET)


def test_an_empty_sheet_is_a_workbook() -> None:
    """A table without rows has its header."""
    book = read(as_workbook(Sheet(kind="check", rows=[], provenance={}, head=("file", "line"))))
    assert [("file", "line")] == lines(book["check"])


@pytest.mark.parametrize("name", ["a[b]:c*d?e/f\\g", "x" * 40, "read me", "Read Me", "history", "'"])
def test_any_name_of_a_table_becomes_one_that_a_sheet_may_have(name: str) -> None:
    """What spreadsheets forbid in names of sheets is left out, and no two sheets have one name."""
    rows: list[Row] = [{"part": name, "value": 1.0}]
    book = read(as_workbook(Sheet(kind="test", rows=rows, provenance={}, tables="part")))
    assert 2 == len({title.lower() for title in book.sheetnames})
    assert [("part", "value"), (name, 1)] == lines(book[book.sheetnames[1]])


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    """A workbook is never cut off without a word."""
    rows: list[Row] = [{}] * (MOST_ROWS + 1)
    with pytest.raises(OutputError, match=r"a workbook holds 1,048,575 rows, and these are 1,048,576; write \.csv"):
        as_workbook(Sheet(kind="test", rows=rows, provenance={}))


def test_hidden_characters_are_replaced() -> None:
    """Controls and marks of direction do not reach a cell or the name of a sheet."""
    rows: list[Row] = [{"part": "a\x1bb", "value": "\u202ex\x07"}]
    book = read(as_workbook(Sheet(kind="test", rows=rows, provenance={"study": "\u202ey"}, tables="part")))
    assert ["read me", "a\ufffdb"] == book.sheetnames
    assert ("a\ufffdb", "\ufffdx\ufffd") == lines(book["a\ufffdb"])[1]
    assert "\ufffdy" == book["read me"]["A1"].value
