"""One table opened: its cells, its columns, and the page that tables make of a state."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from msgspec import Struct, field

from viability.files.csv_rows import Sheet
from viability.files.declared import Table, Value
from viability.files.faults import Key
from viability.files.pages import Page, Spot
from viability.study.profile import Attribute


class Open(Struct, dict=True):
    """One declared table, its cells and where its parts stand."""

    name: str
    table: Table
    label: str
    """Its path within the study, for messages."""
    sheet: Sheet
    at: dict[str, int]
    """The number of the column of each part that is declared and there."""
    values: dict[str, "Column"]
    """What is told of each column of values, or of each attribute of a long table."""

    def head(self, part: str) -> str:
        """Return the name of the column that holds a part of an entry; none where no column does."""
        columns: Mapping[str, str] = {str(known): head for known, head in self.table.columns.items()}
        return columns.get(part, columns.get("year", "") if part == "date" else "")

    @cached_property
    def dated(self) -> int | None:
        """The number of the column of dates."""
        return self.at.get("date", self.at.get("year"))

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give the rows that are as long as the header, with their numbers."""
        width = len(self.sheet.header)
        return ((number, cells) for number, cells in enumerate(self.sheet.rows, 2) if len(cells) == width)


class Column(NamedTuple):
    """Values of one attribute."""

    name: str
    attribute: Attribute
    told: Value
    missing: frozenset[str]
    at: int
    """The number of its column; that of the values in a long table."""
    numbers: tuple[tuple[str, int], ...]
    """The number of the column of the value, and of each end of its range that has one."""
    beside: tuple[tuple[str, int | None, object], ...]
    """What stands beside these numbers: each part, the number of its column if any, and what is told once of it."""
    heads: Mapping[str, str]
    """The column's name by field of an observation."""


class Place(NamedTuple):
    """Where one entry stands."""

    open: Open
    row: int
    column: Column | None = None


class TablePage(Page):
    """What tables, and perhaps a profile, say of one state."""

    profile: Page | None = None
    places: dict[Key, list[Place | Key]] = field(default_factory=dict)
    """Where the entries of each list of the data stand: in a table, or under a key of the profile."""
    lists: dict[Key, list[dict[str, Any]]] = field(default_factory=dict)
    """The same lists of the data."""
    head: Place | None = None

    def spot(self, key: Key) -> Spot:
        """Return where a key is written: a row and column of a table, or a line of the profile."""
        for end in range(len(key), 0, -1):
            listed = self.places.get(key[:end])
            if listed is None:
                continue
            number = key[end] if end < len(key) and isinstance(key[end], int) else 0
            place = listed[int(number)]
            if not isinstance(place, Place):
                within = (*place, *key[end + 1 :])
                return self.spot_of_profile(within)
            part = str(key[end + 1]) if end + 1 < len(key) else "" if end < len(key) else _named_by(place)
            return Spot(place.open.label, place.row, _head_of(place, part))
        if self.profile is not None and self.profile.line(key) is not None:
            return self.profile.spot(key)
        inside = next((found[0] for known, found in self.places.items() if key and known[: len(key)] == key), None)
        if isinstance(inside, Place):
            return Spot(inside.open.label, inside.row, _head_of(inside, _named_by(inside)))
        if self.head is None:
            return Spot(self.label, None)
        return Spot(self.head.open.label, self.head.row, _head_of(self.head, str(key[0]) if key else ""))

    def spot_of_profile(self, key: Key) -> Spot:
        """Return where a key of the profile beside the tables is written."""
        return Spot(self.label, None) if self.profile is None else self.profile.spot(key)


def _named_by(place: Place) -> str:
    """Return the part of a row that names what its value is of, beside the state: another state, a threat, a body."""
    if place.column is None:
        return "institution"
    return {"pair": "b", "threat": "threat"}.get(place.column.attribute.of, "")


def _head_of(place: Place, part: str) -> str:
    """Return the name of the column that holds a part of an entry; none where it is told once, or of the whole row."""
    if place.column is not None and part in place.column.heads:
        return place.column.heads[part]
    return place.open.head(part)


class Entry(NamedTuple):
    """One value or membership of a state."""

    state: str
    other: str
    plain: dict[str, Any]
    place: Place
