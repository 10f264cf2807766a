"""The one road every number takes: weights, means, verdicts, and what an evaluation holds.

Longer than other files: what an evaluation holds is worked on a few studies that all tests here share.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import MINUS_INFINITY, all_coalitions, alliances, asks, build
from viability.analyses.pairs import pairs_of
from viability.engine.arrays import CELLS
from viability.engine.draws import blocks, draw_weights
from viability.engine.evaluate import evaluate, if_missing, index_of, masks
from viability.engine.evaluate_subsets import evaluate_subsets
from viability.engine.observations import observe
from viability.engine.weighing import Weights, power_mean, verdicts_of, weigh, weights_of
from viability.errors import CoalitionError, FrameworkError, UnknownName
from viability.study.study import Study

NAN = np.nan


def rating(of: str, **more: object) -> dict[str, Any]:
    """Write a criterion that averages a rating from 0 to 4."""
    return asks("attribute", of, worst=0, best=4, **more)


def states(**ratings: list[float | None]) -> dict[str, Any]:
    """Write states a, b, c with one attribute a keyword."""
    count = len(next(iter(ratings.values())))
    return {
        name: {"attributes": {attribute: values[i] for attribute, values in ratings.items()}}
        for i, name in enumerate("abcde"[:count])
    }


@pytest.mark.parametrize(
    ("compensation", "mean"),
    [
        (1, 0.625),  # (1/4 + 1) / 2
        (0.5, 0.5625),  # ((1/2 + 1) / 2)^2
        (0, 0.5),  # sqrt(1/4)
        (-1, 0.4),  # 2 / (4 + 1)
        (-2, 17**-0.5 * 2**0.5),  # ((16 + 1) / 2)^(-1/2)
        (MINUS_INFINITY, 0.25),
    ],
)
def test_a_power_mean_follows_its_exponent(compensation: float, mean: float) -> None:
    """The power mean is arithmetic at 1, geometric at 0, harmonic at -1 and the least score at minus infinity."""
    assert mean == pytest.approx(power_mean(np.array([0.25, 1.0]), np.array([1.0, 1.0]), compensation))


def test_strong_exponents_stay_finite_and_near_the_least() -> None:
    """A strongly negative exponent comes near the least score and does not overflow."""
    # the mean of c = -1000 is least * (1/2)^(-1/1000)
    expected = 0.001 * 2 ** (1 / 1000)
    assert expected == pytest.approx(power_mean(np.array([0.001, 1.0]), np.array([1.0, 1.0]), -1000))


def test_an_exponent_near_nought_is_the_geometric_mean() -> None:
    """Exponents on both sides of nought come near the geometric mean."""
    for tiny in (1e-12, -1e-12, 1e-4, -1e-4):
        assert 0.5 == pytest.approx(power_mean(np.array([0.25, 1.0]), np.array([1.0, 1.0]), tiny), abs=1e-4)


@pytest.mark.parametrize("compensation", [1, 0.5, 0.05, 0, -0.05, -1, -8, -np.inf])
@pytest.mark.parametrize("score", [0.0, 1.0])
def test_shares_that_add_up_to_more_than_one_move_no_mean_out_of_its_range(score: float, compensation: float) -> None:
    """Six equal weights of a tenth make shares that add up to a little more than 1; scores alike are the mean."""
    weights = np.full(6, 0.1)
    assert 1 < (weights / weights.sum()).sum()
    # the unknown one keeps the plain mean from its short cut
    for scores in (np.full(6, score), np.array([*[score] * 6, np.nan])):
        mean = float(power_mean(scores, np.append(weights, [9.0] * (len(scores) - 6)), compensation))
        assert score == pytest.approx(mean)
        assert 0 <= mean <= 1


@pytest.mark.parametrize("tiny", [1e-8, 1e-6, 1e-3, 0.099, -1e-8, -1e-6, -1e-3])
def test_single_precision_holds_near_the_geometric_mean(tiny: float) -> None:
    """Near nought, where powers differ from 1 by little, single precision gives what double precision gives."""
    scores, weights = np.array([0.2, 0.9, 0.5]), np.array([0.5, 0.2, 0.3])
    exact = (weights * scores**tiny).sum() ** (1 / tiny) if abs(tiny) > 1e-4 else np.exp(weights @ np.log(scores))
    for kind in (np.float64, np.float32):
        assert exact == pytest.approx(float(power_mean(scores.astype(kind), weights.astype(kind), tiny)), rel=1e-5)


def test_a_nought_counts_as_nothing_near_the_geometric_mean() -> None:
    """Just above nought a score of 0 leaves only the others' shares; at nought and just below, it is the mean."""
    scores, weights = np.array([0.0, 0.64]), np.array([0.5, 0.5])
    # (0.64^c / 2)^(1/c) = 0.64 / 2^(1/c); at c = 0.05 that is 0.64 / 2^20
    assert 0.64 / 2**20 == pytest.approx(float(power_mean(scores, weights, 0.05)))
    assert [0, 0] == [float(power_mean(scores, weights, c)) for c in (0, -0.05)]


