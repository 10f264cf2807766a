"""What sliders move: every coalition scored once, so that a page need only weigh."""

import numpy as np

from viability.analyses.sliders import sliders
from viability.study.study import Study


def test_sliders_are_the_engine(study: Study) -> None:
    """The known shares of members, weighed, are the engine's coverage of each member."""
    found = sliders(study)
    for name, one in found.evaluations.items():
        share = one.own_weights.shares(one.pillar_of)
        known = found.known[name]
        weight = np.where(np.isnan(known), 0.0, share).sum(axis=-1)
        mine = np.nansum(known * share, axis=-1) / np.where(weight > 0, weight, 1.0)
        inside = one.coalitions
        assert np.allclose(mine[inside], one.member_coverage()[inside], atol=1e-12)
