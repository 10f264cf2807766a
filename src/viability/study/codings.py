"""Ratings of further coders: a second opinion on values that profiles hold."""

import re
from typing import Annotated

from msgspec import Meta

from viability.study.fields import Finite, Frozen, Line, Misfit, When

Version = Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+)*$")]
"""Of a framework: whole numbers with points between them."""


def version_key(version: str) -> tuple[int, ...]:
    """Return what sorts versions as people read them.

    >>> version_key("1.10") > version_key("1.9")
    True
    """
    return tuple(int(part) for part in re.findall(r"[0-9]+", version))


class Coding(Frozen, frozen=True, kw_only=True):
    """One rating by a further coder, of one value on one date."""

    address: Line
    """Of the value, as it was called when it was coded."""
    date: When
    """Of the observation that was coded."""
    value: Finite
    low: Finite | None = None
    high: Finite | None = None
    note: str = ""
    """The facts that decided it."""
    reason: str = ""
    """The words of the level, and how sure the coder was."""
    framework: Version
    """The version of the framework whose rubrics were used."""

    def __post_init__(self) -> None:
        if self.low is not None and self.low > self.value:
            raise Misfit("low", f"low ({self.low:g}) is above the value ({self.value:g})")
        if self.high is not None and self.high < self.value:
            raise Misfit("high", f"high ({self.high:g}) is below the value ({self.value:g})")


class Coder(Frozen, frozen=True, kw_only=True):
    """A further coder, how the coding was done, and its ratings."""

    id: str
    who: Line
    date: When | None = None
    procedure: str = ""
    codings: tuple[Coding, ...] = ()
