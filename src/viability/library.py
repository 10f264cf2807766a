"""The only reader of study files: folders of YAML in, a `Study` out, every problem at once with file, line and a hint.

Files are read twice only if something is wrong: the fast pass keeps no line numbers, and `_Page.line` asks for them.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from viability.errors import Problem, StudyError, UnknownName, ViabilityError, suggestion
from viability.model import (
    CHANGES,
    MEASURE_READS,
    Attribute,
    Change,
    Criterion,
    Data,
    Datum,
    Framework,
    Frozen,
    Institution,
    Membership,
    Scenario,
    Source,
    State,
    Study,
    Threat,
    fold,
)

LARGEST = 5_000_000
"""Bytes of a study file beyond which it is not read."""
DEEPEST = 20
"""Levels of nesting beyond which a file is refused."""

Key = tuple[str | int, ...]
F = TypeVar("F", bound=Frozen)
_BASE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"[-+]?(\d[\d_]*(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False, ".inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}
_PROFILE_KEYS = ("name", "iso3", "aliases", "ties")


class _Unreadable(Exception):  # noqa: N818 - a signal inside this module
    def __init__(self, message: str, line: int | None = None, hint: str = "") -> None:
        super().__init__(message, line, hint)


def _scalar(text: str) -> object:
    """Resolve a plain scalar: numbers, true, false, null; all else, `NO` and `12:30` too, is text."""
    first = text[:1]
    if first and first not in "0123456789-+.tfn~":
        return text
    if text in _WORDS:
        return _WORDS[text]
    if (match := _NUMBER.fullmatch(text)) is None:
        return text
    return float(text) if match[2] or match[3] or match[1].startswith(".") else int(text)


def _build(loader: Any, event: Any, depth: int = 0) -> object:  # noqa: ANN401 - PyYAML's parser has no types
    """Build plain data from parser events, refusing what PyYAML would let pass."""
    kind = type(event)
    if kind is yaml.AliasEvent:
        raise _Unreadable(f"alias '*{event.anchor}' is not allowed", event.start_mark.line + 1, "write the value out")
    if event.anchor is not None:
        raise _Unreadable(f"anchor '&{event.anchor}' is not allowed", event.start_mark.line + 1, "write the value out")
    if kind is yaml.ScalarEvent:
        if event.tag is not None:
            raise _Unreadable(f"tag '{event.tag}' is not allowed", event.start_mark.line + 1, "remove it")
        return _scalar(event.value) if event.implicit[0] else event.value
    if depth > DEEPEST:
        raise _Unreadable(f"nested deeper than {DEEPEST} levels", event.start_mark.line + 1, "flatten it")
    take = loader.get_event
    if kind is yaml.SequenceStartEvent:
        items = []
        while type(item := take()) is not yaml.SequenceEndEvent:
            items.append(_build(loader, item, depth + 1))
        return items
    mapping: dict[object, object] = {}
    while type(head := take()) is not yaml.MappingEndEvent:
        if type(head) is not yaml.ScalarEvent:
            raise _Unreadable("a key must be plain text", head.start_mark.line + 1, "write `key: value`")
        key = _build(loader, head, depth + 1)
        if key in mapping:
            raise _Unreadable(f"duplicate key '{key}'", head.start_mark.line + 1, "keep one of the two")
        mapping[key] = _build(loader, take(), depth + 1)
    return mapping


def parse_yaml(text: str) -> object:
    """Read one YAML document strictly, without line numbers.

    Raises:
        _Unreadable: for anything that is not the plain subset of YAML that study files use.
    """
    loader = _BASE(text)
    try:
        loader.get_event()
        if type(loader.get_event()) is yaml.StreamEndEvent:
            return None
        built = _build(loader, loader.get_event())
        loader.get_event()
        if type(loader.get_event()) is not yaml.StreamEndEvent:
            raise _Unreadable("more than one YAML document in the file", None, "remove the line '---'")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        tabbed = line is not None and "\t" in "".join(text.splitlines()[line - 1 : line])
        hint = "indent with spaces, not tabs" if tabbed else "check indentation, colons and quotes"
        raise _Unreadable(f"not valid YAML: {getattr(error, 'problem', None) or error}", line, hint) from None
    finally:
        loader.dispose()
    return built


@dataclass
class _Page:
    """One file, its data, and the way back from a key to its line."""

    path: Path
    label: str
    data: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def _marks(self) -> yaml.Node | None:
        try:
            return yaml.compose(self.path.read_text(encoding="utf-8"), Loader=_BASE)
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            return None

    def line(self, key: Key) -> int | None:
        """Return the line of a key, or of its nearest ancestor."""
        node = self._marks
        if node is None or not key:
            return None
        line = node.start_mark.line + 1
        for part in key:
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
            else:
                break
        return line


class _Located(NamedTuple):
    key: Key
    raw: object


_PYDANTIC_SAYS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "float_type": lambda e: f"expected a number, got {_shown(e['input'])}",
    "float_parsing": lambda e: f"expected a number, got {_shown(e['input'])}",
    "finite_number": lambda e: f"expected a finite number, got {_shown(e['input'])}",
    "string_type": lambda e: f"expected text, got {_shown(e['input'])}",
    "tuple_type": lambda e: f"expected a list, got {_shown(e['input'])}",
    "bool_type": lambda e: f"expected true or false, got {_shown(e['input'])}",
    "literal_error": lambda e: f"{_shown(e['input'])} is none of {e['ctx']['expected']}",
    "value_error": lambda e: str(e["ctx"]["error"]),
    "model_type": lambda e: f"expected a mapping, got {_shown(e['input'])}",
    "dict_type": lambda e: f"expected a mapping, got {_shown(e['input'])}",
}


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    return "nothing" if value is None else f"'{value}'"


class _Reader:
    """Reads one study folder and keeps every problem it meets."""

    def __init__(self, folder: Path, location: str) -> None:
        self.folder, self.location = folder, location
        self.problems: list[Problem] = []

    def note(self, page: _Page, key: Key, message: str, hint: str = "") -> None:
        self.problems.append(Problem(page.label, message, page.line(key), hint))

    def page(self, path: Path) -> _Page:
        """Read one file that must hold a mapping; what is wrong with it becomes a problem."""
        page = _Page(path, path.relative_to(self.folder).as_posix())
        try:
            if path.is_dir():
                raise _Unreadable("is a folder, not a file", None, "one YAML file per state")  # noqa: TRY301
            if path.stat().st_size > LARGEST:
                raise _Unreadable(  # noqa: TRY301
                    f"is larger than {LARGEST // 1_000_000} MB", None, "a profile is text written by hand"
                )
            data = parse_yaml(path.read_text(encoding="utf-8"))
            if data is None:
                raise _Unreadable("is empty", None, "see docs/data.md for what it holds")  # noqa: TRY301
            if not isinstance(data, dict):
                raise _Unreadable(f"must hold a mapping, not {_shown(data)}", 1, "write `key: value` lines")  # noqa: TRY301
            page.data = {str(key): value for key, value in data.items()}
        except _Unreadable as error:
            self.problems.append(Problem(page.label, *error.args))
        except UnicodeDecodeError:
            self.problems.append(Problem(page.label, "is not UTF-8 text", None, "save it as UTF-8"))
        except RecursionError:
            self.problems.append(Problem(page.label, f"nested deeper than {DEEPEST} levels", None, "flatten it"))
        except OSError as error:
            self.problems.append(Problem(page.label, f"cannot be read ({error.strerror})"))
        return page

    def pages(self, folder: str, *, private: bool = False) -> Iterator[_Page]:
        """Read the files of a folder whose names do not begin with an underscore."""
        root = self.folder / folder
        for path in sorted(root.glob("*.yaml")) if root.is_dir() else ():
            if path.name.startswith("_") == private:
                yield self.page(path)

    def model(self, kind: type[F], page: _Page, raw: object, key: Key = (), **extra: object) -> F | None:
        """Validate one mapping; what is wrong becomes problems and None."""
        if not isinstance(raw, dict):
            self.note(page, key, f"expected a mapping, got {_shown(raw)}", "write `key: value` lines")
            return None
        try:
            return kind.model_validate({**raw, **extra})
        except ValidationError as error:
            self.pydantic(page, error, lambda loc: (*key, *loc), kind)
            return None

    def pydantic(self, page: _Page, error: ValidationError, locate: Callable[[Key], Key], kind: type[Frozen]) -> None:
        """Turn pydantic's errors into problems with lines and hints."""
        for item in error.errors(include_url=False):
            loc, what = item["loc"], item["type"]
            last = str(loc[-1]) if loc else ""
            if what == "extra_forbidden":
                known = [f.alias or name for name, f in kind.model_fields.items() if name != "id"]
                self.note(page, locate(loc), f"unknown key '{last}'", suggestion(last, known))
            elif what == "missing":
                self.note(page, locate(loc[:-1]), f"'{last}' is missing", "")
            else:
                say = _PYDANTIC_SAYS.get(what)
                message = item["msg"] if say is None else say(item)  # type: ignore[arg-type]  # a TypedDict is a mapping
                plain = what == "value_error" and len(loc) == 0
                self.note(page, locate(loc), message if plain or not last else f"{last}: {message}", "")

    def models(self, kind: type[F], page: _Page, **extra: object) -> dict[str, F]:
        """Validate a file that maps ids to entries."""
        found = {key: self.model(kind, page, raw, (key,), **extra) for key, raw in page.data.items()}
        return {key: item for key, item in found.items() if item is not None}

    def data(self, page: _Page, key: Key, raw: object) -> Data:
        """Read one quantity: a datum, a list of them, or series, as observations from the oldest on."""
        entries: list[_Located] = []
        for place, one in _each(key, raw):
            if isinstance(one, dict) and "series" in one:
                entries += self._series(page, place, one)
            else:
                entries.append(_Located(place, one))
        try:
            data: list[Datum] = _DATA.validate_python([entry.raw for entry in entries])
        except ValidationError as error:
            self.pydantic(page, error, lambda loc: (*entries[int(loc[0])].key, *loc[1:]), Datum)
            return ()
        seen: dict[str | None, Key] = {}
        for entry, datum in zip(entries, data, strict=True):
            if datum.date in seen:
                self.note(page, entry.key, f"two observations are dated {datum.date}", "keep one, or merge them into a range")
            seen[datum.date] = entry.key
        return tuple(sorted(data, key=lambda datum: datum.date or ""))

    def _series(self, page: _Page, key: Key, raw: dict[str, Any]) -> list[_Located]:
        series = raw["series"]
        if not isinstance(series, dict) or not series:
            self.note(page, (*key, "series"), f"expected a mapping of dates to values, got {_shown(series)}")
            return []
        shared = {k: v for k, v in raw.items() if k != "series"}
        entries = []
        for when, value in series.items():
            if isinstance(value, list):
                if len(value) != 3:  # noqa: PLR2004 - low, value, high
                    self.note(page, (*key, "series", when), "an entry is a value or [low, value, high]")
                    continue
                entry = {**shared, "date": when, "low": value[0], "value": value[1], "high": value[2]}
            else:
                entry = {**shared, "date": when, "value": value}
            entries.append(_Located((*key, "series", when), entry))
        return entries


