"""States, institutions and threats as profiles write them, and the codebook that says what their values mean."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, field

from viability.brief import Brief, some
from viability.study.fields import ASSUMPTION, Finite, Frozen, Misfit, Names, Text, When, as_of_date

Quality = Literal["high", "medium", "low"]

STEPS: Mapping[Quality, float] = {"high": 0.0, "medium": 0.5, "low": 1.0}
"""Half-width of a rating without a range of its own, in steps, by quality."""

SHARES: Mapping[Quality, float] = {"high": 0.05, "medium": 0.15, "low": 0.40}
"""Half-width of a number without a range of its own, as a share of the value, by quality."""


class Datum(Frozen, frozen=True, kw_only=True):
    """One dated value with its range, source and quality."""

    value: Finite
    low: Finite | None = None
    high: Finite | None = None
    date: When | None = None
    """Year, month or day; only a what-if's assumption has none."""
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


Data = tuple[Datum, ...]
"""Observations of one quantity, oldest first."""


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

    def holds(self, as_of: str | None) -> bool:
        """Tell whether the spell holds at a day, or today where no day is given."""
        if as_of is None:
            return self.to is None
        return (self.from_ is None or self.from_ <= as_of) and (self.to is None or as_of[: len(self.to)] <= self.to)


class State(Brief, Frozen, frozen=True, kw_only=True):
    """One state's profile."""

    id: str
    """The name of its file."""
    name: Text
    iso3: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] | None = None
    """ISO 3166-1 alpha-3, where there is one."""
    aliases: tuple[str, ...] = ()
    attributes: Mapping[str, Data] = {}
    threats: Mapping[str, Data] = {}
    memberships: Mapping[str, tuple[Membership, ...]] = {}
    ties: Mapping[str, Mapping[str, Data]] = {}

    def facts(self) -> Mapping[str, str]:
        """Say what a profile holds."""
        return {
            "id": self.id,
            "name": f"{self.name} ({self.iso3})" if self.iso3 else self.name,
            "attributes": f"{len(self.attributes)}: {some(self.attributes, 4)}",
            "threats": f"{len(self.threats)}: {some(self.threats)}",
            "memberships": f"{len(self.memberships)}: {some(self.memberships)}",
            "ties": f"with {len(self.ties)}: {some(self.ties)}",
        }


class Attribute(Frozen, frozen=True, kw_only=True):
    """One variable of the codebook: what it means, its unit, range and, for a rating, its rubric."""

    title: str
    section: str
    """The pillar under which profiles write it."""
    of: Literal["state", "pair", "threat", "institution"] = "state"
    unit: str = ""
    range: tuple[Finite, Finite]
    rubric: Mapping[int, str] = {}
    changeable: bool = False
    timeless: bool = False
    """Geography: an observation holds at any day, whatever its date."""
    definition: str

    @property
    def is_rating(self) -> bool:
        """A rating has a rubric; a number has a unit."""
        return bool(self.rubric)

    def __post_init__(self) -> None:
        if self.range[0] >= self.range[1]:
            raise Misfit("range", "range must run from a lower to a higher number")
        if any(not self.range[0] <= level <= self.range[1] for level in self.rubric):
            raise Misfit("rubric", "a level of the rubric lies outside the range")

    def bounds(self, datum: Datum) -> tuple[float, float]:
        """Return the datum's range: its own, else by quality, clipped to the attribute's."""
        half = STEPS[datum.quality] if self.is_rating else SHARES[datum.quality] * abs(datum.value)
        low = datum.value - half if datum.low is None else datum.low
        high = datum.value + half if datum.high is None else datum.high
        return max(low, self.range[0]), min(high, self.range[1])


class Threat(Frozen, frozen=True, kw_only=True):
    """A threat source that profiles rate."""

    title: str
    definition: str


class Institution(Frozen, frozen=True, kw_only=True):
    """A security institution with its mandate and dated credibility."""

    name: str
    mandate: str
    source: Names
    credibility: Data = ()


class Source(Frozen, frozen=True, kw_only=True):
    """Where a value came from."""

    title: str
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
