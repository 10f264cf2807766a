"""Studies that tests share: the shipped one, and a small one to break."""

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.testing
import xdist.scheduler

import one_thread  # noqa: F401 - what it does has to be done before numpy is imported
from programs import PACKAGES, PROGRAMS, program, wanted
from studies import loaded
from viability.__main__ import HEAP
from viability.cli import build, main
from viability.study.study import Study

HERE = Path(__file__).parent

LONG = ("cluster", "slow", "browser", "office")
"""Marks of tests that take seconds each."""

os.environ.pop("COLUMNS", None)  # tests side by side are given one, and what goes into a pipe is as wide as it says

# a hundred programs are started, and workers rewrite the same tests: what was compiled once is kept beside its source
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

bytes(HEAP)  # as the program does at its start: arrays of draws stay, and are not mapped anew for each test

# a run writes ten thousand files, and a disk takes a millisecond to delete one; memory, where there is room, takes none
MEMORY, ROOM = Path("/dev/shm"), 2**30  # noqa: S108 - what a test writes there has a folder of the user alone
if (
    "TMPDIR" not in os.environ
    and os.access(MEMORY, os.R_OK | os.W_OK | os.X_OK)
    and shutil.disk_usage(MEMORY).free > ROOM
    and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
):
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# the runner makes a program's commands anew at each run, a fifth of the suite's time, and has no way to be told not to
setattr(typer.testing, "_get_command", cache(typer.testing.__dict__["_get_command"]))  # noqa: B010 - it is private


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the manual be rewritten from what the program prints."""
    parser.addoption(
        "--update-docs", action="store_true", help="rewrite console blocks and generated pages of the docs"
    )
    parser.addoption("--update-frozen", action="store_true", help="write the numbers of framework 1.1 anew")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of programs that are not installed, unless all have to run; the longest go first."""
    missing = [mark for mark in PROGRAMS if program(mark) is None and not wanted()]
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in missing)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    # last, they would keep one worker waiting for the other
    items.sort(key=lambda item: not any(map(item.get_closest_marker, LONG)))


def pytest_collection_finish() -> None:
    """Let no cycles be looked for: it takes a twentieth of the time, and without it a worker needs 80 MB more."""
    gc.disable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> xdist.scheduler.WorkStealingScheduling:  # noqa: ANN401 - xdist's own
    """Leave the tests of a file to one worker as far as that goes, which then makes what they share once."""
    return xdist.scheduler.WorkStealingScheduling(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line which tests were left out, and what brings them back."""
    missing = [mark for mark in PROGRAMS if program(mark) is None and not wanted()]
    if missing:
        packages = " ".join(PACKAGES[mark] for mark in missing)
        told = " and ".join(missing)
        terminalreporter.write_line(f"left out: tests of the {told}; they need, on Debian: apt-get install {packages}")


@pytest.fixture(scope="session")
def study() -> Study:
    """Return the study that comes with the program."""
    return loaded(HERE.parent)


@pytest.fixture(scope="session")
def framework_1() -> Study:
    """Return the study as framework 1.1 had it, of one question: what tests tell of it stays as the data go on."""
    return loaded(HERE / "framework_1")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a small valid study that a test may break."""
    return Path(shutil.copytree(HERE / "small_study", tmp_path / "study"))


Typed = Callable[..., typer.testing.Result]
Started = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Return a function that runs a command in an empty folder, in this process, and returns what came of it."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: typer.testing.CliRunner().invoke(build([words[0]]), words)


@pytest.fixture
def started(capsys: pytest.CaptureFixture[str]) -> Started:
    """Return a function that starts the program as the shell would, but in this process.

    It takes the words of a line, and gives the exit code with what stands on standard output and on standard error.
    What is about the process itself - its start, its streams, its encoding, its end - takes one of its own.
    """

    def start(*words: str | bytes) -> tuple[int, str, str]:
        with pytest.MonkeyPatch.context() as held:
            held.setattr(sys, "argv", ["viability", *map(os.fsdecode, words)])
            held.setattr(sys, "stderr", sys.stderr)  # the program may put another in its place
            with pytest.raises(SystemExit) as ended:
                main()
        code = ended.value.code
        assert isinstance(code, int | None)
        said = capsys.readouterr()
        return code or 0, said.out, said.err

    return start
