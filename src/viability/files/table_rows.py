"""Rows of tables to values and memberships of states, right for the year; what a spreadsheet made of them is told."""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from viability.errors import Problem, asked, likely
from viability.files.crosswalk import Crosswalk
from viability.files.opened import Column, Entry, Open, Place
from viability.files.pages import Reader
from viability.study.fields import as_date, as_names
from viability.study.names import fold

FORMULA = ("=", "@")
"""How a cell begins that a spreadsheet computes."""

MINUS = "\u2212\u2013\u2014"
"""Signs that look like minus and are none."""

PARTED = re.compile("[+-]?[0-9]{1,3}([ \u00a0\u202f'\u2019][0-9]{3})+([.,][0-9]+)?")
"""A number with marks between thousands that are neither commas nor points."""

MARKS = frozenset({"na", "n/a", "#n/a", "#na", "nan", "..", "...", "-", "null", "none", "."})
"""What others write for what is missing."""


class Rows:
    """Reads rows of tables."""

    def __init__(
        self, reader: Reader, crosswalk: Crosswalk, attributes: Collection[str] = (), *, complete: bool = True
    ) -> None:
        """Take what rows are read by.

        Args:
            reader: Keeps what is wrong.
            crosswalk: The states by their codes and names.
            attributes: Those of the codebook.
            complete: Whether all tables of states could be read; if not, who is unknown is perhaps in the others.
        """
        self.reader, self.crosswalk, self.attributes, self.complete = reader, crosswalk, attributes, complete
        self._passed: set[tuple[str, str]] = set()

    def fault(self, opened: Open, row: int, part: str, message: str, hint: str = "") -> None:
        """Report what is wrong with a part of a row."""
        self.reader.add(Problem(opened.label, message, row, hint, opened.head(part)))

    def about(self, opened: Open, ids: Collection[str]) -> Iterator[tuple[int, list[str]]]:
        """Give the rows that may be about some states."""
        ends = [*opened.table.ends.items()]
        ends = ends if opened.table.both_ways else ends[:1]  # a tie stands with the first of the two
        asked = [(opened.at[end], self.crosswalk.any_of(system, ids)) for end, system in ends if system is not None]
        if len(asked) == 1:
            at, meant = asked[0]
            return (one for one in opened.rows() if meant(one[1][at]))
        return (one for one in opened.rows() if any(meant(one[1][at]) for at, meant in asked))

    def entries(
        self, opened: Open, row: int, cells: list[str], pages: Collection[str], *, whole: bool
    ) -> Iterator[Entry]:
        """Read one row: nothing of it where it is about no state that is asked for."""
        table = opened.table
        date = self.date(opened, row, cells, report=False)
        found = []
        for end, system in table.ends.items():
            code = cells[opened.at[end]].strip()
            one = [code] if system is None else self.crosswalk.find(system, code, date)
            found.append(one)
            if len(one) != 1 and whole:
                self._unknown(opened, row, end, code, one)
        if any(len(one) != 1 for one in found):
            return
        who = tuple(one[0] for one in found)
        ways = [who, who[::-1]] if table.both_ways else [who]
        about = who if table.threats or table.holds == "pairs" else who[:1]
        for owner, *other in ways:
            if owner in pages and self._alive(opened, row, about, date):
                yield from self._read(opened, row, cells, (owner, *other), date)

    def _unknown(self, opened: Open, row: int, part: str, code: str, found: list[str]) -> None:
        if found:
            self.fault(opened, row, part, f"'{code}' may be {' or '.join(found)} at that date", "name the state")
            return
        if code and not self.complete:
            return
        known = [*self.crosswalk.table(opened.table.ends[part] or "id")]
        hint = "write the code of a state" if not code else self.reader.suggest_in(opened.label, code, known)
        self.fault(opened, row, part, f"unknown state '{code}'" if code else "no state is named", hint)

    def _alive(self, opened: Open, row: int, states: Iterable[str], date: str | None) -> bool:
        """Report a row about a state outside its life, but for what is told of it once for all."""
        if date is None or opened.table.holds == "states":
            return True
        for state in states:
            known = self.crosswalk.states.get(state)
            if known is not None and not known.life.holds(date):
                message = f"{date} is outside the time in which {known.names[1]} existed ({known.life})"
                self.fault(opened, row, "date", message, "remove the row, or name the state that existed then")
                return False
        return True

    def date(self, opened: Open, row: int, cells: list[str], *, report: bool = True) -> str | None:
        """Return the date of a row; None where it has none, or one that is none."""
        number = opened.dated
        text = "" if number is None else cells[number].strip()
        if not text:
            return None
        if len(text) == len("YYYY") and text.isascii() and text.isdecimal() and text > "0000":
            return text
        try:
            return as_date(text)
        except ValueError as error:
            if report:
                self.fault(opened, row, "date", *_of_spreadsheet(str(error)))
            return None

    def _read(self, opened: Open, row: int, cells: list[str], who: Sequence[str], date: str | None) -> Iterator[Entry]:
        """Read what a row says of a state, or of a state and another."""
        owner, other = who[0], who[1] if len(who) > 1 else ""
        if opened.table.holds == "memberships":
            yield Entry(owner, other, self._spell(opened, row, cells), Place(opened, row))
            return
        columns: Iterable[Column] = opened.values.values()
        if opened.table.long:
            head = cells[opened.at["attribute"]].strip()
            columns = [opened.values[head]] if head in opened.values else []
            if not columns:
                self._pass_over(opened, row, head)
        if date is None:
            self.date(opened, row, cells)  # one that is none is reported now that the row is about a state
        for column in columns:
            if cells[column.at].strip() not in column.missing:
                plain = self._observation(opened, row, cells, column, date)
                if plain is not None:
                    yield Entry(owner, other, plain, Place(opened, row, column))
            else:
                self._check_empty(opened, row, cells, column)

    def _pass_over(self, opened: Open, row: int, head: str) -> None:
        """Tell of a row of a long table about what is not declared, where that is probably a slip."""
        declared = [*opened.table.values]
        alike = [one for one in declared if fold(one) == fold(head)]
        if not head:
            hint = "write one of those under 'values' in _tables.yaml"
            self.fault(opened, row, "attribute", "the row names no attribute", hint)
        elif alike:
            self.fault(opened, row, "attribute", f"'{head}' is none of the table's values", asked(alike))
        elif (opened.label, head) not in self._passed:
            self._passed.add((opened.label, head))
            near = likely(head, declared)
            if near or head in self.attributes:
                hint = asked(near) if near else "declare it under 'values' in _tables.yaml"
                message = f"rows of '{head}' are not read, because _tables.yaml does not declare it"
                self.reader.slips.append(Problem(opened.label, message, row, hint, opened.head("attribute")))

    def _check_empty(self, opened: Open, row: int, cells: list[str], column: Column) -> None:
        """Report a range beside a value that is missing."""
        for part, at in column.numbers:
            if part != "value" and cells[at].strip() not in column.missing:
                self.reader.add(
                    Problem(
                        opened.label,
                        f"{column.name} has a {part} end and no value",
                        row,
                        "write the value, or clear its range",
                        column.heads[part],
                    )
                )

    def _observation(
        self, opened: Open, row: int, cells: list[str], column: Column, date: str | None
    ) -> dict[str, Any] | None:
        """Read one value with its range, or report why not."""
        plain: dict[str, Any] = {"date": date or column.told.date}
        for part, at in column.numbers:
            text = cells[at].strip()
            if text not in column.missing:
                plain[part] = self._number(opened, row, column, part, text)
        for part, own, told in column.beside:
            value = told if own is None else _own(part, cells[own]) or told
            if value is not None:
                plain[part] = value
            elif part in {"source", "quality"}:
                self.fault(
                    opened,
                    row,
                    part,
                    f"the value has no {part}",
                    "write one, or give one for the whole column in _tables.yaml",
                )
                plain[part] = None
        if plain["date"] is None and opened.dated is not None and not cells[opened.dated].strip():
            self.fault(opened, row, "date", "the value has no date", "write YYYY, YYYY-MM or YYYY-MM-DD")
        return None if None in plain.values() else plain

    def _spell(self, opened: Open, row: int, cells: list[str]) -> dict[str, Any]:
        table, at = opened.table, opened.at
        plain: dict[str, Any] = {"institution": cells[at["institution"]].strip(), "source": table.source}
        for part in ("role", "from", "to", "note"):
            if part in at and cells[at[part]].strip():
                plain[part] = _own(part, cells[at[part]])
        if "source" in at:
            plain["source"] = _own("source", cells[at["source"]]) or table.source
        if plain["source"] is None:
            self.fault(
                opened,
                row,
                "source",
                "the membership has no source",
                "write one, or give one for the whole table in _tables.yaml",
            )
            plain["source"] = ()
        return plain

    def _number(self, opened: Open, row: int, column: Column, part: str, text: str) -> float | None:
        """Read a number of a cell, or report what stands there."""
        comma = column.told.decimal == ","
        plain = text.replace(",", ".") if comma and "." not in text else text
        if "_" not in plain and not (comma and "." in text):
            with suppress(ValueError):
                number = float(plain)
                if math.isfinite(number):
                    return number
        message = f"expected a number, got '{text}'"
        if text.startswith(FORMULA) and text.casefold() not in MARKS:
            message = f"the cell contains a formula, '{text}'"
        hint = _hint(text, comma=comma)
        self.reader.add(Problem(opened.label, message, row, hint, column.heads[part]))
        return None


