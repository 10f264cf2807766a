"""`viability import`: a table of the user's into a study of one's own."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from viability.cli import build
from viability.files.folder import load_study

SOURCE = ("--source", "office", "--licence", "CC0-1.0", "--quality", "high")
NEW = ("--title", "Figures", "--published", "2025", "--url", "https://example.org")


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    """Return the program with the commands that a newcomer types."""
    return build(["init", "import", "check"])


@pytest.fixture
def mine(app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that holds a study `mine` and a table, in which the test works."""
    monkeypatch.chdir(tmp_path)
    answer(app, "init", "mine")
    (tmp_path / "t.csv").write_text(
        "Country;Year;Spending\nNorthland;2023;550,5\nEastland;2023;1.310,0\nNorthland;2024;610\nGermany;2023;5\n",
        encoding="utf-8",
    )
    return tmp_path


def answer(app: typer.Typer, *arguments: str) -> tuple[int, str, str]:
    """Return the exit code, and what stands on either stream."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


def test_a_table_is_imported(app: typer.Typer, mine: Path) -> None:
    """What was guessed and what was kept is told beside the result; a second time nothing is written."""
    first = ("import", "table", "t.csv", "--into", "mine", "--value", "Spending=spending", "--decimal", ",")
    line: tuple[str, ...] = (*first, "--thousands", ".", *SOURCE)
    code, said, beside = answer(app, *line, *NEW)
    assert (0, "imported 3 values from t.csv: 2 new, 0 there already, 1 kept as the study has them") == (
        code,
        said.splitlines()[0],
    )
    assert "column 'Country' is read as state, because of its name" in beside
    assert "left out, because the study does not have them: 1 state, such as Germany" in beside
    assert "kept: states/northland.yaml:13: northland.spending of 2024 stays 600; t.csv:4 has 610" in beside
    code, said, _ = answer(app, *line)
    assert (0, "nothing was written, because nothing is new") == (code, said.splitlines()[-1])
    assert {550.5} == {d.value for d in load_study(mine / "mine").states["northland"].attributes["spending"]} - {
        500,
        600,
    }
    assert 0 == answer(app, "check", "--study", "mine")[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "unknown source 'office'; give --title, --published, --url and --licence with it"),
        (("--title", "x"), "what you say of the table does not fit: "),
        (("--value", "Spendin=spending", *NEW), "there is no column 'Spendin', which was named as a column of values"),
        (("--map", "nowhere.yaml", *NEW), "nowhere.yaml: the file cannot be read"),
        (("--separator", ",", *NEW), "which column is the state is said by no name"),
        (("--encoding", "utf-16", *NEW), "t.csv"),
        (NEW, "t.csv:2, column 'Spending': expected a number, got '550,5'"),
    ],
)
def test_what_cannot_be_imported_is_told(
    app: typer.Typer, mine: Path, arguments: tuple[str, ...], message: str
) -> None:
    """With exit code 2, and nothing is written."""
    value = () if "--value" in arguments else ("--value", "Spending=spending")
    code, said, told = answer(app, "import", "table", "t.csv", "--into", "mine", *value, *SOURCE, *arguments)
    assert (2, "", True) == (code, said, message in told), told
    assert [] == [*(mine / "mine/states").glob("*.csv")]


def test_without_a_reader_of_workbooks_it_says_what_to_install(mine: Path) -> None:
    """In one line."""
    (mine / "t.xlsx").write_bytes(b"PK")
    code = (
        "import sys; sys.modules['openpyxl'] = None; from viability.cli import main; "
        "sys.argv = ['viability', 'import', 'table', 't.xlsx', '--into', 'mine']; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=mine, capture_output=True, text=True, check=False)
    assert (2, 1) == (done.returncode, len(done.stderr.strip().splitlines())), done.stderr
    assert "openpyxl, which reads them, is not installed; install it with `pip install" in done.stderr
