"""The wheel carries the study and works in an empty folder."""

import json
import os
import shlex
import subprocess
import sys
import sysconfig
import tomllib
import venv
from pathlib import Path
from zipfile import ZipFile

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
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    wheels = tmp_path_factory.mktemp("wheels")
    backend = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["build-backend"]
    quiet(sys.executable, "-c", f"from {backend} import build_wheel; build_wheel({str(wheels)!r})", cwd=ROOT)
    (built,) = wheels.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment, and return the program."""
    wheels, place = wheel.parent, tmp_path_factory.mktemp("environment") / "venv"
    venv.create(place, with_pip=False)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / Path(sys.executable).name
    if not python.exists():
        python = scripts / "python"
    there = Path(quiet(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=wheels).strip())
    # the wheel goes into the new environment, and dependencies come from the one that runs the tests
    given = ("--no-deps", "--no-compile", "--quiet")
    quiet(sys.executable, "-m", "pip", "--python", python, "install", *given, wheel, cwd=wheels)
    (there / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    return scripts / "viability"


SEVERAL = """
import io, json, sys
from viability.__main__ import main

told, stdout = [], sys.stdout
for sys.argv in json.loads(sys.argv[1]):
    sys.stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
    sys.stdout.flush()
    told.append(sys.stdout.buffer.getvalue().decode())
stdout.write(json.dumps(told))
"""


def several(program: Path, *lines: str, cwd: Path) -> list[str]:
    """Run commands of the installed program one after another in one process, and return what each prints."""
    words = json.dumps([shlex.split(line) for line in lines])
    told: list[str] = json.loads(quiet(program.parent / "python", "-c", SEVERAL, words, cwd=cwd))
    return told


def test_the_wheel_works_in_an_empty_folder(program: Path, tmp_path: Path) -> None:
    """The installed program scores the study that came with it, and finds the index of the checkout."""
    body = json.loads(quiet(program, "score", "--format", "json", cwd=tmp_path))
    assert ("shipped", __version__) == (body["location"], body["program_version"])
    index, _ = [row["score"] for row in body["rows"] if row["level"] == "index"]
    assert assess(load_study(ROOT), draws=1).viability == index
    assert [] == [*tmp_path.iterdir()]


def test_the_wheel_carries_the_whole_study(program: Path, tmp_path: Path) -> None:
    """Every state, criterion, scenario and source of the checkout is in the wheel, and the check finds no problem."""
    study = load_study(ROOT)
    told, scored, listed = several(
        program,
        "viability check",
        "viability score --full",
        "viability list scenarios --format json",
        cwd=tmp_path,
    )
    assert "study: the one that ships with viability" in scored
    counts = f"{len(study.states)} states, {len(study.criteria)} criteria, {len(study.sources)} sources"
    assert told.startswith(f"no problems in shipped: {counts}")
    assert [*study.scenarios] == [row["id"] for row in json.loads(listed)["rows"]]


def test_the_installed_program_imports_its_own_package(program: Path, tmp_path: Path) -> None:
    """What runs is the package of the wheel, with the marker that says that it has types."""
    python = program.parent / "python"
    code = "import viability, pathlib; print(pathlib.Path(viability.__file__).parent)"
    package = Path(quiet(python, "-c", code, cwd=tmp_path).strip())
    assert program.parent.parent in package.parents
    assert (package / "py.typed").is_file()
    assert (package / "shipped/states/_sources.yaml").is_file()


LARGEST_WHEEL = 5_000_000
"""Bytes of the wheel, which everybody downloads."""


def test_the_wheel_stays_small_and_names_its_licences(wheel: Path) -> None:
    """It holds the data of the world and the licence of each, and is under 5 MB."""
    assert wheel.stat().st_size < LARGEST_WHEEL
    with ZipFile(wheel) as held:
        names = held.namelist()
        (about,) = [held.read(name).decode() for name in names if name.endswith("/METADATA")]
    assert {
        "viability/shipped/studies/world/LICENCES.md",
        "viability/shipped/studies/world/states/vdem_polyarchy.csv",
    } < {*names}
    assert "License-Expression: MIT AND CC0-1.0 AND CC-BY-4.0 AND CC-BY-SA-4.0" in about
    assert {"CC-BY-SA-4.0.txt", "CC-BY-4.0.txt", "CC0-1.0.txt", "MIT.txt", "LICENSE"} <= {
        Path(name).name for name in names if "/licenses/" in name
    }


def test_the_wheel_answers_for_any_group(program: Path, tmp_path: Path) -> None:
    """The world study is found by its name in an empty folder, with coalitions, dates and states of old."""
    score, pairs, of_old = several(
        program,
        "viability score --study world --members SWE,FIN,NOR,DNK --draws 50",
        "viability pairs --study world --coalition nato_1949 --format csv",
        "viability pairs --study world --members USSR,DDR --as-of 1980",
        cwd=tmp_path,
    )
    assert "Denmark DNK, Finland FIN, Norway NOR, Sweden SWE" in score
    assert "1949-04-04" in pairs
    assert "Soviet Union" in of_old
    assert [] == [*tmp_path.iterdir()]


def test_a_study_of_ones_own_begins_from_the_wheel(program: Path, tmp_path: Path) -> None:
    """The example and a part of the world are in it, score at once, and take another state."""
    _, example, _, world, mine, _, check, schema = several(
        program,
        "viability init example",
        "viability score --study example --draws 50",
        "viability init nordic --members SWE,FIN,NOR,DNK",
        "viability score --study world --members SWE,FIN,NOR,DNK --draws 1 --format json",
        "viability score --study nordic --draws 1 --format json",
        "viability new state EST --study nordic",
        "viability check --study nordic",
        "viability schema state --study nordic",
        cwd=tmp_path,
    )
    assert "Northland" in example
    one, other = (
        [row["score"] for row in json.loads(text)["rows"] if row["level"] == "index"] for text in (world, mine)
    )
    assert one == other
    assert "estonia" in check
    assert "viability: state" in schema
