"""One coalition seen whole: the small study worked by hand, as it is and with a what-if.

The small coalition, Alfa and Bravo:

    will   defence_ties        one tie of 1 on 0..2                               0.5
           shared_threat       north: min(2, 1) = 1 on 0..2                       0.5
    means  pooled_expenditure  110 + 60 = 170 on 0..400                           0.425
           want_of_alternative the pact, credibility 1, on 2..0: Alfa is in (0.5)
                               and Bravo has left (1.0)                           0.75

    pillars  will 0.5, means (0.425 + 0.75) / 2 = 0.5875; index 100 (0.5 + 0.5875) / 2 = 54.375
"""

from pathlib import Path

import pytest

from viability.analyses.score import assess
from viability.errors import CoalitionError
from viability.files.folder import load_study
from viability.study.scenario import Scenario
from viability.study.study import Study

SMALL = Path(__file__).parents[1] / "small_study"


@pytest.fixture(scope="module")
def alliance() -> Study:
    """Return the small study."""
    return load_study(SMALL)


def test_the_small_coalition_has_the_index_worked_by_hand(alliance: Study) -> None:
    """Index, cohesion, coverage and verdict follow from the values, goalposts and weights as written."""
    result = assess(alliance, draws=1)
    assert 54.375 == pytest.approx(result.viability)
    assert 50.0 == pytest.approx(result.cohesion)  # defence_ties and shared_threat alone
    # of the four ratings of threats one is missing: 1 - 1/4 1/4
    assert 0.9375 == pytest.approx(result.coverage)
    assert "viable" == result.verdict  # the band from 50
    assert () == result.blocking
    assert () == result.about.study.edits
    assert result.baseline is None


def test_obstacles_and_catalysts_are_sorted_by_points(alliance: Study) -> None:
    """Each criterion holds 25 points; obstacles fall by what they lose and catalysts by what they gain."""
    result = assess(alliance, draws=1)
    # lost: 25 (1 - 0.425) = 14.375, 12.5, 12.5, 25 (1 - 0.75) = 6.25
    assert ["pooled_expenditure", "defence_ties", "shared_threat", "want_of_alternative"] == [
        part.criterion for part in result.obstacles
    ]
    assert [14.375, 12.5, 12.5, 6.25] == pytest.approx([part.lost for part in result.obstacles])
    assert [18.75, 12.5, 12.5, 10.625] == pytest.approx([part.gained for part in result.catalysts])


def test_the_share_of_draws_is_that_of_the_verdict(alliance: Study) -> None:
    """`same_verdict` is the share of draws in the band of the index, and the shares add up to one."""
    result = assess(alliance, draws=200, seed=1)
    assert result.uncertainty.verdicts[0] == result.same_verdict  # the best of two bands
    assert 1.0 == pytest.approx(sum(result.uncertainty.verdicts))


def test_ranges_verdicts_and_pillars_go_by_name(alliance: Study) -> None:
    """What one asks a result for first has a name: the ranges, the share of every verdict, each pillar's score."""
    result = assess(alliance, draws=200, seed=1)
    doubt = result.uncertainty
    assert {"data varied": doubt.viability_data, "data and weights varied": doubt.viability} == result.ranges
    assert doubt.viability == result.range
    assert ["viable", "not viable"] == [*result.verdicts]
    assert 1.0 == pytest.approx(sum(result.verdicts.values()))
    assert {"will": 50.0, "means": 58.75} == pytest.approx({name: one.score for name, one in result.pillars.items()})
    assert doubt.pillars == tuple(one.range for one in result.pillars.values())
    assert doubt.pillars_data == tuple(one.data for one in result.pillars.values())
    # one of the four ratings of threats behind half of the pillar is missing
    assert [0.875, 1.0] == [one.coverage for one in result.pillars.values()]


def test_a_scenario_is_assessed_beside_its_baseline(alliance: Study) -> None:
    """With a what-if the result is that of the edited study, and the baseline that of the study as it was."""
    result = assess(alliance, alliance.scenarios["charlie_joins"], draws=1)
    # will: ties (0.5 + 1) / 2 = 0.75, threats (0.5 + 0) / 2 = 0.25, so 0.5
    # means: 200 / 400 = 0.5, want still 0.75 for Charlie's memberships are unknown, so 0.625
    assert 56.25 == pytest.approx(result.viability)
    assert ("alfa", "bravo", "charlie") == result.study.members
    assert ("scenario charlie_joins",) == result.study.edits
    assert result.baseline is not None
    assert 54.375 == pytest.approx(result.baseline.viability)
    assert result.baseline.baseline is None
    assert ("alfa", "bravo") == result.baseline.study.members


def test_a_criterion_below_its_threshold_caps_the_verdict(alliance: Study) -> None:
    """A blocking criterion is named, and the verdict is at most the blocked one."""
    ties = alliance.criteria["defence_ties"].replace(blocking=0.6)
    result = assess(alliance.replace(criteria={**alliance.criteria, "defence_ties": ties}), draws=1)
    assert (ties,) == result.blocking
    assert 54.375 == pytest.approx(result.viability)
    assert "not viable" == result.verdict


def test_where_nothing_is_known_there_is_no_assessment(alliance: Study) -> None:
    """A coalition of which nothing is known at the day is an error and no index of nought."""
    with pytest.raises(CoalitionError, match="nothing is known of the coalition as of 1900"):
        assess(without_memberships(alliance), Scenario(id="", title="", as_of="1900"))


def without_memberships(alliance: Study) -> Study:
    """Drop the criterion on memberships, for not to be a member is known at any day."""
    return alliance.replace(criteria={k: c for k, c in alliance.criteria.items() if k != "want_of_alternative"})


def test_what_is_asked_for_most_stands_by_name(study: Study) -> None:
    """Range, pillars and shares of verdicts are had from an assessment by their names."""
    result = assess(study, draws=200)
    assert result.uncertainty.viability == result.range
    assert [*study.framework.question.pillars] == [*result.pillars]
    assert result.evaluation.pillar_scores[0].tolist() == [pillar.score for pillar in result.pillars.values()]
    assert [band.verdict for band in study.framework.bands] == [*result.verdicts]
    assert result.same_verdict == result.verdicts[result.verdict]
