"""How far one weight, or the compensation, may move before the verdict changes."""

import math
from typing import Any

import pytest
from hypothesis import given

from analyses.sensitivity.made import TWO, scored
from strategies import MINUS_INFINITY, alliances, build, compensations
from viability.analyses.sensitivity.break_even import BreakEven, Turn, break_even, compensation_turns
from viability.engine.evaluate import Evaluation, evaluate
from viability.engine.observations import Observations, observe
from viability.engine.weighing import verdicts_of
from viability.errors import CoalitionError, FrameworkError
from viability.study import whatif as scenario
from viability.study.scenario import Scenario, SetWeight
from viability.study.study import Study


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
