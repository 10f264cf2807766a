"""Where text goes: streams, and files that appear whole or not at all, one or several."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from viability.errors import OutputError
from viability.output.destination import STDOUT, Format, by_ending, check_outputs, write_files

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def test_a_file_replaces_another_whole(tmp_path: Path) -> None:
    """A written file holds the text in UTF-8 with its own line ends, and leaves nothing beside it."""
    path = tmp_path / "out.txt"
    path.write_text("old and longer than the new")
    write_files({path: "new ü\n".encode()})
    assert "new ü\n".encode() == path.read_bytes()
    assert [path] == [*tmp_path.iterdir()]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_file_has_the_mode_that_others_have(tmp_path: Path) -> None:
    """A written file is readable as the umask allows, not for its owner alone as a temporary file would be."""
    old = os.umask(0o022)
    try:
        write_files({tmp_path / "out.txt": b"text"})
    finally:
        os.umask(old)
    assert 0o644 == stat.S_IMODE((tmp_path / "out.txt").stat().st_mode)


def test_a_link_is_followed_and_a_mode_kept(tmp_path: Path) -> None:
    """What a link points at is replaced, not the link, and a file that only its owner may read stays so."""
    target, link = tmp_path / "kept.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o600)
    link.symlink_to(target)
    check_outputs([link])
    write_files({link: b"new"})
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
    check_outputs([pipe])
    write_files({pipe: b"text"})
    reader.join()
    assert ["text"] == read
    assert pipe.is_fifo()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    """Where the text cannot be put in place, the error names the path, and no temporary file stays."""
    target = tmp_path / "taken"
    target.mkdir()
    with pytest.raises(OutputError, match=r"taken: the file cannot be written \(.+\); choose another --output"):
        write_files({target: b"text"})
    assert [target] == [*tmp_path.iterdir()]
    with pytest.raises(OutputError, match="cannot be written"):
        write_files({tmp_path / "missing" / "out.txt": b"text"})


def test_an_output_that_cannot_be_is_refused_at_once(tmp_path: Path) -> None:
    """A folder, and a file in a folder that does not exist, are refused before anything is computed."""
    check_outputs([])
    check_outputs([tmp_path / "new.txt"])
    with pytest.raises(OutputError, match="is a folder; name a file in it"):
        check_outputs([tmp_path])
    with pytest.raises(OutputError, match="does not exist; make it first"):
        check_outputs([tmp_path / "missing" / "out.txt"])


@pytest.mark.skipif(AS_ROOT, reason="root may write anywhere")
def test_a_folder_without_permission_is_refused_at_once(tmp_path: Path) -> None:
    """A file in a folder that cannot be written to is refused before anything is computed."""
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="cannot be written to; choose another --output"):
        check_outputs([tmp_path / "out.txt"])


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.csv", Format.csv),
        ("a.JSON", Format.json),
        ("a.md", Format.md),
        ("a.txt", Format.table),
        ("a.xlsx", Format.xlsx),
        ("a", Format.table),
        (".csv", Format.table),
    ],
)
def test_the_ending_of_a_file_names_its_format(name: str, form: Format) -> None:
    """The ending decides, in any case; a file without one is the table as text."""
    assert form == by_ending(Path(name))


@pytest.mark.parametrize("ending", [".html", ".odt", ".csv.gz", ".xls", ".v2"])
def test_an_ending_that_cannot_be_written_is_refused_with_those_that_can(ending: str) -> None:
    """No table is ever written under the name of something that it is not."""
    told = f"report{ending}: no output has the ending {ending}; "
    told += "use .csv, .docx, .json, .md, .txt or .xlsx, or no"
    with pytest.raises(OutputError, match=told.replace(".", r"\.")):
        check_outputs([Path(f"report{ending}")])


def test_a_format_must_not_contradict_the_ending() -> None:
    """A format that is asked for decides where there is no ending, and is refused where the ending names another."""
    assert Format.csv == by_ending(Path("out"), Format.csv)
    assert Format.csv == by_ending(Path("out.csv"), Format.csv)
    with pytest.raises(OutputError, match=r"out\.json: --format csv does not go with the ending \.json"):
        by_ending(Path("out.json"), Format.csv)


def test_a_decimal_comma_needs_csv(tmp_path: Path) -> None:
    """A decimal comma is for CSV, asked for as format or by an ending; elsewhere it would be lost without a word."""
    check_outputs([], Format.csv, decimal_comma=True)
    check_outputs([tmp_path / "a.md", tmp_path / "a.csv"], decimal_comma=True)
    check_outputs([STDOUT], Format.csv, decimal_comma=True)
    for paths in ([], [tmp_path / "a.xlsx"], [STDOUT]):
        with pytest.raises(OutputError, match="--decimal-comma is for CSV"):
            check_outputs(paths, decimal_comma=True)


def test_several_files_are_written_all_or_none(tmp_path: Path) -> None:
    """Where one of several files cannot be put in place, those before it hold what they held, or are gone again."""
    old, new, taken = tmp_path / "old.csv", tmp_path / "new.csv", tmp_path / "taken.csv"
    old.write_text("old")
    taken.mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        write_files({old: b"changed", new: b"made", taken: b"never"})
    assert "old" == old.read_text()
    assert sorted([old, taken]) == sorted(tmp_path.iterdir())
    taken.rmdir()
    write_files({old: b"changed", new: b"made", taken: b"now"})
    assert ["made", "changed", "now"] == [path.read_text() for path in sorted(tmp_path.iterdir())]


def test_nothing_is_put_in_place_where_printing_fails(tmp_path: Path) -> None:
    """Files wait for what goes to standard output beside them."""

    def fails() -> None:
        raise OutputError("no room")

    with pytest.raises(OutputError, match="no room"):
        write_files({tmp_path / "a.csv": b"text"}, fails)
    assert [] == [*tmp_path.iterdir()]


def test_a_file_is_not_named_twice(tmp_path: Path) -> None:
    """The same file under two names would hold only the last of two formats."""
    check_outputs([tmp_path / "a.csv", tmp_path / "a.json"])
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    with pytest.raises(OutputError, match=r"link\.csv: the file is named twice"):
        check_outputs([tmp_path / "a.csv", tmp_path / "link.csv"])


@pytest.mark.parametrize("name", ["states/alfa.yaml", "criteria/out.csv", "scenarios/x.json", "criteria/more/out.md"])
def test_an_output_among_the_files_of_the_study_is_refused(name: str, small: Path) -> None:
    """What lies in the folders of a study is the study's; beside them there is room."""
    (small / "criteria/more").mkdir()
    check_outputs([small / "out.csv"], study=small)
    with pytest.raises(OutputError, match=r"in a folder of the study|no output has the ending \.yaml"):
        check_outputs([small / name], study=small)


