"""Pairs of members, strongest first: the small study, whose values test_score.py works by hand."""

import math
from pathlib import Path

import pytest

from viability.analyses.pairs import pairs
from viability.files.folder import load_study
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study."""
    return load_study(SMALL)


def test_pairs_stand_strongest_first_and_unknown_last(alliance: Study) -> None:
    """Pairs fall by cohesion; a pair of which nothing dyadic is known stands last."""
    # with Charlie: Bravo-Charlie tie 2, no threat both rate: 100; Alfa-Bravo 50;
    # Alfa-Charlie south: min(0, 1) = 0, no tie: 0
    found = pairs(alliance.with_members(["alfa", "bravo", "charlie"])).pairs
    assert [("bravo", "charlie"), ("alfa", "bravo"), ("alfa", "charlie")] == [pair.states for pair in found]
    assert [100.0, 50.0, 0.0] == pytest.approx([pair.cohesion for pair in found])
    # without Alfa's rating of the south nothing is known of Alfa and Charlie
    felt = alliance.states["alfa"].threats["threats"]
    alfa = alliance.states["alfa"].replace(threats={"threats": {"north": felt["north"]}})
    less = alliance.replace(states={**alliance.states, "alfa": alfa}).with_members(["alfa", "bravo", "charlie"])
    assert [("bravo", "charlie"), ("alfa", "bravo"), ("alfa", "charlie")] == [pair.states for pair in pairs(less).pairs]
    assert math.isnan(pairs(less).pairs[-1].cohesion)


def test_a_pair_has_one_cohesion_for_each_pillar(alliance: Study) -> None:
    """Pillars stand in the framework's order, and one without dyadic criteria has none."""
    (pair,) = pairs(alliance).pairs
    assert 50.0 == pytest.approx(pair.pillars[0])
    assert math.isnan(pair.pillars[1])
