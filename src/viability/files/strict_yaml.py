"""One strict YAML document to plain data."""

import math
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import yaml

DEEPEST = 20
"""Levels of nesting beyond which a file is refused."""

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Lines: TypeAlias = dict[str | int, tuple[int, "Lines"]]
"""The line at which each entry of a mapping or a list begins, and the same of what it holds."""

_Take: TypeAlias = Callable[[], Any]
"""Gives the next event of a document."""

_Scalar = yaml.ScalarEvent

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


class Slips:
    """What is wrong with a document and does not keep the rest from being read, such as a key that stands twice."""

    def __init__(self, most: int) -> None:
        self.kept: list[Unreadable] = []
        self.most, self.more = most, 0

    def add(self, message: str, event: Any, hint: str) -> None:  # noqa: ANN401 - PyYAML's parser has no types
        """Keep a slip with its line; of very many the rest is only counted."""
        if len(self.kept) < self.most:
            self.kept.append(Unreadable(message, line_of(event), hint))
        else:
            self.more += 1


def parse_yaml(text: str, slips: Slips | None = None) -> object:
    """Read one YAML document strictly, without line numbers.

    Args:
        text: The document.
        slips: Takes up what does not keep the rest from being read; without it the first slip is raised.

    Returns:
        Mappings with text keys, lists, text, numbers, true, false and None; None for an empty document.

    Raises:
        Unreadable: for anything but the plain subset of YAML that study files use.
    """
    loader = LOADER(text)
    found = slips or Slips(1)
    try:
        loader.get_event()
        if type(loader.get_event()) is yaml.StreamEndEvent:
            return None
        built = _build(loader.get_event, loader.get_event(), 0, found)
        loader.get_event()
        if type(after := loader.get_event()) is not yaml.StreamEndEvent:
            raise Unreadable("the file contains more than one YAML document", line_of(after), "remove the line '---'")
    except yaml.YAMLError as error:
        raise _syntax(error, text) from None
    finally:
        loader.dispose()
    if slips is None and found.kept:
        raise found.kept[0]
    return built


def lines_of(text: str) -> Lines:
    """Return where each entry stands in a document that `parse_yaml` reads; of a key that stands twice the last."""
    loader = LOADER(text)
    try:
        for _ in range(2):  # the stream and the document begin
            loader.get_event()
        return _lines(loader, loader.get_event())
    finally:
        loader.dispose()


def _lines(loader: Any, event: Any) -> Lines:  # noqa: ANN401 - PyYAML's parser has no types
    found: Lines = {}
    take, kind = loader.get_event, type(event)
    if kind is yaml.SequenceStartEvent:
        while type(item := take()) is not yaml.SequenceEndEvent:
            found[len(found)] = line_of(item), _lines(loader, item)
    elif kind is yaml.MappingStartEvent:
        while type(head := take()) is not yaml.MappingEndEvent:
            found[head.value] = line_of(head), _lines(loader, take())
    return found


def line_of(marked: Any) -> int:  # noqa: ANN401 - events and nodes share nothing but their marks
    """Return the line at which an event or a node begins, from 1."""
    return int(marked.start_mark.line) + 1


def _build(take: _Take, event: Any, depth: int, slips: Slips) -> object:  # noqa: ANN401 - PyYAML's parser has no types
    """Build plain data from parser events, refusing what PyYAML would let pass."""
    if event.anchor is not None or event.tag is not None:
        raise _refused(event)
    kind = type(event)
    if kind is _Scalar:
        return _scalar(event.value) if event.implicit[0] else _printable(event, slips)
    if depth == DEEPEST:
        raise _too_deep(line_of(event))
    if kind is yaml.SequenceStartEvent:
        items, heads = [], []
        while type(item := take()) is not yaml.SequenceEndEvent:
            items.append(_build(take, item, depth + 1, slips))
            heads.append(item)
        if event.flow_style:
            _check_commas(heads, items, slips)
        return items
    return _mapping(take, depth, slips)


