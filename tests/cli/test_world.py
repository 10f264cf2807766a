"""What the command line adds to tables: studies by name, named coalitions, and a study in another form."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from viability.files.folder import load_study

SMALL = Path(__file__).parents[1] / "small_study"

LEAGUE = """
first:
  title: The first league
  members: [Bravo, charlie]
  date: 2014
  source: the atlas
"""


def answer(app: typer.Typer, *arguments: str) -> tuple[int, str]:
    """Return the exit code and all that is printed."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_a_study_is_converted(app: typer.Typer, tmp_path: Path) -> None:
    """One line says what was written, and what was written is the study."""
    target = tmp_path / "made"
    code, said = answer(app, "convert", str(SMALL), str(target), "--as", "tables")
    assert (0, f"wrote {target}: 3 states in 5 tables\n") == (code, said)
    assert load_study(target).states == load_study(SMALL).states
    code, said = answer(app, "convert", str(SMALL), str(target))
    assert (2, True) == (code, "is not empty; name a new folder" in said)


@pytest.fixture
def leagued(small: Path) -> str:
    """Return the small study with a named coalition."""
    (small / "coalitions.yaml").write_text(LEAGUE, encoding="utf-8")
    return str(small)


def test_a_named_coalition_is_scored_as_of_its_date(app: typer.Typer, leagued: str) -> None:
    """Its members go by any name; a date that is asked for goes before its own."""
    code, said = answer(app, "pairs", "--study", leagued, "--coalition", "first", "--format", "csv")
    assert (0, True, True) == (code, "bravo charlie" in said, "2014-12-31" in said)
    code, said = answer(app, "pairs", "--study", leagued, "--coalition", "first", "--as-of", "2015", "--format", "csv")
    assert (0, True) == (code, "2015-12-31" in said)


def test_a_coalition_of_no_name_is_told_with_the_nearest(app: typer.Typer, leagued: str) -> None:
    """And one beside members is refused, for both name the members."""
    code, said = answer(app, "score", "--study", leagued, "--coalition", "frist")
    assert (2, True) == (code, "unknown coalition 'frist'; did you mean 'first'?" in said)
    code, said = answer(app, "score", "--study", leagued, "--coalition", "first", "--members", "alfa,bravo")
    assert (2, True) == (code, "--coalition and --members both name the members" in said)


def test_states_of_the_world_are_right_for_the_year(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an empty folder: any names, and a state that is gone is refused with its dates."""
    monkeypatch.chdir(tmp_path)
    code, said = answer(app, "pairs", "--study", "world", "--members", "Turkey,Rusya,Burma", "--as-of", "2000")
    assert (0, True) == (code, "Myanmar, Russia, Türkiye" in said), said
    code, said = answer(app, "score", "--study", "world", "--members", "DDR,FRA", "--as-of", "2000")
    assert (2, True) == (code, "'east-germany' existed from 1949-10-05 to 1990-10-02" in said), said
    code, said = answer(app, "pairs", "--study", "world", "--coalition", "nato_1949", "--format", "csv")
    assert (0, True) == (code, "1949-04-04" in said), said
