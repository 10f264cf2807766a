"""What every command shares: the options, the study they lead to, and the seam that turns errors into exit codes.

Options are the fields of `Request`; `command` adds them to a command's own. Exit codes: 0 done, 1 `check` found
problems, 2 the request cannot be answered, 130 interrupted.
"""

import inspect
import sys
from collections.abc import Callable, Sequence
from dataclasses import MISSING, dataclass, fields
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_type_hints

import typer

from viability.changes import Change, Scenario, SetValue, SetWeight
from viability.errors import FrameworkError, ViabilityError
from viability.fields import as_compensation, as_date
from viability.library import load_study
from viability.model import Study
from viability.render.write import Format, check_writable, emit, readable, silence

if TYPE_CHECKING:
    from rich.console import RenderableType

    from viability.render.rows import Sheet

T = TypeVar("T")

PRECEDENCE = (
    "Later wins: the study, --scenario in order, --as-of, --members then --with then --without, --compensation, "
    "--weight in order, --set in order."
)
STUDY, WHATIF, DOUBT, OUTPUT = "Study", "What if", "Doubt", "Output"


def _states(incomplete: str) -> list[str]:
    return _completed(incomplete, lambda study: study.states)


def _scenarios(incomplete: str) -> list[str]:
    return _completed(incomplete, lambda study: study.scenarios)


def _weights(incomplete: str) -> list[str]:
    return _completed(
        incomplete,
        lambda study: [*study.framework.pillars, *(f"{c.pillar}.{c.id}" for c in study.criteria.values())],
    )


def _completed(incomplete: str, names: Callable[[Study], Any]) -> list[str]:
    try:
        return [name for name in names(load_study()) if name.startswith(incomplete)]
    except ViabilityError:
        return []


StudyOption = Annotated[
    Path | None,
    typer.Option(
        "--study",
        help="Folder with criteria/ and states/; default: the nearest upward, else the shipped study.",
        rich_help_panel=STUDY,
        show_default=False,
    ),
]
Members = Annotated[
    list[str],
    typer.Option(
        "--members",
        help="The coalition: ids, ISO codes or names; repeat or separate by commas.",
        rich_help_panel=WHATIF,
        autocompletion=_states,
        show_default=False,
    ),
]
With = Annotated[
    list[str],
    typer.Option("--with", help="Add a state.", rich_help_panel=WHATIF, autocompletion=_states, show_default=False),
]
Without = Annotated[
    list[str],
    typer.Option(
        "--without",
        help="Leave a member out.",
        rich_help_panel=WHATIF,
        autocompletion=_states,
        show_default=False,
    ),
]
Weight = Annotated[
    list[str],
    typer.Option(
        "--weight",
        help="PILLAR[.CRITERION]=2 replaces the weight as written; =50% sets its share, the others in proportion.",
        rich_help_panel=WHATIF,
        autocompletion=_weights,
        show_default=False,
    ),
]
SetOption = Annotated[
    list[str],
    typer.Option(
        "--set",
        help="Assume a value: STATE.ATTRIBUTE=4, STATE.STATE.TIE=0, STATE.threats.THREAT=3, INSTITUTION.credibility=1.",
        rich_help_panel=WHATIF,
        show_default=False,
    ),
]
ScenarioOption = Annotated[
    list[str],
    typer.Option(
        "--scenario",
        help="Apply a named what-if of the study; repeatable, in order.",
        rich_help_panel=WHATIF,
        autocompletion=_scenarios,
        show_default=False,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="Use the newest data not later than YYYY, YYYY-MM or YYYY-MM-DD.",
        rich_help_panel=WHATIF,
        show_default=False,
    ),
]
Compensation = Annotated[
    str | None,
    typer.Option(
        "--compensation",
        help="1 arithmetic, 0 geometric, -1 harmonic, -inf worst criterion.",
        rich_help_panel=WHATIF,
        show_default=False,
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format",
        help="How to write the result; default: as the ending of --output says (.csv, .json, .md), else a table.",
        rich_help_panel=OUTPUT,
        case_sensitive=False,
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Write to a file, whole or not at all.",
        rich_help_panel=OUTPUT,
        show_default=False,
    ),
]


@dataclass(frozen=True, kw_only=True)
class Plain:
    """What the options of every command ask for."""

    study: StudyOption = None
    format: FormatOption = None
    output: Output = None

    def emit(self, sheet: "Sheet", view: "RenderableType") -> None:
        """Write the result where and how it was asked for."""
        emit(sheet, view, self.format, self.output)


