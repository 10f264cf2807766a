"""Studies that no test changes, read once by each process that runs tests.

The conftest imports this before anything else of the program, so that commands, too, are handed what was read before:
the world study alone takes a second to read, and some fifty tests ask for it. What is read cannot be changed, and
whoever tests the reading itself has folders of their own.
"""

import os
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from viability.files import folder as files
from viability.files.places import location_of, study_folder
from viability.study.study import Study

HERE = Path(__file__).parent
UNCHANGED = {
    os.path.realpath(each)
    for each in (HERE.parent, HERE.parent / "studies/world", HERE / "framework_1", HERE / "small_study")
}

_anew = files.load_study
_kept: dict[str, Study] = {}


@wraps(_anew)
def loaded(folder: Any = None, **asked: Any) -> Study:  # noqa: ANN401 - whatever a test asks
    """Read a study, or hand out what was read before where no test changes its files."""
    if not isinstance(folder, Path | str | None):
        return _anew(folder, **asked)
    root = study_folder(folder)
    if os.path.realpath(root) not in UNCHANGED:
        return _anew(folder, **asked)
    asked = {name: tuple(value) if isinstance(value, Iterator) else value for name, value in asked.items()}
    if asked.get("profiles") is None:
        asked = {name: value for name, value in asked.items() if name not in {"profiles", "scenarios"}}  # all of it
    key = repr((root, location_of(root), sorted(asked.items())))
    if key not in _kept:
        _kept[key] = _anew(folder, **asked)
    return _kept[key]


files.load_study = loaded
