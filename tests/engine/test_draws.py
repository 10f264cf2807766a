"""Random values and weights: their ranges, their distributions, and their seeds."""

import numpy as np
import pytest
from msgspec.structs import replace

from strategies import asks, build
from viability.engine.draws import (
    DRAWN_AT_ONCE,
    Kept,
    WeightDraw,
    blocks,
    doubtful,
    draw_values,
    draw_weights,
    free_weights,
    place_values,
    place_weights,
)
from viability.engine.observations import Observations, observe
from viability.engine.weighing import pillar_numbers
from viability.errors import FrameworkError
from viability.study.scenario import Scenario, SetValue
from viability.study.study import Study
from viability.study.whatif import apply

DRAWS = 100_000


def study() -> Study:
    """Make two states with a skewed, a one-sided, a certain and a missing value, in two pillars."""
    return build(
        {
            "pillars": {"p": 3, "q": 1},
            "criteria": {
                "x": asks("attribute", "x", worst=0, best=10, pillar="p"),
                "y": asks("attribute", "y", worst=0, best=10, pillar="p", weight=0),
                "z": asks("attribute", "x", worst=0, best=10, pillar="p"),
                "w": asks("attribute", "x", worst=0, best=10, pillar="q"),
            },
            "states": {
                "a": {"attributes": {"x": [1, 2, 5], "y": [3, 3, 3]}},
                "b": {"attributes": {"x": [4, 4, 7], "y": None}},
            },
        }
    )


def generator(seed: int = 1) -> np.random.Generator:
    """Make a generator like those of the blocks."""
    return np.random.Generator(np.random.SFC64(seed))


def drawn_both_ways(obs: Observations) -> list[np.ndarray]:
    """Draw values from a generator and place uniform numbers, (D, N + 1) each."""
    uniform = np.random.default_rng(1).random((DRAWS, len(doubtful(obs))))
    return [draw_values(obs, generator(), DRAWS), place_values(obs, uniform)]


def test_values_are_triangular_whichever_way_they_are_made() -> None:
    """Drawn and placed values have the mean, the variance, the ends and the share below the mode of the triangle."""
    # 1, 2, 5: mean 8/3, variance (1 + 4 + 25 - 2 - 5 - 10) / 18 = 13/18, a quarter below the mode
    # 4, 4, 7: mean 5, variance (16 + 16 + 49 - 16 - 28 - 28) / 18 = 9/18, nothing below the mode
    obs = observe(study())
    assert ["a.x", "b.x"] == [obs.entries[place].path for place in doubtful(obs)]
    for drawn in drawn_both_ways(obs):
        first, second = drawn[:, doubtful(obs)].T.astype(float)
        assert (pytest.approx(8 / 3, abs=0.01), pytest.approx(13 / 18, abs=0.01)) == (first.mean(), first.var())
        assert (pytest.approx(5, abs=0.01), pytest.approx(0.5, abs=0.01)) == (second.mean(), second.var())
        assert pytest.approx(0.25, abs=0.01) == (first < 2).mean()
        assert 1 <= first.min() < 1.05
        assert 4.9 < first.max() <= 5 + 1e-6
        assert 4 <= second.min() < 4.001


def test_draws_reach_both_ends_of_a_range_and_go_no_further() -> None:
    """The grid of random numbers runs from nought to one, both included, so that low and high can be drawn."""
    # a triangle whose mode is an end has its greatest, or least, of two numbers there: 2 of 65,536 draws
    values = {"a": {"attributes": {"x": [0, 0, 4]}}, "b": {"attributes": {"x": [0, 4, 4]}}}
    obs = observe(build({"criteria": {"x": asks("attribute", "x", worst=0, best=4)}, "states": values}))
    falling, rising = draw_values(obs, generator(), 500_000)[:, doubtful(obs)].T.astype(float)
    assert 0 == falling.min()
    assert 4 == pytest.approx(rising.max(), abs=1e-6)
    assert 4 + 1e-6 >= rising.max()
    assert 4 > falling.max()


def test_certain_values_stay_and_missing_ones_are_missing() -> None:
    """A value without doubt is the same in every draw, and the last column is unknown in every draw."""
    obs = observe(study())
    certain = next(i for i, entry in enumerate(obs.entries) if entry.path == "a.y")
    for drawn in drawn_both_ways(obs):
        assert (DRAWS, len(obs.values)) == drawn.shape
        assert {3.0} == set(drawn[:, certain])
        assert np.isnan(drawn[:, -1]).all()