@pytest.mark.parametrize("compensation", [1, 0.5, 0.05, 1e-8, 0, -1e-8, -0.05, -1, MINUS_INFINITY])
def test_nothing_but_noughts_is_nought(compensation: float) -> None:
    """Where every score is 0 the mean is, also with shares that rounding makes add up to a little more than 1."""
    weights = np.full(3, 1 / 3, dtype=np.float32)
    assert 0 == power_mean(np.zeros(3, dtype=np.float32), weights + np.float32(1e-8), compensation)


@pytest.mark.parametrize("compensation", [1, 0.5, 0, -1, MINUS_INFINITY])
def test_weights_are_proportions_in_a_power_mean(compensation: float) -> None:
    """Three equal parts of a weight count like the weight."""
    parts = power_mean(np.array([0.25, 0.5, 0.5, 0.5]), np.ones(4), compensation)
    assert parts == pytest.approx(power_mean(np.array([0.25, 0.5]), np.array([0.1, 0.3]), compensation))


@pytest.mark.parametrize("compensation", [1, 0.5, 0, -1, MINUS_INFINITY])
def test_unknown_scores_and_zero_weights_leave_a_power_mean(compensation: float) -> None:
    """An unknown score and a weight of zero leave the mean, and where nothing is left it is unknown."""
    scores, weights = np.array([0.0, NAN, 0.5, 0.5]), np.array([0.0, 2.0, 1.0, 3.0])
    assert 0.5 == pytest.approx(power_mean(scores, weights, compensation))
    assert np.isnan(power_mean(np.array([NAN, 0.5]), np.array([1.0, 0.0]), compensation))


@pytest.mark.parametrize("compensation", [1, 0.5, 0, -1, MINUS_INFINITY])
def test_a_power_mean_of_nothing_is_unknown(compensation: float) -> None:
    """The mean of no scores at all, as of a pillar without dyadic criteria, is unknown at any compensation."""
    assert np.isnan(power_mean(np.zeros((2, 0)), np.zeros((1, 0)), compensation)).tolist() == [True, True]


@pytest.mark.parametrize("compensation", [0, -0.5, -1, -50, MINUS_INFINITY])
def test_a_score_of_nought_cannot_be_made_up_for(compensation: float) -> None:
    """At no compensation, and below, one score of nought makes the mean nought."""
    assert 0 == power_mean(np.array([0.0, 1.0]), np.array([0.01, 9.0]), compensation)


@pytest.mark.parametrize("compensation", [0.5, 0, -1, -3, MINUS_INFINITY])
def test_several_criteria_at_their_worst_make_nought(compensation: float) -> None:
    """Criteria at their worst goalposts, whichever way those stand, make an index of nought and no error."""
    goalposts = {"x": (0, 4), "y": (0, -4), "z": (9, 10)}
    criteria = {name: asks("attribute", "x", worst=worst, best=best) for name, (worst, best) in goalposts.items()}
    result = evaluate(build({"criteria": criteria, "states": states(x=[0, 0])}), compensation=compensation)
    assert [0] == result.viability.tolist()


def test_above_no_compensation_a_score_of_nought_is_made_up_for_in_part() -> None:
    """Between 0 and 1 a score of nought lowers the mean and does not undo it."""
    # halfway between the roots of the two is 1/2, whose square is 1/4
    assert 0.25 == pytest.approx(power_mean(np.array([0.0, 1.0]), np.array([1.0, 1.0]), 0.5))


def test_weights_are_made_to_add_up_to_one_at_each_level() -> None:
    """A study's weights add up to 1 over its pillars and within each pillar."""
    criteria = {
        "x": rating("x", pillar="p", weight=1),
        "y": rating("y", pillar="p", weight=3),
        "z": rating("z", pillar="q", weight=5),
    }
    weights = weights_of(build({"pillars": {"p": 3, "q": 2}, "criteria": criteria, "states": states(x=[1, 1])}))
    assert [0.6, 0.4] == pytest.approx(weights.pillars)
    assert [0.25, 0.75, 1.0] == pytest.approx(weights.criteria)
    assert [0.15, 0.45, 0.4] == pytest.approx(weights.shares(np.array([0, 0, 1])))


