"""What makes up the index: points, and who decides each criterion."""

from typing import Any

import numpy as np
import pytest

from strategies import asks, build, scenario
from viability.analyses.points import Contribution, Decisive, contributions
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.study.study import Study
from viability.study.whatif import apply

NAN = np.nan
POOLED = asks("attribute", "x", "summation", worst=0, best=10)
AVERAGE = asks("attribute", "x", worst=0, best=4)
TIES = asks("tie", "treaty", worst=0, best=4)


def attributes(*values: object, **more: object) -> dict[str, Any]:
    """Write states a, b, c with attribute x."""
    return {state: {"attributes": {"x": value}, **more} for state, value in zip("abcd", values, strict=False)}


def rows(study: Study) -> dict[str, Contribution]:
    """Split the index of the study's coalition."""
    return {row.criterion: row for row in contributions(evaluate(study))}


def states(decisive: Decisive | None) -> tuple[str, ...] | None:
    """Name who is decisive."""
    return None if decisive is None else decisive.states


def test_points_are_gained_and_lost_out_of_those_held() -> None:
    """A criterion gains its score's part of the points that it holds and loses the rest."""
    row = Contribution(criterion="x", score=0.25, coverage=1.0, share=0.4, drags=None, carries=None)
    assert (10.0, 30.0) == (row.gained, row.lost)


def test_an_unknown_criterion_gains_and_loses_nothing() -> None:
    """A criterion of which nothing is known has no points, no share, and nobody who decides it."""
    study = build({"criteria": {"x": AVERAGE, "t": TIES}, "states": attributes(4, 0)})
    row = rows(study)["t"]
    assert (0.0, 0.0, 0.0, 0.0) == (row.gained, row.lost, row.share, row.coverage)
    assert (None, None) == (row.drags, row.carries)
    assert np.isnan(row.score)
    assert 50.0 == rows(study)["x"].gained


@pytest.mark.parametrize(
    ("values", "drags", "carries"),
    [
        ((1, 3, 3), ("a", 0), ("b", 1)),  # b and c carry alike; a alone drags
        ((2, 2, 2), ("a", 2), ("a", 2)),  # all alike
        ((0, 1, 2), ("a", 0), ("c", 0)),
    ],
)
def test_who_ties_is_counted(values: tuple[float, ...], drags: tuple[str, int], carries: tuple[str, int]) -> None:
    """Beside the one named stands how many others move the criterion as much, out of all that are known."""
    row = rows(build({"criteria": {"x": AVERAGE}, "states": attributes(*values)}))["x"]
    assert row.drags is not None
    assert row.carries is not None
    assert [((name,), alike, 3) for name, alike in (drags, carries)] == [
        (one.states, one.alike, one.of) for one in (row.drags, row.carries)
    ]


def test_who_scores_alike_without_but_not_alone_is_no_tie() -> None:
    """Under the best shot each but the best is as dispensable, and the lowest of them is the one that drags."""
    best = asks("attribute", "x", "best-shot", worst=0, best=4)
    row = rows(build({"criteria": {"x": best}, "states": attributes(4, 1, 2)}))["x"]
    assert row.drags is not None
    assert (("b",), 0, 3) == (row.drags.states, row.drags.alike, row.drags.of)


def test_contributions_stand_in_the_order_of_criteria() -> None:
    """There is one contribution a criterion, in the study's order."""
    criteria = {"z": AVERAGE, "a": TIES, "m": POOLED}
    study = build({"criteria": criteria, "states": attributes(1, 2)})
    assert ["z", "a", "m"] == [row.criterion for row in contributions(evaluate(study))]


def test_who_drags_is_the_one_without_whom_the_score_is_highest() -> None:
    """The least value drags an average and the greatest carries it, with the value in its unit."""
    row = rows(build({"criteria": {"x": AVERAGE}, "states": attributes(3, 1, 4)}))["x"]
    assert (("b",), ("c",)) == (states(row.drags), states(row.carries))
    assert (1.0, 4.0) == (row.drags and row.drags.raw, row.carries and row.carries.raw)


def test_goalposts_that_are_turned_round_turn_who_drags() -> None:
    """Where less is better the greatest value drags."""
    row = rows(build({"criteria": {"x": asks("attribute", "x", worst=4, best=0)}, "states": attributes(3, 1, 4)}))["x"]
    assert (("c",), ("b",)) == (states(row.drags), states(row.carries))


