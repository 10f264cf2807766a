"""The manual agrees with the program: console blocks are run, generated pages are generated again.

`pytest tests/test_docs.py --update-docs` rewrites both in place.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stdout
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import pandas as pd
import pytest
from typer.testing import CliRunner

from viability.analyses.list import KINDS
from viability.analyses.score import assess
from viability.cli import COMMANDS, QUESTIONS, build
from viability.study.study import Study
from viability.study.vocabulary import is_column

ROOT = Path(__file__).parents[1]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GENERATED = (
    "cli.md",
    "codebook.md",
    "data.md",
    "paper.md",
    "backtest.md",
)  # also in docs/generate.py, which only a test loads
WALK = "<!-- walk:"
"""What a page holds whose blocks run from top to bottom in one empty folder."""
FIRST = re.findall(r"^\$ (.+)$", DOCS[0].read_text(encoding="utf-8"), flags=re.MULTILINE)
"""The commands of the README."""
WALKS = [page for page in DOCS if WALK in page.read_text(encoding="utf-8")]
STEP = re.compile(
    r"^```console\n(?P<block>.*?)^```$|^<!-- (?P<how>write|add to) (?P<file>\S+) -->\n```\w+\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
"""A console block, or a file that the reader writes."""
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
TIMEOUT = 120


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Take a console block apart into command lines, each with the output below it."""
    for part in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
        if part.startswith("$ "):
            line, _, output = part[2:].partition("\n")
            yield line, output


@cache
def output(line: str) -> str:
    """Run a command line at the root of the repository and return what a pipe gets of it, errors included."""
    return printed(line, ROOT)


def printed(line: str, folder: Path) -> str:
    """Run a command line in a folder and return what a pipe gets of it, errors included.

    The commands of the README, and those with a pipe of their own, run as readers run them; others in this process,
    of which `head` leaves the first lines.
    """
    line, _, most = line.partition(" | head -n ")
    if "|" in line or line in FIRST:
        return shown(line, folder)
    name, *words = shlex.split(line)[1:]
    with chdir(folder):
        done = CliRunner().invoke(build([name], words), [name, *words], env={"NO_COLOR": "1"})
    assert isinstance(done.exception, SystemExit | None), done.exception
    return "".join(done.output.splitlines(keepends=True)[: int(most) if most else None])


