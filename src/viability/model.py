"""What people write: states, criteria, frameworks, scenarios, and the study that holds them.

Closed and frozen: unknown keys are errors, and an edit makes a new object. No files, no arrays.
Dates are ISO strings of a year, a month or a day. They compare as text, so a year counts from its first day.
"""

import math
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date as calendar_date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from viability.errors import CoalitionError, FrameworkError, UnknownName

ASSUMPTION = "assumption"
"""The source of a value that a what-if assumes."""

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

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


class Frozen(BaseModel):
    """Base of everything that people write: closed (no unknown keys) and frozen (edits make new objects)."""

    # a schema is built when its class is first used: a run uses a few of them, and each costs a millisecond
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def as_date(value: object) -> str:
    """Check an ISO year, month or day and return it as text.

    Raises:
        ValueError: when it is no such date.

    >>> as_date(2024), as_date("2021-06-15")
    ('2024', '2021-06-15')
    """
    text = str(value)
    first_day = text + "-01-01"[len(text) - 4 :]
    # the pattern goes first, for fromisoformat also reads weeks (2021-W01-1), which do not compare as text
    if _DATE.fullmatch(text) is not None:
        with suppress(ValueError):
            calendar_date.fromisoformat(first_day)
            return text
    raise ValueError(f"'{text}' is no date; write YYYY, YYYY-MM or YYYY-MM-DD")


def as_of_date(value: str) -> str:
    """Return the last day that a date covers, so that `2019` includes all of 2019.

    Raises:
        ValueError: when it is no ISO year, month or day.

    >>> as_of_date("2019"), as_of_date("2024-02")
    ('2019-12-31', '2024-02-29')
    """
    text = as_date(value)
    if len(text) == len("YYYY-MM"):
        return f"{text}-{monthrange(int(text[:4]), int(text[5:]))[1]}"
    return text + "-12-31" if len(text) == len("YYYY") else text


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


When = Annotated[str, BeforeValidator(as_date)]
Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A number; `true` and text that looks like a number are none."""
Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Datum(Frozen):
    """One dated value with its range, source and quality."""

    value: Finite
    low: Finite | None = None
    high: Finite | None = None
    date: When | None = Field(None, description="Year, month or day; only a what-if's assumption has none.")
    source: Names = Field(min_length=1, description="Ids in states/_sources.yaml.")
    quality: Quality
    note: str = Field("", description="Which facts decide the value; needed for ratings.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is not None and self.low > self.value:
            raise ValueError(f"low ({self.low:g}) is above the value ({self.value:g})")
        if self.high is not None and self.high < self.value:
            raise ValueError(f"high ({self.high:g}) is below the value ({self.value:g})")
        if self.date is None and self.source != (ASSUMPTION,):
            raise ValueError("a date is missing")
        return self


Data = tuple[Datum, ...]
"""Observations of one quantity, oldest first."""


class Membership(Frozen):
    """One spell of a state in an institution."""

    role: Literal["member", "associate", "observer", "partner"] = "member"
    from_: When | None = Field(None, alias="from", description="First day; missing where the evidence has none.")
    to: When | None = Field(None, description="Last day; missing while it lasts.")
    source: Names = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.from_ is not None and self.to is not None and self.from_ > as_of_date(self.to):
            raise ValueError(f"ends ({self.to}) before it begins ({self.from_})")
        return self

    def holds(self, as_of: str | None) -> bool:
        """Tell whether the spell holds at a day, or today where no day is given."""
        if as_of is None:
            return self.to is None
        return (self.from_ is None or self.from_ <= as_of) and (self.to is None or as_of[: len(self.to)] <= self.to)


class State(Frozen):
    """One state's profile."""

    id: str = Field(description="The name of its file.")
    name: str = Field(min_length=1)
    iso3: str | None = Field(None, pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3, where there is one.")
    aliases: tuple[str, ...] = ()
    attributes: Mapping[str, Data] = {}
    threats: Mapping[str, Data] = {}
    memberships: Mapping[str, tuple[Membership, ...]] = {}
    ties: Mapping[str, Mapping[str, Data]] = {}


class Attribute(Frozen):
    """One variable of the codebook: what it means, its unit, range and, for a rating, its rubric."""

    title: str
    section: str = Field(description="The pillar under which profiles write it.")
    of: Literal["state", "pair", "threat", "institution"] = "state"
    unit: str = ""
    range: tuple[Finite, Finite]
    rubric: Mapping[int, str] = {}
    changeable: bool = False
    timeless: bool = Field(default=False, description="Geography: an observation holds at any day, whatever its date.")
    definition: str

    @property
    def is_rating(self) -> bool:
        """A rating has a rubric; a number has a unit."""
        return bool(self.rubric)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.range[0] >= self.range[1]:
            raise ValueError("range must run from a lower to a higher number")
        if any(not self.range[0] <= level <= self.range[1] for level in self.rubric):
            raise ValueError("a level of the rubric lies outside the range")
        return self

    def bounds(self, datum: Datum) -> tuple[float, float]:
        """Return the datum's range: its own, else by quality, clipped to the attribute's."""
        half = STEPS[datum.quality] if self.is_rating else SHARES[datum.quality] * abs(datum.value)
        low = datum.value - half if datum.low is None else datum.low
        high = datum.value + half if datum.high is None else datum.high
        return max(low, self.range[0]), min(high, self.range[1])


class Threat(Frozen):
    """A threat source that profiles rate."""

    title: str
    definition: str


class Institution(Frozen):
    """A security institution with its mandate and dated credibility."""

    name: str
    mandate: str
    source: Names = Field(min_length=1)
    credibility: Data = ()


class Source(Frozen):
    """Where a value came from."""

    title: str
    publisher: str
    edition: str = ""
    date: When | None = None
    date_note: str = ""
    undated: bool = False
    accessed: When | None = None
    href: str = ""
    weak: str = Field("", description="Why to distrust it: mirror, reprint, partisan press.")

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.date is None and not self.edition and not self.undated:
            raise ValueError("give a date, an edition, or 'undated: true'")
        return self


class Measure(Frozen):
    """What is read off the profiles."""

    kind: MeasureName
    of: str | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        needs = MEASURE_READS[self.kind] is not None
        if needs and self.of is None:
            raise ValueError(f"kind '{self.kind}' needs 'of', the name of an attribute")
        if not needs and self.of is not None:
            raise ValueError(f"kind '{self.kind}' reads no attribute; remove 'of'")
        return self

    @property
    def dyadic(self) -> bool:
        """Whether it is about pairs."""
        return self.kind in DYADIC


class Goalposts(Frozen):
    """The fixed values that score 0 and 1."""

    worst: Finite
    best: Finite
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.worst == self.best:
            raise ValueError("worst and best are equal, so nothing could be scored between them")
        return self


class Reference(Frozen):
    """A work cited."""

    title: str
    href: str = ""


Weight = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]