def test_a_file_that_the_study_links_to_is_refused(small: Path, tmp_path: Path) -> None:
    """A profile that is a link to a file elsewhere is a file of the study all the same."""
    elsewhere = tmp_path / "shared"
    (small / "states/alfa.yaml").rename(elsewhere)
    (small / "states/alfa.yaml").symlink_to(elsewhere)
    with pytest.raises(OutputError, match="the file lies in a folder of the study"):
        check_outputs([elsewhere], study=small)


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs names for streams")
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1"])
def test_a_stream_of_the_program_is_appended_to_not_replaced(name: str, tmp_path: Path) -> None:
    """A log that standard output is appended to keeps what it held."""
    log = tmp_path / "log"
    log.write_text("before\n")
    code = f"from pathlib import Path; from viability.output.destination import *; p = Path({name!r}); "
    code += "print('while', flush=True); check_outputs([p]); write_files({p: b'after\\n'})"
    with log.open("ab") as file:
        subprocess.run([sys.executable, "-c", code], stdout=file, check=True, timeout=60)
    assert "before\nwhile\nafter\n" == log.read_text()


@pytest.mark.parametrize("name", ["x" * 300, "loop"])
def test_a_name_that_the_system_refuses_is_told(name: str, tmp_path: Path) -> None:
    """A name that is too long, or links that go in a circle, are a message and no failure of the program."""
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OutputError, match="cannot be written"):
        check_outputs([tmp_path / name])
    with pytest.raises(OutputError, match="cannot be written"):
        write_files({tmp_path / name: b""})


@pytest.mark.skipif(AS_ROOT, reason="root may go anywhere")
def test_a_folder_that_may_not_be_entered_is_told(tmp_path: Path) -> None:
    """A file in a folder without permission to enter is a message and no failure of the program."""
    (tmp_path / "closed").mkdir(mode=0o000)
    with pytest.raises(OutputError, match=r"cannot be written"):
        check_outputs([tmp_path / "closed/inner/out.csv"])
