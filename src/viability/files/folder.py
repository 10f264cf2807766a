"""The only reader of study files: folders of YAML in, a `Study` out, and every problem at once.

`strict_yaml` reads files, `framework` criteria, `profiles` states and `scenarios` what-ifs; here stand the registers,
and what has to hold between files. Longer than other modules, for each check between files is a few lines beside the
others.
"""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from viability.arguments import explained
from viability.errors import Problem, StudyError, WrongArgument
from viability.files.countries import is_iso3, iso3_hint
from viability.files.faults import Key
from viability.files.framework import (
    check_pillars,
    check_weights,
    read_codebook,
    read_criteria,
    read_framework,
    written_pillars,
)
from viability.files.pages import Page, Reader, composed, is_folder
from viability.files.places import location_of, named_studies, study_folder
from viability.files.profiles import Profiles
from viability.files.scenarios import read_scenarios
from viability.files.slips import slips_of
from viability.files.wanted import known_of, named, opponents, states_of
from viability.study.claims import Claim
from viability.study.codings import Coder
from viability.study.fields import Frozen, Line, When, as_of_date
from viability.study.names import fold
from viability.study.profile import Attribute, Institution, Source, State, Threat
from viability.study.study import Study

if TYPE_CHECKING:
    from viability.files.tables import Tables

T = TypeVar("T")

REGISTERS = {
    "_framework": "criteria",
    "_codebook": "criteria",
    "_threats": "criteria",
    "_institutions": "criteria",
    "_coalition": "states",
    "_sources": "states",
}
"""The files that are no profiles and no criteria, and the folders in which they stand."""

ASIDE = {"_claims": "criteria"}
"""Registers that only a whole study needs."""

_NAMES = (*REGISTERS, *ASIDE, "_tables")
"""The names that begin with `_` and are read."""

_OPTIONAL = {"_threats", "_institutions", "_claims"}

UNUSED = "no value uses the source '{}'"
"""What is said of a source that nothing rests on."""


@explained
def load_study(
    folder: Path | str | None = None, *, profiles: Iterable[str] | None = None, scenarios: Iterable[str] = ()
) -> Study:
    """Read a study.

    Args:
        folder: Holds `criteria/` and `states/`, or is the name of a study that comes with the program, such as
            `world`. None means the nearest one upward, else the shipped study.
        profiles: What is wanted beside the default members, so that a large study starts fast: names of states, or
            paths of values, which begin with one. The opponents that measures look at are read, too. None reads
            everything; a name that is no state's makes it read all states.
        scenarios: Names of the scenarios that are wanted, with the states that they name, where `profiles` is not
            None; a name of none makes it read all scenarios.

    Raises:
        StudyError: with every problem found, each with file, line and hint.
    """
    for name, given in (("profiles", profiles), ("scenarios", scenarios)):
        if isinstance(given, str):
            raise WrongArgument(f"load_study: '{name}' is a list of names, not '{given}'; write ['{given}']")
    reader = Reader(study_folder(folder))
    study, _, whole = _read(reader, None if profiles is None else (*profiles,), (*scenarios,))
    return study.replace(slips=tuple(map(str, slips_of(reader, study, _NAMES, whole=whole))))


def examine(folder: Path | str | None = None) -> tuple[Study | None, Reader]:
    """Read a whole study and keep everything that is wrong with it, sources that nothing uses included.

    Returns:
        The study, or None where it cannot be built, and the reader with the problems. A study with sources that
        nothing uses is built all the same.
    """
    root = study_folder(folder)
    reader = Reader(root)
    try:
        study, used, _ = _read(reader, None, ())
    except StudyError:
        return None, reader
    page = reader.page(root / "states/_sources.yaml")
    for source in study.sources:
        if source not in used:
            reader.note(page, (source,), UNUSED.format(source), "remove it")
    return study, reader


def warnings_of(reader: Reader, study: Study, today: date) -> tuple[Problem, ...]:
    """Return what in the files of a study looks like a slip, in order of file and line."""
    return slips_of(reader, study, _NAMES, today=today)


def lines_of(folder: Path, file: str, keys: Iterable[Key]) -> tuple[int | None, ...]:
    """Return the lines at which keys stand in a file of a study; None for the file as a whole."""
    page = Reader(folder).page(folder / file)
    return tuple(page.line(key) for key in keys)


class CoalitionFile(Frozen, frozen=True, kw_only=True):
    """The coalition that is scored unless another is asked for."""

    title: Line
    members: tuple[str, ...]
    institution: str | None = None
    as_of: When | None = None
    """The day whose observations count; None for that of the newest."""


