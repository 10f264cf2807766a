"""What each member brings to the coalition."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import alliances, asks, build, compensations
from viability.analyses import shapley as module
from viability.analyses.shapley import shapley, shapley_of_game
from viability.engine.evaluate import evaluate
from viability.engine.observations import observe
from viability.engine.readings import of_firsts, read
from viability.errors import CoalitionError, FrameworkError
from viability.study.study import Study

WEALTH = asks("attribute", "wealth", worst=0, best=10)
WILL = asks("attribute", "will", worst=0, best=10)


def of_values(**columns: list[object]) -> dict[str, Any]:
    """Write the states a, b, c and so on with attributes."""
    size = max(len(values) for values in columns.values())
    return {"abcdefghijklmnopqrstuvwxyz"[i]: {"attributes": {k: v[i] for k, v in columns.items()}} for i in range(size)}


def wealthy(*values: object, **more: object) -> Study:
    """Build a study of one criterion: the members' mean wealth, from 0 to 10."""
    return build({"criteria": {"wealth": WEALTH}, "states": of_values(wealth=[*values]), **more})


@st.composite
def games(draw: st.DrawFn, most: int = 4) -> np.ndarray:
    """Draw the worth of every coalition of one to four players; the empty one is worth nought."""
    n = draw(st.integers(1, most))
    return np.array([0, *draw(st.lists(st.integers(-9, 9), min_size=2**n - 1, max_size=2**n - 1))], dtype=float)


def over_all_orders(values: np.ndarray) -> np.ndarray:
    """Average what each player adds over all orders, as the value is defined."""
    n = len(values).bit_length() - 1
    added = np.zeros(n)
    orders = list(permutations(range(n)))
    for order in orders:
        coalition = 0
        for player in order:
            added[player] += values[coalition | 1 << player] - values[coalition]
            coalition |= 1 << player
    return added / len(orders)


def test_the_glove_game() -> None:
    """Of two right gloves and one left the left is worth four times a right one.

    The glove game as worked in the Wikipedia article "Shapley value": 1/6, 1/6 and 2/3.
    """
    # coalitions by number: {}, 0, 1, 01, 2, 02, 12, 012; a pair takes player 2 and one of the others
    assert [1 / 6, 1 / 6, 2 / 3] == pytest.approx(shapley_of_game([0, 0, 0, 0, 0, 1, 1, 1]))


def test_the_airport_game() -> None:
    """Each part of a runway is shared equally by those who need it.

    The airport game of Littlechild and Owen (1973), Management Science 20(3), 370-372, with the numbers of the
    Wikipedia article "Airport problem": runways that cost 8, 11, 13 and 18 are paid with 2, 3, 4 and 9.
    """
    costs = [8, 11, 13, 18]
    runway = [max((costs[i] for i in range(4) if number >> i & 1), default=0) for number in range(16)]
    assert [2, 3, 4, 9] == pytest.approx(shapley_of_game(runway))


@given(games())
def test_the_value_is_the_mean_over_all_orders(game: np.ndarray) -> None:
    """The value of a player is what it adds on average over all orders of coming in."""
    assert over_all_orders(game) == pytest.approx(shapley_of_game(game))


@given(games())
def test_values_add_up(game: np.ndarray) -> None:
    """Efficiency: the values add up to what all players are worth together."""
    assert game[-1] == pytest.approx(shapley_of_game(game).sum())


@given(games(), st.data())
def test_equal_players_have_equal_values(game: np.ndarray, data: st.DataObject) -> None:
    """Symmetry: two players that are worth the same to every coalition have the same value."""
    n = len(game).bit_length() - 1
    i, j = data.draw(st.integers(0, n - 1)), data.draw(st.integers(0, n - 1))
    swapped = [s if (s >> i & 1) == (s >> j & 1) else s ^ (1 << i) ^ (1 << j) for s in range(len(game))]
    values = shapley_of_game(game + game[swapped])
    assert values[i] == pytest.approx(values[j])