_DATA: TypeAdapter[list[Datum]] = TypeAdapter(list[Datum])


def _each(key: Key, raw: object) -> Iterator[tuple[Key, object]]:
    if isinstance(raw, list):
        for i, item in enumerate(raw):
            yield (*key, i), item
    else:
        yield key, raw


class _Profiles:
    """Reads state profiles against a codebook."""

    def __init__(self, reader: _Reader, study: Mapping[str, Any], known_states: Iterable[str]) -> None:
        self.reader = reader
        self.attributes: Mapping[str, Attribute] = study["attributes"]
        self.threats, self.institutions, self.sources = study["threats"], study["institutions"], study["sources"]
        self.pillars = study["framework"].pillars
        self.known_states = tuple(known_states)
        self.used: set[str] = set()
        self.places: dict[tuple[str, str, str], tuple[_Page, Key]] = {}

    def check(self, page: _Page, key: Key, name: str, data: Data) -> None:
        """Check values against the codebook and sources against the register."""
        attribute = self.attributes[name]
        low, high = attribute.range
        for i, datum in enumerate(data):
            for value in (datum.value, datum.low, datum.high):
                if value is not None and not low <= value <= high:
                    self.reader.note(page, key, f"{name} is {value:g}, outside its range {low:g} to {high:g}")
            if attribute.is_rating:
                if datum.value not in attribute.rubric:
                    levels = ", ".join(str(level) for level in attribute.rubric)
                    self.reader.note(page, key, f"{name} is {datum.value:g}, no level of its rubric", f"levels: {levels}")
                if not datum.note:
                    self.reader.note(page, key, f"the rating of {datum.date or i} has no note", "name the facts that decide it")
            self.cite(page, key, datum.source)

    def cite(self, page: _Page, key: Key, ids: Iterable[str]) -> None:
        """Check that sources exist, and remember that they are used."""
        for source in ids:
            if source not in self.sources:
                self.reader.note(page, key, f"unknown source '{source}'", suggestion(source, self.sources))
            self.used.add(source)

    def quantity(self, page: _Page, key: Key, name: str, raw: object) -> Data:
        """Read and check the observations of one quantity."""
        data = self.reader.data(page, key, raw)
        self.check(page, key, name, data)
        return data

    def state(self, page: _Page) -> State | None:
        """Read one profile."""
        parts: dict[str, dict[str, Any]] = {"attributes": {}, "threats": {}, "memberships": {}, "ties": {}}
        before = len(self.reader.problems)
        for section, body in page.data.items():
            if section in _PROFILE_KEYS:
                continue
            if section not in self.pillars:
                self.reader.note(page, (section,), f"unknown section '{section}'", suggestion(section, [*self.pillars, *_PROFILE_KEYS]))
            elif not isinstance(body, dict):
                self.reader.note(page, (section,), f"expected a mapping, got {_shown(body)}", "write `key: value` lines")
            else:
                for name, raw in body.items():
                    self._entry(page, section, str(name), raw, parts)
        self._ties(page, page.data.get("ties", {}), parts["ties"])
        head = {k: page.data[k] for k in ("name", "iso3", "aliases") if k in page.data}
        if len(self.reader.problems) > before:
            return None
        return self.reader.model(State, page, head, id=page.path.stem, **parts)

    def _entry(self, page: _Page, section: str, name: str, raw: object, parts: dict[str, dict[str, Any]]) -> None:
        key = (section, name)
        if name == "memberships":
            self._memberships(page, key, raw, parts["memberships"])
            return
        attribute = self.attributes.get(name)
        if attribute is None or attribute.of not in {"state", "threat"}:
            here = [a for a, entry in self.attributes.items() if entry.of in {"state", "threat"}]
            self.reader.note(page, key, f"unknown attribute '{name}'", suggestion(name, here))
        elif attribute.section != section:
            self.reader.note(page, key, f"'{name}' belongs under '{attribute.section}', not '{section}'", "move it there")
        elif attribute.of == "threat":
            if not isinstance(raw, dict):
                self.reader.note(page, key, f"expected a mapping of threat sources, got {_shown(raw)}")
                return
            for threat, ratings in raw.items():
                if threat not in self.threats:
                    self.reader.note(page, (*key, threat), f"unknown threat source '{threat}'", suggestion(str(threat), self.threats))
                else:
                    parts["threats"][threat] = self.quantity(page, (*key, threat), name, ratings)
        else:
            parts["attributes"][name] = self.quantity(page, key, name, raw)

    def _memberships(self, page: _Page, key: Key, raw: object, into: dict[str, Any]) -> None:
        if not isinstance(raw, dict):
            self.reader.note(page, key, f"expected a mapping of institutions, got {_shown(raw)}")
            return
        for institution, spells in raw.items():
            place = (*key, institution)
            if institution not in self.institutions:
                self.reader.note(page, place, f"unknown institution '{institution}'", suggestion(str(institution), self.institutions))
                continue
            found = [self.reader.model(Membership, page, one, where) for where, one in _each(place, spells)]
            into[institution] = tuple(spell for spell in found if spell is not None)
            for spell in into[institution]:
                self.cite(page, place, spell.source)

    def _ties(self, page: _Page, raw: object, into: dict[str, Any]) -> None:
        if not isinstance(raw, dict):
            self.reader.note(page, ("ties",), f"expected a mapping of states, got {_shown(raw)}")
            return
        here = [a for a, entry in self.attributes.items() if entry.of == "pair"]
        for other, body in raw.items():
            if other == page.path.stem:
                self.reader.note(page, ("ties", other), "a tie with itself", "name another state")
            elif other not in self.known_states:
                self.reader.note(page, ("ties", other), f"unknown state '{other}'", suggestion(str(other), self.known_states))
            elif not isinstance(body, dict):
                self.reader.note(page, ("ties", other), f"expected a mapping, got {_shown(body)}")
            else:
                into[other] = {}
                for name, ratings in body.items():
                    key = ("ties", other, name)
                    if name not in here:
                        self.reader.note(page, key, f"unknown tie '{name}'", suggestion(str(name), here))
                        continue
                    into[other][name] = self.quantity(page, key, name, ratings)
                    self.places[page.path.stem, other, name] = (page, key)

    def contradictions(self, states: Mapping[str, State]) -> None:
        """Report ties that two profiles both write and write differently."""
        for (a, b, name), (page, key) in self.places.items():
            there = self.places.get((b, a, name))
            if a < b or there is None or a not in states or b not in states:
                continue
            if states[a].ties[b][name] != states[b].ties[a][name]:
                self.reader.note(
                    page, key, f"{name} with '{b}' contradicts {there[0].label}:{there[0].line(there[1])}", "write a tie once"
                )


