"""How the values of members or pairs become the coalition's."""

import numpy as np
import pytest

from viability.engine.aggregators import (
    PLACED,
    aggregate,
    average,
    best_shot,
    coverage,
    evenness,
    known,
    summation,
    to_unit,
    weakest_link,
    without_each,
)

NAN = np.nan
ALL = np.array([[True, True, True]])
SOME = np.array([[True, True, False], [False, True, True], [True, True, True]])
NAMES = ["average", "weakest-link", "best-shot", "summation", "evenness"]


def rows(*values: list[float]) -> np.ndarray:
    """Make draws of items."""
    return np.array(values, dtype=float)


def test_known_items_are_those_of_the_first_draw() -> None:
    """An item is known where it is a number, and what is unknown is so in every draw."""
    assert [True, False, True] == known(np.array([0.0, NAN, 2.0])).tolist()
    assert [True, False] == known(rows([1, NAN], [3, NAN])).tolist()


def test_coverage_is_the_known_share_of_a_coalitions_items() -> None:
    """Coverage is the known share of each coalition's items, and unknown where it has none."""
    values = np.array([1.0, NAN, 3.0])
    marks = np.array([*SOME, [False, False, False]])
    assert [0.5, 0.5, 2 / 3, NAN] == pytest.approx(coverage(values, marks), nan_ok=True)


@pytest.mark.parametrize(
    ("value", "worst", "best", "score"),
    [
        (0, 0, 4, 0.0),
        (4, 0, 4, 1.0),
        (1, 0, 4, 0.25),
        (-3, 0, 4, 0.0),
        (9, 0, 4, 1.0),
        (2.5, 2.5, 0, 0.0),
        (0, 2.5, 0, 1.0),
        (0.5, 2.5, 0, 0.8),
        (3, 2.5, 0, 0.0),
        (-1, -2, 2, 0.25),
        (NAN, 0, 4, NAN),
    ],
)
def test_goalposts_score_nought_and_one(value: float, worst: float, best: float, score: float) -> None:
    """A value is placed between its goalposts, whichever is greater, and clipped beyond them."""
    assert [score] == pytest.approx(to_unit(np.array([value], dtype=float), worst, best), nan_ok=True)


def test_the_worst_value_scores_plain_nought() -> None:
    """Where the worst is above the best, its value scores nought without a sign, which reciprocals would bring out."""
    assert [False, False] == np.signbit(to_unit(np.array([4.0, 5.0]), 4, 0)).tolist()


def test_average_is_the_mean_of_the_known() -> None:
    """The average leaves out what is unknown and what lies outside the coalition."""
    unit = np.array([0.2, 0.6, NAN])
    # 0.8 / 2; 0.6 alone; 0.8 / 2
    assert [0.4, 0.6, 0.4] == pytest.approx(average(unit, SOME))


def test_weakest_link_is_the_least_of_the_known() -> None:
    """The weakest link is the least known item of the coalition."""
    assert [0.2, 0.3, 0.2] == weakest_link(np.array([0.2, 0.6, 0.3]), SOME).tolist()
    assert [0.2, 0.6, 0.2] == weakest_link(np.array([0.2, 0.6, NAN]), SOME).tolist()


def test_best_shot_is_the_greatest_of_the_known() -> None:
    """The best shot is the greatest known item of the coalition."""
    assert [0.6, 0.9, 0.9] == best_shot(np.array([0.2, 0.6, 0.9]), SOME).tolist()
    assert [0.6, 0.6, 0.6] == best_shot(np.array([0.2, 0.6, NAN]), SOME).tolist()


def test_summation_is_the_total_of_the_known() -> None:
    """A summation adds what is known, in the unit of the values, and so is a lower bound where something is missing."""
    assert [8.0, 10.0, 13.0] == summation(np.array([3.0, 5.0, 5.0]), SOME).tolist()
    assert [8.0, 5.0, 8.0] == summation(np.array([3.0, 5.0, NAN]), SOME).tolist()


def test_evenness_compares_shares() -> None:
    """Evenness is one less the Herfindahl index of the shares, normalised by the number of members."""
    # (3, 1): H = 9/16 + 1/16 = 5/8, 1 - (5/8 - 1/2) / (1/2) = 3/4; (1, 1): 1;
    # (3, 1, 1): H = 11/25, 1 - (11/25 - 1/3) / (2/3) = 21/25
    assert [0.75, 1.0, 0.84] == pytest.approx(evenness(np.array([3.0, 1.0, 1.0]), SOME))


def test_evenness_counts_the_unknown_member_among_the_members() -> None:
    """A member whose burden is unknown bears nothing, but is a member all the same."""
    # three members, shares 3/4 and 1/4: 1 - (5/8 - 1/3) / (2/3) = 9/16
    assert [9 / 16] == pytest.approx(evenness(np.array([3.0, 1.0, NAN]), ALL))