def test_a_pillar_without_weight_needs_none_within() -> None:
    """A pillar of weight zero may have criteria of weight zero alone."""
    criteria = {"x": rating("x", pillar="p"), "y": rating("y", pillar="q", weight=0)}
    weights = weights_of(build({"pillars": {"p": 1, "q": 0}, "criteria": criteria, "states": states(x=[1, 1])}))
    assert [1, 0] == weights.pillars.tolist()
    assert [1, 0] == weights.criteria.tolist()


@pytest.mark.parametrize(
    ("pillars", "weight", "says"),
    [
        ({"p": 0, "q": 0}, 1, "no pillar has a weight above zero"),
        ({"p": 1, "q": 1}, 0, "pillar 'q' has a weight, but none of its criteria has a weight above zero"),
    ],
)
def test_weights_that_are_all_zero_are_refused(pillars: dict[str, float], weight: float, says: str) -> None:
    """A level whose weights are all zero cannot be weighed."""
    criteria = {"x": rating("x", pillar="p"), "y": rating("y", pillar="q", weight=weight)}
    study = build({"pillars": pillars, "criteria": criteria, "states": states(x=[1, 1], y=[1, 1])})
    with pytest.raises(FrameworkError, match=says):
        evaluate(study)


def test_masks_mark_members() -> None:
    """A mask marks the members of each coalition, in the order of states."""
    assert [[True, False, True], [True, True, False]] == masks("abc", [("c", "a"), ("a", "b")]).tolist()


@pytest.mark.parametrize("coalition", [(), ("a",), ("a", "a")])
def test_a_coalition_is_two_or_more_states(coalition: tuple[str, ...]) -> None:
    """Fewer than two different states are no coalition."""
    with pytest.raises(CoalitionError, match="a coalition is two or more different states"):
        evaluate(build({"criteria": {"x": rating("x")}, "states": states(x=[1, 2])}), [coalition])


def test_a_coalition_of_strangers_is_refused() -> None:
    """A coalition that names a state the study does not have is an error that says so."""
    with pytest.raises(UnknownName, match="unknown state 'zembla'"):
        evaluate(build({"criteria": {"x": rating("x")}, "states": states(x=[1, 2])}), [("a", "zembla")])


@pytest.mark.parametrize(
    ("index", "verdict"),
    [(100, 0), (70, 0), (70 - 1e-12, 0), (69.99, 1), (55, 1), (54.99, 2), (40, 2), (39.99, 3), (0, 3)],
)
def test_a_verdict_holds_from_its_floor(index: float, verdict: int) -> None:
    """A band holds from its floor up, and rounding does not cost an index its band."""
    framework = build({"criteria": {"x": rating("x")}, "states": states(x=[1, 2])}).framework
    assert verdict == verdicts_of(framework, np.array(index), np.array([False]))


@pytest.mark.parametrize(("index", "verdict"), [(90, 2), (60, 2), (45, 2), (10, 3)])
def test_a_blocked_verdict_is_capped_and_never_lifted(index: float, verdict: int) -> None:
    """Where a criterion blocks, the verdict is at most the framework's `blocked`, and no better than its own."""
    framework = build({"criteria": {"x": rating("x")}, "states": states(x=[1, 2])}).framework
    assert verdict == verdicts_of(framework, np.array(index), np.array([False, True]))


def test_a_score_that_is_its_limit_does_not_block() -> None:
    """A criterion blocks when it scores under its limit, not at it, whatever the rounding of its goalposts."""
    for best in range(1, 120):
        criterion = asks("attribute", "x", worst=0, best=best, blocking=1.0)
        result = evaluate(build({"criteria": {"x": criterion}, "states": states(x=[best, best])}))
        assert [[False]] == result.blocked.tolist(), f"goalposts 0 to {best}"


def test_tables_over_subsets_block_as_the_evaluation_does() -> None:
    """A coalition's verdict is the same from tables over subsets, at the limit of a blocking criterion and under it."""
    for best in (48, 49, 98):
        criteria = {
            "x": asks("attribute", "x", "weakest-link", worst=0, best=best, blocking=1.0),
            "y": asks("attribute", "y", worst=0, best=4),
        }
        study = build({"criteria": criteria, "states": states(x=[best, best, 1, None, None], y=[4, 4, 4, 4, 4])})
        (found,) = evaluate_subsets(study, verdicts=True)
        chosen = np.flatnonzero(found.block.sizes() > 1)
        assert found.verdicts is not None
        expected = evaluate(study, found.block.marks(chosen, 5), observations=observe(study)).verdicts
        assert {0, 2} == set(expected.tolist())
        assert expected.tolist() == found.verdicts[chosen].tolist(), f"goalposts 0 to {best}"


