"""An offer into a study: what is new is written as a table of its own, and whatever a person wrote stays as it is."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from viability.errors import OutputError, Problem
from viability.files.adding import add_tables
from viability.files.csv_rows import read_rows
from viability.files.folder import examine
from viability.files.places import is_shipped, study_folder
from viability.files.slips import Slips, Written
from viability.files.writing import number
from viability.importers.offer import Offer, Offered
from viability.study.address import Address
from viability.study.profile import Datum
from viability.study.study import Study

COLUMNS = ("attribute", "date", "value", "low", "high", "quality", "source", "note")

WHOM: Mapping[str, tuple[str, ...]] = {"state": ("state",), "pair": ("a", "b"), "threat": ("state", "threat")}
HOLDS: Mapping[str, str] = {"state": "attributes", "pair": "pairs", "threat": "threats"}


class Merged(Struct, frozen=True, kw_only=True):
    """What became of an offer."""

    files: tuple[str, ...]
    """What was written, as paths within the study; nothing where nothing is new."""
    new: int
    """Values that were added."""
    changed: int
    """Values of an earlier import that were replaced, where that was asked for."""
    same: int
    """Values that the study has already."""
    kept: tuple[Problem, ...]
    """Values that the study has with another figure, which it keeps: where each stands, and what the offer says."""
    sources: tuple[str, ...]
    """Ids of sources that were added."""


def merge(offer: Offer, folder: Path | str, name: str, *, update: bool = False, dry: bool = False) -> Merged:
    """Add to a study what it does not have.

    Args:
        offer: What a data set says.
        folder: The study.
        name: Of the table that is written into `states/`.
        update: Whether what an earlier import of that name wrote gives way to what the offer says now.
        dry: Whether to say what would be done, and write nothing.

    Raises:
        StudyError: when the study, or what would become of it, has problems; then nothing is written.
        OutputError: when the study is one that comes with the program, or cannot be written.
    """
    root = study_folder(folder)
    if is_shipped(root):
        raise OutputError("data are imported into a study of your own; begin one with `viability init DIR`")
    study, reader = examine(root)
    if study is None:
        raise reader.refused()
    held = _Held(root, study, Slips(reader, study, (), date.today()), name)  # noqa: DTZ011 - no date is asked for
    new: list[Offered] = []
    changed: list[Offered] = []
    kept: list[Problem] = []
    same = 0
    for value in offer.values:
        there = held.find(value)
        if there is None:
            new.append(value)
        elif _alike(there, value.datum):
            same += 1
        elif update and held.is_own(value):
            changed.append(value)
        else:
            kept.append(held.told(value, there, offer.file))
    sources = {i: one.as_source() for i, one in offer.sources.items() if i not in study.sources}
    files: tuple[str, ...] = ()
    if new or changed:
        tables = {f"{name}{_SUFFIX[of]}": table for of, table in held.tables(new, changed).items()}
        declared = {table: _declared(table, of, offer, rows) for table, (of, rows) in tables.items()}
        texts = {f"{table}.csv": _csv(of, rows) for table, (of, rows) in tables.items()}
        files = add_tables(root, declared, texts, sources, dry=dry)
    return Merged(
        files=files,
        new=len(new),
        changed=len(changed),
        same=same,
        kept=tuple(kept),
        sources=tuple(sources) if files else (),
    )


_SUFFIX = {"state": "", "pair": "_pairs", "threat": "_threats"}

Row = dict[str, str]


class _Held:
    """What a study holds, and what an earlier import of the same name wrote."""

    def __init__(self, root: Path, study: Study, slips: Slips, name: str) -> None:
        self.root, self.study, self.slips, self.name = root, study, slips, name
        self.written = {_address(one): one for one in slips.written}
        self.rows: dict[str, list[Row]] = {of: [*self._rows(of)] for of in WHOM}
        self.own = {_key(row, of) for of, rows in self.rows.items() for row in rows}

    def _rows(self, of: str) -> Iterator[Row]:
        """Give the rows that an earlier import wrote."""
        path = self.root / f"states/{self.name}{_SUFFIX[of]}.csv"
        if not path.exists():
            return
        sheet = read_rows(path)
        if not {*WHOM[of], *COLUMNS} <= {*sheet.header}:
            raise OutputError(f"{path} exists already, and no import made it; choose another --name")
        for cells in sheet.rows:
            yield dict(zip(sheet.header, cells, strict=False))

    def find(self, value: Offered) -> Datum | None:
        """Return what the study holds of a value at its date."""
        data = value.address.held(self.study)
        return next((datum for datum in data if datum.date == value.datum.date), None)

    def is_own(self, value: Offered) -> bool:
        """Tell whether an earlier import wrote it, rather than a person or another import."""
        return _key(_row(value), value.address.of) in self.own

    def told(self, value: Offered, there: Datum, file: str) -> Problem:
        """Say where the study holds a value that it keeps, and what the offer says of it."""
        message = (
            f"{value.address} of {there.date} stays {number(there.value)}; "
            f"{file}:{value.row} has {number(value.datum.value)}"
        )
        address = value.address
        if address.of == "pair" and address not in self.written:
            address = Address(address.other, address.owner, address.attribute, "pair")
        return self.slips.at(self.written[address], there, message)

    def tables(self, new: Iterable[Offered], changed: Iterable[Offered]) -> dict[str, tuple[str, list[Row]]]:
        """Return the rows of each table that has anything new: those there were, and then the new ones."""
        found: dict[str, tuple[str, list[Row]]] = {}
        replaced = {_key(_row(value), value.address.of): _row(value) for value in changed}
        for of in WHOM:
            mine = [_row(self._turned(value)) for value in new if value.address.of == of]
            there = [replaced.get(_key(row, of), row) for row in self.rows[of]]
            if mine or there != self.rows[of]:
                found[of] = (of, [*there, *mine])
        return found

    def _turned(self, value: Offered) -> Offered:
        """Return a tie as the study writes it already: with the state first that has written of it."""
        one = value.address
        if one.of == "pair" and self.study.states[one.other].ties.get(one.owner, {}).get(one.attribute):
            return value._replace(address=Address(one.other, one.owner, one.attribute, "pair"))
        return value


def _address(one: Written) -> Address:
    state = Path(one.file).stem
    if one.attribute.of == "pair":
        return Address(state, str(one.key[1]), one.name, "pair")
    if one.attribute.of == "threat":
        return Address(state, str(one.key[2]), one.name, "threat")
    return Address(state if one.attribute.of == "state" else str(one.key[0]), "", one.name, one.attribute.of)


def _alike(one: Datum, other: Datum) -> bool:
    """Tell whether two observations of one value and date say the same figure."""
    return (one.value, one.low, one.high) == (other.value, other.low, other.high)


def _row(value: Offered) -> Row:
    address, datum = value.address, value.datum
    whom = (address.owner, address.other)[: len(WHOM[address.of])]
    cells = {part: getattr(datum, part) for part in ("value", "low", "high")}
    return {
        **dict(zip(WHOM[address.of], whom, strict=True)),
        "attribute": address.attribute,
        "date": datum.date or "",
        **{part: "" if cell is None else number(cell) for part, cell in cells.items()},
        "quality": datum.quality,
        "source": ";".join(datum.source),
        "note": datum.note,
    }


def _key(row: Row, of: str) -> tuple[str, ...]:
    whom = tuple(row[part] for part in WHOM[of])
    return (*(sorted(whom) if of == "pair" else whom), row["attribute"], row["date"])


def _declared(table: str, of: str, offer: Offer, rows: Iterable[Row]) -> dict[str, Any]:
    """Return what `_tables.yaml` says of a table."""
    names = (*WHOM[of], *COLUMNS)
    values = {
        name: {"licence": offer.licences[name]} if offer.licences.get(name) else {}
        for name in dict.fromkeys(row["attribute"] for row in rows)
    }
    columns = {name: name for name in names}
    return {"file": f"{table}.csv", "holds": HOLDS[of], "columns": columns, "values": values}


def _csv(of: str, rows: Iterable[Row]) -> str:
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, (*WHOM[of], *COLUMNS), lineterminator="\n")
    out.writeheader()
    out.writerows(rows)
    return text.getvalue()