def test_evenness_of_nothing_is_unknown() -> None:
    """Evenness is unknown where nothing is borne, where nothing is known, and for a single item."""
    assert np.isnan(evenness(np.array([0.0, 0.0, 0.0]), ALL)).all()
    assert np.isnan(evenness(np.array([NAN, NAN, NAN]), ALL)).all()
    assert np.isnan(evenness(np.array([2.0, 1.0, 1.0]), np.array([[True, False, False]]))).all()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("marks", [ALL, np.vstack([ALL, ALL])], ids=["one coalition", "two coalitions"])
def test_nothing_known_has_no_score(name: str, marks: np.ndarray) -> None:
    """A coalition of which nothing is known has no score, whether it is scored alone or among others."""
    posts = None if name == "evenness" else (0.0, 4.0)
    assert [NAN] * len(marks) == pytest.approx(aggregate(name, np.full(3, NAN), marks, posts), nan_ok=True)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("marks", [ALL, SOME], ids=["one coalition", "three coalitions"])
def test_leading_axes_are_draws(name: str, marks: np.ndarray) -> None:
    """Draws in leading axes are each scored as if they stood alone."""
    posts = None if name == "evenness" else (0.0, 6.0)
    values = rows([1, 2, NAN], [3, 1, NAN], [0, 5, NAN], [4, 4, NAN]).reshape(2, 2, 3)
    scores = aggregate(name, values, marks, posts)
    assert (2, 2, len(marks)) == scores.shape
    alone = [aggregate(name, values[i, j], marks, posts) for i in range(2) for j in range(2)]
    np.testing.assert_allclose(scores.reshape(4, -1), alone, rtol=0, atol=1e-15)
    np.testing.assert_allclose(aggregate(name, values[0, :1], marks, posts), alone[:1], rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    ("name", "left_out", "at_worst", "at_best"),
    [
        # values 1 and 3 of goalposts 0 to 4, a third unknown
        ("average", 1 / 2, 1 / 3, 2 / 3),
        ("weakest-link", 1 / 4, 0, 1 / 4),
        ("best-shot", 3 / 4, 3 / 4, 1),
        ("summation", 1, 1, 1),
        # shares 1/4 and 3/4 of three: 9/16; at best the third bears (1 + 9) / (1 + 3) = 2.5:
        # H = (1 + 9 + 6.25) / 6.5^2 = 5/13, 1 - (5/13 - 1/3) / (2/3) = 12/13
        ("evenness", 9 / 16, 0, 12 / 13),
    ],
)
def test_what_is_missing_is_left_out_or_bounded(name: str, left_out: float, at_worst: float, at_best: float) -> None:
    """An unknown item leaves the score, or stands at its worst or best for the bounds."""
    values, posts = np.array([1.0, 3.0, NAN]), None if name == "evenness" else (0.0, 4.0)
    for missing, expected in ((NAN, left_out), (0.0, at_worst), (1.0, at_best)):
        assert [expected] == pytest.approx(aggregate(name, values, ALL, posts, missing=missing))


def test_a_missing_part_of_a_sum_may_be_nothing_or_enough() -> None:
    """Under summation what is missing adds nothing at worst, and all that is wanted at best."""
    values = np.array([1.0, 2.0, NAN])
    # 3 of 0 to 12; the first coalition has no gap
    assert [0.25, 2 / 12, 0.25] == pytest.approx(aggregate("summation", values, SOME, (0, 12), missing=NAN))
    assert [0.25, 2 / 12, 0.25] == pytest.approx(aggregate("summation", values, SOME, (0, 12), missing=0.0))
    assert [0.25, 1.0, 1.0] == pytest.approx(aggregate("summation", values, SOME, (0, 12), missing=1.0))


def test_where_less_is_better_a_missing_part_of_a_sum_can_only_harm() -> None:
    """Under summation with turned goalposts a missing part spoils everything at worst, and adds nothing at best."""
    values = np.array([1.0, 2.0, NAN])
    # 3 of 12 to 0 scores 9/12, 2 scores 10/12; the first coalition has no gap
    assert [0.75, 0.0, 0.0] == pytest.approx(aggregate("summation", values, SOME, (12, 0), missing=0.0))
    assert [0.75, 10 / 12, 0.75] == pytest.approx(aggregate("summation", values, SOME, (12, 0), missing=1.0))


