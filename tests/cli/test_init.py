"""`viability init`: what a newcomer types first."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from viability.cli import build


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    """Return the program with two of its commands."""
    return build(["init", "score"])


def answer(app: typer.Typer, *arguments: str) -> tuple[int, str]:
    """Return the exit code and all that is printed."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_the_example_is_written_and_the_next_step_told(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told to type next works."""
    monkeypatch.chdir(tmp_path)
    code, said = answer(app, "init", "mine")
    assert (0, "wrote mine: an example with comments (3 states, 4 criteria, sources: 1)") == (
        code,
        said.splitlines()[0],
    )
    assert said.splitlines()[-1] == "next: viability score --study mine"
    code, said = answer(app, "score", "--study", "mine", "--brief")
    assert (0, True) == (code, "Northland" in said)


def test_a_named_coalition_begins_as_of_its_date(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Members alone are taken from the world, and so is a coalition that it names."""
    monkeypatch.chdir(tmp_path)
    code, said = answer(app, "init", "pact", "--coalition", "nato_1949")
    assert (0, True) == (code, "wrote pact from world, as of 1949-04-04: 12 members" in said), said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--members", "SWE,Norwey"), "unknown state 'Norwey'; did you mean 'norway'?"),
        (("--as-of", "soon"), "--as-of: 'soon' is not a date"),
        (("--from", "nowhere"), "nowhere: this is not a folder"),
        (("--coalition", "nato_1949", "--members", "SWE"), "--coalition and --members both name the members"),
        (("--members", "DDR,FRA", "--as-of", "2000"), "'east-germany' existed from 1949-10-05 to 1990-10-02"),
    ],
)
def test_what_cannot_begin_is_told_in_one_line(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    """And nothing is written."""
    monkeypatch.chdir(tmp_path)
    code, said = answer(app, "init", "mine", *arguments)
    assert (2, True, 1) == (code, message in said, len(said.strip().splitlines())), said
    assert [] == [*tmp_path.iterdir()]
