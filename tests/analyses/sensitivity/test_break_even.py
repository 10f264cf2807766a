"""How far the verdict holds: break-even, extreme weights, least change, effective weights, compensation."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strategies import MINUS_INFINITY, alliances, asks, build, compensations
from viability.analyses.sensitivity.break_even import BreakEven, Turn, break_even, compensation_turns
from viability.analyses.sensitivity.effective import effective_weights
from viability.analyses.sensitivity.weights import PAST, extreme_weights, least_change
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import Observations, observe
from viability.engine.weighing import Weights, verdicts_of, weigh
from viability.errors import CoalitionError, FrameworkError
from viability.study import whatif as scenario
from viability.study.scenario import Scenario, SetWeight
from viability.study.study import Study


def scored(pillars: dict[str, dict[str, Any]], **more: object) -> Study:
    """Make a coalition of two like states by pillar, criterion and score, or (score, weight, blocking)."""
    criteria, attributes = {}, {}
    for pillar, found in pillars.items():
        for name, raw in found.items():
            score, weight, blocking = (*raw, None)[:3] if isinstance(raw, tuple) else (raw, 1, None)
            criteria[name] = asks(
                "attribute",
                name,
                worst=0,
                best=1,
                pillar=pillar,
                weight=weight,
                **({"blocking": blocking} if blocking else {}),
            )
            attributes[name] = score
    return build({"criteria": criteria, "states": {s: {"attributes": attributes} for s in "ab"}, **more})


def turned(study: Study, name: str, share: float, observed: Observations | None = None) -> tuple[float, int]:
    """Return index and verdict with one weight at a share, as --weight puts it, of what no weight changes."""
    change = SetWeight(weight=name, value=share, share=True)
    changed = scenario.apply(study, Scenario(id="put_back", title="Put back", changes=(change,)))
    result = evaluate(changed, observations=observed)
    return float(result.viability[0]), strictly(study, result)


def strictly(study: Study, result: Evaluation) -> int:
    """Return the verdict with floors taken to rounding, as break-even values take them."""
    return int(verdicts_of(study.framework, result.viability, result.blocked, even=1e-9)[0])


def by_name(study: Study) -> dict[str, BreakEven]:
    """Return the break-even of every weight by its name."""
    return {found.name: found for found in break_even(study)}


def close(found: Turn | None) -> tuple[float, float, int]:
    """Return a turn's numbers, rounded to be compared."""
    assert found is not None
    return round(found.at, 9), round(found.viability, 6), found.verdict


# p scores (1 + 0.5) / 2 = 0.75 and q 0.5; the index is 62.5: viable with conditions, from 55 to 70.
TWO = {"p": {"x": 1.0, "y": 0.5}, "q": {"z": 0.5}}


def test_break_even_of_a_pillar_is_solved_by_hand() -> None:
    """The index moves straight from the others' score to the pillar's as its share grows, and meets edges there."""
    # p at share t: 50 + 25 t, so 55 at 0.2 and 70 at 0.8; q at share t: 75 - 25 t, so 70 at 0.2 and 55 at 0.8
    found = by_name(scored(TWO))
    assert 0.5 == found["p"].share
    assert (0.2, 55.0, 2) == close(found["p"].below)
    assert (0.8, 70.0, 0) == close(found["p"].above)
    assert (0.2, 70.0, 0) == close(found["q"].below)
    assert (0.8, 55.0, 2) == close(found["q"].above)


def test_break_even_of_a_criterion_is_a_share_of_its_pillar() -> None:
    """A criterion's weight moves its pillar alone, and one without siblings moves nothing."""
    # x at share u of p: p = 0.5 + 0.5 u, the index 50 + 25 u; y the other way round
    found = by_name(scored(TWO))
    assert (0.2, 55.0, 2) == close(found["p.x"].below)
    assert (0.8, 70.0, 0) == close(found["p.x"].above)
    assert (0.2, 70.0, 0) == close(found["p.y"].below)
    assert (0.8, 55.0, 2) == close(found["p.y"].above)
    assert (None, None) == (found["q.z"].below, found["q.z"].above)
    assert (1.0, "z") == (found["q.z"].share, found["q.z"].criterion)


def test_break_even_allows_for_siblings_that_are_unknown() -> None:
    """A share counts among all siblings, and the index among the known ones."""
    # w is unknown and weighs 2 of 4; x is to hold 0.8 of what is known. At x = 4/7 the others hold 3/7 in the
    # proportion 1 to 2, y 1/7: 4/7 of 5/7 is 0.8. At x = 1/13 y holds 4/13: 1/13 of 5/13 is 0.2.
    found = by_name(scored({"p": {"x": 1.0, "y": 0.5, "w": (None, 2)}, "q": {"z": 0.5}}))
    assert 0.25 == found["p.x"].share
    assert (round(1 / 13, 9), 55.0, 2) == close(found["p.x"].below)
    assert (round(4 / 7, 9), 70.0, 0) == close(found["p.x"].above)
    assert (None, None) == (found["p.w"].below, found["p.w"].above)


