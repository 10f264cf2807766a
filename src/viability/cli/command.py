"""A function to a command; errors to exit codes."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, fields
from functools import wraps
from pathlib import Path
from typing import Any, get_args, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

from viability.cli.line import command_line
from viability.cli.options import DOUBT, OUTPUT, STUDY, WHATIF
from viability.cli.request import CAPTURED, PRECEDENCE, Bare, Plain, Request
from viability.errors import ViabilityError, asked, printable
from viability.files.places import study_folder
from viability.output.destination import check_outputs, silence
from viability.output.terminal import remark


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options and the seam for errors.

    The function's first parameter takes the `Bare`, the `Plain` or the `Request`; the others are its own options. Its
    docstring is its help; where there are what-ifs, their precedence is told before the example.
    """
    first, *parameters = inspect.signature(function).parameters.values()
    hints = get_type_hints(function, include_extras=True)
    kind: type[Bare] = hints[first.name]
    mine = [p.replace(annotation=hints[p.name]) for p in parameters]
    shared_hints = get_type_hints(kind, include_extras=True)
    shared = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=[] if field.default is MISSING else field.default,
            annotation=shared_hints[field.name],
        )
        for field in fields(kind)
        if field.init
    ]
    names = {field.name for field in fields(kind) if field.init}

    @wraps(function)
    def run(**given: Any) -> None:  # noqa: ANN401 - whatever the options are
        request = kind(**{name: value for name, value in given.items() if name in names})
        request.line = command_line(function.__name__, ordered, given)
        if CAPTURED.get() is not None:  # errors go to whoever makes the request again
            function(request, **{n: v for n, v in given.items() if n not in names})
            return
        with_errors(lambda: _checked(function, request, {n: v for n, v in given.items() if n not in names}))

    run.__doc__ = re.sub(r"(?<!\n)\n(?!\n)", " ", inspect.cleandoc(run.__doc__ or ""))  # a terminal breaks lines itself
    if issubclass(kind, Request):
        run.__doc__ = (run.__doc__ or "").replace("Example:", f"{PRECEDENCE}\n\nExample:")
    ordered = sorted([*mine, *shared], key=lambda p: (p.kind, _panel(p)))
    run.__signature__ = inspect.Signature(ordered)  # type: ignore[attr-defined]  # typer reads it
    run.__annotations__ = {p.name: p.annotation for p in ordered}
    return run


PANELS = ("Search", WHATIF, DOUBT, OUTPUT, STUDY)
"""The panels of a help, in the order in which every command shows them; options of its own stand before."""


def _panel(parameter: inspect.Parameter) -> int:
    """Return the place of the panel in which an option stands."""
    told = (getattr(one, "rich_help_panel", None) for one in get_args(parameter.annotation)[1:])
    return next((1 + PANELS.index(panel) for panel in told if panel in PANELS), 0)


LISTS = ("--members", "--with", "--without", "--candidates", "--must", "--never")
"""Options that take several names, separated by commas."""

_Misuse: type[Exception] = typer.BadParameter.__bases__[0]  # any line that cannot be parsed; typer hands on no name

HANDERS = {
    "figure": ("write the name of the file without an option", "the ending of the file says its format"),
    "report": ("write the name of the file without an option", "a report is one page in HTML"),
    "export": ("write the name of the folder without an option", "the tables of a package are CSV"),
}
"""What writes answers for others: figures, pages, packages; where the file is named, and what its format is."""

TABLE_OPTIONS = {"--output", "-o", "--format", "--decimal-comma"}
"""Options about tables."""

RENAMED = {"--to": "--until"}
"""Options by the name that they once had, in some command: `--to` is the verdict of a path alone."""

