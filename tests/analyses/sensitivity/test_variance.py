"""Where the doubt comes from: Sobol' indices, the tornado, and what is most worth measuring."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from strategies import alliances, asks, build
from viability.analyses.sensitivity import variance
from viability.analyses.sensitivity.tornado import tornado, triangular_variance, worth_measuring
from viability.analyses.sensitivity.variance import Sobol, sobol_indices, variance_by_factor
from viability.analyses.uncertainty import Range
from viability.engine.evaluate import evaluate
from viability.errors import FrameworkError
from viability.files.folder import load_study
from viability.study.scenario import Scenario, SetValue
from viability.study.study import Study
from viability.study.whatif import apply

ROOT = Path(__file__).parents[3]


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


def sure(value: float) -> list[float]:
    """Write the value has no doubt."""
    return [value, value, value]


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
    """Variance and tornado repeat with the seed and differ without."""
    study = doubtful()
    once, again, other = (variance_by_factor(study, samples=64, draws=100, seed=seed) for seed in (0, 0, 2))
    assert once == again
    assert once.factors != other.factors
    assert tornado(study, draws=100, seed=1) == tornado(study, draws=100, seed=1)
    assert tornado(study, draws=100, seed=1) != tornado(study, draws=100, seed=2)


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


def doubtful() -> Study:
    """Make two states with two averaged attributes from 0 to 10, of which x is in more doubt than y."""
    # x = (4 + 8) / 2 = 6 and y = (2 + 6) / 2 = 4: scores 0.6 and 0.4, the index 50
    return build(
        {
            "criteria": {n: asks("attribute", n, worst=0, best=10) for n in "xyz"},
            "states": {
                "a": {"attributes": {"x": [2, 4, 6], "y": [2, 2, 3], "z": sure(5)}},
                "b": {"attributes": {"x": sure(8), "y": [5, 6, 7], "z": sure(5)}},
            },
        }
    )


def test_bars_of_data_run_from_low_to_high_end() -> None:
    """One value at a time moves to its ends, and the widest bar stands first."""
    # a point of any value is 10 / 2 / 3 = 5/3 points of the index, which is 100 (0.6 + 0.4 + 0.5) / 3 = 50
    found = tornado(doubtful())
    assert 50.0 == pytest.approx(found.viability)
    assert ["a.x", "b.y", "a.y"] == [bar.entry.path for bar in found.data]
    assert pytest.approx([50 - 10 / 3, 50 - 5 / 3, 50]) == [bar.low for bar in found.data]
    assert pytest.approx([50 + 10 / 3, 50 + 5 / 3, 50 + 5 / 3]) == [bar.high for bar in found.data]
    assert pytest.approx([20 / 3, 10 / 3, 5 / 3]) == [bar.swing for bar in found.data]
    assert (2.0, 6.0) == (found.data[0].value_low, found.data[0].value_high)


def test_a_bar_that_dips_at_both_ends_swings_from_the_value_as_given() -> None:
    """Where both ends lower the index, the swing runs from the lower of them to the index as given."""
    study = build(
        {
            "criteria": {"even": asks("attribute", "burden", "evenness")},
            "states": {"a": {"attributes": {"burden": [1, 2, 4]}}, "b": {"attributes": {"burden": sure(2)}}},
        }
    )
    # 1 and 2, or 4 and 2: shares 1/3 and 2/3, Herfindahl 5/9, evenness 1 - (5/9 - 1/2) 2 = 8/9; as given 1
    (bar,) = tornado(study).data
    assert pytest.approx((800 / 9, 800 / 9, 100 / 9)) == (bar.low, bar.high, bar.swing)


@pytest.mark.parametrize(("folder", "day"), [(ROOT, None), (ROOT / "tests" / "framework_1", "2016-12-31")])
def test_a_bar_is_the_index_with_the_value_set_there(folder: Path, day: str | None) -> None:
    """Each end of a bar is what the coalition scores with `--set VALUE=END`, also where a threat is felt no more."""
    study = load_study(folder).replace(as_of=day).asking()
    for bar in tornado(study, draws=1).data[::2]:
        for value, index in ((bar.value_low, bar.low), (bar.value_high, bar.high)):
            what_if = Scenario(id="set", title="Set", changes=(SetValue(set=bar.entry.path, value=value),))
            assert pytest.approx(float(evaluate(apply(study, what_if)).viability[0]), abs=1e-9) == index, bar.entry.path


def test_figures_of_opponents_have_bars(study: Study) -> None:
    """Where a state's figure is compared with an opponent's both have one, and who has no opponent has none."""
    asked = study.asking("necessity")
    bars = {
        bar.entry.path: bar for bar in tornado(asked, draws=1).data if bar.entry.attribute == "military_expenditure"
    }
    assert {"azerbaijan.military_expenditure", "armenia.military_expenditure"} <= bars.keys()
    assert "kazakhstan.military_expenditure" not in bars
    for bar in bars.values():
        for value, index in ((bar.value_low, bar.low), (bar.value_high, bar.high)):
            what_if = Scenario(id="set", title="Set", changes=(SetValue(set=bar.entry.path, value=value),))
            assert pytest.approx(float(evaluate(apply(asked, what_if)).viability[0]), abs=1e-9) == index, bar.entry.path


def test_a_value_that_nothing_reads_has_no_bar() -> None:
    """Nothing reads a criterion without weight, a threat that one alone rates, or a body to which nobody belongs."""
    study = build(
        {
            "criteria": {
                "x": asks("attribute", "x", worst=0, best=10),
                "y": asks("attribute", "y", worst=0, best=10, weight=0),
                "cover": asks("best_membership", "credibility", worst=0, best=4),
                "overlap": asks("overlap", "threats", worst=0, best=1),
            },
            "institutions": {"inside": [1, 2, 3], "outside": [1, 2, 3]},
            "states": {
                "a": {
                    "attributes": {"x": [1, 2, 3], "y": [1, 2, 3]},
                    "threats": {"shared": [1, 2, 3], "own": [1, 2, 3]},
                    "memberships": {"inside": None},
                },
                "b": {
                    "attributes": {"x": sure(2), "y": [1, 2, 3]},
                    "threats": {"shared": sure(3)},
                    "memberships": {"inside": None},
                },
            },
        }
    )
    assert {"a.x", "a.threats.shared", "inside.credibility"} == {bar.entry.path for bar in tornado(study, draws=1).data}


def test_bars_of_criteria_run_between_quantiles_of_the_score() -> None:
    """A criterion's bar follows its score under doubt, and beside it stand its weight at nought and doubled."""
    found = tornado(doubtful())
    assert ["x", "y", "z"] == [bar.criterion for bar in found.criteria]
    x, _, z = found.criteria
    # a.x is triangular from 2 to 6: 5 % lie below 2 + 4 sqrt(0.05 / 2), and x is half of it and half of 8, over 10
    reach = 4 * np.sqrt(0.05 / 2)
    assert pytest.approx(((2 + reach + 8) / 20, (6 - reach + 8) / 20), abs=5e-3) == (x.score_low, x.score_high)
    assert pytest.approx((50 + 100 / 3 * (x.score_low - 0.6), 50 + 100 / 3 * (x.score_high - 0.6))) == (x.low, x.high)
    assert (0.5, 0.5, 0.5, 0.0) == (z.score, z.score_low, z.score_high, round(z.swing, 9))
    # without x (0.4 + 0.5) / 2, with x twice (2 0.6 + 0.4 + 0.5) / 4
    assert pytest.approx((45.0, 52.5)) == (x.left_out, x.doubled)


