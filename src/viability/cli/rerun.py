"""A saved result made again: the request that its file holds, run as the command line would run it."""

import json
import shlex
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from viability.analyses.again import Again, differences
from viability.arguments import explained
from viability.cli.line import NEVER
from viability.cli.request import CAPTURED
from viability.files.places import study_folder
from viability.files.results import check_command, read_result, unusable
from viability.output.json_text import JSON_VERSION, body_of

UNSAID = (*(f"--{name.replace('_', '-')}" for name in sorted(NEVER)), "-o", "-h", "--help")
"""Options that no saved command has, for they say where the answer goes or where it is computed."""


@explained
def again(result: Path | str, study: Path | str | None = None) -> Again:
    """Make a saved result again and say whether it is the same.

    Nothing is written and nobody is called, whatever the result's command says: only a question of this program runs,
    without the options that say where its answer goes or where it is computed.

    Args:
        result: A file that `--output RESULT.json` wrote.
        study: The folder of the study; None for the one that the result names.

    Raises:
        StudyError: when the file is no such result, or its study cannot be read.
        ViabilityError: when the request can no longer be answered.
    """
    path = Path(result)
    saved = read_saved(path)
    return differences(saved, _rerun(saved, path, None if study is None else Path(study)), str(path))


def read_saved(path: Path) -> Mapping[str, Any]:
    """Read a result that was written as JSON in the shape that this program writes.

    Raises:
        StudyError: when it cannot be read, or is none.
    """
    body = read_result(path)
    if body.get("version") != JSON_VERSION:
        hint = f"this program reads version {JSON_VERSION}; make it again"
        raise unusable(path, f"the file has the form of version {body.get('version')}", hint)
    check_command(path, body)
    return body


def _rerun(saved: Mapping[str, Any], path: Path, study: Path | None) -> Mapping[str, Any]:
    """Run the command of a result and return what its JSON would hold now."""
    from viability.cli import COMMANDS, QUESTIONS, build

    try:
        program, name, *words = shlex.split(saved["command"])
    except ValueError:
        program, name, words = "", "", []
    if program != "viability" or name not in COMMANDS:
        raise unusable(path, "no command of this program made the file", "make it again")
    if name not in QUESTIONS or name == "again":
        raise unusable(path, f"`viability {name}` asks nothing of a study that could be asked again", "name a result")
    for word in words:
        if any(word.startswith(option) for option in UNSAID):
            raise unusable(path, f"its command has the option {word}, which no result is made by", "make it again")
    folder = _folder(saved, study)
    if not (folder / "criteria").is_dir():
        told = f"the result is about the study in '{folder}', as seen from where it was made, and here there is none"
        raise unusable(path, told, "name its folder with --study")
    import_module(f"viability.cli.{name}")
    found: list[Any] = []
    token = CAPTURED.set(found)
    try:
        build([name])([name, *words, "--study", str(folder)])
    except SystemExit:  # a command's own end, such as that of `check` where it found problems
        if not found:
            raise unusable(path, "this version cannot read the command that made the file", "make it again") from None
    finally:
        CAPTURED.reset(token)
    sheet, made = found[-1]
    now: Mapping[str, Any] = json.loads(json.dumps(body_of(sheet, made.cells(), made.full())))
    return now


def _folder(saved: Mapping[str, Any], study: Path | None) -> Path:
    if study is not None:
        return study
    location = str(saved.get("location") or ".")
    return study_folder(location)
