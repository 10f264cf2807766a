"""Whether the evidence bears out the role that a criterion is said to have."""

from typing import Literal

import numpy as np

from viability.analyses.uncertainty import Range
from viability.engine.arrays import EVEN_SCORE
from viability.study.framework import Criterion

ClaimStatus = Literal["borne out", "contradicted", "open", ""]


def claim_status(criterion: Criterion, score: Range) -> ClaimStatus:
    """Judge a claimed role by the 90 % range of the score under doubt about the data.

    A catalyst is borne out where the whole range is at or above one half, an obstacle where it is below; contradicted
    where it is wholly on the other side; open where the range holds one half. Criteria from theory claim nothing.
    """
    if criterion.role == "theory":
        return ""
    if np.isnan(score.low):
        return "open"
    above, below = score.low >= 0.5 - EVEN_SCORE, score.high < 0.5 - EVEN_SCORE
    if not above and not below:
        return "open"
    return "borne out" if above == (criterion.role == "catalyst") else "contradicted"
