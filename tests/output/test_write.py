"""Where results go: JSON, Markdown, plain text, and files that appear whole or not at all."""

import json
import math
import os
import stat
import threading
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest
from rich.text import Text

from viability.errors import OutputError
from viability.output.sheet import Row, Sheet
from viability.output.write import (
    JSON_VERSION,
    Format,
    as_json,
    as_markdown,
    by_ending,
    check_writable,
    drawn,
    emit,
    plain,
    readable,
    write_file,
)

ROWS: list[Row] = [
    {"name": "Türkiye", "value": 1 / 3, "note": "a|b\nc", "nothing": None},
    {"name": "K\u0131br\u0131s", "value": math.nan, "note": "[bold]", "nothing": ""},
]
SHEET = Sheet(kind="test", rows=ROWS, provenance={"study": "A study", "compensation": -math.inf, "changes": ""})
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_json_has_a_version_and_full_precision() -> None:
    """JSON holds version, kind, provenance and rows; unknown is null and minus infinity is text."""
    body = json.loads(as_json(SHEET))
    assert JSON_VERSION == body["version"]
    assert ("test", "A study", "-inf") == (body["kind"], body["study"], body["compensation"])
    assert [1 / 3, None] == [each["value"] for each in body["rows"]]
    assert ["Türkiye", "K\u0131br\u0131s"] == [each["name"] for each in body["rows"]]


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Türkiye · K\u0131br\u0131s", "Turkiye - Kibris"),
        ("Erdoğan, Əliyev, Q\u0131rğ\u0131z\u0131stan", "Erdogan, Eliyev, Qirgizistan"),
        ("25 → 50 %, ±3", "25 -> 50 %, +-3"),
        ("Is it? Yes", "Is it? Yes"),
        ("\u201cso\u201d \u2013 it\u2019s", '"so" - it\'s'),
        ("\u0416\u042f", "??"),
        ("█░─", "#.-"),
    ],
)
def test_plain_text_is_ascii_and_loses_as_little_as_possible(text: str, expected: str) -> None:
    """Letters lose their accents, marks have likenesses, questions keep their marks, and the rest shows as one."""
    assert expected == plain(text)


def test_text_is_reduced_only_for_streams_that_need_it() -> None:
    """A stream in UTF-8, however spelt, takes text as it is; any other takes ASCII."""
    streams = {name: TextIOWrapper(BytesIO(), encoding=name) for name in ("utf-8", "UTF8", "ascii", "latin-1")}
    assert {"utf-8": "ü·", "UTF8": "ü·", "ascii": "u-", "latin-1": "u-"} == {
        name: readable("ü·", stream) for name, stream in streams.items()
    }
    assert "ü·" == readable("ü·", StringIO())


def test_drawn_text_has_no_colour_and_no_trailing_blanks() -> None:
    """A view is drawn as plain lines of at most the width, without markup and without colour."""
    assert "red [bold]  \n".rstrip() + "\n" == drawn(Text("red [bold]  ", style="red"), width=40)
    assert ["aaaa", "bbbb"] == drawn(Text("aaaa bbbb"), width=5).splitlines()


def test_a_file_replaces_another_whole(tmp_path: Path) -> None:
    """A written file holds the text in UTF-8 with its own line ends, and leaves nothing beside it."""
    path = tmp_path / "out.txt"
    path.write_text("old and longer than the new")
    write_file(path, "new ü\n")
    assert "new ü\n".encode() == path.read_bytes()
    assert [path] == [*tmp_path.iterdir()]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_file_has_the_mode_that_others_have(tmp_path: Path) -> None:
    """A written file is readable as the umask allows, not for its owner alone as a temporary file would be."""
    old = os.umask(0o022)
    try:
        write_file(tmp_path / "out.txt", "text")
    finally:
        os.umask(old)
    assert 0o644 == stat.S_IMODE((tmp_path / "out.txt").stat().st_mode)


def test_a_link_is_followed_and_a_mode_kept(tmp_path: Path) -> None:
    """What a link points at is replaced, not the link, and a file that only its owner may read stays so."""
    target, link = tmp_path / "kept.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    check_writable(link)
    write_file(link, "new")
    assert link.is_symlink()
    assert "new" == target.read_text()
    assert 0o600 == stat.S_IMODE(target.stat().st_mode)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    """What is no regular file is written to where it stands, for to replace it would destroy it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    check_writable(pipe)
    write_file(pipe, "text")
    reader.join()
    assert ["text"] == read
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.csv", Format.csv), ("a.JSON", Format.json), ("a.md", Format.md), ("a.txt", Format.table), ("a", Format.table)],
)
def test_the_ending_of_a_file_names_its_format(name: str, form: Format, tmp_path: Path) -> None:
    """Without a format asked for, the ending decides; one that is asked for goes first."""
    assert form == by_ending(tmp_path / name)
    emit(SHEET, Text("the view"), None, tmp_path / name)
    emit(SHEET, Text("the view"), form, tmp_path / "asked")
    assert (tmp_path / "asked").read_text() == (tmp_path / name).read_text()
    assert Format.table == by_ending(None)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """Where the text cannot be put in place, the error names the path, and no temporary file stays."""
    target = tmp_path / "taken"
    target.mkdir()
    with pytest.raises(OutputError, match=r"taken: cannot be written \(.+\); choose another --output"):
        write_file(target, "text")
    assert [target] == [*tmp_path.iterdir()]
    with pytest.raises(OutputError, match="cannot be written"):
        write_file(tmp_path / "missing" / "out.txt", "text")


def test_an_output_that_cannot_be_is_refused_at_once(tmp_path: Path) -> None:
    """A folder, and a file in a folder that does not exist, are refused before anything is computed."""
    check_writable(None)
    check_writable(tmp_path / "new.txt")
    with pytest.raises(OutputError, match="is a folder; name a file in it"):
        check_writable(tmp_path)
    with pytest.raises(OutputError, match="does not exist; make it first"):
        check_writable(tmp_path / "missing" / "out.txt")


@pytest.mark.skipif(AS_ROOT, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused_at_once(tmp_path: Path) -> None:
    """A file in a folder that cannot be written to is refused before anything is computed."""
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="cannot be written to; choose another --output"):
        check_writable(tmp_path / "out.txt")


@pytest.mark.parametrize(
    ("form", "start"),
    [
        (Format.table, "the view\n"),
        (Format.csv, "name,value,note,nothing,study,compensation,changes\n"),
        (Format.json, '{\n  "version": 1,\n'),
        (Format.md, "| name | value | note |\n"),
    ],
)
def test_each_format_goes_to_a_file_or_to_standard_output(
    form: Format, start: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same text goes to standard output, or to the file and then nothing to standard output."""
    emit(SHEET, Text("the view"), form, None)
    printed = capsys.readouterr().out
    assert start == printed[: len(start)]
    emit(SHEET, Text("the view"), form, tmp_path / "out")
    assert "" == capsys.readouterr().out
    assert printed == (tmp_path / "out").read_text(encoding="utf-8")
