"""One file of a study, its data and the way back from a key to its line; the reader that keeps problems."""

import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml

from viability.errors import Problem
from viability.files.faults import MAPPING, Key, faults_of, shown
from viability.files.strict_yaml import LOADER, Unreadable, line_of, parse_yaml
from viability.study.fields import Frozen

LARGEST = 5_000_000
"""Bytes of a study file beyond which it is not read."""

M = TypeVar("M", bound=Frozen)


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
        return yaml.compose(self.path.read_text(encoding="utf-8"), Loader=LOADER) if self.readable else None

    def line(self, key: Key) -> int | None:
        """Return the line of a key, or of its nearest ancestor; None for the file as a whole."""
        node, line = self._root, None
        for part in key:
            entry = _entry(node, part)
            if entry is None:
                break
            line, node = line_of(entry[0]), entry[1]
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
