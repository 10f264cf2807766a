"""The real program where streams are closed, full or gone, and where names are hostile."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SMALL = str(Path(__file__).parents[1] / "small_study")
TIMEOUT = 120
PROGRAM = f"{shlex.quote(sys.executable)} -m viability"

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a POSIX shell and its devices")


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line in a shell, `viability` being this program and STUDY the small study."""
    text = line.replace("viability", PROGRAM).replace("STUDY", f"--study {shlex.quote(SMALL)}")
    return subprocess.run(
        ["bash", "-c", text],  # noqa: S607 - the shell that has these redirections
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        timeout=TIMEOUT,
    )


@pytest.mark.parametrize("what", ["pairs STUDY", "check STUDY", "pairs STUDY --format json", "--help"])
def test_a_closed_standard_error_loses_remarks_alone(what: str, tmp_path: Path) -> None:
    """Without standard error a command does what it does."""
    done = shell(f"viability {what} 2>&-", tmp_path)
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout


def test_with_all_streams_closed_a_file_is_written_all_the_same(tmp_path: Path) -> None:
    """Nothing that is opened takes the place of a stream that is closed."""
    written = shell("viability pairs STUDY -o out.csv 2>&- >&- <&-", tmp_path)
    assert (0, "", "") == (written.returncode, written.stdout, written.stderr)
    assert (tmp_path / "out.csv").read_text().startswith("a,b,")


@pytest.mark.parametrize("what", ["pairs STUDY", "check STUDY", "pairs STUDY --format json"])
def test_a_closed_standard_output_is_told(what: str, tmp_path: Path) -> None:
    """Without standard output a message says how to get the result; without both the exit code does."""
    done = shell(f"viability {what} >&-", tmp_path)
    assert (2, "error: standard output is closed; name a file with --output\n") == (done.returncode, done.stderr)
    assert 2 == shell(f"viability {what} >&- 2>&-", tmp_path).returncode


@pytest.mark.parametrize("what", ["--help", "pairs --help", "--version"])
def test_help_on_a_full_disk_is_one_message(what: str, tmp_path: Path) -> None:
    """What the parser prints by itself is told like any result that cannot be written."""
    done = shell(f"viability {what} > /dev/full", tmp_path)
    assert 2 == done.returncode
    assert "error: standard output cannot be written (No space left on device)\n" == done.stderr


@pytest.mark.parametrize("what", ["explain alfa STUDY", "score --help"])
def test_a_reader_that_has_seen_enough_is_no_error(what: str, tmp_path: Path) -> None:
    """`head` may go, and the program ends without a word."""
    done = shell(f"viability {what} | head -n 1; exit ${{PIPESTATUS[0]}}", tmp_path)
    assert (0, "", 1) == (done.returncode, done.stderr, len(done.stdout.splitlines()))


def test_a_log_is_appended_to(tmp_path: Path) -> None:
    """A result for /dev/stdout goes where standard output goes, behind what is there."""
    shell("echo before > log; viability pairs STUDY --format csv -o /dev/stdout >> log", tmp_path)
    lines = (tmp_path / "log").read_text().splitlines()
    assert ["before", "a,b,"] == [lines[0], lines[1][:4]]


SEVERAL = """
import json, sys
from viability.__main__ import main

for words in json.loads(sys.argv[1]):
    sys.argv, sys.stderr = ["viability", *words], sys.__stderr__
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    print("-- ended", code, flush=True)
"""
"""Runs several commands as they come, in one process."""


def test_hostile_names_reach_neither_screen_nor_file(tmp_path: Path) -> None:
    """Escapes in folders, files and arguments are replaced in tables, CSV, remarks and messages."""
    odd = tmp_path / "a\x1b]0;x\x07b"
    odd.mkdir()
    shutil.copytree(SMALL, odd / "st")
    lines = [
        ["pairs", "--study", "st", "-o", "out.csv", "-o", "out.md"],
        ["pairs", "--study", "st"],
        ["pairs", "--odd", "\x1b[31m"],
        ["no\x07e"],
        ["pairs", "--with", "x\x1b[1m", "--study", "st"],
    ]
    command = [sys.executable, "-c", SEVERAL, json.dumps(lines)]
    done = subprocess.run(command, cwd=odd, capture_output=True, check=True, text=True, timeout=TIMEOUT)
    said = done.stdout + done.stderr + (odd / "out.csv").read_text() + (odd / "out.md").read_text()
    assert not {"\x1b", "\x07"} & {*said}
    assert "wrote out.csv (1 row)" in said
    assert ["0", "0", "2", "2", "2"] == re.findall(r"^-- ended (\d)$", done.stdout, flags=re.MULTILINE)
    whole = shell(f"viability pairs --study {shlex.quote(str(odd / 'st'))} --format md", tmp_path)
    assert 0 == whole.returncode, whole.stderr
    assert not {"\x1b", "\x07"} & {*whole.stdout}
