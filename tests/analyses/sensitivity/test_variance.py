"""Where the doubt comes from: Sobol' indices of functions that are known, and of studies."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from analyses.sensitivity.made import doubtful, sure
from strategies import alliances, asks, build
from viability.analyses.sensitivity import variance
from viability.analyses.sensitivity.variance import Sobol, sobol_indices, variance_by_factor
from viability.analyses.uncertainty import Range
from viability.engine.arrays import Floats
from viability.errors import FrameworkError
from viability.study.study import Study


def ishigami(uniform: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990), An importance quantification technique in uncertainty analysis for computer models.

    sin x1 + a sin^2 x2 + b x3^4 sin x1 with a = 7, b = 0.1 and each x uniform from -pi to pi.
    """
    x = np.pi * (2.0 * uniform - 1.0)
    found: np.ndarray = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return found


# The variance is a^2/8 + b pi^4/5 + b^2 pi^8/18 + 1/2; x1 alone takes (1 + b pi^4/5)^2 / 2, x2 takes a^2/8, x3 nothing,
# and x1 with x3 takes b^2 pi^8 (1/18 - 1/50).
A, B = 7.0, 0.1
WHOLE = A**2 / 8 + B * np.pi**4 / 5 + B**2 * np.pi**8 / 18 + 0.5
FIRST = np.array([(1 + B * np.pi**4 / 5) ** 2 / 2, A**2 / 8, 0.0]) / WHOLE
TOGETHER = B**2 * np.pi**8 * (1 / 18 - 1 / 50) / WHOLE


def test_the_indices_of_ishigamis_function_are_the_known_ones() -> None:
    """First-order and total indices of a function that is known in closed form come out."""
    # 0.3139, 0.4424, 0 and 0.5576, 0.4424, 0.2437: the figures that textbooks give
    assert [0.3139, 0.4424, 0.0] == FIRST.round(4).tolist()
    found = sobol_indices(ishigami, {"x1": 1, "x2": 1, "x3": 1}, samples=8192, seed=3)
    assert ["x1", "x2", "x3"] == [one.name for one in found]
    assert pytest.approx(FIRST, abs=0.02) == [one.first for one in found]
    assert pytest.approx(FIRST + np.array([TOGETHER, 0.0, TOGETHER]), abs=0.02) == [one.total for one in found]
    for one, first in zip(found, FIRST, strict=True):
        assert 0.0 < one.first_error < 0.1
        assert abs(one.first - first) <= one.first_error


def test_a_group_takes_what_its_inputs_take_together() -> None:
    """The index of a group holds what its inputs do alone and with each other, and an empty group holds nothing."""
    found = sobol_indices(lambda u: ishigami(u[:, [0, 2, 1]]), {"both": 2, "none": 0, "x2": 1}, samples=8192, seed=3)
    both = FIRST[0] + TOGETHER
    assert pytest.approx([both, 0.0, FIRST[1]], abs=0.02) == [one.first for one in found]
    assert pytest.approx([both, 0.0, FIRST[1]], abs=0.02) == [one.total for one in found]


def test_a_function_that_nothing_moves_has_no_variance_to_share() -> None:
    """Where the result is always the same, all indices are nought."""
    found = sobol_indices(lambda u: np.full(len(u), 5.0), {"x": 1, "y": 2}, samples=4)
    nought = {"first": 0.0, "first_error": 0.0, "total": 0.0, "total_error": 0.0}
    assert (Sobol(name="x", **nought), Sobol(name="y", **nought)) == found


@pytest.mark.parametrize("samples", [0, 1, 1000])
def test_samples_are_a_power_of_two(samples: int) -> None:
    """Sobol' numbers are balanced in powers of two only, so another count is an error."""
    with pytest.raises(FrameworkError, match=f"a power of two such as 1024, not {samples}"):
        sobol_indices(ishigami, {"x": 3}, samples=samples)


def test_too_many_samples_are_an_error() -> None:
    """More samples than an evening can take are refused at once, with how many can be taken."""
    with pytest.raises(FrameworkError, match="1,073,741,824 samples are too many; at most 1,048,576 can be taken"):
        sobol_indices(ishigami, {"x": 3, "y": 1}, samples=1 << 30)


def test_a_long_design_is_evaluated_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little of the design is held at a time, the indices are the same."""
    groups = {"x1": 1, "x2": 1, "x3": 1}
    whole = sobol_indices(ishigami, groups, samples=64, seed=3)
    monkeypatch.setattr(variance, "CELLS", 120)
    assert whole == sobol_indices(ishigami, groups, samples=64, seed=3)


def test_too_many_inputs_are_an_error() -> None:
    """Sobol' numbers have so many dimensions and no more."""
    with pytest.raises(FrameworkError, match="10,001 values, goalposts and weights in doubt are too many"):
        sobol_indices(ishigami, {"x": 10_001}, samples=2)


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


def test_sobol_numbers_are_the_same_however_few_are_taken_together() -> None:
    """The design is cut at powers of two, so that parts of 16 rows are the whole of 64."""

    def total(uniform: Floats) -> Floats:
        added: Floats = uniform.sum(axis=1)
        return added

    groups = {"x": 1, "y": 2}
    whole = sobol_indices(total, groups, samples=64, seed=3)
    assert whole == sobol_indices(total, groups, samples=64, seed=3, together=21)
