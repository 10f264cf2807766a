"""What commands write: every format, files that appear whole or not at all, cells that do no harm."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
import typer
from pandas.api.types import infer_dtype
from typer.testing import CliRunner

from cli.asking import ARGUMENTS, ASKING, SMALL, Run
from viability import __version__
from viability.analyses.score import assess
from viability.files.folder import load_study
from viability.output.frame import to_frame
from viability.output.score import sheet as score_sheet

MOST = 8
"""Bars between the columns of a table that fits a page."""


@pytest.mark.parametrize("name", ASKING)
def test_every_command_writes_every_format(name: str, run: Run) -> None:
    """CSV and JSON hold the same rows, Markdown a page of what the terminal shows, and each its provenance."""
    arguments = [name, *ARGUMENTS.get(name, [])]
    body = json.loads(run(*arguments, "--format", "json"))
    frame = pd.read_csv(StringIO(run(*arguments, "--format", "csv")))
    lines = run(*arguments, "--format", "md").splitlines()
    assert 1 == body["version"]
    assert __version__ == body["program_version"]
    assert len(body["rows"]) == len(frame)
    assert [] == [line for line in lines if line.count(" | ") > MOST]
    assert "location" in frame.columns
    assert lines[-1].startswith(f"Source: viability {__version__}")
    assert f"Made by `viability {name}" in lines[-1]
    if name != "check":
        assert ("The small coalition", "alfa bravo") == (body["study"], body["members"])
        assert {"study", "as_of", "changes", "framework_version"} <= body.keys()
    assert run(*arguments)


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_an_output_file_holds_what_would_have_been_printed(
    form: str, app: typer.Typer, run: Run, tmp_path: Path
) -> None:
    """With --output stdout stays empty, stderr says what was written, and the file holds the same bytes."""
    arguments = ("score", "--draws", "10", "--format", form)
    path = tmp_path / "out"
    done = CliRunner().invoke(app, [*arguments, "--output", str(path), "--study", SMALL])
    assert (0, "") == (done.exit_code, done.stdout)
    assert done.stderr.startswith(f"wrote {path} (")
    made = f"\nviability score --draws 10 --seed 20241217 --study {SMALL}\nnewest value: 2015\nstudy "
    assert [run(*arguments)] == path.read_text(encoding="utf-8").split(made)[:1]
    assert [path] == [*tmp_path.iterdir()]


def test_one_run_writes_several_files(app: typer.Typer, tmp_path: Path) -> None:
    """Each --output gets the format of its ending, and a wrong one among them means that none is written."""
    paths = [tmp_path / f"out.{ending}" for ending in ("csv", "xlsx", "json")]
    arguments = ["pairs", "--study", SMALL, *(word for path in paths for word in ("-o", str(path)))]
    refused = CliRunner().invoke(app, [*arguments, "-o", str(tmp_path / "out.odt")])
    assert (2, "") == (refused.exit_code, refused.stdout)
    assert "no output has the ending .odt; use .csv, .docx, .json, .md, .txt or .xlsx" in refused.stderr
    assert [] == [*tmp_path.iterdir()]
    done = CliRunner().invoke(app, arguments)
    assert (0, [f"wrote {path} (1 row)" for path in paths]) == (done.exit_code, done.stderr.splitlines())
    assert sorted(paths) == sorted(tmp_path.iterdir())


def test_a_profile_is_never_overwritten_by_a_result_of_it(app: typer.Typer, small: Path) -> None:
    """An output that is a file of the study is refused before anything is computed."""
    profile = small / "states/alfa.yaml"
    held = profile.read_bytes()
    link = small / "report"
    link.symlink_to(profile)
    for output in (small / "states/new.csv", link):
        result = CliRunner().invoke(app, ["score", "--study", str(small), "-o", str(output)])
        assert (2, "") == (result.exit_code, result.stdout)
        assert "the file lies in a folder of the study; choose another --output" in result.stderr
    assert held == profile.read_bytes()


def test_what_a_request_reads_is_never_overwritten_by_its_result(
    app: typer.Typer, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scenario, a saved result and a table of cases that were named stay what they are, by whatever path."""
    monkeypatch.chdir(tmp_path)
    study = ["--study", str(small)]
    Path("mine.txt.yaml").write_text("title: Mine\nchanges: [{set: alfa.resolve, value: 2}]\n", encoding="utf-8")
    assert 0 == CliRunner().invoke(app, ["score", "--draws", "5", *study, "-o", "res.json"]).exit_code
    shutil.copy(Path(__file__).parents[1] / "small_cases.csv", "cases.csv")
    Path("link.csv").hardlink_to("mine.txt.yaml")
    held = {path: path.read_bytes() for path in tmp_path.glob("*.*")}
    for words in (
        ("again", "res.json", "-o", str(tmp_path / "res.json")),
        ("compare", "res.json", "-o", "res.json"),
        ("compare", "mine: res.json", "-o", "./res.json"),
        ("score", "--scenario", "mine.txt.yaml", "-o", "link.csv"),
        ("compare", "mine: --scenario mine.txt.yaml", "-o", "link.csv"),
        ("backtest", "cases.csv", "-o", "cases.csv"),
    ):
        found = CliRunner().invoke(app, [*words, *study])
        assert (2, "") == (found.exit_code, found.stdout), words
        assert "this file is read for the result; choose another --output" in found.stderr, words
    assert held == {path: path.read_bytes() for path in tmp_path.glob("*.*")}


