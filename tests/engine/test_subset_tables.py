"""Tables over all subsets of states: the same numbers as one coalition at a time, and the blocks in which they come."""

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from strategies import alliances, asks, build, compensations
from viability.engine.aggregators import aggregate
from viability.engine.blocks import blocks, low_states, row_blocks
from viability.engine.draws import draw_values, draw_weights
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import Subsets, evaluate_subsets
from viability.engine.folds import NEUTRAL, pair_table, square, table
from viability.engine.observations import observe
from viability.engine.subset_tables import Tables

INF = float("inf")
NONE = np.array([], dtype=np.intp)
MONADIC = ("average", "weakest-link", "best-shot", "summation", "evenness")
DYADIC = MONADIC[:3]
POSTS = st.sampled_from([(0, 4), (4, 0), (-1, 3), (2, -1), (100, 101)])
PRECISIONS = [(np.float64, 1e-12), (np.float32, 1e-5)]


def marks_of(states: int) -> np.ndarray:
    """Mark every subset of some states, in binary order."""
    return (np.arange(1 << states)[:, None] >> np.arange(states) & 1).astype(bool)


def items(draw: st.DrawFn, size: int, draws: int) -> np.ndarray:
    """Draw values on quarters, (D, m), a few of them unknown, and unknown in every draw."""
    values = draw(st.lists(st.integers(-4, 20), min_size=size * draws, max_size=size * draws))
    known = draw(st.lists(st.booleans() | st.just(value=True), min_size=size, max_size=size))
    return np.where(known, np.reshape(values, (draws, size)) / 4, np.nan)


