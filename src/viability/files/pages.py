"""One file of a study, its data and the way back from a key to its line; the reader that keeps problems."""

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct

from viability.errors import LISTED, Problem, StudyError, suggestion
from viability.files.faults import MAPPING, Key, faults_of, shown
from viability.files.strict_yaml import Lines, Slips, Unreadable, lines_of, parse_yaml
from viability.study.fields import Frozen

LARGEST_PAGE = 5_000_000
"""Bytes of a study file beyond which it is not read."""

M = TypeVar("M", bound=Frozen)

_ID = re.compile(r"[\w-]+")

_MISSING = frozenset({"na", "nan", "-nan", "null", "none", "true", "false"})
"""Ids that tables read as no value, or as true and false, in any case; `N/A` and the like are no ids at all."""


class Spot(NamedTuple):
    """Where something is written."""

    label: str
    """The file's path within the study."""
    line: int | None
    """Its line, or the row of a table; None for the file as a whole."""
    column: str = ""
    """The column of a table."""

    def __str__(self) -> str:
        where = self.label if self.line is None else f"{self.label}:{self.line}"
        return f"{where}, column '{self.column}'" if self.column else where


class Page(Struct, dict=True):
    """One file, its data, and the way back from a key to its line."""

    path: Path
    label: str
    """Its path within the study, for messages."""
    data: dict[str, Any] = {}
    readable: bool = False

    @property
    def id(self) -> str:
        """The name of what the file holds: its own, with accents composed as in text that people type."""
        return composed(self.path.stem)

    @cached_property
    def _lines(self) -> Lines:
        return lines_of(_text(self.path)) if self.readable else {}

    def line(self, key: Key) -> int | None:
        """Return the line of a key, or of its nearest ancestor; None for the file as a whole."""
        lines, line = self._lines, None
        for part in key:
            if part not in lines:
                break
            line, lines = lines[part]
        return line

    def spot(self, key: Key) -> Spot:
        """Return where a key, or its nearest ancestor, is written."""
        return Spot(self.label, self.line(key))