@given(games(3), st.data())
def test_a_null_player_has_no_value(game: np.ndarray, data: st.DataObject) -> None:
    """Null player: one that adds nothing to any coalition has value nought and changes no other's."""
    n = len(game).bit_length() - 1
    i = data.draw(st.integers(0, n))
    without = [(s & (1 << i) - 1) | (s >> i + 1) << i for s in range(2 * len(game))]
    values = shapley_of_game(game[without])
    assert 0 == pytest.approx(values[i])
    assert shapley_of_game(game) == pytest.approx(np.delete(values, i))


@given(games(), st.randoms(use_true_random=False))
def test_values_of_a_sum_are_the_sum_of_values(game: np.ndarray, random: Any) -> None:  # noqa: ANN401 - Hypothesis
    """Additivity: the value in the sum of two games is the sum of the values, also when both are valued at once."""
    other = np.array([random.randint(-9, 9) for _ in game], dtype=float)
    apart = shapley_of_game(np.stack([game, other], axis=1))
    assert apart.sum(axis=1) == pytest.approx(shapley_of_game(game + other))


@pytest.mark.parametrize("values", [[], [0.0], [0.0, 1.0, 2.0]])
def test_a_game_has_a_value_for_each_coalition(values: list[float]) -> None:
    """A game whose length is no power of two is refused, and so is one without a player."""
    with pytest.raises(ValueError, match=f"2\\^n values, not {len(values)}"):
        shapley_of_game(values)


def test_members_by_hand() -> None:
    """A coalition is worth its index, a single state nothing."""
    # wealth 10, 5, 0 scores 1, 0.5, 0; worth: ab 75, ac 50, bc 25, abc 50
    # a: a third of nothing, a sixth of (75 + 50), a third of (50 - 25) = 20.833 + 8.333
    # b: a sixth of (75 + 25), a third of (50 - 50); c: a sixth of (50 + 25), a third of (50 - 75)
    found = shapley(wealthy(10, 5, 0))
    assert ("a", "b", "c") == found.states
    assert [29.1667, 16.6667, 4.1667] == pytest.approx(found.values, abs=1e-4)
    assert 50 == pytest.approx(found.index)
    assert (4, 0, 0, None) == (found.coalitions, found.unknown, found.permutations, found.seed)
    assert [0, 0, 0] == list(found.error)


def test_two_members_share_alike() -> None:
    """Of two members each has half the index, for neither is worth anything alone."""
    assert [35, 35] == pytest.approx(shapley(wealthy(10, 4)).values)


def test_points_by_criterion_by_hand() -> None:
    """A criterion unknown in a coalition holds no points there, and the others hold its share."""
    # wealth 10, 5, - and will -, -, 10 in one pillar, equal weights
    # points of wealth: ab 75 (all of the index), ac 50, bc 25, abc 37.5; of will: ab 0, ac 50, bc 50, abc 50
    # wealth: a 125/6 + (37.5 - 25)/3, b 100/6 + (37.5 - 50)/3, c 75/6 + (37.5 - 75)/3
    # will: a 50/6 + 0, b 50/6 + 0, c 100/6 + 50/3
    study = build(
        {
            "criteria": {"wealth": WEALTH, "will": WILL},
            "states": of_values(wealth=[10, 5, None], will=[None, None, 10]),
        }
    )
    found = shapley(study)
    assert ("wealth", "will") == found.criteria
    assert [25, 12.5, 0] == pytest.approx(found.by_criterion[:, 0])
    assert [8.3333, 8.3333, 33.3333] == pytest.approx(found.by_criterion[:, 1], abs=1e-4)
    assert [33.3333, 20.8333, 33.3333] == pytest.approx(found.values, abs=1e-4)


