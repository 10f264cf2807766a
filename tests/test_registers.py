"""The registers of the house: whoever adds a name to a list is told here what else it needs."""

import ast
import inspect
import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

import viability
from viability.cli import COMMANDS, QUESTIONS, function_of
from viability.engine import aggregators, measures, subset_tables
from viability.study.scenario import CHANGES, Change
from viability.study.vocabulary import AggregatorName, MeasureName

ROOT = Path(__file__).parents[1]
SRC = Path(viability.__file__).parent


def test_every_measure_of_the_vocabulary_has_a_function() -> None:
    """Measures that a criterion may name are those that the engine can read (test_worked.py holds an example each)."""
    assert {*get_args(MeasureName)} == {*measures.MEASURES}


def test_every_aggregator_of_the_vocabulary_has_a_function_and_a_table_form() -> None:
    """Each stands in both engines; two are made of sums of their own (test_worked.py holds an example of each)."""
    own = {"summation", "evenness"}
    assert {*get_args(AggregatorName)} == {*aggregators.PLACED} | own
    assert {*get_args(AggregatorName)} == {*subset_tables.PLACED} | own
    assert all(inspect.isfunction(getattr(aggregators, name)) for name in own)


def test_every_kind_of_change_can_be_written() -> None:
    """Each kind of change has a key in scenario files and a public class (test_worked.py holds an example each)."""
    assert {*get_args(Change)} == {*CHANGES.values()}
    assert [] == [kind.__name__ for kind in CHANGES.values() if getattr(viability, kind.__name__) is not kind]


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_its_files(name: str) -> None:
    """The command's name leads to its question, its rows and view, and its options."""
    assert [] == [
        room for room in ("analyses", "output", "cli") if not import_module(f"viability.{room}.{name}").__doc__
    ]
    shown = import_module(f"viability.output.{name}")
    assert inspect.isfunction(shown.sheet)
    assert inspect.isfunction(shown.view)


TESTS = ROOT / "tests/analyses"
ACROSS = {Path("questions")}
"""Tests of what all analyses have in common, which bear the name of no module."""


def test_every_question_is_tested_under_its_name() -> None:
    """What has rows and a view of its name has a file of tests of that name, too, or a folder of them."""
    asked, told = ({path.stem for path in (SRC / room).glob("*")} - {"__init__"} for room in ("analyses", "output"))
    tested = {path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py")}
    tested |= {path.parent.name for path in TESTS.glob("*/test_*.py")}
    assert {*QUESTIONS} <= asked & told
    assert [] == sorted((asked & told) - {"__pycache__"} - tested)


def test_every_test_of_an_analysis_bears_the_name_of_its_module() -> None:
    """Where a module is taken away or parted, its tests go with it."""
    room = SRC / "analyses"
    modules = {path.relative_to(room).with_suffix("") for path in room.rglob("*.py")}
    modules |= {path.relative_to(room).parent for path in room.rglob("__init__.py")}
    tested = {path.relative_to(TESTS).with_name(path.stem.removeprefix("test_")) for path in TESTS.rglob("test_*.py")}
    assert [] == sorted(str(name) for name in tested - modules - ACROSS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_told_of(name: str) -> None:
    """A command has an example in its help, a page, a row in the README's table, and a link to the page there."""
    told = inspect.getdoc(function_of(name)) or ""
    assert re.search(rf"^Example: viability {name}\b", told, flags=re.MULTILINE)
    assert (ROOT / "docs" / f"{name}.md").is_file()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^\|[^|]*\| `viability {name}\b", readme, flags=re.MULTILINE)
    assert f"(docs/{name}.md)" in readme


def test_every_layer_contract_is_exhaustive() -> None:
    """Every folder of the house has its layers, and no module stands outside of them."""
    contracts: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    layered = [contract for contract in contracts if contract["type"] == "layers"]
    assert [] == [contract["name"] for contract in layered if not contract.get("exhaustive")]
    folders = {"viability"} | {f"viability.{path.parent.name}" for path in SRC.glob("*/__init__.py")}
    flat = {"viability.cli"}  # one file a command, none of which knows another
    assert folders - flat <= {container for contract in layered for container in contract["containers"]}


@pytest.mark.parametrize(
    "room", sorted(path.parent for path in SRC.glob("*/**/__init__.py")), ids=lambda path: path.name
)
def test_every_room_is_mapped_in_its_docstring(room: Path) -> None:
    """The docstring of a folder names its files, and none that it does not hold."""
    told = import_module(".".join(("viability", *room.relative_to(SRC).parts))).__doc__ or ""
    held = {path.stem for path in room.glob("*.py")} | {path.parent.name for path in room.glob("*/__init__.py")}
    assert held - {"__init__"} == {*re.findall(r"`([a-z_]+)`", told)}


LONG = 330
"""Lines of a module beyond which its docstring says why it is not two."""


def test_a_long_module_says_why_it_is_long() -> None:
    """A module that is much longer than others gives the reason in its first lines, a file of tests like any other."""
    rooms = ("benchmarks", "docs", "src", "studies", "tests")
    texts = {path: path.read_text(encoding="utf-8") for room in rooms for path in sorted((ROOT / room).rglob("*.py"))}
    long = {path: text for path, text in texts.items() if len(text.splitlines()) > LONG}
    told = {path: ast.get_docstring(ast.parse(text)) or "" for path, text in long.items()}
    assert [] == [str(path.relative_to(ROOT)) for path, text in told.items() if "longer than" not in text.lower()]
