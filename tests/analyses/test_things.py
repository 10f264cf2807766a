"""Whatever has an id and no score, explained."""

from pathlib import Path

import pytest

from viability.analyses.explain import CriterionTrace, PillarTrace, QuestionTrace, StateTrace, explain
from viability.analyses.things import ThingTrace
from viability.errors import UnknownName
from viability.files.folder import load_study
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def small_study() -> Study:
    """Return the small study."""
    return load_study(SMALL)


def thing(study: Study, name: str) -> ThingTrace:
    """Explain what has no score."""
    found = explain(study, name)
    assert isinstance(found, ThingTrace)
    return found


def test_everything_with_an_id_is_explained(study: Study) -> None:
    """Each scenario, institution, threat source, attribute and source is found by its kind and id."""
    for kind, held in (
        ("scenario", study.scenarios),
        ("institution", study.institutions),
        ("threat", study.threats),
        ("attribute", study.attributes),
        ("source", [*study.sources][:5]),
    ):
        for name in held:
            assert name == thing(study, f"{kind}:{name}").id


def test_a_scenario_tells_its_changes(small_study: Study) -> None:
    """Every line of a scenario is told."""
    found = thing(small_study, "charlie_joins")
    assert ("First", "with charlie") in found.told


def test_a_threat_source_shows_who_feels_it(small_study: Study) -> None:
    """The ratings are those of the members, and the sources those of the ratings."""
    found = thing(small_study, "north")
    assert {"alfa", "bravo"} >= {entry.owner for entry in found.entries}
    assert {"north"} == {entry.other for entry in found.entries}
    assert {*found.sources} == {source for entry in found.entries for source in entry.datum.source}


def test_a_value_shows_all_that_was_observed(small_study: Study) -> None:
    """The address of a value gives every observation, and says which counts."""
    found = thing(small_study, "alfa.resolve")
    assert small_study.states["alfa"].attributes["resolve"] == tuple(entry.datum for entry in found.entries)
    newest = small_study.states["alfa"].attributes["resolve"][-1]
    assert ("What counts", f"{newest.value:g} of {newest.date}") == found.told[0]


def test_a_wrong_part_of_an_address_is_named(small_study: Study) -> None:
    """Where the state is known the attribute is what is unknown."""
    with pytest.raises(UnknownName, match="unknown attribute 'resolv'; did you mean 'resolve'"):
        explain(small_study, "alfa.resolv")


def test_pillars_and_criteria_come_first(small_study: Study) -> None:
    """A title or the beginning of a name finds what has a score."""
    assert isinstance(explain(small_study, "MEANS"), PillarTrace)
    assert isinstance(explain(small_study, "pooled"), CriterionTrace)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pillar:Means", PillarTrace),
        ("criterion:pooled expenditure", CriterionTrace),
        ("question:viability", QuestionTrace),
        ("state: alfa", StateTrace),
    ],
)
def test_one_of_a_kind_is_named_by_its_kind(name: str, kind: type, small_study: Study) -> None:
    """Where several things have one id, KIND:ID says which is meant, also of what has a score."""
    assert isinstance(explain(small_study, name), kind)
    with pytest.raises(UnknownName, match="'nothing'"):
        explain(small_study, f"{name.partition(':')[0]}:nothing")
