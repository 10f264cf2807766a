"""Strict YAML files to plain data and checked models; what is wrong becomes a problem with line and hint.

Plain PyYAML reads `NO` as false, `1e6` as text and `12:30` as 750, keeps the last of two equal keys and
expands aliases without bound. This reader builds from the parser's events instead: keys are text, numbers are
what looks like one, and aliases, anchors and tags are refused. The fast pass keeps no line numbers;
`Page.line` reads the file once more for them.
"""

import math
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml

from viability.errors import Problem
from viability.faults import MAPPING, Key, faults_of, shown
from viability.fields import Frozen

LARGEST = 5_000_000
"""Bytes of a study file beyond which it is not read."""
DEEPEST = 20
"""Levels of nesting beyond which a file is refused."""

M = TypeVar("M", bound=Frozen)

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_NUMBER = re.compile(rf"[-+]?(?:{_DIGITS}(\.[0-9]*)?|(\.[0-9]+))([eE][-+]?[0-9]+)?")
_WORDS = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
    ".inf": math.inf,
    "-.inf": -math.inf,
    ".nan": math.nan,
}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONGEST_INT = 18
"""Characters of a whole number beyond which it is read as a float; Python refuses to parse very long ones."""


class Unreadable(Exception):  # noqa: N818 - reads as the fact it states
    """A file, or text, that cannot be read as data; `Reader` turns it into a problem."""

    def __init__(self, message: str, line: int | None = None, hint: str = "") -> None:
        super().__init__(message, line, hint)


def parse_yaml(text: str, slips: list[Unreadable] | None = None) -> object:
    """Read one YAML document strictly, without line numbers.

    Args:
        text: The document.
        slips: Takes up what is wrong and does not keep the rest from being read, such as a key that stands twice;
            without it the first slip is raised.

    Returns:
        Mappings with text keys, lists, text, numbers, true, false and None; None for an empty document.

    Raises:
        Unreadable: for anything but the plain subset of YAML that study files use.
    """
    loader = _LOADER(text)
    found: list[Unreadable] = []
    try:
        loader.get_event()
        if type(loader.get_event()) is yaml.StreamEndEvent:
            return None
        built = _build(loader, loader.get_event(), 0, found)
        loader.get_event()
        if type(after := loader.get_event()) is not yaml.StreamEndEvent:
            raise Unreadable("more than one YAML document in the file", _line(after), "remove the line '---'")
    except yaml.YAMLError as error:
        raise _syntax(error, text) from None
    finally:
        loader.dispose()
    if slips is not None:
        slips += found
    elif found:
        raise found[0]
    return built


def _line(marked: Any) -> int:  # noqa: ANN401 - events and nodes share nothing but their marks
    return int(marked.start_mark.line) + 1


def _build(loader: Any, event: Any, depth: int, slips: list[Unreadable]) -> object:  # noqa: ANN401 - PyYAML's parser has no types
    """Build plain data from parser events, refusing what PyYAML would let pass."""
    if event.anchor is not None or event.tag is not None:
        raise _refused(event)
    kind = type(event)
    if kind is yaml.ScalarEvent:
        return _scalar(event.value) if event.implicit[0] else _printable(event, slips)
    if depth == DEEPEST:
        raise _too_deep(_line(event))
    take = loader.get_event
    if kind is yaml.SequenceStartEvent:
        items = []
        while type(item := take()) is not yaml.SequenceEndEvent:
            items.append(_build(loader, item, depth + 1, slips))
        return items
    mapping: dict[str, object] = {}
    while type(head := take()) is not yaml.MappingEndEvent:
        if type(head) is not yaml.ScalarEvent:
            raise Unreadable("a key must be plain text", _line(head), "write `key: value`")
        if head.anchor is not None or head.tag is not None:
            raise _refused(head)
        key = head.value if head.implicit[0] else _printable(head, slips)
        if key in mapping:
            slips.append(Unreadable(f"duplicate key '{head.value}'", _line(head), "keep one of the two"))
        mapping[key] = _build(loader, take(), depth + 1, slips)
    return mapping


def _printable(event: Any, slips: list[Unreadable]) -> str:  # noqa: ANN401 - PyYAML's parser has no types
    """Return quoted or folded text, in which an escape could hide what a terminal would obey."""
    text: str = event.value
    if _CONTROL.search(text):
        slips.append(Unreadable("text holds a control character", _line(event), "write it without"))
        text = _CONTROL.sub("\ufffd", text)
    return text


def _too_deep(line: int | None) -> Unreadable:
    return Unreadable(f"nested deeper than {DEEPEST} levels", line, "flatten it")


def _refused(event: Any) -> Unreadable:  # noqa: ANN401 - PyYAML's parser has no types
    if type(event) is yaml.AliasEvent:
        return Unreadable(f"alias '*{event.anchor}' is not allowed", _line(event), "write the value out")
    if event.anchor is not None:
        return Unreadable(f"anchor '&{event.anchor}' is not allowed", _line(event), "write the value out")
    tag = event.tag.replace("tag:yaml.org,2002:", "!!")
    return Unreadable(f"tag '{tag}' is not allowed", _line(event), "remove it")


def _scalar(text: str) -> object:
    """Resolve a plain scalar: numbers, true, false, null; all else, `NO` and `12:30` too, is text."""
    first = text[:1]
    if first and first not in "0123456789-+.tfn~":
        return text
    if text in _WORDS:
        return _WORDS[text]
    if (match := _NUMBER.fullmatch(text)) is None:
        return text
    return float(text) if any(match.groups()) or len(text) > _LONGEST_INT else int(text)


