"""The reference class as it ships with the world study: small tables of results, read at once."""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from viability.errors import Problem, StudyError
from viability.files.places import WORLD, named_studies
from viability.study.fingerprint import sum_of_bytes
from viability.study.reference import ReferenceClass, ScoredGroup, Scores, StructuralCriterion

TABLES = ("framework.json", "groups.csv")


def world_folder() -> Path:
    """Return the folder of the world study.

    Raises:
        StudyError: when it does not come along.
    """
    home = named_studies().get(WORLD)
    if home is None or not all((home / "reference" / name).is_file() for name in TABLES):
        raise StudyError([Problem(WORLD, "has no reference class here", None, "install the program anew")])
    return home


def read_reference() -> ReferenceClass:
    """Read the reference class.

    Raises:
        StudyError: when it does not come along.
    """
    folder = world_folder() / "reference"
    body = json.loads((folder / "framework.json").read_text(encoding="utf-8"))
    criteria = {name: StructuralCriterion(**one) for name, one in body["criteria"].items()}
    return ReferenceClass(
        read=sum_of_bytes(*((folder / name).read_bytes() for name in TABLES)),
        framework=body["framework"],
        pillars=body["pillars"],
        criteria=criteria,
        groups=tuple(_groups(folder / "groups.csv", [*criteria])),
    )


def world_states() -> Iterator[tuple[str, str, str, str]]:
    """Give each state of the world with its ISO code and its first and last day, empty where there is none.

    Raises:
        StudyError: when the world study does not come along.
    """
    for row in _rows(world_folder() / "states/states.csv"):
        yield row["state"], row["iso3"], row["from"], row["to"]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _scores(row: dict[str, str], criteria: Iterable[str]) -> Scores:
    return tuple(float(row[name] or "nan") for name in criteria)


def _groups(path: Path, criteria: list[str]) -> Iterator[ScoredGroup]:
    for row in _rows(path):
        yield ScoredGroup(
            id=row["id"],
            name=row["name"],
            members=tuple(row["members"].split()),
            date=row["date"],
            allied=row["label"] == "1",
            sets=tuple(row["set"].split()),
            scores=_scores(row, criteria),
        )
