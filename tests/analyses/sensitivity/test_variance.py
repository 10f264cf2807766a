"""Where the doubt about an index comes from: weights, data, goalposts or compensation."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from analyses.sensitivity.made import doubtful, sure
from strategies import alliances, asks, build
from viability.analyses.sensitivity.variance import variance_by_factor
from viability.analyses.uncertainty import Range
from viability.study.study import Study


def spread(found: Range) -> tuple[float, float, float]:
    """Return 5, 50 and 95 %."""
    return found.low, found.median, found.high


def shares(study: Study, **options: Any) -> dict[str, tuple[float, float]]:  # noqa: ANN401 - options of many types
    """Return first-order and total index of each factor, rounded."""
    found = variance_by_factor(study, samples=256, **options)
    return {one.name: (round(one.sobol.first, 2), round(one.sobol.total, 2)) for one in found.factors}


def test_a_study_with_doubt_about_data_alone_owes_all_variance_to_data() -> None:
    """Where there is one criterion without goalposts, neither weights nor goalposts nor compensation can matter."""
    study = build(
        {
            "criteria": {"even": asks("attribute", "burden", "evenness")},
            "states": {"a": {"attributes": {"burden": [1, 2, 3]}}, "b": {"attributes": {"burden": sure(4)}}},
        }
    )
    # a low 1 of 4: shares 1/5, 4/5, Herfindahl 17/25, evenness 1 - (17/25 - 1/2) 2 = 0.64; as given 1/3, 2/3: 8/9
    found = variance_by_factor(study, samples=256)
    assert [0, 1, 0, 1] == [one.inputs for one in found.factors]
    assert (0.0, 0.0) == shares(study)["weights"] == shares(study)["goalposts"] == shares(study)["compensation"]
    assert (1.0, 1.0) == shares(study)["data"]
    assert 800 / 9 == pytest.approx(found.viability)
    assert 64 < found.factors[1].range.low < 800 / 9 < found.factors[1].range.high < 100 * 48 / 49
    assert Range(low=found.viability, median=found.viability, high=found.viability) == found.factors[0].range


def test_a_study_with_certain_data_and_one_compensation_owes_all_variance_to_weights() -> None:
    """Where one criterion scores 1 and the other 0, the index is the first one's weight, uniform from 0 to 100."""
    study = build(
        {
            "criteria": {"even": asks("attribute", "like", "evenness"), "uneven": asks("attribute", "one", "evenness")},
            "states": {s: {"attributes": {"like": sure(1), "one": sure(one)}} for s, one in (("a", 1), ("b", 0))},
        }
    )
    found = variance_by_factor(study, samples=256, compensations=(1.0, 1.0))
    assert pytest.approx((1.0, 1.0), abs=0.02) == shares(study, compensations=(1.0, 1.0))["weights"]
    weights = found.factors[0]
    assert pytest.approx((5, 50, 95), abs=1.5) == spread(weights.range)
    assert pytest.approx((5, 50, 95), abs=1.5) == spread(found.range)
    assert (256 * 6, 50.0) == (found.evaluations, found.viability)


def test_goalposts_move_by_a_fifth_of_their_span() -> None:
    """Both ends of a criterion's goalposts move, each on its own, and the score with them."""
    # 5 between -2..2 and 8..12: from (5 - 2) / (12 - 2) = 0.3 to (5 + 2) / (8 + 2) = 0.7
    study = build(
        {
            "criteria": {"x": asks("attribute", "x", worst=0, best=10)},
            "states": {s: {"attributes": {"x": 5}} for s in "ab"},
        }
    )
    goalposts = variance_by_factor(study, samples=64).factors[2]
    assert ("goalposts", 2) == (goalposts.name, goalposts.inputs)
    assert 30 < goalposts.range.low < 40
    assert pytest.approx(50, abs=0.5) == goalposts.range.median
    assert 60 < goalposts.range.high < 70


def test_compensation_is_drawn_level_by_level() -> None:
    """The middle level between geometric and arithmetic is 1/2, and the median index is the one there."""
    # scores 1 and 1/4 at 1/2: ((1 + 1/2) / 2)^2 = 0.5625; the ends are 0.5 and 0.625
    study = build(
        {
            "criteria": {n: asks("attribute", n, worst=0, best=1) for n in "xy"},
            "states": {s: {"attributes": {"x": 1, "y": 0.25}} for s in "ab"},
        }
    )
    compensation = variance_by_factor(study, samples=64).factors[3]
    assert pytest.approx(56.25) == compensation.range.median
    assert 50 <= compensation.range.low < 51
    assert 61.5 < compensation.range.high <= 62.5


def test_the_same_seed_gives_the_same_numbers() -> None:
    """Variance repeats with the seed and differs without."""
    study = doubtful()
    once, again, other = (variance_by_factor(study, samples=64, draws=100, seed=seed) for seed in (0, 0, 2))
    assert once == again
    assert once.factors != other.factors


@settings(max_examples=15)
@given(alliances())
def test_variance_and_ranges_exist_for_any_study(plain: dict[str, Any]) -> None:
    """Whatever the study holds, indices are finite, totals not negative and ranges in order."""
    found = variance_by_factor(build(plain), samples=8, draws=50)
    for one in found.factors:
        assert np.isfinite([one.sobol.first, one.sobol.first_error, one.sobol.total_error]).all()
        assert one.sobol.total >= 0
        assert 0 <= one.range.low <= one.range.median <= one.range.high <= 100 + 1e-4
    assert 0 <= found.range.low <= found.range.median <= found.range.high <= 100 + 1e-4