@st.composite
def columns(draw: st.DrawFn) -> dict[str, Any]:
    """Draw one criterion's values with an aggregator, goalposts and a size of blocks."""
    dyadic, states, draws = draw(st.booleans()), draw(st.integers(2, 6)), draw(st.integers(1, 3))
    return {
        "dyadic": dyadic,
        "states": states,
        "aggregator": draw(st.sampled_from(DYADIC if dyadic else MONADIC)),
        "values": items(draw, states * (states - 1) // 2 if dyadic else states, draws),
        "posts": draw(POSTS),
        "largest": draw(st.sampled_from([1, 2, 5, 8, 1 << 10])),
        "listed": draw(st.booleans()),
    }


CANCELLING = {
    "dyadic": False,
    "states": 3,
    "aggregator": "evenness",
    "values": np.array([[-0.25, 1.25, -1.0], [0.0, 0.0, 2.25]]),
    "posts": (0, 4),
    "largest": 8,
    "listed": False,
}
"""Burdens that add up to nought in one draw, where another draw has the greatest."""


@pytest.mark.parametrize(("precision", "close"), PRECISIONS)
@given(columns())
@example(CANCELLING)
def test_tables_equal_the_aggregators(precision: Any, close: float, case: dict[str, Any]) -> None:  # noqa: ANN401 - a type of numpy
    """Every aggregator scores every coalition as `aggregate` does, unknown items too, whatever the size of a block."""
    states, values = case["states"], case["values"]
    marks = marks_of(states)
    posts = None if case["aggregator"] == "evenness" else case["posts"]
    pairs = np.triu_indices(states, 1)
    within = marks[:, pairs[0]] & marks[:, pairs[1]] if case["dyadic"] else marks
    everyone = np.arange(states)
    if case["listed"]:
        sets = [np.flatnonzero(mark)[None] for mark in marks]
        low, parts = NONE, row_blocks(sets, NONE, case["largest"])
    else:
        low, parts = everyone[: low_states(states, case["largest"])], blocks(everyone, NONE, case["largest"])
    tables = Tables(low, precision)
    turned = values.T
    tables.add(
        case["aggregator"],
        square(turned, pairs, states) if case["dyadic"] else turned,
        posts,
        dyadic=case["dyadic"],
    )
    found = []
    for block in parts:
        out = np.empty((len(block), len(values)), dtype=precision)
        unknown = tables.score(0, block, out)
        found.append(out if unknown is None else np.where(unknown, np.nan, out))
    expected = aggregate(case["aggregator"], values, within, posts).T
    members = marks.sum(axis=1)
    np.testing.assert_allclose(np.concatenate(found)[members > 1], expected[members > 1], rtol=0, atol=close)


def together(found: list[Subsets], field: str) -> np.ndarray:
    """Join blocks along coalitions."""
    return np.concatenate([getattr(block, field) for block in found], axis=-2 if field == "scores" else -1)


@pytest.mark.parametrize(("precision", "close"), PRECISIONS)
@given(alliances() | alliances(company=True), compensations, st.sampled_from([1, 3, 4, 1 << 10]))
def test_subsets_equal_evaluate(
    precision: Any,  # noqa: ANN401 - a type of numpy
    close: float,
    plain: dict[str, Any],
    compensation: float,
    largest: int,
) -> None:
    """Every coalition has the scores and indices that `evaluate` gives it, whatever the block and the compensation."""
    study = build(plain)
    how = {"compensation": compensation, "precision": precision, "largest": largest}
    found = list(evaluate_subsets(study, **how, scores=True, verdicts=True))
    marks = marks_of(len(study.states))
    some = marks.sum(axis=1) > 1
    expected = evaluate(study, marks[some], observations=observe(study), compensation=compensation)
    assert [0, *np.cumsum([len(block.block) for block in found])[:-1]] == [block.block.start for block in found]
    np.testing.assert_allclose(together(found, "scores")[some], expected.scores, rtol=0, atol=close)
    if precision is np.float64 or compensation == 1:
        # a mean with compensation below 1 has no slope that is bounded at a score of nought
        for field in ("viability", "cohesion"):
            np.testing.assert_allclose(
                together(found, field)[some], getattr(expected, field), rtol=0, atol=100 * close, err_msg=field
            )
    if precision is np.float64:
        assert expected.verdicts.tolist() == together(found, "verdicts")[some].tolist()


@given(
    alliances(least=3) | alliances(least=3, company=True),
    st.sampled_from(["values", "weights", "both"]),
    st.sampled_from([1, 40, 1 << 12]),
)
def test_draws_equal_evaluate(plain: dict[str, Any], drawn: str, largest: int) -> None:
    """Under drawn values, drawn weights or both, every coalition has in every draw what `evaluate` gives it."""
    study = build(plain)
    obs, rng = observe(study), np.random.default_rng(3)
    values, weights = draw_values(obs, rng, 7).astype(float), draw_weights(study, rng, 7)
    how: dict[str, Any] = {"observations": obs.with_values(values) if drawn != "weights" else obs}
    if drawn != "values":
        how["weights"] = weights
    marks = marks_of(len(study.states))
    some = marks.sum(axis=1) > 1
    found = list(evaluate_subsets(study, **how, largest=largest, scores=True, verdicts=True))
    expected = evaluate(study, marks[some], **how)
    for field in ("viability", "cohesion"):
        made = together(found, field)
        assert (7, len(marks)) == made.shape
        # weights are drawn in single precision
        np.testing.assert_allclose(made[:, some], getattr(expected, field), rtol=0, atol=1e-4, err_msg=field)
    scores = np.broadcast_to(expected.scores, (7, *expected.scores.shape[-2:]))
    made = np.broadcast_to(together(found, "scores"), (7, len(marks), scores.shape[-1]))
    np.testing.assert_allclose(made[:, some], scores, rtol=0, atol=1e-12)


@given(alliances(least=4) | alliances(least=4, company=True), st.data())
def test_chosen_coalitions_are_those_of_the_whole(plain: dict[str, Any], data: st.DataObject) -> None:
    """Subsets of some states with others always, and coalitions listed as rows, have the index they have among all."""
    study = build(plain)
    n = len(study.states)
    whole = together(list(evaluate_subsets(study)), "viability")
    order = data.draw(st.permutations(range(n)))
    cut, end = data.draw(st.integers(0, 2)), data.draw(st.integers(3, n))
    always, among = np.array(order[:cut], dtype=np.intp), np.array(order[cut:end], dtype=np.intp)
    listed = [np.array([[*row]], dtype=np.intp) for row in data.draw(st.lists(st.sets(st.sampled_from(order[cut:]))))]
    listed = [np.concatenate([row, row]) for row in listed]
    for how in ({"among": among}, {"rows": listed}):
        before = 0
        for found in evaluate_subsets(study, always=always, **how, largest=data.draw(st.sampled_from([1, 2, 64]))):
            assert before == found.block.start
            before += len(found.block)
            marks = found.block.marks(np.arange(len(found.block)), n)
            assert marks.sum(axis=1).tolist() == found.block.sizes().tolist()
            assert marks[:, always].all()
            expected = whole[(marks << np.arange(n)).sum(axis=1)]
            np.testing.assert_allclose(found.viability, expected, rtol=0, atol=1e-10)


def test_a_table_holds_every_subset_in_binary_order() -> None:
    """A table begins with the empty subset's neutral element, then come a, b, ab, c, ac, bc and abc."""
    three = np.array([1.0, 10.0, 100.0])
    assert [0, 1, 10, 11, 100, 101, 110, 111] == table(np.add, three).tolist()
    assert [INF, 1, 10, 1, 100, 1, 10, 1] == table(np.minimum, three).tolist()
    assert [-INF, 1, 10, 10, 100, 100, 100, 100] == table(np.maximum, three).tolist()
    assert [0] == table(np.add, three[:0]).tolist()


def test_a_table_of_pairs_holds_the_pairs_within_every_subset() -> None:
    """A pair counts in the subsets that hold both its states; the diagonal is never read."""
    # ab 1, ac 10, bc 100
    pairs = square(np.array([1.0, 10.0, 100.0]), np.triu_indices(3, 1), 3)
    assert [0, 0, 0, 1, 0, 10, 100, 111] == pair_table(np.add, pairs).tolist()
    assert [INF, INF, INF, 1, INF, 10, 100, 1] == pair_table(np.minimum, pairs).tolist()
    assert {np.add, np.minimum, np.maximum} == set(NEUTRAL)


def test_blocks_are_bounded_and_hold_every_subset_once() -> None:
    """Blocks hold at most as many coalitions as asked for, together each subset once, in order."""
    found = list(blocks(np.arange(1, 6), np.array([0]), 8))
    assert [8, 8, 8, 8] == [len(block) for block in found]
    assert [0, 8, 16, 24] == [block.start for block in found]
    marks = np.concatenate([block.marks(np.arange(8), 6) for block in found])
    assert [[True, *row] for row in marks_of(5).tolist()] == marks.tolist()
    assert 1 << 10 == sum(len(block) for block in blocks(np.arange(10), NONE, 1000))
    assert all(len(block) <= 1000 for block in blocks(np.arange(10), NONE, 1000))


def test_what_is_no_coalition_or_unknown_is_nan() -> None:
    """Fewer than two states, and a coalition of which nothing is known, have no index and no band, and do not fail."""
    study = build(
        {
            "criteria": {"wealth": asks("attribute", "wealth", worst=0, best=10)},
            "states": {"a": {"attributes": {"wealth": 8}}, "b": {}, "c": {}},
        }
    )
    (found,) = evaluate_subsets(study, scores=True, verdicts=True)
    # none, a, b, ab, c, ac, bc, abc
    expected = [np.nan, np.nan, np.nan, 80, np.nan, 80, np.nan, 80]
    np.testing.assert_allclose(found.viability, expected)
    assert found.verdicts is not None
    assert [-1, -1, -1, 0, -1, 0, -1, 0] == found.verdicts.tolist()
    assert found.scores is not None
    np.testing.assert_allclose(found.scores[:, 0] * 100, expected)
    assert np.isnan(found.cohesion).all()


def test_scores_and_verdicts_come_only_where_asked_for() -> None:
    """Scores and verdicts, which cost memory, are left out by default."""
    study = build(
        {"criteria": {"size": asks("count", aggregator="summation", worst=0, best=4)}, "states": {"a": {}, "b": {}}}
    )
    (found,) = evaluate_subsets(study)
    assert found.scores is None
    assert found.verdicts is None
    # two of four: half
    assert 50 == found.viability[3]


def test_a_blocking_criterion_caps_the_verdict() -> None:
    """A blocking criterion that scores below its limit leaves at most the framework's verdict for that."""
    criteria = {
        "wealth": asks("attribute", "wealth", worst=0, best=10, weight=9),
        "law": asks("attribute", "law", "weakest-link", worst=0, best=1, blocking=0.1),
    }
    states = {
        "a": {"attributes": {"wealth": 9, "law": 1}},
        "b": {"attributes": {"wealth": 9, "law": 1}},
        "c": {"attributes": {"wealth": 9, "law": 0}},
        "d": {"attributes": {"wealth": 9}},
        "e": {"attributes": {"wealth": 9}},
    }
    (found,) = evaluate_subsets(build({"criteria": criteria, "states": states}), verdicts=True)
    # ab: (9 * 0.9 + 1) / 10 = 0.91, viable; abc: 0.81, yet fragile, the third band; ad: the law is known of a alone;
    # de: it is known of neither, and 0.9 is left
    chosen = [0b00011, 0b00111, 0b01001, 0b11000]
    assert found.verdicts is not None
    assert [0, 2, 0, 0] == found.verdicts[chosen].tolist()
    assert [91, 81, 91, 90] == pytest.approx(found.viability[chosen].tolist())


def test_goalposts_far_from_zero_keep_their_digits() -> None:
    """In single precision a total between goalposts a million spans away from zero is placed as in double."""
    tables = Tables(np.arange(2), np.float32)
    tables.add("summation", np.array([1_000_000.01, 0.5]), (1_000_000, 1_000_001), dyadic=False)
    (block,) = blocks(np.arange(2), NONE)
    out = np.empty(4, dtype=np.float32)
    tables.score(0, block, out)
    assert 0.51 == pytest.approx(out[3], abs=1e-6)


def test_evenness_has_no_unit() -> None:
    """Burdens whose squares single precision cannot hold are as even as the same ones in another unit."""
    tables = Tables(np.arange(2), np.float32)
    tables.add("evenness", np.array([3e30, 1e30]), None, dyadic=False)
    (block,) = blocks(np.arange(2), NONE)
    out = np.empty(4, dtype=np.float32)
    tables.score(0, block, out)
    # H = (9 + 1) / 16, so 1 - (10/16 - 1/2) / (1/2) = 0.75
    assert 0.75 == pytest.approx(out[3])


def test_evenness_is_unknown_where_nothing_is_borne() -> None:
    """A total of nought or less has no shares, even where the block's own states bear something."""
    tables = Tables(np.arange(1))
    tables.add("evenness", np.array([-5.0, 1.0, 1.0]), None, dyadic=False)
    *_, block = blocks(np.arange(3), NONE, 2)
    # bc, and abc, whose total is -3
    assert [1, 2] == block.top.tolist()
    out = np.empty(2)
    unknown = tables.score(0, block, out)
    assert unknown is not None
    assert [False, True] == unknown.tolist()
    assert [1, 0] == out.tolist()


def test_goalposts_are_needed_but_for_evenness() -> None:
    """An aggregator other than evenness cannot place values without goalposts."""
    with pytest.raises(ValueError, match="aggregator 'average' needs goalposts"):
        Tables(NONE).add("average", np.ones(2), None, dyadic=False)
