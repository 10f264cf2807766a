"""What people write: states, criteria, frameworks, and the study that holds them.

Closed and frozen: unknown keys are errors, and an edit makes a new object. No files, no arrays. What-ifs stand in
`changes`, and what models are made of in `fields`.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self

from msgspec import Meta, field

from viability.changes import Scenario
from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.fields import ASSUMPTION, Compensation, Finite, Frozen, Misfit, Names, Text, Weight, When, as_of_date

Quality = Literal["high", "medium", "low"]
Role = Literal["catalyst", "obstacle", "theory"]
AggregatorName = Literal["average", "weakest-link", "best-shot", "summation", "evenness"]
MeasureName = Literal[
    "attribute",
    "count",
    "best_membership",
    "similarity",
    "overlap",
    "strongest_common",
    "common_level",
    "shared_memberships",
    "tie",
]

DYADIC: frozenset[str] = frozenset(
    {"similarity", "overlap", "strongest_common", "common_level", "shared_memberships", "tie"}
)
"""Measures that are about a pair of states; the others are about one state."""

MEASURE_READS: Mapping[str, str | None] = {
    "attribute": "state",
    "count": None,
    "best_membership": "institution",
    "similarity": "state",
    "overlap": "threat",
    "strongest_common": "threat",
    "common_level": "state",
    "shared_memberships": None,
    "tie": "pair",
}
"""What kind of attribute each measure reads; None where it reads none."""

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


class State(Frozen, frozen=True, kw_only=True):
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


class Measure(Frozen, frozen=True, kw_only=True):
    """What is read off the profiles."""

    kind: MeasureName
    of: str | None = None

    def __post_init__(self) -> None:
        needs = MEASURE_READS[self.kind] is not None
        if needs and self.of is None:
            raise Misfit("kind", f"kind '{self.kind}' needs 'of', the name of an attribute")
        if not needs and self.of is not None:
            raise Misfit("of", f"kind '{self.kind}' reads no attribute; remove 'of'")

    @property
    def dyadic(self) -> bool:
        """Whether it is about pairs."""
        return self.kind in DYADIC


class Goalposts(Frozen, frozen=True, kw_only=True):
    """The fixed values that score 0 and 1."""

    worst: Finite
    best: Finite
    reason: Text

    def __post_init__(self) -> None:
        if self.worst == self.best:
            raise Misfit("worst", "worst and best are equal, so nothing could be scored between them")


class Reference(Frozen, frozen=True, kw_only=True):
    """A work cited."""

    title: str
    href: str = ""


class Criterion(Frozen, frozen=True, kw_only=True):
    """One question put to a coalition, declared as measure, goalposts and aggregator."""

    id: str
    title: str
    pillar: str
    question: str
    weight: Weight = 1.0
    measure: Measure
    goalposts: Goalposts | None = None
    aggregator: AggregatorName
    role: Role = "theory"
    claim: str = ""
    """What the paper says, in our words."""
    blocking: Annotated[float, Meta(gt=0, le=1)] | None = None
    """Scoring below this caps the verdict, whatever the index says."""
    rationale: str
    references: tuple[Reference, ...] = ()

    def __post_init__(self) -> None:
        if self.aggregator == "evenness" and self.goalposts is not None:
            raise Misfit("goalposts", "evenness has no goalposts; remove them")
        if self.aggregator != "evenness" and self.goalposts is None:
            raise Misfit("aggregator", f"aggregator '{self.aggregator}' needs goalposts")
        if self.measure.dyadic and self.aggregator in {"summation", "evenness"}:
            raise Misfit(
                "aggregator", f"{self.aggregator} of pairs is not defined; use average, weakest-link or best-shot"
            )


class Pillar(Frozen, frozen=True, kw_only=True):
    """A heading under which criteria stand."""

    title: str
    question: str = ""
    weight: Weight = 1.0


class Band(Frozen, frozen=True, kw_only=True):
    """A verdict and the index from which it holds."""

    verdict: str
    at_least: Annotated[float, Meta(ge=0, le=100)]


class Framework(Frozen, frozen=True, kw_only=True):
    """Pillars with weights, the bands of the verdict, and the compensation between criteria."""

    title: str
    version: str
    pillars: Annotated[Mapping[str, Pillar], Meta(min_length=1)]
    bands: Annotated[tuple[Band, ...], Meta(min_length=1)]
    blocked: str
    """The best verdict left where a blocking criterion fails."""
    compensation: Compensation = Compensation(1)

    def __post_init__(self) -> None:
        floors = [band.at_least for band in self.bands]
        if floors != sorted(set(floors), reverse=True) or floors[-1] != 0:
            raise Misfit("bands", "bands must fall from the best verdict to one at_least 0")
        if self.blocked not in {band.verdict for band in self.bands}:
            raise Misfit("blocked", f"blocked names no band: '{self.blocked}'")


class Study(Frozen, frozen=True, kw_only=True):
    """States, criteria and sources: everything an evaluation needs."""

    title: str
    location: str = ""
    """The folder it was read from, or 'shipped'."""
    members: tuple[str, ...]
    """The coalition that is evaluated unless another is asked for."""
    institution: str | None = None
    """The coalition's own institution, no alternative to itself."""
    as_of: When | None = None
    """The day whose newest observations count; None for the newest."""
    framework: Framework
    criteria: Mapping[str, Criterion]
    attributes: Mapping[str, Attribute]
    threats: Mapping[str, Threat]
    institutions: Mapping[str, Institution]
    states: Mapping[str, State]
    sources: Mapping[str, Source]
    scenarios: Mapping[str, Scenario] = {}

    def state_id(self, name: str) -> str:
        """Find a state by id, ISO code, name or alias, in any case and with or without accents.

        Raises:
            UnknownName: when no state is called that.
        """
        wanted = fold(name)
        for state in self.states.values():
            if wanted in {fold(known) for known in (state.id, state.name, state.iso3 or "", *state.aliases) if known}:
                return state.id
        # the last of several that differ in case alone is suggested: the id
        known = [n for s in self.states.values() for n in (s.name, s.iso3, *s.aliases, s.id) if n]
        raise UnknownName("state", name, list(self.states) if not _near(name, known) else known)

    def criterion_id(self, name: str) -> str:
        """Find a criterion by id or PILLAR.CRITERION.

        Raises:
            UnknownName: when there is no such criterion.
        """
        pillar, _, short = name.rpartition(".")
        found = self.criteria.get(short)
        if found is None or (pillar and found.pillar != pillar):
            known = self.criteria if not pillar else [f"{c.pillar}.{i}" for i, c in self.criteria.items()]
            raise UnknownName("criterion", name, known)
        return short

    def scenario(self, name: str) -> Scenario:
        """Return the scenario of that name.

        Raises:
            UnknownName: when the study has none.
        """
        if name not in self.scenarios:
            raise UnknownName("scenario", name, self.scenarios)
        return self.scenarios[name]

    def with_members(self, names: Iterable[str]) -> Self:
        """Return a copy whose coalition is the named states, in the study's order.

        Raises:
            UnknownName: when a name is unknown.
            CoalitionError: when fewer than two remain or one is named twice.
        """
        ids = [self.state_id(name) for name in names]
        if len(set(ids)) < len(ids):
            twice = next(i for i in ids if ids.count(i) > 1)
            raise CoalitionError(f"'{twice}' is named twice among the members")
        if len(ids) < 2:  # noqa: PLR2004 - the definition of a coalition
            raise CoalitionError("a coalition is two or more states; name at least two members")
        order = [*self.states]
        return self.replace(members=tuple(sorted(ids, key=order.index)))

    def unweighted(self) -> tuple[str, ...]:
        """Return the pillars that have a weight and no criterion with a weight above zero."""
        held = {criterion.pillar for criterion in self.criteria.values() if criterion.weight > 0}
        return tuple(p for p, pillar in self.framework.pillars.items() if pillar.weight > 0 and p not in held)

    def check_weights(self) -> None:
        """Check that some pillar and, in each weighted pillar, some criterion has a weight above zero.

        Raises:
            FrameworkError: when all weights at one level are zero.
        """
        if not any(pillar.weight > 0 for pillar in self.framework.pillars.values()):
            raise FrameworkError("no pillar has a weight above zero")
        if hollow := self.unweighted():
            raise FrameworkError(f"{HOLLOW.format(hollow[0])}; give one a weight, or the pillar weight 0")


HOLLOW = "pillar '{}' has weight but none of its criteria has a weight above zero"


def fold(name: str) -> str:
    """Reduce a name to what a hurried typist would type: no case, accents, hyphens or blanks."""
    plain = unicodedata.normalize("NFKD", name.replace("\u0131", "i"))  # the dotless i
    return "".join(ch for ch in plain.casefold() if ch.isalnum())


def _near(name: str, known: Iterable[str]) -> bool:
    return UnknownName("state", name, known).closest is not None