def test_a_criterion_without_doubt_stands_still() -> None:
    """The bar of a score that no draw moves is the score itself, not its rounding to single precision."""
    study = build(
        {
            "criteria": {"x": asks("attribute", "x", worst=0, best=10)},
            "states": {s: {"attributes": {"x": sure(3)}} for s in "ab"},
        }
    )
    (bar,) = tornado(study, draws=10).criteria
    assert (bar.score, bar.score) == (bar.score_low, bar.score_high)
    assert 0.0 == bar.swing


def test_leaving_out_the_only_criterion_leaves_nothing() -> None:
    """A study of one criterion has no index without it."""
    study = build(
        {
            "criteria": {"x": asks("attribute", "x", worst=0, best=1)},
            "states": {s: {"attributes": {"x": 1}} for s in "ab"},
        }
    )
    (bar,) = tornado(study, draws=10).criteria
    assert np.isnan(bar.left_out)
    assert 100.0 == bar.doubled


def test_the_variance_of_a_bar_is_that_of_the_triangle() -> None:
    """For a straight effect it is the triangular distribution's, (a^2 + b^2 + c^2 - ab - ac - bc) / 18."""
    # 0, 1/2, 1 has 1/24: ends at -h and h with h = 1/2 have h^2 / 6; 0, 0, 1 has 1/18
    assert 1 / 24 == pytest.approx(triangular_variance(-0.5, 0.5, 0.5))
    assert 1 / 18 == pytest.approx(triangular_variance(0.0, 1.0, 0.0))
    # 0, 1/4, 1 has (1/16 + 1 - 1/4) / 18 = 13/288
    assert 13 / 288 == pytest.approx(triangular_variance(-0.25, 0.75, 0.25))
    # both ends alike, whatever the mode: T has 1/6 - 1/9
    assert 1 / 18 == pytest.approx(triangular_variance(1.0, 1.0, 0.3))


