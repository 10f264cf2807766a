"""States, institutions and threats as profiles write them, and the codebook that says what their values mean."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta, field

from viability.brief import Brief, some
from viability.study.codings import Version
from viability.study.fields import ASSUMPTION, LIMIT, Code, Finite, Frozen, Line, Misfit, Names, When, as_of_date

Quality = Literal["high", "medium", "low"]

STEPS: Mapping[Quality, float] = {"high": 0.0, "medium": 0.5, "low": 1.0}
"""Half-width of a rating without a range of its own, in levels of its rubric, by quality."""

SHARES: Mapping[Quality, float] = {"high": 0.05, "medium": 0.15, "low": 0.40}
"""Half-width of a number on a ratio scale without a range of its own, as a share of the value, by quality."""

PARTS: Mapping[Quality, float] = {"high": 1 / 3, "medium": 1.0, "low": 8 / 3}
"""Half-width of a number on an interval scale without a range of its own, in parts of its doubt, by quality."""

DOUBTS = 50
"""Where an attribute on an interval scale declares no doubt, it is its range divided by this."""


class Datum(Frozen, frozen=True, kw_only=True, gc=False):  # no circle leads through it; there may be a million
    """One dated value with its range, source and quality."""

    value: Finite
    low: Finite | None = None
    high: Finite | None = None
    date: When | None = None
    """Year, month or day; only a what-if's assumption has none."""
    until: When | None = None
    """The last day that it holds, where it ended and nothing took its place; after it the value is unknown."""
    source: Names
    """Ids in states/_sources.yaml."""
    quality: Quality
    note: str = ""
    """Which facts decide the value; needed for ratings."""

    def __post_init__(self) -> None:
        if self.low is not None and self.low > self.value:
            raise Misfit("low", f"low ({self.low:g}) is above the value ({self.value:g})")
        if self.high is not None and self.high < self.value:
            raise Misfit("high", f"high ({self.high:g}) is below the value ({self.value:g})")
        if self.date is None and self.source != (ASSUMPTION,):
            raise ValueError("a date is missing")
        if self.until is not None and self.date is not None and self.date > as_of_date(self.until):
            raise Misfit("until", f"ends ({self.until}) before its date ({self.date})")


Data = tuple[Datum, ...]
"""Observations of one quantity, oldest first."""


def _within(day: str, first: str | None, last: str | None) -> bool:
    return (first is None or first <= day) and (last is None or day[: len(last)] <= last)


class Membership(Frozen, frozen=True, kw_only=True):
    """One spell of a state in an institution."""

    role: Literal["member", "associate", "observer", "partner"] = "member"
    from_: When | None = field(default=None, name="from")
    """First day; missing where the evidence has none."""
    to: When | None = None
    """Last day; missing while it lasts."""
    source: Names
    note: str = ""

    def __post_init__(self) -> None:
        if self.from_ is not None and self.to is not None and self.from_ > as_of_date(self.to):
            raise Misfit("to", f"ends ({self.to}) before it begins ({self.from_})")

    def holds(self, day: str) -> bool:
        """Tell whether the spell holds at a day, its first and its last included."""
        return _within(day, self.from_, self.to)


class State(Brief, Frozen, frozen=True, kw_only=True):
    """One state's profile."""

    id: str
    """The name of its file."""
    name: Line
    iso3: Code | None = None
    """ISO 3166-1 alpha-3, where there is one."""
    aliases: tuple[str, ...] = ()
    from_: When | None = field(default=None, name="from")
    """First day of its life; missing where it began before all data."""
    to: When | None = None
    """Last day of its life; missing while it lasts."""
    candidate: bool = True
    """Whether searches look at it; false for states that only stand beside others, such as neighbours."""
    attributes: Mapping[str, Data] = {}
    threats: Mapping[str, Mapping[str, Data]] = {}
    """By attribute and threat source."""
    memberships: Mapping[str, tuple[Membership, ...]] = {}
    ties: Mapping[str, Mapping[str, Data]] = {}
    """By other state and attribute."""

    def __post_init__(self) -> None:
        if self.from_ is not None and self.to is not None and self.from_ > as_of_date(self.to):
            raise Misfit("to", f"ends ({self.to}) before it begins ({self.from_})")

    def lives(self, day: str) -> bool:
        """Tell whether the state lives at a day, its first and its last included."""
        return _within(day, self.from_, self.to)

    def facts(self) -> Mapping[str, str]:
        """Say what a profile holds."""
        felt = tuple(dict.fromkeys(threat for rated in self.threats.values() for threat in rated))
        return {
            "id": self.id,
            "name": f"{self.name} ({self.iso3})" if self.iso3 else self.name,
            "attributes": f"{len(self.attributes)}: {some(self.attributes, 4)}",
            "threats": f"{len(felt)}: {some(felt)}",
            "memberships": f"{len(self.memberships)}: {some(self.memberships)}",
            "ties": f"with {len(self.ties)}: {some(self.ties)}",
        }