def test_an_unknown_criterion_does_not_block() -> None:
    """A blocking criterion of which nothing is known does not block."""
    criteria = {"x": rating("x"), "y": rating("y", blocking=0.9)}
    result = evaluate(build({"criteria": criteria, "states": states(x=[4, 4], y=[None, None])}))
    assert [[False, False]] == result.blocked.tolist()
    assert [0] == result.verdicts.tolist()


def small() -> Study:
    """Build three states, two pillars, a dyadic criterion and a gap."""
    criteria = {
        "x": rating("x", pillar="p"),
        "y": rating("y", pillar="p", weight=3),
        "d": asks("similarity", "x", worst=4, best=0, pillar="q"),
    }
    return build({"pillars": {"p": 1, "q": 3}, "criteria": criteria, "states": states(x=[4, 2, 0], y=[None, 4, None])})


def test_an_evaluation_has_the_shapes_it_declares() -> None:
    """An evaluation of B coalitions of n states by k criteria in q pillars has the shapes its fields declare."""
    study = small()
    result = evaluate(study, [("a", "b"), ("a", "b", "c")])
    assert (("a", "b", "c"), ("x", "y", "d"), ("p", "q")) == (result.states, result.criteria, result.pillars)
    assert [0, 0, 1] == result.pillar_of.tolist()
    assert [[True, True, False], [True, True, True]] == result.coalitions.tolist()
    by_criterion = (result.scores, result.coverage, result.blocked, result.shares())
    assert [(2, 3)] * 4 == [array.shape for array in by_criterion]
    by_pillar = (result.pillar_scores, result.pillar_cohesion, result.pillar_coverage())
    assert [(2, 2)] * 3 == [array.shape for array in by_pillar]
    whole = (result.viability, result.cohesion, result.verdicts, result.total_coverage())
    assert [(2,)] * 4 == [array.shape for array in whole]


def test_an_evaluation_of_draws_has_leading_axes() -> None:
    """Drawn values and weights run in a leading axis through every result they touch."""
    study = small()
    obs = observe(study)
    drawn = obs.with_values(obs.values * np.ones((5, 1)))
    own = weights_of(study)
    weights = Weights(pillars=own.pillars * np.ones((5, 1)), criteria=own.criteria * np.ones((5, 1)))
    result = evaluate(study, [("a", "b"), ("a", "b", "c")], observations=drawn, weights=weights)
    assert ((5, 2, 3), (5, 2, 2), (5, 2), (5, 2)) == (
        result.scores.shape,
        result.pillar_scores.shape,
        result.viability.shape,
        result.verdicts.shape,
    )
    assert (2, 3) == result.coverage.shape


def test_the_members_are_evaluated_by_default() -> None:
    """With no coalition given, the study's members are evaluated."""
    study = small().with_members(["a", "c"])
    result = evaluate(study)
    # x (1 + 0) / 2 alone in p; d distance 4 scores 0; (1 * 1/2 + 3 * 0) / 4
    assert ("a", "c") == result.states
    assert [12.5] == pytest.approx(result.viability)


def test_shares_go_to_what_is_known() -> None:
    """A criterion unknown for a coalition has no share in its index, and the rest hold it in proportion."""
    result = evaluate(small(), [("a", "b"), ("a", "c")])
    # ab: p 1/4 split 1 to 3, q 3/4. ac: y unknown, so x holds all of p.
    assert [[1 / 16, 3 / 16, 3 / 4], [1 / 4, 0, 3 / 4]] == [pytest.approx(row) for row in result.shares()]


def test_shares_hold_under_drawn_weights() -> None:
    """Shares under drawn weights are those of each draw alone."""
    study = small()
    rng = np.random.default_rng(1)
    weights = draw_weights(study, rng, 5)
    found = evaluate(study, [("a", "b"), ("a", "c")], weights=weights)
    assert (5, 2, 3) == found.shares().shape
    for d in range(5):
        one = Weights(pillars=weights.pillars[d], criteria=weights.criteria[d])
        alone = evaluate(study, [("a", "b"), ("a", "c")], weights=one)
        np.testing.assert_allclose(alone.shares(), found.shares()[d], atol=1e-6)


