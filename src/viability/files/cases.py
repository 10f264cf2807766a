"""Cases of a back-test, read from a table of any user's."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from viability.arguments import explained
from viability.errors import Problem, StudyError, suggestion
from viability.files.csv_rows import Sheet, read_rows
from viability.files.strict_yaml import Unreadable
from viability.study.cases import NEEDED, OWN, Case, Cases
from viability.study.fields import as_date

LABELS = {"0": False, "1": True}


@explained
def read_cases(path: Path | str) -> Cases:
    """Read cases from a CSV file with the columns `id`, `members` (blanks between states), `date` and `label` (0 or 1).

    `set` (one name or several, blanks between), `match`, `cluster` and `weight` may stand beside them, and any other
    column.

    Raises:
        StudyError: with every problem found, each with its row.
    """
    place = Path(path)
    sheet = _sheet(place)
    label = str(place)
    if problems := [*_head(label, sheet.header)]:
        raise StudyError(problems)
    rows, problems = [], []
    first: dict[str, int] = {}
    for number, cells in enumerate(sheet.rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        written = {name: cell.strip() for name, cell in zip(sheet.header, cells, strict=False)}
        found = [*_faults(label, number, written, len(cells) - len(sheet.header), first)]
        problems += found
        if not found:
            rows.append(_case(number, written))
    if not rows and not problems:
        problems.append(
            Problem(label, "the table has no cases", None, "write one in each row under the names of the columns")
        )
    if problems:
        raise StudyError(problems)
    further = tuple(name for name in sheet.header if name not in OWN)
    digest = hashlib.sha256(place.read_bytes()).hexdigest()
    return Cases(rows=tuple(rows), columns=further, label=label, digest=digest)


def _sheet(place: Path) -> Sheet:
    """Read the cells of a table."""
    try:
        return read_rows(place)
    except Unreadable as error:
        message, line, hint = error.args
        # a study's tables say in another file how cells are parted
        told = Problem(str(place), message, line, "save it as CSV with commas" if "separated" in message else hint)
    except OSError as error:
        told = Problem(str(place), f"the file cannot be read ({error.strerror})", None, "name a CSV file of cases")
    raise StudyError([told])


def _head(label: str, header: Sequence[str]) -> Iterator[Problem]:
    """Tell what is wrong with the names of the columns."""
    for name in NEEDED:
        if name not in header:
            hint = suggestion(name, [one for one in header if one not in OWN], f"it needs {', '.join(NEEDED)}")
            yield Problem(label, f"there is no column '{name}'", 1, hint)
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            yield Problem(label, f"has {header.count(name)} columns called '{name}'", 1, "give each a name of its own")


def _faults(label: str, row: int, written: dict[str, str], more: int, first: dict[str, int]) -> Iterator[Problem]:
    """Tell what is wrong with the cells of one case; `first` keeps in which row each id was met."""
    if more:
        message = f"the row has {abs(more)} cells {'more' if more > 0 else 'fewer'} than the first row"
        yield Problem(label, message, row, "put text that holds a comma in quotes")
        return
    before = first.setdefault(written["id"], row)
    if written["id"] and before != row:
        message = f"'{written['id']}' is also the id of row {before}"
        yield Problem(label, message, row, "give each case an id of its own", "id")
    if not written["id"]:
        yield Problem(label, "the case has no id", row, "write a short name", "id")
    if not written["members"]:
        yield Problem(label, "the case has no members", row, "write states with blanks between them", "members")
    try:
        as_date(written["date"])
    except ValueError as error:
        yield Problem(label, str(error), row, "", "date")
    if written["label"] not in LABELS:
        yield Problem(label, f"label is '{written['label']}'", row, "write 1 where it came about, else 0", "label")
    if written.get("weight") and not 0 <= _number(written["weight"]) < math.inf:
        yield Problem(label, f"weight is '{written['weight']}'", row, "write a number, 0 or more", "weight")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _case(row: int, written: dict[str, str]) -> Case:
    return Case(
        id=written["id"],
        members=tuple(written["members"].split()),
        date=written["date"],
        label=LABELS[written["label"]],
        sets=tuple(dict.fromkeys(written.get("set", "").split())),
        match=written.get("match", ""),
        cluster=written.get("cluster", ""),
        weight=float(written.get("weight") or 1),
        columns={name: cell for name, cell in written.items() if name not in OWN},
        line=row,
    )
