"""Tables and sources added to a study: all of them or none, and only where the study is in order afterwards."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from viability.errors import OutputError
from viability.files.beginning import without_blocks
from viability.files.declared import Table
from viability.files.folder import examine
from viability.files.pages import Reader
from viability.files.tables import FILE
from viability.files.writing import block
from viability.study.profile import Source

HEAD = "# Which table holds what. See docs/data.md.\n"

PARTS = ("criteria", "states", "scenarios")


def add_tables(
    root: Path,
    declared: Mapping[str, Mapping[str, Any]],
    texts: Mapping[str, str],
    sources: Mapping[str, Source],
    *,
    dry: bool = False,
) -> tuple[str, ...]:
    """Add tables to a study, or write them anew, with the sources that they name.

    Args:
        root: Its folder.
        declared: What `_tables.yaml` says of each table, by name.
        texts: The files beside it, by name.
        sources: What `_sources.yaml` is to list beside what it lists.
        dry: Whether to see if it can be done, and write nothing.

    Returns:
        The files that are new or changed, as paths within the study.

    Raises:
        StudyError: when the study would have problems; then nothing is written.
        OutputError: when it cannot be written.
    """
    files = {f"states/{name}": text for name, text in texts.items()}
    files[f"states/{FILE}"] = _declared(root, declared)
    if sources:
        path = root / "states/_sources.yaml"
        added = block({name: _plain(source) for name, source in sources.items()})
        files["states/_sources.yaml"] = path.read_text(encoding="utf-8").rstrip("\n") + "\n" + added
    changed = {file: text for file, text in files.items() if _held(root / file) != text}
    try:
        with tempfile.TemporaryDirectory() as folder:
            trial = Path(folder)
            for part in PARTS:
                if (root / part).exists():
                    shutil.copytree(root / part, trial / part, copy_function=shutil.copyfile)
            for file, text in changed.items():
                (trial / file).write_text(text, encoding="utf-8", newline="")
            _, reader = examine(trial)
            if reader.problems:
                raise reader.refused()
        if not dry:
            _place(root, changed)
    except OSError as error:
        raise OutputError(f"{root} cannot be written ({error.strerror})") from None
    return tuple(changed)


def _declared(root: Path, declared: Mapping[str, Mapping[str, Any]]) -> str:
    """Return `_tables.yaml` with some tables added, or said anew; all else stays to the letter."""
    path = root / "states" / FILE
    if not path.exists():
        return HEAD + block(declared)
    reader = Reader(root)
    there = reader.entries(Table, reader.page(path))
    wanted = {name: Table.read(_merged(there.get(name), plain)) for name, plain in declared.items()}
    anew = {name: table for name, table in wanted.items() if there.get(name) != table}
    text = without_blocks(path.read_text(encoding="utf-8"), {*anew})
    more = block({name: _merged(there.get(name), declared[name]) for name in anew})
    return text.rstrip("\n") + "\n" + more


def _merged(there: Table | None, plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a table: as it was said before, with the attributes that are new.

    Raises:
        OutputError: when another table has its name.
    """
    if there is None:
        return dict(plain)
    if there.file != plain["file"] or there.holds != plain["holds"]:
        raise OutputError(f"states/{FILE} has another table of the name of {plain['file']}; choose another --name")
    said, usual = there.plain(), Table.read(plain).plain()
    held = {key: value for key, value in said.items() if key in plain or value != usual[key]}
    before = {
        head: {key: value for key, value in told.items() if value is not None} for head, told in said["values"].items()
    }
    return {**held, "values": {**plain["values"], **before}}


def _plain(source: Source) -> dict[str, Any]:
    plain = source.plain()
    return {key: value for key, value in plain.items() if value not in (None, "", False) or key == "publisher"}


def _held(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _place(root: Path, texts: Mapping[str, str]) -> None:
    """Put files in place, all drafts first; the file that declares the tables comes last."""
    drafts: list[tuple[Path, Path]] = []
    try:
        for file in sorted(texts, key=lambda name: name.endswith(FILE)):
            path = root / file
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
            drafts.append((Path(name), path))
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
                out.write(texts[file])
            Path(name).chmod(path.stat().st_mode if path.exists() else 0o644)
        for draft, path in drafts:
            draft.replace(path)
    finally:
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)