@pytest.mark.parametrize(
    ("aggregator", "drags", "carries"),
    [
        # without the least, 0.25, the next is 0.5; without b or c it stays 0.25, and c is the stronger of the two
        ("weakest-link", "a", "c"),
        # without the greatest, 1, the next is 0.5; without a or b it stays 1, and a is the weaker of the two
        ("best-shot", "a", "c"),
    ],
)
def test_a_tie_goes_to_the_more_extreme_value(aggregator: str, drags: str, carries: str) -> None:
    """Of those whose leaving makes the same difference the weakest drags and the strongest carries."""
    criterion = asks("attribute", "x", aggregator, worst=0, best=4)
    row = rows(build({"criteria": {"x": criterion}, "states": attributes(1, 2, 4)}))["x"]
    assert ((drags,), (carries,)) == (states(row.drags), states(row.carries))


def test_in_a_sum_that_is_full_the_sizes_decide() -> None:
    """Where the pool is full without any one member, the smallest drags and the greatest carries."""
    row = rows(build({"criteria": {"x": POOLED}, "states": attributes(30, 20, 40)}))["x"]
    assert (1.0, ("b",), ("c",)) == (row.score, states(row.drags), states(row.carries))


def test_in_a_sum_that_is_short_the_greatest_carries() -> None:
    """Where the pool is short, who gives nothing drags and who gives most carries."""
    row = rows(build({"criteria": {"x": POOLED}, "states": attributes(3, 0, 5)}))["x"]
    assert (("b",), ("c",)) == (states(row.drags), states(row.carries))


def test_a_sum_of_nothing_still_names_someone() -> None:
    """Where nobody gives anything the first member stands for all."""
    row = rows(build({"criteria": {"x": POOLED}, "states": attributes(0, 0)}))["x"]
    assert (0.0, ("a",), ("a",)) == (row.score, states(row.drags), states(row.carries))


def test_who_bears_most_drags_evenness() -> None:
    """The member without whom burdens are most even drags evenness."""
    # without a (8) shares are 2 and 3: 1 - (13/25 - 1/2) / (1/2) = 0.96; without b 8 and 3; without c 8 and 2
    row = rows(build({"criteria": {"x": asks("attribute", "x", "evenness")}, "states": attributes(8, 2, 3)}))["x"]
    assert (("a",), ("c",)) == (states(row.drags), states(row.carries))


def test_a_pair_decides_a_dyadic_criterion() -> None:
    """In a dyadic criterion a pair drags and a pair carries."""
    ties = {"a": {"ties": {"b": {"treaty": 2}, "c": {"treaty": 4}}}, "b": {"ties": {"c": {"treaty": 1}}}, "c": {}}
    row = rows(build({"criteria": {"t": TIES}, "states": ties}))["t"]
    assert (("b", "c"), ("a", "c")) == (states(row.drags), states(row.carries))
    assert ["b.c.treaty"] == [entry.path for entry in (row.drags.entries if row.drags else ())]


def test_unknown_members_decide_nothing() -> None:
    """Only a member whose value is known can decide; one known member both drags and carries."""
    row = rows(build({"criteria": {"x": AVERAGE}, "states": attributes(None, 2, None)}))["x"]
    assert (("b",), ("b",)) == (states(row.drags), states(row.carries))


def test_what_decides_shows_its_date_and_sources() -> None:
    """A decisive value shows the newest date and each source once of the values behind it."""
    criterion = asks("similarity", "x", worst=4, best=0)
    first = {"value": 1, "date": "2019", "source": ["one", "two"]}
    second = {"value": 3, "date": "2021-06", "source": ["two", "three"]}
    row = rows(build({"criteria": {"x": criterion}, "states": attributes(first, second)}))["x"]
    assert row.drags is not None
    assert ("2021-06", ("one", "two", "three"), 2.0) == (row.drags.date, row.drags.sources, row.drags.raw)


def test_what_is_assumed_shows_that_it_is() -> None:
    """A decisive value that a what-if assumes has no date of its own."""
    study = apply(
        build({"criteria": {"x": AVERAGE}, "states": attributes(1, 3)}),
        scenario({"changes": [{"set": "a.x", "value": 0}]}),
    )
    row = rows(study)["x"]
    assert row.drags is not None
    assert ("assumed", ("assumption",)) == (row.drags.date, row.drags.sources)


def test_a_value_read_off_nothing_has_no_date() -> None:
    """A count rests on no dated value."""
    row = rows(build({"criteria": {"n": asks("count", worst=0, best=4)}, "states": attributes(1, 3)}))["n"]
    assert row.drags is not None
    assert ("", (), 1.0) == (row.drags.date, row.drags.sources, row.drags.raw)


def test_contributions_of_another_coalition_need_its_observations() -> None:
    """Any coalition's index can be split, given the observations it was evaluated on."""
    study = build({"criteria": {"x": AVERAGE}, "states": attributes(4, 0, 2), "members": ["a", "b"]})
    obs = observe(study)
    (row,) = contributions(evaluate(study, [("b", "c")], observations=obs))
    assert (25.0, ("b",), ("c",)) == (row.gained, states(row.drags), states(row.carries))