def test_a_weight_that_cannot_move_the_index_far_enough_has_no_break_even() -> None:
    """The edge of a band that lies beyond all of a weight is no break-even; one that is reached at all of it is."""
    # p 0.8, q 0.6: the index 70 t + ... runs from 60 to 80, now 70 and viable; 70 is left at once below a half
    assert (0.5, 70.0, 1) == close(by_name(scored({"p": {"x": 0.8}, "q": {"z": 0.6}}))["p"].below)
    assert by_name(scored({"p": {"x": 0.8}, "q": {"z": 0.6}}))["p"].above is None
    # p 0.5, q 0.75: all of q gives 75, none of it 50; with p 0.5, q 0.7 viability is reached with all of q only
    assert (1.0, 70.0, 0) == close(by_name(scored({"p": {"x": 0.5}, "q": {"z": 0.7}}))["q"].above)


def test_a_blocking_criterion_leaves_no_weight_that_betters_the_verdict() -> None:
    """What blocks does so whatever it weighs; weights can still worsen the verdict below what is left."""
    study = scored({"p": {"x": 1.0, "y": (0.5, 1, 0.6)}, "q": {"z": 0.5}})
    assert 2 == evaluate(study).verdicts[0]
    assert {(None, None)} == {(found.below, found.above) for found in break_even(study)}
    # y 0.2 blocks; p = 0.6, q = 0.5: 55. x at share u: p = 0.2 + 0.8 u, the index 35 + 40 u: 40 at 0.125
    found = by_name(scored({"p": {"x": 1.0, "y": (0.2, 1, 0.6)}, "q": {"z": 0.5}}))
    assert (0.125, 40.0, 3) == close(found["p.x"].below)
    assert found["p.x"].above is None


def test_break_even_at_compensation_0_is_bisected_to_the_logarithm() -> None:
    """Under the geometric mean of two scores the break-even is a logarithm, and bisection finds it."""
    # 0.8^t 0.45^(1-t) is 0.6 at a half; it is 0.55 where t = ln(0.55/0.45) / ln(0.8/0.45), likewise 0.7
    found = by_name(scored({"p": {"x": 0.8}, "q": {"z": 0.45}}, compensation=0))
    whole = math.log(0.8 / 0.45)
    assert (round(math.log(0.55 / 0.45) / whole, 9), 55.0, 2) == close(found["p"].below)
    assert (round(math.log(0.70 / 0.45) / whole, 9), 70.0, 0) == close(found["p"].above)


def test_without_compensation_only_leaving_the_worst_out_turns_the_verdict() -> None:
    """Where the worst criterion decides, its weight matters only in being there: the turn is a jump at nought."""
    found = by_name(scored({"p": {"x": 0.8}, "q": {"z": 0.45}}, compensation=MINUS_INFINITY))
    assert (0.0, 80.0, 0) == close(found["q"].below)
    assert (1.0, 80.0, 0) == close(found["p"].above)
    assert found["p"].below is None


@given(alliances(), compensations)
def test_break_even_put_back_in_hits_the_band(plain: dict[str, Any], compensation: float) -> None:
    """A break-even share put back in gives its index, a little more of it the other verdict, a little less the old."""
    study = build({**plain, "compensation": compensation})
    observed = observe(study, study.members)
    verdict = strictly(study, evaluate(study, observations=observed))
    for found in break_even(study, observations=observed):
        for turn, end in ((found.below, 0.0), (found.above, 1.0)):
            if turn is None:
                # short of the end itself, where what is unknown would be all there is
                short = found.share + 0.999 * (end - found.share)
                assert verdict == turned_or(study, found.name, short, verdict, observed)
                continue
            assert turn.viability == pytest.approx(turned(study, found.name, turn.at, observed)[0], abs=1e-6)
            assert turned(study, found.name, turn.at + 1e-5 * (end - turn.at), observed)[1] in (
                {turn.verdict} if turn.at != end else {turn.verdict, verdict}
            )
            assert (
                verdict == turned(study, found.name, turn.at + 1e-5 * (found.share - turn.at), observed)[1]
                or turn.at == found.share
            )


def turned_or(study: Study, name: str, share: float, otherwise: int, observed: Observations) -> int:
    """Return the verdict with a weight at a share, or the other where it has no siblings or nothing would be left."""
    try:
        return turned(study, name, share, observed)[1]
    except (FrameworkError, CoalitionError):
        return otherwise


