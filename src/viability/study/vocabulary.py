"""The closed lists: one record for each measure and aggregator, with all that is true of it."""

import re
from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

AggregatorName = Literal["average", "weakest-link", "best-shot", "summation", "evenness"]

MeasureName = Literal[
    "attribute",
    "count",
    "best_membership",
    "mean_membership",
    "opponent_share",
    "similarity",
    "distance",
    "overlap",
    "strongest_common",
    "common_level",
    "shared_memberships",
    "tie",
]

Kind = Literal["state", "pair", "threat", "institution"]
"""What an attribute can be of."""

Bounds = tuple[float, float]

_THREATS = ("state", "other")
_BODIES = ("defence", "forum")

HALFWAY_ROUND = 20_040.0
"""Kilometres to the far side of the earth, more than any great circle is long."""


def _of_attribute(range_: Bounds) -> Bounds:
    return range_


def _share(_: Bounds) -> Bounds:
    return 0.0, 1.0


def _difference(range_: Bounds) -> Bounds:
    return 0.0, range_[1] - range_[0]


def _with_nought(range_: Bounds) -> Bounds:
    """Whoever belongs nowhere has nought."""
    return min(range_[0], 0.0), max(range_[1], 0.0)


class MeasureFacts(Struct, frozen=True, kw_only=True):
    """What is true of a measure."""

    dyadic: bool
    """Whether it is about pairs of states; else about one state."""
    reads: Kind | None
    """What kind of attribute `of` names; None where nothing is to be named."""
    fixed: tuple[str, ...] = ()
    """Attributes of states that it reads by these names."""
    unit: str | None = None
    """The unit of what it gives; None for the attribute's own."""
    bounds: Callable[[Bounds], Bounds] = _of_attribute
    """The range of what it gives, from the range of the attribute."""
    follows: Literal["value", "either"] = "value"
    """Whether moving a value towards `best` always helps, or either way may."""
    memberships: bool = False
    """Whether it reads who belongs to what."""
    kinds: tuple[str, ...] = ()
    """The kinds that `among` may name."""
    opponents: bool = False
    """Whether it needs `against`."""
    outside: bool = False
    """Whether threat sources that are members of the coalition are left out: a threat inside is a dispute."""
    rests_on: Literal["value", "lower", "several"] = "several"
    """What one item rests on: one value, the lower of two states' values, or what no single value decides."""
    apart: bool = False
    """Whether it gives how far two values lie apart."""
    mean: bool = False
    """Whether it gives a mean of values, which is no level of a rubric."""
    common: str = ""
    """Of what it gives the share that two states have in common."""


MEASURES: Mapping[str, MeasureFacts] = {
    "attribute": MeasureFacts(dyadic=False, reads="state", rests_on="value"),
    "count": MeasureFacts(dyadic=False, reads=None, unit="states", bounds=_share),
    "best_membership": MeasureFacts(
        dyadic=False, reads="institution", bounds=_with_nought, memberships=True, kinds=_BODIES
    ),
    "mean_membership": MeasureFacts(dyadic=False, reads="institution", memberships=True, kinds=_BODIES, mean=True),
    "opponent_share": MeasureFacts(
        dyadic=False, reads="state", unit="share", bounds=_share, follows="either", opponents=True, outside=True
    ),
    "similarity": MeasureFacts(dyadic=True, reads="state", bounds=_difference, follows="either", apart=True),
    "distance": MeasureFacts(
        dyadic=True,
        reads=None,
        fixed=("latitude", "longitude"),
        unit="km",
        bounds=lambda _: (0.0, HALFWAY_ROUND),
        follows="either",
    ),
    "overlap": MeasureFacts(
        dyadic=True,
        reads="threat",
        unit="share",
        bounds=_share,
        follows="either",
        kinds=_THREATS,
        outside=True,
        common="threats",
    ),
    "strongest_common": MeasureFacts(dyadic=True, reads="threat", kinds=_THREATS, outside=True),
    "common_level": MeasureFacts(dyadic=True, reads="state", rests_on="lower"),
    "shared_memberships": MeasureFacts(
        dyadic=True, reads=None, unit="share", bounds=_share, memberships=True, common="memberships"
    ),
    "tie": MeasureFacts(dyadic=True, reads="pair", rests_on="value"),
}
"""Every measure; its function stands under the same name in `engine/measures.py`."""


class AggregatorFacts(Struct, frozen=True, kw_only=True):
    """What is true of an aggregator."""

    pairs: bool
    """Whether it is defined for pairs."""
    goalposts: Literal["each", "total", "none"]
    """Whether goalposts stand on each value, on the total, or nowhere."""
    mean: bool = False
    """Whether it is the mean, to which each item adds its own part."""
    weakest: bool = False
    """Whether the lowest score alone decides."""


AGGREGATORS: Mapping[str, AggregatorFacts] = {
    "average": AggregatorFacts(pairs=True, goalposts="each", mean=True),
    "weakest-link": AggregatorFacts(pairs=True, goalposts="each", weakest=True),
    "best-shot": AggregatorFacts(pairs=True, goalposts="each"),
    "summation": AggregatorFacts(pairs=False, goalposts="total"),
    "evenness": AggregatorFacts(pairs=False, goalposts="none"),
}
"""Every aggregator; its function stands under the same name in `engine/aggregators.py`."""

_COLUMNS = frozenset(
    re.findall(
        r"\w+",
        """
        study location framework_version as_of members compensation draws seed weights_drawn permutations
        unknown_coalitions candidates must never by eligible left_out unjudged rivals samples to only stopped needed
        farthest every state changes warnings program_version command kind rows columns data_to scenarios fingerprint
        fingerprint_parts version of compared a_iso3 b_iso3 members_iso3 iso3
        level id title pillar role score low high cohesion weight share coverage gained lost verdict
        same_verdict at_worst at_best blocking drags carries baseline difference viability necessity index question
        questions geometric
        scenario_data_to
        scenario scenario_as_of scenario_members a b band name iso3 viability_without cohesion_without verdict_without
        shapley shapley_error list rank size ranks_first part of quantity value note
        step move path before after gain date change changed_values matched criterion states raw unit worst best placed
        aggregator dates quality sources criteria file line message hint
        data_to scenarios fingerprint fingerprint_parts
        """,
    )
)
"""Columns beside which pillars and criteria may have theirs."""

_NUMBERED = re.compile(r"cause_[0-9]+(_\w+)?|given_\w+")


def is_column(name: str) -> bool:
    """Tell whether tables have a column of that name, so that no pillar or criterion can have one so called.

    >>> is_column("verdict"), is_column("cause_1"), is_column("foreign_policy")
    (True, True, False)
    """
    return name in _COLUMNS or _NUMBERED.fullmatch(name) is not None
