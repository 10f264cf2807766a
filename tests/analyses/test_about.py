"""Of what a result is: every result holds the study with its what-ifs, its newest date, and how much is known."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from strategies import asks, build
from viability.analyses.about import About, about
from viability.analyses.coalitions.search import search
from viability.analyses.compare import compare
from viability.analyses.explain import explain
from viability.analyses.members import members
from viability.analyses.pairs import pairs
from viability.analyses.path import path
from viability.analyses.score import assess
from viability.analyses.shapley import shapley
from viability.analyses.trend import trend
from viability.files.folder import load_study
from viability.study.scenario import Scenario, SetValue
from viability.study.study import Study
from viability.study.whatif import apply

SMALL = Path(__file__).parents[1] / "small_study"
ANALYSES: Mapping[str, Callable[[Study], Any]] = {
    "score": lambda study: assess(study, draws=1),
    "compare": lambda study: compare(study, [], draws=1),
    "pairs": pairs,
    "members": members,
    "shapley": shapley,
    "explain a criterion": lambda study: explain(study, "defence_ties"),
    "explain a pillar": lambda study: explain(study, "will"),
    "explain a state": lambda study: explain(study, "alfa"),
    "coalitions": search,
    "path": lambda study: path(study, to="viable"),
    "trend": lambda study: trend(study, start="2015"),
}


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study."""
    return load_study(SMALL)


@pytest.mark.parametrize("name", ANALYSES)
def test_every_result_says_of_what_it_is(alliance: Study, name: str) -> None:
    """Study, what-ifs, newest date and coverage go with every result, as the analysis found them."""
    edited = apply(alliance, Scenario(id="", title="", changes=(SetValue(set="alfa.expenditure", value=90),)))
    result = ANALYSES[name](edited)
    assert about(edited) == result.about
    assert ("set alfa.expenditure=90",) == result.about.study.edits


@pytest.mark.parametrize("name", ANALYSES)
def test_a_result_shows_in_a_few_lines(alliance: Study, name: str) -> None:
    """A notebook or a debugger that prints a result gets a dozen lines at most, with the study's title in them."""
    shown = repr(ANALYSES[name](alliance))
    assert alliance.title in shown
    assert len(shown) < 1_500
    assert shown.count("\n") < 12


def test_what_ifs_are_kept_in_order(alliance: Study) -> None:
    """A study says by which what-ifs it came about, whether they were applied at once or one after another."""
    later = Scenario(id="", title="", compensation=0, without=("bravo",))
    once = apply(alliance, "charlie_joins", later)
    assert ("scenario charlie_joins", "without bravo", "compensation 0") == once.edits
    assert once == apply(apply(alliance, "charlie_joins"), later)
    assert () == alliance.edits


def test_the_newest_date_is_that_of_the_members_values(alliance: Study) -> None:
    """The newest date is that of what counts at the day, and is empty where there is nothing."""
    assert "2015" == about(alliance).newest  # Alfa's resolve is dated 2015-06, but no criterion reads it
    assert "2014" == about(alliance.replace(as_of="2014-12-31")).newest
    nothing = about(build({"criteria": {"x": asks("attribute", "x", worst=0, best=4)}, "states": {"a": {}, "b": {}}}))
    assert "" == nothing.newest
    assert math.isnan(nothing.coverage)


def test_about_says_what_was_evaluated(alliance: Study) -> None:
    """What-ifs, title, day, members and coverage, for people."""
    made = About(study=apply(alliance, "charlie_joins"), newest="2015", coverage=0.5)
    assert {
        "what if": "scenario charlie_joins",
        "study": alliance.title,
        "day": "newest data, to 2015",
        "members": "alfa, bravo, charlie",
        "known": "50 %",
    } == made.facts()
    assert "About" == repr(made).splitlines()[0]
