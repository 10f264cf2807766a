"""Claims that somebody makes of a coalition, each with the test that could show it false."""

import math
from typing import Literal

from viability.study.fields import Finite, Frozen, Misfit, Names, Text, When

TestName = Literal["above", "below", "fell_since", "rose_since"]

LEVELS: tuple[TestName, ...] = ("above", "below")
"""Tests against a reference; the others are against the same value on another day."""


class ReferenceGroup(Frozen, frozen=True, kw_only=True):
    """What a claim is held against: a group that did ally, measured by the same criterion, or a level of a rubric.

    It is written with its value, or named as a coalition of the world study, which is then measured by the criterion.
    """

    group: str = ""
    value: Finite | None = None
    coalition: str | None = None
    """The name of a coalition of the world study, in place of group and value."""
    low: Finite | None = None
    high: Finite | None = None
    """Without a range the value is taken as exact."""
    year: When | None = None
    coverage: str = ""
    """Of how many of the group it is known."""
    states: tuple[str, ...] = ()
    """Codes or names of those that the value is made of."""
    source: Names | None = None
    how: str = ""
    """How the value was found, so that it can be found again."""

    def __post_init__(self) -> None:
        if self.coalition is not None:
            for name in ("value", "low", "high", "states", "group"):
                if getattr(self, name):
                    raise Misfit(name, f"a reference that is a coalition is measured; remove '{name}', or 'coalition'")
            return
        if self.value is None:
            raise Misfit("value", "a reference needs a value, or a coalition of the world study")
        for name in ("group", "how"):
            if not getattr(self, name).strip():
                raise Misfit(name, f"a reference with a value needs '{name}'")
        if self.low is not None and self.low > self.value:
            raise Misfit("low", f"low ({self.low:g}) is above the value ({self.value:g})")
        if self.high is not None and self.high < self.value:
            raise Misfit("high", f"high ({self.high:g}) is below the value ({self.value:g})")

    @property
    def triangle(self) -> tuple[float, float, float]:
        """The least that the value may be, the value, and the greatest; NaN where it is to be measured."""
        value = math.nan if self.value is None else self.value
        return value if self.low is None else self.low, value, value if self.high is None else self.high


class Claim(Frozen, frozen=True, kw_only=True):
    """One assertion, what it is about, and how it is tested, or why it is not."""

    id: str
    claim: Text
    """The assertion, in the words of whoever tests it."""
    about: str | None = None
    """A criterion, the address of a value, or STATE.CRITERION: the criterion read for one member."""
    test: TestName | None = None
    """All tests are strict."""
    reference: ReferenceGroup | None = None
    since: When | None = None
    """The day with which `fell_since` and `rose_since` compare; a year or a month stands for its last day."""
    evidence: str = ""
    """Where to look."""
    not_tested: str = ""
    """Why the claim is not tested, where it is not."""

    def __post_init__(self) -> None:
        if self.not_tested.strip():
            for name in ("test", "reference", "since"):
                if getattr(self, name) is not None:
                    raise Misfit(name, f"a claim that is not tested has no '{name}'; remove it, or remove not_tested")
            return
        if self.test is None:
            raise Misfit("claim", "give a test, or say under not_tested why there is none")
        if self.about is None:
            raise Misfit("test", "a test needs 'about': a criterion, the address of a value, or STATE.CRITERION")
        needs, has_not = ("reference", "since") if self.test in LEVELS else ("since", "reference")
        if getattr(self, needs) is None:
            raise Misfit("test", f"'{self.test}' needs '{needs}'")
        if getattr(self, has_not) is not None:
            raise Misfit(has_not, f"'{self.test}' compares by '{needs}'; remove '{has_not}'")