def shipped_study() -> Path:
    """Return the folder of the study that comes with the program: in the wheel, or in a checkout."""
    inside = Path(__file__).parent / "shipped"
    return inside if inside.is_dir() else Path(__file__).parents[2]


def find_study(start: Path | None = None) -> Path:
    """Return the nearest folder upward that holds `criteria/` and `states/`, else the shipped study."""
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "criteria").is_dir() and (folder / "states").is_dir():
            return folder
    return shipped_study()


def load_study(folder: Path | str | None = None, *, profiles: Iterable[str] | None = None) -> Study:
    """Read a study.

    Args:
        folder: Holds `criteria/` and `states/`. None means the nearest one upward, else the shipped study.
        profiles: Names of the states to read beside the default members, so that a large study starts fast.
            None reads them all. Names that are not file names make it read them all, too.

    Raises:
        StudyError: with every problem found, each with file, line and hint.
    """
    root = find_study() if folder is None else Path(folder)
    location = "shipped" if root == shipped_study() and (root / "__init__.py").parent.name == "shipped" else str(root)
    reader = _Reader(root, location)
    study, _ = _read(reader, profiles)
    if reader.problems:
        raise StudyError(reader.problems)
    return study


def check_study(folder: Path | str | None = None) -> tuple[Study | None, tuple[Problem, ...]]:
    """Read a whole study and report everything wrong with it, sources that nothing uses and scenarios that fail too.

    Returns:
        The study, or None where it cannot be built, and the problems in order of file and line.
    """
    root = find_study() if folder is None else Path(folder)
    reader = _Reader(root, str(root))
    study: Study | None = None
    try:
        study, used = _read(reader, None)
        page = _Page(root / "states/_sources.yaml", "states/_sources.yaml")
        for source in study.sources:
            if source not in used:
                reader.note(page, (source,), f"source '{source}' is used nowhere", "remove it")
    except StudyError as error:
        reader.problems += [p for p in error.problems if p not in reader.problems]
    return (study if not reader.problems else None), StudyError(reader.problems).problems


