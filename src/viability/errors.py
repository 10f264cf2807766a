"""Every error that is meant for the user.

The family::

    ViabilityError
    ├── StudyError        files of a study that cannot be read or do not fit together
    ├── UnknownName       a name that the study does not know
    ├── FrameworkError    weights, compensation or bands that contradict themselves
    ├── CoalitionError    a coalition that cannot be scored
    ├── OutputError       a result that cannot be written
    └── WrongArgument     arguments that a function of the library cannot take

Errors hold facts and render themselves. Whatever is raised outside this family is a bug and keeps its traceback.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from msgspec import Struct
from msgspec.structs import force_setattr

LONGEST = 80
"""Characters of a name or value that a message repeats."""

_LONGEST_MESSAGE = 2_000

MOST_NAMES = 20
"""Names that a message lists."""

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""What a terminal obeys rather than shows: controls, marks of direction, breaks of lines, halves of characters."""

_LONG = re.compile(rf"(?<=')[^']{{{LONGEST + 1},}}(?=')|[^\s/':;,]{{{LONGEST + 1},}}")
"""Long names, between quotes, and long words that are no path."""


def printable(text: str, most: int | None = LONGEST) -> str:
    r"""Return text of others as a message may show it: on one line, in sight, and no longer than need be.

    Args:
        text: Such as a name in a file, the name of a file, or an argument.
        most: Characters after which it is cut; None for no limit.

    >>> ascii(printable("a\nb\x1b[31m")), ascii(printable("long" * 30, 9))
    ("'a\\ufffdb\\ufffd[31m'", "'longlong\\u2026'")
    """
    clean = _HIDDEN.sub("\ufffd", text)
    return clean if most is None or len(clean) <= most else f"{clean[: most - 1]}\u2026"


LONGEST_PATH = 300
"""Characters of a path that a message shows; no file of a study lies as deep."""


def printable_path(path: str) -> str:
    r"""Return a path as a message may show it: on one line, in sight, and of what is very long the end.

    >>> ascii(printable_path("a" * 300 + "/b"))[:12]
    "'\\u2026aaaaa"
    """
    clean = printable(path, None)
    return clean if len(clean) <= LONGEST_PATH else f"\u2026{clean[-LONGEST_PATH + 1 :]}"


def _told(message: str) -> str:
    """Return a message that repeats what others wrote, with what is long in it cut."""
    return printable(_LONG.sub(lambda found: printable(found[0]), printable(message, None)), _LONGEST_MESSAGE)


class ViabilityError(Exception):
    """Base of every error that is meant for the user; what it repeats of others is made printable."""

    ways: tuple[str, ...] = ()
    """What could be written instead, where there are several ways; beside the message, a line each."""

    def __str__(self) -> str:
        return _told(super().__str__())


class Problem(Struct, frozen=True):
    """One thing wrong in one file of a study."""

    file: str
    message: str
    line: int | None = None
    hint: str = ""
    column: str = ""
    """The column of a table, whose line is then a row."""

    def __post_init__(self) -> None:
        force_setattr(self, "file", printable_path(self.file))
        force_setattr(self, "message", _told(self.message))
        force_setattr(self, "hint", _told(self.hint))
        force_setattr(self, "column", printable(self.column))

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        where += f", column '{self.column}'" if self.column else ""
        return f"{where}: {self.message}" + (f"; {self.hint}" if self.hint else "")


LISTED = 200
"""Problems of one file that a report lists; of more it says how many."""


class StudyError(ViabilityError):
    """Files of a study that cannot be read or do not fit together; all problems at once.

    Args:
        problems: What is wrong.
        more: How many problems there are beside these, by file.
    """

    def __init__(self, problems: Iterable[Problem], more: Mapping[str, int] | None = None) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line or 0, p.column, p.message)))
        self.more = dict(more or {})
        super().__init__(self.problems, self.more)

    def __str__(self) -> str:
        return "\n".join(listed(self.problems, self.more))