def test_any_weights_reach_the_worst_and_the_best_score() -> None:
    """Without bounds the index can be brought to the score of any criterion, and no further."""
    found = extreme_weights(scored(TWO), within=None)
    assert (50.0, 100.0) == (round(found.worst.viability, 9), round(found.best.viability, 9))
    assert (2, 0) == (found.worst.verdict, found.best.verdict)
    assert (1.0, 0.0, 0.0) == found.best.shares
    assert 1.5 == found.best.change


def test_weights_within_a_factor_of_two_are_bounded_level_by_level() -> None:
    """Each pillar's share and each criterion's share of its pillar stay between half and twice the given one."""
    # best: q least, 0.25, so p 0.75; in p y least, 0.25: p = 0.75 + 0.25 0.5 = 0.875; 0.75 0.875 + 0.25 0.5 = 0.78125
    # worst: p least, 0.25; in p x least: p = 0.25 + 0.75 0.5 = 0.625; 0.25 0.625 + 0.75 0.5 = 0.53125
    found = extreme_weights(scored(TWO), within=2)
    assert (53.125, 78.125) == (round(found.worst.viability, 9), round(found.best.viability, 9))
    assert [0.75, 0.25] == found.best.weights.pillars.round(9).tolist()
    assert [0.75, 0.25, 1.0] == found.best.weights.criteria.round(9).tolist()


def test_a_factor_of_one_leaves_the_weights_as_they_are() -> None:
    """With no room to move both extremes are the index itself, and a factor below 1 is an error."""
    found = extreme_weights(scored(TWO), within=1)
    assert (62.5, 62.5) == (round(found.worst.viability, 6), round(found.best.viability, 6))
    assert 0.0 == pytest.approx(found.best.change, abs=1e-9)
    with pytest.raises(FrameworkError, match=r"within a factor of 1 or more, not 0\.5"):
        extreme_weights(scored(TWO), within=0.5)


@given(alliances(), st.sampled_from([None, 1.25, 2.0, 4.0]), st.integers(0, 9))
def test_no_weights_within_the_factor_go_beyond_the_extremes(
    plain: dict[str, Any], within: float | None, seed: int
) -> None:
    """Weights drawn within the factor give an index between the extremes, and any extremes are the extreme scores."""
    study = build(plain)
    found = extreme_weights(study, within=within)
    given = evaluate(study, compensation=1.0)
    shares = given.shares()[0]
    used = shares > 0
    if within is None:
        scores = 100 * given.scores[0, used]
        assert (scores.min(), scores.max()) == pytest.approx((found.worst.viability, found.best.viability), abs=1e-6)
    rng = np.random.default_rng(seed)
    pillars = np.bincount(given.pillar_of, shares, len(given.pillars))
    inner = np.divide(shares, pillars[given.pillar_of], out=np.zeros_like(shares), where=used)
    for _ in range(20):
        weights = Weights(pillars=_nearby(rng, pillars, within), criteria=inner.copy())
        for pillar in range(len(pillars)):
            of = given.pillar_of == pillar
            weights.criteria[of] = _nearby(rng, inner[of], within)
        index = weigh(given.scores, weights, given.pillar_of, 1.0)[1][0]
        assert found.worst.viability - 1e-6 <= index <= found.best.viability + 1e-6


def _nearby(rng: np.random.Generator, shares: np.ndarray, within: float | None) -> np.ndarray:
    """Draw shares that stay within a factor of the given ones: part of the way to a random point, as far as allowed."""
    if not shares.sum():
        return shares
    goal = rng.standard_exponential(len(shares)) * (shares > 0)
    step = goal / goal.sum() - shares
    way = 1.0
    for share, by in zip(shares, step, strict=True):
        if within is not None and share > 0 and by:
            way = min(way, share * (within - 1) / by if by > 0 else share * (1 - 1 / within) / -by)
    found: np.ndarray = shares + way * step
    return found


# p scores (1 + 0.25) / 2 = 0.625, q 0.5: the index is 56.25
NEAR = {"p": {"x": 1.0, "y": 0.25}, "q": {"z": 0.5}}


def test_the_least_change_moves_weight_between_the_best_and_the_worst() -> None:
    """A point is cheapest moved between the criteria that differ most, and the change counts at both ends."""
    # at a point 0.002 past each edge
    # to 55: 1.25 points less; from x to y a unit of weight moves 75 points: 1.25 / 75 = 1/60 moved, 1/30 changed
    worse = least_change(scored(NEAR))
    assert worse is not None
    assert pytest.approx(1 / 30, abs=1e-4) == worse.change
    assert (0.25 - 1 / 60, 0.25 + 1 / 60, 0.5) == pytest.approx(worse.shares, abs=1e-4)
    assert (54.998, 2) == (round(worse.viability, 5), worse.verdict)
    # to 70: 13.75 points more, from y to x: 13.75 / 75 = 11/60 moved, which y has
    better = least_change(scored(NEAR), towards="better")
    assert better is not None
    assert pytest.approx(22 / 60, abs=1e-4) == better.change
    assert (70.002, 0) == (round(better.viability, 5), better.verdict)
    # put back in, the weights of both levels give the same
    assert pytest.approx(better.shares) == better.weights.shares(np.array([0, 0, 1])).tolist()


