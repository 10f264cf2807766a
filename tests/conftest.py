"""Studies that tests share: the shipped one, and a small one to break."""

import os
import shutil
from functools import cache
from pathlib import Path

import pytest
import typer.testing

from programs import PACKAGES, PROGRAMS, program, wanted
from viability.files.folder import load_study
from viability.study.study import Study

HERE = Path(__file__).parent

os.environ.pop("COLUMNS", None)  # tests side by side are given one, and what goes into a pipe is as wide as it says

# the runner makes a program's commands anew at each run, a fifth of the suite's time, and has no way to be told not to
setattr(typer.testing, "_get_command", cache(typer.testing.__dict__["_get_command"]))  # noqa: B010 - it is private


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the manual be rewritten from what the program prints."""
    parser.addoption(
        "--update-docs", action="store_true", help="rewrite console blocks and generated pages of the docs"
    )
    parser.addoption("--update-frozen", action="store_true", help="write the numbers of framework 1.1 anew")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of programs that are not installed, unless all have to run."""
    missing = [mark for mark in PROGRAMS if program(mark) is None and not wanted()]
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in missing)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


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
    return load_study(HERE.parent)


@pytest.fixture(scope="session")
def framework_1() -> Study:
    """Return the study as framework 1.1 had it, of one question: what tests tell of it stays as the data go on."""
    return load_study(HERE / "framework_1")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a small valid study that a test may break."""
    return Path(shutil.copytree(HERE / "small_study", tmp_path / "study"))