def listed(problems: Iterable[Problem], more: Mapping[str, int]) -> Iterator[str]:
    """Return problems as lines, and after each file how many more it has."""
    for file, found in groupby(problems, key=lambda p: p.file):
        yield from map(str, found)
        if more.get(file):
            yield f"{file}: {more[file]:,} more problem{'s' if more[file] > 1 else ''}"


class UnknownName(ViabilityError):  # noqa: N818 - reads as the fact it states
    """A name that the study does not know.

    Args:
        kind: Of what it was to be a name.
        name: As it was written.
        known: What there is.
        meant: What it may mean if no known name is like it.

    >>> print(UnknownName("state", "kazakstan", ["kazakhstan", "turkiye"]))
    unknown state 'kazakstan'; did you mean 'kazakhstan'?
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], meant: Iterable[str] = ()) -> None:
        self.kind, self.name, self.known, self.meant = kind, name, tuple(known), tuple(meant)
        self.closest = closest(name, self.known)
        super().__init__(kind, name, self.known, self.meant)

    def __str__(self) -> str:
        hint = suggestion(self.name, self.known, asked(self.meant) if self.meant else None)
        return _told(f"unknown {self.kind} '{printable(self.name)}'; {hint}")


class FrameworkError(ViabilityError):
    """Weights, compensation or bands that contradict themselves.

    Args:
        message: What is wrong, and what to do.
        ways: What could be written instead.
    """

    def __init__(self, message: str, ways: Iterable[str] = ()) -> None:
        self.ways = tuple(map(_told, ways))
        super().__init__(message)


class CoalitionError(ViabilityError):
    """A coalition that cannot be scored."""


class OutputError(ViabilityError):
    """A result that cannot be written."""


class WrongArgument(ViabilityError, TypeError, ValueError):  # noqa: N818 - reads as the fact it states
    """Arguments that a function of the library cannot take; also what Python itself would raise."""


SPELT = 4
"""Letters from which the beginning of a name says which is meant."""


LIKE = 0.65
"""How alike a name must be to be suggested, 0 to 1; at 0.6 Armenia is like Turkmenistan."""


HELD = 3
"""Letters from which a word within a name says which may be meant."""

ASKED = 4
"""Names that a question lists."""


def likely(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known names that begin with `name`, else those with a word that does, else the one most like it."""
    from difflib import SequenceMatcher, get_close_matches  # noqa: PLC0415 - most runs make no mistake

    if len(name) > LONGEST:
        return ()
    known = tuple(known)
    by_fold = {k.casefold(): k for k in known}
    begun = [k for k in by_fold if len(name) >= SPELT and k.startswith(name.casefold())]
    words = _words(name)
    held = [k for k in by_fold if len(name) >= HELD and words in _words(k)]
    if begun or held:
        return tuple(by_fold[k] for k in begun or held)
    near = get_close_matches(name.casefold(), by_fold, n=3, cutoff=LIKE)
    last = {k.casefold(): place for place, k in enumerate(known)}
    alike = {k: (SequenceMatcher(None, k, name.casefold()).ratio(), last[k]) for k in near}
    return (by_fold[max(alike, key=alike.__getitem__)],) if alike else ()


def _words(name: str) -> str:
    """Return a name with a mark before each of its words."""
    return "_" + re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the first of the known names that are likely meant, or None."""
    return next(iter(likely(name, known)), None)


def asked(names: Iterable[str]) -> str:
    """Ask whether one of some names was meant."""
    first = [f"'{name}'" for name in names]
    more = [f"one of {len(first) - ASKED} more"] if len(first) > ASKED else []
    *some, last = [*first[:ASKED], *more]
    return f"did you mean {', '.join(some)} or {last}?" if some else f"did you mean {last}?"


def suggestion(name: str, known: Iterable[str], otherwise: str | None = None) -> str:
    """Say what was probably meant, or another word of help, or what there is."""
    known = tuple(known)
    if near := likely(name, known):
        return asked(near)
    if otherwise is not None:
        return otherwise
    more = f" and {len(known) - MOST_NAMES:,} more" if len(known) > MOST_NAMES else ""
    return f"known: {', '.join(map(printable, known[:MOST_NAMES]))}{more}" if known else "there are none"
