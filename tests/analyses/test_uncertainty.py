"""How sure the result is: ranges, verdict shares, bounds."""

from typing import Any, Literal

import numpy as np
import pytest

from analyses.sensitivity.made import many
from strategies import asks, build, scenario
from viability.analyses.compare import compare
from viability.analyses.uncertainty import Range, quantiles, uncertainty
from viability.engine.draws import DRAWN_AT_ONCE
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.errors import CoalitionError, FrameworkError
from viability.study.study import Study
from viability.study.whatif import apply

CERTAIN = {"x": {"levels": 4}, "y": {"levels": 4}}


def study_of(x: list[object], y: list[object] | None = None, **more: object) -> Study:
    """Build states a, b, c with ratings x and y of 0 to 4, one pillar, a criterion each."""
    criteria: dict[str, Any] = {"x": asks("attribute", "x", worst=0, best=4)}
    if y is not None:
        criteria["y"] = asks("attribute", "y", worst=0, best=4)
    columns = {"x": x, **({} if y is None else {"y": y})}
    states = {s: {"attributes": {name: c[i] for name, c in columns.items()}} for i, s in enumerate("abc"[: len(x)])}
    return build({"criteria": criteria, "codebook": CERTAIN, "states": states, **more})


def spread(found: Range) -> tuple[float, float, float]:
    """Give a range as low, median, high."""
    return found.low, found.median, found.high


@pytest.mark.parametrize(
    ("draws", "ranks"), [(1, [0, 0, 0]), (4, [0, 2, 3]), (21, [1, 10, 19]), (101, [5, 50, 95]), (12, [1, 6, 10])]
)
def test_quantiles_are_draws(draws: int, ranks: list[int]) -> None:
    """Each quantile is one of the draws, however few: the one at the nearest rank of those from 0 to D - 1."""
    shuffled = np.random.default_rng(1).permutation(draws).astype(float)
    assert ranks == quantiles(shuffled).tolist()
    assert [ranks, ranks] == quantiles(np.stack([shuffled, shuffled[::-1]])).tolist()


@pytest.mark.parametrize("weights", ["uniform", "around", "fixed"])
def test_without_doubt_there_is_no_spread(weights: Literal["uniform", "around", "fixed"]) -> None:
    """With certain values and one criterion every draw is the index."""
    found = uncertainty(study_of([1, 2]), draws=200, weights=weights)
    # the score is (1/4 + 1/2) / 2
    assert (37.5, 37.5, 37.5) == pytest.approx(spread(found.viability))
    assert (0.0, 0.0, 0.0, 1.0) == found.verdicts
    assert (37.5, 37.5) == (found.at_worst, found.at_best)


def test_doubt_about_weights_alone_spreads_the_index_and_no_score() -> None:
    """Uniform weights of a score of nought and one of one make an index uniform from 0 to 100."""
    found = uncertainty(study_of([0, 0], [4, 4]), draws=20_000)
    assert (5, 50, 95) == pytest.approx(spread(found.viability), abs=1.5)
    # the bands are 30, 15, 15 and 40 points wide
    assert (0.30, 0.15, 0.15, 0.40) == pytest.approx(found.verdicts, abs=0.015)
    assert [(0, 0, 0), (1, 1, 1)] == [spread(score) for score in found.scores]


def test_weights_drawn_around_the_studys_own_stay_near_them() -> None:
    """Weights around the study's own spread less than uniform ones, about the same middle."""
    study = study_of([0, 0], [4, 4])
    around, uniform = (uncertainty(study, draws=5000, weights=how) for how in ("around", "uniform"))
    assert 50 == pytest.approx(around.viability.median, abs=1)
    assert 0.4 > (around.viability.high - around.viability.low) / (uniform.viability.high - uniform.viability.low)


def test_doubt_about_data_follows_the_triangle() -> None:
    """A value is drawn from the triangle of its range, and the score's quantiles follow from it."""
    found = uncertainty(study_of([[0, 2, 4], 2]), draws=20_000, weights="fixed")
    # the triangle 0, 2, 4 has 5 % under sqrt(0.05 * 4 * 2) = 0.6325; the score is (x / 4 + 1/2) / 2
    low = (0.6325 / 4 + 0.5) / 2
    assert (low, 0.5, 1 - low) == pytest.approx(spread(found.scores[0]), abs=0.005)
    assert (100 * low, 50, 100 - 100 * low) == pytest.approx(spread(found.viability), abs=0.5)


def test_setting_a_weight_moves_the_ranges() -> None:
    """A weight that is set moves both ranges with the index: the one by its own value, the other around it."""
    study = study_of([0, 0], [4, [3, 4, 4]])
    light, heavy = (
        uncertainty(apply(study, scenario({"changes": [{"weight": "y", "value": share}]})), draws=5000)
        for share in ("20%", "80%")
    )
    # x scores 0, y from 7/8 to 1 and never more: the index is y's share of that
    for found, share in ((light, 20), (heavy, 80)):
        assert 0.875 * share <= found.viability_data.low < found.viability_data.high <= share
    # two weights around 20 and 80 % have the parameters 8 and 32: a standard deviation of sqrt(.2 * .8 / 41), 6 points
    assert (19, 77) == pytest.approx((light.viability.median, heavy.viability.median), abs=2)
    assert light.viability.high < 35
    assert heavy.viability.low > 60
    assert "around" == light.weights == heavy.weights


