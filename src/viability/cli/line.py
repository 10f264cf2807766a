"""A request as the command line that makes it again."""

import inspect
import shlex
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any, get_args

import typer

NEVER = {"save", "format", "output", "decimal_comma", "workers", "scheduler"}
"""Options that say where the result goes, or where it is computed, not what it is."""


def command_line(name: str, parameters: Iterable[inspect.Parameter], given: Mapping[str, Any]) -> str:
    """Return a command with its arguments and the options that matter, quoted for a POSIX shell.

    Defaults are told, too, for another version may have others; all but how many rows a table shows.
    """
    arguments: list[str] = []
    options: list[str] = []
    for parameter in parameters:
        value, info = given.get(parameter.name, parameter.default), get_args(parameter.annotation)[-1]
        if isinstance(info, typer.models.ArgumentInfo):
            arguments += _words(value)
        elif parameter.name not in NEVER and _matters(parameter, value):
            option = _long(info)
            options += [option] if value is True else [word for one in _words(value) for word in (option, one)]
    return shlex.join(["viability", name, *arguments, *options])


def _matters(parameter: inspect.Parameter, value: object) -> bool:
    """Tell whether an option says anything."""
    if value is None or value is False or value == []:
        return False
    return parameter.name != "top" or value != parameter.default


def _long(info: typer.models.OptionInfo) -> str:
    """Return the long name of an option."""
    declared = (info.default, *(info.param_decls or ()))  # in an annotation the first name stands as the default
    return next(one for one in declared if isinstance(one, str) and one.startswith("--"))


def _words(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return [str(value.value if isinstance(value, Enum) else value)]
