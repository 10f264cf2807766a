"""The wheel carries the study and works in an empty folder."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from viability import __version__, assess, load_study

ROOT = Path(__file__).parents[1]
TIMEOUT = 120

pytestmark = pytest.mark.slow


def quiet(*command: str | Path, cwd: Path) -> str:
    """Run a command without the network and return what it prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={**kept, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        timeout=TIMEOUT,
    )
    assert 0 == done.returncode, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it into a fresh environment, and return the program."""
    wheels, place = tmp_path_factory.mktemp("wheels"), tmp_path_factory.mktemp("environment") / "venv"
    quiet(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", wheels, ROOT, cwd=wheels)
    (wheel,) = wheels.glob("*.whl")
    venv.create(place, with_pip=False)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    if not python.exists():
        python = scripts / "python"
    there = Path(quiet(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=wheels).strip())
    # the wheel goes into the new environment, and dependencies come from the one that runs the tests
    quiet(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--quiet", wheel, cwd=wheels)
    (there / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    return scripts / "viability"


def test_the_wheel_works_in_an_empty_folder(program: Path, tmp_path: Path) -> None:
    """The installed program scores the study that came with it, and finds the index of the checkout."""
    body = json.loads(quiet(program, "score", "--format", "json", cwd=tmp_path))
    assert ("shipped", __version__) == (body["location"], body["program_version"])
    index, _ = [row["score"] for row in body["rows"] if row["level"] == "index"]
    assert assess(load_study(ROOT), draws=1).viability == index
    table = quiet(program, "score", "--full", cwd=tmp_path)
    assert "study: the one that ships with viability" in table
    assert [] == [*tmp_path.iterdir()]


def test_the_wheel_carries_the_whole_study(program: Path, tmp_path: Path) -> None:
    """Every state, criterion, scenario and source of the checkout is in the wheel, and the check finds no problem."""
    study = load_study(ROOT)
    told = quiet(program, "check", cwd=tmp_path)
    counts = f"{len(study.states)} states, {len(study.criteria)} criteria, {len(study.sources)} sources"
    assert told.strip().splitlines()[-1].startswith(f"no problems in shipped: {counts}")
    names = json.loads(quiet(program, "compare", *study.scenarios, "--draws", "1", "--format", "json", cwd=tmp_path))
    assert ["baseline", *study.scenarios] == [*dict.fromkeys(row["scenario"] for row in names["rows"])]


def test_the_installed_program_imports_its_own_package(program: Path, tmp_path: Path) -> None:
    """What runs is the package of the wheel, with the marker that says that it has types."""
    python = program.parent / "python"
    code = "import viability, pathlib; print(pathlib.Path(viability.__file__).parent)"
    package = Path(quiet(python, "-c", code, cwd=tmp_path).strip())
    assert program.parent.parent in package.parents
    assert (package / "py.typed").is_file()
    assert (package / "shipped/states/_sources.yaml").is_file()