def test_weights_are_drawn_uniformly_while_nothing_is_said_about_them() -> None:
    """Equal weights that nobody set say nothing; a weight that is set does, and so do weights that are not equal."""
    study = study_of([0, 0], [4, 4])
    put = apply(study, scenario({"changes": [{"weight": "x", "value": 1}]}))
    uneven = study.replace(criteria={**study.criteria, "x": study.criteria["x"].replace(weight=2)})
    assert ["uniform", "around", "around"] == [uncertainty(one, draws=1).weights for one in (study, put, uneven)]
    assert "uniform" == uncertainty(uneven, draws=1, weights="uniform").weights


def test_data_in_doubt_leaves_the_weights_as_given() -> None:
    """With certain data the one range is the index alone, and the other is that of any weights."""
    found = uncertainty(study_of([0, 0], [4, 4]), draws=5000)
    assert (50, 50, 50) == pytest.approx(spread(found.viability_data))
    assert (5, 50, 95) == pytest.approx(spread(found.viability), abs=2.5)
    fixed = uncertainty(study_of([[0, 2, 4], 2], [4, 4]), draws=500, weights="fixed")
    assert spread(fixed.viability) == spread(fixed.viability_data)


def test_pillars_have_both_ranges() -> None:
    """A pillar of two criteria is in doubt from their weights; with these as given and certain data it is not."""
    found = uncertainty(study_of([0, 0], [4, 4]), draws=5000)
    assert [(50, 50, 50)] == [pytest.approx(spread(one)) for one in found.pillars_data]
    assert [(5, 50, 95)] == [pytest.approx(spread(one), abs=2.5) for one in found.pillars]


def test_fixed_weights_are_the_studys_own() -> None:
    """With fixed weights and certain values every draw is the index, however many criteria."""
    found = uncertainty(study_of([0, 0], [4, 4], pillars={"whole": 3}), draws=50, weights="fixed")
    assert (50, 50, 50) == spread(found.viability)


def test_a_weight_of_zero_stays_zero() -> None:
    """A criterion of weight zero is given no weight in any draw."""
    study = study_of([0, 0], [4, 4])
    criteria = {name: c.replace(weight=float(name == "x")) for name, c in study.criteria.items()}
    for how in ("uniform", "around"):
        found = uncertainty(study.replace(criteria=criteria), draws=200, weights=how)
        assert (0, 0, 0) == spread(found.viability)


def test_what_is_missing_is_bounded_and_not_drawn() -> None:
    """A missing value stays missing in every draw; the bounds put it at its worst and its best."""
    study = study_of([1, 2, None])
    found = uncertainty(study, draws=100)
    # known (1/4 + 1/2) / 2; at worst 3/4 over 3, at best 7/4 over 3
    assert (37.5, 37.5, 37.5) == pytest.approx(spread(found.viability))
    assert (25, 175 / 3) == pytest.approx((found.at_worst, found.at_best))


def test_an_unknown_criterion_has_no_range() -> None:
    """A criterion of which nothing is known has no range of scores, and cohesion none without dyadic criteria."""
    found = uncertainty(study_of([1, 2], [None, None]), draws=100)
    assert [False, True] == [bool(np.isnan(score.median)) for score in found.scores]
    assert np.isnan(spread(found.cohesion)).all()


def test_draws_without_a_verdict_are_counted_apart() -> None:
    """Where too little is known no draw has a verdict, and the shares of all still make one."""
    found = uncertainty(study_of([1, 2], [None, None], least_coverage=0.6), draws=50)
    assert ((0, 0, 0, 0), 1) == (found.verdicts, found.no_verdict)
    assert 0 == uncertainty(study_of([1, 2], [None, None], least_coverage=0.5), draws=50).no_verdict


def test_cohesion_has_a_range_of_its_own() -> None:
    """Cohesion is drawn like the index, from the dyadic criteria alone."""
    criteria = {
        "x": asks("attribute", "x", worst=0, best=4),
        "d": asks("similarity", "x", worst=4, best=0),
    }
    states = {"a": {"attributes": {"x": 1}}, "b": {"attributes": {"x": 2}}}
    found = uncertainty(build({"criteria": criteria, "codebook": CERTAIN, "states": states}), draws=500)
    # the distance of 1 scores 3/4 whatever the weights
    assert (75, 75, 75) == pytest.approx(spread(found.cohesion))
    assert 10 < found.viability.high - found.viability.low


