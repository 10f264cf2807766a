"""Files of a search: the same bytes wherever it was computed."""

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