def test_placed_values_rise_with_the_uniform_number() -> None:
    """Nought, the share below the mode, and one are placed at low end, mode and high end."""
    obs = observe(study())
    placed = place_values(obs, np.array([[0.0, 0.0], [0.25, 0.75], [1.0, 1.0]]))[:, doubtful(obs)]
    # 4, 4, 7 at 0.75: 7 - sqrt(0.25 9) = 5.5
    assert [[1, 4], [2, 5.5], [5, 7]] == placed.round(12).tolist()


def test_the_ends_of_the_uniform_numbers_are_weights() -> None:
    """A design may hold nought and one themselves; alike they weigh alike, and a one leaves nothing to a nought."""
    placed = place_weights(study(), np.array([[0.0] * 4, [1.0] * 4, [1.0, 0.0, 0.0, 1.0]]))
    assert [[0.5, 0.5], [0.5, 0.5], [1, 0]] == placed.pillars.round(9).tolist()


def test_weights_are_uniform_on_their_simplices() -> None:
    """Weights of a simplex are not negative, add up to 1 and have its mean and variance; a weight of nought stays."""
    # two weights: each uniform from 0 to 1, mean 1/2 and variance 1/12
    assert 4 == free_weights(study())
    uniform = np.random.default_rng(1).random((DRAWS, 4))
    for weights in (draw_weights(study(), generator(), DRAWS), place_weights(study(), uniform)):
        assert ((DRAWS, 2), (DRAWS, 4)) == (weights.pillars.shape, weights.criteria.shape)
        assert pytest.approx(1.0) == weights.pillars.sum(axis=1).min()
        for column in (weights.pillars[:, 0], weights.criteria[:, 0], weights.criteria[:, 2]):
            assert (pytest.approx(1 / 2, abs=0.01), pytest.approx(1 / 12, abs=0.01)) == (column.mean(), column.var())
            assert column.min() >= 0
        assert {0.0} == set(weights.criteria[:, 1])
        assert {1.0} == set(weights.criteria[:, 3])


def test_weights_around_the_given_ones_have_them_as_their_mean() -> None:
    """Dirichlet draws spread about the study's own weights, the closer the greater the concentration."""
    near, far = (draw_weights(study(), generator(), DRAWS, "around", concentration=size) for size in (100, 2))
    assert (
        pytest.approx(0.75, abs=0.01) == near.pillars[:, 0].mean() == pytest.approx(far.pillars[:, 0].mean(), abs=0.01)
    )
    # Dirichlet with parameters 2 100 (3/4, 1/4): variance 3/16 / 201
    assert pytest.approx(3 / 16 / 201, rel=0.05) == near.pillars[:, 0].var()
    assert pytest.approx(3 / 16 / 5, rel=0.05) == far.pillars[:, 0].var()
    assert (2,) == draw_weights(study(), generator(), DRAWS, "fixed").pillars.shape


def test_blocks_cut_the_draws_and_give_each_its_stream() -> None:
    """Blocks are full but for the last, the same for the same seed, and a shorter run is the beginning of a longer."""
    assert [DRAWN_AT_ONCE, DRAWN_AT_ONCE, 5] == [size for _, size in blocks(2 * DRAWN_AT_ONCE + 5, 1)]
    first, second = (rng.random(3).tolist() for rng, _ in blocks(2 * DRAWN_AT_ONCE, 1))
    assert first != second
    assert first == next(iter(blocks(1, 1)))[0].random(3).tolist()
    assert first != next(iter(blocks(1, 2)))[0].random(3).tolist()
    with pytest.raises(FrameworkError, match="at least one draw is needed, not 0"):
        next(iter(blocks(0, 1)))


def test_an_odd_number_of_draws_is_drawn() -> None:
    """Any number of draws can be had, though random bits come in fours."""
    obs = observe(study())
    assert [(n, len(obs.values)) for n in (1, 2, 3)] == [draw_values(obs, generator(), n).shape for n in (1, 2, 3)]


def test_a_simplex_of_noughts_is_shared_alike(study: Study) -> None:
    """Where every number of a simplex is nought its weights are all alike, and none is unknown."""
    weights = place_weights(study, np.full((2, free_weights(study)), -1.0))
    assert [0.25] * 4 == pytest.approx(weights.pillars[0].tolist())
    assert [1.0] * 4 == pytest.approx(np.bincount(pillar_numbers(study), weights.criteria[0]).tolist())