class Attribute(Frozen, frozen=True, kw_only=True):
    """One variable of the codebook: what it means, its unit, range and, for a rating, its rubric."""

    title: Line
    section: str
    """The pillar under which profiles write it."""
    of: Literal["state", "pair", "threat", "institution"] = "state"
    unit: str = ""
    range: tuple[Finite, Finite]
    rubric: Mapping[int, str] = {}
    changeable: bool = False
    timeless: bool = False
    """Geography: an observation holds at any day, whatever its date."""
    max_age: Annotated[float, Meta(gt=0, le=1000)] | None = None
    """Years after which an observation no longer counts."""
    scale: Literal["ratio", "interval"] | None = None
    """What a number's nought means: nothing at all (ratio), or one point among others (interval)."""
    doubt: Annotated[float, Meta(gt=0, le=LIMIT)] | None = None
    """Half-width of a number on an interval scale at medium quality, in its unit."""
    since: Version | None = None
    """The first version of the framework in which it has the meaning that it has now; from the start where none is."""
    zero_unless_listed: bool = False
    """What no profile writes of a threat or a tie is a known nought, not unknown."""
    definition: str

    @property
    def is_rating(self) -> bool:
        """A rating has a rubric; a number has a unit."""
        return bool(self.rubric)

    @property
    def interval(self) -> bool:
        """Whether it is a number on an interval scale, as every one is that goes below nought."""
        return not self.is_rating and (self.scale == "interval" or self.range[0] < 0)

    def __post_init__(self) -> None:
        if self.range[0] >= self.range[1]:
            raise Misfit("range", "range must run from a lower to a higher number")
        if any(not self.range[0] <= level <= self.range[1] for level in self.rubric):
            raise Misfit("rubric", "a level of the rubric lies outside the range")
        if self.timeless and self.max_age is not None:
            raise Misfit("max_age", "a timeless value does not age; remove max_age or timeless")
        if self.is_rating and self.scale is not None:
            raise Misfit("scale", "a rating has levels and no scale; remove scale")
        if self.scale == "ratio" and self.range[0] < 0:
            raise Misfit(
                "scale", f"the range begins at {self.range[0]:g}, but that of a ratio at 0 or above; write interval"
            )
        if self.doubt is not None and not self.interval:
            raise Misfit("doubt", "only a number on an interval scale has a doubt of its own; remove doubt")
        if self.zero_unless_listed and self.of not in {"threat", "pair"}:
            raise Misfit("zero_unless_listed", f"an attribute of {self.of}s is unknown unless listed; remove the key")
        if self.zero_unless_listed and not self.range[0] <= 0 <= self.range[1]:
            raise Misfit("zero_unless_listed", "0 lies outside the range")

    def bounds(self, datum: Datum) -> tuple[float, float]:
        """Return the datum's range: its own, else by quality, clipped to the attribute's.

        By quality a rating goes levels of its rubric down and up, a number on a ratio scale a share of itself, and one
        on an interval scale a part of its doubt.
        """
        low, high = self._by_quality(datum)
        low = low if datum.low is None else datum.low
        high = high if datum.high is None else datum.high
        return max(low, self.range[0]), min(high, self.range[1])

    def _by_quality(self, datum: Datum) -> tuple[float, float]:
        value = datum.value
        if len(self.rubric) > 1:
            levels = tuple(sorted(self.rubric))
            return _level(levels, value, -STEPS[datum.quality]), _level(levels, value, STEPS[datum.quality])
        share, fixed = self.half_width(datum.quality)
        half = share * abs(value) + fixed
        return value - half, value + half

    def half_width(self, quality: Quality) -> tuple[float, float]:
        """Return by how much a number is in doubt: by a share of itself, and by an amount that is the same for all."""
        if not self.interval:
            return SHARES[quality], 0.0
        usual = (self.range[1] - self.range[0]) / DOUBTS if self.doubt is None else self.doubt
        return 0.0, PARTS[quality] * usual


@lru_cache(maxsize=1 << 12)  # of many ratings few differ
def _level(levels: tuple[int, ...], value: float, steps: float) -> float:
    """Return where some steps from level to level lead from a value, which may lie between two; the ends hold."""
    value = min(max(value, levels[0]), levels[-1])
    number = max(i for i, level in enumerate(levels) if level <= value)
    beyond = min(number + 1, len(levels) - 1)
    part = (value - levels[number]) / (levels[beyond] - levels[number]) if beyond > number else 0.0
    there = min(max(number + part + steps, 0.0), len(levels) - 1.0)
    below = int(there)
    above = min(below + 1, len(levels) - 1)
    return levels[below] + (there - below) * (levels[above] - levels[below])


class Threat(Frozen, frozen=True, kw_only=True):
    """A threat source that profiles rate."""

    title: Line
    definition: str
    kind: Literal["state", "other"] | None = None
    """A state, or another danger; measures may ask for one kind."""
    state: Annotated[str, Meta(pattern=r"^([A-Z]{3}|[a-z][\w-]{3,})$")] | None = None
    """The state that it is, by its code, or by its id without one; among the members it is no threat from without."""
    of: str | None = None
    """The one state that it concerns; for all others it is a known nought."""

    def __post_init__(self) -> None:
        if self.state is not None and self.kind != "state":
            raise Misfit("state", "only a threat source of kind 'state' names a state; write `kind: state`")


class Institution(Frozen, frozen=True, kw_only=True):
    """A security institution with its mandate and dated credibility."""

    name: Line
    mandate: str
    source: Names
    kind: Literal["defence", "forum"] | None = None
    """A body that promises defence, or one to talk in; measures may ask for one kind."""
    credibility: Data = ()


class Source(Frozen, frozen=True, kw_only=True):
    """Where a value came from."""

    title: Line
    publisher: str
    edition: str = ""
    date: When | None = None
    date_note: str = ""
    undated: bool = False
    accessed: When | None = None
    href: str = ""
    weak: str = ""
    """Why to distrust it: mirror, reprint, partisan press."""

    def __post_init__(self) -> None:
        if self.date is None and not self.edition and not self.undated:
            raise ValueError("give a date, an edition, or 'undated: true'")
