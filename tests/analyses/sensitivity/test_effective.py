"""What criteria weigh in effect: their shares of the variance of the index over coalitions."""

import math
from typing import Any

import pytest
from hypothesis import given

from strategies import alliances, asks, build
from viability.analyses.sensitivity.effective import effective_weights
from viability.errors import CoalitionError
from viability.study.study import Study


def three(x: list[float | None], z: list[float | None], weights: tuple[float, float] = (2, 1)) -> Study:
    """Make three states with two averaged attributes between 0 and 1 and two weights."""
    return build(
        {
            "criteria": {
                name: asks("attribute", name, worst=0, best=1, weight=weight)
                for name, weight in zip("xz", weights, strict=True)
            },
            "states": {s: {"attributes": {"x": x[i], "z": z[i]}} for i, s in enumerate("abc")},
        }
    )


def test_effective_weights_are_shares_of_the_covariance() -> None:
    """Over the coalitions of three states the shares of the variance come out as by hand."""
    # over ab, ac, bc, abc: x is 1/2, 1/2, 1, 2/3, so deviates by -1/6, -1/6, 1/3, 0; z is 0, 1/2, 1/2, 1/3, so deviates
    # by -1/3, 1/6, 1/6, 0. Sums of squares 1/6 and 1/6, of products 1/12. With the shares 2/3 and 1/3:
    # x takes 4/9 1/6 + 2/9 1/12 = 10/108, z takes 1/9 1/6 + 2/9 1/12 = 4/108.
    found = effective_weights(three([0, 1, 1], [0, 0, 1]))
    assert (4, False) == (found.coalitions, found.sampled)
    assert [pytest.approx(10 / 14), pytest.approx(4 / 14)] == [c.effective for c in found.criteria]
    assert [pytest.approx(2 / 3), pytest.approx(1 / 3)] == [c.stated for c in found.criteria]


def test_a_criterion_on_which_all_coalitions_agree_weighs_nothing() -> None:
    """What never differs has no effective weight, and where nothing differs there is none to share."""
    assert [1.0, 0.0] == [
        pytest.approx(c.effective, abs=1e-9) for c in effective_weights(three([0, 1, 1], [1, 1, 1])).criteria
    ]
    assert all(math.isnan(c.effective) for c in effective_weights(three([1, 1, 1], [1, 1, 1])).criteria)


def test_coalitions_of_which_nothing_is_known_do_not_count() -> None:
    """A coalition that cannot be scored is left out, and if none can be the answer is an error."""
    assert 3 == effective_weights(three([1, None, None], [0, None, None])).coalitions
    with pytest.raises(CoalitionError, match="nothing is known of any coalition"):
        effective_weights(three([None] * 3, [None] * 3))


def test_many_states_are_sampled() -> None:
    """Above sixteen states the coalitions are a sample, and the same seed draws the same."""
    study = build(
        {
            "criteria": {name: asks("attribute", name, worst=0, best=17) for name in "xy"},
            "states": {f"s{i}": {"attributes": {"x": i, "y": 17 - i / 2}} for i in range(17)},
        }
    )
    found = effective_weights(study, seed=1)
    assert found.sampled
    # 18 of 131,072 sets are of no state or one, and 136 are pairs: one or two, and ten, of 10,000
    assert 9_995 <= found.coalitions <= 10_000
    # y is 17 - x/2, so its deviations are minus half of those of x: shares 1 and -1/2 of the half that is left
    assert [pytest.approx(2), pytest.approx(-1)] == [c.effective for c in found.criteria]
    assert found == effective_weights(study, seed=1)


@given(alliances())
def test_effective_weights_add_up_to_one(plain: dict[str, Any]) -> None:
    """The index is the sum of its terms, so their shares of its variance add up to 1."""
    found = effective_weights(build(plain))
    effective = [c.effective for c in found.criteria]
    assert math.isnan(effective[0]) or 1.0 == pytest.approx(sum(effective), abs=1e-6)
    assert 1.0 == pytest.approx(sum(c.stated for c in found.criteria))


def test_an_unknown_coalition_in_the_sample_does_not_count() -> None:
    """Where nothing is known of some of the coalitions drawn, the others are compared."""
    study = build(
        {
            "criteria": {name: asks("attribute", name, worst=0, best=1) for name in "xy"},
            "states": {f"s{i}": {"attributes": {"x": i % 2, "y": 1} if i < 3 else {}} for i in range(17)},
        }
    )
    # of the seventeen states three are known, so one coalition in eight is not
    found = effective_weights(study, seed=1)
    assert 8_600 < found.coalitions < 8_900
    assert [pytest.approx(1.0), pytest.approx(0.0)] == [c.effective for c in found.criteria]
