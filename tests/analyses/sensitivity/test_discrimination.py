"""Whether coalitions are told apart, which criteria say one thing twice, and which values move a point."""

import math
from io import StringIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from rich.console import Console

from strategies import alliances, asks, build
from viability.analyses.score import assess
from viability.analyses.sensitivity.answer import sensitivity
from viability.analyses.sensitivity.discrimination import discrimination, told_apart
from viability.analyses.sensitivity.field import DRAWN, field_of
from viability.analyses.sensitivity.likeness import likeness
from viability.engine.draws import blocks, draw_values, draw_weights
from viability.engine.evaluate import evaluate
from viability.output.apart import discriminates
from viability.output.apart import told_apart as score_says
from viability.output.score import view as score_view
from viability.output.sensitivity import sheet, view
from viability.output.terminal import drawn
from viability.study.study import Study


def averages(states: dict[str, dict[str, Any]], **more: object) -> Study:
    """Make a study that asks the average of each attribute, from 0 to 1; a number is certain."""
    names = dict.fromkeys(name for held in states.values() for name in held)
    return build(
        {
            "criteria": {name: asks("attribute", name, worst=0, best=1) for name in names},
            "states": {
                state: {"attributes": {n: [v] * 3 if isinstance(v, float) else v for n, v in held.items()}}
                for state, held in states.items()
            },
            **more,
        }
    )


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


def test_criteria_that_say_one_thing_twice_or_always_the_same() -> None:
    """Correlations are of scores over coalitions; flat criteria have none, and those at an end are saturated."""
    # ab, ac, bc, abc: x 25, 50, 75, 50 and minus 75, 50, 25, 50; top is 100 for all; odd 50, 50, 0, 33
    study = averages(
        {
            "a": {"x": 0.0, "minus": 1.0, "top": 1.0, "odd": 1.0},
            "b": {"x": 0.5, "minus": 0.5, "top": 1.0, "odd": 0.0},
            "c": {"x": 1.0, "minus": 0.0, "top": 1.0, "odd": 0.0},
        }
    )
    alike, saturated = likeness(study, field_of(study))
    assert ("x", "minus") == (alike[0].first, alike[0].second)
    assert -1.0 == pytest.approx(alike[0].correlation)
    # x less its mean -25, 0, 25, 0 and odd less its mean 33.3: 16.7, 16.7, -33.3, 0:
    # -1250 / sqrt(1250 * 1666.7) = -0.866
    assert [-0.8660, 0.8660] == [round(one.correlation, 4) for one in alike[1:]]
    assert [("top", 0.0, 1.0)] == [(one.criterion, one.at_worst, one.at_best) for one in saturated]


def test_every_value_that_moves_a_point_is_named() -> None:
    """However few rows are shown, a value is named that alone moves the index by a point, and no other is."""
    # of two members each holds half of the index: 0.02 of doubt is a point, 0.01 half a point
    study = averages({"a": {"x": [0.5, 0.5, 0.52]}, "b": {"x": [0.5, 0.51, 0.51]}})
    found = sensitivity(study, samples=2)
    assert ["a.x"] == [bar.entry.path for bar in found.movers]
    written = StringIO()
    console = Console(width=200, file=written)
    console.print(view(found, top=1))
    shown = written.getvalue()
    assert "by a point or more over its range: A, x (1.0)." in shown
    rows = [(row["of"], row["value"]) for row in sheet(found).rows if row["part"] == "moves_a_point"]
    assert [("a.x", found.movers[0].swing)] == rows
    assert 1.0 == pytest.approx(found.movers[0].swing)


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
