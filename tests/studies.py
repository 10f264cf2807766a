"""Studies that no test changes, read once by each process that runs tests."""

from functools import cache
from pathlib import Path

from viability.files.folder import load_study
from viability.study.study import Study


@cache
def loaded(folder: Path | str) -> Study:
    """Return the study in a folder, or the one of that name which comes with the program."""
    return load_study(folder)