def _read(reader: Reader, profiles: tuple[str, ...] | None, only: tuple[str, ...]) -> tuple[Study, set[str], bool]:
    """Read a study, which of its sources are used, and whether all of its states were read."""
    _check_folders(reader)
    whole = profiles is None
    pages = _registers(reader, REGISTERS | ASIDE if whole else REGISTERS)
    # a framework with faults still names its pillars, by which other files can be judged
    written = written_pillars(pages["_framework"])
    pillars = [*written]
    blind = bool(reader.problems) or not pillars
    framework = read_framework(reader, pages["_framework"])
    files = {part: list(reader.files(part)) for part in ("criteria", "states", "scenarios")}
    if blind:
        # names cannot be judged without the registers, but whether other files can be read is said at once
        for path in (path for paths in files.values() for path in paths):
            reader.page(path)
        raise reader.refused()
    check_pillars(reader, pages["_framework"], written)
    attributes = read_codebook(reader, pages["_codebook"], pillars)
    threats = reader.entries(Threat, pages["_threats"])
    sources = reader.entries(Source, pages["_sources"])
    criteria = read_criteria(reader, files["criteria"], pillars, attributes)
    paths = {composed(path.stem): path for path in files["states"]}
    tables = _tables(reader, attributes, sources, pillars, paths)
    threats = {**tables.threats(), **threats}
    ids = dict.fromkeys((*paths, *tables.rows))
    shelf = Profiles(
        reader,
        attributes=attributes,
        pillars=pillars,
        threats=threats,
        institutions=pages["_institutions"].data,
        sources=sources,
        states=ids,
    )
    institutions = _institutions(reader, shelf, pages["_institutions"])
    coalition = _coalition(reader, pages["_coalition"], ids, pages["_institutions"].data)
    scenarios = read_scenarios(
        reader, files["scenarios"] if whole else _chosen(files["scenarios"], only), shelf, _sound(attributes)
    )
    asked = (*(profiles or ()), *(name for one in scenarios.values() for name in states_of(one)))
    tabled = tables.names()
    meant = named(asked, paths, {*pages["_institutions"].data, *attributes}, tabled) if not whole else None
    order = [*dict.fromkeys((*(name for name in coalition.members if name in ids), *ids))]
    wanted = order if meant is None else [name for name in order if name in {*coalition.members, *meant}]
    shelves = _Shelves(reader, shelf, tables, paths)
    states = shelves.take(wanted, whole=meant is None)
    if meant is not None:
        beside = opponents(criteria.values(), _sound(threats), states, paths, tabled)
        states |= shelves.take([name for name in order if name in beside and name not in wanted], whole=False)
    shelf.contradictions(states)
    _check_names(reader, shelves.pages, states)
    _check_concerned(reader, pages["_threats"], _sound(threats), ids, states)
    claims: Mapping[str, Claim] = {}
    coders: Mapping[str, Coder] = {}
    if whole:
        from viability.files.claims import read_beside  # noqa: PLC0415 - a study that is read in part has none

        claims, coders = read_beside(reader, shelf, pages["_claims"], framework)
    if reader.problems or framework is None:
        raise reader.refused()
    study = Study(
        title=coalition.title,
        location=location_of(reader.folder),
        members=coalition.members,
        institution=coalition.institution,
        as_of=None if coalition.as_of is None else as_of_date(coalition.as_of),
        framework=framework,
        criteria=criteria,
        attributes=_sound(attributes),
        threats=_sound(threats),
        institutions=institutions,
        states=states,
        sources=_sound(sources),
        scenarios=scenarios,
        claims=claims,
        coders=coders,
    )
    if whole:
        from viability.files.claims import check_claims  # noqa: PLC0415 - as above

        check_claims(reader, pages["_claims"], study)
    check_weights(reader, pages["_framework"], study)
    return study, shelf.used | tables.used, len(states) == len(ids)


def _check_folders(reader: Reader) -> None:
    """Refuse what is no folder of a study."""
    root = reader.folder
    if not is_folder(root):
        others = f", or {' or '.join(('shipped', *named_studies()))}" if str(root) == root.name else ""
        reader.add(Problem(str(root), "this is not a folder", None, f"name the folder of a study{others}"))
        raise reader.refused()
    for part in ("criteria", "states"):
        if not is_folder(root / part):
            hint = "a study has the folders criteria/ and states/; see docs/data.md"
            reader.add(Problem(str(root), f"there is no folder '{part}' in it", None, hint))
            raise reader.refused()


def _sound(entries: Mapping[str, T | None]) -> dict[str, T]:
    return {name: entry for name, entry in entries.items() if entry is not None}


def _registers(reader: Reader, wanted: Mapping[str, str]) -> dict[str, Page]:
    pages = {}
    for name, place in wanted.items():
        path = reader.folder / place / f"{name}.yaml"
        label = f"{place}/{name}.yaml"
        if os.path.lexists(path):
            pages[name] = reader.page(path)
            continue
        pages[name] = Page(path, label)
        if name not in _OPTIONAL:
            reader.add(Problem(label, "the file is missing", None, "every study needs it; see docs/data.md"))
    return pages


