"""What is wrong with plain data that a model refuses: every fault at once, each with its place and a hint.

`msgspec` stops at the first fault and tells it in its own words. Where it stops, the data are walked along the
model's declared types, and each part that does not fit is told in ours. Data without a fault are never walked.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from msgspec import ValidationError, convert
from msgspec import inspect as types

from viability.errors import closest, printable, suggestion
from viability.study.fields import LARGEST_NUMBER, ONE_LINE, SEEN, SEEN_ON_ONE_LINE, Frozen, Misfit, read_special

Key = tuple[str | int, ...]
"""The way to an entry of plain data: keys of mappings and places in lists."""


class Fault(NamedTuple):
    """One thing wrong."""

    place: Key
    message: str
    hint: str = ""


_Told = tuple[str, str]
"""A message and a hint."""

MAPPING = "write `key: value` lines"


def faults_of(kind: type[Frozen], plain: object) -> tuple[Fault, ...]:
    """Return everything that is wrong with plain data for a model, in the order of its fields; nothing if they fit."""
    try:
        plain = kind.normalised(plain)
    except ValueError as error:
        return (Fault((), str(error)),)
    try:
        kind.read(plain)
    except ValidationError as error:
        # what no rule of ours names is still told, in the library's words
        return (*_walk(_type_of(kind), plain, ()),) or (Fault((), str(error)),)
    return ()


@cache
def _type_of(kind: type[Frozen]) -> types.Type:
    return types.type_info(kind)


def _walk(kind: types.Type, value: object, place: Key) -> Iterator[Fault]:
    match kind:
        case types.Metadata():
            yield from _walk(kind.type, value, place)
        case types.UnionType():
            for each in kind.types if value is not None else ():
                if not isinstance(each, types.NoneType):
                    yield from _walk(each, value, place)
        case types.StructType():
            if not isinstance(value, kind.cls):
                yield from _struct(kind, value, place)
        case types.DictType():
            yield from _mapping(kind, value, place)
        case types.VarTupleType() | types.TupleType():
            yield from _list(kind, value, place)
        case _:
            if told := _scalar(kind, value):
                yield _fault(place, *told)


def _fault(place: Key, message: str, hint: str = "") -> Fault:
    """Head a message with the last name on the way to its place; a date or a number in a list is no name."""
    names = [part for part in place if isinstance(part, str) and not part.isdecimal()]
    return Fault(place, f"{names[-1]}: {message}" if names else message, hint)


def _struct(kind: types.StructType, value: object, place: Key) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield _fault(place, f"expected a mapping, got {shown(value)}", MAPPING)
        return
    fields = {field.encode_name: field for field in kind.fields}
    written = [name for name in fields if name != "id"]  # which is the name of a file
    sound = True
    for key in value:
        if key not in fields:
            yield Fault((*place, key), f"unknown key '{key}'", suggestion(key, written))
            sound = False
    for name, field in fields.items():
        if name in value:
            for fault in _walk(field.type, value[name], (*place, name)):
                yield fault
                sound = False
        elif field.required:
            yield Fault((*place, name), f"'{name}' is missing")
            sound = False
    if sound:  # then it is the parts together that do not fit
        try:
            convert(value, kind.cls, dec_hook=read_special, str_keys=True)
        except ValueError as error:
            cause = error.__cause__
            at = (*place, cause.field) if isinstance(cause, Misfit) else place
            yield Fault(at, _fault(place, str(error)).message)


def _mapping(kind: types.DictType, value: object, place: Key) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield _fault(place, f"expected a mapping, got {shown(value)}", MAPPING)
        return
    if kind.min_length and not value:
        yield _fault(place, "must not be empty")
    for key, each in value.items():
        if isinstance(kind.key_type, types.IntType) and not re.fullmatch(r"-?[0-9]+", str(key)):
            yield Fault((*place, key), _fault(place, f"expected a whole number, got {shown(key)}").message)
        yield from _walk(kind.value_type, each, (*place, key))


def _list(kind: types.VarTupleType | types.TupleType, value: object, place: Key) -> Iterator[Fault]:
    if not isinstance(value, list | tuple):
        yield _fault(place, f"expected a list, got {shown(value)}")
        return
    if isinstance(kind, types.VarTupleType):
        items: Collection[types.Type] = (kind.item_type,) * len(value)
        if kind.min_length and not value:
            yield _fault(place, "must not be empty")
    else:
        items = kind.item_types
        if len(items) != len(value):
            yield _fault(place, f"expected {len(items)} entries, got {len(value)}")
            return
    for i, (each, item) in enumerate(zip(items, value, strict=True)):
        yield from _walk(each, item, (*place, i))


def _scalar(kind: types.Type, value: object) -> _Told | None:
    """Tell what is wrong with a number, a text, a word of a list, true or false, or what reads itself."""
    match kind:
        case types.FloatType():
            return _number(kind, value)
        case types.StrType():
            return _text(kind, value)
        case types.LiteralType() if value not in kind.values:
            *some, last = (repr(word) for word in kind.values)
            near = closest(str(value), [str(word) for word in kind.values])
            hint = "" if near is None else f"did you mean '{near}'?"
            return f"expected {', '.join(some)} or {last}, got {shown(value)}", hint
        case types.BoolType() if not isinstance(value, bool):
            return f"expected true or false, got {shown(value)}", ""
        case types.CustomType():
            try:
                read_special(kind.cls, value)
            except ValueError as error:
                return str(error), ""
        case _:
            pass  # it fits
    return None


def _text(kind: types.StrType, value: object) -> _Told | None:
    if not isinstance(value, str):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return f"expected text, got {shown(value)}", "put it in quotes" if number else ""
    if kind.min_length and not value:
        return "must not be empty", ""
    if kind.pattern in {SEEN, SEEN_ON_ONE_LINE} and not re.search(SEEN, value):
        return "must not be blank", ""
    if kind.pattern in {ONE_LINE, SEEN_ON_ONE_LINE} and not re.search(kind.pattern, value):
        return f"{shown(value)} must stand on one line", "write it without a line break; a block begins with >- or |-"
    if kind.pattern is not None and not re.search(kind.pattern, value):
        return f"{shown(value)} does not fit the pattern {kind.pattern}", ""
    return None


def _number(kind: types.FloatType, value: object) -> _Told | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"expected a number, got {shown(value)}", _number_hint(value)
    if not abs(value) <= LARGEST_NUMBER:  # a whole number can be greater, too
        return f"expected a finite number, got {shown(value)}", ""
    if kind.ge is not None and value < kind.ge:
        return f"expected {kind.ge:g} or more, got {shown(value)}", ""
    if kind.gt is not None and value <= kind.gt:
        return f"expected more than {kind.gt:g}, got {shown(value)}", ""
    if kind.le is not None and value > kind.le:
        return f"expected {kind.le:g} or less, got {shown(value)}", ""
    return None


def _number_hint(value: object) -> str:
    """Say how text that was meant for a number is written as one."""
    text = value.strip() if isinstance(value, str) else ""
    if re.fullmatch(r"[-+]?[0-9]+,[0-9]+", text):
        return f"write {text.replace(',', '.')}: the decimal mark is a point, and thousands have none"
    if re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", text):
        return "remove the quotes"
    return ""


def shown(value: object) -> str:
    """Show a value of a file in a message."""
    match value:
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return f"'{printable(value)}'"
        case _:
            return printable(f"{value}")