def _syntax(error: yaml.YAMLError, text: str) -> Unreadable:
    """Say in one line what the parser stumbled over, and where."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.encode()[: error.position].count(b"\n") + 1
        return Unreadable("not valid YAML: holds a control character", line, "save it as plain text")
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", error)
    place: int | None = None if mark is None else mark.line + 1
    if "nesting depth" in str(problem):  # the parser has a limit of its own, and reads ahead of us
        return _too_deep(place)
    if place and "\t" in "".join(text.splitlines()[place - 1 : place]):
        return Unreadable("not valid YAML: holds a tab", place, "indent with spaces, not tabs")
    return Unreadable(f"not valid YAML: {problem}", place, "check indentation, colons and quotes")


@dataclass
class Page:
    """One file, its data, and the way back from a key to its line."""

    path: Path
    label: str
    """Its path within the study, for messages."""
    data: dict[str, Any] = field(default_factory=dict)
    readable: bool = False

    @cached_property
    def _root(self) -> yaml.Node | None:
        return yaml.compose(self.path.read_text(encoding="utf-8"), Loader=_LOADER) if self.readable else None

    def line(self, key: Key) -> int | None:
        """Return the line of a key, or of its nearest ancestor; None for the file as a whole."""
        node, line = self._root, None
        for part in key:
            entry = _entry(node, part)
            if entry is None:
                break
            line, node = _line(entry[0]), entry[1]
        return line


def _entry(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """Return where an entry of a mapping or a list begins, and what it holds."""
    if isinstance(node, yaml.MappingNode):
        # of a key that stands twice the last counts
        return next(((head, body) for head, body in reversed(node.value) if head.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


class Reader:
    """Reads the files of one folder and keeps every problem it meets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def note(self, page: Page, key: Key, message: str, hint: str = "") -> None:
        """Keep a problem, unless it is known: what a series shares is checked once for each entry."""
        problem = Problem(page.label, message, page.line(key), hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def files(self, folder: str) -> Iterable[Path]:
        """Return the YAML files of a folder by name, less those that begin with `_` or `.`."""
        root = self.folder / folder
        found = sorted(root.iterdir()) if root.is_dir() else []
        for path in found:
            if path.suffix.lower() in {".yml", ".yaml"} and path.suffix != ".yaml":
                label = path.relative_to(self.folder).as_posix()
                self.problems.append(Problem(label, "is not read", None, f"name it '{path.stem}.yaml'"))
        return [path for path in found if path.suffix == ".yaml" and not path.name.startswith(("_", "."))]

    def page(self, path: Path) -> Page:
        """Read one file that must hold a mapping; what is wrong with it becomes a problem."""
        page = Page(path, path.relative_to(self.folder).as_posix())
        try:
            slips: list[Unreadable] = []
            page.data = _mapping_of(path, slips)
            page.readable = True
            self.problems += [Problem(page.label, *slip.args) for slip in slips]
        except Unreadable as error:
            self.problems.append(Problem(page.label, *error.args))
        except UnicodeDecodeError:
            self.problems.append(Problem(page.label, "is not UTF-8 text", None, "save it as UTF-8"))
        except OSError as error:
            self.problems.append(Problem(page.label, f"cannot be read ({error.strerror})"))
        return page

    def model(
        self, kind: type[M], page: Page, raw: object, key: Key = (), extra: Mapping[str, object] | None = None
    ) -> M | None:
        """Validate one mapping, with fields added that the file does not write; None if it fails."""
        if not isinstance(raw, dict):
            self.note(page, key, f"expected a mapping, got {shown(raw)}", MAPPING)
            return None
        extra = extra or {}
        for name in extra.keys() & raw.keys():
            self.note(page, (*key, name), f"unknown key '{name}'", "remove it")
        plain = {**raw, **extra}
        try:
            return kind.read(plain)
        except ValueError:
            self.explain(page, kind, plain, lambda place: (*key, *place))
            return None

    def whole(self, kind: type[M], page: Page, extra: Mapping[str, object] | None = None) -> M | None:
        """Validate a file that is one entry; None, too, where it could not be read."""
        return self.model(kind, page, page.data, (), extra) if page.readable else None

    def entries(self, kind: type[M], page: Page) -> dict[str, M | None]:
        """Validate a file that maps ids to entries; one that fails is None, for its id is still known."""
        return {name: self.model(kind, page, raw, (name,)) for name, raw in page.data.items()}

    def explain(self, page: Page, kind: type[Frozen], plain: object, locate: Callable[[Key], Key]) -> None:
        """Turn what is wrong with data for a model into problems; `locate` turns a place into a key of the page."""
        for place, message, hint in faults_of(kind, plain):
            self.note(page, locate(place), message, hint)


def _mapping_of(path: Path, slips: list[Unreadable]) -> dict[str, Any]:
    info = path.stat()
    if not stat.S_ISREG(info.st_mode):
        raise Unreadable("is a folder or a device, not a file")
    if info.st_size > LARGEST:
        raise Unreadable(f"is larger than {LARGEST // 1_000_000} MB", None, "a profile is text written by hand")
    data = parse_yaml(path.read_text(encoding="utf-8"), slips)
    if data is None:
        raise Unreadable("is empty", None, "see docs/data.md for what it holds")
    if not isinstance(data, dict):
        raise Unreadable(f"must hold a mapping, not {shown(data)}", None, MAPPING)
    return data
