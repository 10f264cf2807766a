"""What holds at the study's day: how many states can be looked at together."""

import pytest

from strategies import asks, build
from viability.engine.observations import observe
from viability.errors import CoalitionError


def test_more_states_than_can_be_looked_at_together_are_refused_with_how_many_can_be() -> None:
    """900 states form 404,550 pairs, on 100 criteria more than 40 million; 894 form 399,171, and 895 form 400,065."""
    study = build(
        {
            "criteria": {f"c{i}": asks("attribute", "arms", worst=0, best=4) for i in range(100)},
            "codebook": {"arms": {"levels": 4}},
            "states": {f"s{i:03}": {"attributes": {"arms": 2}} for i in range(900)},
            "members": ("s000", "s001"),
        }
    )
    refused = (
        "900 states are too many to look at together: they form 404,550 pairs, each of which is measured on 100 "
        "criteria; at most 894 states can be. Name fewer members"
    )
    with pytest.raises(CoalitionError, match=refused):
        observe(study)
    assert 894 == len(observe(study, [*study.states][:894]).states)
