"""Folders that nobody should have made are answered by one message, whatever the command."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
Started = Callable[..., tuple[int, str, str]]


def loop(study: Path) -> None:
    """Make a folder a link to itself."""
    shutil.rmtree(study / "states")
    (study / "states").symlink_to("states")


def loop_of_a_file(study: Path) -> None:
    """Make a profile a link to itself."""
    (study / "states/alfa.yaml").unlink()
    (study / "states/alfa.yaml").symlink_to("alfa.yaml")


def no_text(study: Path) -> None:
    """Add a profile whose name is no text."""
    (Path(os.fsdecode(os.fsencode(study / "states") + b"/al\xfffa.yaml"))).write_text("name: Alfa\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (loop, "there is no folder 'states' in it"),
        (loop_of_a_file, "states/alfa.yaml: the file cannot be read (Too many levels of symbolic links)"),
        (no_text, "states/al\ufffdfa.yaml: 'al\ufffdfa' cannot be an id; use only letters, digits, _ and -"),
    ],
)
def test_a_folder_that_cannot_be_read_is_told(
    small: Path, started: Started, spoil: Callable[[Path], None], says: str
) -> None:
    """Links in a circle and names that are no text are problems like any other."""
    spoil(small)
    for words, code in ((("score", "--draws", "5"), 2), (("check",), 1)):
        found, *said = started(*words, "--study", str(small))
        assert (code, True) == (found, says in "".join(said)), said


@pytest.mark.parametrize("name", ["n" * 300, "a/" * 3_000, b"st\xffudy", "no\nsuch\x1b[31mstudy"])
def test_a_folder_that_cannot_be_is_told(name: str | bytes, started: Started) -> None:
    """A name that is too long, no text, or that would steer a terminal is one line and exit code 2."""
    code, out, said = started("score", "--draws", "5", "--study", name)
    assert (2, "", 1) == (code, out, said.count("\n")), said
    assert len(said) < 400
    assert "this is not a folder; name the folder of a study" in said
    assert "\x1b" not in said


def test_a_working_folder_that_was_removed_is_told(small: Path) -> None:
    """Where the folder worked in is gone, a study is found by its whole path alone."""
    gone = small.parent / "gone"
    shell = 'mkdir "$1"; cd "$1"; rmdir "$1"; shift; exec "$@"'
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE)}
    program = [sys.executable, "-m", "viability", "score", "--draws", "5"]
    for words, code, says in (
        ([], 2, "the folder worked in was removed; change to another, or name a study by its whole path"),
        (["--study", "study"], 2, "study: this is not a folder"),
        (["--study", str(small)], 0, "The small coalition"),
    ):
        done = subprocess.run(
            ["/bin/sh", "-c", shell, "sh", str(gone), *program, *words],
            env=environment,
            capture_output=True,
            check=False,
            timeout=60,
            text=True,
        )
        assert (code, True) == (done.returncode, says in done.stdout + done.stderr), done.stderr