def _hint(text: str, *, comma: bool) -> str:
    """Say what to write in place of a cell that is no number.

    Args:
        text: The cell.
        comma: Whether the column has decimal commas.
    """
    hints = (
        (text.casefold() in MARKS, f'if it means that the value is missing, set `missing: ["{text}"]` for the column'),
        (text.startswith(FORMULA), "save the table with values instead of formulas"),
        (PARTED.fullmatch(text), "write no marks between thousands"),
        (
            comma and "." in text,
            "the column has decimal commas, so a point may part thousands: write no point, or a comma for it",
        ),
        (text.endswith("%"), "write the number without the sign; the unit stands in the codebook"),
        (text[:1] in MINUS, "write a plain hyphen for minus"),
        ("," in text, 'write decimal points and no marks between thousands, or set `decimal: ","` for the column'),
        (
            re.search("[/. -]", text) and re.search("[0-9]", text),
            "a spreadsheet may have made a date of it; format the column as a number and enter it again",
        ),
        (True, ""),
    )
    return next(hint for holds, hint in hints if holds)


def _own(part: str, text: str) -> object:
    """Return what a cell says that stands beside a value; nothing of an empty one."""
    if part == "note":
        return text
    own = text.strip()
    return as_names(own.replace(";", " ").split()) if own and part == "source" else own


def _of_spreadsheet(message: str) -> tuple[str, str]:
    """Take a message on a date apart, and add what spreadsheets do to dates."""
    said, _, fix = message.partition("; ")
    return said, f"{fix}; spreadsheets change the form of dates when they save"
