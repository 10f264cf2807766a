"""Criteria, pillars, bands: what is asked of a coalition and how much each answer weighs."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta

from viability.study.fields import Compensation, Finite, Frozen, Misfit, Text, Weight
from viability.study.vocabulary import DYADIC, MEASURE_READS, AggregatorName, MeasureName

Role = Literal["catalyst", "obstacle", "theory"]


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
