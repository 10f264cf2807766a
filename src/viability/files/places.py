"""Where studies lie: the nearest folder upward, a folder that is named, or one of those that come with the program."""

import os
from pathlib import Path

from viability.arguments import explained
from viability.errors import Problem, StudyError, printable
from viability.files.pages import is_folder

SHIPPED = Path(__file__).parents[1] / "shipped"
"""Where the studies lie that come in the wheel."""

WORLD = "world"
"""The study of all states, whose structural framework scored the reference class."""


def shipped_study() -> Path:
    """Return the folder of the study that comes with the program: in the wheel, or in a checkout."""
    return SHIPPED if SHIPPED.is_dir() else Path(__file__).parents[3]


def named_studies() -> dict[str, Path]:
    """Return the other studies that come with the program, by name."""
    home = shipped_study() / "studies"
    found = sorted(home.iterdir()) if is_folder(home) else []
    return {path.name: path for path in found if is_study(path)}


def is_study(folder: Path) -> bool:
    """Tell whether a folder holds `criteria/` and `states/`."""
    return is_folder(folder / "criteria") and is_folder(folder / "states")


@explained
def find_study(start: Path | None = None) -> Path:
    """Return the nearest folder upward that holds `criteria/` and `states/`, else the shipped study.

    Raises:
        StudyError: when the folder worked in was removed.
    """
    here = worked_in() if start is None else Path(os.path.realpath(start))
    if here is None:
        hint = "change to another, or name a study by its whole path"
        raise StudyError([Problem(".", "the folder worked in was removed", None, hint)])
    for folder in (here, *here.parents):
        if is_study(folder):
            return folder
    return shipped_study()


def study_folder(study: Path | str | None) -> Path:
    """Return the folder of a study: the nearest upward for None, a folder, or one that comes along, by its name.

    A study in a folder of that name goes before one that comes along.

    Raises:
        StudyError: when the folder worked in was removed.
    """
    if study is None:
        return find_study()
    folder, name = Path(study), str(study)
    if name != folder.name or is_study(folder):
        return folder
    return {"shipped": shipped_study(), **named_studies()}.get(name, folder)


def is_shipped(folder: Path) -> bool:
    """Tell whether a study is one that comes with the program, but for a checkout in which one works."""
    home, here = shipped_study().resolve(), worked_in()
    own = home != SHIPPED.resolve() and here is not None and here.is_relative_to(home)
    return folder.resolve().is_relative_to(home) and not own


def location_of(root: Path) -> str:
    """Name a study as a reader would: those that come along, a path from here if we stand within it, else the path."""
    if root == SHIPPED:
        return "shipped"
    if root.parent == shipped_study() / "studies":
        return root.name
    here = worked_in()
    within = here is not None and here.is_relative_to(os.path.realpath(root))
    return printable(os.path.relpath(root) if within else str(root), None)


def worked_in() -> Path | None:
    """Return the folder worked in; None where it was removed."""
    try:
        return Path.cwd()
    except OSError:
        return None
