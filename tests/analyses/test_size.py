"""What is too much work is refused at once, with the count and the way out, whatever analysis is asked."""

import pytest

from strategies import asks, build
from viability.analyses.sensitivity.answer import OF_MEMBERS, OF_STATES, sensitivity
from viability.analyses.sensitivity.discrimination import DRAWS, discrimination
from viability.analyses.sensitivity.field import check_work
from viability.analyses.sensitivity.tornado import tornado
from viability.analyses.sensitivity.variance import sobol_indices
from viability.analyses.uncertainty import uncertainty
from viability.engine.arrays import Floats
from viability.errors import FrameworkError
from viability.study.study import Study


def many(members: int, candidates: int, criteria: int) -> Study:
    """Build so many members, and others who might join, of one rating in doubt that so many criteria read."""
    names = [f"s{i:04}" for i in range(members + candidates)]
    return build(
        {
            "criteria": {f"c{i}": asks("attribute", "arms", worst=0, best=4) for i in range(criteria)},
            "codebook": {"arms": {"levels": 4}},
            "states": {name: {"attributes": {"arms": {"value": 2, "low": 1, "high": 3}}} for name in names},
            "members": tuple(names[:members]),
        }
    )


def test_sensitivity_of_many_members_says_how_many_scores_it_would_make() -> None:
    """150 members form 11,175 pairs: on 100 criteria 1,117,500 scores, 46,000 times and 6,000 times more."""
    refused = (
        "150 members are too many to say what the result depends on, on 100 criteria: this takes the work of "
        "58,110,000,000 scores of pairs of states, and at most 8,000,000,000 are made. Name fewer members"
    )
    with pytest.raises(FrameworkError, match=refused):
        sensitivity(many(150, 0, 100))


def test_sensitivity_with_many_candidates_names_them_as_the_way_out() -> None:
    """Of 3 members 500 candidates form 126,253 pairs with them, on 20 criteria 6,000 times too many."""
    refused = r"3 members and 500 candidates are too many .*, or write candidate: false in the profiles of states"
    with pytest.raises(FrameworkError, match=refused):
        sensitivity(many(3, 500, 20))


def test_sensitivity_of_an_alliance_of_thirty_among_the_states_of_the_world_is_no_such_case() -> None:
    """NATO's 32 beside 168 on 9 criteria: 496 pairs 712,666 times, 19,900 pairs 6,000 times, 4,256 million scores."""
    check_work(many(32, 168, 9), 200, of_members=OF_MEMBERS, of_states=OF_STATES, of_coalitions=2 * DRAWS)
    with pytest.raises(FrameworkError, match="work of 9,457,"):
        check_work(many(32, 168, 20), 200, of_members=OF_MEMBERS, of_states=OF_STATES, of_coalitions=2 * DRAWS)


def test_a_tornado_of_many_members_is_refused() -> None:
    """10,000 draws on 100 criteria, and 10 evaluations of one of these for each of 150 values: 10,015 in all."""
    with pytest.raises(FrameworkError, match=r"150 members are too many .* work of 11,191,762,500 scores of pairs"):
        tornado(many(150, 0, 100))


def test_whether_coalitions_are_told_apart_is_not_asked_of_a_thousand_states() -> None:
    """1,000 states form 499,500 pairs, on 10 criteria and in 2,000 draws ten thousand million scores."""
    with pytest.raises(FrameworkError, match="2 members and 998 candidates are too many"):
        discrimination(many(2, 998, 10))


def test_too_many_draws_of_many_members_are_refused_with_how_many_can_be() -> None:
    """11,175 pairs on 100 criteria go into twenty thousand million 17,897 times."""
    refused = (
        "100,000 draws are too many for 150 members: each takes 11,175 pairs of states on 100 criteria. Vary them less "
        r"often \(--draws 17897\), or name fewer members \(--members\)"
    )
    with pytest.raises(FrameworkError, match=refused):
        uncertainty(many(150, 0, 100), draws=100_000)


def test_sobol_numbers_are_the_same_however_few_are_taken_together() -> None:
    """The design is cut at powers of two, so that parts of 16 rows are the whole of 64."""

    def total(uniform: Floats) -> Floats:
        added: Floats = uniform.sum(axis=1)
        return added

    groups = {"x": 1, "y": 2}
    whole = sobol_indices(total, groups, samples=64, seed=3)
    assert whole == sobol_indices(total, groups, samples=64, seed=3, together=21)
