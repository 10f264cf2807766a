"""`viability schema`: one kind to standard output, or all into a folder, with the line for editors."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from viability.cli import build
from viability.files.schema import KINDS


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    """Return the program with two of its commands."""
    return build(["schema", "check"])


def answer(app: typer.Typer, *arguments: str) -> tuple[int, str]:
    """Return the exit code and all that is printed."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


def test_one_kind_is_printed(app: typer.Typer, small: Path) -> None:
    """As JSON, and nothing else; without a kind all of them."""
    code, said = answer(app, "schema", "state", "--study", str(small))
    assert (0, "viability: state") == (code, json.loads(said)["title"])
    code, said = answer(app, "schema", "--study", str(small))
    assert (0, [*KINDS]) == (code, [*json.loads(said)])


def test_all_kinds_are_written_with_the_line_for_editors(app: typer.Typer, small: Path) -> None:
    """The line is a path from the file to its schema, and a file that begins with it is read as before."""
    code, said = answer(app, "schema", "--into", str(small / "schema"), "--study", str(small))
    assert (0, True) == (code, said.startswith("wrote 13 files into"))
    line = "# yaml-language-server: $schema=../schema/state.json"
    assert f"states/*.yaml: {line}" in said
    assert {f"{kind}.json" for kind in KINDS} == {path.name for path in (small / "schema").iterdir()}
    alfa = small / "states/alfa.yaml"
    alfa.write_text(f"{line}\n{alfa.read_text(encoding='utf-8')}", encoding="utf-8")
    assert (0, True) == ((found := answer(app, "check", "--study", str(small)))[0], "no problems" in found[1])
    assert (small / "states" / line.partition("=")[2]).resolve().is_file()


def test_an_unknown_kind_is_told_with_the_nearest(app: typer.Typer, small: Path) -> None:
    """As any name is."""
    code, said = answer(app, "schema", "sate", "--study", str(small))
    assert (2, True) == (code, "unknown kind of file 'sate'; did you mean 'state'?" in said)
