"""Tables beside profiles: CSV files to the plain data that a profile would hold, each value with its row and column.

What a table says of a state becomes a page like that of its profile, so that `profiles` reads both and says the same
of both. Only the rows of states that are asked for become data.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from viability.errors import Problem
from viability.files.crosswalk import Crosswalk, Known, Life
from viability.files.csv_rows import Sheet, read_rows
from viability.files.declared import Table, Value
from viability.files.faults import Key
from viability.files.opened import Column, Entry, Open, Place, TablePage
from viability.files.pages import Page, Reader, composed
from viability.files.strict_yaml import Unreadable
from viability.files.table_rows import Rows
from viability.study.fields import When, as_date
from viability.study.profile import Attribute, Threat

FILE = "_tables.yaml"

BESIDE = ("source", "quality", "note", "until")
"""What an observation holds beside its numbers and its date."""

_CODED = ("iso2", "iso3", "cow", "gw")


class Tables:
    """The tables of a study, read as far as they are needed."""

    def __init__(
        self,
        reader: Reader,
        attributes: Mapping[str, Attribute | None],
        sources: Collection[str],
        sections: Sequence[str],
        profiles: Callable[[], Mapping[str, Known]] = dict,
    ) -> None:
        self.reader, self.attributes, self.sources, self.sections = reader, attributes, sources, sections
        self.used: set[str] = set()
        """The sources that columns name."""
        self.folder = reader.folder / "states"
        self.page = Page(self.folder / FILE, f"states/{FILE}")
        self._sheets: dict[tuple[str, str], Sheet | None] = {}
        if (self.folder / FILE).exists():
            self.page = reader.page(self.folder / FILE)
        declared = reader.entries(Table, self.page)
        self.open = [found for name, table in declared.items() if table and (found := self._open(name, table))]
        self.rows = {state: place for opened in self._of("states") for state, place in self._states(opened)}
        """Where each state of the tables stands."""
        self.known = {state: _known(state, place) for state, place in self.rows.items()}
        self.crosswalk = Crosswalk({**profiles(), **self.known} if self.open else self.known)
        asked = sum(table is not None and table.holds == "states" for table in declared.values())
        complete = len([*self._of("states")]) == asked
        self.rows_of = Rows(reader, self.crosswalk, attributes, complete=complete)

    def __bool__(self) -> bool:
        return bool(self.page.data)

    def _of(self, *holds: str) -> Iterator[Open]:
        return (opened for opened in self.open if opened.table.holds in holds)

    # what is declared

    def _open(self, name: str, table: Table) -> Open | None:
        """Read a table's cells and find its columns; None where it cannot be read, which is reported."""
        label = f"states/{table.file}"
        sheet = self._sheet(name, table, label)
        if sheet is None:
            return None
        at = {}
        for part, head in table.columns.items():
            number = self._column(label, sheet, head)
            if number is not None:
                at[str(part)] = number
        values = dict(self._values(name, table, label, sheet, at))
        self._cite((name, "source"), table.source)
        width = len(sheet.header)
        for number, cells in enumerate(sheet.rows, 2):
            if len(cells) != width and any(cells):
                message = f"the row has {len(cells)} cells, but the header has {width}"
                self.reader.add(
                    Problem(label, message, number, "put cells that contain the separator in quotation marks")
                )
        return None if len(at) < len(table.columns) else Open(name, table, label, sheet, at, values)

    def _sheet(self, name: str, table: Table, label: str) -> Sheet | None:
        key = (table.file, table.separator)
        if key in self._sheets:
            return self._sheets[key]
        self._sheets[key] = None
        try:
            self._sheets[key] = read_rows(self._path(table.file), table.separator)
        except Unreadable as error:
            self.reader.add(Problem(label, *error.args))
        except FileNotFoundError:
            self.reader.note(
                self.page, (name, "file"), f"there is no file '{table.file}'", "name a file in the same folder"
            )
        except OSError as error:
            self.reader.add(Problem(label, f"the file cannot be read ({error.strerror})"))
        return self._sheets[key]

    def _path(self, name: str) -> Path:
        """Return the path of a table, whose name may be written with other accents on the disk than in the file."""
        path = self.folder / name
        if name.isascii() or path.exists():
            return path
        return next((one for one in self.folder.iterdir() if composed(one.name) == composed(name)), path)

    def _column(self, label: str, sheet: Sheet, head: str) -> int | None:
        if sheet.header.count(head) == 1:
            return sheet.header.index(head)
        if head in sheet.header:
            self.reader.add(Problem(label, f"the column '{head}' appears twice", 1, "keep one", head))
        else:
            hint = self.reader.suggest(self.page, head, [known for known in sheet.header if known])
            self.reader.add(Problem(label, f"there is no column '{head}'", 1, hint))
        return None

    def _values(
        self, name: str, table: Table, label: str, sheet: Sheet, at: Mapping[str, int]
    ) -> Iterator[tuple[str, Column]]:
        """Find the columns of values, each with an attribute of the right kind, a source and a quality."""
        of = {"pairs": "pair", "threats": "threat"}.get(table.holds, "state")
        for head, own in table.values.items():
            told, key = table.shared(own), (name, "values", head)
            wanted = told.attribute or head
            attribute = self.attributes.get(wanted)
            here = [known for known, entry in self.attributes.items() if entry is not None and entry.of == of]
            if wanted not in self.attributes:
                hint = self.reader.suggest(self.page, wanted, here)
                self.reader.note(self.page, key, f"unknown attribute '{wanted}'", hint)
            elif attribute is not None and attribute.of != of:
                message = f"'{wanted}' is an attribute of {attribute.of}s, but the table has {table.holds}"
                self.reader.note(self.page, key, message, "")
            if told.source is None and "source" not in table.columns:
                self.reader.note(self.page, key, f"'{head}' has no source", "name one of states/_sources.yaml")
                attribute = None
            if told.quality is None and "quality" not in table.columns:
                self.reader.note(self.page, key, f"'{head}' has no quality", "write high, medium or low")
                attribute = None
            if told.date is None and not {"year", "date"} & {*table.columns}:
                self.reader.note(
                    self.page, key, f"'{head}' has no date", "name a column 'year' or 'date', or give one date for all"
                )
                attribute = None
            found = self._numbers(table, label, sheet, head, told)
            if self._cite((*key, "source"), own.source) and attribute is not None and attribute.of == of and found:
                marks = frozenset(told.missing or ()) | {""}
                beside = tuple((part, at.get(part), getattr(told, part, None)) for part in BESIDE)
                yield head, Column(wanted, attribute, told, marks, beside=beside, **found)

    def _numbers(self, table: Table, label: str, sheet: Sheet, head: str, told: Value) -> dict[str, Any] | None:
        """Find the columns of a value and of its range; none where one is missing."""
        columns = {str(part): name for part, name in table.columns.items()}
        heads = {"value": columns["value"] if table.long else head}
        for part, own in (("low", told.low), ("high", told.high)):
            if own or part in columns:
                heads[part] = own or columns[part]
        at = {part: self._column(label, sheet, name) for part, name in heads.items()}
        if None in at.values():
            return None
        return {"at": at["value"], "numbers": (*at.items(),), "heads": heads}

    def _cite(self, key: Key, sources: Iterable[str] | None) -> bool:
        """Check sources that are told once, and remember them."""
        sound = True
        for source in sources or ():
            self.used.add(source)
            if source not in self.sources:
                hint = self.reader.suggest(self.page, source, self.sources, "add it to states/_sources.yaml")
                self.reader.note(self.page, key, f"unknown source '{source}'", hint)
                sound = False
        return sound

    # the states

    def _states(self, opened: Open) -> Iterator[tuple[str, Place]]:
        met: dict[str, int] = {}
        for number, cells in opened.rows():
            state = cells[opened.at["state"]].strip()
            if not state or state in met:
                message = f"'{state}' is also in row {met[state]}" if state else "the row has no id of a state"
                hint = "keep one of the two" if state else "write one"
                self.reader.add(Problem(opened.label, message, number, hint, opened.head("state")))
            else:
                met[state] = number
                self.reader.check_id(opened.label, state, partial(met.get, state), opened.head("state"))
                yield state, Place(opened, number)

    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Return what each state of the tables goes by, codes of ISO included."""
        iso = ("iso2", "iso3")
        return {
            s: (*known.names, *(known.codes[c] for c in iso if c in known.codes)) for s, known in self.known.items()
        }

    def threats(self) -> dict[str, Threat]:
        """Return the threat sources that are states of the tables, whoever names them."""
        found: dict[str, Threat] = {}
        for opened in self._of("threats"):
            if opened.table.threats is None:
                continue
            parts = ("state", "threat") if opened.table.both_ways else ("threat",)
            for number, cells in opened.rows():
                for part in parts:
                    code = cells[opened.at[part]].strip()
                    date = self.rows_of.date(opened, number, cells)
                    for state in self.crosswalk.find(opened.table.threats, code, date) if code not in found else ():
                        known = self.crosswalk.states[state]
                        found[state] = Threat(
                            title=known.names[1],
                            kind="state",
                            state=known.codes.get("iso3", state),
                            definition=f"As {opened.label} says.",
                        )
        return dict(sorted(found.items()))

    # what they say of states

    def pages(self, ids: Sequence[str], profiles: Mapping[str, Page], *, whole: bool) -> dict[str, Page]:
        """Return what tables and profiles say of some states, by state.

        Args:
            ids: The states.
            profiles: Their profiles, of those that have one.
            whole: Whether all states are asked for; then rows of no state are reported.
        """
        pages: dict[str, TablePage] = {}
        for state in ids:
            own = profiles.get(state)
            path = self.folder / f"{state}.yaml"
            label = own.label if own is not None else self.rows[state].open.label
            data = dict(own.data) if own is not None else {}
            pages[state] = TablePage(path, label, data, own is None or own.readable, own, head=self.rows.get(state))
            if state in self.rows:
                self._take_head(pages[state], self.rows[state])
        for opened in self.open:
            for number, cells in opened.rows() if whole else self.rows_of.about(opened, pages):
                for entry in self.rows_of.entries(opened, number, cells, pages, whole=whole):
                    self._take(pages[entry.state], entry)
        return {**pages}

    def _take_head(self, page: TablePage, place: Place) -> None:
        cells, at = place.open.sheet.rows[place.row - 2], place.open.at
        written: dict[str, Any] = {part: cells[at[part]].strip() for part in ("iso3", "from", "to") if part in at}
        written["name"] = cells[at["name"]].strip() if "name" in at else page.id
        written["aliases"] = (
            [a.strip() for a in cells[at["aliases"]].split(";") if a.strip()] if "aliases" in at else []
        )
        if "candidate" in at and cells[at["candidate"]].strip():
            word = cells[at["candidate"]].strip().lower()
            written["candidate"] = {"true": True, "false": False}.get(word, word)
        for part, value in written.items():
            if value in ("", []):
                continue
            if part in page.data and page.data[part] != value:
                there = f"{place.open.label}:{place.row}"
                self.reader.note(page, (part,), f"{part} of '{page.id}' is also in {there}", "keep one of the two")
            page.data.setdefault(part, value)

    def _take(self, page: TablePage, entry: Entry) -> None:
        """Put an entry where a profile would have it; what the profile says itself stands before it."""
        column = entry.place.column
        if column is None:
            section, plain = next(iter(self.sections)), {k: v for k, v in entry.plain.items() if k != "institution"}
            key: Key = (section, "memberships", str(entry.plain["institution"]))
        elif column.attribute.of == "pair":
            key, plain = ("ties", entry.other, column.name), entry.plain
        elif column.attribute.of == "threat":
            key, plain = (column.attribute.section, column.name, entry.other), entry.plain
        else:
            key, plain = (column.attribute.section, column.name), entry.plain
        if key not in page.places:
            own = None if page.profile is None else _within(page.profile.data, key)
            if own is not None and not isinstance(own, dict | list):
                return  # what a profile has in the wrong shape is told of where it stands
            body: Any = page.data
            for part in key[:-1]:  # the profile's own data stay as they are
                held = body.get(part)
                body[part] = dict(held) if isinstance(held, dict) else {}
                body = body[part]
            page.lists[key] = [*own] if isinstance(own, list) else [] if own is None else [own]
            page.places[key] = [(*key, i) if isinstance(own, list) else key for i, _ in enumerate(page.lists[key])]
            body[key[-1]] = page.lists[key]
        page.lists[key].append(plain)
        page.places[key].append(entry.place)


def _known(state: str, place: Place) -> Known:
    cells, at = place.open.sheet.rows[place.row - 2], place.open.at
    cell = {part: cells[number].strip() for part, number in at.items()}
    aliases = [alias.strip() for alias in cell.get("aliases", "").split(";") if alias.strip()]
    codes = {system: cell[system] for system in _CODED if cell.get(system)}
    first, last = cell.get("from", ""), cell.get("to", "")
    return Known(codes, (state, cell.get("name") or state, *aliases), Life(_date_or(first), _date_or(last)))


def _date_or(text: str) -> When:
    """Return a date, or nothing where it is none, which is reported with the state."""
    with suppress(ValueError):
        return as_date(text)
    return When("")


def _within(data: object, key: Key) -> object:
    """Return what stands under a key, None for nothing."""
    for part in key:
        if not isinstance(data, dict) or part not in data:
            return None
        data = data[part]
    return data
