"""Which weights change the verdict: the best and the worst within a factor, and the least change."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analyses.sensitivity.made import TWO, scored
from strategies import alliances, build
from viability.analyses.sensitivity.weights import PAST, extreme_weights, least_change
from viability.engine.evaluate import evaluate
from viability.engine.weighing import Weights, weigh
from viability.errors import FrameworkError


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