PLAIN = (
    (r"^Invalid value for '(.*?)': ", r"\1: "),
    (r"Value error, ", ""),
    (r"Input should be a valid integer.*", "write a whole number"),
    (r"Input should be a valid number.*", "write a number"),
    (r"Input should be greater than or equal to (.*)$", r"write \1 or more"),
    (r"Input should be less than or equal to (.*)$", r"write \1 or less"),
    (r"('.*') is not one of (.*)\.$", r"\1 is none of \2"),
    (r"^No such command (.*)\. Did you mean (.*)\?$", r"there is no command \1; did you mean \2?"),
    (r"^No such command (.*)\.$", r"there is no command \1; `PROGRAM -h` lists the commands"),
    (r"^Missing argument '(.*?)'\. Choose from:\s*(.*)$", r"'\1' is missing; write \2"),
    (r"^Missing argument '(.*?)'\.$", r"'\1' is missing; `PROGRAM -h` shows an example"),
    (r"^Option '(.*)' requires an argument\.$", r"\1 needs a value behind it"),
    (r"^Option '(.*)' does not take a value\.$", r"\1 takes no value; write it alone"),
    (r"^Got unexpected extra argument\(s\) \((.*?)\)$", r"unexpected: \1; `PROGRAM -h` shows an example"),
    (r"^Got unexpected extra argument\(s\) \((.*?)\)", r"unexpected: \1"),
)
"""What the parser says of a line, and what is said here; PROGRAM is what was called."""

_AS_THEY_ARE: Mapping[Any, Callable[[str], Any]] = {str: str, list[str]: str, Path: Path, list[Path]: Path}
"""Types of options that hold words, or paths, which no command wants checked before it looks."""


class _Sparing:
    """Hands on what was not given, words and paths; all else typer converts."""

    def __init__(self, otherwise: Callable[[], Any]) -> None:
        self.otherwise = otherwise

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401 - as typer calls it
        """Convert the value of an option."""
        if value is None:
            return () if param.multiple else None
        kind = _AS_THEY_ARE.get(param.type_descriptor.annotation)
        if kind is None:
            return self.otherwise().coerce(value, param=param, ctx=ctx)
        return [kind(word) for word in value] if param.multiple else kind(value)


class SparingOption(TyperOption):
    """An option that loads what converts values only where a value has to be converted.

    Typer has adapters of pydantic for that, also to tell that nothing was given, and to make a word of a word; to load
    them takes a fifth of a what-if. A typer that converts otherwise does not ask for this.
    """

    def get_runtime_param(self) -> Any:  # noqa: ANN401 - typer's own type has no public name
        """Return what converts a value."""
        return _Sparing(super().get_runtime_param)


def spare(options: list[Any]) -> list[Any]:
    """Make options sparing, in place."""
    for option in options:
        if type(option) is TyperOption:
            option.__class__ = SparingOption
    return options


