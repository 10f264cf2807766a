"""The program in this process, for tests of commands."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cli.asking import SMALL, Run
from viability.cli import build


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    """Return the program with all of its commands."""
    return build()


@pytest.fixture(scope="module")
def run(app: typer.Typer) -> Run:
    """Return a function that runs a command in this process and returns what it prints."""

    def runs(*arguments: str, study: str = SMALL) -> str:
        result = CliRunner().invoke(app, [*arguments, "--study", study])
        assert (0, "") == (result.exit_code, result.stderr), result.output
        return result.stdout

    return runs


@pytest.fixture(scope="module")
def made(run: Run) -> Callable[..., dict[str, Any]]:
    """Return a function that runs a command and returns its JSON."""
    return lambda *arguments, study=SMALL: json.loads(run(*arguments, "--format", "json", study=study))
