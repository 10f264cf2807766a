"""What `states/_tables.yaml` says of each table: what it holds, which column is what, what is told once a column."""

from collections.abc import Mapping
from typing import Literal

from viability.files.crosswalk import Codes
from viability.study.fields import Frozen, Misfit, Names, Text, When
from viability.study.profile import Quality

Holds = Literal["states", "attributes", "pairs", "threats", "memberships"]

Part = Literal[
    "state",
    "name",
    "iso2",
    "iso3",
    "cow",
    "gw",
    "aliases",
    "candidate",
    "year",
    "date",
    "until",
    "attribute",
    "value",
    "low",
    "high",
    "quality",
    "source",
    "note",
    "a",
    "b",
    "threat",
    "institution",
    "role",
    "from",
    "to",
]
"""What a column can be."""

NEEDED: Mapping[Holds, tuple[Part, ...]] = {
    "states": ("state",),
    "attributes": ("state",),
    "pairs": ("a", "b"),
    "threats": ("state", "threat"),
    "memberships": ("state", "institution"),
}
"""The columns without which a table says nothing."""

_HEAD: tuple[Part, ...] = ("name", "iso2", "iso3", "cow", "gw", "aliases", "candidate", "from", "to")
_VALUES: tuple[Part, ...] = ("year", "date", "until", "attribute", "value", "low", "high", "quality", "source", "note")

ALLOWED: Mapping[Holds, tuple[Part, ...]] = {
    "states": (*NEEDED["states"], *_HEAD, "quality", "source", "note"),
    "attributes": (*NEEDED["attributes"], *_VALUES),
    "pairs": (*NEEDED["pairs"], *_VALUES),
    "threats": (*NEEDED["threats"], *_VALUES),
    "memberships": (*NEEDED["memberships"], "role", "from", "to", "source", "note"),
}


class Value(Frozen, frozen=True, kw_only=True):
    """What is told once of a column of values, or of an attribute of a long table."""

    attribute: str | None = None
    """The attribute of the codebook; its own name where nothing is said."""
    low: str | None = None
    """The column with the low end of its range."""
    high: str | None = None
    source: Names | None = None
    quality: Quality | None = None
    licence: str | None = None
    """What its owner allows; for readers."""
    note: str | None = None
    date: When | None = None
    """The one date of all its values, where the table has no column of dates."""
    missing: tuple[str, ...] | None = None
    """Marks of missing values; an empty cell is always one."""
    decimal: Literal[".", ","] | None = None


class Table(Frozen, frozen=True, kw_only=True):
    """One table: where it is, what it holds, and what is told once."""

    file: Text
    """Beside `_tables.yaml`; .csv, or .csv.gz."""
    holds: Holds
    columns: Mapping[Part, str]
    """What is what: the part of an entry, and the column that holds it. Columns that nothing names are not read."""
    values: Mapping[str, Value] = {}
    """Columns of values, or, where there is a column `attribute`, what stands in it."""
    codes: Codes = "id"
    """How the table names states."""
    threats: Codes | None = None
    """How it names threat sources, where they are states; nothing where they stand in the register."""
    both_ways: bool = False
    """Whether each row of threats counts for both states, as a rivalry does."""
    separator: Literal[",", ";", "\t"] = ","
    source: Names | None = None
    quality: Quality | None = None
    licence: str | None = None
    note: str | None = None
    date: When | None = None
    missing: tuple[str, ...] = ()
    decimal: Literal[".", ","] = "."

    def __post_init__(self) -> None:
        self._check_columns()
        self._check_values()
        if not self.file.endswith((".csv", ".csv.gz")) or "/" in self.file or "\\" in self.file:
            raise Misfit(
                "file", f"'{self.file}' is not the name of a .csv or .csv.gz file in the folder of _tables.yaml"
            )
        if self.threats is not None and self.holds != "threats":
            raise Misfit("threats", "only a table of threats says how it names threat sources; remove 'threats'")
        if self.both_ways and self.threats is None:
            raise Misfit("both_ways", "only threats that are states go both ways; write `threats: id`")

    def _check_columns(self) -> None:
        known = ALLOWED[self.holds]
        for part in NEEDED[self.holds]:
            if part not in self.columns:
                raise Misfit("columns", f"a table of {self.holds} needs a column '{part}'; name it")
        for part in self.columns:
            if part not in known:
                raise Misfit("columns", f"a table of {self.holds} has no '{part}'; known: {', '.join(known)}")
        if "year" in self.columns and "date" in self.columns:
            raise Misfit("columns", "'year' and 'date' mean the same; name only one column")

    def _check_values(self) -> None:
        if self.holds in {"attributes", "pairs", "threats"} and not self.values:
            raise Misfit("values", f"a table of {self.holds} needs 'values': which columns hold them")
        if self.holds == "memberships" and self.values:
            raise Misfit("values", "a table of memberships has no values; remove 'values'")
        if self.long and "value" not in self.columns:
            raise Misfit("columns", "a long table, with a column 'attribute', needs a column 'value'")
        if not self.long and "value" in self.columns:
            raise Misfit("columns", "a wide table names its columns of values under 'values'; remove 'value'")

    @property
    def long(self) -> bool:
        """Whether each row holds one value, and a column says of which attribute."""
        return "attribute" in self.columns

    @property
    def ends(self) -> Mapping[str, Codes | None]:
        """The parts of a row that say whom it is about, and how each names states; None for a threat source's id."""
        match self.holds:
            case "pairs":
                return {"a": self.codes, "b": self.codes}
            case "threats":
                return {"state": self.codes, "threat": self.threats}
            case "states":
                return {"state": "id"}
            case _:
                return (
                    {"state": self.codes} if self.holds == "attributes" else {"state": self.codes, "institution": None}
                )

    def shared(self, value: Value) -> Value:
        """Return what is told of a column, what the table tells of all filled in."""
        return value.replace(
            source=value.source if value.source is not None else self.source,
            quality=value.quality if value.quality is not None else self.quality,
            licence=value.licence if value.licence is not None else self.licence,
            note=value.note if value.note is not None else self.note,
            date=value.date if value.date is not None else self.date,
            missing=value.missing if value.missing is not None else self.missing,
            decimal=value.decimal if value.decimal is not None else self.decimal,
        )