def _read(reader: _Reader, profiles: Iterable[str] | None) -> tuple[Study, set[str]]:
    root = reader.folder
    for part in ("criteria", "states"):
        if not (root / part).is_dir():
            raise StudyError([Problem(str(root), f"has no folder '{part}'", None, "a study holds criteria/ and states/; try `viability init`")])
    private = {page.path.stem: page for page in (*reader.pages("criteria", private=True), *reader.pages("states", private=True))}
    for name, place in (("_framework", "criteria"), ("_codebook", "criteria"), ("_coalition", "states"), ("_sources", "states")):
        if name not in private:
            reader.problems.append(Problem(f"{place}/{name}.yaml", "is missing", None, "every study needs it; see docs/data.md"))
            private[name] = _Page(root / place / f"{name}.yaml", f"{place}/{name}.yaml")
    empty = _Page(root, "")
    fatal = bool(reader.problems)
    framework = reader.model(Framework, private["_framework"], private["_framework"].data)
    attributes = reader.models(Attribute, private["_codebook"])
    threats = reader.models(Threat, private.get("_threats", empty))
    sources = reader.models(Source, private["_sources"])
    if framework is None or fatal:
        raise StudyError(reader.problems)
    for name, attribute in attributes.items():
        if attribute.section not in framework.pillars:
            reader.note(private["_codebook"], (name, "section"), f"unknown section '{attribute.section}'", suggestion(attribute.section, framework.pillars))
    criteria = _criteria(reader, framework, attributes)
    known = [path.stem for path in sorted((root / "states").glob("*.yaml")) if not path.name.startswith("_")]
    parts: dict[str, Any] = {"framework": framework, "attributes": attributes, "threats": threats, "sources": sources, "institutions": {}}
    shelf = _Profiles(reader, parts, known)
    parts["institutions"] = shelf.institutions = _institutions(reader, shelf, private.get("_institutions", empty))
    members, title, institution = _coalition(reader, private["_coalition"], known, shelf.institutions)
    order = [*members, *(state for state in known if state not in members)]
    wanted = _wanted(order, members, profiles)
    pages = {name: reader.page(root / "states" / f"{name}.yaml") for name in wanted}
    found = {name: shelf.state(page) for name, page in pages.items() if page.data}
    states = {name: state for name, state in found.items() if state is not None}
    shelf.contradictions(states)
    _same_names(reader, pages, states)
    scenarios = _scenarios(reader) if profiles is None else {}
    if reader.problems:
        raise StudyError(reader.problems)
    study = Study.model_construct(
        title=title, location=reader.location, members=members, institution=institution, as_of=None,
        criteria=criteria, states=states, scenarios=scenarios, **parts,
    )
    try:
        study.check_weights()
    except ViabilityError as error:
        reader.problems.append(Problem("criteria/_framework.yaml", str(error)))
    return study, shelf.used


