"""The reference class: groups that did ally and groups that did not, as the structural framework scored them."""

from collections.abc import Mapping

from msgspec import Struct

Scores = tuple[float, ...]
"""Of each criterion, 0 to 1, in the order of the framework; NaN is unknown."""


class ScoredGroup(Struct, frozen=True, kw_only=True):
    """A group of states the year before it signed a defence treaty, or as it might have and did not."""

    id: str
    name: str
    members: tuple[str, ...]
    date: str
    """The year at whose end it was scored."""
    allied: bool
    """Whether it signed a treaty in the next year."""
    sets: tuple[str, ...]
    """How a group that did not was chosen: `easy`, `hard` or `near`; and how many members it has."""
    scores: Scores


class StructuralCriterion(Struct, frozen=True, kw_only=True):
    """A criterion of the structural framework."""

    title: str
    pillar: str
    weight: float


class ReferenceClass(Struct, frozen=True, kw_only=True):
    """All that ships of it."""

    read: str
    """A sum over the tables that it was read from."""
    framework: str
    """The fingerprint of the structural framework and its weights."""
    pillars: Mapping[str, float]
    """Their weights."""
    criteria: Mapping[str, StructuralCriterion]
    groups: tuple[ScoredGroup, ...]
