"""The program itself, started as people start it: streams, encodings, terminals, broken files."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from cli.asking import ROOT, SMALL, TIMEOUT, Started, program
from viability import __version__
from viability.cli import COMMANDS


def test_a_result_goes_to_stdout_alone_and_without_colour(tmp_path: Path) -> None:
    """In an empty folder the shipped study is scored; a pipe gets the table without colour or remarks."""
    done = program("score", "--draws", "100", cwd=tmp_path)
    assert (0, b"") == (done.returncode, done.stderr)
    text = done.stdout.decode()
    assert "A defence alliance of the Turkic states" in text
    assert f"viability {__version__}" in text
    assert "\x1b" not in text
    assert [] == [*tmp_path.iterdir()]


def test_an_error_goes_to_stderr_alone() -> None:
    """What cannot be answered is one message on stderr, nothing on stdout, and exit code 2."""
    done = program("score", "--with", "kazakstan")
    assert (2, b"") == (done.returncode, done.stdout)
    assert b"error: unknown state 'kazakstan'; did you mean 'kazakhstan'?" == done.stderr.strip()


SEVERAL = """
import sys
from viability.__main__ import main

for line in sys.argv[1:]:
    sys.argv = ["viability", *line.split()]
    try:
        main()
    except SystemExit as ended:
        print("-- ended", ended.code, flush=True)
"""


def in_ascii(*lines: str) -> list[tuple[int | None, bytes]]:
    """Run commands in one process whose console knows ASCII alone, and return how each ended and what it said."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", SEVERAL, *lines]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=True,
        timeout=TIMEOUT,
    )
    *parts, last = re.split(rb"^-- ended (\w+)\n", done.stdout, flags=re.MULTILINE)
    assert not last
    return [(ast.literal_eval(code.decode()), said) for said, code in zip(parts[::2], parts[1::2], strict=True)]


def test_a_console_without_utf8_gets_ascii() -> None:
    """Tables, help and errors are pure ASCII where the console knows nothing else."""
    lines = ("explain kyrgyzstan", "score --help", "scor", "score --with Türkye", "trend --from 2024")
    found = in_ascii(*lines)
    assert [0, 0, 2, 2, 0] == [code or 0 for code, _ in found]
    for line, (_, said) in zip(lines, found, strict=True):
        assert said, line
        assert said.isascii(), line
        assert b"Traceback" not in said, line
        assert b"\\x" not in said, line


@pytest.mark.skipif(os.name != "posix", reason="terminals are POSIX")
def test_a_terminal_has_colour_unless_it_asks_for_none() -> None:
    """A terminal shows bars and colour; NO_COLOR leaves the bars and takes the colour."""
    shown = {name: in_a_terminal(env) for name, env in {"colour": {}, "none": {"NO_COLOR": "1"}}.items()}
    assert "█" in shown["colour"]
    assert "█" in shown["none"]
    assert "\x1b[36m" in shown["colour"]  # the members stand in cyan
    assert "\x1b[36m" not in shown["none"]


def in_a_terminal(env: Mapping[str, str]) -> str:
    """Run a score in a terminal of 100 columns and return what it shows."""
    import pty  # noqa: PLC0415 - POSIX alone has it

    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING"}}
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "viability", "score", "--draws", "10", "--study", SMALL]
    size = {"TERM": "xterm-256color", "COLUMNS": "100", "PYTHONUTF8": "1"}
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env={**clean, **size, **env}) as running:
        os.close(theirs)
        found = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # how Linux says that the other end is closed
                break
            if not part:
                break
            found += part
        assert 0 == running.wait(TIMEOUT)
    os.close(ours)
    return found.decode()


def test_a_reader_that_goes_away_is_no_error() -> None:
    """When the pipe is closed early the program ends quietly and with success, as it does before `head`."""
    command = [sys.executable, "-m", "viability", "explain", "kazakhstan"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert (b"", 0) == (running.stderr.read(), running.wait(TIMEOUT))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["scor"], "there is no command 'scor'; did you mean 'score'?"),
        (["score", "--wieght", "will=2"], "--weight"),
        (["--vrsion"], "--version"),
    ],
)
def test_a_misspelt_command_or_option_is_answered_with_the_nearest(
    arguments: list[str], told: str, started: Started
) -> None:
    """A typo in a command or an option gives exit code 2 and says what was probably meant."""
    code, out, said = started(*arguments)
    assert (2, "") == (code, out)
    assert told in said


def test_the_program_starts_as_a_command_and_as_a_module() -> None:
    """`viability --version` and `python -m viability --version` say the same."""
    script = shutil.which("viability", path=str(Path(sys.executable).parent))
    assert script is not None
    done = subprocess.run([script, "--version"], capture_output=True, check=True, timeout=TIMEOUT)
    assert f"viability {__version__}" == done.stdout.decode().strip()
    assert done.stdout == program("--version").stdout


def test_help_on_the_program_lists_every_command_wherever_it_is_asked_for(started: Started) -> None:
    """`viability --help`, before the name of a command too, lists all commands."""
    _, text, _ = started("--help", "score")
    assert [] == [name for name in COMMANDS if f" {name} " not in text]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_full_disk_is_an_error_of_the_output(form: str) -> None:
    """Where standard output cannot be written, that is said in one line."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "viability", "score", "--draws", "10", "--format", form],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=TIMEOUT,
        )
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert done.stderr.startswith(b"error: standard output cannot be written (No space left on device)")


def test_data_are_utf8_whatever_the_console_speaks() -> None:
    """On a console that knows ASCII alone a table is reduced to it, and data are not."""
    (_, table), (_, data) = in_ascii("score --draws 10", "explain turkiye --format csv")
    assert b"Turkiye" in table
    assert "Türkiye".encode() in data


def test_a_broken_profile_is_told_with_file_and_line(
    small: Path, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every problem of a study is told with file, line and hint, by the command that needs it and by `check`."""
    profile = small / "states/alfa.yaml"
    profile.write_text(profile.read_text().replace("resolve:", "resolv:"))
    other = small / "criteria/defence_ties.yaml"
    other.write_text(other.read_text().replace("average", "averag"))
    monkeypatch.chdir(small)
    code, out, said = started("score")
    assert (2, "") == (code, out)
    lines = said.splitlines()
    assert [True, True] == [
        line.startswith(part)
        for line, part in zip(lines, ("criteria/defence_ties.yaml:", "states/alfa.yaml:"), strict=True)
    ]
    assert "did you mean 'average'" in lines[0]
    assert "unknown attribute 'resolv'; did you mean 'resolve'?" in lines[1]
    code, out, said = started("check")
    assert (1, "") == (code, said)
    assert [*lines, "2 problems in ."] == out.splitlines()[:3]
