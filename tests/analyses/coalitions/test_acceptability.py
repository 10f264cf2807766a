"""How often a leader still leads when weights and data are drawn."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyses.coalitions.made import WILL, combinations_of, spelt
from strategies import alliances, asks, build
from viability.analyses.coalitions import search as module
from viability.analyses.coalitions.search import search
from viability.engine.arrays import EVEN
from viability.engine.draws import blocks, draw_values, draw_weights
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.engine.weighing import Weights
from viability.study.study import Study


def test_a_leader_without_doubt_is_first_in_every_draw() -> None:
    """Where weights and data are certain a leader is first in all draws, its equals too, and the others in none."""
    certain = {
        name: {"attributes": {"will": [will, will, will]}} for name, will in {"a": 1, "b": 0.5, "c": 0.5}.items()
    }
    study = build({"criteria": WILL, "states": certain})
    result = search(study, draws=50, weights="fixed")
    assert ["ab", "ac", "abc", "bc"] == spelt(result.leaders)
    assert [1, 1, 0, 0] == [one.first for one in result.leaders]
    assert (50, 4, True) == (result.draws, result.rivals, result.every_rival)
    assert [None] == [*{one.first for one in result.best_per_size}]
    assert [None] * 4 == [one.first for one in search(study).leaders]


def test_draws_keep_equals_equal() -> None:
    """Coalitions that are equal by different fractions are both first: draws are weighed in double precision."""

    def sure(x: float, y: float) -> dict[str, Any]:
        return {"x": [x, x, x], "y": [y, y, y]}

    axes = {name: asks("tie", name, worst=0, best=1) for name in "xy"}
    # ab (0.1 + 0.5) / 2, cd (0.3 + 0.3) / 2, which single precision tells apart
    states = {"a": {"ties": {"b": sure(0.1, 0.5)}}, "b": {}, "c": {"ties": {"d": sure(0.3, 0.3)}}, "d": {}}
    result = search(build({"criteria": axes, "states": states}), size=2, draws=5, weights="fixed")
    assert ["ab", "cd"] == spelt(result.leaders)
    assert [1, 1] == [one.first for one in result.leaders]


def test_a_coin_of_weights_makes_each_leader_first_half_the_time() -> None:
    """Two opposite coalitions are each first in half the draws of two weights, and a mixed one never."""

    def sure(x: float, y: float) -> dict[str, Any]:
        return {"attributes": {"x": [x, x, x], "y": [y, y, y]}}

    axes = {name: asks("attribute", name, worst=0, best=1) for name in "xy"}
    study = build({"criteria": axes, "states": {"a": sure(1, 0), "b": sure(1, 0), "c": sure(0, 1), "d": sure(0, 1)}})
    # ab has the weight of x, cd that of y, and all the mixed ones a half whatever the weights
    result = search(study, size=2, draws=4000)
    shares = {"".join(one.members): one.first or 0.0 for one in result.leaders}
    # standard error 0.008
    assert 0.5 == pytest.approx(shares["ab"], abs=0.03)
    assert 1 == pytest.approx(shares["ab"] + shares["cd"])
    assert 0 == shares["ac"] == shares["bd"]


@given(alliances(least=3), st.sampled_from(["uniform", "around", "fixed"]), st.sampled_from(["viability", "cohesion"]))
def test_rank_acceptability_is_what_the_draws_show(plain: dict[str, Any], how: Any, by: Any) -> None:  # noqa: ANN401 - a literal
    """The share of firsts is that among all coalitions evaluated with the same drawn weights and data."""
    study = build(plain)
    obs, everyone = observe(study), combinations_of(study)
    (rng, many), *_ = blocks(30, 5)
    weights = draw_weights(study, rng, many, how)
    values = draw_values(obs, rng, many).astype(float)
    exact = Weights(pillars=weights.pillars.astype(float), criteria=weights.criteria.astype(float))
    drawn = evaluate(study, everyone, observations=obs.with_values(values), weights=exact)
    index = np.broadcast_to(getattr(drawn, by), (many, len(everyone)))
    if np.isnan(index).all():
        return
    highest = np.nanmax(np.where(np.isnan(index), -1, index), axis=1, keepdims=True)
    firsts = dict(zip(everyone, (index >= highest - EVEN).mean(axis=0), strict=True))
    result = search(study, draws=30, seed=5, weights=how, by=by, top=99)
    assert [firsts[one.members] for one in result.leaders] == pytest.approx([one.first for one in result.leaders])


def test_too_many_to_draw_are_ranked_among_the_leading(framework_1: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where coalitions times draws are too many, leaders are ranked among the highest, and the result says how many."""
    study = framework_1
    whole = search(study, draws=400, top=3)
    # of 247 coalitions those of two that little is known of get no verdict
    assert (245, 2, True) == (whole.rivals, whole.unjudged, whole.every_rival)
    monkeypatch.setattr(module, "WORK", 1000)
    monkeypatch.setattr(module, "RIVALS", 60)
    part = search(study, draws=400, top=3)
    assert (60, False) == (part.rivals, part.every_rival)
    assert spelt(whole.leaders) == spelt(part.leaders)
    # fewer rivals, the same draws: a leader is first at least as often
    assert all(few.first >= all_.first for few, all_ in zip(part.leaders, whole.leaders, strict=True))  # type: ignore[operator]  # drawn, so neither is None
    monkeypatch.setattr(module, "RIVALS", 1000)
    assert whole.leaders == search(study, draws=400, top=3).leaders


def test_the_same_seed_gives_the_same_shares(study: Study) -> None:
    """The same seed gives the same shares of firsts, another seed others."""
    one, same, other = (search(study, draws=200, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert [x.first for x in one.leaders] != [x.first for x in other.leaders]
