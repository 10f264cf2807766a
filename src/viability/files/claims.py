"""Claims and further coders, read: what a study is tested against, and second opinions on its ratings."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from viability.errors import Problem, ViabilityError
from viability.files.coalitions import named_coalition
from viability.files.faults import faults_of
from viability.files.pages import Page, Reader, composed, is_folder
from viability.files.places import WORLD
from viability.files.profiles import Profiles
from viability.study.claims import Claim
from viability.study.codings import Coder, Coding, version_key
from viability.study.framework import Framework
from viability.study.profile import Attribute
from viability.study.study import Study
from viability.study.subject import Subject

CODINGS = "states/_codings"
"""The folder of coders: `_coders.yaml`, and one CSV file for each."""

NUMBERS = ("value", "low", "high")

COLUMNS = tuple(Coding.__struct_fields__)


class Beside(NamedTuple):
    """What a study holds beside what is scored."""

    claims: Mapping[str, Claim] = {}
    coders: Mapping[str, Coder] = {}


def read_beside(reader: Reader, shelf: Profiles, page: Page, framework: Framework | None) -> Beside:
    """Read claims and coders; a framework with faults leaves the coders unread."""
    claims = read_claims(reader, shelf, page)
    coders = {} if framework is None else read_coders(reader, framework, shelf.attributes, shelf.states)
    return Beside(claims, coders)


def read_claims(reader: Reader, shelf: Profiles, page: Page) -> dict[str, Claim]:
    """Read the claims, in the order written; the sources of references count as used."""
    found = {}
    for name, raw in page.data.items():
        reader.check_id(page.label, name, partial(page.line, (name,)))
        claim = reader.model(Claim, page, raw, (name,), {"id": name})
        if claim is None:
            continue
        found[name] = claim
        if claim.reference is not None and claim.reference.source is not None:
            shelf.cite(page, (name, "reference", "source"), claim.reference.source)
    return found


def check_claims(reader: Reader, page: Page, study: Study) -> None:
    """Check that claims are about what the study holds, and go by names of their own."""
    taken = {**study.framework.pillars, **study.criteria, **study.states}
    for name, claim in study.claims.items():
        if name in taken:
            message = f"a claim cannot be called '{name}', the name of a state, a criterion or a pillar"
            reader.note(page, (name,), message, "rename it")
        named = None if claim.reference is None else claim.reference.coalition
        if named is not None and claim.test is not None:
            try:
                named_coalition(WORLD, named)
            except ViabilityError as error:
                reader.note(page, (name, "reference", "coalition"), f"coalition: {error}")
        if claim.about is not None:
            try:
                Subject.parse(study, claim.about)
            except ViabilityError as error:
                reader.note(page, (name, "about"), f"about: {error}")


def read_coders(
    reader: Reader, framework: Framework, attributes: Mapping[str, Attribute | None], states: Collection[str]
) -> dict[str, Coder]:
    """Read who coded ratings once more, and what they coded.

    Args:
        reader: Keeps problems.
        framework: The version that holds now.
        attributes: Of the codebook.
        states: Ids of all states.
    """
    root = reader.folder / CODINGS
    if not is_folder(root):
        return {}
    tables = {composed(path.stem): path for path in sorted(root.glob("*.csv"))}
    register = root / "_coders.yaml"
    label = f"{CODINGS}/_coders.yaml"
    if not register.is_file():
        reader.add(Problem(label, "the file is missing", None, "say there who coded; see docs/data.md"))
        return {}
    page = reader.page(register)
    found = {}
    for name, raw in page.data.items():
        reader.check_id(label, name, partial(page.line, (name,)))
        table = Page(tables.pop(name), f"{CODINGS}/{name}.csv") if name in tables else None
        if table is None:
            reader.note(page, (name,), f"coder '{name}' has no file", f"write {CODINGS}/{name}.csv")
        rows = () if table is None else tuple(_codings(reader, table, framework, attributes, states))
        coder = reader.model(Coder, page, raw, (name,), {"id": name, "codings": [row.plain() for row in rows]})
        if coder is not None:
            found[name] = coder
    for name in tables:
        reader.add(Problem(f"{CODINGS}/{name}.csv", "the file belongs to no coder", None, f"say in {label} who coded"))
    return found


def _rows(reader: Reader, table: Page) -> Iterator[tuple[int, dict[str, str | float]]]:
    """Give the rows of a table with their lines, each cell by its column; empty cells are left out."""
    try:
        text = composed(table.path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        reader.add(Problem(table.label, "the file is not UTF-8 text", None, "save it as UTF-8"))
        return
    except OSError as error:
        reader.add(Problem(table.label, f"the file cannot be read ({error.strerror})"))
        return
    rows = csv.reader(io.StringIO(text, newline=""))
    head = [cell.strip() for cell in next(rows, [])]
    if missing := [name for name in ("address", "date", "value", "framework") if name not in head]:
        told = "is no column" if len(missing) == 1 else "are no columns"
        hint = f"the first row names them: {', '.join(COLUMNS)}"
        reader.add(Problem(table.label, f"there {told} {', '.join(missing)}", 1, hint))
        return
    line = rows.line_num
    for row in rows:
        first, line = line + 1, rows.line_num
        if len(row) == len(head):
            yield first, {name: _cell(name, cell) for name, cell in zip(head, row, strict=True) if cell.strip()}
        elif any(cell.strip() for cell in row):
            message = f"the row has {len(row)} cells, but the first row has {len(head)}"
            reader.add(Problem(table.label, message, first, "put text that holds a comma in quotes"))


def _codings(
    reader: Reader,
    table: Page,
    framework: Framework,
    attributes: Mapping[str, Attribute | None],
    states: Collection[str],
) -> Iterator[Coding]:
    met: dict[tuple[str, str], int] = {}
    for line, plain in _rows(reader, table):
        faults = faults_of(Coding, plain) if plain else ()
        for fault in faults:
            reader.add(Problem(table.label, fault.message, line, fault.hint))
        if faults or not plain:
            continue
        coding = Coding.read(plain)
        before = met.setdefault((coding.address, coding.date), line)
        problem = _misplaced(coding, framework, attributes, states)
        if before != line:
            message = f"{coding.address} of {coding.date} is also coded in line {before}"
            reader.add(Problem(table.label, message, line, "keep one of the two"))
        elif problem is not None:
            reader.add(Problem(table.label, problem[0], line, problem[1]))
        else:
            yield coding


def _cell(name: str, text: str) -> str | float:
    """Return a number as one; what is none is told of later."""
    try:
        return float(text) if name in NUMBERS else text.strip()
    except ValueError:
        return text


def _misplaced(
    coding: Coding, framework: Framework, attributes: Mapping[str, Attribute | None], states: Collection[str]
) -> tuple[str, str] | None:
    """Say what is wrong with a coding under the framework as it is; an older one may name what is gone."""
    owner, *rest = coding.address.split(".")
    known = [part for part in rest if part in attributes]
    now = version_key(framework.version)
    if now and version_key(coding.framework) > now:
        hint = "write the version whose rubrics were used"
        return f"framework {coding.framework} is newer than the study's, {framework.version}", hint
    if coding.framework != framework.version:
        return None
    if owner not in states and known != ["credibility"]:
        return f"unknown state '{owner}'", "an address begins with the id of a state"
    if not known:
        return (
            f"'{coding.address}' is not the address of an attribute in the codebook",
            "write STATE.ATTRIBUTE, as --set does",
        )
    attribute = attributes[known[0]]
    if attribute is not None and attribute.is_rating and coding.value not in attribute.rubric:
        levels = ", ".join(str(level) for level in attribute.rubric)
        return f"{known[0]} is {coding.value:.12g}, which is not a level of its rubric", f"levels: {levels}"
    return None