def _mapping(take: _Take, depth: int, slips: Slips) -> dict[str, object]:
    """Build a mapping whose start was taken."""
    mapping, last = dict[str, object](), ""
    body: Any = None
    while type(head := take()) is not yaml.MappingEndEvent:
        if type(head) is not _Scalar:
            raise Unreadable("a key must be plain text", line_of(head), "write `key: value`")
        if head.anchor is not None or head.tag is not None:
            raise _refused(head)
        key = head.value if head.implicit[0] else _printable(head, slips)
        number, body = body, take()
        if type(body) is _Scalar and body.implicit[0] and body.anchor is None and body.tag is None:
            value = _scalar(body.value)  # as `_build` does; most of a file comes by here
        else:
            value = _build(take, body, depth + 1, slips)
        if value is None and key.isdecimal() and type(mapping.get(last)) is int and _touch(number, head):
            # a mapping in braces ends a value at a comma
            slips.add(f"{last}: {number.value},{key} is not a number", head, _comma_hint(number.value, key))
            mapping[last] = float(f"{number.value}.{key}")
            continue
        if key in mapping:
            slips.add(f"the key '{head.value}' appears twice", head, "keep one of the two")
        mapping[key], last = value, key
    return mapping


def _check_commas(heads: list[Any], items: list[object], slips: Slips) -> None:
    """Report a list of numbers of which some commas have no blank after them, for these may belong to numbers."""
    if len(items) < 3 or not all(type(item) in {int, float} for item in items):  # noqa: PLR2004 - two commas
        return
    close = [_touch(*two) for two in pairwise(heads)]
    if any(close) and not all(close):
        one, other = heads[close.index(True)], heads[close.index(True) + 1]
        hint = f"{_comma_hint(one.value, other.value)}, and a blank after a comma that separates two numbers"
        slips.add(f"{one.value},{other.value} may be one number or two", one, hint)


def _touch(one: Any, other: Any) -> bool:  # noqa: ANN401 - PyYAML's parser has no types
    """Tell whether nothing but a comma stands between two scalars."""
    return bool(other.start_mark.index - one.end_mark.index == 1)


def _comma_hint(before: str, after: str) -> str:
    thousands = f" or {before}{after}" if len(after) == 3 else ""  # noqa: PLR2004 - digits of a group
    return f"write {before}.{after}{thousands}"


def _printable(event: Any, slips: Slips) -> str:  # noqa: ANN401 - PyYAML's parser has no types
    """Return quoted or folded text, in which an escape could hide what a terminal would obey."""
    text: str = event.value
    if _CONTROL.search(text):
        slips.add("the text contains a control character", event, "remove it")
        text = _CONTROL.sub("\ufffd", text)
    return text


def _too_deep(line: int | None) -> Unreadable:
    return Unreadable(f"this is nested deeper than {DEEPEST} levels", line, "flatten it")


def _refused(event: Any) -> Unreadable:  # noqa: ANN401 - PyYAML's parser has no types
    if type(event) is yaml.AliasEvent:
        return Unreadable(f"the alias '*{event.anchor}' is not allowed", line_of(event), "write the value out")
    if event.anchor is not None:
        return Unreadable(f"the anchor '&{event.anchor}' is not allowed", line_of(event), "write the value out")
    tag = event.tag.replace("tag:yaml.org,2002:", "!!")
    return Unreadable(f"the tag '{tag}' is not allowed", line_of(event), "remove it")


def _scalar(text: str) -> object:
    """Resolve a plain scalar: numbers, true, false, null; all else, `NO` and `12:30` too, is text."""
    first = text[:1]
    if first and first not in "0123456789-+.tfn~":
        return text
    if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_INT:
        return int(text)  # as below; years and levels are most of what there is
    if text in _WORDS:
        return _WORDS[text]
    if (match := _NUMBER.fullmatch(text)) is None:
        return text
    return float(text) if any(match.groups()) or len(text) > _LONGEST_INT else int(text)


def _syntax(error: yaml.YAMLError, text: str) -> Unreadable:
    """Say in one line what the parser stumbled over, and where."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.encode()[: error.position].count(b"\n") + 1
        return Unreadable("this is not valid YAML: it contains a control character", line, "save it as plain text")
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", error)
    place: int | None = None if mark is None else mark.line + 1
    if "nesting depth" in str(problem):  # the parser has a limit of its own, and reads ahead of us
        return _too_deep(place)
    if place and "\t" in "".join(text.splitlines()[place - 1 : place]):
        return Unreadable("this is not valid YAML: it contains a tab", place, "indent with spaces, not tabs")
    return Unreadable(f"this is not valid YAML: {problem}", place, "check indentation, colons and quotes")
