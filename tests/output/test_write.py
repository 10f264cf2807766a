"""A result goes where it was asked for, in the formats that endings name."""

from pathlib import Path

import pytest
from rich.text import Text

from viability.output.destination import STDOUT, Format
from viability.output.sheet import Row, Sheet
from viability.output.write import emit

ROWS: list[Row] = [{"name": "Türkiye", "value": 1 / 3}, {"name": "Q\u0131r\u0131m", "value": 2.0}]
SHEET = Sheet(kind="test", rows=ROWS, provenance={"study": "A study"})
VIEW = Text("the view\non two lines")

STARTS = [
    (Format.table, "the view\n"),
    (Format.csv, "name,value,study\n"),
    (Format.json, '{\n  "version": 1,\n'),
    (Format.md, "| name | value |\n"),
]


@pytest.mark.parametrize(("form", "start"), STARTS)
def test_each_format_goes_to_a_file_or_to_standard_output(
    form: Format, start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same text goes to standard output, or to the file and then nothing to standard output."""
    emit(SHEET, VIEW, form)
    printed = capsys.readouterr().out
    assert start == printed[: len(start)]
    emit(SHEET, VIEW, form, [tmp_path / "out"])
    assert "" == capsys.readouterr().out
    assert printed == (tmp_path / "out").read_text(encoding="utf-8")


def test_several_files_each_get_what_their_ending_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One run writes many formats, says so on standard error, and prints only where that is among the outputs."""
    paths = [tmp_path / f"out.{ending}" for ending in ("csv", "json", "md", "txt", "xlsx")]
    emit(SHEET, VIEW, None, [*paths, STDOUT])
    said = capsys.readouterr()
    assert "the view\non two lines\n" == said.out == paths[3].read_text(encoding="utf-8")
    sizes = ("2 rows", "2 rows", "2 rows", "2 lines", "2 rows")
    assert [f"wrote {p} ({size})" for p, size in zip(paths, sizes, strict=True)] == said.err.splitlines()
    assert [b"name", b"{\n  ", b"| na", b"the ", b"PK\x03\x04"] == [path.read_bytes()[:4] for path in paths]


def test_one_row_is_told_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The remark counts in English."""
    emit(Sheet(kind="test", rows=ROWS[:1], provenance={}), VIEW, None, [tmp_path / "a.csv"])
    assert f"wrote {tmp_path / 'a.csv'} (1 row)\n" == capsys.readouterr().err