class Criterion(Frozen):
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
    claim: str = Field("", description="What the paper says, in our words.")
    blocking: Annotated[float, Field(strict=True, gt=0, le=1)] | None = Field(
        None, description="Scoring below this caps the verdict, whatever the index says."
    )
    rationale: str
    references: tuple[Reference, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.aggregator == "evenness" and self.goalposts is not None:
            raise ValueError("evenness has no goalposts; remove them")
        if self.aggregator != "evenness" and self.goalposts is None:
            raise ValueError(f"aggregator '{self.aggregator}' needs goalposts")
        if self.measure.dyadic and self.aggregator in {"summation", "evenness"}:
            raise ValueError(f"{self.aggregator} of pairs is not defined; use average, weakest-link or best-shot")
        return self


class Pillar(Frozen):
    """A heading under which criteria stand."""

    title: str
    question: str = ""
    weight: Weight = 1.0


class Band(Frozen):
    """A verdict and the index from which it holds."""

    verdict: str
    at_least: Annotated[float, Field(strict=True, ge=0, le=100)]


def as_compensation(value: object) -> float:
    """Check a compensation: any number up to 1, or minus infinity.

    Raises:
        ValueError: when it is no number or above 1.
    """
    try:
        number = math.nan if isinstance(value, bool) else float(value)  # type: ignore[arg-type]  # files hold anything
    except (TypeError, ValueError):
        number = math.nan
    if math.isnan(number) or number > 1:
        raise ValueError(f"'{value}' is no compensation; write a number up to 1, or -inf")
    return number


class Framework(Frozen):
    """Pillars with weights, the bands of the verdict, and the compensation between criteria."""

    title: str
    version: str
    pillars: Mapping[str, Pillar] = Field(min_length=1)
    bands: tuple[Band, ...] = Field(min_length=1)
    blocked: str = Field(description="The best verdict left where a blocking criterion fails.")
    compensation: Annotated[float, BeforeValidator(as_compensation)] = 1.0

    @model_validator(mode="after")
    def _descending(self) -> Self:
        floors = [band.at_least for band in self.bands]
        if floors != sorted(set(floors), reverse=True) or floors[-1] != 0:
            raise ValueError("bands must fall from the best verdict to one at_least 0")
        if self.blocked not in {band.verdict for band in self.bands}:
            raise ValueError(f"blocked names no band: '{self.blocked}'")
        return self


class SetWeight(Frozen):
    """Replace a weight as written, or set its share with the others kept in proportion."""

    weight: str = Field(description="PILLAR or PILLAR.CRITERION")
    value: Weight
    share: bool = Field(default=False, description="The value is a share of 1 rather than a weight as written.")
    reason: str = ""

    @model_validator(mode="before")
    @classmethod
    def _percent(cls, raw: object) -> object:
        if isinstance(raw, dict) and isinstance(raw.get("value"), str):
            return {**raw, **parse_weight(raw["value"])}
        return raw

    @model_validator(mode="after")
    def _a_share(self) -> Self:
        if self.share and self.value > 1:
            raise ValueError("a share is at most 100%")
        return self


class SetValue(Frozen):
    """Assume a value."""

    set: str = Field(
        description="STATE.ATTRIBUTE, STATE.threats.THREAT, STATE.STATE.ATTRIBUTE or INSTITUTION.credibility"
    )
    value: Finite
    low: Finite | None = None
    high: Finite | None = None
    reason: str = ""


class ScaleValue(Frozen):
    """Multiply a value, clipped to its range; `*` stands for every state."""

    scale: str
    by: Weight
    reason: str = ""


class Join(Frozen):
    """A state joins an institution."""

    join: str = Field(description="STATE.INSTITUTION")
    reason: str = ""


class Leave(Frozen):
    """A state leaves an institution."""

    leave: str = Field(description="STATE.INSTITUTION")
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


class Scenario(Frozen):
    """A named what-if: edits of a study, applied in the order written."""

    id: str
    title: str
    description: str = ""
    as_of: When | None = None
    members: tuple[str, ...] | None = None
    with_: tuple[str, ...] = Field((), alias="with")
    without: tuple[str, ...] = ()
    compensation: Annotated[float, BeforeValidator(as_compensation)] | None = None
    changes: tuple[Change, ...] = ()


def parse_weight(text: str) -> dict[str, float | bool]:
    """Read `2` as a weight as written and `50%` as a share.

    Raises:
        ValueError: when it is neither, or negative.
    """
    share = text.strip().endswith("%")
    try:
        number = float(text.strip().removesuffix("%"))
    except ValueError:
        raise ValueError(f"'{text}' is no weight; write a number such as 2, or a share such as 50%") from None
    if not math.isfinite(number) or number < 0:
        raise ValueError(f"a weight is zero or more, not {text}")
    return {"value": number / 100 if share else number, "share": share}


class Study(Frozen):
    """States, criteria and sources: everything an evaluation needs."""

    title: str
    location: str = Field("", description="The folder it was read from, or 'shipped'.")
    members: tuple[str, ...] = Field(description="The coalition that is evaluated unless another is asked for.")
    institution: str | None = Field(None, description="The coalition's own institution, no alternative to itself.")
    as_of: str | None = Field(None, description="The day whose newest observations count; None for the newest.")
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

    def replace(self, **edits: object) -> Self:
        """Return a copy with fields replaced; the original stays as it is."""
        return self.model_copy(update=edits)

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

    def check_weights(self) -> None:
        """Check that some pillar and, in each weighted pillar, some criterion has a weight above zero.

        Raises:
            FrameworkError: when all weights at one level are zero.
        """
        weighted = [p for p, pillar in self.framework.pillars.items() if pillar.weight > 0]
        if not weighted:
            raise FrameworkError("no pillar has a weight above zero")
        for pillar in weighted:
            if not any(c.weight > 0 for c in self.criteria.values() if c.pillar == pillar):
                raise FrameworkError(
                    f"pillar '{pillar}' has weight but none of its criteria has a weight above zero; "
                    f"give one a weight, or the pillar weight 0"
                )


def fold(name: str) -> str:
    """Reduce a name to what a hurried typist would type: no case, accents, hyphens or blanks."""
    plain = unicodedata.normalize("NFKD", name.replace("\u0131", "i"))  # the dotless i
    return "".join(ch for ch in plain.casefold() if ch.isalnum())


def _near(name: str, known: Iterable[str]) -> bool:
    return UnknownName("state", name, known).closest is not None
