"""The closed lists of the framework: measures and aggregators, and what is true of each."""

from collections.abc import Mapping
from typing import Literal

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
