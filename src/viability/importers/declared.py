"""What a person says of a table: which column is what, in which unit, from which source; with options or in a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from viability.files.crosswalk import Codes
from viability.files.pages import Reader
from viability.importers.numbers import Dates
from viability.importers.offer import NewSource
from viability.study.fields import Frozen, Misfit, When
from viability.study.profile import Quality

Holds = Literal["attributes", "pairs", "threats"]

Part = Literal["state", "a", "b", "threat", "when", "attribute", "value", "low", "high", "quality", "note"]
"""What a column can be; `when` holds years, months or days."""

ENDS: Mapping[Holds, tuple[Part, ...]] = {
    "attributes": ("state",),
    "pairs": ("a", "b"),
    "threats": ("state", "threat"),
}
"""The columns that say whom a row is about."""


class ValueMap(Frozen, frozen=True, kw_only=True):
    """What is said of a column of values, or of what stands in the column of attributes."""

    attribute: str | None = None
    """The attribute of the codebook; its own name where nothing is said."""
    low: str | None = None
    """The column with the low end of its range."""
    high: str | None = None
    source: str | None = None
    licence: str | None = None
    quality: Quality | None = None
    note: str | None = None
    unit: str | None = None
    """The unit of the file; needs `times` where it is not that of the codebook."""
    times: float | None = None
    """By what a number of the file is multiplied."""
    decimal: Literal[".", ","] | None = None
    thousands: Literal[".", ",", " ", "'"] | None = None
    missing: tuple[str, ...] | None = None


class TableMap(Frozen, frozen=True, kw_only=True):
    """What is said of a table."""

    holds: Holds = "attributes"
    columns: Mapping[Part, str] = {}
    values: Mapping[str, ValueMap] = {}
    """Columns of values; of a long table, what stands in its column of attributes."""
    years: bool = False
    """Whether columns are years, each with the values of the one attribute under `values`."""
    codes: Codes | None = None
    """How it names states: name, iso3, iso2, cow, gw, or the ids of the study."""
    date: When | None = None
    """The one date of all its values, where it has no column of dates."""
    dates: Dates = "iso"
    separator: Literal[",", ";", "\t", "|"] | None = None
    encoding: str | None = None
    sheet: str | None = None
    header_row: int = 1
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", " ", "'"] | None = None
    missing: tuple[str, ...] = ()
    source: str | None = None
    licence: str | None = None
    quality: Quality | None = None
    note: str | None = None
    unit: str | None = None
    times: float | None = None
    leave_out: tuple[str, ...] = ()
    """What stands in the column of states and is none, such as World."""
    sources: Mapping[str, NewSource] = {}
    """Sources that the study does not list yet."""

    def __post_init__(self) -> None:
        if self.header_row < 1:
            raise Misfit("header_row", "rows are counted from 1")

    def shared(self, value: ValueMap) -> ValueMap:
        """Return what is said of a column, what is said of the table filled in."""
        both = ("source", "licence", "quality", "note", "unit", "times", "decimal", "thousands", "missing")
        return value.replace(
            **{name: getattr(self, name) if getattr(value, name) is None else getattr(value, name) for name in both}
        )


def read_map(path: Path | None, options: Mapping[str, Any]) -> TableMap:
    """Read what is said of a table in a file, with options on top.

    Raises:
        StudyError: with every problem of the file.
        ValueError: when options do not fit.
    """
    plain: dict[str, Any] = {}
    if path is not None:
        reader = Reader(path.parent)
        page = reader.page(path)
        if reader.whole(TableMap, page) is None or reader.problems:
            raise reader.refused()
        plain = dict(page.data)
    for name, value in options.items():
        if isinstance(value, Mapping):
            plain[name] = {**plain.get(name, {}), **value}
        elif value not in (None, [], ()):
            plain[name] = value
    return TableMap.read(plain)
