"""The study's day: declared, or that of the newest observation of its members that is not in the future."""

import pytest

from strategies import asks, build, scenario
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.errors import CoalitionError
from viability.study.profile import Source
from viability.study.study import Study
from viability.study.whatif import apply


def study_of(source: dict[str, object] | None = None, **alba: object) -> Study:
    """Build three states: Bora known in 2012, Cira in 2018, Alba as asked for; Alba and Bora are the members."""
    study = build(
        {
            "codebook": {"wealth": {"range": [0, 100]}},
            "criteria": {
                "wealth": asks("attribute", "wealth", worst=0, best=100),
                "want": asks("best_membership", "credibility", worst=4, best=0),
            },
            "institutions": {"pact": {2005: 4}},
            "members": ["alba", "bora"],
            "states": {
                "alba": alba,
                "bora": {"attributes": {"wealth": {2012: 60}}},
                "cira": {"attributes": {"wealth": {2018: 10}}},
            },
        }
    )
    given = Source.read({"title": "Book", "publisher": "Press", **(source or {"undated": True})})
    return study.replace(sources={**study.sources, "book": given})


def test_the_day_is_that_of_the_members_newest_observation() -> None:
    """Values, joinings and credibility of the members set the day, a year at its end; outsiders set none."""
    assert "2012-12-31" == study_of().day
    assert "2015-06-30" == study_of(attributes={"wealth": {"2015-06": 1}}).day
    assert "2016-12-31" == study_of(memberships={"pact": {"from": 2016}}).day
    assert "2012-12-31" == study_of(memberships={"pact": {"to": 2016}}).day
    assert "2018-12-31" == study_of().with_members(["bora", "cira"]).day


def test_a_declared_day_is_the_day() -> None:
    """A day that the study or a what-if declares is the day, however much is known later."""
    assert ("2011-12-31", "2012-12-31") == (
        apply(study_of(), scenario({"as_of": 2011})).day,
        apply(study_of(), scenario({"as_of": 2011})).newest_datum,
    )


def test_what_is_dated_after_every_source_sets_no_day() -> None:
    """An observation later than the newest source is in the future; if all are, the newest counts anyway."""
    seen = {"date": 2010, "accessed": "2014-03"}
    assert "2012-12-31" == study_of(seen, attributes={"wealth": {2204: 1}}).day
    assert "2014-03-31" == study_of(seen, attributes={"wealth": {"2014-03": 1}}).day
    late = study_of({"date": 2001}, attributes={"wealth": {2204: 1}})
    assert "2204-12-31" == late.day


def test_a_membership_with_an_end_ahead_holds() -> None:
    """A spell that ends after the day still holds on it, and one that begins after it does not hold yet."""
    for spell, held in (({"to": 2040}, True), ({"from": 2040}, False), ({"from": 2001, "to": 2011}, False)):
        study = study_of({"date": 2013}, attributes={"wealth": {2012: 1}}, memberships={"pact": spell})
        assert held is bool(observe(study).belongs[0, 0])


def test_an_assumed_value_moves_no_day() -> None:
    """Assuming the newest value anew leaves the day where it was, so nothing else grows older or younger."""
    study = study_of(attributes={"wealth": {2015: 1}})
    for change in ({"set": "alba.wealth", "value": 2}, {"set": "alba.wealth", "value": 2, "from": 2030}):
        assert "2015-12-31" == apply(study, scenario({"changes": [change]})).day


def test_a_state_is_a_member_in_its_life_alone() -> None:
    """Before its first day and after its last a state cannot be a member, and the error tells its dates."""
    study = study_of(attributes={"wealth": {2012: 1}})
    alba = study.states["alba"].replace(from_="2001", to="2011-06")
    study = study.replace(states={**study.states, "alba": alba})
    message = "'alba' existed from 2001 to 2011-06, so it cannot be a member on 2012-12-31"
    with pytest.raises(CoalitionError, match=message):
        evaluate(study)
    with pytest.raises(CoalitionError, match=message):
        apply(study, scenario({"with": ["cira"], "as_of": 2012}))
    assert apply(study, scenario({"as_of": "2011-06"})).members == ("alba", "bora")
    with pytest.raises(CoalitionError, match="on 2000-12-31"):
        apply(study, scenario({"as_of": 2000}))


def test_nothing_with_a_date_is_at_the_last_day() -> None:
    """In a study without any date nothing is too late."""
    study = build({"criteria": {"heads": asks("count", worst=0, best=4)}, "states": {"a": {}, "b": {}}})
    assert "9999-12-31" == study.day