def shown(line: str, folder: Path) -> str:
    """Run a command line in a shell."""
    kept = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "FORCE_COLOR"}}
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    done = subprocess.run(
        ["sh", "-c", line],  # noqa: S607 - the shell that readers have
        cwd=folder,
        env={**kept, "PATH": path, "NO_COLOR": "1", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=TIMEOUT,
    )
    text = done.stdout.decode()
    assert "Traceback" not in text, text
    return text if text.endswith("\n") or not text else text + "\n"


def again(block: str) -> str:
    """Return a console block with the output of its `viability` commands as it is now."""
    told = [(line, output(line) if line.split()[0] == "viability" else old) for line, old in commands(block)]
    return "".join(f"$ {line}\n{text}" for line, text in told)


def walked(page: Path, folder: Path) -> str:
    """Return a page with its blocks run, one after another, in an empty folder, with what they print today."""

    def step(found: re.Match[str]) -> str:
        if found["block"] is not None:
            told = [f"$ {line}\n{printed(line, folder)}" for line, _ in commands(found["block"])]
            return f"```console\n{''.join(told)}```"
        with (folder / found["file"]).open("w" if found["how"] == "write" else "a", encoding="utf-8") as file:
            file.write(found["text"])
        return found[0]

    return STEP.sub(step, page.read_text(encoding="utf-8"))


SESSIONS = [page for page in DOCS if "```pycon" in page.read_text(encoding="utf-8")]


def blocks() -> list[tuple[Path, int, str]]:
    """Return every console block with its file and line."""
    found = []
    for page in DOCS:
        if page in WALKS:
            continue
        text = page.read_text(encoding="utf-8")
        found += [(page, text[: match.start()].count("\n") + 1, match[1]) for match in BLOCK.finditer(text)]
    return found


BLOCKS = blocks()


@pytest.fixture(scope="module", autouse=True)
def updated(request: pytest.FixtureRequest) -> None:
    """With --update-docs, run the blocks and write what they print before the tests compare."""
    if request.config.getoption("--update-docs"):
        pages = {page: page.read_text(encoding="utf-8") for page in DOCS if page not in WALKS}
        pages = {p: BLOCK.sub(lambda match: f"```console\n{again(match[1])}```", t) for p, t in pages.items()}
        write(pages)
        write({ROOT / "docs" / name: page() for name, page in generator().PAGES.items()})
        for path in SESSIONS:
            path.write_text(session(path), encoding="utf-8")
        for path in WALKS:
            with TemporaryDirectory() as folder:
                path.write_text(walked(path, Path(folder)), encoding="utf-8")


def write(pages: Mapping[Path, str]) -> None:
    """Write pages that have changed."""
    for path, text in pages.items():
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")


@cache
def generator() -> ModuleType:
    """Return the script that writes the generated pages."""
    spec = spec_from_file_location("generate", ROOT / "docs/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("page", "line"), [(b[0], b[1]) for b in BLOCKS], ids=[f"{b[0].name}:{b[1]}" for b in BLOCKS])
def test_a_console_block_shows_what_the_program_prints(page: Path, line: int) -> None:
    """Below each command of the manual stands, to the letter, what the command prints into a pipe."""
    text = page.read_text(encoding="utf-8")
    position = [match[1] for match in BLOCK.finditer(text)][[b[1] for b in BLOCKS if b[0] == page].index(line)]
    assert again(position) == position, "run pytest tests/test_docs.py --update-docs"


@pytest.mark.parametrize("page", WALKS, ids=lambda page: page.name)
def test_a_walk_can_be_walked(page: Path, tmp_path: Path) -> None:
    """The blocks of a page, run in order in an empty folder, print what stands below them."""
    assert walked(page, tmp_path) == page.read_text(encoding="utf-8"), "run pytest tests/test_docs.py --update-docs"


PYCON = re.compile(r"^```pycon\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PARSER = doctest.DocTestParser()


def session(page: Path) -> str:
    """Return a page with its Python examples run, one after another, and with what they print today."""
    scope: dict[str, object] = {}
    return PYCON.sub(
        lambda match: f"```pycon\n{''.join(said(one, scope) for one in PARSER.get_examples(match[1]))}\n```",
        page.read_text(encoding="utf-8"),
    )


def said(example: doctest.Example, scope: dict[str, object]) -> str:
    """Run one example and return it as it was typed, with what it prints."""
    first, *more = example.source.rstrip("\n").split("\n")
    typed = "\n".join([f">>> {first}", *(f"... {line}".rstrip() for line in more), ""])
    printed = StringIO()
    try:
        with redirect_stdout(printed):
            exec(compile(example.source, "example", "single"), scope)  # noqa: S102 - the manual's own examples
    except ValueError as error:
        if example.exc_msg is None:
            raise
        name = f"{type(error).__module__}.{type(error).__qualname__}"
        printed.write(f"Traceback (most recent call last):\n    ...\n{name}: {error}\n")
    return typed + printed.getvalue()


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.name)
def test_python_examples_print_what_they_show(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each Python example of the manual runs and prints what stands below it."""
    monkeypatch.chdir(ROOT)
    assert session(page) == page.read_text(encoding="utf-8"), "run pytest tests/test_docs.py --update-docs"


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    """The pages of commands and of the codebook are what the program and the study make of them today."""
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert generator().PAGES[name]() == written, "run pytest tests/test_docs.py --update-docs"


def test_the_page_of_commands_names_every_command_and_option(study: Study) -> None:
    """Every command, and every option that its help shows, stands in the page of commands."""
    del study
    page = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"\n## viability {name}\n" in page
        shown = CliRunner().invoke(build([name]), [name, "--help"]).stdout
        options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+(?=\s)", shown))
        assert [] == sorted(option for option in options if f"`{option}" not in page and f", {option}`" not in page)


def test_the_codebook_names_every_criterion_and_attribute(study: Study) -> None:
    """Every criterion, attribute, threat source, institution and level of a rubric stands in the codebook's page."""
    page = (ROOT / "docs/codebook.md").read_text(encoding="utf-8")
    ids = [f"{c.pillar}.{c.id}" for c in study.criteria.values()]
    ids += [*study.attributes, *study.threats, *study.institutions]
    assert [] == [name for name in ids if f"`{name}`" not in page]
    levels = [text for attribute in study.attributes.values() for text in attribute.rubric.values()]
    assert [] == [text for text in levels if " ".join(text.split()) not in page]


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "again"])
def test_every_column_is_documented_and_kept_from_pillars(
    name: str, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each column that a command writes stands in the page on data; those named after parts of the study aside.

    Beside columns that are called like pillars or criteria stand none that a pillar could be called like.
    """
    monkeypatch.chdir(ROOT)
    parts = {*study.framework.pillars, *study.criteria}
    page = (ROOT / "docs/data.md").read_text(encoding="utf-8")
    arguments = {
        "backtest": [["tests/small_cases.csv", "--study", "tests/small_study", "--outcome", "years"]],
        "compare": [["paper", "--draws", "10"]],
        "explain": [["disputes"], ["reach"], ["kazakhstan"], ["leave_csto"], ["kazakhstan.freedom_to_ally"]],
        "list": [[], *([kind] for kind in KINDS)],
        "sensitivity": [["--samples", "2", "--study", "tests/small_study"]],
        "path": [["--max-steps", "1"]],
        "trend": [["--from", "2025"]],
    }
    for more in arguments.get(name, [[]]):
        written = CliRunner().invoke(build([name]), [name, *more, "--format", "csv"]).stdout
        columns = [*pd.read_csv(StringIO(written)).columns]
        assert [] == [column for column in columns if not documented(column, page)]
        if parts & {*columns}:
            assert [] == [column for column in columns if column not in parts and not is_column(column)]


def documented(column: str, page: str) -> bool:
    """Tell whether a column's name, or the family it belongs to, stands in the page."""
    family = re.sub(r"^cause_[123]", "cause_N", column)
    pillars = {"security_perceptions", "foreign_policy", "military_capacity", "institutional_capacity"}
    return column in pillars or column.startswith("shapley.") or f"`{column}`" in page or f"`{family}`" in page


@pytest.mark.parametrize("name", ["score.svg", "score_light.svg"])
def test_a_picture_shows_todays_index(name: str, study: Study) -> None:
    """The pictures, dark and light, have the index, the verdict and the heading of obstacles as they are."""
    text = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", (ROOT / "docs" / name).read_text(encoding="utf-8")))
    text = text.replace("&#160;", " ")
    result = assess(study, draws=10)
    for told in (f"{result.viability:.1f}", result.verdict, "Most against and for viability"):
        assert told in text, "run python docs/picture.py"


def test_links_between_pages_lead_somewhere() -> None:
    """Every link from one page of the project to another names a file that exists, and a heading that it has."""
    dead = []
    for page in [*DOCS, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            path = page if not file else page.parent / file
            if not path.exists() or (anchor and anchor not in anchors(path)):
                dead.append(f"{page.name}: {target}")
    assert [] == dead


@cache
def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_page_leads_to_the_glossary_and_the_glossary_is_in_order() -> None:
    """Whoever meets a strange word is one link from its meaning; the words stand from A to Z, each with an example."""
    pages = [page for page in DOCS if page.name != "glossary.md"]
    assert [] == [page.name for page in pages if "glossary.md)" not in page.read_text(encoding="utf-8")]
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"^\*\*(.+?)\.\*\* \S", text, flags=re.MULTILINE)
    assert words == sorted(words, key=str.lower)
    assert len(words) == len(re.findall(r"^\*Example:\* \S", text, flags=re.MULTILINE))
