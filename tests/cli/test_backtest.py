"""The command that holds an index against cases: its options, its formats, its refusals."""

import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from viability.cli import build

HERE = Path(__file__).parents[1]
ASKED = ["backtest", str(HERE / "small_cases.csv"), "--study", str(HERE / "small_study")]


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    """Return the program with this command."""
    return build(["backtest"])


def test_every_format_holds_the_same_numbers(app: typer.Typer) -> None:
    """JSON and CSV have the same rows; a table and Markdown tell the area."""
    out = {form: CliRunner().invoke(app, [*ASKED, "--format", form]) for form in ("json", "csv", "md", "table")}
    assert {0} == {result.exit_code for result in out.values()}
    body, frame = json.loads(out["json"].stdout), pd.read_csv(StringIO(out["csv"].stdout))
    assert len(body["rows"]) == len(frame)
    first = body["rows"][0]
    assert ["quantity", "set", "kind", "of", "value", "low", "high", "cases", "ones", "note"] == [*first]
    assert ("auc", "all", 4) == (first["quantity"], first["set"], first["cases"])
    for form in ("md", "table"):
        assert f"{first['value']:.3f}" in out[form].stdout
        assert "e (unknown state 'nobody'" in out[form].stdout


def test_weights_and_scenarios_are_what_ifs_as_elsewhere(app: typer.Typer) -> None:
    """They change the index and the fingerprint of the framework, and are told."""
    plain, heavy = (
        json.loads(CliRunner().invoke(app, [*ASKED, *more, "--format", "json"]).stdout)
        for more in ([], ["--weight", "will=0"])
    )
    assert "weight of will 0 (was 1)" in heavy["changes"] or "will" in heavy["changes"]
    assert plain["framework_sum"] != heavy["framework_sum"]
    assert plain["cases_sum"] == heavy["cases_sum"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--baseline", "years", "--outcome", "years"], "cannot be both"),
        (["--baseline", "gues"], "unknown column 'gues'; did you mean 'guess'?"),
        (["--resamples", "0"], "resamples"),
        (["--outcome", "match"], "column 'match' says what a case is"),
    ],
)
def test_a_request_that_cannot_be_answered_is_one_message(app: typer.Typer, more: list[str], message: str) -> None:
    """Exit code 2, and nothing on standard output."""
    result = CliRunner().invoke(app, [*ASKED, *more])
    assert (2, "") == (result.exit_code, result.stdout)
    assert message in " ".join(result.stderr.replace("│", " ").split())


def test_the_help_tells_how_cases_are_written(app: typer.Typer) -> None:
    """And ends in an example."""
    told = " ".join(CliRunner().invoke(app, ["backtest", "--help"]).stdout.replace("│", " ").split())
    assert "members (blanks between)" in told
    assert "Example: viability backtest cases.csv --study world" in told
