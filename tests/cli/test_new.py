"""`viability new`: another state, as questions."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from viability.cli import build


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    """Return the program with the commands that a newcomer types."""
    return build(["init", "new", "check", "score"])


def answer(app: typer.Typer, *arguments: str) -> tuple[int, str]:
    """Return the exit code and all that is printed."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_a_new_state_is_a_gap_that_the_check_counts(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By state and by criterion, and the study scores as before."""
    monkeypatch.chdir(tmp_path)
    answer(app, "init", "mine")
    monkeypatch.chdir(tmp_path / "mine")
    before = answer(app, "score", "--format", "csv")
    code, said = answer(app, "new", "state", "NOR")
    assert (0, True) == (code, f"states{'/'}norway.yaml" in said), said
    code, said = answer(app, "check")
    assert 0 == code
    assert "What is empty or old, by state" in said
    assert ["norway", "6", "6"] in [line.split() for line in said.splitlines()]
    assert ["ties", "5", "2", "2024"] in [line.split() for line in said.splitlines()]
    assert (
        before[1].splitlines()[1].split(",")[:7]
        == answer(app, "score", "--format", "csv")[1].splitlines()[1].split(",")[:7]
    )
    code, said = answer(app, "check", "--top", "1")
    assert "3 more; --top 0 shows all" in said


def test_what_cannot_be_added_is_told_in_one_line(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A state that is there, a study that is not one's own, and another word than state."""
    monkeypatch.chdir(tmp_path)
    answer(app, "init", "mine")
    for arguments, message in (
        (("new", "state", "Northland", "--study", "mine"), "error: 'northland' is in the study already"),
        (("new", "state", "Northland", "--study", "world"), "error: a state is added to a study of your own"),
        (("new", "pillar", "x"), "error: what: 'pillar' is none of 'state'"),
    ):
        code, said = answer(app, *arguments)
        assert (2, True) == (code, message in said), said
