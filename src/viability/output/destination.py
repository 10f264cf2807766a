"""Where text goes: standard output, or files that appear whole or not at all."""

import contextlib
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from viability.errors import OutputError


class Format(StrEnum):
    """How a result is written."""

    table = "table"
    csv = "csv"
    json = "json"
    md = "md"
    xlsx = "xlsx"
    docx = "docx"


ENDINGS = {
    ".csv": Format.csv,
    ".docx": Format.docx,
    ".json": Format.json,
    ".md": Format.md,
    ".txt": Format.table,
    ".xlsx": Format.xlsx,
}
"""The endings of files that can be written."""

STDOUT = Path("-")
"""The name of an output that stands for standard output."""


def by_ending(path: Path, form: Format | None = None) -> Format:
    """Return the format of a file: the one that its ending names; without an ending the one asked for, else a table.

    Raises:
        OutputError: when the ending is unknown or names another format than the one asked for.
    """
    ending = "".join(path.suffixes) if path.suffix.lower() in {".gz", ".bz2", ".xz", ".zip", ".zst"} else path.suffix
    if not ending:
        return form or Format.table
    known = ENDINGS.get(ending.lower())
    if known is None:
        *some, last = ENDINGS
        raise OutputError(
            f"{path}: no output has the ending {ending}; use {', '.join(some)} or {last}, "
            "or no ending for the table as text"
        )
    if form is not None and form != known:
        raise OutputError(f"{path}: --format {form} does not go with the ending {ending}; leave one of them out")
    return known


def silence() -> None:
    """Send what is left for standard output nowhere: the interpreter flushes once more on its way out."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(write: Callable[[], None]) -> None:
    """Write to standard output, and tell a full disk or a closed stream as an error of the output.

    Raises:
        OutputError: when it cannot be written.
        BrokenPipeError: when whoever reads it has gone.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed; name a file with --output")
    try:
        write()
        sys.stdout.flush()  # a reader that has gone is noticed here, not at exit
    except BrokenPipeError:
        raise
    except OSError as error:
        silence()
        raise OutputError(f"standard output cannot be written ({error.strerror})") from None


def put(data: bytes) -> None:
    """Write data to standard output as they are, whatever the console speaks."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def write_files(files: Mapping[Path, bytes], first: Callable[[], None] = lambda: None) -> None:
    """Write files so that all appear whole or none does; a link is followed and a file keeps its mode.

    What is no regular file (a device, a pipe, a stream of this program) is written to as it stands, before the files
    are put in place, as is what `first` does.

    Raises:
        OutputError: when one cannot be written.
    """
    staged: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, data in files.items():
            if not _is_stream(path):
                staged.append((_staged(path, data), _linked(path)))
        for path, data in files.items():
            if _is_stream(path):
                _pour(path, data)
        first()
        _place(staged)
    except (OSError, RuntimeError, ValueError) as error:  # the second for links that go in a circle
        why = getattr(error, "strerror", None) or error
        raise OutputError(f"{path}: the file cannot be written ({why}); choose another --output") from None
    finally:
        for temporary, _ in staged:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _staged(path: Path, data: bytes) -> Path:
    """Write data to a file beside the one that it is for."""
    import tempfile  # noqa: PLC0415 - it brings compressors along, which only files pay for

    target = _linked(path)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".viability.", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            Path(file.name).chmod(_mode(target))
        except OSError:
            Path(file.name).unlink()
            raise
    return Path(file.name)


def _place(staged: Sequence[tuple[Path, Path]]) -> None:
    """Put staged files in place; where one cannot be, those before it get back what they held."""
    kept: list[tuple[Path, Path | None]] = []
    try:
        for temporary, target in staged[:-1]:
            kept.append((target, _spare(temporary, target)))
            temporary.replace(target)
        for temporary, target in staged[-1:]:
            temporary.replace(target)
    except OSError:
        for target, spare in reversed(kept):
            with contextlib.suppress(OSError):
                target.unlink() if spare is None else spare.replace(target)
        raise
    for _, spare in kept:
        if spare is not None:
            spare.unlink(missing_ok=True)


def _spare(temporary: Path, target: Path) -> Path | None:
    """Return a second name of a file's content beside it, or a copy where a file cannot have two names."""
    if not target.is_file():
        return None
    spare = temporary.with_name(f"{temporary.name}.old")
    try:
        spare.hardlink_to(target)
    except OSError:
        shutil.copy2(target, spare)
    return spare


_STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}
_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")


def _descriptor(path: Path) -> int | None:
    """Return the number of the open file of this program that a path names, such as `/dev/stdout`."""
    if str(path) in _STREAMS:
        return _STREAMS[str(path)]
    match = _DESCRIPTOR.fullmatch(str(path))
    return None if match is None else int(match[1])


def _is_stream(path: Path) -> bool:
    """Tell whether a path names something that is written to rather than replaced."""
    return _descriptor(path) is not None or (path.exists() and not path.is_file())


def _pour(path: Path, data: bytes) -> None:
    number = _descriptor(path)
    if number is None:
        path.write_bytes(data)
        return
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    with os.fdopen(os.dup(number), "wb") as file:  # opened anew it would begin at the file's first byte
        file.write(data)


def _linked(path: Path) -> Path:
    """Return the file that a link points at, or the path itself."""
    return path.resolve(strict=False) if path.is_symlink() else path


def _mode(path: Path) -> int:
    """Return the permissions of a file, or those of a new one."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def check_outputs(
    paths: Sequence[Path],
    form: Format | None = None,
    *,
    study: Path | None = None,
    read: Iterable[str] = (),
    decimal_comma: bool = False,
) -> None:
    """Refuse at once outputs that could not be written at the end, or that would overwrite what they come from.

    Raises:
        OutputError: when a folder is missing, a path is a folder, belongs to the study or is among the files that are
            read, an ending is unknown or contradicts the format, a file is named twice, or a decimal comma is asked
            for and no CSV.
    """
    forms = [form if path == STDOUT else by_ending(path, form) for path in paths] or [form]
    if decimal_comma and Format.csv not in forms:
        raise OutputError("--decimal-comma is for CSV; add --format csv, or an --output that ends in .csv")
    check_files(paths, study=study, read=read)


def check_files(paths: Sequence[Path], *, study: Path | None = None, read: Iterable[str] = ()) -> None:
    """Refuse at once files that could not be written at the end, or that would overwrite what they come from.

    Args:
        paths: To be written.
        study: The folder of the study.
        read: What else the request names that may be a file, such as a scenario of one's own.

    Raises:
        OutputError: when a folder is missing, a path is a folder, belongs to the study or is among the files that are
            read, or a file is named twice.
    """
    seen: set[Path] = set()
    inputs = [*read]
    for path in paths:
        try:
            resolved = path.resolve()
            if path != STDOUT and _descriptor(path) is None:
                _check_writable(path)
                if study is not None and _belongs(path, study):
                    raise OutputError(f"{path}: the file lies in a folder of the study; choose another --output")
                if any(_is_file(name, path) for name in inputs):
                    raise OutputError(f"{path}: this file is read for the result; choose another --output")
        except (OSError, RuntimeError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise OutputError(f"{path}: the file cannot be written ({why}); choose another --output") from None
        if resolved in seen:
            raise OutputError(f"{path}: the file is named twice; name it once")
        seen.add(resolved)


def _check_writable(path: Path) -> None:
    if path.is_dir():
        raise OutputError(f"{path}: this is a folder; name a file in it")
    if path.exists() and not path.is_file():
        if not os.access(path, os.W_OK):
            raise OutputError(f"{path}: the file cannot be written; choose another --output")
        return
    folder = _linked(path).parent
    if not folder.is_dir():
        raise OutputError(f"{path}: the folder {folder} does not exist; make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(f"{path}: the folder {folder} cannot be written to; choose another --output")


def _is_file(name: str, path: Path) -> bool:
    """Tell whether a name is that of a file, which is there."""
    with contextlib.suppress(OSError, ValueError):
        return path.is_file() and os.path.isfile(name) and path.samefile(name)  # noqa: PTH113 - names may be too long
    return False


def _belongs(path: Path, study: Path) -> bool:
    """Tell whether a path lies in one of the folders of a study, or is a file that one of them links to."""
    target = path.resolve()
    for folder in (study / part for part in ("criteria", "states", "scenarios")):
        if not folder.is_dir():
            continue
        if any(parent.exists() and parent.samefile(folder) for parent in target.parents):
            return True
        if target.exists() and any(file.exists() and file.samefile(target) for file in folder.iterdir()):
            return True
    return False
