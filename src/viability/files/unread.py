"""Files and folders that look as if they were meant to be part of a study, and are not read."""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches
from operator import attrgetter
from pathlib import Path

from viability.errors import Problem, suggestion
from viability.files.pages import composed, is_folder

FOLDERS = ("criteria", "states", "scenarios")

_HEAD = 4_000
"""Bytes of a file that are looked at."""

_KEYS = {
    "states": re.compile(rb"^name:", re.MULTILINE),
    "criteria": re.compile(rb"^measure:", re.MULTILINE),
    "scenarios": re.compile(rb"^(changes|members|with|without|as_of):", re.MULTILINE),
}
"""What tells a file that belongs into a folder of a study."""

_NO_ENDING = "the file is not read, because its name does not end in .yaml"


def unread(
    root: Path, registers: Collection[str], sections: Iterable[str], tables: Collection[str] = ()
) -> Iterator[Problem]:
    """Find what in the folder of a study is probably meant to be read.

    Args:
        root: The study's folder.
        registers: Names of the files that begin with `_` and are read.
        sections: What the parts of a profile are called.
        tables: The files that `_tables.yaml` declares.
    """
    for part in FOLDERS:
        if is_folder(root / part):
            for entry in sorted(os.scandir(root / part), key=attrgetter("name")):
                yield from _in_part(entry, part, registers, tables)
    for entry in sorted(os.scandir(root), key=attrgetter("name")):
        if not is_folder(entry):
            yield from _in_root(entry, sections)
        elif entry.name not in FOLDERS:
            meant = get_close_matches(entry.name.casefold(), FOLDERS, n=1, cutoff=0.8)
            if meant and any(Path(entry.path).glob("*.yaml")):
                yield Problem(entry.name, "the folder is not read", None, f"did you mean '{meant[0]}'?")


def _in_part(
    entry: "os.DirEntry[str]", part: str, registers: Collection[str], tables: Collection[str]
) -> Iterator[Problem]:
    """Look at what lies in one of the folders of a study."""
    name, label = entry.name, f"{part}/{entry.name}"
    if is_folder(entry):
        if not name.startswith(".") and label != "states/_codings" and _holds_yaml(entry.path):
            yield Problem(label, "the folder contains files that are not read", None, f"move them up into {part}/")
    elif name.startswith(("_", ".")):
        yield from _marked(name, part, registers)
    elif part == "states" and name.endswith((".csv", ".csv.gz")):
        if composed(name) not in tables:
            message = "the table is not read, because states/_tables.yaml does not declare it"
            yield Problem(label, message, None, "declare it there, or move it away")
    elif (stem := re.sub(r"\.ya?ml\.txt$", "", name)) != name or ("." not in name and _says(entry, _KEYS[part])):
        yield Problem(label, _NO_ENDING, None, f"rename it to {stem}.yaml")


def _marked(name: str, part: str, registers: Collection[str]) -> Iterator[Problem]:
    """Look at the name of a file that begins with a mark, and so is no profile, criterion or scenario."""
    stem = name.removesuffix(".yaml")
    if name.startswith("_") and stem not in (name, *registers):
        near = suggestion(stem, registers, "rename it if it is one of the study's files")
        message = "the file is not read, because its name begins with '_' and no register has that name"
        yield Problem(f"{part}/{name}", message, None, near)
    # archives of a Mac bring along files that begin with ._
    elif name.startswith(".") and not name.startswith("._") and stem != name and stem.lstrip("."):
        message = "the file is not read, because its name begins with '.'"
        yield Problem(f"{part}/{name}", message, None, f"rename it to {stem.lstrip('.')}.yaml")


def _in_root(entry: "os.DirEntry[str]", sections: Iterable[str]) -> Iterator[Problem]:
    """Look at a file beside the folders of a study, where a scenario, or what another program reads, may lie."""
    if not entry.name.endswith(".yaml"):
        return
    keys = b"|".join(re.escape(key.encode()) for key in ("iso3", "aliases", "ties", *sections))
    profile = re.compile(rb"^(%s):" % keys, re.MULTILINE)
    part = "criteria" if _says(entry, _KEYS["criteria"]) else "states"
    if part == "criteria" or (_says(entry, _KEYS["states"]) and _says(entry, profile)):
        message = f"the file is not read, because it does not lie in {part}/"
        yield Problem(entry.name, message, None, "move it there, if it belongs to the study")


def _says(entry: "os.DirEntry[str]", what: re.Pattern[bytes]) -> bool:
    """Tell whether a file says something at its head."""
    with suppress(OSError):
        if entry.is_file():
            with Path(entry.path).open("rb") as file:
                return what.search(file.read(_HEAD)) is not None
    return False


def _holds_yaml(folder: str) -> bool:
    return any(name.endswith((".yaml", ".yml")) for _, _, names in os.walk(folder) for name in names)