def _wanted(order: list[str], members: tuple[str, ...], profiles: Iterable[str] | None) -> list[str]:
    if profiles is None:
        return order
    by_fold = {fold(name): name for name in order}
    extra = {by_fold.get(fold(name)) for name in profiles}
    if None in extra:
        return order
    return [name for name in order if name in members or name in extra]


def _criteria(reader: _Reader, framework: Framework, attributes: Mapping[str, Attribute]) -> dict[str, Criterion]:
    found = {}
    for page in reader.pages("criteria"):
        if not page.data:
            continue
        criterion = reader.model(Criterion, page, page.data, id=page.path.stem)
        if criterion is None:
            continue
        found[criterion.id] = criterion
        if criterion.pillar not in framework.pillars:
            reader.note(page, ("pillar",), f"unknown pillar '{criterion.pillar}'", suggestion(criterion.pillar, framework.pillars))
        of, reads = criterion.measure.of, MEASURE_READS[criterion.measure.kind]
        if reads is not None and of is not None and (of not in attributes or attributes[of].of != reads):
            here = [name for name, attribute in attributes.items() if attribute.of == reads]
            reader.note(page, ("measure", "of"), f"measure '{criterion.measure.kind}' finds no attribute '{of}'", suggestion(of, here))
    if not found and not reader.problems:
        reader.problems.append(Problem("criteria", "holds no criterion", None, "write one file per criterion; see docs/data.md"))
    order = [*framework.pillars]
    rank = {criterion.id: i for i, criterion in enumerate(found.values())}
    place = lambda c: (order.index(c.pillar) if c.pillar in order else len(order), rank[c.id])  # noqa: E731
    return {criterion.id: criterion for criterion in sorted(found.values(), key=place)}


