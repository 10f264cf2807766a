"""The front door: what the package offers by name."""

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import viability
from viability import assess, evaluate, load_study, pairs, to_frame
from viability.output.score import sheet as score_sheet

SMALL = Path(__file__).parent / "small_study"


@pytest.mark.parametrize("name", viability.__all__)
def test_every_public_name_is_there_and_explains_itself(name: str) -> None:
    """Each public name imports, lives in its room, and has a docstring of its own."""
    thing = getattr(viability, name)
    assert name == thing.__name__
    assert thing.__module__.startswith("viability.")
    assert inspect.getdoc(thing)
    assert "__doc__" in vars(thing) if inspect.isclass(thing) else thing.__doc__


def test_the_package_lists_its_public_names_and_its_version() -> None:
    """`dir` shows what is public and nothing else, and no name stands twice."""
    assert sorted([*viability.__all__, "__version__"]) == dir(viability)
    assert len(viability.__all__) == len(set(viability.__all__))


def test_all_public_names_can_be_imported_at_once() -> None:
    """A star import brings every public name."""
    names: dict[str, object] = {}
    exec("from viability import *", names)  # noqa: S102 - a star import is allowed at a module's top alone
    assert [] == [name for name in viability.__all__ if name not in names]


def test_an_unknown_name_is_an_attribute_error() -> None:
    """A name that the package does not have is answered as Python does."""
    with pytest.raises(AttributeError, match="module 'viability' has no attribute 'nonsense'"):
        viability.nonsense  # type: ignore[attr-defined]  # noqa: B018 - the access is the test


def test_public_functions_have_types_and_say_what_they_raise() -> None:
    """Every parameter and every result of a public function has a type."""
    functions = {name: getattr(viability, name) for name in viability.__all__}
    for name, function in functions.items():
        if not inspect.isfunction(function):
            continue
        signature = inspect.signature(function)
        assert signature.return_annotation is not inspect.Signature.empty, name
        assert [] == [p.name for p in signature.parameters.values() if p.annotation is inspect.Parameter.empty], name


def test_public_classes_explain_their_methods() -> None:
    """Every public method and property of a public class has a docstring."""
    bare = []
    for name in viability.__all__:
        thing = getattr(viability, name)
        if inspect.isclass(thing):
            own = {k: v for k, v in vars(thing).items() if not k.startswith("_")}
            bare += [
                f"{name}.{k}"
                for k, v in own.items()
                if isinstance(v, property) or inspect.isfunction(v)
                if not v.__doc__
            ]
    assert [] == bare


@pytest.mark.parametrize("path", sorted((Path(viability.__file__).parent).rglob("*.py")), ids=lambda path: path.stem)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    """Each module begins with a docstring."""
    parts = path.relative_to(Path(viability.__file__).parents[1]).with_suffix("").parts
    module = import_module(".".join(part for part in parts if part != "__init__"))
    assert module.__doc__


def test_importing_the_package_imports_nothing_heavy() -> None:
    """`import viability` alone brings nothing that takes time to import; names do when they are first used."""
    heavy = "{'ast', 'typing', 'numpy', 'msgspec', 'pydantic', 'pandas', 'yaml'}"
    code = f"import sys, viability; print(*sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert b"" == done.stdout.strip()


def test_scoring_imports_nothing_that_only_others_need() -> None:
    """The command line leaves out at start what only other commands, formats and studies with tables need."""
    others = {"pandas", "pydantic", "scipy", "numpy.ma"}
    others |= {"viability.files.tables", "viability.output.page", "viability.report"}
    code = (
        "import sys; sys.argv = ['viability', 'score', '--study', sys.argv[1], '--compensation', 'geometric']\n"
        "from viability.__main__ import main\n"
        "try: main()\n"
        f"except SystemExit: print(*sorted({others} & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(SMALL)], capture_output=True, check=True, timeout=60)
    assert b"" == done.stderr.strip()


def test_the_front_door_leads_from_a_study_to_a_data_frame() -> None:
    """Loading, assessing and converting take four public names, and agree with the engine."""
    study = load_study(SMALL)
    result = assess(study, draws=100, seed=1)
    assert float(evaluate(study).viability[0]) == result.viability
    assert [(pair.states, pair.cohesion) for pair in pairs(study).pairs] == [
        (p.states, p.cohesion) for p in result.pairs
    ]
    frame = to_frame(score_sheet(result))
    assert 54.375 == pytest.approx(frame.set_index("id").loc["viability", "score"])