class SparingGroup(TyperGroup):
    """All commands, with sparing options of their own; a line that cannot be parsed is one message, as errors are."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - typer's own type has no public name
        """Return the options, the one for help included."""
        return spare(super().get_params(ctx))

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:  # noqa: ANN401 - likewise
        """Parse what stands before the name of a command."""
        with misuse_told():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - likewise
        """Parse the rest, and run the command."""
        with misuse_told():
            return super().invoke(ctx)


class WordyCommand(TyperCommand):
    """A command that says in plain words what of its line cannot be read, and what to write."""

    def get_params(self, ctx: Any) -> list[Any]:  # noqa: ANN401 - typer's own type has no public name
        """Return the options, the one for help included."""
        return spare(super().get_params(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own type has no public name
        """Parse a line."""
        given = [word for word in args if word in LISTS]
        try:
            return super().parse_args(ctx, args)
        except _Misuse as error:
            if given and "unexpected extra argument" in getattr(error, "message", ""):
                error.message += f"; separate names by commas, as in {given[0]} A,B"  # type: ignore[attr-defined]  # click's own
            raise


@contextmanager
def misuse_told() -> Iterator[None]:
    """Tell what of a line cannot be parsed in one message on standard error, and end with exit code 2."""
    try:
        yield
    except _Misuse as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # a program without a command shows its help
            raise
        remark(f"error: {_misuse(error)}")
        raise typer.Exit(2) from None


def _misuse(error: Any) -> str:  # noqa: ANN401 - typer's own type has no public name
    """Say what is wrong with a line, and what to write."""
    called = "viability" if error.ctx is None else error.ctx.command_path
    if error.message.startswith("No such option"):
        known = {name for parameter in error.ctx.command.params for name in parameter.opts}
        if " " in (name := printable(error.option_name)):
            return f"'{name}' is no option; write it behind --, or with a label: 'mine: {name}'"
        hands = HANDERS.get(error.ctx.command.name)
        if hands is not None and name in TABLE_OPTIONS:
            where, form = hands
            return f"{called} takes no {name}; {where if name in {'--output', '-o'} else form}"
        near = [*known & {RENAMED.get(error.option_name, "")}] or error.possibilities
        return f"there is no option {name}; " + (asked(near) if near else f"`{called} -h` lists the options")
    told: str = error.format_message()
    told = re.sub(r"[^\s'()]{81,}", lambda long: f"{long[0][:80]}…", told)
    for said, plain in PLAIN:
        told = re.sub(said, plain, told)
    return " ".join(told.replace("PROGRAM", called).split())


def trim_options(run: Callable[..., None], words: Sequence[str]) -> Callable[..., None]:
    """Return a command with only those options that the words name, for each option costs time to build.

    Where a word looks like an option and is none of the command's, as in a typo or a call for help, it keeps them all.
    """
    parameters = inspect.signature(run).parameters.values()
    options = {
        name: parameter.name
        for parameter in parameters
        for info in get_args(parameter.annotation)[1:]
        if isinstance(info, typer.models.OptionInfo)
        for name in (info.default, *(info.param_decls or ()))  # in an annotation the first name stands as the default
        if isinstance(name, str)
    }
    asked = {word.partition("=")[0] for word in words if word.startswith("-")}
    if not asked <= options.keys():
        return run
    spared = {
        p.name: p.default for p in parameters if p.name in {*options.values()} - {options[name] for name in asked}
    }

    @wraps(run)
    def few(**given: Any) -> None:  # noqa: ANN401 - whatever the options are
        run(**spared, **given)

    few.__signature__ = inspect.Signature([p for p in parameters if p.name not in spared])  # type: ignore[attr-defined]  # typer reads it
    return few


def _checked(function: Callable[..., None], request: Bare, own: dict[str, Any]) -> None:
    if isinstance(request, Plain) and (request.output or request.decimal_comma):
        folder = study_folder(request.study)
        read = [*_named(own), *(_named({"scenario": request.scenario}) if isinstance(request, Request) else ())]
        check_outputs(request.output, request.format, study=folder, read=read, decimal_comma=request.decimal_comma)
        if any(path.suffix.lower() == ".docx" for path in request.output):
            from viability.report.needs import need

            need("docx", "altair", "vl_convert")
    place = request.place() if isinstance(request, Request) else None
    function(request, **own)
    if place is not None and isinstance(request, Request):
        request.keep(place)


def _named(given: Mapping[str, object]) -> Iterator[str]:
    """Give the files that arguments name, also under a label or within options: `mine: --scenario a.yaml`."""
    for value in given.values():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Path):
                yield str(one)
            elif isinstance(one, str):
                parts = (one, one.partition(": ")[2], *one.split())
                yield from (part for part in parts if part.lower().endswith((".json", ".yaml", ".yml")))


def with_errors(action: Callable[[], None]) -> None:
    """Run an action; an error meant for the user becomes one message on stderr and exit code 2."""
    try:
        action()
    except ViabilityError as error:
        told = f"error: {error}" if "\n" not in str(error) else str(error)
        remark("\n  ".join([told, *error.ways]))
        raise typer.Exit(2) from None
    except BrokenPipeError:  # whoever reads has seen enough, as `head` has
        silence()
        raise typer.Exit from None
    except KeyboardInterrupt:
        remark("interrupted; nothing was written")
        raise typer.Exit(130) from None