def test_a_file_called_as_what_is_asked_for_is_written_anew(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word that names no file for the command may be the name of the file that is written, time after time."""
    monkeypatch.chdir(tmp_path)
    for words in (("list", "states"), ("explain", "alfa"), ("compare", "charlie_joins")):
        for _ in range(2):
            done = CliRunner().invoke(app, [*words, "--study", SMALL, "-o", words[1]])
            assert 0 == done.exit_code, done.stderr


def test_csv_reads_back_as_the_frame_of_the_library(run: Run) -> None:
    """The CSV of the program read by pandas is the frame that the library makes of the same assessment."""
    frame = to_frame(score_sheet(assess(load_study(SMALL), draws=50, seed=3)))
    texts = {name: str for name in frame if infer_dtype(frame[name], skipna=True) == "string"}
    read = pd.read_csv(StringIO(run("score", "--draws", "50", "--seed", "3", "--format", "csv")), dtype=texts)
    read = read.drop(columns=["scenarios", "fingerprint", "command"])  # of these a sheet knows nothing
    held, found = (each.astype(object).where(each.notna(), None) for each in (frame, read))
    pd.testing.assert_frame_equal(held, found, rtol=1e-14, atol=0)


def test_hostile_cells_can_do_no_harm(run: Run, small: Path) -> None:
    """A study whose title and notes begin like formulas yields CSV in which no cell does."""
    for file, old, new in (
        ("states/_coalition.yaml", "title: The small", "title: '=HYPERLINK(1)'\n#"),
        ("states/alfa.yaml", "Raided twice.", "'@SUM(1+1)'"),
        ("criteria/defence_ties.yaml", "title: Defence ties", "title: '-2+3'"),
    ):
        path = small / file
        path.write_text(path.read_text().replace(old, new))
    for arguments in (["score", "--draws", "10"], ["explain", "alfa"]):
        frame = pd.read_csv(StringIO(run(*arguments, "--format", "csv", study=str(small))), dtype=str)
        cells = [cell for name in frame for cell in frame[name].dropna()]
        evil = [cell for cell in cells if cell[:1] in set("=+-@\t\r") and not is_number(cell)]
        assert [] == evil
        assert {"'=HYPERLINK(1)"} == set(frame["study"])


def is_number(text: str) -> bool:
    """Tell whether a cell is a number, which a spreadsheet may read as one."""
    try:
        float(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("output", "told"), [("missing/out.csv", "the folder"), ("", "is a folder; name a file in it")]
)
def test_an_output_that_cannot_be_written_is_told_at_once(
    output: str, told: str, app: typer.Typer, tmp_path: Path
) -> None:
    """A folder, or a file in a missing folder, gives exit code 2 and one message before anything is computed."""
    arguments = ["score", "--study", "nowhere at all", "--output", str(tmp_path / output)]
    result = CliRunner().invoke(app, arguments)
    assert (2, "") == (result.exit_code, result.stdout)
    assert 1 == len(result.stderr.splitlines())
    assert told in result.stderr
    assert [] == [*tmp_path.iterdir()]


def test_a_failed_request_leaves_an_older_output_alone(app: typer.Typer, tmp_path: Path) -> None:
    """A file from an earlier run stays as it was when the new request cannot be answered."""
    path = tmp_path / "out.csv"
    path.write_text("old")
    result = CliRunner().invoke(app, ["score", "--with", "nobody", "--study", SMALL, "--output", str(path)])
    assert 2 == result.exit_code
    assert "old" == path.read_text()
