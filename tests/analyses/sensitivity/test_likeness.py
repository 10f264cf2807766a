"""Which criteria say one thing twice, or nearly always the same."""

import pytest

from analyses.sensitivity.made import averages
from viability.analyses.sensitivity.field import field_of
from viability.analyses.sensitivity.likeness import likeness


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