def test_shares_go_past_a_pillar_that_is_unknown() -> None:
    """Where a whole pillar is unknown the others hold all of the index."""
    criteria = {"x": rating("x", pillar="p"), "y": rating("y", pillar="q")}
    result = evaluate(build({"criteria": criteria, "states": states(x=[4, 0], y=[None, None])}))
    assert [[1.0, 0.0]] == result.shares().tolist()
    assert [50] == result.viability.tolist()
    assert [[50, NAN]] == [pytest.approx(row, nan_ok=True) for row in result.pillar_scores]
    several = evaluate(
        build({"criteria": criteria, "states": states(x=[4, 0, 2], y=[None, None, 1])}), ["ab", "ac", "bc"]
    )
    assert [[1.0, 0.0], [0.5, 0.5], [0.5, 0.5]] == several.shares().tolist()


def test_coverage_weighs_what_is_known() -> None:
    """Total coverage is the known share of all weight, pillar coverage that of a pillar's."""
    result = evaluate(small(), [("a", "b", "c")])
    # x and d known in full, y of one in three: p 1/4 + 3/4 * 1/3 = 1/2; 1/4 * 1/2 + 3/4 * 1
    assert [[1, 1 / 3, 1]] == [pytest.approx(row) for row in result.coverage]
    assert [[0.5, 1.0]] == [pytest.approx(row) for row in result.pillar_coverage()]
    assert [0.875] == pytest.approx(result.total_coverage())


def test_cohesion_is_unknown_without_dyadic_criteria() -> None:
    """A study whose criteria are all monadic has an index and no cohesion."""
    result = evaluate(build({"criteria": {"x": rating("x")}, "states": states(x=[4, 0])}))
    assert [50] == result.viability.tolist()
    assert [NAN] == pytest.approx(result.cohesion, nan_ok=True)
    assert [[NAN]] == [pytest.approx(row, nan_ok=True) for row in result.pillar_cohesion]


@pytest.mark.parametrize("compensation", [1, 0.5, 0, -1, MINUS_INFINITY])
def test_a_pillar_may_lack_dyadic_criteria_at_any_compensation(compensation: float) -> None:
    """Cohesion is that of the pillars that have dyadic criteria, at any compensation."""
    result = evaluate(small(), [("a", "b")], compensation=compensation)
    # d: distance 2 scores 1/2
    assert [50] == pytest.approx(result.cohesion)
    assert [[NAN, 50]] == [pytest.approx(row, nan_ok=True) for row in result.pillar_cohesion]


def test_the_compensation_given_overrules_the_frameworks() -> None:
    """A compensation handed in stands in for the framework's own, nought too."""
    study = build(
        {
            "compensation": -1,
            "criteria": {"x": rating("x"), "y": asks("similarity", "x", worst=4, best=0)},
            "states": states(x=[1, 1]),
        }
    )
    # x 1/4, y 1
    assert [40] == pytest.approx(evaluate(study).viability)
    assert [50] == pytest.approx(evaluate(study, compensation=0).viability)
    assert [62.5] == pytest.approx(evaluate(study, compensation=1).viability)


def test_nothing_known_of_a_coalition_is_an_error() -> None:
    """A coalition of which nothing at all is known cannot be scored, and the error names the day."""
    study = build({"criteria": {"x": rating("x")}, "states": states(x=[None, None, 3])})
    with pytest.raises(
        CoalitionError, match=r"^nothing is known of the coalition; choose a later date or other members$"
    ):
        evaluate(study, [("a", "b")])
    with pytest.raises(CoalitionError, match="nothing is known of the coalition as of 1990-12-31;"):
        evaluate(study.replace(as_of="1990-12-31"))


def bordering(**criteria: dict[str, Any]) -> Study:
    """Build two members of a pact, with a distance that holds at any day and criteria beside it."""
    border = asks("tie", "distance", worst=2000, best=0)
    return build(
        {
            "codebook": {"distance": {"range": (0, 9000), "timeless": True}},
            "criteria": {"reach": border, **criteria},
            "institutions": {"pact": None},
            "states": {
                "a": {"memberships": {"pact": {"from": 1990}}, "ties": {"b": {"distance": 500}}},
                "b": {"memberships": {"pact": {"from": 1990}}},
            },
        }
    )


def test_geography_alone_is_something_known() -> None:
    """Where only what holds at any day is known, that is what the index rests on."""
    # 1 - 500/2000
    assert [75] == pytest.approx(evaluate(bordering().replace(as_of="1950-12-31")).viability)