class Reader:
    """Reads the files of one folder and keeps every problem it meets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root = f"{folder.as_posix().rstrip('/')}/"
        self.problems: list[Problem] = []
        """As many of each file as are listed."""
        self.more: Counter[str] = Counter()
        """How many more there are, by file."""
        self.count = 0
        """How many there are in all."""
        self.paths: dict[str, Path] = {}
        """Files by what they are called within the study, where names are composed."""
        self.slips: list[Problem] = []
        """What was met in reading that a study survives and is probably not meant."""
        self.tabled: dict[str, Page] = {}
        """What tables, and profiles beside them, say of states, by the name that a profile has or would have."""
        self._known: set[tuple[str, int | None, str, str]] = set()
        self._met: Counter[str] = Counter()

    def add(self, problem: Problem) -> None:
        """Keep a problem, unless it is known; of a file with very many the rest is only counted."""
        what = (problem.file, problem.line, problem.column, problem.message)
        if what in self._known:
            return
        self._known.add(what)
        self.count += 1
        self._met[problem.file] += 1
        if self._met[problem.file] <= LISTED:
            self.problems.append(problem)
        else:
            self.more[problem.file] += 1

    def note(self, page: Page, key: Key, message: str, hint: str = "") -> None:
        """Keep a problem of a key: what a series shares is checked once for each entry, and told once."""
        spot = page.spot(key)
        self.add(Problem(spot.label, message, spot.line, hint, spot.column))

    def check_id(self, label: str, name: str, line: Callable[[], int | None] = lambda: None, column: str = "") -> None:
        """Report a name that can be no id: paths of what-ifs are made of ids with dots between them.

        Its line is asked for only then: to find lines a file is read once more.
        """
        if _ID.fullmatch(name) is None:
            self.add(Problem(label, f"'{name}' cannot be an id", line(), "use only letters, digits, _ and -", column))
        elif name.casefold() in _MISSING:
            hint = "pandas and R read it as a missing or a logical value; choose another"
            self.add(Problem(label, f"'{name}' cannot be an id", line(), hint, column))

    def suggest(self, page: Page, name: str, known: Iterable[str], otherwise: str | None = None) -> str:
        """Say what was probably meant by a name; nothing for a file whose further problems are only counted.

        Args:
            page: The file.
            name: The name.
            known: What there is.
            otherwise: What to say where nothing is near, in place of all that there is.
        """
        return self.suggest_in(page.label, name, known, otherwise)

    def suggest_in(self, label: str, name: str, known: Iterable[str], otherwise: str | None = None) -> str:
        """Say the same of a name in a file by its path within the study."""
        if self._met[label] >= LISTED:
            return ""
        return suggestion(name, known, otherwise)

    def refused(self) -> StudyError:
        """Return the error that tells every problem met."""
        return StudyError(self.problems, self.more)

    def files(self, folder: str) -> Iterable[Path]:
        """Return the YAML files of a folder by name, less those that begin with `_` or `.`; report unfit names."""
        root = self.folder / folder
        try:
            found = sorted(root.iterdir()) if is_folder(root) else []
        except OSError as error:
            self.add(Problem(folder, f"the folder cannot be read ({error.strerror})"))
            found = []
        for path in found:
            if path.suffix.lower() in {".yml", ".yaml"} and path.suffix != ".yaml":
                hint = f"name it '{path.stem}.yaml'"
                self.add(Problem(self._label(path), "the file is not read", None, hint))
        kept: dict[str, Path] = {}
        for path in found:
            if path.suffix != ".yaml" or path.name.startswith(("_", ".")):
                continue
            name, label = composed(path.stem), self._label(path)
            self.check_id(label, name)
            if name in kept:
                self.add(
                    Problem(label, "another file has the same name, in other Unicode", None, "remove one of the two")
                )
            kept[name] = self.paths[f"{folder}/{name}.yaml"] = path
        return list(kept.values())

    def _label(self, path: Path) -> str:
        """Return a file's path within the study, for messages; `relative_to` takes ten times as long."""
        return path.as_posix().removeprefix(self._root)

    def page(self, path: Path) -> Page:
        """Read one file that must hold a mapping; what is wrong with it becomes a problem."""
        page = Page(path, self._label(path))
        try:
            slips = Slips(LISTED)
            page.data = _mapping_of(path, slips)
            page.readable = True
            for slip in slips.kept:
                self.add(Problem(page.label, *slip.args))
            if slips.more:
                self.more[page.label] += slips.more
                self.count += slips.more
        except Unreadable as error:
            self.add(Problem(page.label, *error.args))
        except UnicodeDecodeError:
            self.add(Problem(page.label, "the file is not UTF-8 text", None, "save it as UTF-8"))
        except OSError as error:
            self.add(Problem(page.label, f"the file cannot be read ({error.strerror})"))
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
        for name in page.data:
            self.check_id(page.label, name, partial(page.line, (name,)))
        return {name: self.model(kind, page, raw, (name,)) for name, raw in page.data.items()}

    def explain(self, page: Page, kind: type[Frozen], plain: object, locate: Callable[[Key], Key]) -> None:
        """Turn what is wrong with data for a model into problems; `locate` turns a place into a key of the page."""
        for place, message, hint in faults_of(kind, plain):
            self.note(page, locate(place), message, hint)


def is_folder(path: os.PathLike[str]) -> bool:
    """Tell whether a path is a folder that can be looked at; one that is too long or leads in a circle is none."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for both


def composed(text: str) -> str:
    """Write letters with accents as one character each, as most keyboards do and file names of some systems do not."""
    return unicodedata.normalize("NFC", text)


def _text(path: Path) -> str:
    return composed(path.read_text(encoding="utf-8"))


def _mapping_of(path: Path, slips: Slips) -> dict[str, Any]:
    info = path.stat()
    if not stat.S_ISREG(info.st_mode):
        raise Unreadable("this is a folder or a device, not a file")
    if info.st_size > LARGEST_PAGE:
        raise Unreadable(
            f"the file is larger than {LARGEST_PAGE // 1_000_000} MB",
            None,
            "a profile is a short text; large data belong in a table, see docs/data.md",
        )
    data = parse_yaml(_text(path), slips)
    if data is None:
        raise Unreadable("the file is empty", None, "docs/data.md says what it contains")
    if not isinstance(data, dict):
        raise Unreadable(f"the file must contain a mapping, not {shown(data)}", None, MAPPING)
    return data
