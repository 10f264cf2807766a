"""What a function of the library answers to arguments that it cannot take: an error that says what to write."""

import inspect
import types
from collections import abc
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from viability.errors import WrongArgument, suggestion

P = ParamSpec("P")
R = TypeVar("R")

WHATIF = ("members", "with_", "without", "weights", "set", "as_of", "compensation", "roles")
"""What `what_if` takes and an analysis does not."""

UNIONS = (Union, types.UnionType)
LISTS = (list, tuple, set, frozenset)
POSITIONAL = inspect.Parameter.POSITIONAL_OR_KEYWORD
LISTED = (abc.Iterable, abc.Sequence, abc.Collection, tuple, list)
WORDS: Mapping[str, str] = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "True or False",
    "ndarray": "an array",
    "Mapping": "a mapping, such as {'NAME': 1}",
    "Study": "a study, such as load_study() returns",
}
"""What to call a type by its name; others are called by it."""

SEVERAL: Mapping[str, str] = {
    "str": "names",
    "int": "whole numbers",
    "float": "numbers",
    "ndarray": "arrays",
    "Scenario": "scenarios",
    "NoneType": "None",
    "Asked": "",
}
"""What to call several of a type; what is made by the program alone is not proposed."""

LEAST: Mapping[str, int] = {
    "seed": 0,
    "min_size": 2,
    "permutations": 1,
    "exact": 0,
    "largest": 0,
    "top": 0,
    "best": 0,
}
"""The least that arguments of these names can be, whatever the function."""

COUNTS = {*LEAST, "draws", "samples", "resamples", "workers", "size", "max_size", "max_steps"}
"""Arguments that count something, which True does not, though Python takes it for 1."""

LONGEST = 40
"""Characters of an argument that are told again."""