def test_memberships_are_knowledge_beside_geography() -> None:
    """Who belongs to what is known of a day, though it is not the address of a value of a codebook's attribute."""
    study = bordering(company=asks("shared_memberships", worst=0, best=1))
    # reach 3/4, company 1
    assert [87.5] == pytest.approx(evaluate(study.replace(as_of="2000-12-31")).viability)


def test_geography_is_known_beside_memberships_that_nobody_has() -> None:
    """Before anybody belongs to anything, what is in common is unknown, and the distance is all that is known."""
    study = bordering(company=asks("shared_memberships", worst=0, best=1)).replace(as_of="1950-12-31")
    found = evaluate(study)
    assert [[0.75, None]] == [[None if np.isnan(score) else score for score in row] for row in found.scores]
    assert [75] == pytest.approx(found.viability)
    # that nobody belongs to anything is known: two lists of two, and one distance of one
    assert [1] == found.total_coverage()


def test_nothing_known_is_bounded_by_nought_and_a_hundred() -> None:
    """The bounds of a coalition of which nothing is known are the whole scale."""
    study = build(
        {
            "criteria": {"x": rating("x"), "d": asks("similarity", "x", worst=4, best=0)},
            "states": states(x=[None, None]),
        }
    )
    assert [0] == evaluate(study, missing=0.0).viability.tolist()
    assert [100] == evaluate(study, missing=1.0).viability.tolist()


@given(alliances(company=True), st.sampled_from([0.0, 0.5, 1.0]))
def test_what_is_missing_may_score_anything_after_all_was_read(plain: dict[str, Any], score: float) -> None:
    """An evaluation says what the index would be if what is missing scored so, as an evaluation that is told so."""
    study = build(plain)
    every = all_coalitions([*study.states])
    for found in (evaluate(study, every), evaluate(study)):
        told = evaluate(study, found.coalitions, observations=found.readings[0].observations, missing=score)
        np.testing.assert_allclose(if_missing(found, score), told.viability, rtol=0, atol=1e-9)


@given(alliances(company=True), st.sampled_from([0, 3]))
def test_the_index_alone_is_that_of_the_evaluation(plain: dict[str, Any], draws: int) -> None:
    """With gaps, with sources inside, of one coalition or several, and with draws."""
    study = build(plain)
    obs = observe(study)
    obs = obs.with_values(np.stack([obs.values, obs.high, obs.low])) if draws else obs
    every = masks(obs.states, all_coalitions([*study.states]))
    for marks in (every, every[-1:]):
        told = evaluate(study, marks, observations=obs, partial=True).viability
        np.testing.assert_array_equal(told, index_of(study, marks, obs))


def test_weigh_takes_only_the_criteria_marked() -> None:
    """Weighing can be held to some criteria, whose weights then stand for the whole."""
    weights = Weights(pillars=np.array([0.5, 0.5]), criteria=np.array([0.25, 0.75, 1.0]))
    scores = np.array([[1.0, 0.0, 0.5]])
    pillars, index = weigh(scores, weights, np.array([0, 0, 1]), 1)
    # the scores within p make 1/4, so the index is (1/4 + 1/2) / 2
    assert ([[25, 50]], [37.5]) == (pillars.tolist(), index.tolist())
    pillars, index = weigh(scores, weights, np.array([0, 0, 1]), 1, np.array([True, False, True]))
    assert ([[100, 50]], [75]) == (pillars.tolist(), index.tolist())


@pytest.mark.parametrize("aggregator", ["average", "weakest-link", "best-shot", "summation"])
def test_goalposts_may_differ_by_draw(aggregator: str) -> None:
    """Goalposts handed in with a leading axis score each draw like a study that declares them."""
    posts = [(0.0, 4.0), (1.0, 9.0), (6.0, 0.0)]
    plain = {"states": states(x=[1, 3, None]), "criteria": {"x": asks("attribute", "x", aggregator, worst=0, best=4)}}
    moved = [(np.array([p[0] for p in posts]), np.array([p[1] for p in posts]))]
    drawn = evaluate(build(plain), goalposts=moved)
    alone = [
        evaluate(
            build({**plain, "criteria": {"x": asks("attribute", "x", aggregator, worst=worst, best=best)}})
        ).scores[0, 0]
        for worst, best in posts
    ]
    assert alone == pytest.approx(drawn.scores[:, 0, 0])


