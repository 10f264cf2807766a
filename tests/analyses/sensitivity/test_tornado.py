"""The tornado: how far each criterion and each value moves the index, and what is most worth measuring."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from analyses.sensitivity.made import doubtful, many, sure
from strategies import alliances, asks, build
from viability.analyses.sensitivity.tornado import tornado, triangular_variance, worth_measuring
from viability.engine.evaluate import evaluate
from viability.errors import FrameworkError
from viability.files.folder import load_study
from viability.study.scenario import Scenario, SetValue
from viability.study.study import Study
from viability.study.whatif import apply

ROOT = Path(__file__).parents[3]


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


def test_a_tornado_of_many_members_is_refused() -> None:
    """10,000 draws on 100 criteria, and 32 evaluations of one of these for each of 150 values: 10,048 in all."""
    with pytest.raises(FrameworkError, match=r"150 members are too many .* work of 11,228,640,000 scores of pairs"):
        tornado(many(150, 0, 100))


def test_the_same_seed_gives_the_same_bars() -> None:
    """The tornado repeats with the seed and differs without."""
    study = doubtful()
    assert tornado(study, draws=100, seed=1) == tornado(study, draws=100, seed=1)
    assert tornado(study, draws=100, seed=1) != tornado(study, draws=100, seed=2)
