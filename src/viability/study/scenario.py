"""What-ifs as people write them: single changes of a study, and scenarios that name a list of them."""

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, assert_never

from msgspec import field

from viability.errors import suggestion
from viability.study.fields import (
    Blankable,
    Compensation,
    Finite,
    Frozen,
    Misfit,
    Names,
    Text,
    Weight,
    When,
    check_weight,
)


class SetWeight(Frozen, frozen=True, kw_only=True):
    """Replace a weight as written, or set its share with the others kept in proportion."""

    weight: str
    """PILLAR or PILLAR.CRITERION"""
    value: Weight
    share: bool = False
    """The value is a share of 1 rather than a weight as written."""
    reason: str = ""

    @classmethod
    def normalised(cls, plain: object) -> object:
        """Read a value that is text, such as `2` or `50%`."""
        if isinstance(plain, dict) and isinstance(plain.get("value"), str):
            return {**plain, **parse_weight(plain["value"])}
        return plain

    def __post_init__(self) -> None:
        if self.share and self.value > 1:
            hint = f"; {self.value:g} % is {self.value / 100:g}" if self.value >= 2 else ""  # noqa: PLR2004 - 150% is 1.5
            raise Misfit("value", f"a share is at most 100%{hint}")
        if not self.share:
            check_weight(self.value, "value")


class SetValue(Frozen, frozen=True, kw_only=True):
    """Assume a value."""

    set: str
    """STATE.ATTRIBUTE, STATE.threats.THREAT, STATE.STATE.ATTRIBUTE or INSTITUTION.credibility"""
    value: Finite
    low: Finite | None = None
    high: Finite | None = None
    from_: When | None = field(default=None, name="from")
    """The first day that it holds; it always does where nothing is said."""
    reason: str = ""


class ScaleValue(Frozen, frozen=True, kw_only=True):
    """Multiply a value, clipped to its range; `*` stands for every state."""

    scale: str
    by: Weight
    reason: str = ""


class Join(Frozen, frozen=True, kw_only=True):
    """A state joins an institution."""

    join: str
    """STATE.INSTITUTION"""
    reason: str = ""


class Leave(Frozen, frozen=True, kw_only=True):
    """A state leaves an institution."""

    leave: str
    """STATE.INSTITUTION"""
    reason: str = ""


Change = SetWeight | SetValue | ScaleValue | Join | Leave

CHANGES: Mapping[str, type[SetWeight | SetValue | ScaleValue | Join | Leave]] = {
    "weight": SetWeight,
    "set": SetValue,
    "scale": ScaleValue,
    "join": Join,
    "leave": Leave,
}
"""Each kind of change by the key that names it in a scenario file."""


def kind_of(plain: Mapping[str, object]) -> str:
    """Return the key that says what kind of change plain data are.

    Raises:
        ValueError: when no key does.
    """
    for key in plain:
        if key in CHANGES:
            return key
    beside = {"value", "low", "high", "from", "by", "share", "reason"}
    first = next((str(key) for key in plain if key not in beside), "")
    raise ValueError(f"unknown kind of change '{first}'; {suggestion(first, CHANGES)}")


def as_changes(value: object) -> "Changes":
    """Check a list of changes, which may have been read before.

    Raises:
        ValueError: at the first that is none.
    """
    if not isinstance(value, list | tuple) or not all(isinstance(one, Mapping | Change) for one in value):
        raise ValueError("expected a list of changes")
    return Changes(one if isinstance(one, Change) else CHANGES[kind_of(one)].read(one) for one in value)


if TYPE_CHECKING:
    Changes = tuple[Change, ...]
else:

    class Changes(tuple):
        """Changes, each of the kind that one of its keys names."""

        __slots__ = ()
        read = staticmethod(as_changes)


class Strategy(Frozen, frozen=True, kw_only=True):
    """What makes a what-if one that somebody could decide on: who, on what grounds, and against whom."""

    actor: Text
    """Who has to act."""
    exists: str = ""
    """What there is of it already."""
    proposed_by: str = ""
    refused_by: str = ""
    law: str = ""
    """Which law would have to change."""
    source: Names | None = None
    """Why it is thinkable."""


class Scenario(Frozen, frozen=True, kw_only=True):
    """A named what-if: edits of a study, applied in the order written."""

    id: str
    title: Blankable
    description: str = ""
    as_of: When | None = None
    members: tuple[str, ...] | None = None
    with_: tuple[str, ...] = field(default=(), name="with")
    without: tuple[str, ...] = ()
    compensation: Compensation | None = None
    roles: Literal["paper"] | None = None
    """`paper` leaves criteria of role theory out: those of whoever makes the claims stand alone."""
    changes: Changes = ()
    strategy: Strategy | None = None
    """Says that an actor could decide on it, and what stands behind that; such a what-if sets values alone."""


def parse_weight(text: str) -> dict[str, float | bool]:
    """Read `2` as a weight as written and `50%` as a share; `%50`, `50 %` and `0,5` are read, too.

    Raises:
        ValueError: when it is neither, or negative.
    """
    bare = text.strip()
    share = bare.startswith("%") != bare.endswith("%")
    if "=" in bare:
        raise ValueError(f"'{text}' holds a second weight; repeat the option, --weight A=40 --weight B=30")
    bare = bare.removeprefix("%").strip() if bare.startswith("%") else bare.removesuffix("%").strip()
    try:
        number = as_number(bare)
    except ValueError:
        raise ValueError(f"'{text}' is not a weight; write a number such as 2, or a share such as 50%") from None
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"a weight is zero or more, not {text}")
    return {"value": number / 100 if share else number, "share": share}


def as_number(text: str) -> float:
    """Read a number as people type it, with a point or a comma before its decimals.

    Raises:
        ValueError: when it is none.

    >>> as_number("0,5"), as_number(" -2.5 ")
    (0.5, -2.5)
    """
    return float(re.sub(r"^([+-]?\d+),(\d+)$", r"\1.\2", text.strip()))


def describe(scenario: Scenario) -> tuple[str, ...]:
    """Say in short lines what a scenario does, as the options of the command line would; a named one by its name."""
    return (f"scenario {scenario.id}",) if scenario.id else contents(scenario)


def contents(scenario: Scenario) -> tuple[str, ...]:
    """Say in short lines what a scenario does, whether it has a name or not."""
    lines = []
    if scenario.as_of is not None:
        lines.append(f"as of {scenario.as_of}")
    if scenario.members is not None:
        lines.append(f"members {' '.join(scenario.members)}")
    lines += [f"with {name}" for name in scenario.with_]
    lines += [f"without {name}" for name in scenario.without]
    if scenario.compensation is not None:
        lines.append(f"compensation {scenario.compensation:g}")
    if scenario.roles is not None:
        lines.append(f"roles {scenario.roles}")
    for change in scenario.changes:
        lines.append(_described(change))
    return tuple(lines)


def _described(change: Change) -> str:
    match change:
        case SetWeight(share=True):
            return f"weight {change.weight}={100 * change.value:.6g}%"
        case SetWeight():
            return f"weight {change.weight}={change.value:.6g}"
        case SetValue():
            since = "" if change.from_ is None else f" from {change.from_}"
            ends = [change.value if end is None else end for end in (change.low, change.high)]
            between = "" if ends == [change.value] * 2 else f" ({ends[0]:.6g} to {ends[1]:.6g})"
            return f"set {change.set}={change.value:.6g}{between}{since}"
        case ScaleValue():
            return f"scale {change.scale}={change.by:.6g}"
        case Join():
            return f"join {change.join}"
        case Leave():
            return f"leave {change.leave}"
    assert_never(change)
