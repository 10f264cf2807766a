"""From the raw value to points: traces of criteria and states in the small study."""

import math
from pathlib import Path

import pytest

from viability.analyses.explain import trace_criterion, trace_state
from viability.engine.evaluate import evaluate
from viability.errors import UnknownName
from viability.files.folder import load_study
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study with its candidate in the coalition."""
    return load_study(SMALL).with_members(["alfa", "bravo", "charlie"])


def test_a_total_places_no_single_value(alliance: Study) -> None:
    """Under summation goalposts stand on the total, so that members have raw values and no places."""
    trace = trace_criterion(alliance, "pooled_expenditure")
    assert [("alfa",), ("bravo",), ("charlie",)] == [item.states for item in trace.items]
    assert [110.0, 60.0, 30.0] == [item.raw for item in trace.items]
    assert all(math.isnan(item.placed) for item in trace.items)
    assert 0.5 == pytest.approx(trace.score)  # 200 of 400
    assert 1.0 == trace.coverage
    assert 0.25 == pytest.approx(trace.share)  # one of two criteria in one of two pillars
    assert ("yearbook",) == trace.sources


def test_each_member_is_placed_between_the_goalposts(alliance: Study) -> None:
    """A place is the share of the way from worst to best; what is unknown has none."""
    trace = trace_criterion(alliance, "means.want_of_alternative")
    alfa, bravo, charlie = trace.items
    assert (1.0, 0.5) == (alfa.raw, alfa.placed)  # in the pact, of credibility 1 on 2..0
    assert (0.0, 1.0) == (bravo.raw, bravo.placed)  # has left it
    assert math.isnan(charlie.raw)
    assert math.isnan(charlie.placed)
    assert 0.75 == pytest.approx(trace.score)
    # three memberships and the pact's credibility, of which only Charlie's memberships are unknown
    assert 3 / 4 == pytest.approx(trace.coverage)


def test_pairs_carry_the_values_behind_them(alliance: Study) -> None:
    """A dyadic criterion is traced pair by pair, each with the entries that decide it."""
    trace = trace_criterion(alliance, "defence_ties")
    by_pair = {item.states: item for item in trace.items}
    assert {("alfa", "bravo"), ("alfa", "charlie"), ("bravo", "charlie")} == set(by_pair)
    assert ["alfa.bravo.defence_tie"] == [entry.path for entry in by_pair["alfa", "bravo"].entries]
    assert "A treaty of consultation." == by_pair["alfa", "bravo"].entries[0].datum.note
    assert () == by_pair["alfa", "charlie"].entries


def test_a_trace_agrees_with_the_engine(study: Study) -> None:
    """Score, coverage and share of every criterion are the evaluation's own."""
    for found in evaluate(study).questions.values():
        for k, criterion in enumerate(found.criteria):
            trace = trace_criterion(study, criterion)
            assert (found.scores[0, k], found.coverage[0, k], found.shares()[0, k]) == (
                trace.score,
                trace.coverage,
                trace.share,
            )


def test_the_mean_of_the_places_is_the_score_under_average(study: Study) -> None:
    """Under `average` the known places average to the score."""
    averaged = [c.id for c in study.criteria.values() if c.aggregator == "average"]
    assert averaged
    for criterion in averaged:
        trace = trace_criterion(study, criterion)
        placed = [item.placed for item in trace.items if not math.isnan(item.placed)]
        assert sum(placed) / len(placed) == pytest.approx(trace.score)


def test_a_state_shows_its_values_and_its_ties_with_members(alliance: Study) -> None:
    """A state's trace holds what counts at the day: the newest value of each quantity, and ties either state wrote."""
    trace = trace_state(alliance, "Bravo")
    assert {
        "bravo.alfa.defence_tie": 1.0,
        "bravo.charlie.defence_tie": 2.0,
        "bravo.expenditure": 60.0,
        "bravo.threats.north": 1.0,
    } == {entry.path: entry.datum.value for entry in trace.entries}
    assert {"defence_tie": ("defence_ties",)}.items() <= trace.read_by.items()


def test_what_criteria_read_and_nobody_wrote_is_missing(alliance: Study) -> None:
    """Missing is what a criterion reads and the study lacks, be it a value, a threat or a tie."""
    assert ("charlie.alfa.defence_tie", "charlie.threats.north") == trace_state(alliance, "charlie").missing
    assert ("bravo.threats.south",) == trace_state(alliance, "bravo").missing


def test_a_known_nought_is_not_missing(alliance: Study) -> None:
    """What nobody wrote of an attribute of which only what is so is listed, and of a threat to another state alone."""
    threats = alliance.attributes["threats"].replace(zero_unless_listed=True)
    listed = alliance.replace(attributes={**alliance.attributes, "threats": threats})
    assert () == trace_state(listed, "bravo").missing
    north = alliance.threats["north"].replace(of="alfa")
    assert ("charlie.alfa.defence_tie",) == trace_state(
        alliance.replace(threats={**alliance.threats, "north": north}), "charlie"
    ).missing


def test_a_day_hides_what_came_later(alliance: Study) -> None:
    """At an earlier day older values count, and what is dated later is missing."""
    trace = trace_state(alliance.replace(as_of="2014-12-31"), "alfa")
    assert {"alfa.expenditure": 100.0} == {e.path: e.datum.value for e in trace.entries}
    assert "alfa.threats.north" in trace.missing


def test_unknown_names_are_answered_with_the_nearest(alliance: Study) -> None:
    """A misspelt criterion or state is an error that says what was probably meant."""
    with pytest.raises(UnknownName, match="did you mean 'defence_ties'"):
        trace_criterion(alliance, "defense_ties")
    with pytest.raises(UnknownName, match="did you mean 'charlie'"):
        trace_state(alliance, "Charly")