@pytest.mark.parametrize("aggregator", ["average", "weakest-link", "best-shot", "summation"])
@pytest.mark.parametrize("missing", [0.0, 1.0])
def test_bounds_hold_under_goalposts_by_draw(aggregator: str, missing: float) -> None:
    """Bounds for what is missing are the same under goalposts handed in as under the study's own."""
    study = build(
        {"states": states(x=[1, 3, None]), "criteria": {"x": asks("attribute", "x", aggregator, worst=0, best=8)}}
    )
    moved = [(np.array([0.0]), np.array([8.0]))]
    assert evaluate(study, missing=missing).scores[0] == pytest.approx(
        evaluate(study, missing=missing, goalposts=moved).scores[0, 0]
    )


def test_goalposts_may_stay_as_they_are() -> None:
    """Where no other goalposts are handed in for a criterion, its own count."""
    study = build({"states": states(x=[1, 3]), "criteria": {"x": rating("x"), "e": asks("attribute", "x", "evenness")}})
    moved = [(np.array([0.0, 0.0]), np.array([4.0, 8.0])), None]
    result = evaluate(study, goalposts=moved)
    # x (1/4 + 3/4) / 2 and (1/8 + 3/8) / 2; e of shares 1/4, 3/4: 1 - (5/8 - 1/2) / (1/2)
    assert [[0.5, 0.75], [0.25, 0.75]] == result.scores[:, 0].tolist()


def test_pairs_are_coalitions_of_two() -> None:
    """The pairs of a study are all coalitions of two members, in the order of states, without the candidates."""
    study = small().with_members(["a", "b"])
    assert [[True, True]] == pairs_of(study).coalitions.tolist()
    whole = pairs_of(small())
    assert [[True, True, False], [True, False, True], [False, True, True]] == whole.coalitions.tolist()
    # distances 2, 4, 2
    assert [50, 0, 50] == pytest.approx(whole.cohesion)


def test_a_pair_of_which_nothing_is_known_is_unknown_and_spoils_no_other() -> None:
    """Two members of whom nothing is known have no cohesion, and the others keep theirs."""
    criteria = {"x": rating("x"), "d": asks("similarity", "x", worst=4, best=0)}
    found = pairs_of(build({"criteria": criteria, "states": states(x=[1, 3, None, None])}))
    # a and b: 1 - 2/4; every other pair lacks one of the two, and c and d lack both
    np.testing.assert_array_equal([50, NAN, NAN, NAN, NAN, NAN], found.cohesion)
    # x alone is known of a and c (1/4) and so on; of c and d nothing
    np.testing.assert_array_equal([50, 25, 25, 75, 75, NAN], found.viability)
    assert [NAN] == pytest.approx(
        pairs_of(build({"criteria": criteria, "states": states(x=[None, None])})).viability, nan_ok=True
    )


def test_an_unknown_index_is_in_the_last_band() -> None:
    """What is unknown is never viable."""
    study = small()
    last = len(study.framework.bands) - 1
    unblocked = np.zeros((2, len(study.criteria)), dtype=bool)
    assert [0, last] == verdicts_of(study.framework, np.array([100.0, NAN]), unblocked).tolist()


@pytest.mark.parametrize(("heavy", "light"), [(67, 33), (85, 15), (90, 10)])
def test_an_index_on_a_floor_is_in_its_band_in_every_draw(heavy: int, light: int) -> None:
    """What lies exactly on a floor, or scores exactly at a limit, has one verdict: as given, in draws and in tables."""
    # 55 = 100 * 0.55 whatever the weights, so every draw lies on the floor up to the rounding of single precision
    criteria = {
        "x": asks("attribute", "x", worst=0, best=100, weight=heavy, blocking=0.55),
        "y": asks("attribute", "x", worst=0, best=100, weight=light),
    }
    study = build({"criteria": criteria, "states": states(x=[light, 110 - light])})
    obs, (rng, many) = observe(study), next(blocks(1000, 1))
    assert [1] == evaluate(study).verdicts.tolist()
    values = np.repeat(obs.values[None], many, axis=0).astype(np.float32)
    drawn = evaluate(study, observations=obs.with_values(values), weights=draw_weights(study, rng, many))
    assert {1} == set(drawn.verdicts.ravel().tolist())
    for precision in (np.float32, np.float64):
        (found,) = evaluate_subsets(study, verdicts=True, precision=precision)
        assert found.verdicts is not None
        assert [-1, -1, -1, 1] == found.verdicts.tolist()


def test_what_is_below_a_floor_by_more_than_the_tolerance_is_below_it() -> None:
    """A hundredth of a point below a floor is the band below, a ten-thousandth is not."""
    for value, verdict in ((54.99, 2), (54.9999, 1)):
        criteria = {"x": asks("attribute", "x", worst=0, best=100)}
        assert [verdict] == evaluate(
            build({"criteria": criteria, "states": states(x=[value, value])})
        ).verdicts.tolist()


