"""Scenarios side by side: the small study, whose index test_score.py works by hand."""

from pathlib import Path

import pytest

from analyses.made import two_questions
from strategies import asks, build, scenario
from viability.analyses.compare import compare
from viability.errors import CoalitionError, FrameworkError
from viability.files.folder import load_study
from viability.study.scenario import Scenario, SetValue, SetWeight
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study."""
    return load_study(SMALL)


def test_scenarios_are_compared_where_nothing_is_known_of_the_study() -> None:
    """Scenarios may know what the study does not: they stand alone."""
    criteria = {"x": asks("attribute", "x", worst=0, best=4)}
    unknown = build({"criteria": criteria, "codebook": {"x": {"levels": 4}}, "states": {"a": {}, "b": {}}})
    found = compare(unknown, [scenario({"id": "low", "changes": [{"set": "a.x", "value": 1}]})], draws=5)
    assert found.baseline is None
    assert ["low"] == [one.name for one in found.columns]
    assert [25.0] == [one.viability for one in found.results]
    with pytest.raises(CoalitionError, match="nothing is known"):
        compare(unknown, [], draws=5)


def test_scenarios_are_compared_each_with_the_study_alone(alliance: Study) -> None:
    """A comparison is the study as it is, then each scenario applied to that study alone; `then` holds for all."""
    alone = Scenario(id="other", title="Another", changes=(SetValue(set="alfa.expenditure", value=340),))
    base, joined, other = compare(alliance, [alliance.scenarios["charlie_joins"], alone], draws=1).results
    assert 54.375 == pytest.approx(base.viability)
    assert 56.25 == pytest.approx(joined.viability)
    # pooled (340 + 60) / 400 = 1: means (1 + 0.75) / 2 = 0.875, index (0.5 + 0.875) / 2
    assert 68.75 == pytest.approx(other.viability)
    assert ("alfa", "bravo") == other.study.members
    poorer = Scenario(id="", title="", changes=(SetValue(set="alfa.expenditure", value=90),))
    # Alfa's 90 come last: (90 + 60) / 400 = 0.375 in both, so means 0.5625 and the index 0.53125
    assert [53.125, 53.125] == pytest.approx(
        [r.viability for r in compare(alliance, [alone], then=[poorer], draws=1).results]
    )


def test_anything_can_be_compared_by_its_name(alliance: Study) -> None:
    """Text is read as on the command line; a column is called by its label, and two by one name are refused."""
    found = compare(alliance, ["charlie_joins", "mine: --with charlie"], draws=1)
    assert ["baseline", "charlie_joins", "mine"] == [one.name for one in found.columns]
    assert found.results[1].viability == pytest.approx(found.results[2].viability)
    assert [("charlie_joins",), ("",)] == [tuple(s.id for s in one.scenarios) for one in found.columns[1:]]
    with pytest.raises(FrameworkError, match="two columns would be called 'mine'"):
        compare(alliance, ["mine: --with charlie", "mine: --as-of 2014"], draws=1)


def test_either_question_is_compared() -> None:
    """A weight of necessity moves neither viability nor, where one criterion is all of it, necessity."""
    heavy = Scenario(id="heavy", title="x", changes=(SetWeight(weight="danger", value=3),))
    both = compare(two_questions(), [heavy], draws=50)
    assert [(56.25, 50.0)] * 2 == [(one.index, one.others[0].index) for one in both.results]
    found = compare(two_questions(), [heavy], question="necessity", draws=50)
    assert [50.0, 50.0] == [one.index for one in found.results]