def _institutions(reader: _Reader, shelf: _Profiles, page: _Page) -> dict[str, Institution]:
    found = {}
    for name, raw in page.data.items():
        if not isinstance(raw, dict):
            reader.note(page, (name,), f"expected a mapping, got {_shown(raw)}")
            continue
        rated = {}
        if "credibility" in raw:
            if "credibility" not in shelf.attributes:
                reader.note(page, (name, "credibility"), "'credibility' stands in no codebook", "define it in criteria/_codebook.yaml")
                continue
            rated["credibility"] = shelf.quantity(page, (name, "credibility"), "credibility", raw["credibility"])
        plain = {k: v for k, v in raw.items() if k != "credibility"}
        institution = reader.model(Institution, page, plain, (name,), **rated)
        if institution is not None:
            shelf.cite(page, (name, "source"), institution.source)
            found[name] = institution
    return found


class _Coalition(Frozen):
    title: str
    members: tuple[str, ...]
    institution: str | None = None


def _coalition(
    reader: _Reader, page: _Page, known: list[str], institutions: Mapping[str, Institution]
) -> tuple[tuple[str, ...], str, str | None]:
    head = reader.model(_Coalition, page, page.data)
    if head is None:
        return (), "", None
    for i, name in enumerate(head.members):
        if name not in known:
            reader.note(page, ("members", i), f"unknown state '{name}'", suggestion(name, known))
    if len(set(head.members)) < max(2, len(head.members)):
        reader.note(page, ("members",), "a coalition is two or more different states")
    if head.institution is not None and head.institution not in institutions:
        reader.note(page, ("institution",), f"unknown institution '{head.institution}'", suggestion(head.institution, institutions))
    return tuple(name for name in head.members if name in known), head.title, head.institution


