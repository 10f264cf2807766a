"""Any tidy or wide table to an offer: rows to values, each checked in its place, with every fault at once."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from viability.errors import Problem, StudyError
from viability.files.pages import Reader
from viability.files.strict_yaml import Unreadable
from viability.importers.cells import Cell, Cells, read_cells
from viability.importers.declared import ENDS, TableMap
from viability.importers.numbers import Odd, as_day, as_number
from viability.importers.offer import Offer, Offered
from viability.importers.settled import Ask, Column, Settled, settle
from viability.importers.states import States
from viability.study.address import Address
from viability.study.profile import Attribute, Datum
from viability.study.study import Study

QUALITIES = ("high", "medium", "low")


def read_table(path: Path, said: TableMap, study: Study, folder: str, ask: Ask | None = None) -> Offer:
    """Read a table of the user's.

    Args:
        path: A file of text or a workbook.
        said: What a person said of it.
        study: For which it is read.
        folder: Where that study lies.
        ask: Asks what is neither said nor plain; None where nobody can be asked.

    Raises:
        StudyError: with every problem of the table, each with row and column.
        OutputError: when it is a workbook, and what reads workbooks is not installed.
    """
    try:
        cells = read_cells(
            path, sheet=said.sheet, separator=said.separator, encoding=said.encoding, header_row=said.header_row
        )
    except Unreadable as error:
        raise StudyError([Problem(str(path), *error.args)]) from None
    except OSError as error:
        raise StudyError([Problem(str(path), f"the file cannot be read ({error.strerror})")]) from None
    settled = settle(str(path), cells, said, study, ask)
    return _Rows(str(path), cells, settled, study, folder).offer()


class _Where(NamedTuple):
    """Whom a row is about, and when."""

    owner: str
    other: str
    date: str | None


class _Rows:
    """Reads the rows of one table."""

    def __init__(self, file: str, cells: Cells, settled: Settled, study: Study, folder: str) -> None:
        self.file, self.cells, self.settled, self.map, self.study = file, cells, settled, settled.map, study
        self.reader = Reader(Path(folder))
        self.states = States(study, folder)
        self.names = self.map.columns
        self.leave_out = {name.strip() for name in self.map.leave_out}
        self.elsewhere: Counter[str] = Counter()
        self.met: dict[tuple[Address, str | None], tuple[int, str]] = {}

    def offer(self) -> Offer:
        """Read all rows.

        Raises:
            StudyError: with every problem.
        """
        values = [value for number, row in self._rows() for value in self._values(number, row)]
        if self.reader.problems:
            raise self.reader.refused()
        used = {column.told.source for column in self.settled.values.values()}
        return Offer(
            file=self.file,
            values=tuple(values),
            sources={name: source for name, source in self.map.sources.items() if name in used},
            licences={one.attribute: one.told.licence or "" for one in self.settled.values.values()},
            elsewhere=dict(self.elsewhere),
            said=self.settled.said,
        )

    def _fault(self, row: int, column: str, message: str, hint: str = "") -> None:
        self.reader.add(Problem(self.file, message, row, hint, column))

    def _rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Give the rows with their numbers, each as long as the header; empty ones are left out."""
        width = len(self.cells.header)
        for number, row in enumerate(self.cells.rows, self.cells.first):
            cells = [*row]
            while len(cells) > width and cells[-1] == "":
                cells.pop()
            if not any(cell != "" for cell in cells):
                continue
            if len(cells) > width or (len(cells) < width and not isinstance(cells[-1], float)):
                message = f"the row has {len(cells)} cells, but the header has {width}"
                self._fault(
                    number,
                    "",
                    message,
                    "put cells that contain the separator in quotation marks, and close all of these",
                )
                continue
            yield number, [*cells, *[""] * (width - len(cells))]

    def _text(self, row: list[Cell], part: str) -> str:
        at = self.settled.at.get(part)
        if at is None:
            return ""
        cell = row[at]
        return f"{cell:.12g}" if isinstance(cell, float) else str(cell).strip()

    def _date(self, number: int, row: list[Cell]) -> str | None:
        at = self.settled.at.get("when")
        if at is None:
            return None
        if row[at] == "":
            self._fault(number, self.names["when"], "the row has no date", "write YYYY, YYYY-MM or YYYY-MM-DD")
            return None
        try:
            return as_day(row[at], self.map.dates)
        except Odd as error:
            self._fault(number, self.names["when"], *error.args)
            return None

    def _values(self, number: int, row: list[Cell]) -> Iterator[Offered]:
        """Read the values of one row."""
        columns = self._asked(number, row)
        if not columns:
            return
        date = self._date(number, row)
        if date is None and "when" in self.settled.at:
            return
        for column in columns:
            when = column.year or date or self.map.date
            cell = row[column.at]
            text = f"{cell:.12g}" if isinstance(cell, float) else str(cell).strip()
            if text in {"", *(column.told.missing or ())}:
                continue
            where = self._whom(number, row, when)
            if where is None:
                return
            value = self._value(number, row, column, where)
            if value is not None:
                yield value

    def _asked(self, number: int, row: list[Cell]) -> list[Column]:
        """Return the columns whose values a row holds."""
        if "attribute" not in self.settled.at:
            return [*self.settled.values.values()]
        text = self._text(row, "attribute")
        if text:
            return [column for column in self.settled.values.values() if column.head == text]
        self._fault(number, self.names["attribute"], "the row names no attribute", "name one, or remove the row")
        return []

    def _whom(self, number: int, row: list[Cell], date: str | None) -> _Where | None:
        """Find whom a row is about; None where it is about nobody of the study, or that cannot be told."""
        found: list[str] = []
        away: list[str] = []
        for part in ENDS[self.map.holds]:
            code, column = self._text(row, part), self.names[part]
            if code in self.leave_out:
                return None
            if part == "threat" and code in self.study.threats:
                found.append(code)
                continue
            match = self.states.find(self.map.codes or "name", code, date)
            if match.state is None:
                if len(match.others) == 1 and part != "threat":
                    away.append(match.others[0])
                    continue
                self._unknown(number, column, code, match.others, part)
                return None
            if match.outside:
                name = self.study.states[match.state].name
                message = f"{date} is outside the time in which {name} existed ({match.outside})"
                self._fault(number, column, message, "remove the row, or name the state that existed then")
                return None
            found.append(self._threat(number, column, match.state) if part == "threat" else match.state)
        if away:
            self.elsewhere[away[0]] += 1
            return None
        owner, other = found[0], found[1] if len(found) > 1 else ""
        if owner == other:
            self._fault(
                number,
                self.names[ENDS[self.map.holds][1]],
                f"this is a tie of '{owner}' with itself",
                "name another state",
            )
            return None
        return None if "" in found else _Where(owner, other, date)

    def _threat(self, number: int, column: str, state: str) -> str:
        """Return the threat source that is a state; nothing, with a problem, where the study has none."""
        codes = {state, self.study.states[state].iso3}
        for name, threat in self.study.threats.items():
            if threat.state in codes and threat.state is not None:
                return name
        self._fault(
            number, column, f"'{state}' is not a threat source of the study", "add it to criteria/_threats.yaml"
        )
        return ""

    def _unknown(self, number: int, column: str, code: str, others: tuple[str, ...], part: str) -> None:
        if len(others) > 1:
            hint = "name the state, or give a date"
            self._fault(number, column, f"'{code}' may be {' or '.join(others)} at that date", hint)
            return
        what = "threat source" if part == "threat" else "state"
        known = [*self.study.threats] if part == "threat" else self.states.known(self.map.codes or "name")
        hint = f'if it is none, such as a region, say --leave-out "{code}"'
        near = self.reader.suggest_in(self.file, code, known, hint) if code else "write the code of a state"
        self._fault(number, column, f"unknown {what} '{code}'" if code else f"no {what} is named", near)

    def _value(self, number: int, row: list[Cell], column: Column, where: _Where) -> Offered | None:
        """Read one value with its range, or report why not."""
        head = self.cells.header[column.at]
        numbers: dict[str, float] = {}
        sound = True
        for part, at in (("value", column.at), ("low", column.low), ("high", column.high)):
            if at is None or row[at] == "" or str(row[at]).strip() in (column.told.missing or ()):
                continue
            try:
                found = as_number(row[at], column.told.decimal or ".", column.told.thousands)
            except Odd as error:
                self._fault(number, self.cells.header[at], *error.args)
                sound = False
                continue
            times = column.told.times
            numbers[part] = found if times is None else float(f"{found * times:.12g}")
            sound &= self._in_range(number, self.cells.header[at], column, part, numbers[part])
        quality = self._text(row, "quality") or column.told.quality
        if quality not in QUALITIES:
            what = f"'{quality}' is not a quality" if quality else "the value has no quality"
            self._fault(number, self.names.get("quality", head), what, "write high, medium or low")
            sound = False
        note = self._text(row, "note") or column.told.note or ""
        if column.entry.is_rating and not note:
            self._fault(number, self.names.get("note", head), "the rating has no note", "name the facts that decide it")
            sound = False
        return self._offered(number, column, where, {**numbers, "quality": quality, "note": note}) if sound else None

    def _offered(self, number: int, column: Column, where: _Where, told: dict[str, object]) -> Offered | None:
        """Make a value of what a row says, unless another row has said it."""
        head, (owner, other, date) = self.cells.header[column.at], where
        if column.entry.of == "pair":
            owner, other = sorted((owner, other))
        address = Address(owner, other, column.attribute, column.entry.of)
        before = self.met.setdefault((address, date), (number, head))
        if before != (number, head):
            message = f"{address} of {date} is also in row {before[0]}"
            self._fault(number, head, message, "keep one of the two")
            return None
        if self.reader.problems:  # nothing is imported then
            return None
        try:
            datum = Datum.read({**told, "date": date, "source": column.told.source})
        except ValueError as error:
            self._fault(number, head, str(error))
            return None
        return Offered(address, datum, number, head)

    def _in_range(self, number: int, head: str, column: Column, part: str, value: float) -> bool:
        """Tell whether a number is one that its attribute can have; report one that is not."""
        entry: Attribute = column.entry
        least, most = entry.range
        if part == "value" and entry.is_rating and value not in entry.rubric:
            levels = ", ".join(map(str, entry.rubric))
            message, hint = (
                f"{column.attribute} is {value:.12g}, which is not a level of its rubric",
                f"levels: {levels}",
            )
        elif not least <= value <= most:
            message = f"{column.attribute} is {value:.12g}, outside its range {least:.12g} to {most:.12g}"
            hint = "check its unit; --times multiplies"
        else:
            return True
        self._fault(number, head, message, hint)
        return False
