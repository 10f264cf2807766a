"""What tests of commands share: the small study, what each command needs beside its name, and what a result holds."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from viability.cli import QUESTIONS

HERE = Path(__file__).parents[1]


ROOT = HERE.parent


SMALL = str(HERE / "small_study")


TIMEOUT = 60


ASKING = [name for name in QUESTIONS if name not in {"again", "backtest", "place"}]
"""The commands that ask something of a coalition; `again` asks it of a result (test_again.py), `backtest` of cases, and
`place` asks where a coalition of real states stands."""


ARGUMENTS = {
    "compare": ["charlie_joins"],
    "explain": ["defence_ties"],
    "sensitivity": ["--samples", "2"],
    "path": ["--max-steps", "1"],
    "trend": ["--from", "2014"],
    "score": ["--draws", "10"],
}
"""What each command needs beside its name to say something of the small study, and to be quick."""


def program(
    *arguments: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run the real program with its output piped."""
    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "COLUMNS", "FORCE_COLOR", "PYTHONIOENCODING"}}
    return subprocess.run(
        [sys.executable, "-m", "viability", *arguments],
        cwd=cwd,
        env={**clean, "PYTHONUTF8": "1", **(env or {})},
        capture_output=True,
        check=False,
        timeout=TIMEOUT,
    )


Run = Callable[..., str]


Started = Callable[..., tuple[int, str, str]]


Made = Callable[..., dict[str, Any]]


def scores(body: Mapping[str, Any]) -> dict[str, float]:
    """Return the score of each row by its id."""
    return {each["id"]: each["score"] for each in body["rows"]}


def shares(body: Mapping[str, Any]) -> dict[str, float]:
    """Return the share of each pillar and criterion by its id."""
    return {each["id"]: each["share"] for each in body["rows"] if each["share"] is not None}