def _same_names(reader: _Reader, pages: Mapping[str, _Page], states: Mapping[str, State]) -> None:
    taken: dict[str, str] = {}
    for state in states.values():
        for name in {fold(n) for n in (state.id, state.name, state.iso3 or "", *state.aliases) if n}:
            if name in taken:
                reader.note(pages[state.id], ("name",), f"is called '{name}' like '{taken[name]}'", "give it another name or alias")
            taken[name] = state.id


def _scenarios(reader: _Reader) -> dict[str, Scenario]:
    found = {}
    for page in reader.pages("scenarios"):
        if not page.data:
            continue
        changes: list[Change] = []
        raw = page.data.get("changes", [])
        if not isinstance(raw, list):
            reader.note(page, ("changes",), f"expected a list, got {_shown(raw)}", "write `- set: ...` lines")
            continue
        for i, one in enumerate(raw):
            kind = next((k for k in CHANGES if isinstance(one, dict) and k in one), None)
            if kind is None:
                reader.note(page, ("changes", i), "no known kind of change", f"write one of: {', '.join(CHANGES)}")
            elif (change := reader.model(CHANGES[kind], page, one, ("changes", i))) is not None:
                changes.append(change)
        head = {k: v for k, v in page.data.items() if k != "changes"}
        scenario = reader.model(Scenario, page, head, id=page.path.stem, changes=tuple(changes))
        if scenario is not None:
            found[scenario.id] = scenario
    return found


def load_scenarios(study: Study, folder: Path | str | None = None) -> Mapping[str, Scenario]:
    """Return the study's named scenarios, reading them if the study was read without."""
    if study.scenarios:
        return study.scenarios
    return load_study(folder).scenarios


def scenario_named(study: Study, name: str) -> Scenario:
    """Return the scenario of that name.

    Raises:
        UnknownName: when the study has none.
    """
    if name not in study.scenarios:
        raise UnknownName("scenario", name, study.scenarios)
    return study.scenarios[name]
