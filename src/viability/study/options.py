"""What-ifs as options say them, on the command line and within an item of a comparison, such as `--as-of 2019`."""

import math
import shlex
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from msgspec import Struct, field

from viability.errors import FrameworkError, suggestion
from viability.study.fields import LIMIT, WEIGHTS, as_compensation, as_date
from viability.study.scenario import Change, Scenario, SetValue, SetWeight, as_number

T = TypeVar("T")

OPTIONS = (
    "--members",
    "--coalition",
    "--with",
    "--without",
    "--scenario",
    "--as-of",
    "--weight",
    "--set",
    "--compensation",
    "--roles",
)
"""The options that make a what-if."""


class Said(Struct, frozen=True, kw_only=True):
    """What options ask for."""

    scenarios: tuple[str, ...] = ()
    """Names of scenarios, which come first."""
    coalition: str | None = None
    whatif: Scenario = field(default_factory=lambda: Scenario(id="", title="options"))
    """All the rest, as one nameless what-if."""


def read_line(text: str, *, others: bool = False) -> Said:
    """Read options as they would be typed, quotation marks included.

    Args:
        text: The options.
        others: Whether there may be options that make no what-if, which are passed over, as in a whole command.

    Raises:
        FrameworkError: when there is an option that is none, one without a value, or a value that cannot be read.
    """
    try:
        words = shlex.split(text)
    except ValueError:
        raise FrameworkError("a quotation mark is not closed") from None
    held: dict[str, list[str]] = {name: [] for name in OPTIONS}
    while words:
        name, equals, value = words.pop(0).partition("=")
        if name not in held:
            if not others:
                raise FrameworkError(_no_option(name))
            continue
        if not equals:
            if not words or words[0] in held:
                raise FrameworkError(f"{name} needs a value")
            value = words.pop(0)
        held[name].append(value)
    return said(held)


def _no_option(name: str) -> str:
    if not name.startswith("-"):
        return f"'{name}' is not an option; write options such as --weight PILLAR=40%"
    return f"there is no option {name} that makes a what-if; {suggestion(name, OPTIONS)}"


def said(held: "dict[str, list[str]]") -> Said:
    """Return what options ask for, given the values of each.

    Raises:
        FrameworkError: when a value cannot be read.
    """
    last = {name: values[-1] if values else None for name, values in held.items()}
    roles = last["--roles"]
    if roles not in {None, "paper"}:
        raise FrameworkError(f"--roles: '{roles}' is not known; write paper")
    if held["--members"] and last["--coalition"] is not None:
        raise FrameworkError(
            "--coalition and --members both name the members; use only one, and change it by --with or --without"
        )
    return Said(
        scenarios=tuple(held["--scenario"]),
        coalition=last["--coalition"],
        whatif=Scenario(
            id="",
            title="options",
            as_of=read_option("--as-of", as_date, last["--as-of"]),
            members=split_names(held["--members"]) if held["--members"] else None,
            with_=some_names("--with", held["--with"]),
            without=some_names("--without", held["--without"]),
            compensation=read_option("--compensation", as_compensation, last["--compensation"]),
            roles=roles,  # type: ignore[arg-type]  # one of the two, as was just seen
            changes=changes_of(held["--weight"], held["--set"]),
        ),
    )


def changes_of(weights: Iterable[str], values: Iterable[str]) -> tuple[Change, ...]:
    """Read the changes that `--weight` and `--set` ask for.

    Raises:
        FrameworkError: when one cannot be read.
    """
    return (*map(read_weight, weights), *map(read_value, values))


def split_names(texts: Sequence[str]) -> tuple[str, ...]:
    """Take names apart at commas, or at the semicolons that stand for them where numbers have commas."""
    return tuple(part.strip() for text in texts for part in text.replace(";", ",").split(",") if part.strip())


def some_names(option: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Take names apart, of which there must be some if the option is given.

    Raises:
        FrameworkError: when there is none.
    """
    found = split_names(texts)
    if texts and not found:
        raise FrameworkError(f"{option}: name a state")
    return found


def read_option(option: str, reader: Callable[[object], T], text: str | None) -> T | None:
    """Read an option's text, if it was given.

    Raises:
        FrameworkError: when it cannot be read.
    """
    try:
        return None if text is None else reader(text)
    except ValueError as error:
        raise FrameworkError(f"{option}: {error}") from None


def read_weight(text: str) -> SetWeight:
    """Read `PILLAR=2`, `PILLAR=50%` or the same of `PILLAR.CRITERION`.

    Raises:
        FrameworkError: when it cannot be read.
    """
    name, equals, value = text.rpartition("=")
    if not equals or not name.strip() or name.endswith("="):
        raise FrameworkError(f"--weight {text}: write PILLAR=2, PILLAR=50% or PILLAR.CRITERION=2")
    try:
        return SetWeight.read({"weight": name.strip(), "value": value})
    except ValueError as error:
        told = str(error)
        if told.startswith("Expected"):  # msgspec's own words on a number out of bounds
            told = f"write 0, or a number from {WEIGHTS[0]:.6f} to {WEIGHTS[1]:.0f}"
        raise FrameworkError(f"--weight {text}: {told}") from None


def read_value(text: str) -> SetValue:
    """Read `STATE.ATTRIBUTE=4`.

    Raises:
        FrameworkError: when it cannot be read.
    """
    path, _, value = text.rpartition("=")
    try:
        number = as_number(value)
    except ValueError:
        number = math.nan
    if math.isnan(number) or path.endswith("="):
        raise FrameworkError(f"--set {text}: write STATE.ATTRIBUTE=4, with a number after the sign")
    if abs(number) > LIMIT:
        raise FrameworkError(f"--set {text}: write a number from {-LIMIT:g} to {LIMIT:g}")
    return SetValue(set=path.strip(), value=number)
