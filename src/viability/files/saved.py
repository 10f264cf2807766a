"""A what-if kept as a scenario of its study: a file that appears whole, and never in place of another."""

import math
import os
import re
from pathlib import Path
from typing import Any

import yaml

from viability.errors import OutputError
from viability.files.places import is_shipped
from viability.files.whole import new_file
from viability.study.address import Address
from viability.study.scenario import Scenario, SetValue, SetWeight, contents
from viability.study.study import Study
from viability.study.weights import level_of

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


def place_for(folder: Path, name: str) -> Path:
    """Return the file for a scenario of that name.

    Raises:
        OutputError: when it is no name, is taken, or the study is the one that comes with the program.
    """
    if not _NAME.fullmatch(name):
        raise OutputError(f"--save {name}: a name has only letters, digits, _ and -")
    if is_shipped(folder):
        raise OutputError("--save writes into a study of your own, and this is the one that comes with the program")
    path = folder / "scenarios" / f"{name}.yaml"
    if os.path.lexists(path):
        raise OutputError(f"--save {name}: {path} exists already; choose another name, or remove it first")
    return path


def save_scenario(study: Study, scenario: Scenario, path: Path) -> None:
    """Write a what-if as a scenario file, with names as the study has them.

    Raises:
        UnknownName: when it names what the study does not have.
        OutputError: when the file is there, or cannot be written.
    """
    new_file(path, _written(study, scenario))


def _written(study: Study, scenario: Scenario) -> str:
    plain: dict[str, Any] = {"title": "; ".join(contents(scenario))}
    for key, names in (("members", scenario.members), ("with", scenario.with_), ("without", scenario.without)):
        if names:
            plain[key] = [study.state_id(name) for name in names]
    if scenario.compensation is not None:
        plain["compensation"] = scenario.compensation if math.isfinite(scenario.compensation) else "worst"
    if scenario.roles is not None:
        plain["roles"] = scenario.roles
    changes: list[dict[str, Any]] = []
    for change in scenario.changes:
        if isinstance(change, SetWeight):
            value = f"{100 * change.value:.12g}%" if change.share else change.value
            changes.append({"weight": _weight(study, change.weight), "value": value})
        elif isinstance(change, SetValue):
            changes.append({"set": str(Address.parse(study, change.set)), "value": change.value})
    if changes:
        plain["changes"] = changes
    day = "" if scenario.as_of is None else f"as_of: {scenario.as_of}\n"  # bare, for a quoted date is text
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=100) + day


def _weight(study: Study, name: str) -> str:
    """Return how a scenario names a weight."""
    _, found = level_of(study, name)
    return found if found in study.framework.pillars else f"{study.criteria[found].pillar}.{found}"
