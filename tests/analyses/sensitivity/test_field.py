"""Which coalitions sensitivity looks at beside the study's own, and how much work that may be."""

import numpy as np
import pytest

from analyses.sensitivity.made import averages, many
from viability.analyses.sensitivity.answer import OF_MEMBERS, OF_STATES
from viability.analyses.sensitivity.discrimination import discrimination
from viability.analyses.sensitivity.field import DRAWN, check_work, field_of
from viability.engine.draws import FEWER_DRAWS
from viability.errors import FrameworkError


@pytest.mark.parametrize(("members", "count", "sampled"), [(2, 78, False), (6, DRAWN, True), (13, 1, False)])
def test_of_more_than_twelve_states_those_of_the_members_size_count(members: int, count: int, sampled: bool) -> None:  # noqa: FBT001 - a case
    """Of thirteen there are 78 pairs, 1,716 sets of six, of which a thousand are drawn, and one of all."""
    names = [f"s{i}" for i in range(13)]
    study = averages({name: {"x": i / 13.0} for i, name in enumerate(names)}, members=names[:members])
    field = field_of(study)
    assert (count, sampled) == (len(field.coalitions), field.sampled)
    assert {members} == set(field.coalitions.sum(axis=1).tolist())
    assert count == len(np.unique(field.coalitions, axis=0))
    assert count == discrimination(study, draws=2).coalitions


def test_sensitivity_of_an_alliance_of_thirty_among_the_states_of_the_world_is_no_such_case() -> None:
    """NATO's 32 beside 168 on 9 criteria: 496 pairs 712,666 times, 19,900 pairs 6,000 times, 4,256 million scores."""
    check_work(many(32, 168, 9), 200, of_members=OF_MEMBERS, of_states=OF_STATES, of_coalitions=2 * FEWER_DRAWS)
    with pytest.raises(FrameworkError, match="work of 10,40"):
        check_work(many(32, 168, 22), 200, of_members=OF_MEMBERS, of_states=OF_STATES, of_coalitions=2 * FEWER_DRAWS)
