"""Folders and files that appear whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from viability.errors import OutputError
from viability.files.pages import is_folder


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a folder to write into, which takes the place of the target once all is written.

    Args:
        target: A folder that does not exist, or is empty.

    Raises:
        OutputError: when the target holds anything, or cannot be written; nothing is left of it then.
    """
    made: list[Path] = []
    try:
        if os.path.lexists(target) and (not is_folder(target) or any(target.iterdir())):
            raise OutputError(f"{target} is not empty; name a new folder")
        made = [folder for folder in (target, *target.parents) if not folder.exists()]
        target.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=target, prefix=".draft-"))
        try:
            yield draft
            for path in sorted(draft.iterdir()):
                path.rename(target / path.name)
            draft.rmdir()
            made = []
        except BaseException:
            for path in target.iterdir():  # it was empty
                shutil.rmtree(path) if is_folder(path) else path.unlink()
            raise
    except OSError as error:
        raise OutputError(f"{target} cannot be written ({error.strerror})") from None
    finally:
        for folder in made:
            if is_folder(folder):
                folder.rmdir()


def new_file(path: Path, text: str) -> None:
    """Write a file that appears whole, and never in place of another.

    Raises:
        OutputError: when the file is there, or cannot be written.
    """
    try:
        path.parent.mkdir(exist_ok=True)
        name = _draft(path, text)
        try:
            os.link(name, path)  # unlike a rename it refuses to take the place of another file
        finally:
            name.unlink()
        path.chmod(0o644)
    except FileExistsError:
        raise OutputError(f"{path} exists already; choose another name, or remove it first") from None
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror})") from None


def _draft(path: Path, text: str) -> Path:
    """Write a file of a passing name beside another."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return Path(name)
