"""What is said of a table, completed: guessed where the header leaves no doubt, else asked for, else refused.

Longer than other modules, for each thing that may be left unsaid has its own guess, its question and its refusal.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from viability.errors import Problem, StudyError, suggestion
from viability.files.crosswalk import Codes
from viability.importers.cells import Cells
from viability.importers.declared import ENDS, Part, TableMap, ValueMap
from viability.study.names import fold
from viability.study.profile import Attribute
from viability.study.study import Study

Ask = Callable[[str, Sequence[str]], str | None]
"""Asks a person a question with some answers to choose from, or any text where there are none; None for no answer."""

HEADS: Mapping[Part, tuple[str, ...]] = {
    "state": (
        "state",
        "country",
        "country name",
        "state name",
        "nation",
        "economy",
        "entity",
        "iso3",
        "iso3c",
        "iso 3",
        "iso2",
        "iso2c",
        "country code",
        "cow",
        "ccode",
        "cowcode",
        "gwno",
        "gw",
        "gwcode",
        "stateabb",
    ),
    "when": ("year", "date", "yr", "time", "when", "period"),
    "attribute": ("attribute", "indicator", "variable", "series", "indicator name", "measure"),
    "value": ("value", "obs value", "figure"),
    "low": ("low", "lower", "lower bound"),
    "high": ("high", "upper", "upper bound"),
    "quality": ("quality",),
    "note": ("note", "notes", "remark", "remarks", "comment"),
}
"""What columns are usually called."""

SYSTEMS: Mapping[str, Codes] = {
    **dict.fromkeys(("iso3", "iso3c", "countrycode"), "iso3"),
    **dict.fromkeys(("iso2", "iso2c"), "iso2"),
    **dict.fromkeys(("cow", "ccode", "cowcode"), "cow"),
    **dict.fromkeys(("gw", "gwno", "gwcode"), "gw"),
}
"""The code systems that the name of a column tells."""

YEAR = re.compile(r"(1[89]|20)[0-9]{2}")

FOUND = "because of its name"


class Settled(NamedTuple):
    """A table with nothing left to ask."""

    map: TableMap
    at: Mapping[str, int]
    """The number of the column of each part."""
    values: Mapping[str, "Column"]
    """Columns of values, or what stands in the column of attributes, or years."""
    said: tuple[str, ...]


class Column(NamedTuple):
    """Values of one attribute."""

    head: str
    """What is said of it in the table: the name of its column, or what stands in the column of attributes."""
    attribute: str
    entry: Attribute
    told: ValueMap
    at: int
    low: int | None
    high: int | None
    year: str | None
    """The year of all its values, where columns are years."""


class _Settling:
    """Completes what is said of one table."""

    def __init__(self, file: str, cells: Cells, said: TableMap, study: Study, ask: Ask | None) -> None:
        self.file, self.cells, self.map, self.study, self.ask = file, cells, said, study, ask
        self.row = cells.first - 1
        self.problems: list[Problem] = []
        self.notes: list[str] = [*cells.said]
        self.columns: dict[Part, str] = dict(said.columns)
        self.attributes = {
            name: entry
            for name, entry in study.attributes.items()
            if entry.of == {"attributes": "state", "pairs": "pair", "threats": "threat"}[said.holds]
        }

    def fault(self, message: str, hint: str = "", column: str = "", row: int | None = None) -> None:
        """Keep a problem of the header, or of what is said."""
        self.problems.append(Problem(self.file, message, row, hint, column))

    def settle(self) -> Settled:
        """Complete all of it.

        Raises:
            StudyError: with everything that is missing or wrong.
        """
        self._twice()
        for part, head in self.columns.items():
            self._known(head, f"as {part}")
        ends = ENDS[self.map.holds]
        for part in ends:
            self._needed(part, f"Which column names the {'other ' if part == 'b' else ''}{_WHO.get(part, 'state')}?")
        years = [head for head in self.cells.header if YEAR.fullmatch(head)]
        wide = self.map.years or (len(years) > 1 and "when" not in self.columns and self.map.date is None)
        if not wide and self.map.date is None:
            self._needed("when", "Which column holds the years or dates?")
        self._guess("attribute", *(() if wide else ("value",)), "low", "high", "quality", "note")
        if not wide:
            self._both("attribute", "value")
        values = {} if self.problems else dict(self._values(years if wide else []))
        if self.problems:
            raise StudyError(self.problems)
        at = {str(part): self.cells.header.index(head) for part, head in self.columns.items()}
        settled = self.map.replace(columns=self.columns, years=wide, codes=self._codes(ends[0]))
        return Settled(settled, at, values, tuple(self.notes))

    def _twice(self) -> None:
        for head in dict.fromkeys(self.cells.header):
            if head and self.cells.header.count(head) > 1:
                self.fault(f"the column '{head}' appears twice", "keep one", head, self.row)

    def _known(self, head: str, what: str) -> bool:
        if head in self.cells.header:
            return True
        hint = suggestion(head, [known for known in self.cells.header if known])
        self.fault(f"there is no column '{head}', which was named {what}", hint, row=self.row)
        return False

    def _like(self, part: Part) -> list[str]:
        taken = {*self.columns.values(), *self.map.values}
        usual = {fold(name) for name in HEADS.get(part, ())}
        return [head for head in self.cells.header if head and head not in taken and fold(head) in usual]

    def _needed(self, part: Part, question: str) -> None:
        """Find a column that there must be."""
        if part in self.columns:
            return
        like = self._like(part)
        if len(like) == 1:
            self._take(part, like[0])
            return
        answer = None if self.ask is None else self.ask(question, like or [head for head in self.cells.header if head])
        if answer:
            self.columns[part] = answer
            self._known(answer, f"as {part}")
            return
        option = {"state": "--state", "when": "--when"}.get(part, f"`columns: {{{part}: ...}}` in a map")
        why = f"may be {' or '.join(repr(head) for head in like)}" if like else "is said by no name"
        known = ", ".join(repr(head) for head in self.cells.header[:20] if head)
        self.fault(f"which column is the {_WHO.get(part, part)} {why}", f"say it with {option}; there are {known}")

    def _guess(self, *parts: Part) -> None:
        """Take columns that need not be there, where exactly one is called so."""
        for part in parts:
            like = self._like(part)
            if part not in self.columns and len(like) == 1 and like[0] not in self.attributes:
                self._take(part, like[0])

    def _both(self, *parts: Part) -> None:
        """Forget what was guessed where one of two columns is of no use without the other."""
        if sum(part in self.columns for part in parts) == 1:
            for part in parts:
                if part not in self.map.columns and part in self.columns:
                    head = self.columns.pop(part)
                    self.notes = [note for note in self.notes if not note.startswith(f"column '{head}' is read")]

    def _take(self, part: Part, head: str) -> None:
        self.columns[part] = head
        self.notes.append(f"column '{head}' is read as {_WHO.get(part, part)}, {FOUND}")

    def _codes(self, part: Part) -> Codes:
        if self.map.codes is not None:
            return self.map.codes
        head = fold(self.columns.get(part, ""))
        found = SYSTEMS.get(head, "name")
        told = f", {FOUND}" if head in SYSTEMS else " or ids"
        self.notes.append(f"states are read as {_SYSTEM_NAMES[found]}{told}")
        return found

    # values

    def _values(self, years: list[str]) -> Iterator[tuple[str, Column]]:
        long = "attribute" in self.columns
        said = dict(self.map.values)
        if not said:
            said = dict(self._guessed(long=long, years=years))
        if not said and not long and not years:
            said = dict(self._asked_columns())
        if not said:
            known = ", ".join(self.attributes)
            hint = f"name one with --value COLUMN=ATTRIBUTE; the study has the attributes {known}"
            self.fault("no column has the name of an attribute of the study", hint, row=self.row)
        if years and len(said) > 1 and not long:
            hint = "name one under `values`, or a column of attributes"
            self.fault("the columns are years, so the table is about one attribute", hint)
            return
        for head, own in said.items():
            attribute = own.attribute or head
            entry = self.attributes.get(attribute)
            if entry is None:
                self.fault(f"unknown attribute '{attribute}'", suggestion(attribute, self.attributes), head)
                continue
            told = self._sourced(head, attribute, entry, self.map.shared(own))
            if told is None:
                continue
            for place in years or [self.columns["value"] if long and "value" in self.columns else head]:
                if self._known(place, "as a column of values"):
                    low, high = (
                        self.cells.header.index(one) if one and self._known(one, "as an end") else None
                        for one in (own.low or self.columns.get("low"), own.high or self.columns.get("high"))
                    )
                    year = place if years else None
                    name = f"{head} {place}" if years else head
                    yield name, Column(head, attribute, entry, told, self.cells.header.index(place), low, high, year)

    def _guessed(self, *, long: bool, years: list[str]) -> Iterable[tuple[str, ValueMap]]:
        """Find columns that are called as attributes, by id or title."""
        if long:
            at = self.cells.header.index(self.columns["attribute"])
            heads = dict.fromkeys(str(row[at]).strip() for row in self.cells.rows if len(row) > at)
        else:
            taken = {*self.columns.values()}
            heads = dict.fromkeys(head for head in self.cells.header if head not in taken)
        names = {fold(name): i for i, entry in self.attributes.items() for name in (i, entry.title)}
        found = {head: names[fold(head)] for head in heads if head and fold(head) in names}
        if not found and "value" in self.columns and not long:
            found = self._asked(self.columns["value"])
        if not found and years:
            found = self._asked("the years")
        for head, attribute in found.items():
            if head != attribute:
                self.notes.append(f"'{head}' is read as {attribute}, {FOUND}")
            yield head, ValueMap(attribute=attribute)

    def _asked_columns(self) -> Iterator[tuple[str, ValueMap]]:
        """Ask for the columns of values, one after another, until there is no answer."""
        taken = {*self.columns.values()}
        left = [head for head in self.cells.header if head and head not in taken]
        while left and self.ask is not None:
            head = self.ask("Which column holds values (none: no more)?", left)
            attribute = None if head is None else self._asked(head).get(head)
            if head is None or attribute is None:
                return
            left = [one for one in left if one != head]
            yield head, ValueMap(attribute=attribute)

    def _asked(self, head: str) -> dict[str, str]:
        answer = (
            None if self.ask is None else self.ask(f"Of which attribute are the values in {head}?", [*self.attributes])
        )
        return {head: answer} if answer else {}

    def _sourced(self, head: str, attribute: str, entry: Attribute, told: ValueMap) -> ValueMap | None:
        """Check source, licence, quality and unit of a column."""
        before = len(self.problems)
        source = told.source or self._answer(f"Which source are the values of {head} from (an id)?")
        new = self.map.sources.get(source or "")
        licence = told.licence or (None if new is None else new.licence)
        if not source:
            hint = "add --source ID, and for a new source --title, --published, --url and --licence"
            self.fault(f"'{head}' has no source", hint, head)
        elif source not in self.study.sources and source not in self.map.sources:
            hint = suggestion(source, self.study.sources, "give --title, --published, --url and --licence with it")
            self.fault(f"unknown source '{source}'", hint, head)
        if source and not licence:
            self.fault(f"'{head}' has no licence", "say what the owner allows, such as --licence CC-BY-4.0", head)
        quality = told.quality
        if quality is None and "quality" not in self.columns:
            answer = (
                self.ask(f"How well are the values of {head} supported?", ["high", "medium", "low"])
                if self.ask
                else None
            )
            if answer not in {"high", "medium", "low"}:
                self.fault(f"'{head}' has no quality", "add --quality high, medium or low", head)
            else:
                quality = answer  # type: ignore[assignment]  # one of the three
        if told.unit is not None and told.times is None and fold(told.unit) != fold(entry.unit):
            message = f"'{head}' is in '{told.unit}', and {attribute} in '{entry.unit}'"
            self.fault(message, "say what to multiply by, such as --times 0.001", head)
        if entry.is_rating and told.note is None and "note" not in self.columns:
            self.fault(
                f"{attribute} is a rating, and '{head}' has no notes", "name a column of notes, or one note", head
            )
        return None if len(self.problems) > before else told.replace(source=source, licence=licence, quality=quality)

    def _answer(self, question: str) -> str | None:
        return None if self.ask is None else self.ask(question, [])


_WHO = {"state": "state", "a": "first state", "b": "second state", "threat": "threat source", "when": "year or date"}

_SYSTEM_NAMES: Mapping[Codes, str] = {
    "id": "ids of the study",
    "name": "names",
    "iso2": "ISO codes of two letters",
    "iso3": "ISO codes of three letters",
    "cow": "numbers of the Correlates of War",
    "gw": "numbers of Gleditsch and Ward",
}


def settle(file: str, cells: Cells, said: TableMap, study: Study, ask: Ask | None = None) -> Settled:
    """Complete what is said of a table.

    Args:
        file: How messages call it.
        cells: The table.
        said: What a person said of it.
        study: Whose attributes and sources it names.
        ask: Asks what is neither said nor plain; None where nobody can be asked.

    Raises:
        StudyError: with everything that is missing or wrong.
    """
    return _Settling(file, cells, said, study, ask).settle()