def test_a_blocked_verdict_is_blocked_in_the_draws() -> None:
    """Draws in which a criterion blocks count towards the capped verdict."""
    study = study_of([[0, 0, 4], 4, 4])
    blocking = study.criteria["x"].replace(blocking=0.75, aggregator="average")
    found = uncertainty(study.replace(criteria={"x": blocking}), draws=5000, weights="fixed")
    # the score is (x/4 + 2) / 3, from 2/3 up; under 3/4 where x < 1, which the triangle 0, 0, 4 is with 1 - (3/4)^2;
    # from 3/4 up the verdict is the best
    assert (9 / 16, 0, 7 / 16, 0) == pytest.approx(found.verdicts, abs=0.03)


def test_the_same_seed_gives_the_same_result() -> None:
    """The same seed gives the same draws to the last digit, and another seed others."""
    study = study_of([[0, 2, 4], 2], [1, [2, 3, 4]])
    first = uncertainty(study, draws=300, seed=1)
    assert repr(first) == repr(uncertainty(study, draws=300, seed=1))
    assert first.viability != uncertainty(study, draws=300, seed=2).viability


def test_draws_go_on_beyond_a_block() -> None:
    """More draws than one block holds are made in several, and all of them count."""
    found = uncertainty(study_of([0, 0], [4, 4]), draws=DRAWN_AT_ONCE + 7)
    assert DRAWN_AT_ONCE + 7 == found.draws
    assert 1 == pytest.approx(sum(found.verdicts))


@pytest.mark.parametrize("draws", [1, 2])
def test_few_draws_are_enough(draws: int) -> None:
    """A single draw gives a range, of one value."""
    found = uncertainty(study_of([[0, 2, 4], 2]), draws=draws)
    assert found.viability.low <= found.viability.median <= found.viability.high


@pytest.mark.parametrize("draws", [0, -5])
def test_no_draws_are_refused(draws: int) -> None:
    """Without a single draw nothing can be said."""
    with pytest.raises(FrameworkError, match=f"^at least one draw is needed, not {draws}$"):
        uncertainty(study_of([1, 2]), draws=draws)


def test_nothing_known_cannot_be_drawn() -> None:
    """A coalition of which nothing is known has no range."""
    with pytest.raises(CoalitionError, match="nothing is known of the coalition"):
        uncertainty(study_of([None, None]), draws=10)


def test_observations_of_more_states_leave_the_members_the_coalition() -> None:
    """Given observations of candidates too, the draws are still those of the members."""
    study = study_of([1, 2, 4], members=["a", "b"])
    found = uncertainty(study, draws=50, observations=observe(study))
    assert spread(found.viability) == pytest.approx([float(evaluate(study).viability[0])] * 3)


def test_the_settings_are_told_with_the_result() -> None:
    """A result names its draws, its seed and how weights were drawn."""
    found = uncertainty(study_of([1, 2]), draws=11, seed=5, weights="around")
    assert (11, 5, "around") == (found.draws, found.seed, found.weights)


def test_weights_drawn_do_not_depend_on_how_many_values_there_are() -> None:
    """Weights are drawn before values, so a what-if that takes a value away changes none of them."""
    # of two criteria that score 1 and 0 the index is the weight drawn of the first, whatever is known beside it
    known, unknown = study_of([4, 4], [0, 0]), study_of([4, None], [0, 0])
    first, second = (uncertainty(study, draws=20, seed=2).viability for study in (known, unknown))
    assert first == second


def test_draws_in_parts_are_the_draws_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many draws are evaluated at a time bounds the memory and moves no number."""
    study = study_of([[0, 2, 4], [1, 2, 3]], [[0, 1, 4], 2])
    whole = uncertainty(study, draws=200)
    monkeypatch.setattr("viability.analyses.uncertainty.CELLS", 1)
    parts = uncertainty(study, draws=200)
    assert whole.verdicts == parts.verdicts
    # sums of another order round otherwise, in single precision
    assert spread(whole.viability) == pytest.approx(spread(parts.viability), abs=1e-4)


def test_too_many_draws_of_many_members_are_refused_with_how_many_can_be() -> None:
    """11,175 pairs on 100 criteria go into five thousand million 4,474 times."""
    refused = (
        "100,000 draws are too many for 150 members: each takes 11,175 pairs of states on 100 criteria. Vary them less "
        r"often \(--draws 4474\), or name fewer members \(--members\)"
    )
    with pytest.raises(FrameworkError, match=refused):
        uncertainty(many(150, 0, 100), draws=100_000)


def test_columns_of_a_comparison_count_together() -> None:
    """Two columns of 11,175 pairs on 100 criteria go into five thousand million 2,237 times, one 4,474 times."""
    refused = (
        r"10,000 draws of each of 2 columns are too many for 150 members: .* \(--draws 2237\), or name fewer members"
    )
    with pytest.raises(FrameworkError, match=refused):
        compare(many(150, 0, 100), ["mine: --compensation 0"])
