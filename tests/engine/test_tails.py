"""Every set of so many states, by its last two or three."""

from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import alliances, build, compensations
from viability.engine import tails as module
from viability.engine.evaluate import evaluate
from viability.engine.evaluate_subsets import SubsetEvaluator, sound_last
from viability.engine.folds import Fold
from viability.engine.observations import observe
from viability.engine.tails import Tails, slices
from viability.files.folder import load_study


@pytest.mark.parametrize("latest", [0, 4, 64])
@pytest.mark.parametrize(("states", "size"), [(7, 0), (7, 1), (7, 2), (7, 3), (7, 4), (8, 5), (6, 6), (9, 6)])
@pytest.mark.parametrize("most", [1, 10, 10**6])
@pytest.mark.parametrize("early", [0, 2, 6])
def test_blocks_give_every_set_once_and_in_order(
    states: int, size: int, most: int, *, latest: int, early: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the slices, their blocks give the sets in lexicographic order, each with its members."""
    monkeypatch.setattr(module, "LATEST", latest)
    among, always = np.arange(states) + 2, np.array([0])
    tails = Tails(among, always, size, 6, early=early)
    given = []
    counted = 0
    for some in slices(states, size, most):
        counted += len(some)
        for block in tails.blocks(some):
            assert 0 < len(block) <= 6
            if block.tail is not None:
                assert block.rows is not None
                late = block.tail.table.states[block.tail.place :]
                assert np.isin(block.rows, late).all()
                # beside a tail of late states stand no others
                assert (block.rows >= early + 2).all() or (block.rows < early + 2).any(axis=1).all()
            ((_, rows),) = block.members(np.arange(len(block)), states + 2)
            given += [tuple(row) for row in rows.tolist()]
    assert [(0, *one) for one in combinations(among.tolist(), size)] == given
    assert comb(states, size) == counted


@given(alliances(least=4, company=True), compensations, st.sampled_from([2, 3, 4]), st.sampled_from([0, 64]))
def test_every_set_by_its_tail_is_its_evaluation(
    plain: dict[str, Any], compensation: float, size: int, latest: int
) -> None:
    """What blocks of tails say of a set is what its evaluation says: with gaps, blocking and sources inside."""
    study = build({**plain, "least_coverage": 0.65})
    obs = observe(study)
    for always in ([], [1]):
        others = np.setdiff1d(np.arange(len(obs.states)), always)
        made = SubsetEvaluator(study, obs, most=size, compensation=compensation, verdicts=True, largest=3)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "LATEST", latest)
            tails = Tails(others, np.array(always, dtype=np.intp), size - len(always), 3)
        for block in (block for some in tails.whole() for block in tails.blocks(some)):
            found = made.evaluate(block)
            marks = block.marks(np.arange(len(block)), len(obs.states))
            one = evaluate(study, marks, observations=obs, compensation=compensation)
            for name in ("viability", "cohesion", "verdicts"):
                np.testing.assert_allclose(getattr(one, name), getattr(found, name), atol=1e-9, err_msg=name)
            assert found.coverage is not None
            np.testing.assert_allclose(one.total_coverage(), found.coverage, atol=1e-9)


@given(alliances(least=5, company=True), st.sampled_from([3, 4]), st.sampled_from([0, 64]), st.data())
def test_where_all_are_sound_the_index_is_a_sum(
    plain: dict[str, Any], size: int, latest: int, data: st.DataObject
) -> None:
    """With the states that lack something first, sums of one table are the evaluation, and so is who gets a verdict."""
    study = build({**plain, "least_coverage": data.draw(st.sampled_from([0.0, 0.3, 0.65, 0.9]))})
    obs = observe(study)
    order, early = sound_last(study, obs, np.arange(len(obs.states)))
    assert sorted(order.tolist()) == [*range(len(obs.states))]
    made = SubsetEvaluator(study, obs, most=size, judged=True, largest=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LATEST", latest)
        tails = Tails(order, order[:0], size, 3, early=early)
    for block in (block for some in tails.whole() for block in tails.blocks(some)):
        found = made.evaluate(block)
        marks = block.marks(np.arange(len(block)), len(obs.states))
        one = evaluate(study.asking(), marks, observations=obs, partial=True)
        np.testing.assert_allclose(one.viability, found.viability, atol=1e-9)
        np.testing.assert_allclose(one.cohesion, found.cohesion, atol=1e-9)
        np.testing.assert_array_equal(one.verdicts >= 0, found.judged)
        assert found.verdicts is None


def test_the_worlds_index_is_a_sum_where_nothing_is_lacking() -> None:
    """Of the world study most sets are summed, and what is so found of sets of four is their evaluation."""
    study = load_study("world").asking()
    obs = observe(study, [name for name, state in study.states.items() if "un" in state.memberships][:45])
    order, early = sound_last(study, obs, np.arange(len(obs.states)))
    assert 0 < early < len(order) / 2
    made = SubsetEvaluator(study, obs, most=4, judged=True)
    sums = made._weigher._sums  # noqa: SLF001 - which way it goes
    assert sums is not None
    tails = Tails(order, order[:0], 4, 1 << 13, early=early)
    rng, summed, counted = np.random.default_rng(1), 0, 0
    for block in (block for some in tails.whole() for block in tails.blocks(some)):
        counted += len(block)
        summed += len(block) * sums.holds_for(block)
        found, some = made.evaluate(block), np.unique(rng.integers(len(block), size=3))
        one = evaluate(study, block.marks(some, len(obs.states)), observations=obs, partial=True)
        np.testing.assert_allclose(one.viability, found.viability[some], atol=1e-9)
        np.testing.assert_allclose(one.cohesion, found.cohesion[some], atol=1e-9)
        assert found.judged is not None
        np.testing.assert_array_equal(one.verdicts >= 0, found.judged[some])
    assert comb(len(order), 4) == counted
    assert summed > 0.9 * counted


def test_slices_are_of_some_size() -> None:
    """Of 9 states taken 5 at a time, 126 sets, slices of 40 hold 40 or more but the last."""
    sizes = [len(one) for one in slices(9, 5, 40)]
    assert 126 == sum(sizes)
    assert all(size >= 40 for size in sizes[:-1])


@pytest.mark.parametrize("dyadic", [False, True])
@pytest.mark.parametrize("operation", [np.add, np.minimum, np.maximum])
def test_tails_reduce_as_rows_do(operation: np.ufunc, *, dyadic: bool) -> None:
    """What a block reads off its table of tails is what its rows give one by one."""
    rng = np.random.default_rng(0)
    items = rng.integers(0, 100, (9, 9)[: 1 + dyadic]).astype(float)
    items = items + items.T if dyadic else items
    fold = Fold(operation, items, np.array([], dtype=np.intp), dyadic=dyadic)
    tails = Tails(np.arange(9), np.array([], dtype=np.intp), 5, 50)
    for some in tails.whole():
        for block in tails.blocks(some):
            found = np.empty(len(block))
            fold.over(block, found)
            ((_, rows),) = block.members(np.arange(len(block)), 9)
            for members, value in zip(rows, found, strict=True):
                pairs = [items[a, b] for a, b in combinations(members, 2)] if dyadic else items[members]
                assert operation.reduce(pairs) == value
