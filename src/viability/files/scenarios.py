"""Scenario files to scenarios: those of a study, and those of one's own."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from viability.errors import Problem, StudyError, printable_path
from viability.files.faults import Key, shown
from viability.files.pages import Page, Reader
from viability.files.profiles import Profiles
from viability.study.profile import Attribute
from viability.study.scenario import CHANGES, Change, Changes, ScaleValue, Scenario, SetValue, SetWeight, kind_of
from viability.study.study import Study


def read_scenarios(
    reader: Reader, paths: Iterable[Path], shelf: Profiles, attributes: Mapping[str, Attribute]
) -> dict[str, Scenario]:
    """Read the scenarios of a study, by id; what a strategy may not change is reported."""
    found = {}
    for path in paths:
        page = reader.page(path)
        scenario = _scenario(reader, page)
        if scenario is not None:
            found[scenario.id] = scenario
            _check_strategy(page, scenario, shelf, attributes)
    return found


def _scenario(reader: Reader, page: Page) -> Scenario | None:
    head = {key: value for key, value in page.data.items() if key != "changes"}
    extra = {"id": page.id, "changes": Changes(_changes(reader, page))}
    return reader.model(Scenario, page, head, (), extra) if page.readable else None


def _check_strategy(page: Page, scenario: Scenario, shelf: Profiles, attributes: Mapping[str, Attribute]) -> None:
    """Check that a what-if that an actor could decide on changes what can be decided on, and cite its sources."""
    if scenario.strategy is None:
        return
    if scenario.strategy.source is not None:
        shelf.cite(page, ("strategy", "source"), scenario.strategy.source)
    for i, change in enumerate(scenario.changes):
        match change:
            case SetValue() | ScaleValue():
                path = change.set if isinstance(change, SetValue) else change.scale
                name = next((part for part in path.split(".")[1:] if part in attributes), None)
                if name is None or attributes[name].changeable:
                    continue
                message = f"a strategy may set only what is changeable, and the codebook does not mark '{name}' so"
            case SetWeight():
                message = "a strategy may not set a weight, because nobody decides on one"
            case _:
                continue
        shelf.reader.note(page, ("changes", i), message, "remove the change, or 'strategy'")


def _changes(reader: Reader, page: Page) -> Iterator[Change]:
    """Read the changes of a scenario; what kind one is, a key says."""
    raw = page.data.get("changes", [])
    if not isinstance(raw, list):
        reader.note(page, ("changes",), f"expected a list, got {shown(raw)}", "write `- set: ...` lines")
        return
    for i, one in enumerate(raw):
        try:
            kind = kind_of(one) if isinstance(one, dict) else "set"
        except ValueError as error:
            reader.note(page, ("changes", i), str(error))
            continue
        change = reader.model(CHANGES[kind], page, one, ("changes", i))
        if change is not None:
            yield change


def is_scenario_file(name: str) -> bool:
    """Tell whether a name is that of a file that holds a scenario, rather than the scenario's own."""
    return name.lower().endswith((".yaml", ".yml"))


def scenario_named(study: Study, name: str) -> Scenario:
    """Return a scenario of the study by its name, or the one that a file holds by its path.

    Raises:
        UnknownName: when the study has none of that name.
        StudyError: when the file cannot be read.
    """
    return _of_file(name)[1] if is_scenario_file(name) else study.scenario(name)


def slips_in_file(study: Study, name: str) -> tuple[str, ...]:
    """Return what in a scenario file of one's own changes nothing in a study, each with its line.

    Raises:
        StudyError: when the file cannot be read.
    """
    from viability.files.idle import idle  # noqa: PLC0415 - it brings what-ifs, and few name a file

    page, scenario = _of_file(name)

    def warn(file: str, key: Key, message: str, hint: str) -> Problem:
        return Problem(file, message, page.line(key), hint)

    return tuple(map(str, idle(study, [(printable_path(name), scenario)], warn)))


def _of_file(name: str) -> tuple[Page, Scenario]:
    """Read a scenario file of one's own."""
    path = Path(name)
    if not os.path.isfile(path):  # noqa: PTH113 - that of pathlib raises where a name is too long
        hint = "name a scenario of the study, or a file by its path from here"
        raise StudyError([Problem(name, "there is no such file", None, hint)])
    reader = Reader(path.parent)
    page = reader.page(path)
    found = _scenario(reader, page)
    if reader.problems or found is None:
        raise reader.refused()
    return page, found