def test_weights_are_drawn_in_known_ways() -> None:
    """A way to draw that there is not is refused, not taken for another."""
    with pytest.raises(FrameworkError, match="weights are drawn uniform, around, fixed, not 'unifrom'"):
        draw_weights(study(), np.random.default_rng(1), 5, "unifrom")  # type: ignore[arg-type]  # the point of the test


def test_a_value_that_becomes_certain_leaves_the_others_draws() -> None:
    """Draws of what a what-if leaves alone are the same with and without it, so that what-ifs compare draw by draw."""
    obs = observe(study())
    place = int(doubtful(obs)[0])
    low, high = obs.low.copy(), obs.high.copy()
    low[place] = high[place] = obs.values[place]
    before, after = (draw_values(one, np.random.default_rng(3), 50) for one in (obs, replace(obs, low=low, high=high)))
    others = np.arange(len(obs.values)) != place
    np.testing.assert_array_equal(before[:, others], after[:, others])
    assert {np.float32(obs.values[place])} == set(after[:, place].tolist())


def test_what_is_kept_is_what_would_be_drawn() -> None:
    """Draws that are kept stand in for those alike alone: other ends, another seed or number are drawn anew."""
    obs, kept = observe(study()), Kept()
    moved = replace(obs, low=obs.low - 1, high=obs.high + 1)
    for one, seed, draws in ((obs, 1, 50), (obs, 1, 50), (moved, 1, 50), (obs, 2, 50), (obs, 1, 40), (moved, 1, 50)):
        np.testing.assert_array_equal(
            draw_values(one, generator(seed), draws), draw_values(one, generator(seed), draws, kept)
        )
    assert 3 * len(doubtful(obs)) + len(doubtful(moved)) == len(kept)
    even = study().replace(criteria={name: c.replace(weight=1.0) for name, c in study().criteria.items()})
    kept.clear()
    ways: list[tuple[Study, WeightDraw]] = [
        (study(), "uniform"),
        (even, "uniform"),
        (study(), "around"),
        (even, "around"),
    ]
    for asked, how in [*ways, ways[1]]:
        first, second = draw_weights(asked, generator(), 50, how), draw_weights(asked, generator(), 50, how, kept=kept)
        np.testing.assert_array_equal(first.pillars, second.pillars)
        np.testing.assert_array_equal(first.criteria, second.criteria)
    # the pillars twice, the first pillar's criteria of the four ways, and the one of the second twice
    assert 8 == len(kept)


def shares_of_the_rest(drawn: np.ndarray, chosen: list[int]) -> np.ndarray:
    """Return drawn weights of some as shares among themselves."""
    shares: np.ndarray = drawn[:, chosen] / drawn[:, chosen].sum(axis=1, keepdims=True)
    return shares


def test_a_weight_that_goes_leaves_the_others_draws() -> None:
    """Draws of other weights and of all values are the same among themselves when a weight becomes nought."""
    before = study().replace(criteria={name: c.replace(weight=1.0) for name, c in study().criteria.items()})
    after = before.replace(criteria={**before.criteria, "y": before.criteria["y"].replace(weight=0.0)})
    first, second = (draw_weights(one, generator(3), 50) for one in (before, after))
    np.testing.assert_array_equal(first.pillars, second.pillars)
    np.testing.assert_allclose(shares_of_the_rest(first.criteria, [0, 2]), second.criteria[:, [0, 2]], atol=1e-6)
    values = []
    for one in (before, after):
        rng = generator(3)
        draw_weights(one, rng, 50)
        values.append(draw_values(observe(one), rng, 50))
    np.testing.assert_array_equal(values[0], values[1])


def test_a_value_that_becomes_known_leaves_the_others_draws() -> None:
    """Draws of every value are the same when a missing one is set."""
    before = observe(study())
    after = observe(apply(study(), Scenario(id="s", title="S", changes=(SetValue(set="b.y", value=1, low=0, high=2),))))
    first, second = (draw_values(obs, generator(3), 50) for obs in (before, after))
    for i, entry in enumerate(before.entries):
        j = [other.path for other in after.entries].index(entry.path)
        np.testing.assert_array_equal(first[:, i], second[:, j])
    assert len(before.entries) + 1 == len(after.entries)
