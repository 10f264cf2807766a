"""Tidy rows with their provenance."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from viability import __version__
from viability.analyses.about import About

Cell = str | float | int | bool | None

Row = Mapping[str, Cell]


class Sheet(Struct, frozen=True, kw_only=True):
    """A named table with where it came from."""

    kind: str
    rows: Sequence[Row]
    provenance: Row
    head: Sequence[str] = ()
    """Columns that stand even where no row brings them up."""
    tables: str = ""
    """The column that tells apart the tables of which the rows are made up, if they are several."""

    @property
    def columns(self) -> list[str]:
        """The names of the columns: the head, then others in the order in which rows bring them up."""
        return list(dict.fromkeys((*self.head, *(name for row in self.rows for name in row))))


def as_row(**cells: Cell) -> dict[str, Cell]:
    """Return one row."""
    return cells


def provenance(about: About, **more: Cell) -> dict[str, Cell]:
    """Return what is needed to make a result again."""
    study = about.study
    return {
        "study": study.title,
        "location": study.location,
        "framework_version": study.framework.version,
        "as_of": study.as_of or "newest",
        "data_to": about.newest,
        "members": " ".join(study.members),
        "compensation": study.framework.compensation,
        **({"questions": study.framework.asked} if study.beside else {}),
        **more,
        "changes": "; ".join(study.edits),
        "warnings": len(study.slips),
        "program_version": __version__,
    }


def none_if_unknown(value: float) -> str:
    """Write a value, or that it is unknown."""
    return "unknown" if np.isnan(value) else f"{value:.4g}"
