"""Named coalitions of a study: `coalitions.yaml`, groups of states that can be asked for by a short name."""

from collections.abc import Mapping
from pathlib import Path

from viability.errors import UnknownName
from viability.files.pages import Page, Reader
from viability.files.places import study_folder
from viability.study.fields import Frozen, Line, Text, When

FILE = "coalitions.yaml"


class Coalition(Frozen, frozen=True, kw_only=True):
    """A group of states with a name."""

    title: Line
    members: tuple[str, ...]
    date: When | None = None
    """The day as of which it is scored unless another is asked for; None for that of the study."""
    source: Text
    """Where the list was read."""
    note: str = ""


def load_coalitions(folder: Path | str | None = None) -> Mapping[str, Coalition]:
    """Read the named coalitions of a study; none where it has no such file.

    Raises:
        StudyError: with every problem found.
    """
    root = study_folder(folder)
    if not (root / FILE).exists():
        return {}
    reader = Reader(root)
    page = reader.page(root / FILE)
    found = reader.entries(Coalition, page)
    for name, coalition in found.items():
        _check(reader, page, name, coalition)
    if reader.problems:
        raise reader.refused()
    return {name: coalition for name, coalition in found.items() if coalition is not None}


def _check(reader: Reader, page: Page, name: str, coalition: Coalition | None) -> None:
    members = () if coalition is None else coalition.members
    for i, member in enumerate(members):
        if member in members[:i]:
            reader.note(page, (name, "members", i), f"'{member}' is named twice among the members", "keep one")
    if coalition is not None and len(members) < 2:  # noqa: PLR2004 - the definition of a coalition
        reader.note(page, (name, "members"), "a coalition is two or more states", "name at least two members")


def named_coalition(folder: Path | str | None, name: str) -> Coalition:
    """Return the coalition of that name.

    Raises:
        UnknownName: when the study has none.
        StudyError: when the file cannot be read.
    """
    known = load_coalitions(folder)
    if name not in known:
        raise UnknownName("coalition", name, known)
    return known[name]