@pytest.mark.parametrize("name", NAMES)
def test_bounds_of_a_coalition_of_which_nothing_is_known(name: str) -> None:
    """A coalition of which nothing is known scores nought at worst and one at best."""
    posts = None if name == "evenness" else (0.0, 4.0)
    values = np.full(3, NAN)
    assert [0.0] == aggregate(name, values, ALL, posts, missing=0.0).tolist()
    assert [1.0] == pytest.approx(aggregate(name, values, ALL, posts, missing=1.0))


def test_bounds_of_what_is_known_are_its_score() -> None:
    """Where nothing is missing both bounds are the score."""
    values = np.array([1.0, 3.0, 2.0])
    for name in NAMES:
        posts = None if name == "evenness" else (0.0, 8.0)
        score = aggregate(name, values, SOME, posts).tolist()
        for missing in (0.0, 1.0):
            assert score == aggregate(name, values, SOME, posts, missing=missing).tolist()


@pytest.mark.parametrize("missing", [0.0, 1.0])
def test_evenness_of_nothing_is_unknown_in_its_bounds_too(missing: float) -> None:
    """Where all are known to bear nothing the bounds of evenness are unknown as well."""
    assert np.isnan(aggregate("evenness", np.zeros(3), SOME, None, missing=missing)).all()


def test_bounds_of_evenness_ask_only_for_shares() -> None:
    """The bounds of evenness are the same for small burdens as for great ones in the same proportion."""
    for scale in (0.001, 1000.0):
        values = scale * np.array([1.0, 3.0, NAN])
        assert [12 / 13] == pytest.approx(aggregate("evenness", values, ALL, None, missing=1.0))


def test_a_gap_beside_those_who_bear_nothing_leaves_all_open() -> None:
    """Where the known bear nothing evenness is unknown, and bounded like whatever is unknown, by nought and one."""
    for values in ([0.0, NAN, NAN], [0.0, 0.0, NAN]):
        bounds = [aggregate("evenness", np.array(values), ALL, None, missing=at).tolist() for at in (0.0, 1.0)]
        assert [[0.0], [1.0]] == bounds


def test_a_missing_part_lies_between_its_ends() -> None:
    """The bounds of a total put what is missing at the ends of its range, negative ones too."""
    values = np.array([3.0, NAN, NAN])
    # 3 + 2 (-1) = 1 and 3 + 2 2 = 7, of ten; turned round the ends change places
    for posts, expected in (((0, 10), [0.1, 0.7]), ((10, 0), [0.3, 0.9])):
        found = [aggregate("summation", values, ALL, posts, missing=at, ends=(-1, 2))[0] for at in (0.0, 1.0)]
        assert expected == pytest.approx(found)
    # without an end the total may be anything on that side
    found = [aggregate("summation", values, ALL, (0, 10), missing=at, ends=(-np.inf, np.inf))[0] for at in (0.0, 1.0)]
    assert [0, 1] == found


def test_best_evenness_is_out_of_reach_of_any_guess() -> None:
    """No guess at what is missing is more even than the bound at best."""
    best = aggregate("evenness", np.array([5.0, 1.0, NAN, NAN]), np.ones((1, 4), dtype=bool), None, missing=1.0)[0]
    guesses = [(x / 4, y / 4) for x in range(41) for y in range(41)]
    tried = [evenness(np.array([5.0, 1.0, x, y]), np.ones((1, 4), dtype=bool))[0] for x, y in guesses]
    # (25 + 1) / (5 + 1) = 13/3 for each of the two; quarters come close to it
    assert max(tried) <= best
    assert max(tried) == pytest.approx(best, abs=1e-3)


def test_surplus_is_lent_under_summation_alone() -> None:
    """Values are clipped before the mean, the least and the greatest, and after the sum."""
    values = np.array([8.0, 0.0, 0.0])
    assert [1 / 3] == pytest.approx(aggregate("average", values, ALL, (0, 4)))
    assert [0.0] == aggregate("weakest-link", values, ALL, (0, 4)).tolist()
    assert [1.0] == aggregate("best-shot", values, ALL, (0, 4)).tolist()
    assert [1.0] == aggregate("summation", values, ALL, (0, 8)).tolist()


def test_placed_aggregators_are_those_with_goalposts_on_each_value() -> None:
    """Average, weakest link and best shot place each value between the goalposts."""
    assert {"average", "weakest-link", "best-shot"} == set(PLACED)


@pytest.mark.parametrize("name", NAMES)
def test_without_the_only_known_item_nothing_is_left(name: str) -> None:
    """A set of one known item scores nothing without it, and one of none has no item to leave."""
    posts = None if name == "evenness" else (0.0, 4.0)
    assert [NAN] == pytest.approx(without_each(name, np.array([2.0]), 3, posts).tolist(), nan_ok=True)
    assert [] == without_each(name, np.array([]), 3, posts).tolist()
