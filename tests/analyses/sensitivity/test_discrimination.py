"""Whether coalitions are told apart: by known draws, over the coalitions of a study, and as `score` says it."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from analyses.sensitivity.made import averages, many
from strategies import alliances, asks, build
from viability.analyses.score import assess
from viability.analyses.sensitivity.discrimination import discrimination, told_apart
from viability.analyses.sensitivity.field import field_of
from viability.engine.draws import blocks, draw_values, draw_weights
from viability.engine.evaluate import evaluate
from viability.errors import FrameworkError
from viability.output.apart import discriminates
from viability.output.apart import told_apart as score_says
from viability.output.score import view as score_view
from viability.output.terminal import drawn


def test_three_coalitions_with_known_draws() -> None:
    """An order that holds in nine of ten draws is sure, one that holds in eight is not."""
    # a is over b by 10 in nine draws and under by 1 in one; over c by 2 in eight, under by 2 in two;
    # b is under c by 12 in two, by 8 in seven and over by 3 in one. Widths 11, 4 and 15.
    a = [60.0] * 10
    b = [50.0] * 9 + [61.0]
    c = [62.0] * 2 + [58.0] * 8
    ordered, width = told_apart(np.array([a, b, c]), np.array([0, 0, 1]), np.array([1, 2, 2]))
    assert (2 / 3, 11.0) == (ordered, width)


def test_coalitions_that_are_even_have_no_order() -> None:
    """What differs by less than a thousandth of a point in every draw is not told apart."""
    ordered, width = told_apart(np.array([[50.0] * 10, [50.0005] * 10]), np.array([0]), np.array([1]))
    assert 0.0 == ordered
    assert 0.0 == width


def test_without_doubt_all_but_equals_are_told_apart() -> None:
    """Of ab 25, ac 50, bc 75 and abc 50 one pair of six is even, and no difference has a width."""
    found = discrimination(averages({"a": {"x": 0.0}, "b": {"x": 0.5}, "c": {"x": 1.0}}), draws=10)
    assert (4, 6, 0, False) == (found.coalitions, found.pairs, found.unjudged, found.sampled)
    assert 5 / 6 == found.ordered
    assert 0.0 == found.width == found.least


def test_draws_are_common_to_all_coalitions() -> None:
    """What is in doubt for all alike leaves their order sure: b is in both of these, whatever it is."""
    # only b is in doubt, and holds a half of ab and of bc: bc less ab is (c - a) / 2 = 50 in every draw
    study = averages({"a": {"x": 0.0}, "b": {"x": [0.0, 0.5, 1.0]}, "c": {"x": 1.0}})
    found = discrimination(study, draws=200, weights="fixed")
    field = field_of(study)
    rng, _ = next(iter(blocks(200, 20241217, 3)))
    weights, values = draw_weights(study, rng, 200, "fixed"), draw_values(field.observations, rng, 200)
    by_road = evaluate(
        study, field.coalitions, observations=field.observations.with_values(values), weights=weights
    ).viability.T
    first, second = np.triu_indices(4, 1)
    assert (found.ordered, found.width) == pytest.approx(told_apart(by_road, first, second), abs=1e-4)
    ab, bc = ([mark.tolist() for mark in field.coalitions].index(held) for held in ([1, 1, 0], [0, 1, 1]))
    assert (1.0, 0.0) == pytest.approx(told_apart(by_road, np.array([ab]), np.array([bc])), abs=1e-4)


def test_what_leaves_out_members_is_read_as_everywhere() -> None:
    """A threat that is a state counts for no coalition that it belongs to, here as in an evaluation."""
    study = build(
        {
            "criteria": {"common": asks("strongest_common", "threats", worst=0, best=4)},
            "codebook": {"threats": {"levels": 5}},
            "sources": {"from_c": {"kind": "state", "state": "CCC"}},
            "states": {
                "a": {"threats": {"from_c": 4}},
                "b": {"threats": {"from_c": 4}},
                "c": {"iso3": "CCC", "threats": {"from_c": 2}},
            },
        }
    )
    field = field_of(study)
    found = discrimination(study, draws=5)
    known = evaluate(study, field.coalitions, observations=field.observations, partial=True)
    assert found.coalitions == int((known.verdicts >= 0).sum())


def test_a_coalition_without_a_verdict_is_left_out() -> None:
    """Of a, b and c, of whom c is unknown, only a and b get a verdict, and there is nothing to tell it from."""
    study = averages({"a": {"x": 0.2}, "b": {"x": 0.4}, "c": {"x": None}}, members=("a", "b"), least_coverage=0.65)
    found = discrimination(study, draws=5)
    assert (1, 3, 0) == (found.coalitions, found.unjudged, found.pairs)
    assert math.isnan(found.ordered)
    assert "no two coalitions" in discriminates(found, found)


@given(alliances())
@settings(max_examples=15)
def test_shares_are_shares_and_the_same_twice(plain: dict[str, Any]) -> None:
    """Whatever the study, the share lies in [0, 1], no width is negative, and the same study gives the same."""
    study = build(plain)
    found, again = (discrimination(study, draws=20) for _ in range(2))
    if found.pairs:
        assert 0.0 <= found.ordered <= 1.0
        assert 0.0 <= found.width <= 100.0 + 100.0
        assert found == again


def test_score_says_on_demand_what_sensitivity_says() -> None:
    """An assessment tells coalitions apart only where asked to, under each question, and as `sensitivity` does."""
    names = {"x": "power", "y": "power", "z": "danger"}
    study = build(
        {
            "pillars": {"power": 1, "danger": 1},
            "questions": {"viability": ("power",), "necessity": ("danger",)},
            "criteria": {name: asks("attribute", name, worst=0, best=1, pillar=of) for name, of in names.items()},
            "states": {
                state: {"attributes": {name: [value - 0.2, value, value + 0.3] for name in names}}
                for state, value in zip("abcd", (0.2, 0.3, 0.4, 0.6), strict=True)
            },
            "members": ("a", "b"),
        }
    )
    assert all(one.discrimination is None for one in assess(study, draws=10).questions.values())
    found = assess(study, draws=10, discriminate=True)
    assert ["viability", "necessity"] == [*found.questions]
    for name, one in found.questions.items():
        apart = discrimination(study.asking(name))
        assert 0 < apart.ordered < 1
        assert apart == one.discrimination
        for shown in (drawn(score_view(found, extent="full")), str(score_view(found, extent="full").markdown())):
            assert 1 == flat(shown).count(score_says(one))
    assert "keep their order" not in drawn(score_view(found, extent="chart"))


def flat(text: str) -> str:
    """Return text without its line breaks."""
    return " ".join(text.split())


def test_whether_coalitions_are_told_apart_is_not_asked_of_a_thousand_states() -> None:
    """1,000 states form 499,500 pairs, on 12 criteria and in 2,000 draws twelve thousand million scores."""
    with pytest.raises(FrameworkError, match="2 members and 998 candidates are too many"):
        discrimination(many(2, 998, 12))
