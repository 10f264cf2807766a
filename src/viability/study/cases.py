"""Cases: groups of states of which something is known that a study does not say, such as whether they allied."""

from collections.abc import Mapping

from msgspec import Struct

NEEDED = ("id", "members", "date", "label")
"""The columns that a table of cases has to have."""

OWN = (*NEEDED, "set", "match", "cluster", "weight")
"""The columns that mean something to a back-test; all others are somebody's."""


class Case(Struct, frozen=True, kw_only=True):
    """One group of states at a date, and whether what is asked about came of it."""

    id: str
    members: tuple[str, ...]
    """Names, ids or ISO codes, as they were written."""
    date: str
    """The day as of which the group is scored; a year or a month stands for its last day."""
    label: bool
    """Whether it did what the index is held against: allied, say."""
    sets: tuple[str, ...] = ()
    """The sets of cases that it belongs to, beside all."""
    match: str = ""
    """Cases of one match were chosen for each other and are compared among themselves; empty for none."""
    cluster: str = ""
    """Cases of one cluster are not independent and are drawn together; empty for one of its own."""
    weight: float = 1.0
    columns: Mapping[str, str] = {}
    """What else was written of it, by the name of the column."""
    line: int = 0
    """Where it stands in its file."""


class Cases(Struct, frozen=True, kw_only=True):
    """The cases of one file."""

    rows: tuple[Case, ...]
    columns: tuple[str, ...] = ()
    """The names of the further columns, in order."""
    label: str = ""
    """How messages call the file."""
    digest: str = ""
    """SHA-256 of the file, in hexadecimal digits."""
