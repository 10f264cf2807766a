"""One file of the user's to cells: text in any encoding and with any separator, and workbooks."""

import gzip
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from viability.files.strict_yaml import Unreadable
from viability.importers.cells import Formula, read_cells


@pytest.mark.parametrize(
    ("raw", "options", "said"),
    [
        ("a,b\n1,2\n", {}, ()),
        ("a;b\n1;2\n", {}, ("cells are separated by semicolons",)),
        ("a\tb\n1\t2\n", {}, ("cells are separated by tabs",)),
        ("a|b\n1|2\n", {"separator": "|"}, ()),
        ("\ufeffa,b\r\n1,2\r\n", {}, ()),
        ("a,b,\n1,2,\n", {}, ()),
        ("Source: x\n\na,b\n1,2\n", {"header_row": 3}, ()),
    ],
)
def test_text_is_read(tmp_path: Path, raw: str, options: dict[str, object], said: tuple[str, ...]) -> None:
    """The separator is guessed from the header and told; byte order marks and columns without a name are no matter."""
    path = tmp_path / "t.csv"
    path.write_text(raw, encoding="utf-8", newline="")
    cells = read_cells(path, **options)  # type: ignore[arg-type]  # options of several kinds
    assert (("a", "b"), ["1", "2"], said) == (cells.header, [*cells.rows[0]][:2], cells.said)
    assert 2 + raw.count("\n\n") * 2 == cells.first


@pytest.mark.parametrize(
    ("raw", "options", "message"),
    [
        ("Ağrı,b\n1,2\n".encode("iso8859-9"), {}, "is not UTF-8 text"),  # noqa: RUF001 - the letter is the matter
        ("a,b\n1,2\n".encode("utf-16"), {}, "is UTF-16, not UTF-8 text"),
        (b"a,b\n1,2\n", {"encoding": "nonsense"}, "is not an encoding"),
        (b"a,b;c\n1,2;3\n", {}, "the cells may be separated by ',' or ';'"),
        (b'a,b\n1,"2\n', {}, "this is not a table"),
        (b"", {}, "the table has no header"),
        (b"a,b\n", {"header_row": 3}, "the table has no header"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, raw: bytes, options: dict[str, object], message: str) -> None:
    """Other encodings can be named, and what parts the cells, too."""
    path = tmp_path / "t.csv"
    path.write_bytes(raw)
    with pytest.raises(Unreadable, match=message):
        read_cells(path, **options)  # type: ignore[arg-type]  # as above


def test_other_encodings_are_read_where_they_are_named(tmp_path: Path) -> None:
    """Latin-1 and UTF-16, and a file that is packed."""
    for encoding in ("latin-1", "cp1252", "utf-16"):
        path = tmp_path / "t.csv"
        path.write_bytes("Österreich,1\n".encode(encoding))
        assert ("Österreich", "1") == read_cells(path, encoding=encoding).header
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert ("a", "b") == read_cells(packed).header


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a workbook with two sheets, the second with cells of every kind."""
    made = Workbook()
    sheet = made.create_sheet("Data")
    sheet.append(["Country", "When", "Value", None])
    sheet.append(["Norway", 2024, 0.5])
    sheet.append(["Sweden", datetime(2024, 5, 1), "=C2*2"])  # noqa: DTZ001 - spreadsheets have no zone
    sheet.append([None, None, None])
    sheet.append(["Finland", "2024", True])
    path = tmp_path / "t.xlsx"
    made.save(path)
    return path


def test_a_workbook_is_read_cell_by_cell(book: Path) -> None:
    """Numbers are numbers, days are days, and a formula stays one rather than its last result."""
    cells = read_cells(book, sheet="Data")
    assert ("Country", "When", "Value") == cells.header
    assert ["Norway", 2024.0, 0.5] == [*cells.rows[0]][:3]
    assert date(2024, 5, 1) == cells.rows[1][1]
    assert isinstance(cells.rows[1][2], Formula)
    assert ["Finland", "2024", "true"] == [*cells.rows[3]][:3]


def test_a_sheet_is_named_where_there_are_several(book: Path) -> None:
    """And one that is not there is told with those that are."""
    with pytest.raises(Unreadable, match="has 2 sheets: Sheet, Data"):
        read_cells(book)
    with pytest.raises(Unreadable, match="has no sheet 'Dta'"):
        read_cells(book, sheet="Dta")


def test_what_only_looks_like_a_workbook_is_told(tmp_path: Path) -> None:
    """Text under the ending of a workbook, and older kinds."""
    (tmp_path / "t.xlsx").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="this is not a workbook"):
        read_cells(tmp_path / "t.xlsx")
    with pytest.raises(Unreadable, match=r"is a \.xls file"):
        read_cells(tmp_path / "t.xls")