def test_points_by_pillar_by_hand() -> None:
    """A pillar's points are those of its criteria."""
    # pillars of weight 1 and 3; both criteria as in `test_members_by_hand`, of which a quarter and three quarters
    study = build(
        {
            "pillars": {"means": 1, "ends": 3},
            "criteria": {"wealth": {**WEALTH, "pillar": "means"}, "will": {**WILL, "pillar": "ends"}},
            "states": of_values(wealth=[10, 5, 0], will=[0, 5, 10]),
        }
    )
    found = shapley(study)
    assert [29.1667 / 4, 16.6667 / 4, 4.1667 / 4] == pytest.approx(found.by_pillar[:, 0], abs=1e-4)
    assert [4.1667 * 0.75, 16.6667 * 0.75, 29.1667 * 0.75] == pytest.approx(found.by_pillar[:, 1], abs=1e-4)


def test_a_coalition_of_which_nothing_is_known_is_worth_nothing() -> None:
    """Where only one member's value is known, coalitions without it count as nought and are counted."""
    # only c is known, at its best: ab is unknown, ac, bc and abc score 100, which is the glove game
    found = shapley(wealthy(None, None, 10))
    assert 1 == found.unknown
    assert [100 / 6, 100 / 6, 200 / 3] == pytest.approx(found.values)
    with pytest.raises(CoalitionError, match="nothing is known"):
        shapley(wealthy(None, None, None))


def test_evenness_of_nothing_is_unknown() -> None:
    """Values that are known but bear nothing leave evenness unknown, and the coalition is worth nought."""
    # burdens 0, 0, 2: ab bears nothing; ac and bc are borne by one, 0; abc is borne by one, 0
    study = build(
        {
            "criteria": {"burden": asks("attribute", "burden", "evenness")},
            "states": of_values(burden=[0, 0, 2]),
        }
    )
    found = shapley(study)
    assert (1, 0.0) == (found.unknown, found.index)


@given(alliances(), compensations)
def test_members_add_up_to_the_index(plain: dict[str, Any], compensation: float) -> None:
    """Values add up to the index of all members, and at compensation 1 criteria and pillars add up to values."""
    study = build({**plain, "compensation": compensation})
    found = shapley(study)
    index = evaluate(study).viability[0]
    assert index == pytest.approx(found.index)
    assert index == pytest.approx(found.values.sum())
    assert found.by_criterion.sum(axis=1) == pytest.approx(found.by_pillar.sum(axis=1))
    full = shapley(build(plain))
    assert full.values == pytest.approx(full.by_criterion.sum(axis=1))
    assert full.by_criterion == pytest.approx(found.by_criterion)


@given(alliances())
def test_members_play_the_game_of_the_index(plain: dict[str, Any]) -> None:
    """The values are those of the game whose worth is the index of each coalition, evaluated one by one."""
    study = build(plain)
    worth = np.zeros(1 << len(study.members))
    for number in range(len(worth)):
        names = [name for i, name in enumerate(study.members) if number >> i & 1]
        if len(names) > 1:
            worth[number] = evaluate(study.with_members(names)).viability[0]
    assert shapley_of_game(worth) == pytest.approx(shapley(study).values)


