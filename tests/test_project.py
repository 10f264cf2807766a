"""The project as a whole: one version, no paths of a machine, types declared."""

import ast
import re
import shutil
import subprocess
import tokenize
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml

import viability

ROOT = Path(__file__).parents[1]
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".cff", ".sh", ".txt", ".cfg", ".ini", ".svg", ""}
MACHINE = re.compile(r"(?<![\w./~-])/(?:work|root|tmp|home)/\w|\.\./shared")
"""Absolute paths of somebody's machine, and folders beside the project."""


def tracked() -> list[Path]:
    """Return the text files of the project: what git tracks, or where there is no git, what lies in its folders."""
    git = shutil.which("git")
    found = []
    if git is not None and (ROOT / ".git").exists():
        listed = subprocess.run(
            [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            timeout=60,
        )
        found = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        folders = ("src", "tests", "docs", "criteria", "states", "scenarios", "benchmarks")
        found = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    return sorted(path for path in found if path.is_file() and path.suffix in TEXT)


def declared() -> dict[str, object]:
    """Return the project table of pyproject.toml."""
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def test_the_version_is_the_same_everywhere() -> None:
    """Package, pyproject.toml, CITATION.cff, the README's citation and the newest entry of CHANGELOG.md name one."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = re.search(r"^## (\S+) \((\S+)\)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    cited = re.findall(r"Version (\d\S*)\.$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {viability.__version__} == {declared()["version"], str(citation["version"]), newest[1], *cited}
    assert 1 == len(cited)


def test_the_date_of_the_version_is_the_same_everywhere() -> None:
    """CITATION.cff and the newest entry of CHANGELOG.md name one date."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = re.search(r"^## \S+ \((\S+)\)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert date.fromisoformat(newest[1]) == date.fromisoformat(str(citation["date-released"]))


def test_the_licence_is_the_same_everywhere() -> None:
    """The code's licence is one; the expression of the whole adds those of data, each with a file and a table."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    code, *data = str(declared()["license"]).split(" AND ")
    assert code == citation["license"]
    assert code in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert {f"{name}.txt" for name in (code, *data)} == {path.name for path in (ROOT / "LICENSES").iterdir()}
    told = (ROOT / "studies/world/LICENCES.md").read_text(encoding="utf-8")
    assert all(name in told for name in (code, *data))


def test_the_changelog_tells_the_model_from_the_program() -> None:
    """Each version of the changelog says first what moved a score and then the rest."""
    entries = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    heads = {entry.split()[0]: re.findall(r"^### (.+)$", entry, flags=re.MULTILINE) for entry in entries}
    assert heads
    assert {version: ["The model", "The program"] for version in heads} == heads


def test_no_file_names_the_paths_of_a_machine() -> None:
    """Nothing in the project depends on, or mentions, where it lay when it was written."""
    files = [path for path in tracked() if path != Path(__file__)]
    assert files
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if MACHINE.search(line)
    ]
    assert [] == found


@pytest.mark.parametrize(
    ("line", "hit"),
    [
        ("see /" + "work/main", True),
        ("cp ../" + "shared/x .", True),
        ('open("/tmp/x")', True),
        ("/home/me/study", True),
        ("https://example.org/work/paper", False),
        ("docs/work/x", False),
        ("#!/usr/bin/env bash", False),
    ],
)
def test_a_path_of_a_machine_is_told_from_an_address(line: str, hit: bool) -> None:  # noqa: FBT001 - an expectation
    """Only an absolute path counts, not the same words within an address."""
    assert hit == (MACHINE.search(line) is not None)


def test_the_package_declares_its_types() -> None:
    """The classifier that promises types is kept by the marker file."""
    assert "Typing :: Typed" in declared()["classifiers"]  # type: ignore[operator]  # it is a list
    assert (Path(viability.__file__).parent / "py.typed").is_file()


def test_every_file_ends_in_a_newline_and_holds_no_tab() -> None:
    """Text files end in one newline; only a Makefile, and files made to be broken, hold tabs or trailing blanks."""
    files = [p for p in tracked() if p.name != "Makefile" and "broken" not in p.parts and p.suffix != ".svg"]
    texts = {path.relative_to(ROOT): path.read_bytes() for path in files}
    assert [] == [str(path) for path, text in texts.items() if text and not text.endswith(b"\n")]
    assert [] == [str(path) for path, text in texts.items() if re.search(rb"\t|\r|[ \t]+$", text, re.MULTILINE)]


def test_every_exception_from_a_rule_says_why() -> None:
    """A comment that quiets a checker goes on after the name of the rule."""
    bare = re.compile(r"(noqa(: [A-Z0-9, ]+)?|type: ignore(\[[a-z, -]+\])?)\s*$", re.MULTILINE)
    found = []
    for path in tracked():
        if path.suffix == ".py" and bare.search(path.read_text(encoding="utf-8")):  # perhaps in a text
            with path.open("rb") as file:
                comments = [one for one in tokenize.tokenize(file.readline) if one.type == tokenize.COMMENT]
            found += [f"{path.relative_to(ROOT)}:{one.start[0]}" for one in comments if bare.search(one.string)]
    assert [] == found


def test_every_expected_error_says_what() -> None:
    """`pytest.raises` has a `match`, or what was raised is looked at under a name."""
    found = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for block in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for item in block.items if isinstance(block, ast.With) else ():
                call = item.context_expr
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.raises" and not item.optional_vars:
                    found += [f"{path.name}:{call.lineno}"] * all(keyword.arg != "match" for keyword in call.keywords)
    assert [] == found
