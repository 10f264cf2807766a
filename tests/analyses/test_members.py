"""Who carries the coalition: the coalition without each member, beside its Shapley values."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from strategies import asks, build, scenario
from viability.analyses.members import members, without_each
from viability.analyses.shapley import shapley
from viability.errors import CoalitionError
from viability.files.folder import load_study
from viability.output.members import view
from viability.output.terminal import drawn
from viability.study.study import Study
from viability.study.whatif import apply

SMALL = Path(__file__).parents[1] / "small_study"
AVERAGE = asks("attribute", "x", worst=0, best=4)
TIES = asks("tie", "treaty", worst=0, best=4)


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study."""
    return load_study(SMALL)


def attributes(*values: object) -> dict[str, Any]:
    """Write states a, b, c with attribute x."""
    return {state: {"attributes": {"x": value}} for state, value in zip("abcd", values, strict=False)}


def test_without_each_member_the_rest_are_evaluated() -> None:
    """The coalition without each member is evaluated like any other, in the order of members."""
    study = build({"criteria": {"x": AVERAGE, "t": TIES}, "states": attributes(4, 0, 2, 1), "members": ["a", "b", "c"]})
    found = without_each(study)
    # x alone, for ties are unknown: bc (0 + 1/2) / 2, ac (1 + 1/2) / 2, ab (1 + 0) / 2
    assert [("a", 25.0, 3), ("b", 75.0, 0), ("c", 50.0, 2)] == [(m.state, m.viability, m.verdict) for m in found]
    assert all(np.isnan(m.cohesion) for m in found)


def test_two_members_leave_no_coalition() -> None:
    """Without one of two members there is no coalition, so nothing to show."""
    found = without_each(build({"criteria": {"x": AVERAGE}, "states": attributes(4, 0)}))
    assert [("a", None), ("b", None)] == [(m.state, m.verdict) for m in found]
    assert all(np.isnan(m.viability) and np.isnan(m.cohesion) for m in found)


def test_of_a_remainder_nothing_may_be_known() -> None:
    """Where nothing is known of those whom one member would leave, that figure is unknown and the others stand."""
    study = build({"criteria": {"x": AVERAGE}, "states": attributes(4, None, None), "members": ["a", "b", "c"]})
    found = members(study)
    # x is known of a alone: with it any coalition has the index 100, without it none
    assert [("a", None), ("b", 0), ("c", 0)] == [(m.state, m.verdict) for m in found.without]
    assert np.isnan(found.without[0].viability)
    assert [100.0, 100.0] == [m.viability for m in found.without[1:]]


def test_of_no_remainder_anything_may_be_known() -> None:
    """Where a criterion needs all members to be known, all that is left is unknown, which is no error."""
    study = build({"criteria": {"t": TIES}, "states": attributes(4, 0, 2), "members": ["a", "b", "c"]})
    tied = apply(study, scenario({"changes": [{"set": "a.b.treaty", "value": 4}]}))
    # the one tie known is that of a and b: without c it is all there is
    found = without_each(tied)
    assert [None, None, 0] == [m.verdict for m in found]


def test_the_members_stand_beside_the_whole(alliance: Study) -> None:
    """The whole coalition's numbers, the coalition without each, and the Shapley values come from one call."""
    three = alliance.with_members(["alfa", "bravo", "charlie"])
    found = members(three)
    assert 56.25 == pytest.approx(found.viability) == pytest.approx(found.shapley.index)
    alone = [(one.state, one.viability, one.cohesion, one.verdict) for one in without_each(three)]
    assert alone == [(one.state, one.viability, one.cohesion, one.verdict) for one in found.without]
    assert shapley(three).values.tolist() == found.shapley.values.tolist()
    assert three == found.about.study


def test_members_of_whom_nothing_is_known_are_an_error() -> None:
    """Where nothing is known of the whole coalition there is nothing to show."""
    study = build({"criteria": {"x": AVERAGE}, "states": attributes(None, None, None)})
    with pytest.raises(CoalitionError, match="nothing is known of the coalition"):
        members(study)


def test_differences_are_drawn_together_with_the_whole(alliance: Study) -> None:
    """Data certain and weights fixed leave no doubt: the drawn difference is the difference, and its sign is sure."""
    found = members(alliance.with_members(["alfa", "bravo", "charlie"]), draws=20)
    assert 20 == found.draws
    assert all(one.low <= one.high for one in found.without)
    study = build({"criteria": {"x": AVERAGE}, "states": certain(4, 0, 2), "members": ["a", "b", "c"]})
    sure = members(study, draws=20, weights="fixed")
    # all (1 + 0 + 1/2) / 3 = 50; without a 25, without b 75, without c 50
    assert [(-25.0, -25.0, 1.0), (25.0, 25.0, 0.0), (0.0, 0.0, 0.0)] == [
        pytest.approx((one.low, one.high, one.lower)) for one in sure.without
    ]


def certain(*values: float) -> dict[str, Any]:
    """Write states a, b, c with an attribute x that is not in doubt."""
    return attributes(*({"value": value, "low": value, "high": value} for value in values))


def test_two_members_are_not_drawn() -> None:
    """Where one state would be left there is nothing to draw."""
    found = members(build({"criteria": {"x": AVERAGE}, "states": attributes(4, 0)}))
    assert 0 == found.draws
    assert all(np.isnan(one.lower) for one in found.without)


def test_a_verdict_that_changes_with_next_to_no_points_is_told_so() -> None:
    """Without c the index falls from 55.01 to 54.99, below a floor: neither sentence contradicts the other."""
    # a quarter of the mean of 2.1996, 2.1996 and 2.202, and of the first two
    study = build({"criteria": {"x": AVERAGE}, "states": attributes(2.1996, 2.1996, 2.202)})
    told = " ".join(drawn(view(members(study, draws=5)), 200).split())
    assert "Without C the index would hardly move (54.9)." in told  # never 55.0, where a better band begins
    edge = "although the index hardly moves: a band's edge or a limit lies between"
    assert f"Without C the verdict is 'fragile', {edge}." in told