def test_what_is_worth_measuring_takes_the_squares_of_the_reach() -> None:
    """Data are ranked by their share of the variance, and what is certain is not worth measuring."""
    # reaches in points: a.x 10/3 both ways, 100/9/6; b.y 5/3 both ways, 25/9/6; a.y 5/3 one way, 25/9/18: 12 to 3 to 1
    found = worth_measuring(doubtful())
    assert ["a.x", "b.y", "a.y"] == [one.entry.path for one in found]
    assert pytest.approx([12 / 16, 3 / 16, 1 / 16]) == [one.share for one in found]
    assert ("high", ("worked",)) == (found[0].entry.datum.quality, found[0].entry.datum.source)


def test_a_value_that_moves_nothing_is_not_worth_measuring() -> None:
    """A value whose whole range lies beyond a goalpost has a bar of no width, and no worth."""
    study = build(
        {
            "criteria": {"x": asks("attribute", "x", worst=0, best=10)},
            "states": {"a": {"attributes": {"x": [11, 12, 13]}}, "b": {"attributes": {"x": [3, 4, 5]}}},
        }
    )
    assert ["b.x", "a.x"] == [bar.entry.path for bar in tornado(study, draws=10).data]
    assert [("b.x", 1.0)] == [(one.entry.path, one.share) for one in worth_measuring(study)]


def test_certain_data_are_not_worth_measuring() -> None:
    """Without doubt about data there is nothing to rank."""
    study = build(
        {
            "criteria": {"x": asks("attribute", "x", worst=0, best=1)},
            "states": {s: {"attributes": {"x": sure(1)}} for s in "ab"},
        }
    )
    assert () == worth_measuring(study)
    assert () == tornado(study, draws=10).data


@settings(max_examples=30)
@given(alliances())
def test_every_bar_holds_the_index(plain: dict[str, Any]) -> None:
    """Swings are the width of low, high and the index together; what is worth measuring adds up to 1, or is nothing."""
    study = build(plain)
    found = tornado(study, draws=20)
    bars = [(bar.low, bar.high, bar.swing) for bar in found.criteria]
    for low, high, swing in [*bars, *((bar.low, bar.high, bar.swing) for bar in found.data)]:
        ends = (low, high, found.viability)
        assert max(ends) - min(ends) == pytest.approx(swing)
        assert 0 <= min(ends) <= max(ends) <= 100 + 1e-9
    assert [bar.swing for bar in found.data] == sorted((bar.swing for bar in found.data), reverse=True)
    worth = worth_measuring(study)
    assert not worth or 1.0 == pytest.approx(sum(one.share for one in worth))
