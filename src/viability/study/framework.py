"""Criteria, pillars, bands: what is asked of a coalition and how much each answer weighs."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta

from viability.study.fields import Compensation, Finite, Frozen, Misfit, Text, Weight, check_weight
from viability.study.vocabulary import (
    AGGREGATORS,
    MEASURES,
    AggregatorFacts,
    AggregatorName,
    MeasureFacts,
    MeasureName,
)

Role = Literal["catalyst", "obstacle", "theory"]

NO_VERDICT = "no verdict"
"""What stands where too little is known for one."""


class Measure(Frozen, frozen=True, kw_only=True):
    """What is read off the profiles."""

    kind: MeasureName
    of: str | None = None
    """The attribute that it reads."""
    among: Literal["state", "other", "defence", "forum"] | None = None
    """The kind of threat sources, or of institutions, that it looks at; all where nothing is said."""
    against: str | None = None
    """The attribute of threats that names a state's opponents."""

    def __post_init__(self) -> None:
        facts = self.facts
        if facts.reads is not None and self.of is None:
            raise Misfit("kind", f"kind '{self.kind}' needs 'of', the name of an attribute")
        if facts.reads is None and self.of is not None:
            what = f"reads {' and '.join(facts.fixed)}" if facts.fixed else "reads no attribute"
            raise Misfit("of", f"kind '{self.kind}' {what}; remove 'of'")
        if self.among is not None and self.among not in facts.kinds:
            *some, last = (f"'{kind}'" for kind in facts.kinds or ("",))
            fix = f"write {', '.join(some)} or {last}" if facts.kinds else "remove 'among'"
            raise Misfit("among", f"kind '{self.kind}' knows no kind '{self.among}'; {fix}")
        if facts.opponents and self.against is None:
            raise Misfit("kind", f"kind '{self.kind}' needs 'against', the attribute of threats that names opponents")
        if not facts.opponents and self.against is not None:
            raise Misfit("against", f"kind '{self.kind}' asks for no opponents; remove 'against'")

    @property
    def facts(self) -> MeasureFacts:
        """What is true of its kind."""
        return MEASURES[self.kind]

    @property
    def dyadic(self) -> bool:
        """Whether it is about pairs."""
        return self.facts.dyadic

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of all attributes that it reads."""
        return (*(name for name in (self.of, self.against) if name is not None), *self.facts.fixed)


class Goalposts(Frozen, frozen=True, kw_only=True):
    """The fixed values that score 0 and 1."""

    worst: Finite
    best: Finite
    reason: Text

    def __post_init__(self) -> None:
        if self.worst == self.best:
            raise Misfit("worst", "worst and best are equal, so nothing could be scored between them")


class Blocking(Frozen, frozen=True, kw_only=True):
    """A limit that a criterion must not fall under."""

    below: Annotated[float, Meta(gt=0, le=1)]
    on: Literal["coalition", "weakest"] = "coalition"
    """What must not: the coalition's score, or that of its weakest member or pair."""


class Reference(Frozen, frozen=True, kw_only=True):
    """A work cited."""

    title: str
    href: str = ""


class Criterion(Frozen, frozen=True, kw_only=True):
    """One question put to a coalition, declared as measure, goalposts and aggregator."""

    id: str
    title: Text
    pillar: str
    question: str
    weight: Weight = 1.0
    measure: Measure
    goalposts: Goalposts | None = None
    aggregator: AggregatorName
    role: Role = "theory"
    claim: str = ""
    """What the paper says, in our words."""
    when_low: str = ""
    """What to call it where it is an obstacle: weak governments."""
    when_high: str = ""
    """What to call it where it is a catalyst: capable governments."""
    blocking: Blocking | None = None
    """Scoring below this caps the verdict, whatever the index says; a number alone is a limit on the coalition."""
    rationale: str
    references: tuple[Reference, ...] = ()

    @classmethod
    def normalised(cls, plain: object) -> object:
        """Read a blocking limit that is a number alone."""
        if isinstance(plain, dict) and not isinstance(plain.get("blocking"), dict | Blocking | None):
            return {**plain, "blocking": {"below": plain["blocking"]}}
        return plain

    def __post_init__(self) -> None:
        check_weight(self.weight)
        posts = self.aggregation.goalposts
        if posts == "none" and self.goalposts is not None:
            raise Misfit("goalposts", f"{self.aggregator} has no goalposts; remove them")
        if posts != "none" and self.goalposts is None:
            raise Misfit("aggregator", f"aggregator '{self.aggregator}' needs goalposts")
        if self.measure.dyadic and not self.aggregation.pairs:
            fitting = [name for name, facts in AGGREGATORS.items() if facts.pairs]
            use = f"{', '.join(fitting[:-1])} or {fitting[-1]}"
            raise Misfit("aggregator", f"{self.aggregator} of pairs is not defined; use {use}")
        if self.blocking is not None and self.blocking.on == "weakest" and posts != "each":
            raise Misfit("blocking", f"{self.aggregator} scores no single member, so none can block")

    @property
    def facts(self) -> MeasureFacts:
        """What is true of its measure."""
        return self.measure.facts

    @property
    def aggregation(self) -> AggregatorFacts:
        """What is true of its aggregator."""
        return AGGREGATORS[self.aggregator]


class Pillar(Frozen, frozen=True, kw_only=True):
    """A heading under which criteria stand."""

    title: Text
    question: str = ""
    weight: Weight = 1.0

    def __post_init__(self) -> None:
        check_weight(self.weight)


class Band(Frozen, frozen=True, kw_only=True):
    """A verdict and the index from which it holds."""

    verdict: Text
    at_least: Annotated[float, Meta(ge=0, le=100)]


class Framework(Frozen, frozen=True, kw_only=True):
    """Pillars with weights, the bands of the verdict, and the compensation between criteria."""

    title: Text
    version: str
    pillars: Annotated[Mapping[str, Pillar], Meta(min_length=1)]
    bands: Annotated[tuple[Band, ...], Meta(min_length=1)]
    blocked: str
    """The best verdict left where a blocking criterion fails."""
    compensation: Compensation = Compensation(1)
    least_coverage: Annotated[float, Meta(ge=0, le=1)] = 0.65
    """The known share of what a coalition is asked below which it gets no verdict."""

    def __post_init__(self) -> None:
        floors = [band.at_least for band in self.bands]
        if floors != sorted(set(floors), reverse=True) or floors[-1] != 0:
            raise Misfit("bands", "bands must fall from the best verdict to one at_least 0")
        if len({band.verdict for band in self.bands}) < len(self.bands):
            raise Misfit("bands", "two bands have the same verdict")
        if self.blocked not in {band.verdict for band in self.bands}:
            raise Misfit("blocked", f"blocked names no band: '{self.blocked}'")

    def verdict(self, number: int) -> str:
        """Return the verdict of a band by its number; -1 stands for none, where too little is known."""
        return NO_VERDICT if number < 0 else self.bands[number].verdict
