"""What one names to compare: a scenario, a file, a saved result, a named coalition, or options under a label."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from viability.errors import FrameworkError, StudyError, UnknownName, ViabilityError
from viability.files.coalitions import Coalition, load_coalitions
from viability.files.places import study_folder
from viability.files.results import check_command, read_result, unusable
from viability.files.scenarios import is_scenario_file, scenario_named, slips_in_file
from viability.study.fingerprint import parts
from viability.study.options import Said, read_line
from viability.study.scenario import Scenario, contents
from viability.study.study import Study
from viability.study.whatif import apply, combine

FORMS = (
    "a scenario of the study, a scenario file (my.yaml), a saved result (result.json), a named coalition, or options "
    'under a label ("mine: --weight PILLAR=40%")'
)
"""What can be compared."""

UNNAMED = "what if"
"""The name of a what-if that was given none."""

_LABEL = re.compile(r"(?P<label>[^:\s][^:]*):(?:\s+(?P<rest>.*))?", re.DOTALL)


class Asked(Struct, frozen=True, kw_only=True):
    """A what-if by the name under which it is compared."""

    name: str
    title: str
    description: str = ""
    scenarios: tuple[Scenario, ...] = ()
    """What makes it, in order; nothing for the study as it is."""
    slips: tuple[str, ...] = ()
    """What in files of one's own changes nothing."""


def whatif_named(study: Study, item: str) -> Asked:
    """Return the what-if that an item names.

    Args:
        study: The study; whose coalitions are named is told by where it lies.
        item: A scenario's name, a file of one, a saved result, a coalition's name, options such as `--as-of 2019`, or
            any of these under a label: `mine: --weight a=40%`, `before: result.json`.

    Raises:
        UnknownName: when the study knows no such name.
        StudyError: when a file cannot be read, or is about another study.
        FrameworkError: when options cannot be read or applied; the label stands before the reason.
    """
    text = item.strip()
    match = _LABEL.fullmatch(text)
    if match is None:
        return _unlabelled(study, text)
    label, rest = match["label"].strip(), (match["rest"] or "").strip()
    if not rest:
        raise FrameworkError(f"'{item}' has a label and nothing after it; write '{label}: --weight PILLAR=40%'")
    try:
        found = _unlabelled(study, rest)
        apply(study, *found.scenarios)
    except StudyError:  # which names its file
        raise
    except ViabilityError as error:
        raise FrameworkError(f"{label}: {error}", error.ways) from None
    return replace(found, name=label, title=label, description=found.description or _told(found))


def as_column(scenarios: Sequence[Scenario]) -> Asked:
    """Return the what-ifs of a command line as one thing that is compared."""
    return Asked(name=UNNAMED, title=UNNAMED, scenarios=tuple(scenarios))


def _told(found: Asked) -> str:
    """Say what a what-if does, where it says nothing of itself."""
    if found.title != found.name:
        return f"{found.title.rstrip('.')}."
    return f"{'; '.join(line for one in found.scenarios for line in contents(one)) or 'The study as it is'}."


def _unlabelled(study: Study, text: str) -> Asked:
    if text.startswith("-"):
        found = Asked(name=text, title=text, scenarios=_made(study, read_line(text)))
        return replace(found, description=_told(found), slips=_slips(study, read_line(text)))
    if text.lower().endswith(".json"):
        return _saved(study, Path(text))
    if is_scenario_file(text):
        return replace(_of(scenario_named(study, text)), slips=slips_in_file(study, text))
    if text in study.scenarios:
        return _of(study.scenario(text))
    known = load_coalitions(study_folder(study.location))
    if text in known:
        coalition = known[text]
        return Asked(
            name=text,
            title=coalition.title,
            description=coalition.note,
            scenarios=(_with_coalition(Scenario(id=text, title=coalition.title), coalition),),
        )
    if not study.scenarios and not known:
        raise FrameworkError(f"'{text}' cannot be compared; name {FORMS}")
    error = UnknownName("scenario", text, [*study.scenarios, *known])
    raise error if error.closest else FrameworkError(f"'{text}' cannot be compared; name {FORMS}")


def _of(scenario: Scenario) -> Asked:
    return Asked(name=scenario.id, title=scenario.title, description=scenario.description, scenarios=(scenario,))


def _made(study: Study, said: Said) -> tuple[Scenario, ...]:
    """Return the what-ifs that options ask for, in order."""
    whatif = said.whatif
    if said.coalition is not None:
        known = load_coalitions(study_folder(study.location))
        if said.coalition not in known:
            raise UnknownName("coalition", said.coalition, known)
        whatif = _with_coalition(whatif, known[said.coalition])
    return combine([scenario_named(study, name) for name in said.scenarios], whatif)


def _slips(study: Study, said: Said) -> tuple[str, ...]:
    """Return what changes nothing in the scenario files that options name."""
    files = filter(is_scenario_file, said.scenarios)
    return tuple(slip for name in files for slip in slips_in_file(study, name))


def _with_coalition(scenario: Scenario, coalition: Coalition) -> Scenario:
    return scenario.replace(members=coalition.members, as_of=scenario.as_of or coalition.date)


def _saved(study: Study, path: Path) -> Asked:
    """Return the what-if that made a saved result, and say whether the study has changed since."""
    body = read_result(path)
    command = check_command(path, body)
    if body.get("study") != study.title:
        told = f"the result is about the study '{body.get('study')}', not '{study.title}'"
        raise unusable(path, told, "compare it within its own study, with --study")
    if body["kind"] in {"compare", "strategies"}:
        raise unusable(path, "the file contains a comparison, not one result", "name the scenarios that it compares")
    said = read_line(command, others=True)
    changed = _changed(study, body)
    note = f" The study has changed since: {', '.join(changed)}; the numbers are those of today." if changed else ""
    return Asked(
        name=path.stem,
        title=path.stem,
        description=f"Made by: {command}.{note}",
        scenarios=_made(study, said),
    )


def _changed(study: Study, body: Mapping[str, Any]) -> list[str]:
    """Name the parts of a study that are not what they were when a result was made."""
    then, now = body.get("fingerprint_parts") or {}, parts(study)
    return [name for name, sum_ in then.items() if now.get(name) != sum_]