@pytest.mark.parametrize(
    "marks", [np.ones((1, 3), dtype=int), np.ones((1, 4), dtype=bool), np.ones(3, dtype=bool)], ids=str
)
def test_marks_are_true_or_false_for_each_state(marks: np.ndarray) -> None:
    """Numbers in place of marks would be taken for places, and are refused, as is another number of states."""
    with pytest.raises(CoalitionError, match="one column for each of the 3 states observed"):
        evaluate(small(), marks)


def test_marks_are_of_two_states_or_more() -> None:
    """One state is no coalition, however it is marked."""
    with pytest.raises(CoalitionError, match="some marks are of fewer"):
        evaluate(small(), np.array([[True, True, False], [True, False, False]]))


@pytest.mark.parametrize("compensation", [1.01, NAN])
def test_a_compensation_above_one_is_refused(compensation: float) -> None:
    """Nothing makes up for more than an arithmetic mean does."""
    for asked in (evaluate, lambda study, **options: next(evaluate_subsets(study, **options))):
        with pytest.raises(
            FrameworkError,
            match="is not a compensation; write arithmetic, geometric",
        ):
            asked(small(), compensation=compensation)


def test_very_many_coalitions_are_evaluated_like_few() -> None:
    """Coalitions evaluated in several blocks of bounded memory have the numbers that they have alone, draws and all."""
    rng = np.random.default_rng(3)
    names = [f"s{i}" for i in range(50)]
    profiles = {name: {"attributes": {"x": int(rng.integers(0, 5))}} for name in names}
    study = build({"criteria": {"x": rating("x"), "d": asks("similarity", "x", worst=4, best=0)}, "states": profiles})
    obs = observe(study)
    drawn = obs.with_values(obs.values * np.array([[1.0], [0.5]]))
    size = CELLS // len(obs.pairs[0])
    # the last coalitions of two full blocks and of a part of one, each of six states
    marks = np.zeros((2 * size + 3, 50), dtype=bool)
    np.put_along_axis(marks, rng.permuted(np.tile(np.arange(50), (len(marks), 1)), axis=1)[:, :6], values=True, axis=1)
    chosen = [0, size - 1, size, 2 * size - 1, 2 * size, 2 * size + 2]
    many, few = (evaluate(study, one, observations=drawn) for one in (marks, marks[chosen]))
    assert (2, len(marks)) == many.viability.shape
    for name in ("viability", "cohesion", "scores"):
        np.testing.assert_allclose(np.take(getattr(many, name), chosen, axis=1), getattr(few, name), atol=1e-9)
    assert (len(marks), 2) == many.coverage.shape


def test_observations_given_are_the_ones_evaluated() -> None:
    """Values handed in stand in for those of the study."""
    study = build({"criteria": {"x": rating("x")}, "states": states(x=[1, 3])})
    obs = observe(study)
    assert [100] == evaluate(study, observations=obs.with_values(np.array([4.0, 4.0, NAN]))).viability.tolist()


@pytest.mark.parametrize("scale", [lambda w: w, lambda w: w * 7])
def test_weights_given_are_the_ones_used(scale: Callable[[np.ndarray], np.ndarray]) -> None:
    """Weights handed in stand in for those of the study, and need not add up to 1."""
    study = small()
    weights = Weights(pillars=scale(np.array([0.5, 0.5])), criteria=scale(np.array([1.0, 1.0, 1.0])))
    # ab: x 3/4, y 1, d 1/2: ((3/4 + 1) / 2 + 1/2) / 2
    assert [68.75] == pytest.approx(evaluate(study, [("a", "b")], weights=weights).viability)


@given(alliances(), st.integers(0, 2**32))
def test_many_weights_at_once_are_each_weights_alone(plain: dict[str, Any], seed: int) -> None:
    """Indices, pillars and cohesion under many weights, weighed in one product, are those of each alone."""
    study = build(plain)
    obs, weights = observe(study), draw_weights(study, np.random.default_rng(seed), 3)
    coalitions = all_coalitions([*plain["states"]])
    found = evaluate(study, coalitions, observations=obs, weights=weights)
    for d in range(3):
        one = Weights(pillars=weights.pillars[d], criteria=weights.criteria[d])
        alone = evaluate(study, coalitions, observations=obs, weights=one)
        for name in ("viability", "cohesion", "pillar_scores", "pillar_cohesion"):
            # weights are drawn in single precision
            np.testing.assert_allclose(getattr(alone, name), getattr(found, name)[d], atol=1e-4, err_msg=name)