def test_the_size_of_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values are the same however many coalitions are evaluated at a time, and so are those of orders drawn."""
    study = wealthy(10, 5, 0, None, 7)
    exact, drawn = shapley(study), shapley(study, exact=2, permutations=30)
    game = np.arange(32.0) ** 2
    values = shapley_of_game(game)
    monkeypatch.setattr(module, "CELLS", 7)
    assert exact.values == pytest.approx(shapley(study).values)
    assert drawn.values == pytest.approx(shapley(study, exact=2, permutations=30).values)
    assert values == pytest.approx(shapley_of_game(game))


def test_orders_drawn_come_near_all_orders() -> None:
    """Drawn orders add up to the index, come within four standard errors, and the error falls as more are drawn."""
    study = build(
        {
            "criteria": {"wealth": WEALTH, "bulk": asks("attribute", "wealth", "summation", worst=0, best=30)},
            "states": of_values(wealth=[10, 5, 0, None, 7, 3]),
        }
    )
    exact = shapley(study)
    few, many = (shapley(study, exact=2, permutations=count) for count in (100, 1600))
    assert exact.index == pytest.approx(many.values.sum())
    assert (np.abs(many.values - exact.values) < 4 * many.error).all()
    assert 4 == pytest.approx(float((few.error / many.error).mean()), rel=0.3)
    assert many.by_criterion.sum(axis=1) == pytest.approx(many.values)
    assert (1600 * 5, 1600) == (many.coalitions, many.permutations)


def test_the_standard_error_by_hand() -> None:
    """The standard error is the spread of what a member added, over the root of the number of orders."""
    # two members: the first to come adds nothing, the second the index of 70; in m orders of which f have a first,
    # a's mean is 70 (m - f) / m and its variance 70^2 f (m - f) / m (m - 1)
    found = shapley(wealthy(10, 4), exact=1, permutations=40)
    late = found.values[0] / 70
    assert 0 < late < 1
    assert 70 * np.sqrt(late * (1 - late) / 39) == pytest.approx(found.error[0])


def test_the_same_seed_draws_the_same_orders() -> None:
    """The same seed gives the same bytes, another seed other orders."""
    study = wealthy(10, 5, 0, 7)
    one, two, other = (shapley(study, exact=3, permutations=50, seed=seed) for seed in (1, 1, 2))
    assert one.values.tobytes() == two.values.tobytes()
    assert one.values.tobytes() != other.values.tobytes()
    assert 1 == one.seed


def test_above_twenty_members_orders_are_drawn() -> None:
    """Twenty-one members are too many for every coalition, so orders are drawn."""
    found = shapley(wealthy(*range(21)), permutations=20)
    assert 20 == found.permutations
    assert found.index == pytest.approx(found.values.sum())


def test_as_many_members_as_are_allowed_are_exact() -> None:
    """At the limit itself every coalition is evaluated."""
    study = wealthy(10, 5, 0)
    assert [0, 9] == [shapley(study, exact=limit, permutations=9).permutations for limit in (3, 2)]


def test_a_standard_error_takes_two_orders() -> None:
    """One order has no spread, so it is refused."""
    with pytest.raises(FrameworkError, match="two permutations or more, not 1"):
        shapley(wealthy(10, 5, 0), exact=2, permutations=1)


@pytest.mark.parametrize(("exact", "total"), [(20, 8), (2, 10)])
def test_progress_ends_at_the_total(exact: int, total: int) -> None:
    """Progress rises to its total: all subsets of three members, or two coalitions of each order."""
    seen: list[tuple[int, int]] = []
    shapley(wealthy(10, 5, 0), exact=exact, permutations=5, progress=lambda *done: seen.append(done))
    assert (total, total) == seen[-1]
    assert sorted(seen) == seen


def test_a_source_that_has_joined_is_no_threat_in_any_order() -> None:
    """What the first members of an order score is what their coalition scores, whoever of them is a threat source."""
    ratings = {"a": {"north": 4, "south": 1}, "b": {"north": 3, "south": 2}, "c": {"north": 0, "south": 4}, "d": {}}
    study = build(
        {
            "criteria": {"foe": asks("strongest_common", "threats", worst=0, best=4)},
            "sources": {"north": {"kind": "state", "state": "XAD"}, "south": {"kind": "state", "state": "XAE"}},
            "states": {
                name: {"iso3": code, "threats": rated}
                for (name, rated), code in zip(ratings.items(), ("XAA", "XAB", "XAE", "XAD"), strict=True)
            },
        }
    )
    obs = observe(study)
    companies: dict[frozenset[int], Any] = {}
    for order in permutations(range(4)):
        ranks = np.array(order)
        nested = ranks <= np.arange(1, 4)[:, None]
        expected = evaluate(study, nested, observations=obs, partial=True).scores
        found = of_firsts(study, read(study, obs), ranks, companies)
        np.testing.assert_allclose(found[:, 1:].T, expected)
    # with neither, either and both of the two sources
    assert 4 == len(companies) + 1