def _institutions(reader: Reader, shelf: Profiles, page: Page) -> dict[str, Institution]:
    found = {}
    for name, raw in page.data.items():
        reader.check_id(page.label, name, partial(page.line, (name,)))
        key, plain, rated = (name, "credibility"), raw, {}
        if isinstance(raw, dict) and "credibility" in raw:
            plain = {k: v for k, v in raw.items() if k != "credibility"}
            attribute = shelf.find(page, key, "credibility", "institution")
            if attribute is not None:
                rated["credibility"] = shelf.quantity(page, key, "credibility", attribute, raw["credibility"])
        institution = reader.model(Institution, page, plain, (name,), rated)
        if institution is not None:
            shelf.cite(page, (name, "source"), institution.source)
            found[name] = institution
    return found


def _coalition(reader: Reader, page: Page, states: Collection[str], institutions: Collection[str]) -> CoalitionFile:
    coalition = reader.whole(CoalitionFile, page)
    if coalition is None:
        return CoalitionFile(title="-", members=())
    for i, name in enumerate(coalition.members):
        if name not in states:
            reader.note(page, ("members", i), f"unknown state '{name}'", reader.suggest(page, name, states))
        if name in coalition.members[:i]:
            reader.note(page, ("members", i), f"'{name}' is named twice among the members", "keep one of the two")
    if len(coalition.members) < 2:  # noqa: PLR2004 - the definition of a coalition
        reader.note(page, ("members",), "a coalition is two or more states", "name at least two members")
    own = coalition.institution
    if own is not None and own not in institutions:
        reader.note(page, ("institution",), f"unknown institution '{own}'", reader.suggest(page, own, institutions))
    return coalition


class _NoTables:
    """What a study without tables answers when it is asked for them."""

    def __init__(self) -> None:
        self.rows: Mapping[str, object] = {}
        self.used: set[str] = set()

    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Return no names."""
        return {}

    def threats(self) -> dict[str, Threat]:
        """Return no threat sources."""
        return {}


def _tables(
    reader: Reader,
    attributes: Mapping[str, Attribute | None],
    sources: Collection[str],
    sections: Sequence[str],
    paths: Mapping[str, Path],
) -> "Tables | _NoTables":
    """Read the tables of a study; most have none, and then what reads them is not loaded."""
    if not os.path.lexists(reader.folder / "states" / "_tables.yaml"):
        return _NoTables()
    from viability.files.tables import Tables  # noqa: PLC0415 - as above

    return Tables(reader, attributes, sources, sections, lambda: known_of(paths))


class _Shelves:
    """Takes states from profiles and tables, and remembers their pages."""

    def __init__(
        self, reader: Reader, shelf: Profiles, tables: "Tables | _NoTables", paths: Mapping[str, Path]
    ) -> None:
        self.reader, self.shelf, self.tables, self.paths = reader, shelf, tables, paths
        self.pages: dict[str, Page] = {}

    def take(self, ids: list[str], *, whole: bool) -> dict[str, State]:
        """Read some states, each but those that cannot be read or have problems; `whole` for all there are."""
        found = {name: self.reader.page(self.paths[name]) for name in ids if name in self.paths}
        if not isinstance(self.tables, _NoTables):
            found = self.tables.pages(ids, found, whole=whole)
            self.reader.tabled |= {f"states/{name}.yaml": page for name, page in found.items()}
        self.pages |= found
        return _sound({name: self.shelf.state(page) for name, page in found.items() if page.readable})


def _chosen(paths: list[Path], only: tuple[str, ...]) -> list[Path]:
    """Return the files of some scenarios; all where a name is that of none."""
    by_name = {composed(path.stem): path for path in paths}
    return [by_name[name] for name in dict.fromkeys(only)] if all(name in by_name for name in only) else paths


def _check_names(reader: Reader, pages: Mapping[str, Page], states: Mapping[str, State]) -> None:
    """Report names that more than one state goes by."""
    taken: dict[str, str] = {}
    for state in states.values():
        names: list[tuple[Key, str]] = [
            ((), state.id),
            (("name",), state.name),
            (("iso3",), state.iso3 or ""),
        ]
        names += [(("aliases", i), alias) for i, alias in enumerate(state.aliases)]
        for key, name in names:
            owner = taken.setdefault(fold(name), state.id) if name else state.id
            if owner != state.id:
                reader.note(pages[state.id], key, f"'{name}' is also a name of '{owner}'", "choose another")


def _check_concerned(
    reader: Reader, page: Page, threats: Mapping[str, Threat], ids: Collection[str], states: Mapping[str, State]
) -> None:
    """Report threat sources that are, or concern, a state that there is not, and ratings of them by others."""
    for name, threat in threats.items():
        if threat.state is not None and threat.state not in ids and not is_iso3(threat.state):
            message = f"state: '{threat.state}' is not a code of ISO 3166"
            reader.note(page, (name, "state"), message, iso3_hint(threat.state, threat.title))
        if threat.of is None:
            continue
        if threat.of not in ids:
            reader.note(page, (name, "of"), f"unknown state '{threat.of}'", reader.suggest(page, threat.of, ids))
            continue
        others = [state.id for state in states.values() if state.id != threat.of]
        for other in others:
            if any(name in felt for felt in states[other].threats.values()):
                message = f"'{name}' is about '{threat.of}' alone, but '{other}' rates it"
                reader.note(page, (name, "of"), message, "remove the rating, or 'of'")
