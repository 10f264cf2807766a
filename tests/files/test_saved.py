"""A what-if kept as a scenario of its study."""

from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from viability.cli import build
from viability.errors import OutputError
from viability.files import saved
from viability.files.folder import load_study
from viability.files.places import shipped_study
from viability.study.scenario import SetValue, SetWeight


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    """Return the command that is run here."""
    return build(["score"])


OPTIONS = ["--with", "Charlie", "--weight", "mean=40%", "--set", "alfa.resolve=2", "--as-of", "2020"]

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(app: typer.Typer, small: Path) -> Run:
    """Return a function that scores the small study with a few draws."""

    def runs(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["score", "--draws", "5", "--study", str(small), *words])
        return done.exit_code, done.stderr

    return runs


def test_a_saved_what_if_reads_back_as_it_was(run: Run, small: Path) -> None:
    """The file holds the options, with names as the study has them, and nothing else is left in the folder."""
    before = {*(small / "scenarios").iterdir()}
    code, told = run(*OPTIONS, "--compensation", "worst", "--save", "mine")
    path = small / "scenarios/mine.yaml"
    assert (0, f"wrote {path}") == (code, told.strip())
    assert {path} == {*(small / "scenarios").iterdir()} - before
    found = load_study(small).scenario("mine")
    assert (("charlie",), "2020", float("-inf")) == (found.with_, found.as_of, found.compensation)
    assert (
        SetWeight(weight="means", value=0.4, share=True),
        SetValue(set="alfa.resolve", value=2),
    ) == found.changes
    assert 0 == run("--scenario", "mine")[0]


def test_a_file_is_never_overwritten(run: Run, small: Path) -> None:
    """A name that is taken is refused before anything is computed, and the file stays."""
    path = small / "scenarios/charlie_joins.yaml"
    text = path.read_bytes()
    code, told = run(*OPTIONS, "--save", "charlie_joins")
    assert 2 == code
    assert "charlie_joins.yaml exists already; choose another name" in told
    assert text == path.read_bytes()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--save", "mine"], "--save needs a what-if to save; give one"),
        ([*OPTIONS, "--save", "../mine"], "a name has only letters, digits, _ and -"),
        (["--scenario", "charlie_joins", "--save", "mine"], "leave out --scenario"),
    ],
)
def test_what_cannot_be_kept_is_refused(words: list[str], says: str, run: Run, small: Path) -> None:
    """Nothing is written where there is nothing to keep, or no name for it."""
    code, told = run(*words)
    assert 2 == code
    assert says in " ".join(told.split())
    assert not (small / "scenarios/mine.yaml").exists()


def test_the_study_that_comes_along_is_never_written_to(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who works elsewhere than in a checkout does not write into the shipped study."""
    monkeypatch.chdir(tmp_path)
    assert small / "scenarios/mine.yaml" == saved.place_for(small, "mine")
    with pytest.raises(OutputError, match="writes into a study of your own"):
        saved.place_for(shipped_study(), "mine")