def explained(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function say what to write where it is called with what it cannot take.

    Types are looked at only once it has failed, so that a call that is right costs next to nothing, and a failure with
    right arguments stays what it is. A number below the least that it can be is refused at once, for not every function
    fails of it.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for name in kwargs.keys() & COUNTS:
            value = kwargs[name]
            if value is True or value is False:
                raise WrongArgument(f"{function.__name__}: '{name}' is a whole number, not {value}")
            if hasattr(value, "__index__") and int(value) < LEAST.get(name, int(value)):
                told = f"{function.__name__}: '{name}' is a whole number from {LEAST[name]}, not {value}"
                raise WrongArgument(f"{told}; write {name}={LEAST[name]} or more")
        try:
            return function(*args, **kwargs)
        except Exception:
            if wrong := misfit(function, args, kwargs):
                raise WrongArgument(wrong) from None
            raise

    return run


def misfit(function: Callable[..., object], args: Sequence[object], kwargs: Mapping[str, object]) -> str:
    """Say what is wrong with the arguments of a call, and what to write; nothing where they fit."""
    signature, name = inspect.signature(function), function.__name__
    for keyword in kwargs:
        if keyword not in signature.parameters:
            return _unknown(name, keyword, [*signature.parameters])
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError as error:
        return f"{name}: {error}; write {name}({_form(signature)})"
    try:
        hints = get_type_hints(function)
    except NameError:  # a type that type checkers alone import
        return ""
    for parameter, value in bound.arguments.items():
        hint = hints[parameter]
        several = signature.parameters[parameter].kind is inspect.Parameter.VAR_POSITIONAL
        for one in value if several else (value,):
            if not fits(one, hint):
                return _wrong(name, parameter, one, hint, several=several)
    return ""


def fits(value: object, hint: Any) -> bool:  # noqa: ANN401 - types have no common type
    """Tell whether a value is of a type, as far as a look at it says; what cannot be told fits."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in UNIONS:
        return any(fits(value, one) for one in inner)
    if origin is Literal:
        return isinstance(value, str) and value in inner
    if origin in LISTED:
        held = isinstance(value, abc.Iterable) and not isinstance(value, str | bytes | abc.Mapping)
        return held and (not isinstance(value, LISTS) or all(fits(one, inner[0]) for one in value))
    if hint is float:
        return hasattr(value, "__float__") or hasattr(value, "__index__")
    if hint is int:
        return hasattr(value, "__index__") and not isinstance(value, bool)
    kind = origin or hint
    return not isinstance(kind, type) or isinstance(value, kind)


def _unknown(name: str, keyword: str, known: Sequence[str]) -> str:
    if keyword in WHATIF:
        return f"{name} takes no '{keyword}'; write {name}(what_if(study, {keyword}=...))"
    return f"{name} takes no '{keyword}'; {suggestion(keyword, known)}"


def _wrong(name: str, parameter: str, value: object, hint: Any, *, several: bool) -> str:  # noqa: ANN401 - see `fits`
    told = f"{name}: '{parameter}' is {_due(hint)}{' each' if several else ''}, not {_misfit_in(value, hint)}"
    if several and isinstance(value, LISTS) and all(fits(one, hint) for one in value):
        return f"{told}; write {name}(study, {', '.join(map(repr, value))})"
    if parameter in WHATIF and isinstance(value, abc.Mapping):
        return f"{told}; to set {parameter} write {name}(what_if(study, {parameter}=...))"
    if isinstance(value, str) and fits([value], hint):
        return f"{told}; write {[part.strip() for part in value.split(',') if part.strip()]!r}"
    return told


def _misfit_in(value: object, hint: Any) -> str:  # noqa: ANN401 - see `fits`
    """Say what was given; of a list what in it does not fit."""
    if get_origin(hint) in UNIONS:
        hint = next((one for one in get_args(hint) if get_origin(one) in LISTED), hint)
    inner = get_args(hint)
    if get_origin(hint) in LISTED and isinstance(value, LISTS) and not all(fits(one, inner[0]) for one in value):
        wrong = next(one for one in value if not fits(one, inner[0]))
        return f"a list with {_misfit_in(wrong, inner[0]) if isinstance(wrong, LISTS) else a_kind(wrong)}"
    return a_kind(value)


def _form(signature: inspect.Signature) -> str:
    """Return how a function is called: what it needs, then what it may be given."""
    needed = [p.name for p in signature.parameters.values() if p.default is p.empty and p.kind is not p.VAR_POSITIONAL]
    first = [name if signature.parameters[name].kind is POSITIONAL else f"{name}=..." for name in needed]
    return ", ".join([*first, *(["..."] if len(needed) < len(signature.parameters) else [])])


def _due(hint: Any) -> str:  # noqa: ANN401 - see `fits`
    """Name in words what a type asks for."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in UNIONS:
        kinds = [one for one in inner if one is not type(None)]
        return " or ".join("its name" if one is str and len(kinds) > 1 else _due(one) for one in kinds)
    if origin is Literal:
        return " or ".join(map(repr, inner))
    if origin in LISTED:
        return f"a list of {_several(inner[0])}"
    named = "function" if origin is abc.Callable else str(getattr(origin or hint, "__name__", hint))
    return WORDS.get(named, f"{'an' if named[:1] in 'AEIOaeio' else 'a'} {named}")


def _several(hint: Any) -> str:  # noqa: ANN401 - see `fits`
    origin, inner = get_origin(hint), get_args(hint)
    if origin in UNIONS:
        return " or ".join(filter(None, map(_several, inner)))
    if origin in LISTED:
        return f"lists of {_several(inner[0])}"
    named = getattr(origin or hint, "__name__", "value")
    return SEVERAL.get(named, f"{named}s")


def a_kind(value: object) -> str:
    """Say what was given: short values as they are, others by their type."""
    if isinstance(value, str | int | float | None):
        told = repr(value)
        return told if len(told) <= LONGEST else f"{told[:LONGEST]}..."
    kind = type(value).__name__
    return f"{'an' if kind[:1] in 'aeioAEIO' else 'a'} {kind}"
