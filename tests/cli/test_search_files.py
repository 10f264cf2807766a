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
    """Return the names of some members of the United Nations, some of which lack something."""
    world = load_study("world", profiles=None, scenarios=[])
    return [name for name, state in world.states.items() if "un" in state.memberships and state.lives(world.day)][:many]


def test_files_hold_the_same_bytes_for_any_number_of_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process, two and three, with small parts and large ones, write the same CSV and the same JSON."""
    monkeypatch.setattr(workers, "ALONE", 1)
    monkeypatch.chdir(tmp_path)
    app = build(["coalitions"])
    asked = ["--study", "world", "--candidates", ",".join(of_the_world(36)), "--size", "4", "--top", "30"]
    files = [tmp_path / "found.csv", tmp_path / "found.json"]
    written = []
    for count, share in ((1, 1), (2, 1_000), (3, 20_000)):
        monkeypatch.setattr(workers, "SHARE", share)
        words = [
            "coalitions",
            *asked,
            "--by",
            "viability",
            "--workers",
            str(count),
            "-o",
            "found.csv",
            "-o",
            "found.json",
        ]
        result = CliRunner().invoke(app, words)
        assert 0 == result.exit_code, result.output
        written.append([file.read_bytes() for file in files])
    assert written[0] == written[1] == written[2]
    for data in written[0]:
        assert data.count(b"\n") > 30
        assert b"workers" not in data


@pytest.mark.slow
def test_a_script_without_a_guard_may_ask_for_workers(tmp_path: Path) -> None:
    """Other processes do not run the script again that asks for them, so that it says what it says once."""
    script = tmp_path / "asks.py"
    script.write_text(
        "import sys\n"
        "print('once')\n"
        "from viability.analyses.coalitions.search import search\n"
        "from viability.files.folder import load_study\n"
        "names = sys.argv[1:]\n"
        "print(search(load_study('world', profiles=names), candidates=names, size=4, workers=2).eligible)\n",
        encoding="utf-8",
    )
    source = str(Path(__file__).parents[2] / "src")
    told = subprocess.run(
        [sys.executable, str(script), *of_the_world(72)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    # 72 choose 4, more than are done by one process
    assert (0, "once\n1028790\n", "") == (told.returncode, told.stdout, told.stderr)