def test_a_verdict_that_no_weights_change_has_no_least_change() -> None:
    """Where one criterion is all there is, or the better is blocked, there are no such weights."""
    assert least_change(scored({"p": {"x": 0.6}})) is None
    assert least_change(scored({"p": {"x": 1.0, "y": (0.5, 1, 0.6)}}), towards="better") is None


@given(alliances(), st.sampled_from(["better", "worse"]))
def test_the_least_change_is_the_greedy_one(plain: dict[str, Any], towards: Any) -> None:  # noqa: ANN401 - a literal
    """Linear programming finds what moving weight by hand finds: the dearest first, all to the one at the far end."""
    study = build(plain)
    found, given = least_change(study, towards=towards), evaluate(study, compensation=1.0)
    index, verdict = float(given.viability[0]), int(given.verdicts[0])
    shares, floors = given.shares()[0], [70, 55, 40]
    if (towards == "better" and verdict == 0) or (towards == "worse" and verdict == 3):
        assert found is None
        return
    gap = abs((floors[verdict - 1] if towards == "better" else floors[verdict]) - index) + PAST
    used = shares > 0
    scores = np.sort(100 * given.scores[0, used])
    order = np.argsort(given.scores[0, used])
    by_score, held = (
        scores[:: 1 if towards == "better" else -1],
        shares[used][order][:: 1 if towards == "better" else -1],
    )
    moved = 0.0
    for score, share in zip(by_score, held, strict=True):
        reach = abs(by_score[-1] - score)
        if reach * share >= gap:
            moved, gap = moved + gap / reach, 0.0
            break
        moved, gap = moved + share, gap - reach * share
    assume(abs(gap) > 1e-5 or gap == 0)
    if gap:
        assert found is None
    else:
        assert found is not None
        assert 2 * moved == pytest.approx(found.change, abs=1e-5)
        assert found.verdict == pytest.approx(verdict + (-1 if towards == "better" else 1))


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


def test_the_compensation_at_which_the_verdict_changes_is_found() -> None:
    """Two scores meet the edges of bands at compensations that are known by hand."""
    # 1 and 1/4: 62.5 at 1; at -1 the harmonic mean 2 / (1 + 4) = 0.4 is the edge of fragile
    fragile, no = compensation_turns(scored({"p": {"x": 1.0}, "q": {"z": 0.25}}))
    assert (2, 3) == (fragile.verdict, no.verdict)
    assert (-1.0, 40.0) == (round(no.at, 7), round(no.viability, 6))
    # at 1/2 the mean of 1 and s is ((1 + sqrt s) / 2)^2, which is 0.55 where sqrt s = 2 sqrt 0.55 - 1
    first = compensation_turns(scored({"p": {"x": 1.0}, "q": {"z": (2 * math.sqrt(0.55) - 1) ** 2}}))[0]
    assert (0.5, 55.0, 2) == close(Turn(at=round(first.at, 7), viability=first.viability, verdict=first.verdict))


def test_a_verdict_that_holds_at_any_compensation_has_no_turn() -> None:
    """Scores within one band stay there at any compensation, and what is blocked already does not turn again."""
    assert () == compensation_turns(scored({"p": {"x": 0.6}, "q": {"z": 0.65}}))
    # 0.5 blocks, so fragile at once; the worst score, 0.5, is still fragile
    assert () == compensation_turns(scored({"p": {"x": 0.9}, "q": {"z": (0.5, 1, 0.6)}}))


@given(alliances())
def test_a_compensation_put_back_in_is_where_the_verdict_changes(plain: dict[str, Any]) -> None:
    """Just above each turn stands the verdict before it, just below the one it gives; the last holds to the end."""
    study = build(plain)
    observed = observe(study, study.members)

    def at(compensation: float) -> int:
        return strictly(study, evaluate(study, observations=observed, compensation=compensation))

    verdict = at(1.0)
    for turn in compensation_turns(study, observations=observed):
        near = 1e-6 * (2.0 - turn.at)
        # the power mean loses precision where the exponent is all but nought, and there a turn may hide
        if abs(turn.at) > 1e-5:
            assert verdict == at(min(turn.at + near, 1.0))
            assert turn.verdict == at(turn.at - near)
        verdict = turn.verdict
    assert verdict == at(MINUS_INFINITY)
