"""Files of a search: the same bytes wherever it was computed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from viability.analyses.coalitions import workers
from viability.cli import build
from viability.files.folder import load_study


def of_the_world(many: int) -> list[str]:
    """Return the options of a search among some members of the United Nations, some of which lack something."""
    world = load_study("world")
    names = [name for name, state in world.states.items() if "un" in state.memberships and state.lives(world.day)]
    return ["--study", "world", "--candidates", ",".join(names[:many]), "--size", "4", "--top", "30"]


@pytest.mark.parametrize("form", ["csv", "json"])
def test_files_hold_the_same_bytes_for_any_number_of_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """One process, two and three, with small parts and large ones, write the same file."""
    monkeypatch.setattr(workers, "ALONE", 1)
    monkeypatch.chdir(tmp_path)
    app, asked = build(), of_the_world(36)
    written = []
    for count, share in ((1, 1), (2, 1_000), (3, 20_000)):
        monkeypatch.setattr(workers, "SHARE", share)
        words = ["coalitions", *asked, "--by", "viability", "--workers", str(count), "-o", f"found.{form}"]
        result = CliRunner().invoke(app, words)
        assert 0 == result.exit_code, result.output
        written.append((tmp_path / f"found.{form}").read_bytes())
    assert written[0] == written[1] == written[2]
    assert written[0].count(b"\n") > 30
    assert b"workers" not in written[0]


@pytest.mark.slow
def test_a_script_without_a_guard_may_ask_for_workers(tmp_path: Path) -> None:
    """Other processes do not run the script again that asks for them, so that it says what it says once."""
    script = tmp_path / "asks.py"
    script.write_text(
        "print('once')\n"
        "from viability.analyses.coalitions.search import search\n"
        "from viability.files.folder import load_study\n"
        "world = load_study('world')\n"
        "names = [name for name, state in world.states.items() if 'un' in state.memberships]\n"
        "print(search(world, candidates=names[:72], size=4, workers=2).eligible)\n",
        encoding="utf-8",
    )
    source = str(Path(__file__).parents[2] / "src")
    told = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    # 72 choose 4, more than are done by one process
    assert (0, "once\n1028790\n", "") == (told.returncode, told.stdout, told.stderr)
