"""One criterion: what is measured, between which goalposts, how the members' values become the coalition's."""

from typing import Annotated, Literal

from msgspec import Meta

from viability.study.fields import LIMIT, Finite, Frozen, Line, Misfit, Text, Weight, check_weight
from viability.study.vocabulary import (
    AGGREGATORS,
    MEASURES,
    AggregatorFacts,
    AggregatorName,
    MeasureFacts,
    MeasureName,
)

Role = Literal["catalyst", "obstacle", "theory"]


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
            raise Misfit("among", f"kind '{self.kind}' cannot be among '{self.among}'; {fix}")
        if facts.opponents and self.against is None:
            raise Misfit("kind", f"kind '{self.kind}' needs 'against', the attribute of threats that names opponents")
        if not facts.opponents and self.against is not None:
            raise Misfit("against", f"kind '{self.kind}' uses no opponents; remove 'against'")

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


LEAST_SPAN = 1e-6
"""How far goalposts must be apart, in parts of the greater: draws are in single precision, which has seven digits."""


class Goalposts(Frozen, frozen=True, kw_only=True):
    """The fixed values that score 0 and 1."""

    worst: Finite
    best: Finite
    reason: Text

    def __post_init__(self) -> None:
        if self.worst == self.best:
            raise Misfit("worst", "worst and best are equal, so nothing could be scored between them")
        if abs(self.best - self.worst) < max(LEAST_SPAN * max(abs(self.worst), abs(self.best)), 1.0 / LIMIT):
            raise Misfit("worst", f"worst and best, {self.worst:.10g} and {self.best:.10g}, are too near each other")


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
    title: Line
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
    """What to call it where it is an obstacle: ineffective governments."""
    when_high: str = ""
    """What to call it where it is a catalyst: effective governments."""
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
            raise Misfit("blocking", f"{self.aggregator} does not score single members, so none of them can block")

    @property
    def facts(self) -> MeasureFacts:
        """What is true of its measure."""
        return self.measure.facts

    @property
    def aggregation(self) -> AggregatorFacts:
        """What is true of its aggregator."""
        return AGGREGATORS[self.aggregator]