@dataclass(frozen=True, kw_only=True)
class Request(Plain):
    """What the options of commands that evaluate a coalition ask for."""

    members: Members = MISSING  # type: ignore[assignment]  # typer's default is a new list
    with_: With = MISSING  # type: ignore[assignment]  # as above
    without: Without = MISSING  # type: ignore[assignment]  # as above
    scenario: ScenarioOption = MISSING  # type: ignore[assignment]  # as above
    as_of: AsOf = None
    weight: Weight = MISSING  # type: ignore[assignment]  # as above
    set_: SetOption = MISSING  # type: ignore[assignment]  # as above
    compensation: Compensation = None

    @cached_property
    def whatif(self) -> Scenario:
        """The what-if of the options, as one nameless scenario.

        Raises:
            FrameworkError: when an option cannot be read.
        """
        changes: list[Change] = [_weight(text) for text in self.weight]
        changes += [_value(text) for text in self.set_]
        return Scenario(
            id="",
            title="options",
            as_of=_read("--as-of", as_date, self.as_of),
            members=split_names(self.members) if self.members else None,
            with_=_some("--with", self.with_),
            without=_some("--without", self.without),
            compensation=_read("--compensation", as_compensation, self.compensation),
            changes=tuple(changes),
        )

    def load(self, *, whole: bool = False) -> Study:
        """Read the study, as much of it as the options need."""
        options = (*self.members, *self.with_, *self.without, *self.set_, *self.scenario)
        return load_study(self.study, profiles=None if whole or options else ())

    def scenarios(self, study: Study) -> tuple[Scenario, ...]:
        """Return the what-ifs in order of precedence."""
        asked = (self.members, self.with_, self.without, self.scenario, self.weight, self.set_)
        if not any(asked) and self.as_of is None and self.compensation is None:
            return ()
        from viability.scenario import combine

        return combine([study.scenario(name) for name in self.scenario], self.whatif)

    def edited(self, *, whole: bool = False) -> tuple[Study, tuple[str, ...]]:
        """Return the study that the what-ifs lead to, and the what-ifs in words."""
        from viability.assessment import describe
        from viability.scenario import apply

        study = self.load(whole=whole)
        scenarios = self.scenarios(study)
        return apply(study, *scenarios), tuple(line for scenario in scenarios for line in describe(scenario))


def split_names(texts: list[str]) -> tuple[str, ...]:
    """Take names apart at commas."""
    return tuple(part.strip() for text in texts for part in text.split(",") if part.strip())


def _some(option: str, texts: list[str]) -> tuple[str, ...]:
    """Take names apart, of which there must be some if the option is given."""
    found = split_names(texts)
    if texts and not found:
        raise FrameworkError(f"{option}: name a state")
    return found


def _read(option: str, reader: Callable[[object], T], text: str | None) -> T | None:
    """Read an option's text, if it was given."""
    try:
        return None if text is None else reader(text)
    except ValueError as error:
        raise FrameworkError(f"{option}: {error}") from None


def _weight(text: str) -> SetWeight:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise FrameworkError(f"--weight {text}: write PILLAR=2, PILLAR=50% or PILLAR.CRITERION=2")
    try:
        return SetWeight.read({"weight": name.strip(), "value": value})
    except ValueError as error:
        raise FrameworkError(f"--weight {text}: {error}") from None


def _value(text: str) -> SetValue:
    path, equals, value = text.partition("=")
    try:
        if not equals:
            raise ValueError  # noqa: TRY301 - told like a number that is none
        return SetValue.read({"set": path.strip(), "value": float(value)})
    except ValueError:
        raise FrameworkError(f"--set {text}: write STATE.ATTRIBUTE=4, with a number after the sign") from None


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options and the seam for errors.

    The function's first parameter takes the `Plain` or the `Request`; the others are its own options. Its docstring is
    its help; where there are what-ifs, their precedence is told before the example.
    """
    first, *parameters = inspect.signature(function).parameters.values()
    hints = get_type_hints(function, include_extras=True)
    kind: type[Plain] = hints[first.name]
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
    ]
    names = {field.name for field in fields(kind)}

    @wraps(function)
    def run(**given: Any) -> None:  # noqa: ANN401 - whatever the options are
        request = kind(**{name: value for name, value in given.items() if name in names})
        with_errors(lambda: _checked(function, request, {n: v for n, v in given.items() if n not in names}))

    if issubclass(kind, Request):
        run.__doc__ = (run.__doc__ or "").replace("Example:", f"{PRECEDENCE}\n\n    Example:")
    ordered = [p for p in mine if p.kind is not inspect.Parameter.KEYWORD_ONLY]
    ordered += [p for p in mine if p.kind is inspect.Parameter.KEYWORD_ONLY] + shared
    run.__signature__ = inspect.Signature(ordered)  # type: ignore[attr-defined]  # typer reads it
    run.__annotations__ = {p.name: p.annotation for p in ordered}
    return run


def needs_argument(run: Callable[..., None]) -> bool:
    """Tell whether a command cannot be called without an argument."""
    return any(p.default is p.empty for p in inspect.signature(run).parameters.values())


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


def _checked(function: Callable[..., None], request: Plain, own: dict[str, Any]) -> None:
    check_writable(request.output)
    function(request, **own)


def with_errors(action: Callable[[], None]) -> None:
    """Run an action; an error meant for the user becomes one message on stderr and exit code 2."""
    try:
        action()
    except ViabilityError as error:
        sys.stderr.write(readable(f"error: {error}\n" if "\n" not in str(error) else f"{error}\n", sys.stderr))
        raise typer.Exit(2) from None
    except BrokenPipeError:  # whoever reads has seen enough, as `head` has
        silence()
        raise typer.Exit from None
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; nothing was written\n")
        raise typer.Exit(130) from None
